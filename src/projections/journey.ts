import type { Activity } from '../trace/events.ts';
import { lastAtOrBefore } from './at.ts';
import type { Phase, RequestHistory, RunModel, WorkerHistory } from './model.ts';

/**
 * What happens to a request, as a person would cut it: `door` on the way and in the front server's hands, `wait` in a
 * line that nobody works on, `run` its Python has the CPU, `io` it waits for something outside (blocking, or `parked` at
 * an await), `send` bytes go back.
 */
export type JourneyState = 'door' | 'wait' | 'run' | 'io' | 'parked' | 'send';

export interface Leg {
  readonly state: JourneyState;
  /** The phase that it is a part of. */
  readonly place: Phase['place'];
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
  readonly pid: number | null;
  /** The thread of that process. */
  readonly tid: number;
  readonly file: string;
  readonly line: number;
}

const stateOf = (activity: Activity): JourneyState => {
  switch (activity) {
    case 'io':
    case 'recv':
      return 'io';
    case 'send':
      return 'send';
    case 'run':
    case 'free':
    case 'wait':
      return 'run';
  }
};

/** µs: a loop or a worker that comes this much later has not been kept by anything. */
export const AT_ONCE_US = 1000;

/** Since when a parked task could go on, and its loop does not let it; null where it need not wait for the loop. */
export const overdueFrom = ({ place, due, to }: Phase): number | null =>
  place === 'parked' && due !== null && (to === null || to - due >= AT_ONCE_US) ? due : null;

/** The legs of a phase in a worker: what that worker did for this request meanwhile. */
function inWorker(worker: WorkerHistory, phase: Phase, req: number): Leg[] {
  const until = phase.to ?? Infinity;
  const legs: Leg[] = [];
  for (
    let i = Math.max(
      0,
      lastAtOrBefore(worker.spans, phase.from, (s) => s.from),
    );
    i < worker.spans.length;
    i++
  ) {
    const span = worker.spans[i];
    if (span === undefined || span.from >= until) break;
    const to = span.to ?? Infinity;
    const reading = phase.activity === 'recv' && span.activity === 'recv';
    if ((span.req !== req && !reading) || to <= phase.from || to === span.from) continue;
    const end = Math.min(to, until);
    legs.push({
      state: stateOf(span.activity),
      place: 'worker',
      from: Math.max(span.from, phase.from),
      to: end === Infinity ? null : end,
      pid: worker.pid,
      tid: span.tid,
      file: span.file,
      line: span.line,
    });
  }
  return legs;
}

function ofPhase(phase: Phase, req: number, workers: ReadonlyMap<number, WorkerHistory>): Leg[] {
  const plain = (state: JourneyState): Leg[] => [
    { state, place: phase.place, from: phase.from, to: phase.to, pid: phase.pid, tid: phase.tid, file: '', line: 0 },
  ];
  switch (phase.place) {
    case 'street':
    case 'proxy':
      return plain('door');
    case 'queued':
      return plain('wait');
    case 'parked': {
      const due = overdueFrom(phase);
      const [whole] = plain('parked');
      if (due === null || whole === undefined) return plain('parked');
      return [...(due > phase.from ? [{ ...whole, to: due }] : []), { ...whole, state: 'wait', from: due }];
    }
    case 'leaving':
      return plain('send');
    case 'worker': {
      const worker = phase.pid === null ? undefined : workers.get(phase.pid);
      const legs = worker === undefined ? [] : inWorker(worker, phase, req);
      // Accepted, but its worker does something else: it waits as in a line.
      return legs.length > 0 ? filled(legs, phase) : plain(phase.activity === 'recv' ? 'wait' : 'run');
    }
  }
}

/** Gaps inside a worker's phase: the process was busy with another request, so this one waited. */
function filled(legs: readonly Leg[], phase: Phase): Leg[] {
  const out: Leg[] = [];
  let at = phase.from;
  const wait = (from: number, to: number | null): void => {
    if (to === null || to > from)
      out.push({ state: 'wait', place: 'worker', from, to, pid: phase.pid, tid: phase.tid, file: '', line: 0 });
  };
  for (const leg of legs) {
    if (leg.from > at) wait(at, leg.from);
    if (leg.to !== null && leg.to <= at) continue;
    out.push(leg.from < at ? { ...leg, from: at } : leg);
    if (leg.to === null) return out;
    at = leg.to;
  }
  if (phase.to === null || phase.to > at) wait(at, phase.to);
  return out;
}

const joins = (a: Leg, b: Leg): boolean =>
  a.to === b.from && a.state === b.state && a.place === b.place && a.line === b.line && a.pid === b.pid;

/** The whole journey, gapless, in order of time; neighbours of one kind are one leg. */
export function journeyOf(request: RequestHistory, workers: ReadonlyMap<number, WorkerHistory>): readonly Leg[] {
  const out: Leg[] = [];
  for (const phase of request.phases) {
    if (phase.to === phase.from && phase.place !== 'leaving') continue;
    for (const leg of ofPhase(phase, request.req, workers)) {
      const last = out.at(-1);
      if (last && joins(last, leg)) out[out.length - 1] = { ...last, to: leg.to };
      else out.push(leg);
    }
  }
  return out;
}

export const workersByPid = (model: RunModel): ReadonlyMap<number, WorkerHistory> =>
  new Map(model.workers.map((w) => [w.pid, w]));

/** How long the legs of these kinds lasted in all, up to `until` (µs). */
export function timeIn(legs: readonly Leg[], states: readonly JourneyState[], until: number): number {
  let sum = 0;
  for (const leg of legs) {
    if (states.includes(leg.state) && leg.from < until) sum += Math.min(leg.to ?? until, until) - leg.from;
  }
  return sum;
}
