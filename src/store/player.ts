import { create } from 'zustand';
import { lastAtOrBefore } from '../projections/at.ts';
import type { RunModel } from '../projections/model.ts';

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 10, 50] as const;

export interface Range {
  readonly from: number;
  readonly to: number;
}
/** Shorter than this nobody could see anything in it. */
const SHORTEST_US = 20_000;

/** The playhead and what it may do. It only points into a trace: nothing that happened changes when it moves. */
export interface PlayerState {
  /** Where the playhead is: µs after the servers were ready (`model.t0`), so that several runs share one clock. */
  readonly at: number;
  /** The same, but while playing renewed only a few times a second: for lists and texts. */
  readonly calmAt: number;
  readonly playing: boolean;
  readonly speed: number;
  /** The speed was chosen by somebody, and stays for as long as the lesson does. */
  readonly speedChosen: boolean;
  readonly loop: boolean;
  /** The part that is repeated (µs); null: all of it. */
  readonly range: Range | null;
  /** How far there is something to see (µs). */
  readonly to: number;
  /** At the end of that (µs), what only shows how the last customer leaves: people keep their pace, so slow motion needs less of it. */
  readonly tail: number;
  /** The run may still grow at its end: wait there instead of stopping. */
  readonly growing: boolean;
  readonly play: () => void;
  readonly pause: () => void;
  readonly toggle: () => void;
  readonly seek: (at: number) => void;
  readonly nudge: (us: number) => void;
  readonly setSpeed: (speed: number) => void;
  /** The speed that suits what is shown; `anew`: whatever was chosen before, it was for something else. */
  readonly suggestSpeed: (speed: number, anew?: boolean) => void;
  readonly setLoop: (loop: boolean) => void;
  /** Repeats a part; null: all of it again. Ends in any order; a part that is too short is none. */
  readonly setRange: (range: Range | null) => void;
  /** Moves one end of the part to the playhead; the other one is an end of the run where there was no part. */
  readonly markRange: (end: 'from' | 'to') => void;
  readonly setEnd: (to: number, growing: boolean, tail?: number) => void;
  /** One frame of the clock: `elapsed` wall-clock µs have gone by; `now` is wall-clock ms. */
  readonly tick: (elapsed: number, now: number) => void;
}

/** How often texts follow the moving playhead. */
const CALM_MS = 120;
/** A run that has ended is shown this much longer, so that the last customer can leave the picture. */
export const TAIL_US = 1_200_000;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high));

/** The part inside the run, its ends in order; null where nothing could be seen in it. */
function within(wanted: Range, end: number): Range | null {
  const from = clamp(Math.round(Math.min(wanted.from, wanted.to)), 0, end);
  const to = clamp(Math.round(Math.max(wanted.from, wanted.to)), 0, end);
  return to - from < SHORTEST_US ? null : { from, to };
}

/** Where playing stops by itself: whoever has gone beyond it has all of it. */
export function endOf({ at, to, tail, speed }: Pick<PlayerState, 'at' | 'to' | 'tail' | 'speed'>): number {
  const end = to - Math.round(tail * (1 - Math.min(1, speed)));
  return at > end ? to : end;
}

/** The part with one end at the playhead; an end that has been moved past the other one begins a new part. */
function withEnd({ at, to, range }: Pick<PlayerState, 'at' | 'to' | 'range'>, end: 'from' | 'to'): Range {
  const next = { ...(range ?? { from: 0, to }), [end]: at };
  if (next.from < next.to) return next;
  return end === 'from' ? { from: at, to } : { from: 0, to: at };
}

export const createPlayer = () => {
  let lastCalm = 0;
  return create<PlayerState>()((set, get) => ({
    at: 0,
    calmAt: 0,
    playing: false,
    speed: 1,
    speedChosen: false,
    loop: false,
    range: null,
    to: 0,
    tail: 0,
    growing: false,
    play: () => {
      const { at, growing, range } = get();
      const start = range?.from ?? 0;
      if (range !== null ? at < range.from || at >= range.to : at >= endOf(get()) && !growing)
        set({ at: start, calmAt: start, playing: true });
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
    setSpeed: (speed) => set({ speed, speedChosen: true }),
    suggestSpeed: (speed, anew = false) => {
      if (anew || !get().speedChosen) set({ speed, speedChosen: false });
    },
    setLoop: (loop) => set(loop ? { loop } : { loop, range: null }),
    setRange: (wanted) => {
      const range = wanted === null ? null : within(wanted, get().to);
      set(range === null ? { range } : { range, loop: true });
    },
    markRange: (end) => get().setRange(withEnd(get(), end)),
    setEnd: (to, growing, tail = 0) => {
      const at = clamp(get().at, 0, to);
      const { range } = get();
      if (range !== null && range.to > to && !growing)
        get().setRange(range.from < to ? { from: range.from, to } : null);
      set(at === get().at ? { to, growing, tail } : { to, growing, tail, at, calmAt: at });
    },
    tick: (elapsed, now) => {
      const { playing, at, speed, loop, growing, range } = get();
      if (!playing) return;
      const to = endOf(get());
      const next = Math.round(at + elapsed * speed);
      if (range !== null && at < range.to && next >= range.to) {
        set({ at: range.from, calmAt: range.from });
        return;
      }
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
  'app.due',
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

/** When things go wrong in a run (a request, the app, a worker's heartbeat), in order (µs after the servers were ready). */
export function errorTimes(model: RunModel): readonly number[] {
  const times = [
    ...model.requests.filter((r) => r.outcome !== null && r.outcome !== 'ok').map((r) => r.finishedAt ?? 0),
    ...model.pythonErrors.map((e) => e.at),
    ...model.workers.flatMap((w) => w.timeouts),
  ];
  return [...new Set(times.map((t) => t - model.t0).filter((t) => t >= 0))].sort((a, b) => a - b);
}

/** The next error after `at` (or the one before it), from the other end of the run where there is none; null without any. */
export function nextError(model: RunModel, at: number, direction: 1 | -1 = 1): number | null {
  const times = errorTimes(model);
  if (direction === 1) return times.find((t) => t > at) ?? times[0] ?? null;
  return times.findLast((t) => t < at) ?? times.at(-1) ?? null;
}
