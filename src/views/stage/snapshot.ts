/**
 * Snapshot: what a projection of the trace says about one instant, in neutral server words. layout.ts turns it into a SceneModel.
 * All times are simulated microseconds from the start of the run. Histories may run beyond `at` (a run computed ahead): the layout
 * looks only at what began at or before `at`, so the picture of an instant is the same whether or not its future is known; the one
 * exception is the known end of a wait, which the timers count down to.
 *
 * For speed keep the same array objects from frame to frame as long as their contents do not change: derived paths are remembered by
 * identity. Leave out requests that ended more than `LINGER_US` ago.
 */
import type { MenuItem, PathClass } from './scene';

/** How long after its end a request may still be on its way out. */
export const LINGER_US = 3_000_000;

export interface Step {
  readonly at: number;
  readonly value: number;
}

interface Span {
  readonly from: number;
  readonly to?: number;
}
export type Outcome =
  | { readonly kind: 'ok'; readonly status: number }
  | { readonly kind: 'static'; readonly status: number }
  | { readonly kind: 'error'; readonly status: number }
  | { readonly kind: 'gave-up'; readonly status: number }
  | { readonly kind: 'refused'; readonly status: number };

export type Phase =
  | (Span & { readonly phase: 'arriving' })
  | (Span & { readonly phase: 'at-proxy' })
  /** In the accept queue; `places` are its indexes from the head (0), each valid from its time on. */
  | (Span & { readonly phase: 'queued'; readonly places: readonly Step[]; readonly group?: number })
  /** `seat`: which of several requests at one worker (threads), from 0. */
  | (Span & {
      readonly phase: 'in-worker';
      readonly worker: number;
      readonly state: 'run' | 'io' | 'send';
      readonly seat?: number;
    })
  /** Waiting at an await in worker `worker`; `place` is its place among the parked tasks, `readyAt` when it could go on. */
  | (Span & { readonly phase: 'parked'; readonly worker: number; readonly place: number; readonly readyAt?: number })
  /** A connection that stays open both ways (WebSocket): on a stool at the counter of `worker`. */
  | (Span & { readonly phase: 'seated'; readonly worker: number; readonly place: number })
  | (Span & { readonly phase: 'leaving'; readonly outcome: Outcome });

export interface RequestSnapshot {
  readonly id: string;
  readonly ticket: number;
  readonly path: PathClass;
  /** As it was asked, for the speech bubble: `GET /burger`. */
  readonly line: string;
  /** In order of time, gapless or not; at least one. */
  readonly phases: readonly Phase[];
  /** How long the client waits before it hangs up; absent = it never does. */
  readonly patienceUs?: number;
  /** Which of those who came at the same instant, from 0: they walk side by side. */
  readonly rank?: number;
  /** It travels in a sealed envelope (TLS). */
  readonly secure?: boolean;
  /** The line was full: each time it was turned away, and when it knocks again. */
  readonly knocks?: readonly Required<Span>[];
  /** Its place before the host, from 0, among those who stay there for a while. */
  readonly aside?: number;
  /** Its client sends or reads so slowly that somebody has to wait for it. */
  readonly slow?: readonly Required<Span>[];
  /** Frames on a connection that stays open. */
  readonly talk?: readonly { readonly at: number; readonly dir: 'up' | 'down' }[];
}

/** One server behind the proxy, where there are several. */
export interface GroupSnapshot {
  readonly label: string;
  /** Places at the counter that are its own. */
  readonly slots: readonly number[];
  readonly limit: number;
  readonly depth: readonly Step[];
}
/** Who has a processor at this instant: the pid, and its place at the counter if it has one. */
export interface CoreSnapshot {
  readonly pid?: number;
  readonly slot?: number;
}

