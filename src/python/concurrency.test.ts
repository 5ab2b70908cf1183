import { beforeAll, describe, expect, it } from 'vitest';
import { cachedGuest } from '../cli/guest-cache.ts';
import type { GuestValue } from '../machine/guest-port.ts';
import { FakeMachine } from './fake-machine.ts';
import type { PythonGuest } from './guest.ts';

let guest: PythonGuest;
let pids = 100;

beforeAll(async () => {
  guest = await cachedGuest();
});

const machine = async (
  app: string,
): Promise<{ m: FakeMachine; pid: number; call: (fn: string, ...args: GuestValue[]) => Promise<GuestValue> }> => {
  const m = new FakeMachine(guest);
  m.write('/home/app/app.py', app);
  const pid = ++pids;
  await m.start(pid);
  return { m, pid, call: (fn, ...args) => m.value(pid, 'gd.loader:call', [`app:${fn}`, args]) };
};

describe('threads', () => {
  it('run side by side, join, and keep their names and locals', async () => {
    const { m, call } = await machine(`
import threading, time
own = threading.local()
def f():
    log = []
    def work(n):
        own.n = n
        time.sleep(n / 10)
        log.append((threading.current_thread().name, own.n))
    ts = [threading.Thread(target=work, args=(n,)) for n in (3, 1, 2)]
    for t in ts: t.start()
    alive = threading.active_count()
    for t in ts: t.join()
    return [log, alive, threading.active_count(), threading.current_thread().name, threading.main_thread() is threading.current_thread()]
`);
    expect(await call('f')).toEqual([
      [
        ['Thread-2 (work)', 1],
        ['Thread-3 (work)', 2],
        ['Thread-1 (work)', 3],
      ],
      4,
      1,
      'MainThread',
      true,
    ]);
    expect(m.now).toBeGreaterThanOrEqual(300_000);
    expect(m.now).toBeLessThan(310_000);
  });

  it('have locks, conditions, queues and pools', async () => {
    const { call } = await machine(`
import threading, time, queue
from concurrent.futures import ThreadPoolExecutor
lock = threading.Lock()
count = 0
def safe(_):
    global count
    with lock:
        seen = count
        time.sleep(0.01)
        count = seen + 1
    return threading.current_thread().name
def f():
    with ThreadPoolExecutor(4) as pool:
        names = sorted(set(pool.map(safe, range(8))))
    return [count, names]
def g():
    q = queue.Queue(2); got = []
    def consume():
        while (x := q.get()) is not None: got.append(x)
    t = threading.Thread(target=consume); t.start()
    for i in range(5): q.put(i)
    q.put(None); t.join()
    e = threading.Event()
    return [got, e.wait(0.5), lock.acquire(timeout=0.1), lock.acquire(timeout=0.1), threading.RLock().acquire()]
`);
    expect(await call('f')).toEqual([
      8,
      ['ThreadPoolExecutor-0_0', 'ThreadPoolExecutor-0_1', 'ThreadPoolExecutor-0_2', 'ThreadPoolExecutor-0_3'],
    ]);
    expect(await call('g')).toEqual([[0, 1, 2, 3, 4], false, true, false, true]);
  });

  it('print what ended them', async () => {
    const { m, pid, call } = await machine(
      'import threading\ndef f():\n    t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()\n',
    );
    await call('f');
    expect(m.output.get(pid)).toContain('Exception in thread Thread-1 (<lambda>):');
    expect(m.output.get(pid)).toContain('ZeroDivisionError');
  });
});

describe('asyncio', () => {
  const app = `
import asyncio, time
log = []
async def child(name, t):
    await asyncio.sleep(t)
    log.append((name, round(time.monotonic() % 1000, 1)))
    return name
async def main():
    async with asyncio.TaskGroup() as g:
        g.create_task(child("a", 0.2)); g.create_task(child("b", 0.1))
    try:
        async with asyncio.timeout(0.3): await asyncio.sleep(9)
    except TimeoutError: log.append(("timeout", 0))
    log.append((await asyncio.to_thread(time.sleep, 0.1), 1))
    return [n for n, _ in log]
def f(): return asyncio.run(main())
async def visit(): 
    await child("x", 0.1)
    time.sleep(0.5)
    return 1
def spawn():
    from gd import aio
    for call in (1, 2): aio.spawn(call, visit())
`;

  it('runs in a stack, waiting by system calls', async () => {
    const { m, call } = await machine(app);
    expect(await call('f')).toEqual(['b', 'a', 'timeout', null]);
    expect(Math.round(m.now / 10_000)).toBe(60);
  });

  it('runs in ticks, says what it waits for, and is blocked by what blocks', async () => {
    const { m, pid, call } = await machine(app);
    await call('spawn');
    const first = (await m.value(pid, 'gd.aio:tick', [[]])) as { deadline: number; marks: GuestValue[] };
    expect(first.deadline - m.epochMicros()).toBeGreaterThan(99_000);
    expect(first.marks).toEqual([
      ['parked', 1, '/home/app/app.py', 5, 'asyncio.sleep'],
      ['parked', 2, '/home/app/app.py', 5, 'asyncio.sleep'],
    ]);
    m.now = first.deadline - m.epochMicros() + m.now;
    const before = m.now;
    const second = await m.value(pid, 'gd.aio:tick', [[]]);
    expect(second).toMatchObject({
      deadline: null,
      marks: [
        ['resumed', 1],
        ['resumed', 2],
      ],
    });
    expect(Math.round((m.now - before) / 1000)).toBe(1000);
  });
});
