import type { RunModel } from '../projections/model.ts';
import type { LessonMoment } from './schema.ts';

/** The instant (absolute, µs) that a moment of the lesson names in this run; null while it has not happened. */
export function momentIn(moment: LessonMoment, model: RunModel): number | null {
  if (moment.kind === 'seconds') return model.t0 + Math.round(moment.at * 1_000_000);
  const wanted = moment.req === undefined ? null : model.requests.find((r) => r.req === moment.req);
  if (wanted === undefined) return null;
  const own = wanted ? new Set(wanted.events) : null;
  let left = moment.nth ?? 1;
  for (const event of model.events) {
    if (event.kind !== moment.event || (own && !own.has(event.seq))) continue;
    left -= 1;
    if (left === 0) return event.at;
  }
  return null;
}
