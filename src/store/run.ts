import { create } from 'zustand';
import { RunFold } from '../projections/fold.ts';
import type { RunModel } from '../projections/model.ts';
import type { TraceEvent } from '../trace/events.ts';
import { TAIL_US, usePlayer, type PlayerState } from './player.ts';
import type { PortStatus, RunMode, RunPort, ScenarioDraft } from './run-port.ts';

export interface Run {
  readonly id: number;
  readonly origin: 'recorded' | 'ahead' | 'live';
  readonly model: RunModel;
}

/** A lesson has one run, or several that are compared; each has a name in the lesson. */
export type Runs = Readonly<Record<string, Run>>;
export interface NamedDraft {
  readonly name: string;
  readonly scenario: ScenarioDraft;
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
  /** True from the wish for a new run until its first picture. */
  readonly pending: boolean;
  /** Without JSPI: Python is run eagerly. */
  readonly eager: boolean;
  readonly showRecorded: (traces: Readonly<Record<string, readonly TraceEvent[]>>) => void;
  readonly show: (name: string, beside?: string | null) => void;
  /** Makes these runs anew, one after the other, the one that is shown first. */
  readonly request: (drafts: readonly NamedDraft[], entry: Entry, mode?: RunMode) => void;
  readonly attach: (port: RunPort) => void;
  readonly port: () => RunPort | null;
  /** Somebody is about to change something: have Python at hand by then. */
  readonly wanted: boolean;
  readonly warm: () => void;
  /** Once per frame: lets a live run compute as far as the playhead. */
  readonly pace: () => void;
  readonly forget: () => void;
}

interface Building {
  readonly id: number;
  readonly name: string;
  readonly mode: RunMode;
  readonly entry: Entry;
  readonly fold: RunFold;
  shown: boolean;
  /** Live: how far it may compute (µs since its start). */
  paced: number;
}
interface Wish {
  readonly draft: NamedDraft;
  readonly entry: Entry;
  readonly mode: RunMode;
}

const AHEAD_US = 40_000;

type Player = { readonly getState: () => PlayerState };
type Patch = Partial<RunState>;

/** Enough of a new run to show: its servers are up, or it has ended without that. */
const isShowable = (events: readonly TraceEvent[]): boolean =>
  events.some((e) => e.kind === 'run.ready' || e.kind === 'run.ended');

/**
 * How long there is something to see in a run (µs after readiness): servers that only wait until the run is over, and
 * are then shut down, are not worth the time.
 */
export function lastSight(model: RunModel): number {
  if (!model.ended || model.requests.length === 0) return model.end - model.t0;
  const times = [
    ...model.requests.map((r) => r.finishedAt ?? model.end),
    ...model.workers.flatMap((w) => [w.bootedAt ?? w.bootingAt, ...w.timeouts]),
    ...model.pythonErrors.map((e) => e.at),
  ];
  const last = times.reduce((max, at) => Math.max(max, at), model.t0);
  return Math.min(model.end, last) - model.t0;
}

const EMPTY: Pick<RunState, 'status' | 'runs' | 'before' | 'pending' | 'beside'> = {
  status: { phase: 'empty' },
  runs: {},
  before: {},
  pending: false,
  beside: null,
};

/** Takes in what comes through the port, one run after the other, and decides when it reaches the screen. */
class Desk {
  port: RunPort | null = null;
  private building: Building | null = null;
  private wishes: Wish[] = [];
  private count = 0;

  constructor(
    private readonly player: Player,
    private readonly get: () => RunState,
    private readonly set: (patch: Patch) => void,
  ) {}

  showRecorded(traces: Readonly<Record<string, readonly TraceEvent[]>>): void {
    this.building = null;
    this.wishes = [];
    const runs = Object.entries(traces).map(([name, events]): [string, Run] => {
      const fold = new RunFold();
      fold.push(events);
      return [name, { id: ++this.count, origin: 'recorded', model: fold.model }];
    });
    const { shown, beside } = this.get();
    this.set({
      ...EMPTY,
      beside,
      runs: Object.fromEntries(runs),
      status: { phase: 'recorded' },
      shown: shown in traces ? shown : (runs[0]?.[0] ?? ''),
    });
    this.range();
    this.player.getState().seek(0);
  }

