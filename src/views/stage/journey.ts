/**
 * Where a request is at a time: a pure function of its phase history and of the arrangement. Each phase has a stop (door, place in
 * the line, till, pick-up area, street); between stops run fixed curves. When a phase begins, the person sets out for its stop from
 * wherever it is, passing the stops in between, and takes `walkTime` of the rest of the way: phases that are shorter than the walk
 * (a real request takes a millisecond) compress, and no place is ever skipped. Speed is continuous (cubic Hermite), stops may move.
 */
import { DOOR, STREET_IN, STREET_OUT, type Spot } from './anchors';
import type { Arrangement } from './arrangement';
import { walkTime } from './motion';
import { along, lengthOf, wayTo, type StopKind } from './ways';
import type { Outcome, Phase } from './snapshot';

interface Stop {
  readonly kind: StopKind;
  readonly at: number;
  readonly phase: Phase;
}
/** How big people are in the street, by how many share it; fixed per request so that nobody changes size on the way. */
export interface StreetSize {
  readonly inScale: number;
  readonly inShift: number;
  readonly outScale: number;
  readonly outShift: number;
  /** Which of those who stay before the host for a while. */
  readonly aside?: number | undefined;
}

const stopOf = (phase: Phase): StopKind => {
  switch (phase.phase) {
    case 'arriving':
    case 'at-proxy':
      return 'door';
    case 'queued':
      return phase.group === undefined ? 'line' : 'band';
    case 'in-worker':
      return 'till';
    case 'parked':
      return 'pickup';
    case 'seated':
      return 'stool';
    case 'leaving':
      return 'out';
  }
};
const samePlace = (a: Stop, b: Stop): boolean => {
  if (a.kind !== b.kind) return false;
  if (a.phase.phase === 'in-worker' && b.phase.phase === 'in-worker')
    return a.phase.worker === b.phase.worker && a.phase.seat === b.phase.seat;
  if (a.phase.phase === 'parked' && b.phase.phase === 'parked') return a.phase.place === b.phase.place;
  return true;
};
/** The stops of a history; the first one is the street. */
function stopsOf(phases: readonly Phase[]): readonly Stop[] {
  const first = phases[0];
  if (first === undefined) return [];
  const stops: Stop[] = [{ kind: 'street', at: first.from, phase: first }];
  for (const phase of phases) {
    const stop: Stop = { kind: stopOf(phase), at: phase.from, phase };
    const last = stops[stops.length - 1];
    if (last === undefined || !samePlace(last, stop)) stops.push(stop);
  }
  return stops;
}

/** Whoever stays before the host stands in a line of its own, out of the door and into the street. */
const ASIDE_ABREAST = 6;
const ASIDE_ROWS = 3;
const ASIDE_X = 60;
const ASIDE_Y = 40;

function spotOf(stop: Stop, t: number, room: Arrangement, size: StreetSize): Spot {
  switch (stop.kind) {
    case 'street':
      return { x: STREET_IN.x, y: STREET_IN.y + size.inShift, scale: size.inScale };
    case 'door': {
      const [column, row] = [
        (size.aside ?? 0) % ASIDE_ABREAST,
        Math.floor((size.aside ?? 0) / ASIDE_ABREAST) % ASIDE_ROWS,
      ];
      return {
        x: DOOR.x - ASIDE_X * column - 24 * row,
        y: DOOR.y + ASIDE_Y * row + size.inShift,
        scale: size.inScale,
      };
    }
    case 'out':
      return { x: STREET_OUT.x, y: STREET_OUT.y + size.outShift, scale: size.outScale };
    case 'line':
    case 'band':
      return stop.phase.phase === 'queued' ? room.line(stop.phase.places, t, stop.phase.group) : room.line([], t);
    case 'stool':
      return stop.phase.phase === 'seated' ? room.stool(stop.phase.worker, stop.phase.place, t) : room.stool(0, 0, t);
    case 'till':
      return stop.phase.phase === 'in-worker'
        ? room.customer(stop.phase.worker, stop.phase.seat ?? 0, t)
        : room.customer(0, 0, t);
    case 'pickup':
      return room.pickup(stop.phase.phase === 'parked' ? stop.phase.place : 0, t);
  }
}

/** Remembered per history: the lengths use the arrangement at each stop's own time, which never changes afterwards. */
interface Plan {
  readonly size: StreetSize;
  readonly stops: readonly Stop[];
  /** Length of the way up to each stop. */
  readonly reach: readonly number[];
}
const sameSize = (a: StreetSize, b: StreetSize): boolean =>
  a.aside === b.aside &&
  a.inScale === b.inScale &&
  a.inShift === b.inShift &&
  a.outScale === b.outScale &&
  a.outShift === b.outShift;
