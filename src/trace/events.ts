import type { ClientEvent } from './client-events.ts';
import type { Headers } from './headers.ts';
import type { PythonEvent } from './python-events.ts';
import type { SimTime } from './time.ts';
import type { TlsEvent } from './tls-events.ts';

/**
 * THE vocabulary: everything that can be known about a run. Append-only, typed, causal. Views, checks, narration, logs
 * and metrics read these events and nothing else.
 *
 * Identities are numbers that are unique in a run: `pid` a process (over all hosts), `tid` a thread of a process (0 = its
 * main thread), `conn` a connection, `listener` a listening socket, `req` a request as its client counts them (the
 * engine carries it along the hops for the trace only; no program may decide anything by it), `call` one call of the
 * learner's app. Addresses are `127.0.0.1:8000`, `[::1]:80` or `unix:/run/app.sock`. `data` is bytes as latin-1 text,
 * cut at the limit `tracedBytes`; `bytes` is always the true length. Durations are microseconds.
 */
export interface EventMeta {
  /** Place in the trace, from 1. */
  readonly seq: number;
  readonly at: SimTime;
  /** The event that this one follows from; 0 for none. */
  readonly cause: number;
}

export type { Headers };

/** What a worker process or thread does: drives colour, texture and word everywhere. */
export type Activity = 'free' | 'run' | 'io' | 'send' | 'recv' | 'wait';

export type RunEvent =
  | { readonly kind: 'run.started'; readonly scenario: string; readonly seed: number; readonly version: string }
  /** All servers are up: the moment that clients and lessons call t = 0. */
  | { readonly kind: 'run.ready' }
  | { readonly kind: 'run.input'; readonly input: string; readonly detail: string }
  | { readonly kind: 'run.limit'; readonly limit: string; readonly value: number; readonly pid?: number }
  | { readonly kind: 'run.note'; readonly note: string; readonly pid?: number }
  | { readonly kind: 'run.ended'; readonly reason: 'idle' | 'until' | 'limit' | 'stopped' };

export type ProcessEvent =
  | {
      readonly kind: 'process.started';
      readonly pid: number;
      readonly ppid: number;
      readonly host: string;
      readonly argv: readonly string[];
      readonly user: string;
    }
  /** What a process is, in the field's words, once it knows: arbiter, worker n, nginx master … */
  | {
      readonly kind: 'process.role';
      readonly pid: number;
      readonly program: string;
      readonly role: string;
      readonly index: number;
    }
  /** It has set its user: a worker that its master started as root, a service that systemd did. */
  | { readonly kind: 'process.user'; readonly pid: number; readonly user: string }
  | { readonly kind: 'process.signalled'; readonly pid: number; readonly signal: string; readonly from: number }
  | {
      readonly kind: 'process.exited';
      readonly pid: number;
      readonly code: number | null;
      readonly signal: string | null;
    }
  | { readonly kind: 'process.reaped'; readonly pid: number; readonly by: number }
  | { readonly kind: 'process.output'; readonly pid: number; readonly fd: 1 | 2; readonly text: string }
  | { readonly kind: 'file.appended'; readonly pid: number; readonly path: string; readonly text: string }
  | { readonly kind: 'file.changed'; readonly pid: number; readonly path: string }
  | {
      readonly kind: 'cpu.slice';
      readonly pid: number;
      readonly tid: number;
      readonly core: number;
      readonly us: number;
      readonly waited: number;
    };