  request(drafts: readonly NamedDraft[], entry: Entry, mode: RunMode): void {
    const { shown } = this.get();
    const first = drafts.filter((draft) => draft.name === shown);
    const rest = mode === 'live' ? [] : drafts.filter((draft) => draft.name !== shown);
    this.wishes = [...first, ...rest].map((draft) => ({ draft, entry, mode }));
    this.set({ pending: true });
    this.next();
  }

  attach(port: RunPort): void {
    this.port = port;
    port.onEvents((run, events) => this.take(run, events));
    port.onStatus((status) => this.hear(status));
    if (this.get().wanted) port.prepare();
    this.next();
  }

  forget(): void {
    this.port?.stop();
    this.building = null;
    this.wishes = [];
    this.set({ ...EMPTY, shown: '' });
    this.player.getState().pause();
    this.player.getState().setEnd(0, false);
  }

  /** A live run boots as fast as it can, then never gets ahead of the playhead by more than a frame or two. */
  pace(): void {
    const { building, port } = this;
    if (port === null || building === null || building.mode !== 'live') return;
    const { model } = building.fold;
    if (model.ended) return;
    const player = this.player.getState();
    if (!building.shown) return;
    const ahead = player.at + AHEAD_US * Math.max(1, player.speed);
    building.paced = Math.max(building.paced, model.t0 + ahead);
    player.setEnd(Math.max(model.end - model.t0, ahead), true);
    port.pace(building.paced);
  }

  private next(): void {
    if (this.port === null) return;
    const wish = this.wishes.shift();
    if (wish === undefined) return;
    const { draft, entry, mode } = wish;
    this.building = { id: ++this.count, name: draft.name, mode, entry, fold: new RunFold(), shown: false, paced: 0 };
    this.port.start(this.building.id, draft.scenario, mode);
  }

  private take(run: number, events: readonly TraceEvent[]): void {
    const { building } = this;
    if (building === null || run !== building.id) return;
    building.fold.push(events);
    const made: Run = { id: run, origin: building.mode, model: building.fold.model };
    const { runs, before, shown } = this.get();
    const { name } = building;
    if (building.shown || isShowable(events)) {
      const first = !building.shown;
      building.shown = true;
      const old = runs[name];
      this.set({ runs: { ...runs, [name]: made }, before: first && old ? { ...before, [name]: old } : before });
      this.range();
      if (first && name === shown) {
        this.set({ pending: false });
        this.enter(building.entry);
      }
    }
    if (made.model.ended) this.next();
  }

  private hear(status: PortStatus): void {
    if (status.phase === 'running' || status.phase === 'ready') this.set({ status, eager: status.eager });
    else if (status.phase === 'failed') {
      this.wishes = [];
      this.set({ status, pending: false });
    } else this.set({ status });
  }

  /** The player's range covers every run on screen. */
  range(): void {
    const { runs, shown, beside } = this.get();
    // A live run's end follows the playhead: see pace().
    if (runs[shown]?.origin === 'live' && !runs[shown].model.ended) return;
    const visible = [shown, beside].flatMap((name) => (name !== null && runs[name] ? [runs[name]] : []));
    const growing = visible.some((run) => run.origin !== 'recorded' && !run.model.ended);
    const end = Math.max(0, ...visible.map(({ model }) => lastSight(model)));
    this.player.getState().setEnd(end === 0 ? 0 : end + (growing ? 0 : TAIL_US), growing);
  }

  private enter(entry: Entry): void {
    const player = this.player.getState();
    // At the very start nothing has been seen yet: a new run is for being watched.
    if (entry === 'same-instant' && player.at > 0 && player.at < player.to) return;
    player.seek(0);
    player.play();
  }
}

export const createRun = (player: Player) =>
  create<RunState>()((set, get) => {
    const desk = new Desk(player, get, set);
    return {
      ...EMPTY,
      shown: '',
      eager: false,
      showRecorded: (traces) => desk.showRecorded(traces),
      show: (shown, beside = null) => {
        set({ shown, beside });
        desk.range();
      },
      request: (drafts, entry, mode = 'ahead') => desk.request(drafts, entry, mode),
      attach: (port) => desk.attach(port),
      port: () => desk.port,
      wanted: false,
      warm: () => {
        if (!get().wanted) set({ wanted: true });
        desk.port?.prepare();
      },
      pace: () => desk.pace(),
      forget: () => desk.forget(),
    };
  });

export const useRun = createRun(usePlayer);

/** The run that the panels show. */
export const currentRun = (state: RunState): Run | null => state.runs[state.shown] ?? null;
export const previousRun = (state: RunState): Run | null => state.before[state.shown] ?? null;
