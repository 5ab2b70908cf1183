import type { QueueHistory, RequestHistory, RunModel, WorkerHistory } from '../../projections/model.ts';
import { isLoop } from '../../projections/worker-class.ts';
import type { PathClass } from '../stage/scene.ts';
import { barsOf, clientBars, ioBars, packed, proxyBars, queueBars, railBars, type Bar } from './bars.ts';
import { LANE_HEIGHTS, type LaneSize } from './sizes.ts';

export type { Bar } from './bars.ts';

/** The timeline as data, in the model's own time (µs): what the canvas draws and what a click hits. */
export interface Stay {
  readonly req: number;
  readonly from: number;
  readonly to: number;
  readonly labelAt: number;
  readonly labelRoom: number;
  readonly row: number;
}
export interface Lane {
  readonly key: string;
  readonly top: number;
  readonly height: number;
  readonly rows: number;
  readonly bars: readonly Bar[];
  /** Each request's own stretch in this lane: its ticket, its selection frame, its part of the path. */
  readonly stays: readonly Stay[];
  /** Whose lane it is, over time: a replacement takes the place of the one that it replaces. */
  readonly workers: readonly WorkerHistory[];
  readonly kind: 'client' | 'proxy' | 'queue' | 'worker' | 'rail' | 'io';
  /** What it is called, where no pid says it. */
  readonly label: string;
  readonly queue: QueueHistory | null;
}
export interface Lanes {
  /** Readiness, in the model's time: what people call 0. */
  readonly origin: number;
  /** The part that is shown. */
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
  readonly height: number;
  readonly size: LaneSize;
  readonly arrivals: readonly { readonly at: number; readonly request: RequestHistory }[];
  readonly failures: readonly { readonly at: number; readonly req: number }[];
  readonly depth: readonly { readonly at: number; readonly depth: number }[];
  readonly arrivalsTop: number;
}
export interface LaneOptions {
  /** A row of arrivals above the lanes (not on the phone, nor in the widget). */
  readonly arrivals: boolean;
  /** Every hop has lanes of its own: clients, front server, accept queues, I/O. */
  readonly full: boolean;
  readonly pathOf: (target: string) => PathClass;
  readonly serviceOf: (pid: number, from: number, what: string) => string | undefined;
}

export const AXIS = 18;
export const ARRIVALS = 23;
const RAIL_ROW = 8;
const THIN_ROW = 6;
const QUEUE_HEIGHT = 20;
const MOST_ROWS = 6;
const MOST_CLIENTS = 3;
const GAP = 4;

/** One stay per request and row: from its first bar to its last, the ticket on its longest bar. */
function staysOf(bars: readonly Bar[]): readonly Stay[] {
  type Open = { -readonly [K in keyof Stay]: Stay[K] };
  const byKey = new Map<string, Open>();
  for (const bar of bars) {
    if (bar.req === null) continue;
    const key = `${bar.req}/${bar.row}`;
    const stay = byKey.get(key);
    // How long an open bar will be is not known: its ticket stands at its beginning.
    const room = bar.open ? Math.min(bar.to - bar.from, 800_000) : bar.to - bar.from;
    const labelAt = bar.from + room / 2;
    if (stay === undefined)
      byKey.set(key, { req: bar.req, from: bar.from, to: bar.to, labelAt, labelRoom: room, row: bar.row });
    else {
      stay.to = Math.max(stay.to, bar.to);
      if (room > stay.labelRoom) Object.assign(stay, { labelAt, labelRoom: room });
    }
  }
  return [...byKey.values()];
}

function groups(model: RunModel): Map<string, WorkerHistory[]> {
  const bySlot = new Map<string, WorkerHistory[]>();
  for (const worker of model.workers) {
    const key = `${worker.arbiter}/${worker.slot}`;
    const list = bySlot.get(key);
    if (list) list.push(worker);
    else bySlot.set(key, [worker]);
  }
  return bySlot;
}

/** Puts lanes under each other. */
class Stack {
  readonly lanes: Lane[] = [];
  constructor(public top: number) {}

  add(lane: Omit<Lane, 'top' | 'stays' | 'workers' | 'queue' | 'label'> & Partial<Lane>, gap = 0): void {
    this.lanes.push({
      stays: staysOf(lane.bars),
      workers: [],
      queue: null,
      label: '',
      ...lane,
      top: this.top,
    });
    this.top += lane.height + gap;
  }
  /** Bars that may overlap, in as few thin rows as they need; those beyond the last row are left out. */
  thin(key: string, kind: Lane['kind'], label: string, bars: readonly Bar[], row: number): void {
    const { bars: placed, rows } = packed(bars, MOST_ROWS);
    if (rows === 0) return;
    this.add({ key, kind, label, bars: placed, rows, height: Math.max(12, rows * row) }, GAP);
  }
}

function addClients(stack: Stack, model: RunModel, edge: number, options: LaneOptions): void {
  const names = [...new Set(model.requests.map((one) => one.client))];
  const several = names.length <= MOST_CLIENTS ? names : [null];
  for (const name of several) {
    const own = model.requests.filter((one) => name === null || one.client === name);
    stack.thin(`client/${name ?? ''}`, 'client', name ?? '', clientBars(own, edge, options.pathOf), THIN_ROW);
  }
}

