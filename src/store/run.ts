import { create } from 'zustand';
import type { Run } from './branches.ts';
import { usePlayer } from './player.ts';
import { Desk, type Player } from './run-desk.ts';
import { EMPTY, type RunState } from './run-state.ts';

export type { Run };
export { currentRun, previousRun, runOf } from './run-state.ts';
export type { NamedDraft, RunState } from './run-state.ts';

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
        desk.suggest();
      },
      request: (drafts, entry, mode) => desk.request(drafts, entry, mode),
      fork: (act, scenario) => desk.fork(act, scenario),
      goTo: (id) => desk.goTo(id),
      undoFork: () => desk.undo(),
      pin: (pinned) => set({ pinned }),
      attach: (port) => desk.attach(port),
      unreachable: () => desk.hear({ phase: 'failed', reason: 'sandbox', detail: '' }),
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
