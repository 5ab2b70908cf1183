import { expect, it } from 'vitest';
import { windowOf } from './row-window.ts';

it('draws what can be seen of a long list, and a little around it', () => {
  expect(windowOf(5000, 20, 0, 200)).toEqual({ first: 0, end: 22, above: 0, below: 4978 * 20 });
  expect(windowOf(5000, 20, 40_000, 200)).toEqual({ first: 1988, end: 2022, above: 1988 * 20, below: 2978 * 20 });
});
it('draws the end where the list has become shorter than it was scrolled', () => {
  expect(windowOf(5, 20, 40_000, 200)).toEqual({ first: 0, end: 5, above: 0, below: 0 });
  expect(windowOf(0, 20, 0, 200)).toEqual({ first: 0, end: 0, above: 0, below: 0 });
});
