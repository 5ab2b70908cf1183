/**
 * The ways between the places of the stage: chains of cubic curves whose ends are the two spots, wherever these are at the moment.
 * Everybody passes the head of the line on the way to a till; stations of a second column are reached along the aisle before their row.
 */
import { TILL_X, type Point } from './anchors';

export type StopKind = 'street' | 'door' | 'line' | 'band' | 'till' | 'pickup' | 'stool' | 'out';
type XY = readonly [number, number];
/** Start, then (handle, handle, end) for each part. */
type Way = readonly XY[];

const HEAD: XY = [852, 572];
/** Stations right of this have another column before them. */
const AISLE_X = 960;
const AISLE_Y = 26;

const straight = (from: XY, to: XY): Way => [
  [from[0] + (to[0] - from[0]) / 3, from[1] + (to[1] - from[1]) / 3],
  [from[0] + (2 * (to[0] - from[0])) / 3, from[1] + (2 * (to[1] - from[1])) / 3],
  to,
];

/** Down into the exit lane, then left into the street. */
function wayOut(from: StopKind, a: Point, end: XY): Way {
  const start: XY = [a.x, a.y];
  const lane = end[1];
  if (from === 'till' && a.x > AISLE_X) {
    const aisle = a.y + AISLE_Y;
    const out: Way = [
      [a.x, a.y + 10],
      [a.x, aisle],
      [a.x - 10, aisle],
      ...straight([a.x - 10, aisle], [AISLE_X - 60, aisle]),
    ];
    const turn: XY = [AISLE_X - 140, lane];
    return [start, ...out, [AISLE_X - 110, aisle], [AISLE_X - 80, lane], turn, ...straight(turn, end)];
  }
  if (from === 'door')
    return [start, [a.x - 4, a.y + 90], [a.x + 10, lane], [a.x - 60, lane], ...straight([a.x - 60, lane], end)];
  if (from === 'line' || from === 'band')
    return [start, [a.x - 20, a.y + 90], [a.x - 40, lane - 20], [a.x - 150, lane], ...straight([a.x - 150, lane], end)];
  const turn: XY = [Math.min(a.x - 78, 870), lane];
  return [start, [a.x - 70, a.y + 10], [a.x - 30, lane], turn, ...straight(turn, end)];
}

/** To a till: through the head of the line, then one bend that is 96 wide, or the aisle. */
function wayToTill(start: XY, end: XY): Way {
  if (end[0] > AISLE_X) {
    const aisle = end[1] + AISLE_Y;
    const corner: XY = [AISLE_X - 50, aisle];
    const before: Way = [...straight(start, HEAD), [HEAD[0] + 30, HEAD[1]], [HEAD[0] + 10, aisle], corner];
    return [start, ...before, ...straight(corner, [end[0] - 10, aisle]), [end[0], aisle], [end[0], end[1] + 10], end];
  }
  const bend: Way = [[HEAD[0] + 48, HEAD[1]], [TILL_X - 48, end[1]], end];
  const atHead = start[0] >= HEAD[0] - 1 && Math.abs(start[1] - HEAD[1]) < 1;
  return atHead ? [start, ...bend] : [start, ...straight(start, HEAD), ...bend];
}

export function wayTo(from: StopKind, to: StopKind, a: Point, b: Point): Way {
  const start: XY = [a.x, a.y];
  const end: XY = [b.x, b.y];
  if (to === 'out') return wayOut(from, a, end);
  if (from === 'pickup' && to === 'till') return [start, [a.x + 40, a.y - 40], [b.x - 60, b.y + 20], end];
  // From one of several lines straight across to its own counter.
  if (to === 'till' && from === 'band') return [start, ...straight(start, end)];
  if (to === 'till') return wayToTill(start, end);
  if (to === 'pickup') return [start, [a.x - 60, a.y + 20], [b.x + 40, b.y - 40], end];
  // Places behind the first five lie higher: round them from below.
  if ((to === 'line' || to === 'band') && Math.abs(a.y - b.y) > 1)
    return [start, [a.x + 90, a.y], [b.x - 60, b.y + 60], end];
  return [start, ...straight(start, end)];
}

const distance = (a: XY, b: XY): number => Math.hypot(b[0] - a[0], b[1] - a[1]);
/** The part that begins at point 3i, if there is one. */
function part(way: Way, i: number): readonly [XY, XY, XY, XY] | undefined {
  const [a, b, c, d] = [way[3 * i], way[3 * i + 1], way[3 * i + 2], way[3 * i + 3]];
  return a === undefined || b === undefined || c === undefined || d === undefined ? undefined : [a, b, c, d];
}
/** Between the chord and the polygon of the handles: near enough for pacing, and cheap. */
const partLength = ([a, b, c, d]: readonly [XY, XY, XY, XY]): number =>
  (distance(a, d) + distance(a, b) + distance(b, c) + distance(c, d)) / 2;
export function lengthOf(way: Way): number {
  let total = 0;
  for (let i = 0; ; i++) {
    const curve = part(way, i);
    if (curve === undefined) return total;
    total += partLength(curve);
  }
}

/** The point at share `p` of a way's length. */
export function along(way: Way, p: number): XY {
  let rest = p * lengthOf(way);
  let curve = part(way, 0);
  if (curve === undefined) return way[0] ?? [0, 0];
  let length = partLength(curve);
  for (let i = 1; rest > length; i++) {
    const next = part(way, i);
    if (next === undefined) break;
    rest -= length;
    curve = next;
    length = partLength(curve);
  }
  const [a, b, c, d] = curve;
  const u = Math.min(1, rest / Math.max(1e-6, length));
  const v = 1 - u;
  const [ka, kb, kc, kd] = [v * v * v, 3 * v * v * u, 3 * v * u * u, u * u * u];
  return [ka * a[0] + kb * b[0] + kc * c[0] + kd * d[0], ka * a[1] + kb * b[1] + kc * c[1] + kd * d[1]];
}
