/**
 * Where a request is at a time: a pure function of its phase history and of the arrangement. Each phase has a stop (door, place in
 * the line, till, pick-up area, street); between stops run fixed curves. When a phase begins, the person sets out for its stop from
 * wherever it is, passing the stops in between, and takes `walkTime` of the rest of the way: phases that are shorter than the walk
 * (a real request takes a millisecond) compress, and no place is ever skipped. Speed is continuous (cubic Hermite), stops may move.
 */
import { DOOR, STREET_IN, STREET_OUT, TILL_X, type Spot } from './anchors';
import type { Arrangement } from './arrangement';
import { walkTime } from './motion';
import type { Outcome, Phase } from './snapshot';

type StopKind = 'street' | 'door' | 'line' | 'till' | 'pickup' | 'out';
export interface Stop {
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
}

const stopOf = (phase: Phase): StopKind => {
  switch (phase.phase) {
    case 'arriving':
    case 'at-proxy':
      return 'door';
    case 'queued':
      return 'line';
    case 'in-worker':
      return 'till';
    case 'parked':
      return 'pickup';
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
export function stopsOf(phases: readonly Phase[]): readonly Stop[] {
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

export function spotOf(stop: Stop, t: number, room: Arrangement, size: StreetSize): Spot {
  switch (stop.kind) {
    case 'street':
      return { x: STREET_IN.x, y: STREET_IN.y + size.inShift, scale: size.inScale };
    case 'door':
      return { x: DOOR.x, y: DOOR.y + size.inShift, scale: size.inScale };
    case 'out':
      return { x: STREET_OUT.x, y: STREET_OUT.y + size.outShift, scale: size.outScale };
    case 'line':
      return room.line(stop.phase.phase === 'queued' ? stop.phase.places : [], t);
    case 'till':
      return stop.phase.phase === 'in-worker'
        ? room.customer(stop.phase.worker, stop.phase.seat ?? 0, t)
        : room.customer(0, 0, t);
    case 'pickup':
      return room.pickup(stop.phase.phase === 'parked' ? stop.phase.place : 0, t);
  }
}

/** A way from one spot to another as points of a cubic chain: start, then (handle, handle, end) for each part. */
type Way = readonly (readonly [number, number])[];
const straight = (x: number, y: number, from: readonly [number, number]): Way => [
  [from[0] + (x - from[0]) / 3, from[1] + (y - from[1]) / 3],
  [from[0] + (2 * (x - from[0])) / 3, from[1] + (2 * (y - from[1])) / 3],
  [x, y],
];
const HEAD_X = 852;
/** Stations right of this are reached along the aisle before their row. */
const AISLE_X = 960;
const AISLE_Y = 26;
function wayTo(from: StopKind, to: StopKind, a: Spot, b: Spot): Way {
  const start: readonly [number, number] = [a.x, a.y];
  if (to === 'out') {
    const lane = b.y;
    if (from === 'till' && a.x > AISLE_X) {
      const aisle = a.y + AISLE_Y;
      const out: Way = [
        [a.x, a.y + 10],
        [a.x, aisle],
        [a.x - 10, aisle],
        ...straight(AISLE_X - 60, aisle, [a.x - 10, aisle]),
      ];
      return [
        start,
        ...out,
        [AISLE_X - 110, aisle],
        [AISLE_X - 80, lane],
        [AISLE_X - 140, lane],
        ...straight(b.x, b.y, [AISLE_X - 140, lane]),
      ];
    }
    const turn = from === 'door' ? a.x - 60 : from === 'line' ? a.x - 150 : Math.min(a.x - 78, 870);
    const down: Way =
      from === 'door'
        ? [
            [a.x - 4, a.y + 90],
            [a.x + 10, lane],
            [turn, lane],
          ]
        : from === 'line'
          ? [
              [a.x - 20, a.y + 90],
              [a.x - 40, lane - 20],
              [turn, lane],
            ]
          : [
              [a.x - 70, a.y + 10],
              [a.x - 30, lane],
              [turn, lane],
            ];
    return [start, ...down, ...straight(b.x, b.y, [turn, lane])];
  }
  if (to === 'till' && from !== 'pickup') {
    if (b.x > AISLE_X) {
      const aisle = b.y + AISLE_Y;
      const before: Way = [
        ...straight(HEAD_X, 572, start),
        [HEAD_X + 30, 572],
        [HEAD_X + 10, aisle],
        [AISLE_X - 50, aisle],
      ];
      return [
        start,
        ...before,
        ...straight(b.x - 10, aisle, [AISLE_X - 50, aisle]),
        [b.x, aisle],
        [b.x, b.y + 10],
        [b.x, b.y],
      ];
    }
    // Through the head of the line, then one bend that is 96 wide.
    const bend: Way = [
      [HEAD_X + 48, 572],
      [TILL_X - 48, b.y],
      [b.x, b.y],
    ];
    return a.x >= HEAD_X - 1 && Math.abs(a.y - 572) < 1
      ? [start, ...bend]
      : [start, ...straight(HEAD_X, 572, start), ...bend];
  }
  if (to === 'pickup') return [start, [a.x - 60, a.y + 20], [b.x + 40, b.y - 40], [b.x, b.y]];
  if (from === 'pickup' && to === 'till') return [start, [a.x + 40, a.y - 40], [b.x - 60, b.y + 20], [b.x, b.y]];
  if (to === 'line' && Math.abs(a.y - b.y) > 1) return [start, [a.x + 90, a.y], [b.x - 60, b.y + 60], [b.x, b.y]];
  return [start, ...straight(b.x, b.y, start)];
}
const partLength = (
  a: readonly [number, number],
  b: readonly [number, number],
  c: readonly [number, number],
  d: readonly [number, number],
): number =>
  (Math.hypot(d[0] - a[0], d[1] - a[1]) +
    Math.hypot(b[0] - a[0], b[1] - a[1]) +
    Math.hypot(c[0] - b[0], c[1] - b[1]) +
    Math.hypot(d[0] - c[0], d[1] - c[1])) /
  2;
const lengthsOf = (way: Way): readonly number[] => {
  const out: number[] = [];
  for (let i = 0; i + 3 < way.length; i += 3) out.push(partLength(way[i]!, way[i + 1]!, way[i + 2]!, way[i + 3]!));
  return out;
};
const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);

/** The point at share `p` of a way's length. */
function along(way: Way, p: number): readonly [number, number] {
  const lengths = lengthsOf(way);
  let rest = p * sum(lengths);
  let part = 0;
  while (part < lengths.length - 1 && rest > (lengths[part] ?? 0)) rest -= lengths[part++] ?? 0;
  const u = Math.min(1, rest / Math.max(1e-6, lengths[part] ?? 1));
  const [a, b, c, d] = [way[3 * part]!, way[3 * part + 1]!, way[3 * part + 2]!, way[3 * part + 3]!];
  const v = 1 - u;
  const mix = (i: 0 | 1): number => v * v * v * a[i] + 3 * v * v * u * b[i] + 3 * v * u * u * c[i] + u * u * u * d[i];
  return [mix(0), mix(1)];
}

/** Remembered per history: the lengths use the arrangement at each stop's own time, which never changes afterwards. */
interface Plan {
  readonly size: StreetSize;
  readonly stops: readonly Stop[];
  /** Length of the way up to each stop. */
  readonly reach: readonly number[];
}
const sameSize = (a: StreetSize, b: StreetSize): boolean =>
  a.inScale === b.inScale && a.inShift === b.inShift && a.outScale === b.outScale && a.outShift === b.outShift;
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
    reach.push((reach[i - 1] ?? 0) + Math.max(1, sum(lengthsOf(way))));
  }
  const plan = { size, stops, reach };
  plans.set(phases, plan);
  return plan;
}

