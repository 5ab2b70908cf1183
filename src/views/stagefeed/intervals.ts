import type { ActivitySpan, WorkerHistory } from '../../projections/model.ts';
import type { Interval } from '../stage/snapshot.ts';
import type { FeedOptions } from './feed.ts';
import type { Kitchen } from './kitchen.ts';

/** A stretch of a worker's time as the stage shows it; null where it does nothing. */
export function intervalOf(
  span: ActivitySpan,
  worker: WorkerHistory,
  end: number,
  kitchen: Kitchen,
  options: FeedOptions,
  targets: ReadonlyMap<number, string>,
): Interval | null {
  const to = span.to ?? worker.exitedAt;
  if (span.activity === 'free' || to === span.from || span.from >= end) return null;
  const target = span.req === null ? undefined : targets.get(span.req);
  const state =
    span.activity === 'run' || span.activity === 'send' ? span.activity : span.activity === 'wait' ? 'run' : 'io';
  const outside = state === 'io' && span.what !== '';
  const service = outside ? kitchen.serviceOf(worker.pid, span.from, span.what) : undefined;
  return {
    from: span.from,
    ...(to === null ? {} : { to }),
    state,
    ...(span.req === null ? {} : { request: String(span.req) }),
    ...(target === undefined ? {} : { path: options.pathOf(target) }),
    ...(span.line === 0
      ? {}
      : {
          source: `${span.file.slice(span.file.lastIndexOf('/') + 1)}:${span.line}`,
          code: options.codeOf(span.file, span.line),
        }),
    ...(outside ? { call: span.what.slice(span.what.lastIndexOf('.') + 1) } : {}),
    ...(service === undefined ? {} : { service }),
  };
}
