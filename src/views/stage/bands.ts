/**
 * Several servers behind one proxy: each has a band of the room with a line and a counter of its own (art direction, section 8:
 * "small diners stacked in zones 3-4"; from four on with a sign at the end of its line). Anchors are feet positions, as in
 * anchors.ts.
 */
import { BLOCK, TILL_X, type Spot, type Station } from './anchors';
import type { Level } from './scene';

/** Base line of each band's middle, by how many there are. */
const MIDDLES: Readonly<Record<number, readonly number[]>> = {
  2: [460, 690],
  3: [404, 560, 712],
  4: [392, 506, 620, 734],
  5: [374, 466, 558, 650, 742],
  6: [366, 443, 520, 597, 674, 751],
};
/** Rows of counters that fit into a band at a level. */
const ROWS: Readonly<Record<number, readonly number[]>> = {
  2: [2, 2, 2, 3, 7],
  3: [1, 1, 1, 2, 4],
  4: [0, 1, 1, 1, 3],
  5: [0, 0, 0, 1, 2],
  6: [0, 0, 0, 1, 2],
};
const COLUMNS = [1, 2, 4, 4, 10] as const;
const ROW_HEIGHT = [124, 124, 124, 66, 34] as const;
/** So many of a line are drawn; the rest is a number. */
export const BAND_LINE = 7;

/** More of them than these share the room evenly, each with a single row of the smallest counters. */
const MANY = { first: 352, last: 796, rows: [0, 0, 0, 1, 1] } as const;
const middleOf = (band: number, of: number): number =>
  MIDDLES[of]?.[band] ?? MANY.first + (band * (MANY.last - MANY.first)) / (of - 1);
const rowsAt = (of: number, level: Level): number => (ROWS[of] ?? MANY.rows)[level] ?? 1;
/** From so many on the name of a server stands in its line, and not under it. */
const NARROW = 4;
export const isNarrow = (of: number): boolean => of >= NARROW;

/** The level at which the largest of the counters fits into its band. */
export function bandLevel(sizes: readonly number[], of: number): Level {
  const most = Math.max(1, ...sizes);
  for (const level of [0, 1, 2, 3] as const) if (most <= COLUMNS[level] * rowsAt(of, level)) return level;
  return 4;
}

/** Rows of counters that a band needs at a level, for the largest of them: a single one stands at the end of its line. */
export const bandRows = (sizes: readonly number[], of: number, level: Level): number =>
  Math.min(rowsAt(of, level), Math.ceil(Math.max(1, ...sizes) / COLUMNS[level]));

/** The station of the `i`-th worker of a band of so many rows. */
export function bandTill(i: number, band: number, of: number, level: Level, rows: number): Station {
  const columns = COLUMNS[level];
  const row = Math.floor(i / columns) % rows;
  const column = i % columns;
  const y = middleOf(band, of) + (row - (rows - 1) / 2) * ROW_HEIGHT[level];
  switch (level) {
    case 0:
      return { customer: { x: TILL_X + 2, y: y + 4 }, block: BLOCK, y, scale: 0.72 };
    case 1: {
      const x = column === 1 ? 1106 : 930;
      return { customer: { x, y: y + 3 }, block: { x: x + 26, width: 122 }, y, scale: 0.6 };
    }
    case 2:
      return {
        customer: { x: 926 + 85 * column, y: y + 4 },
        block: { x: 939 + 85 * column, width: 64 },
        y,
        scale: 0.42,
      };
    case 3:
      return { customer: { x: 922 + 85 * column, y }, block: { x: 934 + 85 * column, width: 66 }, y, scale: 0.32 };
    case 4:
      return { customer: { x: 919 + 34 * column, y }, block: { x: 914 + 34 * column, width: 30 }, y, scale: 0.24 };
  }
}

/** Place `i` of a band's line, from the head. */
export const bandPlace = (i: number, band: number, of: number): Spot => ({
  x: 872 - (isNarrow(of) ? 26 : 37) * Math.min(i, BAND_LINE - 1),
  y: middleOf(band, of) + 10,
  scale: of > 6 ? 0.42 : of > 4 ? 0.5 : 0.6,
});
/** Where the name of a band's server and the length of its line are written: left end of the plate. */
export const bandSign = (
  band: number,
  of: number,
): { readonly x: number; readonly y: number; readonly width: number } =>
  isNarrow(of)
    ? { x: 604, y: middleOf(band, of) - 24, width: 106 }
    : { x: 612, y: middleOf(band, of) + 22, width: 266 };
