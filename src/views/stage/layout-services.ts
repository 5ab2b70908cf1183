/** The kitchen: services with their orders, and the wires that lead to them. */
import { WIRE_X, WIRE_X_SMALL, serviceSlot } from './anchors';
import type { Arrangement } from './arrangement';
import { covers, remaining } from './layout-workers';
import { APPEAR_US, CLOSE_UP_US, clamp01, easeOut } from './motion';
import type { Level, ServiceScene, SlotScene, Wire, WorkerScene } from './scene';
import type { Call, Snapshot } from './snapshot';

/** An order slip takes this long along its wire, and so does what comes back where it is known when. */
const SLIP_US = 420_000;
export const RINGS_MAX = 4;
/** More orders than these are a number, and have no places. */
const MOST_RANKED = 48;
/** Of an order that has just begun: it is there, and not yet in full strength. */
const LEAST_SEEN = 0.3;

/** What is on the wire: the order at the beginning of a wait, the food at its end; of a short wait each takes half. */
function onWire({ from, to }: Call, t: number, lasts: number): { readonly slip?: number; readonly back?: boolean } {
  const time = to === undefined ? lasts : Math.min(lasts, (to - from) / 2);
  if (t - from < time) return { slip: (t - from) / time };
  return to !== undefined && to - t < time ? { slip: (to - t) / time, back: true } : {};
}

/** Sync: the order sits in the slot of its worker, so that a wire never changes slot; otherwise in the order of their beginning. */
function slotsOf(
  calls: readonly Call[],
  here: readonly Call[],
  { at, mode }: Snapshot,
  { still, pace }: Arrangement,
): readonly SlotScene[] {
  const workers = new Set(here.map((call) => call.worker));
  const byWorker = mode === 'tills' && workers.size === here.length && here.every((call) => call.worker < RINGS_MAX);
  const shown = (from: number, to: number): number => Math.max(LEAST_SEEN, clamp01((to - from) / (APPEAR_US * pace)));
  // The others close up to the place of one that is done; what is done stays where it was.
  const closing = CLOSE_UP_US * pace;
  const rank = (j: number, t: number): number =>
    calls.slice(0, j).reduce((sum, { to = Infinity }) => sum + 1 - easeOut((t - to) / closing), 0);
  return calls.flatMap((call, j): SlotScene | [] => {
    const { from, to = Infinity } = call;
    const passed = at - to;
    const opacity = still ? 1 : shown(from, Math.min(at, to)) * (1 - clamp01(passed / (APPEAR_US * pace)));
    if (opacity === 0) return [];
    const index = byWorker ? call.worker : calls.length > MOST_RANKED ? j : rank(j, Math.min(at, to));
    return {
      key: `${call.request}/${from}`,
      index,
      opacity,
      done: passed >= 0,
      fraction: call.to === undefined ? 1 : remaining({ from, to: call.to }, at, still),
      label: String(call.ticket),
      path: call.path,
      worker: call.worker,
      ...(still || passed >= 0 ? {} : onWire(call, at, SLIP_US * pace)),
    };
  });
}
export function layoutServices(snapshot: Snapshot, room: Arrangement): readonly ServiceScene[] {
  const { at } = snapshot;
  const past = room.still ? 0 : CLOSE_UP_US * room.pace;
  return snapshot.services.map((service) => {
    const calls = service.calls
      .filter(({ from, to }) => from <= at && (to === undefined || at < to + past))
      .sort((a, b) => a.from - b.from);
    const here = calls.filter((call) => covers(call, at));
    return {
      id: service.id,
      place: service.place,
      name: service.name,
      ...(service.role === undefined ? {} : { role: service.role }),
      detail: service.detail,
      slots: slotsOf(calls, here, snapshot, room),
      count: here.length,
    };
  });
}

const slipOf = (slot: SlotScene | undefined): Pick<Wire, 'slip' | 'back'> =>
  slot?.slip === undefined ? {} : { slip: slot.slip, back: slot.back === true };
export function layoutWires(
  snapshot: Snapshot,
  workers: readonly WorkerScene[],
  services: readonly ServiceScene[],
  level: Level,
): readonly Wire[] {
  const out: Wire[] = [];
  for (const service of services) {
    if (service.slots.length === 0) continue;
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
          opacity: order.opacity,
          ...slipOf(moving),
        });
      }
      continue;
    }
    if (service.slots.length > RINGS_MAX) continue;
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
        opacity: order.opacity,
        ...slipOf(order),
      });
    }
  }
  return out;
}
