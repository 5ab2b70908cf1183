/**
 * Where things stand in the 1600 x 900 world: the one table that both skins share, so that a change of skin is a change of costume
 * and never of position. Anchors are feet positions. Source: the art direction, sections 2 (full size) and 8 (levels of detail).
 */
import type { Level } from './scene';

/** Whoever is further left has walked out of the picture. */
export const OUT_OF_SIGHT = -24;

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Spot extends Point {
  /** Size of a person standing here; 1 = a full peg. */
  readonly scale: number;
}

export const WORLD = { width: 1600, height: 900, floor: 262, band: 828 } as const;
export const ZONES: readonly (readonly [number, number])[] = [
  [0, 290],
  [290, 590],
  [590, 905],
  [905, 1262],
  [1262, 1600],
];

export const STREET_IN: Point = { x: -40, y: 572 };
export const STREET_OUT: Point = { x: -60, y: 792 };
export const DOOR: Point = { x: 404, y: 572 };
export const HOST: Point = { x: 468, y: 528 };
/** Where the front rope is painted: before the people in the line, behind those at the tills below. */
export const ROPE_Y = 600;
export const COOK: Point = { x: 1318, y: 808 };
export const TILL_X = 948;
export const WORKER_X = 1050;
export const BLOCK: { readonly x: number; readonly width: number } = { x: 985, width: 252 };
/** Where the order wires leave the counter. */
export const WIRE_X = 1250;
export const WIRE_X_SMALL = 1204;
const SERVICE_Y = { upper: 296, lower: 556 } as const;

const TILLS: Readonly<Record<number, readonly number[]>> = {
  1: [612],
  2: [500, 724],
  3: [436, 616, 796],
  4: [420, 545, 670, 796],
};
const ROWS = [420, 545, 670, 796] as const;
const row = (i: number): number => ROWS[Math.min(3, i)] ?? 796;

/** A detail level by count: how workers are drawn. */
export const workerLevel = (count: number): Level =>
  count <= 4 ? 0 : count <= 8 ? 1 : count <= 16 ? 2 : count <= 32 ? 3 : 4;
/** How people in one line are drawn. */
export const lineLevel = (count: number): Level =>
  count <= 5 ? 0 : count <= 20 ? 1 : count <= 60 ? 2 : count <= 600 ? 3 : 4;

export interface Station {
  /** Feet of the request that is served here. */
  readonly customer: Point;
  readonly block: { readonly x: number; readonly width: number };
  /** Base line of the counter block. */
  readonly y: number;
  /** Scale of the person served. */
  readonly scale: number;
}
/** The station of worker `i` among `count`. */
export function till(i: number, count: number): Station {
  const n = Math.max(1, count);
  switch (workerLevel(n)) {
    case 0: {
      const y = TILLS[n]?.[Math.min(i, n - 1)] ?? 612;
      return { customer: { x: n === 4 ? TILL_X + 2 : TILL_X, y: y + 4 }, block: BLOCK, y, scale: n === 4 ? 0.72 : 1 };
    }
    case 1: {
      const second = i % 2 === 1;
      const y = row(i >> 1);
      return {
        customer: { x: second ? 1106 : 930, y: y + 3 },
        block: { x: second ? 1132 : 956, width: 122 },
        y,
        scale: 0.6,
      };
    }
    case 2: {
      const c = i % 4;
      const y = row(i >> 2);
      return { customer: { x: 926 + 85 * c, y: y + 4 }, block: { x: 939 + 85 * c, width: 64 }, y, scale: 0.42 };
    }
    case 3: {
      const c = i % 4;
      const y = 334 + 66 * (i >> 2);
      return { customer: { x: 922 + 85 * c, y }, block: { x: 934 + 85 * c, width: 66 }, y, scale: 0.32 };
    }
    case 4: {
      const x = 914 + 34 * (i % 10);
      const y = 336 + 34 * Math.floor(i / 10);
      return { customer: { x: x + 5, y }, block: { x, width: 30 }, y, scale: 0.24 };
    }
  }
}
/** Base line of the counter when nobody works at it. */
export const CLOSED_Y = 612;
/** How many stations have a place of their own; above that there are only counts. */
export const STATIONS_SHOWN = 150;

export const FRONT = 5;
const fold = (k: number, width: number): number =>
  Math.floor(k / width) % 2 === 0 ? k % width : width - 1 - (k % width);
/** Place `i` of the line at a level: the first five keep their anchors, the rest stands behind, folded back and forth. */
export function linePlace(i: number, level: Level): Spot {
  if (i < FRONT) return { x: 852 - 60 * i, y: 572, scale: 1 };
  const k = i - FRONT;
  switch (level) {
    case 0:
      // Somebody who has just come in while the level still counts five: last place, behind the chip.
      return { x: 582, y: 572, scale: 1 };
    case 1:
      return { x: 624 + 36 * fold(k, 8), y: k < 8 ? 452 : 394, scale: 0.6 };
    case 2:
      return { x: 616 + 24 * fold(k, 12), y: 450 - 32 * Math.min(4, Math.floor(k / 12)), scale: 0.42 };
    case 3:
    case 4:
      return { ...lineBlock(Math.floor(k / 10)), scale: 0.42 };
  }
}
const BLOCK_ROWS = [452, 417, 382, 347, 312, 286] as const;
/** Left foot of block `b` of ten people. */
export const lineBlock = (b: number): Point => ({
  x: 602 + 29 * fold(b, 10),
  y: BLOCK_ROWS[Math.min(5, Math.floor(b / 10))] ?? 286,
});
/** The server skin's lower row of tokens needs its own lift so that tokens sit in the boxes of the same places. */
export const LINE_LIFT = 33;
export const TILL_LIFT = 56;

const PICKUP: readonly (readonly [number, number])[] = [
  [872, 716],
  [806, 716],
  [740, 716],
  [674, 716],
  [839, 800],
  [773, 800],
  [707, 800],
  [641, 800],
];
const PICKUP_ROWS = [720, 766, 812] as const;
/** Place `i` of the pick-up area when `count` wait there: full size to 8, then rows of eight. */
export function pickup(i: number, count: number): Spot {
  if (count <= 8) {
    const [x, y] = PICKUP[i % 8] ?? [872, 716];
    return { x, y, scale: 1 };
  }
  return { x: 622 + 38 * (i % 8), y: PICKUP_ROWS[Math.min(2, Math.floor(i / 8))] ?? 812, scale: 0.6 };
}
export const pickupBlock = (b: number): Point => ({
  x: 606 + 30 * (b % 10),
  y: [716, 764, 812][Math.min(2, Math.floor(b / 10))] ?? 812,
});

/** Slot `j` of an appliance: the ring's centre. */
export const serviceSlot = (place: 'upper' | 'lower', j: number): Point => ({
  x: 1378 + 64 * Math.min(3, j),
  y: SERVICE_Y[place],
});
/** Square `j` of `count` orders (5 to 24), or between two of them. */
export const serviceSquare = (place: 'upper' | 'lower', j: number, count: number): Point => {
  const whole = Math.floor(j);
  const at = (k: number): Point => ({
    x: 1351 + 20.6 * (k % 12),
    y: SERVICE_Y[place] - (Math.ceil(count / 12) - 1 - Math.floor(k / 12)) * 38,
  });
  const [from, to] = [at(whole), at(whole + 1)];
  return { x: from.x + (to.x - from.x) * (j - whole), y: from.y + (to.y - from.y) * (j - whole) };
};
export const railTicket = (j: number): Point => ({ x: 1006 + 55 * j, y: 380 });
