import type { RequestHistory, RunModel } from '../projections/model.ts';
import { SPEEDS } from './player.ts';

/** Shorter than this on the screen (µs at a worker), and nobody has seen a service; so long it should be. */
const TOO_SHORT_US = 800_000;
const WELL_SEEN_US = 2_000_000;
/** A service below this (µs) is no work: only the way there and back is seen, and that takes its own time. */
const NO_WORK_US = 20_000;
/** Nobody waits longer than this (µs) for a run's end. */
const LONGEST_US = 60_000_000;

/**
 * How long there is something to see in a run (µs after readiness): servers that only wait until the run is over, and
 * are then shut down, are not worth the time.
 */
export function lastSight(model: RunModel): number {
  if (!model.ended || model.requests.length === 0) return model.end - model.t0;
  const times = [
    ...model.requests.map((r) => r.finishedAt ?? model.end),
    // A WebSocket has its answer at once, and goes on for long after that.
    ...model.requests
      .filter((r) => r.status === 101)
      .map((r) => model.conns.get(r.conns[0] ?? -1)?.closedAt ?? model.end),
    ...model.workers.flatMap((w) => [w.bootedAt ?? w.bootingAt, ...w.timeouts]),
    ...model.pythonErrors.map((e) => e.at),
  ];
  const last = times.reduce((max, at) => Math.max(max, at), model.t0);
  return Math.min(model.end, last) - model.t0;
}

const served = (request: RequestHistory, end: number): number =>
  request.phases
    .filter(({ place }) => place === 'worker' || place === 'parked')
    .reduce((sum, { from, to }) => sum + (to ?? end) - from, 0);

/**
 * The speed at which these runs are looked at first: as in reality, unless even the longer of their services (nine in
 * ten are shorter) would be over before anybody has seen them. Then it is the one nearest to two seconds for such a
 * service, if the whole does not take too long.
 */
export function tempoOf(models: readonly RunModel[]): number {
  const services = models
    .flatMap(({ requests, end }) => requests.map((request) => served(request, end)))
    .filter((us) => us >= NO_WORK_US)
    .sort((a, b) => a - b);
  const service = services[Math.floor(services.length * 0.9)];
  if (service === undefined || service >= TOO_SHORT_US) return 1;
  const length = Math.max(...models.map(lastSight));
  const farOff = (speed: number): number => Math.abs(Math.log(service / speed / WELL_SEEN_US));
  return SPEEDS.filter((speed) => speed <= 1 && (speed === 1 || length / speed <= LONGEST_US)).reduce((best, speed) =>
    farOff(speed) < farOff(best) ? speed : best,
  );
}