const plans = new WeakMap<readonly Phase[], Plan>();
function planOf(phases: readonly Phase[], room: Arrangement, size: StreetSize): Plan {
  const known = plans.get(phases);
  // Before it leaves, a request's way out has no size yet: a plan is good only for the size that it was made with.
  if (known !== undefined && sameSize(known.size, size)) return known;
  const stops = stopsOf(phases);
  const reach = [0];
  for (let i = 1; i < stops.length; i++) {
    const [a, b] = [stops[i - 1]!, stops[i]!];
    const way = wayTo(a.kind, b.kind, spotOf(a, b.at, room, size), spotOf(b, b.at, room, size));
    reach.push((reach[i - 1] ?? 0) + Math.max(1, lengthOf(way)));
  }
  const plan = { size, stops, reach };
  plans.set(phases, plan);
  return plan;
}

const STORM_PACE = 1.4;
const hurry = (outcome: Outcome): number => (outcome.kind === 'gave-up' ? STORM_PACE : 1);
/** How far along the whole way at `t`, and which stop is the aim. */
function progress(
  plan: Plan,
  t: number,
  { still, pace }: Arrangement,
): { readonly s: number; readonly v: number; readonly aim: number; readonly moving: boolean } {
  let [from, speed, start, time, aim] = [0, 0, 0, 1, 0];
  const at = (now: number): { s: number; v: number; p: number } => {
    const p = Math.min(1, Math.max(0, (now - start) / time));
    const rest = (plan.reach[aim] ?? 0) - from;
    const m = Math.min(speed * time, 3 * rest);
    const pos = rest * p * p * (3 - 2 * p) + m * (p * p * p - 2 * p * p + p);
    const v = p >= 1 ? 0 : (rest * 6 * p * (1 - p) + m * (3 * p * p - 4 * p + 1)) / time;
    return { s: from + pos, v: Math.max(0, v), p };
  };
  for (let i = 1; i < plan.stops.length; i++) {
    const stop = plan.stops[i]!;
    if (stop.at > t) break;
    const here = aim === 0 ? { s: 0, v: 0 } : at(stop.at);
    [from, speed, start, aim] = [here.s, here.v, stop.at, i];
    const haste = stop.phase.phase === 'leaving' ? hurry(stop.phase.outcome) : 1;
    const walk = (walkTime((plan.reach[i] ?? 0) - from) * pace) / haste;
    time = still && stop.kind !== 'out' ? 1 : Math.max(1, walk);
  }
  const now = at(t);
  return { s: now.s, v: now.v, aim, moving: now.p < 1 };
}

/** Who came at the same instant walks beside the others, as far apart as it is fast: at every stop all have their own place again. */
const ABREAST_V = 1e-3;
const ABREAST_ROWS = [0, -24, 22] as const;
function abreast(rank: number, speed: number): { readonly x: number; readonly y: number } {
  const fast = Math.min(1, speed / ABREAST_V);
  const share = fast * fast * (3 - 2 * fast);
  const row = Math.floor(rank / 4) % 3;
  return { x: -share * (38 * (rank % 4) + 14 * row), y: share * (ABREAST_ROWS[row] ?? 0) };
}

export interface Whereabouts {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly facing: 1 | -1;
  readonly moving: boolean;
  /** The stops between which it is, and the share of the way done. */
  readonly from: StopKind;
  readonly to: StopKind;
  readonly share: number;
  /** True when it has left the picture. */
  readonly gone: boolean;
}
/** Position at `t`; undefined before the request exists. */
export function whereabouts(
  phases: readonly Phase[],
  t: number,
  room: Arrangement,
  size: StreetSize,
  rank = 0,
): Whereabouts | undefined {
  const first = phases[0];
  if (first === undefined || t < first.from) return undefined;
  const plan = planOf(phases, room, size);
  const { s, v, aim, moving } = progress(plan, t, room);
  let leg = 1;
  while (leg < aim && s >= (plan.reach[leg] ?? 0)) leg++;
  const [a, b] = [plan.stops[leg - 1]!, plan.stops[leg]!];
  const [near, far] = [plan.reach[leg - 1] ?? 0, plan.reach[leg] ?? 1];
  const walked = Math.min(1, Math.max(0, (s - near) / (far - near)));
  // Without motion, those who leave stand at three places of the exit lane in turn, for as long as the walk would take;
  // each row of a crowd a little further on than the one before it.
  const share = room.still && moving ? (Math.floor(walked * 3) + 0.5) / 3 + size.outShift / 400 : walked;
  const [from, to] = [spotOf(a, t, room, size), spotOf(b, t, room, size)];
  const way = wayTo(a.kind, b.kind, from, to);
  const [x, y] = share >= 1 ? [to.x, to.y] : along(way, share);
  const back = moving && (b.kind === 'out' || along(way, Math.min(1, share + 0.02))[0] < x - 0.2);
  // Whoever walks to a small counter is small soon, so that a crowd on its way does not hide the counters.
  const grown = to.scale < from.scale ? 1 - (1 - share) ** 3 : share;
  const scale = from.scale + (to.scale - from.scale) * grown;
  const beside = abreast(rank, room.still ? (moving ? ABREAST_V : 0) : v * room.pace);
  return {
    x: x + beside.x * scale,
    y: y + beside.y * scale,
    scale,
    facing: back ? -1 : 1,
    moving,
    from: a.kind,
    to: b.kind,
    share,
    gone: b.kind === 'out' && !moving,
  };
}