export type SocketEvent =
  | {
      readonly kind: 'socket.listening';
      readonly pid: number;
      readonly listener: number;
      readonly address: string;
      readonly backlog: number;
    }
  | { readonly kind: 'socket.unlistened'; readonly listener: number; readonly address: string }
  | {
      readonly kind: 'conn.opening';
      readonly conn: number;
      readonly pid: number;
      readonly to: string;
      readonly req?: number;
    }
  /** In the accept queue; `depth` includes this one. */
  | {
      readonly kind: 'conn.queued';
      readonly conn: number;
      readonly listener: number;
      readonly depth: number;
      readonly backlog: number;
      readonly req?: number;
    }
  /** Accept queue full: the SYN is dropped and sent again after `retry` µs. */
  | {
      readonly kind: 'conn.dropped';
      readonly conn: number;
      readonly listener: number;
      readonly retry: number;
      readonly req?: number;
    }
  | {
      readonly kind: 'conn.refused';
      readonly conn: number;
      readonly to: string;
      readonly errno: string;
      readonly req?: number;
    }
  | {
      readonly kind: 'conn.accepted';
      readonly conn: number;
      readonly listener: number;
      readonly pid: number;
      readonly depth: number;
      readonly req?: number;
    }
  /** `up` is from the side that connected to the side that accepted. */
  | {
      readonly kind: 'conn.sent';
      readonly conn: number;
      readonly pid: number;
      readonly dir: 'up' | 'down';
      readonly bytes: number;
      readonly data: string;
      readonly req?: number;
    }
  /** The writer found the buffer full and waits for the reader. */
  | { readonly kind: 'conn.stalled'; readonly conn: number; readonly pid: number; readonly dir: 'up' | 'down' }
  | { readonly kind: 'conn.shut'; readonly conn: number; readonly pid: number; readonly dir: 'up' | 'down' }
  | { readonly kind: 'conn.reset'; readonly conn: number; readonly pid: number }
  | { readonly kind: 'conn.closed'; readonly conn: number };

/** One location or server that was looked at, in the order in which nginx looks, and what came of it. */
export interface Candidate {
  readonly what: string;
  readonly line: number;
  readonly outcome: 'chosen' | 'matched' | 'remembered' | 'no' | 'skipped';
  readonly why: string;
}

export type ProxyEvent =
  | {
      readonly kind: 'proxy.request';
      readonly pid: number;
      readonly conn: number;
      readonly req: number;
      readonly method: string;
      readonly uri: string;
      readonly host: string;
    }
  | {
      readonly kind: 'proxy.matched';
      readonly pid: number;
      readonly req: number;
      readonly server: string;
      readonly serverLine: number;
      readonly location: string;
      readonly locationLine: number;
      readonly candidates: readonly Candidate[];
    }
  | {
      readonly kind: 'proxy.static';
      readonly pid: number;
      readonly req: number;
      readonly path: string;
      readonly found: boolean;
    }
  | {
      readonly kind: 'proxy.upstream';
      readonly pid: number;
      readonly req: number;
      readonly conn: number;
      readonly upstream: string;
      readonly address: string;
      readonly uri: string;
      readonly why: string;
    }
  | {
      readonly kind: 'proxy.upstream_failed';
      readonly pid: number;
      readonly req: number;
      readonly address: string;
      readonly error: string;
    }
  /** Facts for the inspector: buffered, cached, limited, redirected … */
  | {
      readonly kind: 'proxy.note';
      readonly pid: number;
      readonly req: number;
      readonly topic: string;
      readonly text: string;
    }
  | {
      readonly kind: 'proxy.response';
      readonly pid: number;
      readonly conn: number;
      readonly req: number;
      readonly status: number;
      readonly by: 'nginx' | 'upstream';
    };

