import type { RunModel } from '../projections/model.ts';
import { useCalmInstant } from './run-hooks.ts';

/** How the guests of a run fare at this instant. */
export function useCounts(model: RunModel): {
  readonly served: number;
  readonly line: number;
  readonly stormed: number;
} {
  const now = useCalmInstant(model);
  const counts = { served: 0, line: 0, stormed: 0 };
  for (const request of model.requests) {
    if (request.startedAt > now) break;
    if (request.finishedAt !== null && request.finishedAt <= now)
      counts[request.outcome === 'ok' ? 'served' : 'stormed']++;
    else if (request.phases.some((p) => p.place === 'queued' && p.from <= now && (p.to === null || now < p.to)))
      counts.line++;
  }
  return counts;
}
