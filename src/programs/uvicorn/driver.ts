/** Calls into the Python side (gd.servers.asgi); answers are plain data, read here once and for all. */
import type { Eff } from '../../engine/task.ts';
import { callGuest } from '../../machine/guest.ts';
import type { GuestValue } from '../../machine/guest-port.ts';
import type { Sys } from '../../machine/sys.ts';

const DRIVER = 'gd.servers.asgi';

export interface Loaded {
  /** The exit code when that ends the process. */
  readonly exit: number | null;
  /** Are Python's loggers configured by a file, or by who started the server? */
  readonly ownLogging: boolean;
}

/** Import the application. */
export function* loadApp(sys: Sys, facts: { readonly [key: string]: GuestValue }): Eff<Loaded> {
  const result = yield* callGuest(sys, 0, `${DRIVER}:load`, [facts]);
  if (!result.ok) {
    sys.print(2, result.error.traceback);
    return { exit: 1, ownLogging: false };
  }
  const answer = record(result.value);
  if (answer['ok'] === true) return { exit: null, ownLogging: answer['logging'] === true };
  const { error } = answer;
  if (error !== undefined) emitError(sys, record(error));
  return { exit: int(answer['exit']), ownLogging: false };
}

/** What still runs is cancelled, as asyncio.run does; then the interpreter ends, unless a script goes on in it. */
export function* finish(sys: Sys, interrupted: boolean): Eff<void> {
  const goesOn = yield* callGuest(sys, 0, `${DRIVER}:finish`, [interrupted]);
  if (!goesOn.ok || goesOn.value !== true) yield* callGuest(sys, 0, 'gd.main:finish', []);
}

function record(value: GuestValue | undefined): Readonly<Record<string, GuestValue>> {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  return plain ? (value as Readonly<Record<string, GuestValue>>) : {};
}

const int = (value: GuestValue | undefined): number => (typeof value === 'number' ? value : 0);
const text = (value: GuestValue | undefined): string => (typeof value === 'string' ? value : '');

function emitError(sys: Sys, error: Readonly<Record<string, GuestValue>>): void {
  sys.emit({
    kind: 'python.error',
    pid: sys.pid,
    error: text(error['type']),
    message: text(error['message']),
    traceback: text(error['traceback']),
    file: text(error['file']),
    line: int(error['line']),
    column: int(error['column']),
  });
}
