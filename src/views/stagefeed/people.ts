import type { Leg } from '../../projections/journey.ts';
import type { RequestHistory } from '../../projections/model.ts';
import type { Outcome, Phase, RequestSnapshot, Step } from '../stage/snapshot.ts';
import type { PathClass } from '../stage/scene.ts';
import type { seatsOf, Stool } from './counter.ts';
import type { Traits } from './traits.ts';

export interface Places {
  readonly slots: ReadonlyMap<number, number>;
  readonly line: ReadonlyMap<string, readonly Step[]>;
  readonly parking: ReadonlyMap<string, number>;
  readonly several: boolean;
  /** Which of several servers' lines an accept queue is. */
  readonly lineOf: (listener: number | null) => number;
  /** Which of the requests at one worker this thread serves, and how many it can serve. */
  readonly seats: ReturnType<typeof seatsOf>;
  /** Who has been accepted and waits before the counter: their places there. */
  readonly waiting: ReadonlyMap<string, number>;
  /** Who stays at the door for a while: their places before the host. */
  readonly door: ReadonlyMap<string, number>;
  /** The stool of a connection that was turned into a WebSocket; null for others. */
  readonly stoolOf: (request: RequestHistory) => Stool | null;
  readonly traitsOf: (request: RequestHistory) => Traits;
  readonly pathOf: (target: string) => PathClass;
}
const NO_STEPS: readonly Step[] = [];

/** Answered at the door: from a file, or from the front server's cache, as its usual headers say. */
const fromShelf = ({ file, headers }: RequestHistory): boolean =>
  file !== null || headers.some(([name, value]) => /^x-(proxy-)?cache(-status)?$/i.test(name) && /^hit/i.test(value));

function outcomeOf(request: RequestHistory): Outcome {
  const status = request.status ?? 0;
  switch (request.outcome) {
    case 'ok':
    case null:
      return fromShelf(request) ? { kind: 'static', status } : { kind: 'ok', status: status || 200 };
    case 'gave-up':
      return { kind: 'gave-up', status: request.proxyPid === null ? 0 : 499 };
    case 'refused':
      return { kind: 'refused', status };
    case 'client-error':
    case 'server-error':
    case 'broken':
      return { kind: 'error', status };
  }
}

/** In whose line this stretch is spent, where there are several. */
function groupAt(from: number, request: RequestHistory, places: Places): { readonly group?: number } {
  if (!places.several) return {};
  const phase = request.phases.find((one) => one.place === 'queued' && one.from === from);
  return { group: places.lineOf(phase?.listener ?? null) };
}

/** Before a counter that is too long to be seen whole, the last ones share a place. */
const MOST_SEATS = 16;
function seatAt(pid: number, tid: number, waiting: number | undefined, { seats }: Places): number {
  return waiting === undefined ? seats.seat(pid, tid) : Math.min(MOST_SEATS - 1, seats.count(pid) + waiting);
}

function phaseOf(leg: Leg, request: RequestHistory, places: Places): Phase {
  const span = leg.to === null ? { from: leg.from } : { from: leg.from, to: leg.to };
  const worker = leg.pid === null ? 0 : (places.slots.get(leg.pid) ?? 0);
  const key = `${request.req}/${leg.from}`;
  switch (leg.place) {
    case 'street':
      return { phase: 'arriving', ...span };
    case 'proxy':
      return { phase: 'at-proxy', ...span };
    case 'queued':
      return {
        phase: 'queued',
        ...span,
        places: places.line.get(key) ?? NO_STEPS,
        ...groupAt(leg.from, request, places),
      };
    case 'parked': {
      const due = request.phases.find((one) => one.place === 'parked' && one.from === leg.from)?.due ?? leg.to;
      return {
        phase: 'parked',
        ...span,
        worker,
        place: places.parking.get(key) ?? 0,
        ...(due === null ? {} : { readyAt: due }),
      };
    }
    case 'leaving':
      return { phase: 'leaving', ...span, outcome: outcomeOf(request) };
    case 'worker':
      return {
        phase: 'in-worker',
        ...span,
        worker,
        seat: leg.pid === null ? 0 : seatAt(leg.pid, leg.tid, places.waiting.get(key), places),
        state: leg.state === 'run' || leg.state === 'send' ? leg.state : 'io',
      };
  }
}

/** Whoever is ready and waits for the loop still stands where they have waited for the food. */
const standing = (legs: readonly Leg[]): readonly Leg[] =>
  legs.reduce((all: readonly Leg[], leg) => {
    const last = all.at(-1);
    return leg.place === 'parked' && leg.state === 'wait' && last?.place === 'parked'
      ? [...all.slice(0, -1), { ...last, to: leg.to }]
      : [...all, leg];
  }, []);

/** Whoever was served in no time at all has been at the counter all the same: nobody else hands out food. */
function served(legs: readonly Leg[], { phases }: RequestHistory): readonly Leg[] {
  if (legs.some((leg) => leg.place === 'worker' || leg.place === 'parked')) return legs;
  const phase = phases.findLast((one) => one.place === 'worker' && one.pid !== null);
  const next = phase === undefined ? -1 : legs.findIndex((leg) => leg.from === phase.from && leg.place === 'leaving');
  if (phase === undefined || next < 0) return legs;
  const { place, from, to, pid, tid } = phase;
  return legs.toSpliced(next, 0, { state: 'run', place, from, to, pid, tid, file: '', line: 0 });
}

/** Somebody on the stage: who they are, and where they were when. */
export function personOf(request: RequestHistory, legs: readonly Leg[], places: Places): RequestSnapshot {
  const patience =
    request.outcome === 'gave-up' && request.finishedAt !== null ? request.finishedAt - request.startedAt : undefined;
  const phases = seated(
    served(standing(legs), request).map((leg) => phaseOf(leg, request, places)),
    request,
    places,
  );
  const aside = places.door.get(String(request.req));
  return {
    id: String(request.req),
    ticket: request.req,
    path: request.file === null ? places.pathOf(request.target) : 'static',
    line: `${request.method} ${request.target}`,
    phases: phases.length > 0 ? phases : [{ phase: 'arriving', from: request.startedAt }],
    patienceUs: patience ?? Number.POSITIVE_INFINITY,
    ...(aside === undefined ? {} : { aside }),
    ...places.traitsOf(request),
  };
}

/** After the handshake of a WebSocket its client does not leave: it takes a stool until the connection is closed. */
function seated(phases: readonly Phase[], request: RequestHistory, places: Places): readonly Phase[] {
  const stool = places.stoolOf(request);
  if (stool === null) return phases;
  const { place, from, until } = stool;
  const worker = request.workerPid === null ? 0 : (places.slots.get(request.workerPid) ?? 0);
  const before = phases
    .filter((phase) => phase.phase !== 'leaving' && phase.from < from)
    .map((phase): Phase => (phase.to === undefined || phase.to > from ? { ...phase, to: from } : phase));
  const sits: Phase = { phase: 'seated', from, ...(until === null ? {} : { to: until }), worker, place };
  if (until === null) return [...before, sits];
  return [...before, sits, { phase: 'leaving', from: until, outcome: { kind: 'ok', status: 101 } }];
}
