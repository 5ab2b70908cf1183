import type { RequestHistory, RunModel } from './model.ts';

export interface Metrics {
  readonly sent: number;
  readonly finished: number;
  readonly ok: number;
  readonly failed: number;
  readonly gaveUp: number;
  /** Latencies of answered requests (µs): median, 95th percentile, largest; null when there are none. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  /** Answers per second between t0 and the last of them. */
  readonly perSecond: number;
  /** Sorted latencies (µs) with whether the answer was good. */
  readonly latencies: readonly { readonly us: number; readonly ok: boolean; readonly req: number }[];
}

/** Nearest-rank percentile of sorted values. */
export function percentile(sorted: readonly number[], p: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? null;
}

/** Numbers of a run as far as `until` (default: all of it). */
export function metricsOf(model: RunModel, until: number = model.end): Metrics {
  const seen = model.requests.filter((r) => r.startedAt <= until);
  const done = seen.filter(
    (r): r is RequestHistory & { finishedAt: number } => r.finishedAt !== null && r.finishedAt <= until,
  );
  const answered = done.filter((r) => r.error === null);
  const latencies = answered
    .map((r) => ({ us: r.finishedAt - r.startedAt, ok: r.outcome === 'ok', req: r.req }))
    .sort((a, b) => a.us - b.us || a.req - b.req);
  const times = latencies.map((l) => l.us);
  const last = answered.reduce((max, r) => Math.max(max, r.finishedAt), model.t0);
  return {
    sent: seen.length,
    finished: done.length,
    ok: done.filter((r) => r.outcome === 'ok').length,
    failed: done.filter((r) => r.outcome !== 'ok' && r.outcome !== 'gave-up').length,
    gaveUp: done.filter((r) => r.outcome === 'gave-up').length,
    p50: percentile(times, 50),
    p95: percentile(times, 95),
    max: times.at(-1) ?? null,
    perSecond: last > model.t0 ? answered.length / ((last - model.t0) / 1_000_000) : 0,
    latencies,
  };
}
