import type { ActName, Run } from '../store/branches.ts';
import { baseName } from '../store/files.ts';
import { runOf, type RunState } from '../store/run.ts';
import type { Messages } from '../i18n/index.ts';
import { secondsOf } from './format.ts';

/** What somebody did, in a few words. */
export function actWords(t: Messages, act: ActName): string {
  switch (act.kind) {
    case 'signal':
      return act.signal === 'KILL' ? t.branches.kill(act.pid) : t.branches.signal(act.pid, act.signal);
    case 'reload':
      return t.branches.reload(act.program);
    case 'request':
      return t.branches.request(act.line);
    case 'edit':
      return t.branches.edit(act.files.map(baseName).join(', '));
  }
}

/** A run's name among those that stand beside it: its fork, or what it is kept for. */
export function runWords(t: Messages, state: RunState, run: Run): string {
  if (run.fork !== null) return t.branches.name(t.seconds(secondsOf(run.fork.at)), actWords(t, run.fork.act));
  if (Object.values(state.before).some((one) => one.id === run.id)) return t.branches.before;
  const kept = Object.values(state.branches).flat();
  if (state.pinned?.id === run.id && !kept.some((one) => one.id === run.id)) return t.branches.pinned;
  return t.branches.original;
}

/** The heading of a run in a comparison: its name in the lesson, or what it is kept for. */
export function headingOf(t: Messages, state: RunState, name: string): string {
  const run = runOf(state, name);
  if (run === null) return name.toUpperCase();
  const [shown] = Object.entries(state.runs).find(([, one]) => one.id === run.id) ?? [];
  const aside = name.startsWith('@') || run.fork !== null || state.beside?.startsWith('@') === true;
  if (!aside) return name.toUpperCase();
  const words = run.fork === null && !name.startsWith('@') ? '' : runWords(t, state, run);
  return [shown?.toUpperCase(), words].filter(Boolean).join(' · ') || t.branches.original;
}
