/**
 * A tiny queueing model for tests and screenshots of the stage: it writes phase histories as a projection would. Not the engine, and
 * not used by the site. Times are microseconds.
 */
import type { PathClass } from './scene';
import type { Call, Interval, Phase, RequestSnapshot, Snapshot, Step, WorkerSnapshot } from './snapshot';

interface Order {
  readonly path: PathClass;
  readonly at: number;
  readonly patience?: number;
}
const S = 1_000_000;
const COST: Readonly<Record<PathClass, readonly [before: number, io: number, after: number, send: number]>> = {
  burger: [0.2, 2, 0.15, 0.15],
  fries: [0.15, 1.1, 0.1, 0.15],
  report: [1.45, 0, 0, 0.15],
  static: [0, 0, 0, 0],
  other: [0.1, 0, 0, 0.1],
};
const CODE: Readonly<Record<PathClass, readonly [source: string, code: string]>> = {
  burger: ['app.py:10', 'grill.get("…")'],
  fries: ['app.py:7', 'db.query("fries")'],
  report: ['app.py:13', 'pdf.build(9000)'],
  static: ['', ''],
  other: ['app.py:3', 'app(environ, …)'],
};
const service = (path: PathClass): string | undefined =>
  path === 'burger' ? 'api' : path === 'fries' ? 'db' : undefined;
const us = (seconds: number): number => Math.round(seconds * S);

interface Built {
  readonly requests: readonly RequestSnapshot[];
  readonly intervals: readonly (readonly Interval[])[];
  readonly calls: readonly (Call & { readonly service: string })[];
  readonly depth: readonly Step[];
  readonly parked: readonly Step[];
}
interface Draft {
  readonly id: string;
  readonly ticket: number;
  readonly path: PathClass;
  readonly at: number;
  readonly patience: number;
  readonly phases: Phase[];
}

const DOOR = 0.14;
const draftOf = (order: Order, i: number): Draft => ({
  id: `r${i + 1}`,
  ticket: i + 1,
  path: order.path,
  at: order.at,
  patience: order.patience ?? 900,
  phases: [
    { phase: 'arriving', from: us(order.at - 0.55), to: us(order.at) },
    { phase: 'at-proxy', from: us(order.at), to: us(order.at + DOOR + (order.path === 'static' ? 0.25 : 0)) },
  ],
});
const leave = (draft: Draft, at: number, kind: 'ok' | 'static' | 'gave-up', status: number): void => {
  draft.phases.push({ phase: 'leaving', from: us(at), outcome: { kind, status } });
};

/** Places in a first-come line from the times of joining and leaving. */
function withPlaces(waits: readonly { readonly draft: Draft; readonly from: number; readonly to: number }[]): Step[] {
  const depth: Step[] = [{ at: 0, value: 0 }];
  const moments = waits
    .flatMap((w) => [
      { at: w.from, w, joins: true },
      { at: w.to, w, joins: false },
    ])
    .sort((a, b) => a.at - b.at);
  const line: { w: (typeof waits)[number]; places: Step[] }[] = [];
  for (const { at, w, joins } of moments) {
    if (joins) {
      const places: Step[] = [{ at: us(at), value: line.length }];
      line.push({ w, places });
      w.draft.phases.push({ phase: 'queued', from: us(w.from), to: us(w.to), places });
    } else {
      const gone = line.findIndex((entry) => entry.w === w);
      line.splice(gone, 1);
      line.slice(gone).forEach((entry, i) => entry.places.push({ at: us(at), value: gone + i }));
    }
    depth.push({ at: us(at), value: line.length });
  }
  return depth;
}

