/**
 * What can be done at the playhead, as inputs of the engine: signals, a reload, a request by hand, an edit that takes
 * effect now. Each makes another future of the run (see branches.ts).
 */
import { create } from 'zustand';
import { isAlive } from '../projections/at.ts';
import type { RunModel, WorkerHistory } from '../projections/model.ts';
import type { Act } from './branches.ts';
import { useLesson } from './lesson.ts';
import type { LiveInput, ScenarioDraft } from './run-port.ts';
import { currentRun, useRun } from './run.ts';
import { usePlayer } from './player.ts';

export interface Master {
  readonly pid: number;
  readonly program: string;
}

const livesAt = (model: RunModel, pid: number, t: number): boolean => {
  const found = model.processes.find((one) => one.pid === pid);
  return found !== undefined && found.startedAt <= t && (found.exitedAt === null || found.exitedAt > t);
};

/** The workers that live at `t` (the model's own time). */
export const workersAt = (model: RunModel, t: number): readonly WorkerHistory[] =>
  model.workers.filter((one) => isAlive(one, t));

/** Processes that read their settings again on SIGHUP: masters over workers, nginx. */
export function mastersAt(model: RunModel, t: number): readonly Master[] {
  const servers = model.servers
    .filter((one) => model.workers.some((worker) => worker.arbiter === one.pid && worker.pid !== one.pid))
    .map(({ pid, program }) => ({ pid, program }));
  const nginx = model.processes
    .filter((one) => one.program === 'nginx' && one.role === 'master')
    .map(({ pid }) => ({ pid, program: 'nginx' }));
  return [...servers, ...nginx].filter(({ pid }) => livesAt(model, pid, t));
}

export const signalAct = (pid: number, signal: string): Act => ({
  name: { kind: 'signal', pid, signal },
  inputs: [{ kind: 'signal', pid, signal }],
});

export const reloadAct = ({ pid, program }: Master): Act => ({
  name: { kind: 'reload', program, pid },
  inputs: [{ kind: 'signal', pid, signal: 'HUP' }],
});

/** Of one visit: two requests by hand may be asked of the same picture before the first of them is in it. */
let asked = 0;

/** A request to where the run's customers go, with their Host. */
export function requestAct(model: RunModel, method: string, target: string): Act {
  const line = `${method} ${target}`;
  const to = model.requests[0]?.to ?? '127.0.0.1:80';
  const id = `you-${++asked}`;
  return {
    name: { kind: 'request', line },
    inputs: [{ kind: 'request', request: { id, to, method, target } }],
  };
}

/** Files as they are now, written at this instant; whoever serves them reads them again. */
function editAct(model: RunModel, t: number, texts: Readonly<Record<string, string>>): Act {
  const files = Object.keys(texts);
  const isNginx = (path: string): boolean => path.startsWith('/etc/nginx/');
  const asked = mastersAt(model, t).filter(({ program }) =>
    files.some((path) => (program === 'nginx') === isNginx(path)),
  );
  return {
    name: { kind: 'edit', files },
    inputs: [
      ...files.map((path): LiveInput => ({ kind: 'write', path, text: texts[path] ?? '' })),
      ...asked.flatMap((master) => reloadAct(master).inputs),
    ],
  };
}

/** What the run on screen was made from; recorded runs leave it to the lesson. */
function scenarioOfShown(): ScenarioDraft | null {
  const { shown } = useRun.getState();
  return (
    useLesson
      .getState()
      .drafts()
      .find((draft) => draft.name === shown)?.scenario ?? null
  );
}

/** Does it at the playhead of the run on screen. */
export function act(wanted: Act): void {
  usePlayer.getState().pause();
  useRun.getState().fork(wanted, scenarioOfShown());
}

interface ActingState {
  /** Do edits take effect at the playhead, or does the run begin anew with them? */
  readonly editsHere: boolean;
  readonly setEditsHere: (here: boolean) => void;
}
export const useActing = create<ActingState>()((set) => ({
  editsHere: false,
  setEditsHere: (editsHere) => set({ editsHere }),
}));

/** An edit in the middle of a run, where the learner wishes so; false: it begins anew. */
export function editHere(texts: Readonly<Record<string, string>>): boolean {
  const run = currentRun(useRun.getState());
  const { at } = usePlayer.getState();
  if (!useActing.getState().editsHere || run === null || at <= 0) return false;
  act(editAct(run.model, run.model.t0 + at, texts));
  return true;
}
