/**
 * WSGI applications in servers that hold an interpreter (uWSGI, mod_wsgi): what those ask of the runtime's driver
 * `gd.servers.embedded`, and its answers as plain data.
 */
import type { Bytes } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import { callGuest } from './guest.ts';
import type { GuestValue } from './guest-port.ts';
import type { Sys } from './sys.ts';

const DRIVER = 'gd.servers.embedded';

/** Once in each process, before anything else; `forkOf` as for `callGuest`. */
export function* prepareApps(sys: Sys, facts: { readonly [key: string]: GuestValue }, forkOf?: number): Eff<void> {
  yield* callGuest(sys, 0, `${DRIVER}:setup`, [facts], forkOf === undefined ? {} : { forkOf });
}

export interface WantedApp {
  /** The key by which `callApp` finds it. */
  readonly mount: string;
  /** A module's name, or '' where `file` is run as one. */
  readonly module: string;
  readonly file: string;
  readonly callable: string;
}

/** `missing`: the module is there, the application in it is not. */
export interface LoadFailure {
  readonly missing: boolean;
  readonly traceback: string;
}

/** Null when it could be loaded. `quiet`: once more after a fork, without output. Python's complaint goes to the trace. */
export function* loadApp(sys: Sys, tid: number, app: WantedApp, quiet: boolean): Eff<LoadFailure | null> {
  const { mount, module, file, callable } = app;
  const result = yield* callGuest(sys, tid, `${DRIVER}:load`, [mount, module, file, callable, quiet]);
  if (result.ok && result.value === null) return null;
  const told = result.ok ? record(result.value) : { ...result.error };
  const text = (key: string): string => (typeof told[key] === 'string' ? told[key] : '');
  const int = (key: string): number => (typeof told[key] === 'number' ? told[key] : 0);
  if (told['missing'] === true) return { missing: true, traceback: '' };
  const traceback = text('traceback');
  const where = { traceback, file: text('file'), line: int('line'), column: int('column') };
  sys.emit({ kind: 'python.error', pid: sys.pid, error: text('type'), message: text('message'), ...where });
  return { missing: false, traceback };
}

const record = (value: GuestValue): Readonly<Record<string, GuestValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? (value as Readonly<Record<string, GuestValue>>)
    : {};

export interface AppRequest {
  /** Where the body is read from, and where the answer is written to. */
  readonly from: number;
  readonly to: number;
  readonly mount: string;
  readonly vars: readonly (readonly [name: string, value: string])[];
  readonly length: number;
  /** Bytes of the body that have been read already. */
  readonly rest: Bytes;
  /** `http`: with a status line; `cgi`: with `Status`. */
  readonly form: 'http' | 'cgi';
  /** Ahead of each line that the application writes to its error stream; '' for none. */
  readonly prefix: string;
}

export interface Answered {
  /** 0: nothing was begun. */
  readonly status: number;
  readonly headers: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
  readonly returned: boolean;
  /** sys.exit() in the application. */
  readonly exit: number | null;
}

/** Call the application for one request, told to the trace as such. */
export function* callApp(sys: Sys, tid: number, req: number, request: AppRequest): Eff<Answered> {
  const { pid } = sys;
  const call = ++sys.world.callIds;
  const { from, to, mount, vars, length, rest, form, prefix } = request;
  const environ = vars.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n');
  const shown = environ.slice(0, sys.world.sim.limits.tracedBytes);
  sys.emit({ kind: 'app.called', pid, tid, call, req, via: 'wsgi', environ: shown });
  const facts = [from, to, call, form, mount, packed(vars), length, rest, prefix];
  const result = yield* callGuest(sys, tid, `${DRIVER}:handle`, facts);
  if (!result.ok) sys.print(2, result.error.traceback);
  const answer: readonly GuestValue[] = result.ok && Array.isArray(result.value) ? result.value : [];
  const n = (i: number): number => (typeof answer[i] === 'number' ? answer[i] : 0);
  const returned = answer[4] === true;
  if (returned) sys.emit({ kind: 'app.returned', call, pid });
  const exit = typeof answer[5] === 'number' ? answer[5] : null;
  return { status: n(0), headers: n(1), headBytes: n(2), bodyBytes: n(3), returned, exit };
}

/** In one text that begins with what separates names and values: a line's end, unless a value holds one. */
function packed(vars: AppRequest['vars']): string {
  const separator = vars.some(([, value]) => value.includes('\n')) ? '\u0100' : '\n';
  return vars.map(([name, value]) => `${separator}${name}${separator}${value}`).join('');
}
