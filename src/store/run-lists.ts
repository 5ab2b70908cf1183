import { withBranch, type Branches, type Run, type Runs } from './branches.ts';
import type { RunState } from './run-state.ts';

type Lists = Pick<RunState, 'runs' | 'before' | 'branches' | 'pinned'>;

const mapped = (runs: Runs, change: (run: Run) => Run): Runs =>
  Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, change(run)]));

/** A run that comes on screen. A fork joins the branches of its run; a run from the beginning leaves only the one before it. */
export function placed(state: Lists, name: string, made: Run, replaces: number | null): Partial<Lists> {
  const { runs, before, branches } = state;
  const old = runs[name];
  const shown = { runs: { ...runs, [name]: made } };
  if (made.fork !== null) {
    const others = (branches[name] ?? []).filter((run) => run.id !== replaces);
    const kept = old && old.id !== replaces ? withBranch(others, old) : others;
    return { ...shown, branches: { ...branches, [name]: withBranch(kept, made) } };
  }
  if (old === undefined) return shown;
  const { [name]: _, ...others } = branches;
  return { ...shown, before: { ...before, [name]: old }, branches: others };
}

/** A run that has become longer, wherever it is kept. */
export function grown({ runs, before, branches, pinned }: Lists, made: Run): Lists {
  const newer = (run: Run): Run => (run.id === made.id ? { ...run, model: made.model } : run);
  return {
    runs: mapped(runs, newer),
    before: mapped(before, newer),
    branches: Object.fromEntries(
      Object.entries(branches).map(([name, list]): [string, Branches[string]] => [name, list.map(newer)]),
    ),
    pinned: pinned === null ? null : newer(pinned),
  };
}

/** Can it still be looked at? */
export const isKept = ({ runs, before, branches, pinned }: Lists, id: number): boolean =>
  [...Object.values(runs), ...Object.values(before), ...Object.values(branches).flat(), pinned].some(
    (run) => run?.id === id,
  );
