/** The counter: workers with their pills, and the arbiter's beats. */
import { STATIONS_SHOWN } from './anchors';
import type { Arrangement } from './arrangement';
import type { StageWords } from '../../i18n/stage';
import { FADE_US, clamp01 } from './motion';
import type { Pill, SceneModel, WorkState, WorkerLook, WorkerScene } from './scene';
import type { Interval, Snapshot, WorkerSnapshot } from './snapshot';

/** A stretch of computing this long reads as "made by hand" rather than as taking an order. */
const BY_HAND_US = 500_000;
const LATE_SHARE = 0.75;
const OVERLAP_MAX = 32;

export const covers = (span: { readonly from: number; readonly to?: number }, t: number): boolean =>
  span.from <= t && (span.to === undefined || t < span.to);
/** How many intervals have begun at `t`. */
function begun(intervals: readonly Interval[], t: number): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((intervals[mid]?.from ?? Infinity) <= t) low = mid + 1;
    else high = mid;
  }
  return low;
}
function intervalAt(intervals: readonly Interval[], t: number): Interval | undefined {
  const low = begun(intervals, t);
  // Threads may overlap: the one that began last and still goes on is shown.
  for (let i = low - 1; i >= Math.max(0, low - OVERLAP_MAX); i--) {
    const found = intervals[i];
    if (found !== undefined && covers(found, t)) return found;
  }
  return undefined;
}
const lookOf = (life: WorkerSnapshot['life']): WorkerLook => (life === 'serving' ? 'normal' : life);

const seconds = (us: number): string => (us / 1e6).toFixed(1);
/** What is left of a wait, 1 to 0; in ten steps when motion is reduced. */
export function remaining(span: { readonly from: number; readonly to: number }, t: number, still: boolean): number {
  const share = clamp01((span.to - t) / Math.max(1, span.to - span.from));
  return still ? Math.ceil(share * 10) / 10 : share;
}
/** Counts down to a known end, up when the end is not known yet (a live run). */
function timer(state: WorkState, word: string, interval: Interval, t: number, still: boolean): Pill {
  if (interval.to === undefined) return { state, text: `${word} ${seconds(t - interval.from)}` };
  const { from, to } = interval;
  return { state, text: `${word} ${seconds(to - t)}`, fraction: remaining({ from, to }, t, still) };
}
function pillOf(worker: WorkerSnapshot, now: Interval | undefined, t: number, words: StageWords, still: boolean): Pill {
  switch (worker.life) {
    case 'frozen':
      return {
        state: 'err',
        text: worker.heartbeatAgeUs === undefined ? words.pill.frozen : `${seconds(worker.heartbeatAgeUs)} s`,
        fraction: 1,
      };
    case 'killed':
      return { state: 'err', text: words.pill.killed };
    case 'left':
      return { state: 'free', text: words.pill.left };
    case 'booting':
      return { state: 'free', text: words.pill.booting };
    case 'leaving':
      return now === undefined
        ? { state: 'free', text: words.pill.free }
        : { ...timer(now.state, words.pill.leaving, now, t, still), text: words.pill.leaving };
    case 'serving':
      return now === undefined
        ? { state: 'free', text: words.pill.free }
        : timer(now.state, words.pill[now.state], now, t, still);
  }
}
/** The state besides `now` that took most of the time from `since` to `t`, and how much of it. */
function mostBefore(
  intervals: readonly Interval[],
  now: WorkState,
  since: number,
  t: number,
): { readonly state: WorkState; readonly time: number } {
  const times = { run: 0, io: 0, send: 0 };
  for (let i = begun(intervals, t) - 1, seen = 0; i >= 0 && seen < OVERLAP_MAX; i--, seen++) {
    const { from, to = t, state } = intervals[i] ?? { from: t, state: 'io' };
    if (Math.max(from, to) <= since) break;
    times[state] += Math.min(to, t) - Math.max(from, since);
  }
  const free = Math.max(0, t - since - times.run - times.io - times.send);
  return Object.entries({ ...times, free })
    .filter(([state]) => state !== now)
    .reduce((most, [state, time]) => (time > most.time ? { state: state as WorkState, time } : most), {
      state: 'free' as WorkState,
      time: 0,
    });
}
/** Below this share nothing is seen of what was. */
const LEAST_SHARE = 0.04;
/**
 * What the pill showed a moment ago. Its share is the part of the last quarter of a second that it took: it rises and falls
 * evenly however fast the states change, and the same instant always looks the same.
 */
