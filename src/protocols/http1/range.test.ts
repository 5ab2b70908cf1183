import { describe, expect, it } from 'vitest';
import { singleRange } from './range.ts';

describe('singleRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=4-', { start: 4, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-30', { start: 0, end: 10 }],
    ['bytes=2-99', { start: 2, end: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=3-2', null],
    ['bytes=-', null],
    ['bytes=0-1,3-4', null],
    [null, null],
  ] as const)('%s', (header, range) => {
    expect(singleRange(header, 10)).toEqual(range);
  });
});
