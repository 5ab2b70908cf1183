/** The right half of the stage: workers with pills and rings, the arbiter's beats, services with their orders, and the wires between. */
import { STATIONS_SHOWN, WIRE_X, WIRE_X_SMALL, serviceSlot } from './anchors';
import type { Arrangement } from './arrangement';
import type { StageWords } from '../../i18n/stage';
import { clamp01 } from './motion';
import type { Pill, SceneModel, ServiceScene, SlotScene, Wire, WorkState, WorkerLook, WorkerScene } from './scene';
import type { Call, Interval, Snapshot, WorkerSnapshot } from './snapshot';

/** A stretch of computing this long reads as "made by hand" rather than as taking an order. */
const BY_HAND_US = 500_000;
const LATE_SHARE = 0.75;
const OVERLAP_MAX = 32;
/** An order slip takes this long along its wire, and so does what comes back where it is known when. */
const SLIP_US = 420_000;
export const RINGS_MAX = 4;

const covers = (span: { readonly from: number; readonly to?: number }, t: number): boolean =>
  span.from <= t && (span.to === undefined || t < span.to);
function intervalAt(intervals: readonly Interval[], t: number): Interval | undefined {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((intervals[mid]?.from ?? Infinity) <= t) low = mid + 1;
    else high = mid;
  }
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
function remaining(span: { readonly from: number; readonly to: number }, t: number, still: boolean): number {
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
    const pill = pillOf(worker, now, at, words, room.still);
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
export function layoutTurning(snapshot: Snapshot, room: Arrangement, words: StageWords): SceneModel['turning'] {
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

/** What is on the wire: the order at the beginning of a wait, the food at its end; of a short wait each takes half. */
function onWire({ from, to }: Call, t: number, lasts: number): { readonly slip?: number; readonly back?: boolean } {
  const time = to === undefined ? lasts : Math.min(lasts, (to - from) / 2);
  if (t - from < time) return { slip: (t - from) / time };
  return to !== undefined && to - t < time ? { slip: (to - t) / time, back: true } : {};
}

/** Sync: the order sits in the slot of its worker, so that a wire never changes slot; otherwise in the order of their beginning. */
function slotsOf(calls: readonly Call[], snapshot: Snapshot, { still, pace }: Arrangement): readonly SlotScene[] {
  const workers = new Set(calls.map((call) => call.worker));
  const byWorker =
    snapshot.mode === 'tills' && workers.size === calls.length && calls.every((call) => call.worker < RINGS_MAX);
  return calls.map((call, j) => ({
    index: byWorker ? call.worker : j,
    fraction: call.to === undefined ? 1 : remaining({ from: call.from, to: call.to }, snapshot.at, still),
    label: String(call.ticket),
    path: call.path,
    worker: call.worker,
    ...(still ? {} : onWire(call, snapshot.at, SLIP_US * pace)),
  }));
}
export function layoutServices(snapshot: Snapshot, room: Arrangement): readonly ServiceScene[] {
  return snapshot.services.map((service) => {
    const calls = service.calls.filter((call) => covers(call, snapshot.at)).sort((a, b) => a.from - b.from);
    return {
      id: service.id,
      place: service.place,
      name: service.name,
      ...(service.role === undefined ? {} : { role: service.role }),
      detail: service.detail,
      slots: slotsOf(calls, snapshot, room),
      count: calls.length,
    };
  });
}

const slipOf = (slot: SlotScene | undefined): Pick<Wire, 'slip' | 'back'> =>
  slot?.slip === undefined ? {} : { slip: slot.slip, back: slot.back === true };
export function layoutWires(
  snapshot: Snapshot,
  room: Arrangement,
  workers: readonly WorkerScene[],
  services: readonly ServiceScene[],
): readonly Wire[] {
  const level = room.workerLevel(snapshot.at);
  const out: Wire[] = [];
  for (const service of services) {
    if (service.count === 0) continue;
    if (snapshot.mode === 'one-loop') {
      // One wire per loop and service, however many tasks wait: the loop watches them all at once.
      for (const worker of workers) {
        const first = service.slots.findIndex((order) => order.worker === worker.slot);
        const order = service.slots[first];
        if (order === undefined || (level > 0 && !worker.selected)) continue;
        const lift = workers.length > 1 ? 150 * worker.scale : service.place === 'upper' ? 190 : 110;
        const slot = serviceSlot(service.place, order.index);
        const moving = service.slots.findLast((other) => other.worker === worker.slot && other.slip !== undefined);
        out.push({
          key: `${service.id}-${worker.slot}`,
          from: { x: WIRE_X, y: worker.y - lift },
          to: { x: slot.x - 34, y: slot.y },
          ...slipOf(moving),
        });
      }
      continue;
    }
    if (service.count > RINGS_MAX) continue;
    for (const order of service.slots) {
      const worker = workers.find((candidate) => candidate.slot === order.worker);
      if (worker === undefined || (level > 0 && !worker.selected)) continue;
      const slot = serviceSlot(service.place, order.index);
      const lift = level === 0 ? 150 * worker.scale : 72;
      const x = level > 0 ? worker.block.x + worker.block.width : worker.scale < 1 ? WIRE_X_SMALL : WIRE_X;
      out.push({
        key: `${service.id}-${worker.slot}`,
        from: { x, y: worker.y - lift },
        to: { x: slot.x - 34, y: slot.y },
        ...slipOf(order),
      });
    }
  }
  return out;
}
