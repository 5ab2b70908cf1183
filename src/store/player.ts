import { create } from 'zustand';
import { lastAtOrBefore } from '../projections/at.ts';
import type { RunModel } from '../projections/model.ts';

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 10, 50] as const;

/** The playhead and what it may do. It only points into a trace: nothing that happened changes when it moves. */
export interface PlayerState {
  /** Where the playhead is: µs after the servers were ready (`model.t0`), so that several runs share one clock. */
  readonly at: number;
  /** The same, but while playing renewed only a few times a second: for lists and texts. */
  readonly calmAt: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly loop: boolean;
  /** How far there is something to see (µs). */
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
  readonly setEnd: (to: number, growing: boolean) => void;
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
    to: 0,
    growing: false,
    play: () => {
      const { at, to, growing } = get();
      if (at >= to && !growing) set({ at: 0, calmAt: 0, playing: true });
      else set({ playing: true });
    },
    pause: () => set((s) => ({ playing: false, calmAt: s.at })),
    toggle: () => (get().playing ? get().pause() : get().play()),
    seek: (wanted) => {
      const at = clamp(Math.round(wanted), 0, get().to);
      set({ at, calmAt: at });
    },
    nudge: (us) => {
      set({ playing: false });
      get().seek(get().at + us);
    },
    setSpeed: (speed) => set({ speed }),
    setLoop: (loop) => set({ loop }),
    setEnd: (to, growing) => {
      const at = clamp(get().at, 0, to);
      set(at === get().at ? { to, growing } : { to, growing, at, calmAt: at });
    },
    tick: (elapsed, now) => {
      const { playing, at, speed, to, loop, growing } = get();
      if (!playing) return;
      const next = Math.round(at + elapsed * speed);
      if (next >= to && !growing) {
        if (loop && to > 0) set({ at: 0, calmAt: 0 });
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

/** Starts the clock of the page: it does nothing but advance the playhead, then calls `everyFrame`. Returns what stops it. */
export function startClock(player: { readonly getState: () => PlayerState }, everyFrame: () => void): () => void {
  let last = 0;
  let frame = 0;
  const step = (now: number): void => {
    // A hidden tab gets no frames: never jump over what was not seen.
    const elapsed = last === 0 ? 0 : Math.min(now - last, 100);
    last = now;
    player.getState().tick(elapsed * 1000, now);
    everyFrame();
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}

/** Events too small to stop at when stepping: they only colour what others say. */
const MINOR: ReadonlySet<string> = new Set([
  'cpu.slice',
  'worker.heartbeat',
  'python.globals',
  'conn.sent',
  'process.output',
  'file.appended',
]);

/**
 * When the next (or previous) event worth a stop is, strictly after (before) `at`; null at the ends. Like the playhead,
 * `at` and the answer are µs after the servers were ready.
 */
export function neighbour(model: RunModel, at: number, direction: 1 | -1): number | null {
  const { events, t0 } = model;
  let i = lastAtOrBefore(events, t0 + (direction === 1 ? at : at - 1), (e) => e.at);
  if (direction === 1) i++;
  for (; i >= 0 && i < events.length; i += direction) {
    const event = events[i];
    if (event && !MINOR.has(event.kind) && event.at >= t0) return event.at - t0;
  }
  return null;
}

/** When the next thing after `at` goes wrong (a request, the app, a worker's heartbeat), else the first; null if nothing does. */
export function nextError(model: RunModel, at: number): number | null {
  const times = [
    ...model.requests.filter((r) => r.outcome !== null && r.outcome !== 'ok').map((r) => r.finishedAt ?? 0),
    ...model.pythonErrors.map((e) => e.at),
    ...model.workers.flatMap((w) => w.timeouts),
  ]
    .map((t) => t - model.t0)
    .filter((t) => t >= 0)
    .sort((a, b) => a - b);
  return times.find((t) => t > at) ?? times[0] ?? null;
}
