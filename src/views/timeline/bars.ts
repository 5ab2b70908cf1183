import { overdueFrom } from '../../projections/journey.ts';
import type { ActivitySpan, RequestHistory, RunModel, WorkerHistory } from '../../projections/model.ts';
import type { PathClass } from '../stage/scene.ts';

/** A stretch of one lane, in the model's own time (µs). */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly state: 'run' | 'io' | 'send' | 'wait' | 'err';
  readonly req: number | null;
  /** Row inside the lane (a thread, or one of several at the same time). */
  readonly row: number;
  /** It still lasts, and nobody knows how long: drawn up to the playhead, and never as a ghost. */
  readonly open: boolean;
  /** A client's bar has the colour of what it asks for. */
  readonly path?: PathClass;
  /** The learner's line that it stands for. */
  readonly file?: string;
  readonly line?: number;
}

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

/** What the threads of these workers did; `served`: when each request ended for its client. */
export function barsOf(
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
        ...(span.line === 0 ? {} : { file: span.file, line: span.line }),
      });
    }
  }
  return bars;
}

/** Gives bars that may overlap a row each, as few as it takes; what needs more than `most` rows is left out. */
export function packed(bars: readonly Bar[], most: number): { readonly bars: readonly Bar[]; readonly rows: number } {
  const ends: number[] = [];
  const rowOf = new Map<number, number>();
  const placed = [...bars]
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .map((bar): Bar => {
      // All of one request stay in one row as long as they follow on each other.
      const own = bar.req === null ? undefined : rowOf.get(bar.req);
      const free = own !== undefined && (ends[own] ?? 0) <= bar.from ? own : ends.findIndex((end) => end <= bar.from);
      const row = free >= 0 ? free : ends.length;
      ends[row] = bar.to;
      if (bar.req !== null) rowOf.set(bar.req, row);
      return { ...bar, row };
    });
  return { bars: placed.filter((bar) => bar.row < most), rows: Math.min(most, ends.length) };
}

const bar = (from: number, to: number | null, edge: number, state: Bar['state'], req: number): Bar => ({
  from,
  to: to ?? edge,
  state,
  req,
  row: 0,
  open: to === null,
});
const lasting = (bars: readonly Bar[]): Bar[] => bars.filter((one) => one.to > one.from);

/** Parked tasks: this is the order rail. What is ready and not taken waits for the loop. */
export const railBars = (model: RunModel, edge: number, pids: ReadonlySet<number>): Bar[] =>
  lasting(
    model.requests.flatMap((r) =>
      r.phases
        .filter((p) => p.place === 'parked' && p.pid !== null && pids.has(p.pid))
        .flatMap((p) => {
          const due = overdueFrom(p) ?? edge;
          if (due >= edge) return [bar(p.from, p.to, edge, 'io', r.req)];
          return [bar(p.from, due, edge, 'io', r.req), bar(due, p.to, edge, 'wait', r.req)];
        }),
    ),
  );

/** From the wish to the last byte; what failed ends with a mark. */
export const clientBars = (
  requests: readonly RequestHistory[],
  edge: number,
  pathOf: (target: string) => PathClass,
): Bar[] =>
  lasting(requests.map((r) => ({ ...bar(r.startedAt, r.finishedAt, edge, 'wait', r.req), path: pathOf(r.target) })));

/** What the front server holds: in its own hands, then waiting for who is behind it. */
export const proxyBars = (model: RunModel, edge: number): Bar[] =>
  lasting(
    model.requests.flatMap((r): Bar[] => {
      const own = r.phases.filter((p) => p.place === 'proxy');
      const [first] = own;
      if (first === undefined) return [];
      const last = r.phases.find((p) => p.place === 'leaving' && p.from >= first.from);
      const after = own.at(-1)?.to ?? null;
      const held = own.map((p) => bar(p.from, p.to, edge, 'run', r.req));
      return after === null ? held : [...held, bar(after, last?.from ?? r.finishedAt, edge, 'io', r.req)];
    }),
  );

/** Who stands in this accept queue. They overlap: the lane is drawn as a depth, the bars are for the pointer. */
export const queueBars = (model: RunModel, edge: number, listener: number): Bar[] =>
  lasting(
    model.requests.flatMap((r) =>
      r.phases
        .filter((p) => p.place === 'queued' && p.listener === listener)
        .map((p) => bar(p.from, p.to, edge, 'wait', r.req)),
    ),
  );

/** Waits of workers outside themselves, by what they wait for. */
export function ioBars(
  model: RunModel,
  edge: number,
  serviceOf: (pid: number, from: number, what: string) => string | undefined,
): ReadonlyMap<string, readonly Bar[]> {
  const byService = new Map<string, Bar[]>();
  const add = (service: string | undefined, one: Bar): void => {
    if (service === undefined || one.to <= one.from) return;
    const list = byService.get(service);
    if (list) list.push(one);
    else byService.set(service, [one]);
  };
  for (const worker of model.workers) {
    for (const span of worker.spans) {
      if (span.activity !== 'io' || span.what === '' || span.req === null) continue;
      add(serviceOf(worker.pid, span.from, span.what), {
        ...bar(span.from, span.to ?? worker.exitedAt, edge, 'io', span.req),
        file: span.file,
        line: span.line,
      });
    }
  }
  for (const r of model.requests) {
    for (const p of r.phases)
      if (p.place === 'parked' && p.pid !== null)
        add(serviceOf(p.pid, p.from, ''), bar(p.from, overdueFrom(p) ?? p.to, edge, 'io', r.req));
  }
  return byService;
}
