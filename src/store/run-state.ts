import type { TraceEvent } from '../trace/events.ts';
import type { Act, Branches, Run, Runs } from './branches.ts';
import type { PortStatus, RunMode, RunPort, ScenarioDraft } from './run-port.ts';

export interface NamedDraft {
  readonly name: string;
  readonly scenario: ScenarioDraft;
  /** A machine to work on: it is run live unless something else is asked for. */
  readonly live?: boolean;
}

export type RunStatus = { readonly phase: 'empty' } | { readonly phase: 'recorded' } | PortStatus;

/** Where the new run's picture begins: at its start, or at the instant that was on screen. */
export type Entry = 'start' | 'same-instant';

export interface RunState {
  readonly status: RunStatus;
  readonly runs: Runs;
  /** The runs that were on screen before; their numbers stand beside the new ones. */
  readonly before: Runs;
  /** Name of the run that the panels show; with `beside`, a second one is drawn under the first. */
  readonly shown: string;
  readonly beside: string | null;
  /** Futures of the runs by name, once somebody has acted in one: the first run and its forks. */
  readonly branches: Branches;
  /** A run that is kept for comparing with others. */
  readonly pinned: Run | null;
  /** From an act in the middle of a run until its future is there: where the old future fades. */
  readonly forking: { readonly at: number } | null;
  /** True from the wish for a new run until its first picture. */
  readonly pending: boolean;
  /** Without JSPI: Python is run eagerly. */
  readonly eager: boolean;
  readonly showRecorded: (traces: Readonly<Record<string, readonly TraceEvent[]>>) => void;
  readonly show: (name: string, beside?: string | null) => void;
  /** Makes these runs anew, one after the other, the one that is shown first. */
  readonly request: (drafts: readonly NamedDraft[], entry: Entry, mode?: RunMode) => void;
  /** Does something at the playhead: the run goes on from there as another one. `scenario`: of a recorded run. */
  readonly fork: (act: Act, scenario: ScenarioDraft | null) => void;
  /** Shows a branch, the pinned run or the one before, by its id, in place of the one on screen. */
  readonly goTo: (id: number) => void;
  /** Back to the run that the one on screen was forked from. */
  readonly undoFork: () => void;
  readonly pin: (run: Run | null) => void;
  readonly attach: (port: RunPort) => void;
  /** No port came: what was wished for is not going to be run. */
  readonly unreachable: () => void;
  readonly port: () => RunPort | null;
  /** Somebody is about to change something: have Python at hand by then. */
  readonly wanted: boolean;
  readonly warm: () => void;
  /** Once per frame: lets a live run compute as far as the playhead. */
  readonly pace: () => void;
  readonly forget: () => void;
}

/** Nothing on screen. */
export const EMPTY: Pick<
  RunState,
  'status' | 'runs' | 'before' | 'pending' | 'beside' | 'branches' | 'pinned' | 'forking'
> = {
  status: { phase: 'empty' },
  runs: {},
  before: {},
  branches: {},
  pinned: null,
  forking: null,
  pending: false,
  beside: null,
};

/** A run by its name in the lesson, or by the key under which one stands aside. */
export function runOf(state: RunState, name: string): Run | null {
  if (!name.startsWith('@')) return state.runs[name] ?? null;
  const id = Number(name.slice(1));
  const kept = [...Object.values(state.branches).flat(), ...Object.values(state.before), ...Object.values(state.runs)];
  return (state.pinned?.id === id ? state.pinned : kept.find((run) => run.id === id)) ?? null;
}

/** The run that the panels show. */
export const currentRun = (state: RunState): Run | null => state.runs[state.shown] ?? null;
export const previousRun = (state: RunState): Run | null => state.before[state.shown] ?? null;
