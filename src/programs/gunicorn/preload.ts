/** `--preload`, `--check-config`: the application imported by the arbiter itself. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { ask, emitError, type Failure } from './guest-app.ts';
import type { Loaded } from './loader.ts';
import type { PyError } from './value.ts';

/** Null when the application could be imported. */
export function* importApp(sys: Sys, loaded: Loaded): Eff<Failure | null> {
  const { config, appUri } = loaded;
  const paths = (config.text('pythonpath') ?? '')
    .split(',')
    .filter((p) => p !== '')
    .map((p) => sys.path(p));
  const answer = yield* ask(sys, 'load', [appUri, config.text('chdir') ?? sys.process.cwd, ...paths]);
  if (answer.ok) return null;
  if (answer.failure.exit === null) emitError(sys, answer.failure);
  return answer.failure;
}

/** Import it, or end as an uncaught exception ends a Python program. */
export function* preload(sys: Sys, loaded: Loaded): Eff<void> {
  const failure = yield* importApp(sys, loaded);
  if (failure === null) return;
  if (failure.exit !== null) sys.exit(failure.exit);
  sys.print(2, failure.traceback);
  sys.exit(1);
}

/** An exception of gunicorn's own code, as Python prints it; its frames are library code and left out. */
export function traceback(error: PyError | SysError): string {
  const type =
    error instanceof SysError
      ? osErrorType(error)
      : error.type === 'ConfigError' || error.type === 'AppImportError'
        ? `gunicorn.errors.${error.type}`
        : error.type;
  return `Traceback (most recent call last):\n${type}: ${error.message}\n`;
}

function osErrorType(error: SysError): string {
  switch (error.errno) {
    case 'ENOENT':
      return 'FileNotFoundError';
    case 'EACCES':
    case 'EPERM':
      return 'PermissionError';
    default:
      return 'OSError';
  }
}