/** First come, first served by `workers` workers that each hold one request. */
export function sync(orders: readonly Order[], workers: number): Built {
  const drafts = orders.map(draftOf);
  const free = Array.from({ length: workers }, () => 0);
  const intervals: Interval[][] = free.map(() => []);
  const calls: (Call & { service: string })[] = [];
  const waits: { draft: Draft; from: number; to: number }[] = [];
  const after: (() => void)[] = [];
  for (const draft of drafts) {
    const ready = draft.at + DOOR;
    if (draft.path === 'static') {
      leave(draft, ready + 0.25, 'static', 200);
      continue;
    }
    const w = free.reduce((best, t, k) => (Math.max(t, ready) < Math.max(free[best] ?? 0, ready) ? k : best), 0);
    const start = Math.max(free[w] ?? 0, ready);
    const limit = draft.at + draft.patience;
    if (start > ready) waits.push({ draft, from: ready, to: Math.min(start, limit) });
    if (start > limit) {
      after.push(() => leave(draft, limit, 'gave-up', 499));
      continue;
    }
    const [before, io, rest, send] = COST[draft.path];
    const [source, code] = CODE[draft.path];
    const where = service(draft.path);
    let t = start;
    const work = (state: 'run' | 'io' | 'send', length: number): void => {
      if (length <= 0) return;
      const span = { from: us(t), to: us(t + length) };
      after.push(() => draft.phases.push({ phase: 'in-worker', worker: w, state, ...span }));
      intervals[w]?.push({
        ...span,
        state,
        request: draft.id,
        path: draft.path,
        ...(state === 'send' ? {} : { source, code }),
        ...(state === 'io' && where !== undefined ? { service: where } : {}),
      });
      if (state === 'io' && where !== undefined)
        calls.push({ request: draft.id, ticket: draft.ticket, path: draft.path, worker: w, ...span, service: where });
      t += length;
    };
    work('run', before);
    work('io', io);
    work('run', rest);
    work('send', send);
    free[w] = t;
    const end = t;
    after.push(() => leave(draft, end, 'ok', 200));
  }
  const depth = withPlaces(waits);
  for (const add of after) add();
  return { requests: drafts.map(finish), intervals, calls, depth, parked: [{ at: 0, value: 0 }] };
}
const finish = ({ id, ticket, path, patience, phases }: Draft): RequestSnapshot => ({
  id,
  ticket,
  path,
  line: `GET /${path}`,
  phases,
  ...(patience < 100 ? { patienceUs: us(patience) } : {}),
});