function addWorkers(stack: Stack, model: RunModel, edge: number, size: LaneSize): void {
  const served = new Map(
    model.requests.flatMap((r) => (r.finishedAt === null ? [] : [[r.req, r.finishedAt] as const])),
  );
  for (const [key, workers] of groups(model)) {
    const tids = [
      ...new Set(
        workers.flatMap((w) => w.spans.filter((s) => s.activity !== 'free' && s.req !== null).map((s) => s.tid)),
      ),
    ].sort((a, b) => a - b);
    const rows = Math.max(1, tids.length);
    const bars = barsOf(workers, edge, new Map(tids.map((tid, i) => [tid, i])), served);
    const height = size.height * (rows > 1 && size.tickets ? Math.min(2.6, rows / 1.5) : 1);
    stack.add({ key, height, rows, bars, workers, kind: 'worker' });
    if (!workers.some(isLoop)) continue;
    const rail = packed(railBars(model, edge, new Set(workers.map((w) => w.pid))), MOST_ROWS);
    if (rail.rows === 0) continue;
    stack.top += 1;
    stack.add(
      { key: `${key}/rail`, height: rail.rows * RAIL_ROW, rows: rail.rows, bars: rail.bars, workers, kind: 'rail' },
      2,
    );
  }
}

/** Lays the lanes out over the time from readiness to `end` (µs after it). */
export function layOut(model: RunModel, end: number, options: LaneOptions): Lanes {
  // What still lasts reaches to the end of the scale; the playhead cuts it off.
  const edge = model.ended ? model.end : Math.max(model.end, model.t0 + end);
  const count = groups(model).size;
  const size = LANE_HEIGHTS.find((one) => count <= one.upTo) ??
    LANE_HEIGHTS[LANE_HEIGHTS.length - 1] ?? { upTo: Infinity, height: 3, texture: false, tickets: false };
  const stack = new Stack(AXIS + (options.arrivals ? ARRIVALS : 0));
  if (options.full) {
    addClients(stack, model, edge, options);
    stack.thin('proxy', 'proxy', '', proxyBars(model, edge), THIN_ROW);
    const behind = new Set(model.requests.flatMap((r) => r.phases.map((p) => p.listener)));
    for (const queue of model.queues.filter((one) => behind.has(one.listener))) {
      const bars = queueBars(model, edge, queue.listener);
      const { address } = queue;
      stack.add(
        { key: `queue/${queue.listener}`, kind: 'queue', label: address, queue, bars, rows: 1, height: QUEUE_HEIGHT },
        GAP,
      );
    }
  }
  addWorkers(stack, model, edge, size);
  if (options.full) {
    stack.top += GAP;
    for (const [service, bars] of ioBars(model, edge, options.serviceOf))
      stack.thin(`io/${service}`, 'io', service, bars, THIN_ROW);
  }
  return {
    origin: model.t0,
    from: model.t0,
    to: model.t0 + end,
    lanes: stack.lanes,
    height: stack.top + 6,
    size,
    arrivals: model.requests.map((request) => ({ at: request.startedAt, request })),
    failures: model.requests
      .filter((r) => r.finishedAt !== null && r.outcome !== 'ok')
      .map((r) => ({ at: r.finishedAt ?? 0, req: r.req })),
    depth: depthOf(model),
    arrivalsTop: AXIS,
  };
}

/** How many requests stood in a line that leads to a worker, over time. */
function depthOf(model: RunModel): Lanes['depth'] {
  const changes = model.requests
    .flatMap((r) =>
      r.phases
        .filter((p) => p.place === 'queued')
        .flatMap((p) => [{ at: p.from, by: 1 }, ...(p.to === null ? [] : [{ at: p.to, by: -1 }])]),
    )
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let depth = 0;
  return changes.map(({ at, by }) => ({ at, depth: (depth += by) }));
}

/** What is at this height and time: a lane, and in it a bar and its request. */
export function hitLane(
  lanes: Lanes,
  at: number,
  y: number,
): { readonly lane: Lane; readonly req: number | null; readonly bar: Bar | null } | null {
  const lane = lanes.lanes.find((one) => y >= one.top && y < one.top + one.height);
  if (lane === undefined) return null;
  const row = Math.min(lane.rows - 1, Math.floor(((y - lane.top) / lane.height) * lane.rows));
  const stay = lane.stays.find((s) => s.row === row && s.from <= at && at <= s.to);
  const bar = lane.bars.find((b) => b.row === row && b.from <= at && at <= b.to) ?? null;
  return { lane, req: stay?.req ?? bar?.req ?? null, bar };
}

/** A request's way through the lanes, in order of time. */
export function wayThrough(lanes: Lanes, req: number): readonly { readonly lane: Lane; readonly stay: Stay }[] {
  return lanes.lanes
    .flatMap((lane) => lane.stays.filter((stay) => stay.req === req).map((stay) => ({ lane, stay })))
    .sort((a, b) => a.stay.from - b.stay.from || a.lane.top - b.lane.top);
}