const STORM_PACE = 1.4;
const STILL_SHARE = 0.55;
const hurry = (outcome: Outcome): number => (outcome.kind === 'gave-up' ? STORM_PACE : 1);
/** How far along the whole way at `t`, and which stop is the aim. */
function progress(
  plan: Plan,
  t: number,
  still: boolean,
): { readonly s: number; readonly aim: number; readonly moving: boolean } {
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
    const pace = stop.phase.phase === 'leaving' ? hurry(stop.phase.outcome) : 1;
    const walk = walkTime((plan.reach[i] ?? 0) - from) / pace;
    time = still && stop.kind !== 'out' ? 1 : Math.max(1, walk);
  }
  const now = at(t);
  return { s: now.s, aim, moving: now.p < 1 };
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
): Whereabouts | undefined {
  const first = phases[0];
  if (first === undefined || t < first.from) return undefined;
  const plan = planOf(phases, room, size);
  const { s, aim, moving } = progress(plan, t, room.still);
  let leg = 1;
  while (leg < aim && s >= (plan.reach[leg] ?? 0)) leg++;
  const [a, b] = [plan.stops[leg - 1]!, plan.stops[leg]!];
  const [near, far] = [plan.reach[leg - 1] ?? 0, plan.reach[leg] ?? 1];
  const walked = Math.min(1, Math.max(0, (s - near) / (far - near)));
  // Without motion, those who leave stand in the exit lane for as long as the walk would take.
  const share = room.still && moving ? STILL_SHARE : walked;
  const [from, to] = [spotOf(a, t, room, size), spotOf(b, t, room, size)];
  const way = wayTo(a.kind, b.kind, from, to);
  const [x, y] = share >= 1 ? [to.x, to.y] : along(way, share);
  const ahead = along(way, Math.min(1, share + 0.02));
  const back = moving && (ahead[0] < x - 0.2 || b.kind === 'out');
  return {
    x,
    y,
    scale: from.scale + (to.scale - from.scale) * share,
    facing: back ? -1 : 1,
    moving,
    from: a.kind,
    to: b.kind,
    share,
    gone: b.kind === 'out' && !moving,
  };
}
