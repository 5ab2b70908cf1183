/** A worker process (uvicorn 0.54 _subprocess.py): a spawned interpreter that imports the application and serves. */
import type { Sys } from '../../machine/sys.ts';
import type { Eff } from '../../engine/task.ts';
import type { Config } from './config.ts';
import { loadApp } from './driver.ts';
import { Server } from './server.ts';

/** CPU that a spawned interpreter takes before it has imported uvicorn, µs. */
const SPAWN = 60_000;

/** Start one; its pid. `age` counts the children, from 1. */
export function spawnServer(
  sys: Sys,
  config: Config,
  fds: readonly number[],
  age: number,
  onStarted: () => void = () => undefined,
): number {
  const parent = sys.pid;
  return sys.fork(function* worker(child: Sys): Eff<number> {
    child.process.interpreter = false;
    for (const signal of ['INT', 'TERM', 'HUP', 'TTIN', 'TTOU'] as const) child.signal(signal, 'default');
    child.emit({ kind: 'process.role', pid: child.pid, program: 'uvicorn', role: 'worker', index: age });
    child.emit({ kind: 'worker.booting', pid: child.pid, arbiter: parent, workerClass: 'uvicorn', age });
    yield* child.cpu(SPAWN);
    // An exception that escapes is reported by multiprocessing, with the process's name.
    const { exit, ownLogging } = yield* loadApp(child, {
      ...config.facts,
      failure_head: `Process SpawnProcess-${age}:\n`,
    });
    if (exit === null) return yield* new Server(child, config, fds, ownLogging, onStarted).run();
    child.emit({
      kind: 'worker.boot_failed',
      pid: child.pid,
      code: exit,
      error: 'the application could not be loaded',
    });
    return exit;
  });
}
