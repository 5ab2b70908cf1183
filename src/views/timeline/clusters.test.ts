import { expect, it } from 'vitest';
import { clusters, spaced } from './clusters.ts';

it('joins marks that lie close together, however many follow one another', () => {
  expect(clusters([1, 3, 5, 20, 40, 41], 3)).toEqual([
    { from: 1, to: 5, count: 3 },
    { from: 20, to: 20, count: 1 },
    { from: 40, to: 41, count: 2 },
  ]);
  expect(clusters([], 3)).toEqual([]);
});

it('leaves out what could not be told from the one before', () => {
  expect(spaced([0, 2, 4, 5, 9], 4)).toEqual([0, 4, 9]);
});