export type ServerEvent =
  | {
      readonly kind: 'server.started';
      readonly pid: number;
      readonly server: string;
      readonly version: string;
      readonly bind: readonly string[];
      readonly workerClass: string;
      readonly workers: number;
      readonly threads: number;
      readonly timeout: number;
    }
  | { readonly kind: 'server.workers'; readonly pid: number; readonly workers: number }
  | { readonly kind: 'server.reloading'; readonly pid: number }
  | { readonly kind: 'server.stopping'; readonly pid: number; readonly graceful: boolean }
  | {
      readonly kind: 'worker.booting';
      readonly pid: number;
      readonly arbiter: number;
      readonly workerClass: string;
      readonly age: number;
    }
  | { readonly kind: 'worker.booted'; readonly pid: number }
  | { readonly kind: 'worker.boot_failed'; readonly pid: number; readonly code: number; readonly error: string }
  | { readonly kind: 'worker.heartbeat'; readonly pid: number }
  | { readonly kind: 'worker.timeout'; readonly pid: number; readonly silent: number }
  | { readonly kind: 'worker.exiting'; readonly pid: number }
  /** Changes only; `tid` is the thread for gthread, 0 otherwise. */
  | { readonly kind: 'worker.activity'; readonly pid: number; readonly tid: number; readonly activity: Activity }
  | {
      readonly kind: 'worker.request';
      readonly pid: number;
      readonly tid: number;
      readonly conn: number;
      readonly req: number;
      readonly method: string;
      readonly target: string;
    }
  | {
      readonly kind: 'worker.response';
      readonly pid: number;
      readonly tid: number;
      readonly conn: number;
      readonly req: number;
      readonly status: number;
      readonly by: 'app' | 'server';
    }
  | {
      readonly kind: 'worker.done';
      readonly pid: number;
      readonly tid: number;
      readonly conn: number;
      readonly req: number;
    };

/** How the app is called: by one of the standards, or by a framework that is its own server (a resource of Twisted's). */
export const APP_KINDS = ['wsgi', 'asgi', 'resource'] as const;
export type AppKind = (typeof APP_KINDS)[number];

export type AppEvent =
  /** `environ` (WSGI), `scope` (ASGI) or the request (a resource) as Python's repr, one line per key, cut at `tracedBytes`. */
  | {
      readonly kind: 'app.called';
      readonly pid: number;
      readonly tid: number;
      readonly call: number;
      readonly req: number;
      readonly via: AppKind;
      readonly environ: string;
    }
  | {
      readonly kind: 'app.responded';
      readonly call: number;
      readonly pid: number;
      readonly status: number;
      readonly reason: string;
      readonly headers: Headers;
    }
  | { readonly kind: 'app.block'; readonly call: number; readonly pid: number; readonly bytes: number }
  | { readonly kind: 'app.returned'; readonly call: number; readonly pid: number }
  | {
      readonly kind: 'app.raised';
      readonly call: number;
      readonly pid: number;
      readonly error: string;
      readonly traceback: string;
      readonly file: string;
      readonly line: number;
    }
  /** ASGI: the coroutine of this call is suspended at an `await`; the loop is free for others. */
  | {
      readonly kind: 'app.parked';
      readonly call: number;
      readonly pid: number;
      readonly file: string;
      readonly line: number;
      readonly what: string;
    }
  /** What this call is parked for is ready at `due` (µs): known beforehand of a timer, told at once of what a thread hands to a loop that is busy. When the loop sees it is another matter. */
  | { readonly kind: 'app.due'; readonly call: number; readonly pid: number; readonly due: number }
  | { readonly kind: 'app.resumed'; readonly call: number; readonly pid: number };

export type TerminalEvent =
  | { readonly kind: 'tty.output'; readonly tty: number; readonly text: string }
  | { readonly kind: 'tty.input'; readonly tty: number; readonly text: string };

export type Payload =
  | RunEvent
  | ProcessEvent
  | SocketEvent
  | TlsEvent
  | ClientEvent
  | ProxyEvent
  | ServerEvent
  | AppEvent
  | PythonEvent
  | TerminalEvent;
export type TraceEvent = EventMeta & Payload;
/**
 * An event as it is emitted. The trace fills in its place; one that is emitted many times per request brings room for it
 * (`seq: 0, at: UNPLACED, cause: 0` at its end), which spares the engine to make the object larger afterwards.
 */
export type EventInput = Payload | TraceEvent;
export type EventKind = Payload['kind'];
export type EventOf<K extends EventKind> = Extract<TraceEvent, { readonly kind: K }>;
