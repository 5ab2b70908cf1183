import { percentile } from './metrics.ts';
import type { RunModel } from './model.ts';

/** A run at a glance: equal stretches of its time with what came, what failed, and how long answers took. */
export interface Density {
  readonly bins: readonly DensityBin[];
  /** Arrivals in the fullest stretch; at least 1. */
  readonly most: number;
  /** The largest p95 of a stretch (µs); 0 without answers. */
  readonly slowest: number;
}
export interface DensityBin {
  readonly arrivals: number;
  readonly failures: number;
  /** Of the answers that ended in this stretch, µs; null without one. */
  readonly p95: number | null;
}

/** `span` µs from readiness on in `count` stretches; what happened after `until` (µs after readiness) is left out. */
export function densityOf(model: RunModel, span: number, count: number, until: number = span): Density {
  const arrivals = Array.from({ length: count }, () => 0);
  const failures = Array.from({ length: count }, () => 0);
  const answers = Array.from({ length: count }, (): number[] => []);
  const binOf = (at: number): number => Math.min(count - 1, Math.floor((at / Math.max(1, span)) * count));
  for (const request of model.requests) {
    const start = request.startedAt - model.t0;
    if (start >= 0 && start <= until && start <= span) arrivals[binOf(start)]!++;
    const end = (request.finishedAt ?? Infinity) - model.t0;
    if (end < 0 || end > until || end > span) continue;
    if (request.outcome !== 'ok') failures[binOf(end)]!++;
    if (request.error === null) answers[binOf(end)]!.push(end - start);
  }
  const bins = arrivals.map((n, i) => ({
    arrivals: n,
    failures: failures[i] ?? 0,
    p95: percentile(
      (answers[i] ?? []).sort((a, b) => a - b),
      95,
    ),
  }));
  return {
    bins,
    most: Math.max(1, ...arrivals),
    slowest: bins.reduce((max, bin) => Math.max(max, bin.p95 ?? 0), 0),
  };
}
