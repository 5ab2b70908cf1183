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

export type RunStatus = { readonly phase: 'empty' } | { readonly phase: 'recorded' } | PortStatus;

/** Where the new run's picture begins: at its start, or at the instant that was on screen. */
export type Entry = 'start' | 'same-instant';

export interface RunState {
  readonly status: RunStatus;
  readonly current: Run | null;
  /** The run that was on screen before; its numbers stand beside the new ones. */
  readonly previous: Run | null;
  /** True from the wish for a new run until its first picture. */
  readonly pending: boolean;
  /** Without JSPI: Python is run eagerly. */
  readonly eager: boolean;
  readonly showRecorded: (events: readonly TraceEvent[]) => void;
  readonly request: (scenario: ScenarioDraft, entry: Entry, mode?: RunMode) => void;
  readonly attach: (port: RunPort) => void;
  readonly port: () => RunPort | null;
  readonly forget: () => void;
}

interface Building {
  readonly id: number;
  readonly mode: RunMode;
  readonly entry: Entry;
  readonly fold: RunFold;
  shown: boolean;
}

/** Enough of a new run to show: its servers are up, or it has ended without that. */
const isShowable = (events: readonly TraceEvent[]): boolean => events.some((e) => e.kind === 'run.ready' || e.kind === 'run.ended');

export const createRun = (player: { readonly getState: () => PlayerState }) => {
  let port: RunPort | null = null;
  let building: Building | null = null;
  let runs = 0;
  let waiting: { scenario: ScenarioDraft; entry: Entry; mode: RunMode } | null = null;

  return create<RunState>()((set, get) => {
    const range = (model: RunModel): void => {
      const growing = !model.ended && get().current?.origin !== 'recorded';
      player.getState().setRange(model.t0, model.end + (growing ? 0 : TAIL_US), growing);
    };

    const enter = (model: RunModel, entry: Entry, before: RunModel | undefined): void => {
      const { at, playing, to } = player.getState();
      const elapsed = before === undefined ? 0 : at - before.t0;
      const ended = at >= to;
      range(model);
      if (entry === 'same-instant' && !ended) {
        player.getState().seek(model.t0 + elapsed);
        if (playing) player.getState().play();
        return;
      }
      player.getState().seek(model.t0);
      player.getState().play();
    };

    const take = (run: number, events: readonly TraceEvent[]): void => {
      if (building === null || run !== building.id) return;
      building.fold.push(events);
      const model = building.fold.model;
      const { current } = get();
      if (building.shown) {
        if (current?.id !== run) return;
        set({ current: { ...current, model } });
        range(model);
        return;
      }
      if (!isShowable(events)) return;
      building.shown = true;
      set({ current: { id: run, origin: building.mode, model }, previous: current ?? get().previous, pending: false });
      enter(model, building.entry, current?.model);
    };

    const hear = (status: PortStatus): void => {
      if (status.phase === 'running' || status.phase === 'ready') set({ status, eager: status.eager });
      else if (status.phase === 'failed') set({ status, pending: false });
      else set({ status });
    };

    return {
      status: { phase: 'empty' },
      current: null,
      previous: null,
      pending: false,
      eager: false,
      showRecorded: (events) => {
        const fold = new RunFold();
        fold.push(events);
        const { model } = fold;
        building = null;
        set({ current: { id: ++runs, origin: 'recorded', model }, previous: null, status: { phase: 'recorded' }, pending: false });
        player.getState().setRange(model.t0, model.end + TAIL_US, false);
        player.getState().seek(model.t0);
      },
      request: (scenario, entry, mode = 'ahead') => {
        set({ pending: true });
        if (port === null) {
          waiting = { scenario, entry, mode };
          return;
        }
        building = { id: ++runs, mode, entry, fold: new RunFold(), shown: false };
        port.start(building.id, scenario, mode);
      },
      attach: (next) => {
        port = next;
        next.onEvents(take);
        next.onStatus(hear);
        if (waiting !== null) {
          const { scenario, entry, mode } = waiting;
          waiting = null;
          get().request(scenario, entry, mode);
        }
      },
      port: () => port,
      forget: () => {
        port?.stop();
        building = null;
        waiting = null;
        set({ current: null, previous: null, pending: false, status: { phase: 'empty' } });
        player.getState().pause();
        player.getState().setRange(0, 0, false);
      },
    };
  });
};

export const useRun = createRun(usePlayer);
