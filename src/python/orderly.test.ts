// What ran in an interpreter before must not show in what runs now: neither in the order of sets, nor in what is charged.
import { beforeAll, describe, expect, it } from 'vitest';
import { cachedGuest } from '../cli/guest-cache.ts';
import { utf8 } from '../base/bytes.ts';
import { Sim } from '../engine/sim.ts';
import { callGuest } from '../machine/guest.ts';
import { guestKernel } from '../machine/guest-kernel.ts';
import { World } from '../machine/world.ts';
import { printTrace } from '../trace/text.ts';
import { drive } from './driver.ts';
import type { PythonGuest } from './guest.ts';

let guest: PythonGuest;

beforeAll(async () => {
  guest = await cachedGuest();
});

const root = { uid: 0, gid: 0, groups: [] };

/** Runs `/home/main.py` alone on a new machine, in the interpreter that has run all before it: the trace as text. */
async function traceOf(files: Readonly<Record<string, string>>): Promise<string> {
  const sim = new Sim(1);
  const world = new World(sim, 1_800_000_000_000_000);
  const host = world.addHost({ name: 'box', addresses: ['10.0.0.5'], cores: 2, latency: 0 });
  for (const dir of ['/home', '/tmp', '/etc', '/run']) if (!host.files.exists(dir)) host.files.mkdir(dir, root, 0o777);
  for (const [name, text] of Object.entries(files)) host.files.writeFile(`/home/${name}`, utf8(text), root);
  guest.attach(guestKernel(world));
  world.lifecycle.start(
    host,
    function* (sys) {
      const result = yield* callGuest(sys, 0, 'gd.main:script', ['/home/main.py']);
      if (!result.ok) sys.print(2, result.error.traceback);
      yield* callGuest(sys, 0, 'gd.main:finish', []);
      return 0;
    },
    { argv: ['python3', '/home/main.py'], credentials: root, env: new Map([['PYTHONUNBUFFERED', '1']]), cwd: '/home' },
  );
  await drive(sim, guest, { until: 60_000_000, budget: 10_000, outbox: world.guestOutbox, pause: () => false });
  return printTrace(sim.trace.events);
}

const TASKS = `
import asyncio, concurrent.futures, threading, time

async def wait(n):
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise

async def main():
    tasks = {asyncio.create_task(wait(n)) for n in range(12)}
    await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    done, _ = await asyncio.wait(tasks)
    print([task.get_name() for task in done])
    asyncio.create_task(wait(99))
    async with asyncio.TaskGroup() as group:
        for n in range(5):
            group.create_task(wait(n))
        await asyncio.sleep(0.1)
        raise OSError

try:
    asyncio.run(main())
except* OSError:
    print("group over")

threads = {threading.Thread(target=time.sleep, args=(n / 10,)) for n in range(8)}
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    futures = [pool.submit(time.sleep, n / 10) for n in range(8)]
    print([futures.index(done) for done in concurrent.futures.as_completed(futures)])
    print([futures.index(done) for done in concurrent.futures.wait(futures).done])
`;

const LITTER = `
import asyncio, threading
keep = [object() for _ in range(5000)]
lock = threading.Lock()
async def main():
    await asyncio.gather(*(asyncio.sleep(0.01) for _ in range(40)))
asyncio.run(main())
`;

describe('a run', () => {
  it('is the same whatever ran before: the order of tasks, futures and threads in sets, the numbers of locks', async () => {
    const first = await traceOf({ 'main.py': TASKS });

    expect(first).toContain('group over');
    expect(first).not.toContain('Traceback');
    await traceOf({ 'main.py': LITTER });
    expect(await traceOf({ 'main.py': TASKS })).toBe(first);
  });

  it('is charged for modules that are found by a relative path, too', async () => {
    const work = 'def work():\n    for n in range(200_000):\n        n * n\n';
    const used = async (path: string): Promise<string | undefined> => {
      const main = `import sys, time\nsys.path[:1] = [${JSON.stringify(path)}]\nimport work\nt = time.process_time()\nwork.work()\nprint("used", time.process_time() - t)\n`;
      return /used [\d.]+/.exec(await traceOf({ 'main.py': main, 'work.py': work }))?.[0];
    };
    const absolute = await used('/home');
    expect(Number(absolute?.slice(5))).toBeGreaterThan(0.001);
    expect(await used('.')).toBe(absolute);
  });
});
