import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sim } from '../engine/sim.ts';
import type { Eff } from '../engine/task.ts';
import { ROOT } from './filesystem.ts';
import type { Sys } from './sys.ts';
import { World, type Program } from './world.ts';

function setup(cores = 2) {
  const sim = new Sim(1);
  const world = new World(sim, 0);
  const box = world.addHost({ name: 'box', addresses: [], cores, latency: 0 });
  const log: string[] = [];
  const say = (text: string): void => void log.push(`${sim.now / 1000} ${text}`);
  const start = (program: Program) =>
    world.lifecycle.start(box, program, { argv: ['test'], credentials: ROOT, env: new Map(), cwd: '/' });
  return { sim, world, box, log, say, start, run: () => sim.run(1e9) };
}

const sleeper = (us: number, code = 0): Program =>
  function* (sys: Sys): Eff<number> {
    yield* sys.sleep(us);
    return code;
  };

describe('processes', () => {
  it('are waited for, tell their exit code, and are zombies until then', () => {
    const { start, run, log, say, box } = setup();
    start(function* (sys) {
      const child = sys.fork(sleeper(1000, 3));
      yield* sys.sleep(5000);
      say(`${box.processes.get(child)?.state}`);
      say(JSON.stringify((yield* sys.wait()).status));
      say(`${box.processes.has(child)}`);
      return 0;
    });
    run();
    // The child's end woke the sleeper early only if it had handled SIGCHLD.
    expect(log).toEqual(['5 zombie', '5 {"code":3,"signal":null}', '5 false']);
    expect(box.processes.size).toBe(0);
  });

  it('handle signals where they sleep, ignore them, or die of them', () => {
    const { start, run, log, say, world } = setup();
    const children = [
      start(function* (sys) {
        sys.signal('TERM', () => say('handled'));
        say(`slept all: ${yield* sys.sleep(10_000)}`);
        return 0;
      }),
      start(function* (sys) {
        sys.signal('TERM', 'ignore');
        say(`slept all: ${yield* sys.sleep(10_000)}`);
        return 0;
      }),
      start(sleeper(10_000)),
    ];
    start(function* (sys) {
      yield* sys.sleep(1000);
      for (const child of children) sys.kill(child.pid, 'TERM');
      return 0;
    });
    run();
    expect(log).toEqual(['1 handled', '1 slept all: false', '10 slept all: true']);
    expect(children.map((c) => c.status)).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
      { code: null, signal: 'TERM' },
    ]);
    expect(world.sim.trace.events.filter((e) => e.kind === 'process.signalled')).toHaveLength(3);
  });

  it('take their threads with them', () => {
    const { start, run, log, say } = setup();
    start(function* (sys) {
      sys.thread(
        't',
        (function* (): Eff<void> {
          try {
            yield* sys.sleep(10_000);
            say('never');
          } finally {
            say('gone');
          }
        })(),
      );
      yield* sys.sleep(1000);
      return 0;
    });
    run();
    expect(log).toEqual(['1 gone']);
  });

  it('share the cores of their host', () => {
    const { start, run, log, say } = setup(1);
    for (const name of ['a', 'b']) {
      start(function* (sys) {
        yield* sys.cpu(20_000);
        say(name);
        return 0;
      });
    }
    run();
    // In turns, so that the first has to wait as well: 20 ms of work each, on one core.
    expect(log).toEqual([expect.stringMatching(/^(2|3)\d a$/), '40 b']);
  });

  it('that end while they wait for a core pass their turn on', () => {
    const { start, run, log, say, world } = setup(1);
    const worker = (name: string, us: number) =>
      start(function* (sys) {
        yield* sys.cpu(us);
        say(name);
        return 0;
      });
    worker('first', 4000);
    const second = worker('second', 4000);
    worker('third', 4000);
    // At the very instant at which the core is handed to it.
    world.sim.at(4000, () => world.lifecycle.kill(second, 'KILL', 0), 1);
    run();
    expect(log[0]).toBe('4 first');
    expect(log.at(-1)).toMatch(/third$/);
  });

  it('leave nothing behind, whatever is killed and when', () => {
    const plan = fc.array(fc.tuple(fc.nat(5), fc.nat(30)), { maxLength: 12 });
    fc.assert(
      fc.property(plan, (kills) => {
        const { start, sim, box, world } = setup(1);
        start(function* (sys) {
          const fd = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 80 }, 1);
          const worker: Program = function* (own) {
            for (;;) {
              const conn = yield* own.net.accept(fd);
              yield* own.cpu(3000);
              own.fs.close(conn);
            }
          };
          for (let i = 0; i < 3; i++) sys.fork(worker);
          for (;;) yield* sys.wait();
        });
        for (let i = 0; i < 3; i++) {
          start(function* (sys) {
            yield* sys.sleep(i * 1000);
            const fd = yield* sys.net.connect({ family: 'tcp', ip: '127.0.0.1', port: 80 });
            yield* sys.net.recv(fd);
            return 0;
          });
        }
        for (const [pid, at] of kills) {
          sim.at(at * 1000, () => {
            const process = world.process(pid + 1);
            if (process) world.lifecycle.kill(process, 'KILL', 0);
          });
        }
        sim.run(100_000);
        for (const process of Array.from(box.processes.values())) world.lifecycle.kill(process, 'KILL', 0);
        sim.run(200_000);
        expect(box.processes.size).toBe(0);
        expect(box.listeners.size).toBe(0);
        expect(world.network.openConnections).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a stopped process', () => {
  it('does nothing until SIGCONT, keeps signals for then, gives its core back, and dies of SIGKILL', () => {
    const { start, run, log, say, world } = setup(1);
    const worker = start(function* (sys) {
      sys.signal('TERM', () => say('TERM'));
      for (let i = 0; i < 3; i++) {
        yield* sys.cpu(10_000);
        say(`worked ${i}`);
      }
      return 0;
    });
    start(function* (sys) {
      yield* sys.sleep(5000);
      sys.kill(worker.pid, 'STOP');
      sys.kill(worker.pid, 'TERM');
      yield* sys.sleep(20_000);
      yield* sys.cpu(1000);
      say('had the core');
      sys.kill(worker.pid, 'CONT');
      yield* sys.sleep(12_000);
      sys.kill(worker.pid, 'STOP');
      sys.kill(worker.pid, 'KILL');
      return 0;
    });
    run();
    expect(log).toEqual(['26 had the core', '26 TERM', '26 worked 0', '36 worked 1']);
    expect(worker.status).toEqual({ code: null, signal: 'KILL' });
    expect(world.process(worker.pid)).toBeNull();
  });
});