function wasOf(worker: WorkerSnapshot, state: WorkState, t: number, words: StageWords, room: Arrangement): Pill['was'] {
  const lasts = FADE_US * room.pace;
  if (room.still) return undefined;
  const text = (of: WorkState): string =>
    of === 'run' || of === 'io' || of === 'send' ? `${words.pill[of]} 0.0` : words.pill.free;
  const { since = -Infinity, intervals } = worker;
  if (t - since < lasts) {
    const before = intervalAt(intervals, since - 1)?.state ?? 'free';
    return { state: before, text: text(before), share: 1 - (t - since) / lasts };
  }
  const most = mostBefore(intervals, state, t - lasts, t);
  return most.time < LEAST_SHARE * lasts
    ? undefined
    : { state: most.state, text: text(most.state), share: most.time / lasts };
}
const noteOf = (worker: WorkerSnapshot, state: WorkState, call: string | undefined, words: StageWords): string => {
  if (worker.life !== 'serving') return words.note[worker.life];
  // Without a name it is the request that is read.
  if (state === 'io') return words.note.io(call ?? 'recv');
  return state === 'run' || state === 'send' ? words.note[state] : words.note.free;
};
const codeOf = (now: Interval | undefined, mode: Snapshot['mode']): string =>
  now === undefined
    ? mode === 'tills'
      ? 'accept()'
      : 'epoll_wait()'
    : (now.code ?? (now.state === 'send' ? 'socket.sendall()' : ''));

/** From here on a loop counts as blocked: what asyncio calls a slow callback (loop.slow_callback_duration, 0.1 s). */
const BLOCKED_US = 100_000;
function blockedFor(snapshot: Snapshot, now: Interval | undefined): number | undefined {
  if (snapshot.mode !== 'one-loop' || now?.state !== 'run' || snapshot.at - now.from < BLOCKED_US) return undefined;
  return (snapshot.at - now.from) / 1e6;
}

/** What the workers do now, at the counters that stand there now, or stood there at another instant. */
export function layoutWorkers(
  snapshot: Snapshot,
  room: Arrangement,
  words: StageWords,
  counters = snapshot.at,
): readonly WorkerScene[] {
  const { at } = snapshot;
  return snapshot.workers.slice(0, STATIONS_SHOWN).map((worker): WorkerScene => {
    const away = worker.life === 'killed' || worker.life === 'left';
    const now = away ? undefined : intervalAt(worker.intervals, at);
    const ill = worker.life === 'frozen' || worker.life === 'killed';
    const state: WorkState = ill ? 'err' : (now?.state ?? 'free');
    const station = room.station(worker.slot, counters);
    const blocked = worker.life === 'serving' ? blockedFor(snapshot, now) : undefined;
    const plain = pillOf(worker, now, at, words, room.still);
    const was = blocked === undefined ? wasOf(worker, state, at, words, room) : undefined;
    const pill = was === undefined ? plain : { ...plain, was };
    return {
      slot: worker.slot,
      pid: worker.pid,
      kind: worker.kind,
      look: lookOf(worker.life),
      state,
      byHand: now?.state === 'run' && now.to !== undefined && now.to - now.from >= BY_HAND_US,
      pill: blocked === undefined ? pill : { ...pill, state: 'err', text: words.blocked(blocked) },
      ...(blocked === undefined ? {} : { blocked }),
      ...(now?.request === undefined ? {} : { actor: now.request }),
      source: away ? '—' : (now?.source ?? ''),
      code: away ? '—' : codeOf(now, snapshot.mode),
      note: worker.after === undefined ? noteOf(worker, state, now?.call, words) : words.replaces(worker.after),
      ...(worker.after === undefined ? {} : { after: worker.after }),
      threads: (worker.threads ?? []).map((thread) => ({ ...thread, holdsLock: thread.holdsLock ?? false })),
      customer: station.customer,
      block: station.block,
      y: station.y,
      scale: room.workerScale(counters),
      selected: snapshot.selectedWorker === worker.slot,
      ...(now?.path === undefined ? {} : { path: now.path }),
    };
  });
}

/** The counters that are just giving way to others. */
export function layoutTurning(
  snapshot: Snapshot,
  room: Arrangement,
  words: StageWords,
): Omit<NonNullable<SceneModel['turning']>, 'wires'> | undefined {
  const turning = room.turning(snapshot.at);
  if (turning === undefined) return undefined;
  const { share, before } = turning;
  const workers = snapshot.workers.filter(({ slot }) => room.had(slot, before));
  return {
    share,
    workerLevel: room.workerLevel(before),
    workers: layoutWorkers({ ...snapshot, workers }, room, words, before),
  };
}

export function layoutArbiter(snapshot: Snapshot): SceneModel['arbiter'] {
  const { arbiter } = snapshot;
  if (arbiter === undefined) return undefined;
  const beats = snapshot.workers
    .filter(({ life }) => life !== 'killed' && life !== 'left')
    .map((worker) => {
      const age = worker.heartbeatAgeUs ?? 0;
      const late = worker.life === 'frozen' || age > arbiter.timeoutUs * LATE_SHARE;
      return {
        pid: worker.pid,
        state: late ? ('late' as const) : worker.life === 'booting' ? ('new' as const) : ('ok' as const),
        age: age / 1e6,
      };
    });
  return { name: arbiter.name, pid: arbiter.pid, beats };
}
