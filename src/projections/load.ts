/** What a run's places were loaded with over time: the line, the answers, each worker, each core. */
import { coresOf } from './cores.ts';
import type { ActivitySpan, RunModel, WorkerHistory } from './model.ts';

export interface Step {
  readonly at: number;
  readonly value: number;
}

/** How many waited in all accept queues together, after each change. */
export function lineOf(model: RunModel): readonly Step[] {
  const changes = model.queues.flatMap((queue, i) => queue.depth.map(({ at, depth }) => ({ at, depth, i })));
  changes.sort((a, b) => a.at - b.at);
  const now = new Map<number, number>();
  const steps: Step[] = [{ at: model.t0, value: 0 }];
  let sum = 0;
  for (const { at, depth, i } of changes) {
    sum += depth - (now.get(i) ?? 0);
    now.set(i, depth);
    const last = steps.at(-1);
    if (last?.at === at) steps[steps.length - 1] = { at, value: sum };
    else steps.push({ at, value: sum });
  }
  return steps;
}

/** Answers per second in `count` equal stretches from readiness to `until`. */
export function answersOf(model: RunModel, until: number, count: number): readonly number[] {
  const bins = Array.from({ length: count }, () => 0);
  const span = Math.max(1, until - model.t0);
  for (const { finishedAt, error } of model.requests) {
    if (finishedAt === null || error !== null || finishedAt < model.t0 || finishedAt > until) continue;
    const bin = Math.min(count - 1, Math.floor(((finishedAt - model.t0) / span) * count));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins.map((n) => n / (span / 1_000_000 / count));
}

/** `wait`: ready to run, and waiting for a core or for the interpreter's lock. */
export type Doing = 'run' | 'wait' | 'io' | 'send' | 'free';

export interface Share {
  readonly pid: number;
  readonly name: string;
  /** Shares of the time from readiness (or its start) to `until`, that add up to 1. */
  readonly of: Readonly<Record<Doing, number>>;
}

const KIND: Readonly<Record<ActivitySpan['activity'], Doing>> = {
  run: 'run',
  wait: 'wait',
  io: 'io',
  recv: 'io',
  send: 'send',
  free: 'free',
};

function shareOf(worker: WorkerHistory, from: number, until: number): Share['of'] {
  const sums = { run: 0, wait: 0, io: 0, send: 0, free: 0 };
  const span = Math.max(1, until - from) * Math.max(1, worker.threads);
  for (const one of worker.spans) {
    const us = Math.min(until, one.to ?? until) - Math.max(from, one.from);
    if (us > 0) sums[KIND[one.activity]] += us / span;
  }
  return { ...sums, free: Math.max(0, 1 - sums.run - sums.wait - sums.io - sums.send) };
}

/** What each worker did with its time. */
export const workerShares = (model: RunModel, until: number): readonly Share[] =>
  model.workers
    .filter((worker) => worker.bootedAt !== null && worker.bootingAt < until)
    .map((worker) => {
      const from = Math.max(model.t0, worker.bootedAt ?? 0);
      const to = Math.min(until, worker.exitedAt ?? until);
      return { pid: worker.pid, name: `${worker.program} ${worker.pid}`, of: shareOf(worker, from, to) };
    });

/** How much of the time each core computed. */
export function coreShares(model: RunModel, until: number): readonly number[] {
  const span = Math.max(1, until - model.t0);
  return coresOf(model).busy.map(
    (spans) =>
      spans.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(until, to) - Math.max(model.t0, from)), 0) / span,
  );
}
