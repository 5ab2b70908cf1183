import { create } from 'zustand';
import type { Range } from './player.ts';

/** Which part of the run the lanes show (µs after the servers were ready); all timelines on screen share it. */
export interface TimelineState {
  /** null: the whole run. */
  readonly window: Range | null;
  /** Every hop has a lane of its own, not just the workers. */
  readonly full: boolean;
  readonly setFull: (full: boolean) => void;
  /** `factor` below 1 shows less time, with `at` staying where it is; `whole` is all that there is to see. */
  readonly zoom: (factor: number, at: number, whole: number) => void;
  /** Moves the window by a share of its width. */
  readonly pan: (share: number, whole: number) => void;
  readonly fit: () => void;
  /** Brings an instant into view, as little as it takes. */
  readonly follow: (at: number, whole: number) => void;
}

/** Below this there is nothing to see between two events. */
export const NARROWEST_US = 2_000;

/** A window of that width inside the whole, or null when it shows all of it. */
function windowIn(from: number, width: number, whole: number): Range | null {
  const span = Math.max(NARROWEST_US, width);
  if (span >= whole) return null;
  const start = Math.min(Math.max(0, from), whole - span);
  return { from: Math.round(start), to: Math.round(start + span) };
}

export const createTimeline = () =>
  create<TimelineState>()((set, get) => ({
    window: null,
    full: false,
    setFull: (full) => set({ full }),
    zoom: (factor, at, whole) => {
      const { from, to } = get().window ?? { from: 0, to: whole };
      const share = Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)));
      const width = Math.max(NARROWEST_US, (to - from) * factor);
      set({ window: windowIn(at - share * width, width, whole) });
    },
    pan: (share, whole) => {
      const { window } = get();
      if (window === null) return;
      const width = window.to - window.from;
      set({ window: windowIn(window.from + share * width, width, whole) });
    },
    fit: () => set({ window: null }),
    follow: (at, whole) => {
      const { window } = get();
      if (window === null || (at >= window.from && at <= window.to)) return;
      const width = window.to - window.from;
      // Ahead of the playhead there should be something to see: it comes in at the left.
      set({ window: windowIn(at > window.to ? at - width * 0.1 : at - width * 0.9, width, whole) });
    },
  }));

export const useTimeline = createTimeline();
