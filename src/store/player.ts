import { create } from 'zustand';
import { lastAtOrBefore } from '../projections/at.ts';
import type { RunModel } from '../projections/model.ts';

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 10, 50] as const;

/** The playhead and what it may do. It only points into a trace: nothing that happened changes when it moves. */
export interface PlayerState {
  /** Where the playhead is, in absolute trace time (µs). */
  readonly at: number;
  /** The same, but while playing renewed only a few times a second: for lists and texts. */
  readonly calmAt: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly loop: boolean;
  /** What may be shown: from the servers' readiness to the last event (µs). */
  readonly from: number;
  readonly to: number;
  /** The run may still grow at its end: wait there instead of stopping. */
  readonly growing: boolean;
  readonly play: () => void;
  readonly pause: () => void;
  readonly toggle: () => void;
  readonly seek: (at: number) => void;
  readonly nudge: (us: number) => void;
  readonly setSpeed: (speed: number) => void;
  readonly setLoop: (loop: boolean) => void;
  readonly setRange: (from: number, to: number, growing: boolean) => void;
  /** One frame of the clock: `elapsed` wall-clock µs have gone by; `now` is wall-clock ms. */
  readonly tick: (elapsed: number, now: number) => void;
}

/** How often texts follow the moving playhead. */
const CALM_MS = 120;
/** A run that has ended is shown this much longer, so that the last customer can leave the picture. */
export const TAIL_US = 1_200_000;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high));

export const createPlayer = () => {
  let lastCalm = 0;
  return create<PlayerState>()((set, get) => ({
    at: 0,
    calmAt: 0,
    playing: false,
    speed: 1,
    loop: false,
    from: 0,
    to: 0,
    growing: false,
    play: () => {
      const { at, to, from, growing } = get();
      if (at >= to && !growing) set({ at: from, calmAt: from, playing: true });
      else set({ playing: true });
    },
    pause: () => set((s) => ({ playing: false, calmAt: s.at })),
    toggle: () => (get().playing ? get().pause() : get().play()),
    seek: (wanted) => {
      const at = clamp(Math.round(wanted), get().from, get().to);
      set({ at, calmAt: at });
    },
    nudge: (us) => {
      set({ playing: false });
      get().seek(get().at + us);
    },
    setSpeed: (speed) => set({ speed }),
    setLoop: (loop) => set({ loop }),
    setRange: (from, to, growing) => {
      const at = clamp(get().at, from, to);
      set(at === get().at ? { from, to, growing } : { from, to, growing, at, calmAt: at });
    },
    tick: (elapsed, now) => {
      const { playing, at, speed, to, from, loop, growing } = get();
      if (!playing) return;
      const next = Math.round(at + elapsed * speed);
      if (next >= to && !growing) {
        if (loop && to > from) set({ at: from, calmAt: from });
        else set({ at: to, calmAt: to, playing: false });
        return;
      }
      const reached = Math.min(next, to);
      if (now - lastCalm >= CALM_MS) {
        lastCalm = now;
        set({ at: reached, calmAt: reached });
      } else set({ at: reached });
    },
  }));
};

export const usePlayer = createPlayer();

/** Starts the clock of the page: it does nothing but advance the playhead. Returns what stops it. */
export function startClock(player: { readonly getState: () => PlayerState }): () => void {
  let last = 0;
  let frame = 0;
  const step = (now: number): void => {
    // A hidden tab gets no frames: never jump over what was not seen.
    const elapsed = last === 0 ? 0 : Math.min(now - last, 100);
    last = now;
    player.getState().tick(elapsed * 1000, now);
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}

/** Events too small to stop at when stepping: they only colour what others say. */
const MINOR: ReadonlySet<string> = new Set(['cpu.slice', 'worker.heartbeat', 'python.globals', 'conn.sent', 'process.output', 'file.appended']);

/** The time of the next (or previous) event worth a stop, strictly after (before) `at`; null at the ends. */
export function neighbour(model: RunModel, at: number, direction: 1 | -1): number | null {
  const { events } = model;
  let i = lastAtOrBefore(events, direction === 1 ? at : at - 1, (e) => e.at);
  if (direction === 1) i++;
  for (; i >= 0 && i < events.length; i += direction) {
    const event = events[i];
    if (event && !MINOR.has(event.kind) && event.at >= model.t0) return event.at;
  }
  return null;
}

/** The next failed request, refused connection, Python error or worker timeout after `at`, else the first; null if none. */
export function nextError(model: RunModel, at: number): number | null {
  const times = [
    ...model.requests.filter((r) => r.finishedAt !== null && r.outcome !== null && r.outcome !== 'ok').map((r) => r.finishedAt ?? 0),
    ...model.pythonErrors.map((e) => e.at),
    ...model.workers.flatMap((w) => w.timeouts),
  ].sort((a, b) => a - b);
  return times.find((t) => t > at) ?? times[0] ?? null;
}
