import { describe, expect, it } from 'vitest';
import {
  BLOCK,
  ZONES,
  lineBlock,
  lineLevel,
  linePlace,
  pickup,
  serviceSlot,
  serviceSquare,
  till,
  workerLevel,
} from './anchors';
import { bandLevel, bandRows, bandTill } from './bands';
import { workerHeight } from './renderer';

describe('anchors', () => {
  it('keeps the five places of the line and the four slots of an appliance', () => {
    expect([0, 1, 2, 3, 4].map((i) => linePlace(i, 0).x)).toEqual([852, 792, 732, 672, 612]);
    expect([0, 1, 2, 3].map((j) => serviceSlot('lower', j))).toEqual(
      [1378, 1442, 1506, 1570].map((x) => ({ x, y: 556 })),
    );
  });
  it('places one to four tills on their rows', () => {
    expect([1, 2, 3, 4].map((n) => Array.from({ length: n }, (_, i) => till(i, n).y))).toEqual([
      [612],
      [500, 724],
      [436, 616, 796],
      [420, 545, 670, 796],
    ]);
    expect(till(0, 3).block).toEqual(BLOCK);
  });
  it('changes level by count alone', () => {
    expect([1, 4, 5, 8, 9, 16, 17, 32, 33, 500].map(workerLevel)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect([0, 5, 6, 20, 21, 60, 61, 600, 601].map(lineLevel)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4]);
  });
  it.each([1, 3, 4, 6, 8, 12, 16, 24, 32, 64, 150])(
    'keeps %i stations inside the counter zone, without overlap',
    (count) => {
      const [left, right] = ZONES[3]!;
      const seen = new Set<string>();
      for (let i = 0; i < count; i++) {
        const { block, y } = till(i, count);
        expect(block.x).toBeGreaterThanOrEqual(left);
        expect(block.x + block.width).toBeLessThanOrEqual(right);
        expect(seen.has(`${block.x},${y}`)).toBe(false);
        seen.add(`${block.x},${y}`);
      }
    },
  );
  it('keeps the line inside its zone and lets a person move at most one row when it closes up', () => {
    const [left, right] = ZONES[2]!;
    for (const [level, count] of [
      [1, 20],
      [2, 60],
    ] as const) {
      for (let i = 0; i < count; i++) {
        const spot = linePlace(i, level);
        expect(spot.x).toBeGreaterThan(left);
        expect(spot.x).toBeLessThan(right);
        if (i <= 5) continue;
        const next = linePlace(i - 1, level);
        expect(Math.hypot(next.x - spot.x, next.y - spot.y)).toBeLessThanOrEqual(60);
      }
    }
    for (let b = 0; b < 60; b++) expect(lineBlock(b).x + 28).toBeLessThan(right);
  });
  it('gives everybody who waits for a pager a place of their own', () => {
    for (const count of [8, 24]) {
      const spots = Array.from({ length: count }, (_, i) => pickup(i, count));
      expect(new Set(spots.map(({ x, y }) => `${x},${y}`)).size).toBe(count);
    }
  });
  it('fits twelve order squares side by side into the picture', () => {
    expect(serviceSquare('upper', 11, 12).x + 18).toBeLessThan(1600);
    expect(serviceSquare('upper', 0, 13).y).toBeLessThan(serviceSquare('upper', 12, 13).y);
  });
  it('keeps the counters of two to twelve servers apart, in the room and under the sums', () => {
    for (const of of [2, 3, 4, 5, 6, 7, 9, 12])
      for (const each of [1, 2, 4, 5, 8, of > 6 ? 10 : 20]) {
        const sizes = Array.from({ length: of }, () => each);
        const level = bandLevel(sizes, of);
        const rows = bandRows(sizes, of, level);
        const places = sizes.flatMap((_, band) =>
          Array.from({ length: each }, (__, i) => bandTill(i, band, of, level, rows)),
        );
        expect(new Set(places.map(({ block, y }) => `${block.x},${y}`)).size).toBe(places.length);
        expect(Math.max(...places.map(({ y }) => y))).toBeLessThanOrEqual(800);
        if (level >= 2) expect(Math.min(...places.map(({ y }) => y)) - workerHeight(level)).toBeGreaterThan(296);
      }
  });
});
