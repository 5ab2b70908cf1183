/** A worker class of the project's own: as far as it is one of gunicorn's or uvicorn's under another name. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { resolveWorkerClass, type WorkerClass } from './classes.ts';
import { ask } from './guest-app.ts';
import { HookFailed } from './hooks.ts';
import type { Loaded } from './loader.ts';
import { modulesOf } from './modules.ts';
import { PyError } from './value.ts';

const MODELS: readonly WorkerClass[] = ['sync', 'gthread', 'gevent', 'asgi', 'uvicorn'];

/** As `resolveWorkerClass`; the project's own is imported. Throws `PyError` and `HookFailed`. */
export function* workerClassOf(sys: Sys, loaded: Loaded): Eff<WorkerClass | null> {
  const found = resolveWorkerClass(loaded.config, modulesOf(sys, loaded));
  if (found !== 'project') return found;
  const answer = yield* ask(sys, 'worker_class', [loaded.config.text('worker_class'), ...loaded.paths]);
  if (!answer.ok) {
    const { failure } = answer;
    if (failure.exit !== null) return sys.exit(failure.exit);
    throw failure.type === 'RuntimeError' ? new PyError('RuntimeError', failure.message) : new HookFailed(failure);
  }
  const model = MODELS.find((one) => one === answer.value) ?? null;
  if (model !== null) {
    const note = `gunicorn: ${loaded.config.workerClassName} does as ${model} does; what it overrides is not called`;
    sys.emit({ kind: 'run.note', note, pid: sys.pid });
  }
  return model;
}
