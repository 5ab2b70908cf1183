import type { Leg } from '../../projections/journey.ts';
import type { RequestHistory } from '../../projections/model.ts';
import type { Outcome, Phase, RequestSnapshot, Step } from '../stage/snapshot.ts';
import type { PathClass } from '../stage/scene.ts';

export interface Places {
  readonly slots: ReadonlyMap<number, number>;
  readonly line: ReadonlyMap<string, readonly Step[]>;
  readonly parking: ReadonlyMap<string, number>;
  readonly pathOf: (target: string) => PathClass;
}
const NO_STEPS: readonly Step[] = [];

function outcomeOf(request: RequestHistory): Outcome {
  const status = request.status ?? 0;
  switch (request.outcome) {
    case 'ok':
    case null:
      return request.file === null ? { kind: 'ok', status: status || 200 } : { kind: 'static', status };
    case 'gave-up':
      return { kind: 'gave-up', status: 499 };
    case 'refused':
      return { kind: 'refused', status };
    case 'client-error':
    case 'server-error':
    case 'broken':
      return { kind: 'error', status };
  }
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
      return { phase: 'queued', ...span, places: places.line.get(key) ?? NO_STEPS };
    case 'parked':
      return {
        phase: 'parked',
        ...span,
        worker,
        place: places.parking.get(key) ?? 0,
        ...(leg.to === null ? {} : { readyAt: leg.to }),
      };
    case 'leaving':
      return { phase: 'leaving', ...span, outcome: outcomeOf(request) };
    case 'worker':
      return {
        phase: 'in-worker',
        ...span,
        worker,
        state: leg.state === 'run' || leg.state === 'send' ? leg.state : 'io',
      };
  }
}

/** Somebody on the stage: who they are, and where they were when. */
export function personOf(request: RequestHistory, legs: readonly Leg[], places: Places): RequestSnapshot {
  const patience =
    request.outcome === 'gave-up' && request.finishedAt !== null ? request.finishedAt - request.startedAt : undefined;
  const phases = legs.map((leg) => phaseOf(leg, request, places));
  return {
    id: String(request.req),
    ticket: request.req,
    path: request.file === null ? places.pathOf(request.target) : 'static',
    line: `${request.method} ${request.target}`,
    phases: phases.length > 0 ? phases : [{ phase: 'arriving', from: request.startedAt }],
    patienceUs: patience ?? Number.POSITIVE_INFINITY,
  };
}
