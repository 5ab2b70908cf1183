/** `--reload`: the polling reloader (reloader.py 26.2) looks once a second at the files of imported modules. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { ask, record } from './guest-app.ts';
import { sleepAll } from './listeners.ts';
import type { Worker } from './worker.ts';

export function watchFiles(worker: Worker): void {
  worker.sys.thread('reloader', watch(worker));
}

function* watch(worker: Worker): Eff<void> {
  const { sys } = worker;
  const seen = new Map<string, number>();
  const extra = worker.config.list('reload_extra_files');
  for (;;) {
    const answer = yield* ask(sys, 'module_files', []);
    const files = answer.ok ? Object.keys(record(answer.value)) : [];
    for (const file of [...files, ...extra]) {
      const changed = mtime(worker, file);
      const before = seen.get(file);
      if (changed === null) continue;
      if (before !== undefined && changed > before) {
        worker.log.info(`Worker reloading: ${file} modified`);
        worker.exitFrom('worker_int', 0, 100_000);
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
