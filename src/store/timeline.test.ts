import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeline, NARROWEST_US } from './timeline.ts';

const WHOLE = 10_000_000;
type Move =
  | { readonly kind: 'zoom'; readonly factor: number; readonly at: number }
  | { readonly kind: 'pan'; readonly share: number }
  | { readonly kind: 'follow'; readonly at: number };
const at = fc.integer({ min: 0, max: WHOLE });
const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('zoom' as const), factor: fc.double({ min: 0.01, max: 20, noNaN: true }), at }),
    fc.record({ kind: fc.constant('pan' as const), share: fc.double({ min: -3, max: 3, noNaN: true }) }),
    fc.record({ kind: fc.constant('follow' as const), at }),
  ),
  { maxLength: 30 },
);

describe('the window of the timeline', () => {
  it('stays inside the run and wide enough, whatever is done, and what is followed is in it', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const timeline = createTimeline();
        for (const move of list) {
          const state = timeline.getState();
          if (move.kind === 'zoom') state.zoom(move.factor, move.at, WHOLE);
          else if (move.kind === 'pan') state.pan(move.share, WHOLE);
          else state.follow(move.at, WHOLE);
          const { from, to } = timeline.getState().window ?? { from: 0, to: WHOLE };
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(WHOLE);
          expect(to - from).toBeGreaterThanOrEqual(NARROWEST_US - 1);
          if (move.kind === 'follow') expect(move.at >= from && move.at <= to).toBe(true);
        }
      }),
    );
  });
  it('keeps the instant under the pointer where it is', () => {
    const timeline = createTimeline();
    timeline.getState().zoom(0.5, 4_000_000, WHOLE);
    expect(timeline.getState().window).toEqual({ from: 2_000_000, to: 7_000_000 });
    timeline.getState().zoom(2, 4_000_000, WHOLE);
    expect(timeline.getState().window).toBeNull();
  });
});