export interface Interval extends Span {
  readonly state: 'run' | 'io' | 'send';
  readonly request?: string;
  readonly path?: PathClass;
  /** `app.py:10` */
  readonly source?: string;
  readonly code?: string;
  /** Service that is waited for, by id. */
  readonly service?: string;
  /** Name of the call that waits: `sleep`, `recv`. */
  readonly call?: string;
}
export interface ThreadSnapshot {
  readonly label: string;
  readonly state: 'run' | 'io' | 'send' | 'free' | 'wait';
  readonly ticket?: number;
  readonly holdsLock?: boolean;
}
export interface WorkerSnapshot {
  /** Place at the counter, from 0. A replacement takes the place of the one that it replaces. */
  readonly slot: number;
  readonly pid: number;
  readonly kind: string;
  readonly life: 'booting' | 'serving' | 'frozen' | 'killed' | 'leaving' | 'left';
  /** Since when it leads this life, as far as that is no beginning of its work. */
  readonly since?: number;
  /** Ordered by beginning; gaps are idle time; those of several threads may overlap. */
  readonly intervals: readonly Interval[];
  readonly heartbeatAgeUs?: number;
  readonly threads?: readonly ThreadSnapshot[];
  /** It has just taken the place of this one, who was torn away. */
  readonly after?: number;
}

/** One thing that is waited for outside the worker. */
export interface Call {
  readonly request: string;
  readonly ticket: number;
  readonly path: PathClass;
  readonly worker: number;
  readonly from: number;
  readonly to?: number;
}
export interface ServiceSnapshot {
  readonly id: string;
  readonly place: 'upper' | 'lower';
  /** Server name and detail: `PostgreSQL`, `1.1 s / query`. */
  readonly name: string;
  /** What it stands for, in a word: `database`; absent = the words' own. */
  readonly role?: string;
  readonly detail: string;
  readonly calls: readonly Call[];
}
export interface LocationSnapshot {
  readonly match: string;
  readonly action: string;
  readonly leads: 'files' | 'line' | 'other';
}
export interface ProxySnapshot {
  readonly name: string;
  readonly pid: number;
  readonly listen: string;
  readonly tls: boolean;
  readonly locations: readonly LocationSnapshot[];
  readonly storeLabel: string;
  /** Entries of the cache or files served lately, 0 to 6. */
  readonly storeUsed: number;
  /** The last lines of its log, shortened. */
  readonly lines: readonly string[];
}

export interface Snapshot {
  readonly at: number;
  readonly mode: 'tills' | 'one-loop';
  readonly requests: readonly RequestSnapshot[];
  readonly workers: readonly WorkerSnapshot[];
  /** Number of places at the counter over time. */
  readonly slots: readonly Step[];
  /** Which of them a slot has, by slot, with a step at each change of either; absent = places are slots. */
  readonly places?: ReadonlyMap<number, readonly Step[]>;
  /** Depth of the accept queue over time. */
  readonly depth: readonly Step[];
  /** Number of parked tasks over time. */
  readonly parked: readonly Step[];
  readonly queue: { readonly label: string; readonly limit: number };
  readonly proxy?: ProxySnapshot;
  readonly arbiter?: { readonly name: string; readonly pid: number; readonly timeoutUs: number };
  readonly services: readonly ServiceSnapshot[];
  /** The servers behind the proxy, when there are two to twelve: each has a counter and a line of its own. */
  readonly groups?: readonly GroupSnapshot[];
  /** Some of the orders travel sealed: then it is worth watching what can be read of them in the street. */
  readonly watched?: boolean;
  readonly cores?: readonly CoreSnapshot[];
  /** Threads that want a processor and have none. */
  readonly runQueue?: number;
  /** Up to three lines about who asks. */
  readonly client: readonly string[];
  /** Which URL each path class stands for in this run; absent = the four of the lessons. */
  readonly menu?: readonly MenuItem[];
  /** Server names of the five zones when they differ from the words' own. */
  readonly zones?: readonly string[];
  /** Slot of the selected worker. */
  readonly selectedWorker?: number;
}

/** Index of the last step at or before `t`, or -1. */
export function stepIndex(steps: readonly Step[], t: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((steps[mid]?.at ?? Infinity) <= t) low = mid + 1;
    else high = mid;
  }
  return low - 1;
}
/** Value of a stepped history at `t`. */
export const valueAt = (steps: readonly Step[], t: number, before: number): number =>
  steps[stepIndex(steps, t)]?.value ?? before;

/** The phase in force at `t`: the last one that has begun. */
export function phaseAt(phases: readonly Phase[], t: number): Phase | undefined {
  let found: Phase | undefined;
  for (const phase of phases) {
    if (phase.from > t) break;
    found = phase;
  }
  return found;
}
/** Place in the line at `t`, 0 = the head. */
export const placeAt = (phase: Phase, t: number): number =>
  phase.phase === 'queued' ? valueAt(phase.places, t, 0) : 0;
