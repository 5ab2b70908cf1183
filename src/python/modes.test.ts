import { beforeAll, describe, expect, it } from 'vitest';
import { cachedGuest } from '../cli/guest-cache.ts';
import type { GuestValue } from '../machine/guest-port.ts';
import { FakeMachine } from './fake-machine.ts';
import { createGuest, makeSnapshot, type PythonGuest } from './guest.ts';
import { nodeAssets } from './node-assets.ts';
import { RUNTIME } from './runtime.ts';

const APP = `
import asyncio, time, threading, socket, random
def f():
    t = time.monotonic()
    time.sleep(1); x = 2
    time.sleep(0.5)
    return round(time.monotonic() - t, 1)
def stuck(): threading.Lock().acquire() and threading.Event().wait()
def spin():
    while True: pass
async def hit(n):
    await asyncio.sleep(0.1 * n); time.sleep(0.2)
def spawn():
    from gd import aio
    for call in (1, 2): aio.spawn(call, hit(call))
def chance(): return [random.random(), sorted({"a", "b", "c"}), hash("x"), repr(object)]
`;

const start = async (guest: PythonGuest, pid: number) => {
  const m = new FakeMachine(guest);
  m.write('/home/app/app.py', APP);
  await m.start(pid);
  return { m, call: (fn: string, ...args: GuestValue[]) => m.value(pid, 'gd.loader:call', [`app:${fn}`, args]) };
};

describe('without suspension', () => {
  let guest: PythonGuest;
  beforeAll(async () => {
    guest = await cachedGuest({ jspi: false });
  });

  it('runs waits on the stack’s own clock and tells them afterwards', async () => {
    const { m, call } = await start(guest, 7);
    expect(guest.capabilities.suspends).toBe(false);
    expect(await call('f')).toBe(1.5);
    const step = m.tasks[0]?.steps[0];
    expect(m.tasks[0]?.steps).toHaveLength(1);
    expect(step?.waits?.map((w) => [w.call, w.args, w.line])).toEqual([
      ['sleep', [1_000_000], 5],
      ['sleep', [500_000], 6],
    ]);
    expect(m.tasks[0]?.at).toBeGreaterThanOrEqual(1_500_000);
  });

  it('says plainly what it cannot do, and ends what never ends', async () => {
    const { m, call } = await start(guest, 8);
    await expect(call('stuck')).rejects.toThrow('this browser cannot suspend Python');
    const task = m.call(8, 'gd.loader:call', ['app:spin', []]);
    await m.run();
    expect(task.result).toMatchObject({ kind: 'raised', error: { type: 'SystemExit' } });
  });

  it('ticks an event loop', async () => {
    const { m, call } = await start(guest, 9);
    await call('spawn');
    const tick = (await m.value(9, 'gd.aio:tick', [[]])) as { deadline: number };
    m.now = tick.deadline - m.epochMicros() + m.now;
    const next = (await m.value(9, 'gd.aio:tick', [[]])) as { deadline: number; marks: GuestValue[] };
    expect(m.tasks.at(-1)?.steps[0]?.waits).toHaveLength(2);
    expect(next).toMatchObject({
      deadline: null,
      marks: [
        ['resumed', 1],
        ['resumed', 2],
      ],
    });
  });
});

describe('a snapshot', () => {
  it('restores the same interpreter, faster, and the same run gives the same values', async () => {
    const assets = await nodeAssets();
    const t0 = performance.now();
    const snapshot = await makeSnapshot({ assets, runtime: RUNTIME });
    const made = performance.now() - t0;
    const t1 = performance.now();
    const one = await createGuest({ assets, runtime: RUNTIME, snapshot });
    const restored = performance.now() - t1;
    expect(restored).toBeLessThan(made);
    const a = await start(one, 20);
    const b = await start(await createGuest({ assets, runtime: RUNTIME, snapshot }), 20);
    for (const fn of ['chance', 'f', 'chance']) expect(await a.call(fn)).toEqual(await b.call(fn));
    expect(a.m.tasks.map((t) => t.steps)).toEqual(b.m.tasks.map((t) => t.steps));
  }, 60_000);
});
