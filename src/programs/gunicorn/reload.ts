/** `--reload`: the polling reloader (reloader.py 26.2) looks once a second at the files of imported modules. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { ask, record } from './guest-app.ts';
import { hookOfHandler } from './hooks.ts';
import { sleepAll } from './listeners.ts';
import type { Worker } from './worker.ts';

/** `broken` is a file that could not be compiled, empty for none: it is no imported module and watched as well. */
export function watchFiles(worker: Worker, broken: string): void {
  worker.sys.thread('reloader', watch(worker, broken === '' ? [] : [broken]));
}

function* watch(worker: Worker, broken: readonly string[]): Eff<void> {
  const { sys } = worker;
  const seen = new Map<string, number>();
  const { location } = worker.seed.loaded;
  // The arbiter has imported its configuration file, and a worker has the modules of its parent.
  const read = location === null ? [] : [location];
  const extra = [...worker.config.list('reload_extra_files'), ...read, ...broken];
  for (;;) {
    const answer = yield* ask(sys, 'module_files', []);
    const files = answer.ok ? Object.keys(record(answer.value)) : [];
    for (const file of [...files, ...extra]) {
      const changed = mtime(worker, file);
      const before = seen.get(file);
      if (changed === null) continue;
      if (before !== undefined && changed > before) {
        worker.log.info(`Worker reloading: ${file} modified`);
        // sys.exit() in this thread ends this thread: the request that runs is finished.
        worker.alive = false;
        yield* hookOfHandler(sys, worker.seed.loaded, 'worker_int', worker.facts);
        sys.process.signalled.notifyAll();
        return;
      }
      seen.set(file, changed);
    }
    yield* sleepAll(sys, 1_000_000);
  }
}

function mtime(worker: Worker, file: string): number | null {
  try {
    return worker.sys.fs.stat(file).mtime;
  } catch (error) {
    if (error instanceof SysError) return null;
    throw error;
  }
}
