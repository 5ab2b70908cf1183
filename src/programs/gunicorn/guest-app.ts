/**
 * What gunicorn asks of Python: the configuration file, the application, hooks. Calls into the driver
 * `gd.servers.gunicorn`; answers are plain data.
 */
import type { Eff } from '../../engine/task.ts';
import { callGuest, type GuestResult } from '../../machine/guest.ts';
import type { GuestValue } from '../../machine/guest-port.ts';
import type { Sys } from '../../machine/sys.ts';
import { Callable, Other, tuple, type Value } from './value.ts';

const DRIVER = 'gd.servers.gunicorn';
const ASGI_DRIVER = 'gd.servers.gunicorn_asgi';

export function askPython(
  sys: Sys,
  tid: number,
  fn: string,
  args: readonly GuestValue[],
  forkOf?: number,
): Eff<GuestResult> {
  const name = `${fn === 'adopt' ? ASGI_DRIVER : DRIVER}:${fn}`;
  return callGuest(sys, tid, name, args, forkOf === undefined ? {} : { forkOf });
}

/** A Python exception as the driver reports it. `exit` is set for SystemExit alone. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly exit: number | null;
}

export type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Call a function of the driver that answers `{ok, …}`; an exception that the driver did not expect counts as a failure. */
export function* ask(sys: Sys, fn: string, args: readonly GuestValue[], forkOf?: number): Eff<Asked<GuestValue>> {
  const result = yield* askPython(sys, 0, fn, args, forkOf);
  if (!result.ok) return { ok: false, failure: { exit: null, ...result.error } };
  const answer = record(result.value);
  if (answer['ok'] === true) return { ok: true, value: answer['value'] ?? null };
  return { ok: false, failure: failureOf(answer) };
}

function failureOf(answer: Readonly<Record<string, GuestValue>>): Failure {
  const text = (key: string): string => (typeof answer[key] === 'string' ? answer[key] : '');
  const int = (key: string): number => (typeof answer[key] === 'number' ? answer[key] : 0);
  const { exit } = answer;
  return {
    type: text('type'),
    message: text('message'),
    traceback: text('traceback'),
    file: text('file'),
    line: int('line'),
    column: int('column'),
    exit: typeof exit === 'number' ? exit : null,
  };
}

export function record(value: GuestValue): Readonly<Record<string, GuestValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? (value as Readonly<Record<string, GuestValue>>)
    : {};
}

/** Say where an exception happened, for the editor. */
export function emitError(sys: Sys, failure: Failure): void {
  const { type, message, traceback, file, line, column } = failure;
  sys.emit({ kind: 'python.error', pid: sys.pid, error: type, message, traceback, file, line, column });
}

/** The driver's encoding of a configuration value: plain, or `{t, …}` for what JSON has not. */
export function decodeValue(value: GuestValue): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (Array.isArray(value)) return value.map(decodeValue);
  const fields = record(value);
  const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '');
  if (fields['t'] === 'callable')
    return new Callable(text('name'), typeof fields['arity'] === 'number' ? fields['arity'] : -1);
  if (fields['t'] === 'other') return new Other(text('type'), text('text'));
  const { v: inner = null } = fields;
  if (fields['t'] === 'tuple') return tuple(...(Array.isArray(inner) ? inner : []).map(decodeValue));
  if (fields['t'] !== 'dict') return null;
  return Object.fromEntries(Object.entries(record(inner)).map(([k, v]) => [k, decodeValue(v)]));
}
