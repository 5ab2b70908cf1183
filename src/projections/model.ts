import type { Activity, AppKind, Headers, TraceEvent } from '../trace/events.ts';

/**
 * What the screen knows of a run. Every part is a history over virtual time (µs), built by one pass over the trace and
 * extended as events arrive; what is true *at* an instant is found in it by binary search. So scrubbing is exact in both
 * directions and costs the same everywhere. All times are absolute trace times; `t0` is what people call 0.
 */
export interface RunModel {
  readonly scenario: string;
  readonly seed: number;
  /** When all servers were up; the first event's time until then. */
  readonly t0: number;
  /** Time of the last event so far. */
  readonly end: number;
  readonly ended: boolean;
  readonly events: readonly TraceEvent[];
  readonly requests: readonly RequestHistory[];
  readonly workers: readonly WorkerHistory[];
  readonly servers: readonly ServerHistory[];
  readonly processes: readonly ProcessHistory[];
  readonly queues: readonly QueueHistory[];
  readonly conns: ReadonlyMap<number, ConnHistory>;
  readonly logs: readonly LogLine[];
  readonly notes: readonly RunNote[];
  readonly pythonErrors: readonly PythonErrorAt[];
}

/** A span of time; `to` is null while it lasts. */
export interface Span {
  readonly from: number;
  to: number | null;
}

export type Outcome = 'ok' | 'client-error' | 'server-error' | 'gave-up' | 'refused' | 'broken';

/**
 * Where a request is. `street` on its way to the first server, `proxy` in nginx's hands, `queued` in a listener's accept
 * queue, `worker` in a worker's (its activity is in `activity`), `parked` at an await (ASGI), `leaving` on the way back.
 */
export type Phase = Span & {
  readonly place: 'street' | 'proxy' | 'queued' | 'worker' | 'parked' | 'leaving';
  readonly pid: number | null;
  readonly tid: number;
  readonly listener: number | null;
  readonly activity: Activity | null;
  /** Parked: when what it waits for is ready, where that is known. It goes on when the loop gets round to it. */
  due: number | null;
};

/** What a browser knows of its request, beyond what any client does. */
export interface BrowserPart {
  /** document, style, script, image, font, icon, media, other. */
  readonly resource: string;
  /** The request of the page that needed it, or null. */
  readonly page: number | null;
  /** From its cache, at once or after a 304; `age` and `lifetime` are seconds. */
  readonly cached: {
    readonly how: 'fresh' | 'revalidated';
    readonly status: number;
    readonly age: number;
    readonly lifetime: number;
  } | null;
  /** Where it was sent on to, by the server or by its own knowledge that this name wants https. */
  readonly redirected: { readonly location: string; readonly how: 'server' | 'hsts' } | null;
  /** It waited for one of its `limit` connections to this server; `until` is null while it does. */
  readonly held: { readonly at: number; readonly until: number | null; readonly limit: number } | null;
}

export interface RequestHistory {
  readonly req: number;
  readonly client: string;
  readonly method: string;
  readonly target: string;
  readonly to: string;
  readonly startedAt: number;
  readonly phases: readonly Phase[];
  /** The client's connection, then nginx's to the upstream(s). */
  readonly conns: readonly number[];
  readonly proxyPid: number | null;
  /** Answered by nginx from a file. */
  readonly file: string | null;
  readonly workerPid: number | null;
  readonly calls: readonly CallHistory[];
  readonly status: number | null;
  readonly reason: string;
  readonly headers: Headers;
  readonly error: string | null;
  readonly outcome: Outcome | null;
  readonly finishedAt: number | null;
  /** Null for clients that are no browsers. */
  readonly browser: BrowserPart | null;
  /** Sequence numbers of the events that name this request. */
  readonly events: readonly number[];
}

/** One call of the learner's app. */
export interface CallHistory {
  readonly call: number;
  readonly pid: number;
  readonly tid: number;
  readonly via: AppKind;
  readonly at: number;
  readonly end: number | null;
  readonly environ: string;
  readonly status: number | null;
  readonly raised: {
    readonly error: string;
    readonly traceback: string;
    readonly file: string;
    readonly line: number;
  } | null;
}

/** What a thread of a worker does, with the request that it does it for and the code line, neighbours distinct. */
export type ActivitySpan = Span & {
  readonly tid: number;
  readonly activity: Activity;
  readonly req: number | null;
  readonly file: string;
  readonly line: number;
  /** For io: the system call that waits (`sleep`, `net.recv` …). */
  readonly what: string;
};

export interface WorkerHistory {
  readonly pid: number;
  /** The arbiter's pid; the process itself for a server without one. */
  readonly arbiter: number;
  readonly program: string;
  readonly workerClass: string;
  /** Place at the counter: a slot is given again when its worker has gone. */
  readonly slot: number;
  readonly bootingAt: number;
  readonly bootedAt: number | null;
  readonly exitingAt: number | null;
  readonly exitedAt: number | null;
  readonly exit: string | null;
  readonly timeouts: readonly number[];
  readonly heartbeats: readonly number[];
  /** Per thread, in order of time. */
  readonly spans: readonly ActivitySpan[];
  readonly threads: number;
  readonly served: readonly number[];
  readonly globals: readonly {
    readonly at: number;
    readonly module: string;
    readonly values: readonly (readonly [string, string])[];
  }[];
}

export interface ServerHistory {
  readonly pid: number;
  readonly program: string;
  readonly version: string;
  readonly bind: readonly string[];
  readonly workerClass: string;
  readonly threads: number;
  readonly timeout: number;
  readonly workers: readonly { readonly at: number; readonly count: number }[];
  readonly reloads: readonly number[];
  readonly stoppedAt: number | null;
}

export interface ProcessHistory {
  readonly pid: number;
  readonly ppid: number;
  readonly host: string;
  readonly argv: readonly string[];
  /** Who it runs as, since it has said so. */
  readonly user: string;
  readonly startedAt: number;
  readonly exitedAt: number | null;
  readonly exit: string | null;
  readonly program: string;
  readonly role: string;
  readonly signals: readonly { readonly at: number; readonly signal: string; readonly from: number }[];
}

/** The accept queue of one listening socket. */
export interface QueueHistory {
  readonly listener: number;
  readonly pid: number;
  readonly address: string;
  readonly backlog: number;
  readonly openedAt: number;
  readonly closedAt: number | null;
  /** Depth after each change. */
  readonly depth: readonly { readonly at: number; readonly depth: number }[];
  readonly dropped: readonly number[];
}

export interface ConnHistory {
  readonly conn: number;
  readonly to: string;
  readonly openedBy: number;
  readonly openedAt: number;
  acceptedBy: number | null;
  acceptedAt: number | null;
  closedAt: number | null;
  refused: string | null;
  readonly sent: readonly {
    readonly at: number;
    readonly seq: number;
    readonly dir: 'up' | 'down';
    readonly bytes: number;
    readonly data: string;
    readonly req: number;
  }[];
  /** With TLS: what was said inside, while `sent` is what crossed the wire. Empty without. */
  readonly said: ConnHistory['sent'];
}

export interface LogLine {
  readonly at: number;
  readonly seq: number;
  readonly pid: number;
  /** `stdout`, `stderr`, or the path of a log file. */
  readonly source: string;
  readonly text: string;
  readonly req: number | null;
}

export interface RunNote {
  readonly at: number;
  readonly seq: number;
  readonly note: string;
  readonly pid: number | null;
}

export interface PythonErrorAt {
  readonly at: number;
  readonly seq: number;
  readonly pid: number;
  readonly error: string;
  readonly message: string;
  readonly traceback: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
