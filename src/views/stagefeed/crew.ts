/** Those who work at the counter: who is still to be seen there, at which place, before whose line. */
import type { QueueHistory, RunModel, WorkerHistory } from '../../projections/model.ts';
import type { Step } from '../stage/snapshot.ts';

/** Somebody who was torn away leaves a hat and an outline on the counter for a while; who goes by himself only a moment. */
const FELL_US = 1_500_000;
const WENT_US = 400_000;
export const fell = ({ exit }: WorkerHistory): boolean => exit !== null && exit !== '0';
/** From then on nothing at the counter tells of this worker; null while it lives. */
export const goneAt = (worker: WorkerHistory): number | null =>
  worker.exitedAt === null ? null : worker.exitedAt + (fell(worker) ? FELL_US : WENT_US);

/** Those who can be seen: whoever was through before the doors opened (certbot's own server) never stood at the counter. */
const seenIn = (model: RunModel): readonly WorkerHistory[] =>
  model.workers.filter((w) => w.exitedAt === null || w.exitedAt > model.t0);

const queuesOf = (model: RunModel, arbiter: number): readonly QueueHistory[] => {
  const pids = new Set([arbiter, ...model.workers.filter((w) => w.arbiter === arbiter).map((w) => w.pid)]);
  return model.queues.filter((q) => pids.has(q.pid));
};

/**
 * Where everyone who works stands: pid to place at the counter. Several masters stand side by side; one that was started
 * again at the same address takes the places of the one before it.
 */
export function counterSlots(model: RunModel): ReadonlyMap<number, number> {
  const crews = new Map<string, WorkerHistory[]>();
  for (const worker of seenIn(model)) {
    const key = `${worker.arbiter}/${String(worker.slot).padStart(4, '0')}`;
    crews.set(key, [...(crews.get(key) ?? []), worker]);
  }
  const places: { readonly address: string; readonly from: number; readonly to: number }[][] = [];
  const slots = new Map<number, number>();
  for (const [, crew] of [...crews].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const address = queuesOf(model, crew[0]?.arbiter ?? 0)[0]?.address ?? '';
    const from = Math.min(...crew.map((w) => w.bootingAt));
    const to = Math.max(...crew.map((w) => w.exitedAt ?? Number.POSITIVE_INFINITY));
    const free = places.findIndex((stays) =>
      stays.every((one) => one.address === address && (one.to <= from || to <= one.from)),
    );
    const place = free < 0 ? places.push([]) - 1 : free;
    places[place]?.push({ address, from, to });
    for (const worker of crew) slots.set(worker.pid, place);
  }
  return slots;
}

/** A place that nobody has taken again for so long is given up: the others close ranks. */
const HOLD_US = 1_000_000;
export interface Ranks {
  /** How many places there are at the counter, over time. */
  readonly slots: readonly Step[];
  /** By slot: which of them is its own, over time; a step at each change of either. */
  readonly places: ReadonlyMap<number, readonly Step[]>;
}
/**
 * Who stands where at the counter. A gap while one is replaced stays open. Whatever was set up before the doors opened
 * was there from the beginning: the picture starts with a tidy room.
 */
export function ranksAtCounter(model: RunModel, slots: ReadonlyMap<number, number>): Ranks {
  const stays = seenIn(model).map((w) => {
    const gone = goneAt(w);
    return { slot: slots.get(w.pid) ?? 0, from: w.bootingAt, to: gone === null ? Infinity : gone + HOLD_US };
  });
  const all = [...new Set(stays.map(({ slot }) => slot))].sort((a, b) => a - b);
  const moves = stays.flatMap(({ from, to }) => (to === Infinity ? [from] : [from, to]));
  const times = [...new Set([model.t0, ...moves.filter((at) => at > model.t0)])].sort((a, b) => a - b);
  const counts: Step[] = [];
  const places = new Map<number, Step[]>(all.map((slot) => [slot, []]));
  let before = '';
  for (const at of times) {
    const held = new Set(stays.filter(({ from, to }) => from <= at && at < to).map(({ slot }) => slot));
    const now = all.filter((slot) => held.has(slot));
    if (now.length === 0 || now.join() === before) continue;
    before = now.join();
    const since = at === model.t0 ? Number.NEGATIVE_INFINITY : at;
    counts.push({ at: since, value: now.length });
    for (const slot of all) places.get(slot)?.push({ at: since, value: now.filter((other) => other < slot).length });
  }
  return { slots: counts, places };
}

/** Servers at one address with a line of their own: the places of their workers at the counter, and the accept queues. */
export interface Group {
  readonly slots: readonly number[];
  readonly queues: readonly QueueHistory[];
}
const MOST_GROUPS = 12;

/** The servers behind a front server where there are two to twelve of them; none where there is one, or a crowd. */
export function groupsOf(model: RunModel, slots: ReadonlyMap<number, number>): readonly Group[] {
  const byAddress = new Map<string, { slots: Set<number>; queues: Set<QueueHistory> }>();
  for (const worker of [...seenIn(model)].sort((a, b) => a.arbiter - b.arbiter)) {
    const queues = queuesOf(model, worker.arbiter);
    const [first] = queues;
    if (first === undefined) continue;
    const known = byAddress.get(first.address) ?? { slots: new Set(), queues: new Set() };
    byAddress.set(first.address, known);
    known.slots.add(slots.get(worker.pid) ?? 0);
    known.queues.add(first);
  }
  const groups = [...byAddress.values()].map((group) => ({
    slots: [...group.slots].sort((a, b) => a - b),
    queues: [...group.queues],
  }));
  return groups.length >= 2 && groups.length <= MOST_GROUPS ? groups : [];
}

/** The line at the counter: of the sockets that its servers listen on the one where somebody has stood. */
export function queueOf(model: RunModel): QueueHistory | undefined {
  const pids = new Set(model.workers.flatMap((w) => [w.arbiter, w.pid]));
  const stood = new Set(
    model.requests.flatMap((r) => r.phases.flatMap((p) => (p.place === 'queued' ? p.listener : []))),
  );
  const own = model.queues.filter((q) => pids.has(q.pid));
  return own.find((q) => stood.has(q.listener)) ?? own.at(-1);
}
