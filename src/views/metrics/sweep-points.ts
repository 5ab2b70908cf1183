/** Samples of a sweep as points to draw: the middle and the range of each value, and theory beside them. */
import { theoryOf, type QueueFacts } from '../../projections/queueing.ts';
import type { Axis, SweepSample } from '../../store/sweep.ts';

export type Measure = 'p50' | 'p95' | 'lost';

export interface Point {
  readonly value: number;
  readonly middle: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/** Seconds for times, shares for what was lost. */
const read = (sample: SweepSample, measure: Measure): number | null => {
  const us = measure === 'lost' ? null : sample[measure];
  return measure === 'lost' ? sample.lost : us === null ? null : us / 1_000_000;
};

export function pointsOf(axis: Axis, samples: readonly SweepSample[], measure: Measure): readonly Point[] {
  return axis.values.flatMap((value) => {
    const all = samples
      .filter((sample) => sample.value === value)
      .flatMap((sample) => read(sample, measure) ?? [])
      .sort((a, b) => a - b);
    const [low, high] = [all[0], all.at(-1)];
    const middle = all[Math.floor((all.length - 1) / 2)];
    return low === undefined || high === undefined || middle === undefined
      ? []
      : [{ value, low, high, middle, runs: all.length }];
  });
}

export interface Expectation {
  readonly value: number;
  /** Mean time inside, s; null: more work than hands. */
  readonly inside: number | null;
}

/** What theory expects at each value; empty where it does not apply. */
export function expectationsOf(axis: Axis, facts: QueueFacts | null): readonly Expectation[] {
  if (facts === null || facts.hands === null || facts.rate === 0) return [];
  const handsNow = facts.hands;
  return axis.values.map((value) => {
    const scaled = axis.name === 'rate' ? { ...facts, rate: (facts.rate * value) / axis.now } : facts;
    const hands =
      axis.name === 'workers' || axis.name === 'threads'
        ? Math.max(1, Math.round((handsNow * value) / axis.now))
        : handsNow;
    if (!['workers', 'threads', 'rate'].includes(axis.name)) return { value, inside: facts.wait + facts.service };
    const { ggc } = theoryOf(scaled, hands);
    return { value, inside: ggc === null ? null : ggc + facts.service };
  });
}

/** A round number not below `most`, for the top of an axis. */
export function niceTop(most: number): number {
  if (most <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((n) => n * unit).find((n) => n >= most) ?? most;
}
