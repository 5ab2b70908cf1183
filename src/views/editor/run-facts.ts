/** What the run on screen says of a setting: the numbers under its explanation. */
import type { CodeWords } from '../../i18n/code.ts';
import type { Messages } from '../../i18n/index.ts';
import { lineTimes } from '../../projections/heat.ts';
import type { RunModel, WorkerHistory } from '../../projections/model.ts';
import { lasting } from '../format.ts';
import { fileMatches } from '../source.ts';

/** The longest time (µs) that one request was with a worker. */
function longestAtTill(model: RunModel): number {
  let longest = 0;
  for (const request of model.requests) {
    const sum = request.phases
      .filter((phase) => phase.place === 'worker' || phase.place === 'parked')
      .reduce((us, phase) => us + (phase.to ?? model.end) - phase.from, 0);
    longest = Math.max(longest, sum);
  }
  return longest;
}

/** How many workers were busy at the same time, at most. */
function mostBusy(workers: readonly WorkerHistory[], end: number): number {
  const turns = workers.flatMap((worker) => {
    const busy = worker.spans.filter((span) => span.activity !== 'free' && span.req !== null);
    return busy.flatMap((span) => [
      { at: span.from, pid: worker.pid, by: 1 },
      { at: span.to ?? end, pid: worker.pid, by: -1 },
    ]);
  });
  const hands = new Map<number, number>();
  let most = 0;
  for (const { pid, by } of turns.sort((a, b) => a.at - b.at || a.by - b.by)) {
    hands.set(pid, (hands.get(pid) ?? 0) + by);
    most = Math.max(most, [...hands.values()].filter((n) => n > 0).length);
  }
  return most;
}

/** Sentences on `name` from this run; none where it says nothing. */
export function factsOfRun(model: RunModel, name: string, words: CodeWords, t: Messages): readonly string[] {
  const seconds = (us: number): string => lasting(us, t);
  switch (name) {
    case 'timeout':
      return [words.run.timeout(seconds(longestAtTill(model)), model.workers.flatMap((one) => one.timeouts).length)];
    case 'workers':
    case 'threads': {
      const arbiters = new Set(model.workers.map((one) => one.slot));
      return model.workers.length === 0 ? [] : [words.run.workers(mostBusy(model.workers, model.end), arbiters.size)];
    }
    case 'backlog': {
      const queues = model.queues.filter((queue) => model.workers.some((one) => one.arbiter === queue.pid));
      const deepest = Math.max(0, ...queues.flatMap((queue) => queue.depth.map((one) => one.depth)));
      return queues[0] === undefined ? [] : [words.run.backlog(deepest, queues[0].backlog)];
    }
    case 'proxy_read_timeout':
      return [words.run.upstream(seconds(longestAtTill(model)))];
    default:
      return [];
  }
}

/** How much time Python spent on a line of this file by `at`; null for next to none. */
export function heatOfLine(
  model: RunModel,
  at: number,
  path: string,
  line: number,
  words: CodeWords,
  t: Messages,
): string | null {
  const found = lineTimes(model, at).find((one) => one.line === line && fileMatches(path, one.file));
  if (found === undefined || found.run + found.wait < 100) return null;
  const seconds = (us: number): string => lasting(us, t);
  return words.heat(seconds(found.run), seconds(found.wait), found.visits);
}
