import type { ActivitySpan, Phase, QueueHistory, RequestHistory, RunModel, WorkerHistory } from './model.ts';

/** Index of the last item whose time is not after `t`; -1 if none. Items are in order of time. */
export function lastAtOrBefore<T>(items: readonly T[], t: number, time: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (time(items[mid] as T) <= t) low = mid + 1;
    else high = mid;
  }
  return low - 1;
}

/** Sequence number of the last event at or before `t` (0 when none). */
export const seqAt = (model: RunModel, t: number): number => lastAtOrBefore(model.events, t, (e) => e.at) + 1;

export function phaseAt(request: RequestHistory, t: number): Phase | null {
  const i = lastAtOrBefore(request.phases, t, (p) => p.from);
  const phase = request.phases[i];
  return phase && (phase.to === null || t <= phase.to) ? phase : null;
}

/** What each thread of a worker does at `t`: one span per thread that has begun. */
export function activityAt(worker: WorkerHistory, t: number): readonly ActivitySpan[] {
  const found = new Map<number, ActivitySpan>();
  for (let i = lastAtOrBefore(worker.spans, t, (s) => s.from); i >= 0 && found.size < worker.threads; i--) {
    const span = worker.spans[i] as ActivitySpan;
    if (!found.has(span.tid)) found.set(span.tid, span);
  }
  return [...found.values()].filter((s) => s.to === null || t < s.to).sort((a, b) => a.tid - b.tid);
}

export const isAlive = (worker: WorkerHistory, t: number): boolean =>
  worker.bootingAt <= t && (worker.exitedAt === null || t < worker.exitedAt);

export function depthAt(queue: QueueHistory, t: number): number {
  const i = lastAtOrBefore(queue.depth, t, (d) => d.at);
  return i < 0 ? 0 : (queue.depth[i]?.depth ?? 0);
}

/** The code lines that workers are on at `t`: what the editor marks. */
export function runningLines(
  model: RunModel,
  t: number,
): readonly {
  readonly pid: number;
  readonly tid: number;
  readonly file: string;
  readonly line: number;
  readonly activity: ActivitySpan['activity'];
}[] {
  return model.workers
    .filter((w) => isAlive(w, t))
    .flatMap((w) =>
      activityAt(w, t).map((s) => ({ pid: w.pid, tid: s.tid, file: s.file, line: s.line, activity: s.activity })),
    )
    .filter((l) => l.file !== '');
}
