import type { ActivitySpan, RequestHistory, RunModel, WorkerHistory } from '../../projections/model.ts';
import { LANE_HEIGHTS, type LaneSize } from './sizes.ts';

/** The timeline as data, in the model's own time (µs): what the canvas draws and what a click hits. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly state: 'run' | 'io' | 'send' | 'wait';
  readonly req: number | null;
  /** Row inside the lane (a thread, or a parked task), of `rows`. */
  readonly row: number;
  /** It still lasts, and nobody knows how long: drawn up to the playhead, and never as a ghost. */
  readonly open: boolean;
}
export interface Lane {
  readonly key: string;
  readonly top: number;
  readonly height: number;
  readonly rows: number;
  readonly bars: readonly Bar[];
  /** The request's own stretch in this lane: its ticket and its selection frame. */
  readonly stays: readonly {
    readonly req: number;
    readonly from: number;
    readonly to: number;
    readonly labelAt: number;
    readonly labelRoom: number;
    readonly row: number;
  }[];
  /** Whose lane it is, over time: a replacement takes the place of the one that it replaces. */
  readonly workers: readonly WorkerHistory[];
  readonly kind: 'worker' | 'rail';
}
export interface Lanes {
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

export const AXIS = 18;
export const ARRIVALS = 23;
const RAIL_ROW = 8;
const OPEN_LABEL_US = 800_000;
const RAIL_ROWS = 6;

const barState = (span: ActivitySpan): Bar['state'] | null => {
  switch (span.activity) {
    case 'run':
    case 'wait':
      return 'run';
    case 'io':
    case 'recv':
      return 'io';
    case 'send':
      return 'send';
    case 'free':
      return null;
  }
};

function barsOf(
  workers: readonly WorkerHistory[],
  end: number,
  rowOf: ReadonlyMap<number, number>,
  served: ReadonlyMap<number, number>,
): Bar[] {
  const bars: Bar[] = [];
  for (const worker of workers) {
    for (const span of worker.spans) {
      const state = barState(span);
      const to = span.to ?? worker.exitedAt ?? end;
      if (state === null || to <= span.from) continue;
      // After its client has gone away a worker may go on for nobody: the bar goes on too, without the ticket.
      const gone = span.req === null ? undefined : served.get(span.req);
      bars.push({
        from: span.from,
        to,
        state,
        req: gone !== undefined && gone <= span.from ? null : span.req,
        row: rowOf.get(span.tid) ?? 0,
        open: span.to === null && worker.exitedAt === null,
      });
    }
  }
  return bars;
}

/** One stay per request and row: from its first bar to its last, the ticket on its longest bar. */
function staysOf(bars: readonly Bar[]): Lane['stays'] {
  const byKey = new Map<
    string,
    { req: number; from: number; to: number; labelAt: number; labelRoom: number; row: number }
  >();
  for (const bar of bars) {
    if (bar.req === null) continue;
    const key = `${bar.req}/${bar.row}`;
    const stay = byKey.get(key);
    // How long an open bar will be is not known: its ticket stands at its beginning.
    const room = bar.open ? Math.min(bar.to - bar.from, OPEN_LABEL_US) : bar.to - bar.from;
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

/** Parked tasks, packed into as few rows as they need: this is the order rail. */
function railOf(model: RunModel, end: number, pids: ReadonlySet<number>): { bars: Bar[]; rows: number } {
  const waits = model.requests
    .flatMap((r) =>
      r.phases
        .filter((p) => p.place === 'parked' && p.pid !== null && pids.has(p.pid))
        .map((p) => ({ req: r.req, from: p.from, to: p.to ?? end, open: p.to === null })),
    )
    .filter((w) => w.to > w.from)
    .sort((a, b) => a.from - b.from);
  const ends: number[] = [];
  const bars = waits.map((wait): Bar => {
    const free = ends.findIndex((end) => end <= wait.from);
    const row = free >= 0 ? free : ends.length;
    ends[row] = wait.to;
    return { ...wait, state: 'io', row };
  });
  return { bars: bars.filter((bar) => bar.row < RAIL_ROWS), rows: Math.min(RAIL_ROWS, ends.length) };
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

const isAsync = (worker: WorkerHistory): boolean =>
  /asgi|uvicorn|asyncio/i.test(`${worker.workerClass} ${worker.program}`);

/** Lays the lanes out. `arrivals` false: no row for them (phone, embed). */
export function layOut(model: RunModel, end: number, arrivals: boolean): Lanes {
  const bySlot = groups(model);
  // What still lasts reaches to the end of the scale; the playhead cuts it off.
  const edge = model.ended ? model.end : Math.max(model.end, model.t0 + end);
  const size = LANE_HEIGHTS.find((one) => bySlot.size <= one.upTo) ??
    LANE_HEIGHTS[LANE_HEIGHTS.length - 1] ?? { upTo: Infinity, height: 3, texture: false, tickets: false };
  const served = new Map(
    model.requests.flatMap((r) => (r.finishedAt === null ? [] : [[r.req, r.finishedAt] as const])),
  );
  const lanes: Lane[] = [];
  let top = AXIS + (arrivals ? ARRIVALS : 0);
  for (const [key, workers] of bySlot) {
    const tids = [
      ...new Set(
        workers.flatMap((w) => w.spans.filter((s) => s.activity !== 'free' && s.req !== null).map((s) => s.tid)),
      ),
    ].sort((a, b) => a - b);
    const rows = Math.max(1, tids.length);
    const bars = barsOf(workers, edge, new Map(tids.map((tid, i) => [tid, i])), served);
    const height = size.height * (rows > 1 && size.tickets ? Math.min(2, rows / 1.5) : 1);
    lanes.push({ key, top, height, rows, bars, stays: staysOf(bars), workers, kind: 'worker' });
    top += height;
    if (!workers.some(isAsync)) continue;
    const rail = railOf(model, edge, new Set(workers.map((w) => w.pid)));
    if (rail.rows === 0) continue;
    lanes.push({
      key: `${key}/rail`,
      top: top + 1,
      height: rail.rows * RAIL_ROW,
      rows: rail.rows,
      bars: rail.bars,
      stays: [],
      workers,
      kind: 'rail',
    });
    top += rail.rows * RAIL_ROW + 3;
  }
  return {
    from: model.t0,
    to: model.t0 + end,
    lanes,
    height: top + 6,
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

/** What is at this height and time: a request in a lane, or null. */
export function hitLane(
  lanes: Lanes,
  at: number,
  y: number,
): { readonly lane: Lane; readonly req: number | null } | null {
  const lane = lanes.lanes.find((one) => y >= one.top && y < one.top + one.height);
  if (lane === undefined) return null;
  const row = Math.min(lane.rows - 1, Math.floor(((y - lane.top) / lane.height) * lane.rows));
  const stay = lane.stays.find((s) => s.row === row && s.from <= at && at <= s.to);
  const bar = lane.bars.find((b) => b.row === row && b.from <= at && at <= b.to);
  return { lane, req: stay?.req ?? bar?.req ?? null };
}