interface Parking {
  readonly draft: Draft;
  readonly from: number;
  readonly ready: number;
  readonly to: number;
}
interface Later {
  readonly at: number;
  readonly add: () => void;
}
/** Gives each parked task the lowest free place and counts them over time. */
function parkings(parking: readonly Parking[], after: Later[]): Step[] {
  const parked: Step[] = [{ at: 0, value: 0 }];
  const taken: number[] = [];
  for (const p of [...parking].sort((a, b) => a.from - b.from)) {
    let place = taken.findIndex((until) => until <= p.from);
    if (place < 0) place = taken.length;
    taken[place] = p.to;
    after.push({
      at: p.from,
      add: () =>
        p.draft.phases.push({
          phase: 'parked',
          worker: 0,
          place,
          from: us(p.from),
          to: us(p.to),
          readyAt: us(p.ready),
        }),
    });
  }
  const edges = parking
    .flatMap((p) => [
      { at: us(p.from), by: 1 },
      { at: us(p.to), by: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  let count = 0;
  for (const { at, by } of edges) parked.push({ at, value: (count += by) });
  return parked;
}

/** One event loop: running is exclusive, waiting overlaps. */
export function loop(orders: readonly Order[], ioFactor = 1): Built {
  const drafts = orders.map(draftOf);
  const intervals: Interval[] = [];
  const calls: (Call & { service: string })[] = [];
  const waits: { draft: Draft; from: number; to: number }[] = [];
  const parking: Parking[] = [];
  const tasks = drafts
    .filter((d) => d.path !== 'static')
    .map((draft, seq) => ({ ready: draft.at + DOOR, seq, draft, step: 0 }));
  for (const draft of drafts) if (draft.path === 'static') leave(draft, draft.at + DOOR + 0.25, 'static', 200);
  const after: Later[] = [];
  let now = 0;
  while (tasks.length > 0) {
    tasks.sort((a, b) => a.ready - b.ready || a.seq - b.seq);
    const task = tasks.shift();
    if (task === undefined) break;
    const { draft, ready } = task;
    const start = Math.max(now, ready);
    const [before, io, rest, send] = COST[draft.path];
    const [source, code] = CODE[draft.path];
    let t = start;
    const work = (state: 'run' | 'send', length: number): void => {
      if (length <= 0) return;
      const span = { from: us(t), to: us(t + length) };
      after.push({ at: t, add: () => draft.phases.push({ phase: 'in-worker', worker: 0, state, ...span }) });
      intervals.push({ ...span, state, request: draft.id, path: draft.path, source, code });
      t += length;
    };
    if (task.step === 0 && start > ready) waits.push({ draft, from: ready, to: start });
    if (task.step === 1) parking.push({ draft, from: ready - io * ioFactor, ready, to: start });
    work('run', task.step === 0 ? before : rest);
    const where = service(draft.path);
    if (task.step === 0 && where !== undefined) {
      calls.push({
        request: draft.id,
        ticket: draft.ticket,
        path: draft.path,
        worker: 0,
        from: us(t),
        to: us(t + io * ioFactor),
        service: where,
      });
      tasks.push({ ready: t + io * ioFactor, seq: task.seq + 1000, draft, step: 1 });
    } else {
      work('send', send);
      const end = t;
      after.push({ at: end, add: () => leave(draft, end, 'ok', 200) });
    }
    now = t;
  }
  const depth = withPlaces(waits);
  const parked = parkings(parking, after);
  for (const { add } of after.sort((a, b) => a.at - b.at)) add();
  return { requests: drafts.map(finish), intervals: [intervals], calls, depth, parked };
}

interface SampleOptions {
  readonly mode?: Snapshot['mode'];
  readonly kind?: string;
  readonly firstPid?: number;
  readonly limit?: number;
}
/** The whole run as snapshots: one function of time. */
export function snapshots(
  built: Built,
  { mode = 'tills', kind = 'sync', firstPid = 1203, limit = 5 }: SampleOptions = {},
): (at: number) => Snapshot {
  const slots = [{ at: 0, value: built.intervals.length }];
  const workers: readonly WorkerSnapshot[] = built.intervals.map((intervals, slot) => ({
    slot,
    pid: firstPid + slot,
    kind,
    life: 'serving',
    intervals,
    heartbeatAgeUs: 300_000,
  }));
  const base = {
    slots,
    mode,
    workers,
    depth: built.depth,
    parked: built.parked,
    queue: { label: 'unix:/run/diner.sock', limit },
    arbiter: { name: 'arbiter', pid: firstPid - 1, timeoutUs: 5 * S },
    client: ['HTTP client', 'curl · browser', '203.0.113.0/24'],
  } as const;
  const of = (id: string): readonly Call[] => built.calls.filter((call) => call.service === id);
  const services = [
    { id: 'db', place: 'upper', name: 'PostgreSQL', detail: '1.1 s / query', calls: of('db') },
    { id: 'api', place: 'lower', name: 'grill API', detail: '2.0 s / call', calls: of('api') },
  ] as const;
  const ended = built.requests.flatMap((request) => {
    const last = request.phases[request.phases.length - 1];
    const from = request.phases[1]?.from ?? 0;
    return last?.phase === 'leaving'
      ? [
          {
            at: last.from,
            text: `#${String(request.ticket).padStart(2, '0')} ${last.outcome.status} ${((last.from - from) / S).toFixed(2)}s`,
          },
        ]
      : [];
  });
  ended.sort((a, b) => a.at - b.at);
  return (at) => ({
    ...base,
    at,
    services,
    requests: built.requests.filter(
      (request) =>
        (request.phases[0]?.from ?? 0) <= at && (request.phases[request.phases.length - 1]?.from ?? 0) > at - 3 * S,
    ),
    proxy: {
      name: 'nginx',
      pid: 1100,
      listen: 'listen 80;',
      tls: false,
      locations: [
        { match: '/static/', action: 'alias  file', leads: 'files' },
        { match: '/', action: 'proxy_pass', leads: 'line' },
      ],
      storeLabel: 'cache / files',
      storeUsed: 4,
      lines: ended
        .filter((line) => line.at <= at)
        .slice(-2)
        .map((line) => line.text),
    },
  });
}

/** The lesson of the art direction: 19 requests in nine seconds. */
export const LESSON: readonly Order[] = (
  [
    ['report', 0.15],
    ['burger', 0.33],
    ['burger', 0.51],
    ['burger', 0.76],
    ['fries', 0.94],
    ['report', 1.12],
    ['burger', 1.3],
    ['fries', 1.62, 1.5],
    ['burger', 2.27],
    ['fries', 2.62],
    ['burger', 2.94],
    ['static', 3.12],
    ['burger', 3.62],
    ['static', 4.05],
    ['report', 6.3],
    ['fries', 6.9],
    ['static', 7.5],
    ['burger', 8.0],
    ['fries', 8.9],
  ] as const
).map(([path, at, patience]) => ({ path, at, ...(patience === undefined ? {} : { patience }) }));

/** `burst` people at once, then `rate` per second; a fixed congruential sequence, the same on every machine. */
export function flood(seed: number, rate: number, duration: number, burst = 0): readonly Order[] {
  let state = seed;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const pick = (): PathClass => {
    const v = next() * 10;
    return v < 4.4 ? 'burger' : v < 7.9 ? 'fries' : v < 9 ? 'report' : 'static';
  };
  const out: Order[] = Array.from(
    { length: burst },
    () => ({ path: pick() === 'static' ? 'burger' : 'fries', at: 0.6 + next() * 0.8 }) as const,
  );
  for (const order of out.splice(0))
    out.push({ path: next() < 0.5 ? order.path : next() < 0.7 ? 'burger' : 'report', at: order.at });
  for (let t = 0.6; t < duration; t -= Math.log(1 - next()) / rate) out.push({ path: pick(), at: t });
  return out.sort((a, b) => a.at - b.at);
}
