/** `--preload`, `--check-config`: the application imported by the arbiter itself. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { ask, emitError, type Failure } from './guest-app.ts';
import { HookFailed } from './hooks.ts';
import { importPaths, type Loaded } from './loader.ts';
import { osErrorType, type PyError } from './value.ts';

/** Null when the application could be imported from `paths`. */
export function* importApp(sys: Sys, loaded: Loaded, paths: readonly string[]): Eff<Failure | null> {
  const answer = yield* ask(sys, 'load', [loaded.appUri, ...paths]);
  if (answer.ok) return null;
  if (answer.failure.exit === null) emitError(sys, answer.failure);
  return answer.failure;
}

/** RuntimeError and what Python makes of it: gunicorn takes such a one for its own (BaseApplication.run). */
const RUNTIME_ERRORS = new Set(['RuntimeError', 'NotImplementedError', 'RecursionError']);

/** Import it, or end as an uncaught exception ends a Python program. */
export function* preload(sys: Sys, loaded: Loaded): Eff<void> {
  const failure = yield* importApp(sys, loaded, importPaths(sys, loaded));
  if (failure === null) return;
  if (failure.exit !== null) sys.exit(failure.exit);
  sys.print(2, RUNTIME_ERRORS.has(failure.type) ? `\nError: ${failure.message}\n\n` : failure.traceback);
  sys.exit(1);
}

/** An exception on its way through gunicorn's own code, as Python prints it; the frames there are library code and left out. */
export function traceback(error: PyError | SysError | HookFailed): string {
  if (error instanceof HookFailed) return `${error.failure.traceback.trimEnd()}\n`;
  const type =
    error instanceof SysError
      ? osErrorType(error)
      : error.type === 'ConfigError' || error.type === 'AppImportError'
        ? `gunicorn.errors.${error.type}`
        : error.type;
  return `Traceback (most recent call last):\n${type}: ${error.message}\n`;
}

/** An exception while another one was being handled: `first` is the last line of that one's traceback. */
export const during = (first: string, second: string): string =>
  `Traceback (most recent call last):\n${first}\n\nDuring handling of the above exception, another exception occurred:\n\n${second}`;
