import type { LiveInput, ScenarioDraft, TimedInput } from './run-port.ts';
import type { RunModel } from '../projections/model.ts';

/** What somebody did in the middle of a run, for its name; the inputs are what the engine is told. */
export type ActName =
  | { readonly kind: 'signal'; readonly pid: number; readonly signal: string }
  | { readonly kind: 'reload'; readonly program: string; readonly pid: number }
  | { readonly kind: 'request'; readonly line: string }
  | { readonly kind: 'edit'; readonly files: readonly string[] };

export interface Act {
  readonly name: ActName;
  readonly inputs: readonly LiveInput[];
}

/** Where a run left another one: `of` is that one's id, `at` the instant (µs after the servers were ready). */
export interface Fork {
  readonly of: number;
  readonly at: number;
  readonly act: ActName;
  /** All that was put in by hand, here and before, with its times (µs after the servers were ready). */
  readonly inputs: readonly TimedInput[];
}

export interface Run {
  readonly id: number;
  readonly origin: 'recorded' | 'ahead' | 'live';
  readonly model: RunModel;
  /** What it was made from; null where only the lesson knows (recorded runs). */
  readonly scenario: ScenarioDraft | null;
  readonly fork: Fork | null;
}

/** A lesson has one run, or several that are compared; each has a name in the lesson. */
export type Runs = Readonly<Record<string, Run>>;

/** Futures that are kept beside the one on screen, per name of a run. */
export type Branches = Readonly<Record<string, readonly Run[]>>;

const MOST_BRANCHES = 6;

/** The list with `run` in it, at the place of its older state where it has one; the oldest forks fall out first. */
export function withBranch(branches: readonly Run[], run: Run): readonly Run[] {
  if (branches.some((one) => one.id === run.id)) return branches.map((one) => (one.id === run.id ? run : one));
  const all = [...branches, run];
  const surplus = all.length - MOST_BRANCHES;
  const gone = new Set(
    all
      .filter((one) => one.fork !== null && one.id !== run.fork?.of && one.id !== run.id)
      .slice(0, Math.max(0, surplus))
      .map((one) => one.id),
  );
  return all.filter((one) => !gone.has(one.id));
}

/** A run that nobody computes any more is what it has become: no live run goes on when another one has begun. */
export const atRest = (run: Run): Run => (run.origin === 'live' ? { ...run, origin: 'ahead' } : run);

/** The run that this one was forked from, as long as it is kept. */
export const parentOf = (branches: readonly Run[], run: Run | null): Run | null =>
  branches.find((one) => one.id === run?.fork?.of) ?? null;

/** A run that stands beside the one on screen may be a branch, a pinned one or the one before: then it is named by its id. */
export const asideKey = (run: Run): string => `@${run.id}`;
