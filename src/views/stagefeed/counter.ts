import { AT_ONCE_US, type Leg } from '../../projections/journey.ts';
import type { RunModel } from '../../projections/model.ts';
import type { Step } from '../stage/snapshot.ts';

const stepsFrom = (changes: { readonly at: number; readonly by: number }[]): Step[] => {
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  const steps: Step[] = [];
  let value = 0;
  for (const { at, by } of changes) {
    value += by;
    const last = steps.at(-1);
    if (last?.at === at) steps[steps.length - 1] = { at, value };
    else steps.push({ at, value });
  }
  return steps;
};

/** How many phases of one kind were open, over time. */
export function countOf(model: RunModel, place: 'queued' | 'parked'): readonly Step[] {
  return stepsFrom(
    model.requests.flatMap((r) =>
      r.phases
        .filter((p) => p.place === place && p.to !== p.from)
        .flatMap((p) => [{ at: p.from, by: 1 }, ...(p.to === null ? [] : [{ at: p.to, by: -1 }])]),
    ),
  );
}

/** Places in line over time, from the head; one list per stretch that somebody stood in it. */
export function linePlaces(
  model: RunModel,
  lineOf: (listener: number | null) => number,
): ReadonlyMap<string, readonly Step[]> {
  const visits = model.requests
    .flatMap((r) =>
      r.phases
        .filter((p) => p.place === 'queued' && p.to !== p.from)
        .map((p) => ({
          key: `${r.req}/${p.from}`,
          from: p.from,
          to: p.to ?? Infinity,
          line: lineOf(p.listener),
        })),
    )
    .sort((a, b) => a.from - b.from);
  const places = new Map<string, Step[]>();
  const changes = visits
    .flatMap((v) => [
      { at: v.from, visit: v, enters: true },
      { at: v.to, visit: v, enters: false },
    ])
    .sort((a, b) => a.at - b.at || Number(a.enters) - Number(b.enters));
  const lines = new Map<number, (typeof visits)[number][]>();
  for (const { at, visit, enters } of changes) {
    const line = lines.get(visit.line) ?? [];
    lines.set(visit.line, line);
    if (enters) {
      line.push(visit);
      places.set(visit.key, [{ at, value: line.length - 1 }]);
      continue;
    }
    const gone = line.indexOf(visit);
    line.splice(gone, 1);
    for (let i = Math.max(0, gone); i < line.length; i++) places.get(line[i]?.key ?? '')?.push({ at, value: i });
  }
  return places;
}

interface Visit {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}
/** A place for each stretch: the lowest free one, kept as long as it lasts. */
function lowestFree(visits: readonly Visit[]): ReadonlyMap<string, number> {
  const ends: number[] = [];
  return new Map(
    [...visits]
      .sort((a, b) => a.from - b.from)
      .map((v) => {
        const free = ends.findIndex((end) => end <= v.from);
        const place = free >= 0 ? free : ends.length;
        ends[place] = v.to;
        return [v.key, place] as const;
      }),
  );
}

/** Places among the parked tasks, by request and beginning. */
export function parkingPlaces(model: RunModel): ReadonlyMap<string, number> {
  return lowestFree(
    model.requests.flatMap((r) =>
      r.phases
        .filter((p) => p.place === 'parked' && p.to !== p.from)
        .map((p) => ({ key: `${r.req}/${p.from}`, from: p.from, to: p.to ?? Infinity })),
    ),
  );
}

/**
 * Places before each counter of those whom its worker has accepted and not yet begun to serve, since it does something else:
 * by request and beginning.
 */
export function waitingPlaces(journeys: ReadonlyMap<number, readonly Leg[]>): ReadonlyMap<string, number> {
  const visits = new Map<number, Visit[]>();
  for (const [req, legs] of journeys) {
    const first = legs.find((leg) => leg.place === 'worker');
    if (first?.state !== 'wait' || first.pid === null || (first.to ?? Infinity) - first.from < AT_ONCE_US) continue;
    const its = visits.get(first.pid) ?? [];
    visits.set(first.pid, its);
    its.push({ key: `${req}/${first.from}`, from: first.from, to: first.to ?? Infinity });
  }
  return new Map([...visits.values()].flatMap((its) => [...lowestFree(its)]));
}

/** µs: whoever is at the door no longer than this goes by. */
const AT_DOOR_US = 150_000;
/** Places before the host of those who stay: turned away for now, or waited for by the front server, or it for them. */
export function doorPlaces(journeys: ReadonlyMap<number, readonly Leg[]>): ReadonlyMap<string, number> {
  return lowestFree(
    [...journeys].flatMap(([req, legs]) => {
      const stays = legs.find(
        ({ place, from, to }) => (place === 'street' || place === 'proxy') && (to ?? Infinity) - from > AT_DOOR_US,
      );
      return stays === undefined ? [] : [{ key: String(req), from: stays.from, to: stays.to ?? Infinity }];
    }),
  );
}

/** Threads of a worker that have served somebody, in the order of their numbers: who sits where at its counter. */
export function seatsOf(model: RunModel): {
  seat: (pid: number, tid: number) => number;
  count: (pid: number) => number;
} {
  const seats = new Map(
    model.workers.map((w) => {
      const tids = [...new Set(w.spans.filter((s) => s.req !== null).map((s) => s.tid))].sort((a, b) => a - b);
      return [w.pid, tids] as const;
    }),
  );
  return {
    seat: (pid, tid) => Math.max(0, seats.get(pid)?.indexOf(tid) ?? 0),
    count: (pid) => Math.max(1, seats.get(pid)?.length ?? 0),
  };
}

/** A connection that stays open both ways after a 101: from when to when (null: still), and the stool that it has. */
export interface Stool {
  readonly from: number;
  readonly until: number | null;
  readonly place: number;
}
export function stoolsOf(model: RunModel): ReadonlyMap<number, Stool> {
  const open = model.requests.flatMap((r) => {
    const seq = r.status === 101 ? r.events.find((one) => model.events[one - 1]?.kind === 'request.head') : undefined;
    const from = seq === undefined ? undefined : model.events[seq - 1]?.at;
    if (from === undefined) return [];
    const until = model.conns.get(r.conns[0] ?? -1)?.closedAt ?? r.finishedAt;
    return [{ req: r.req, from, until: until === null || until > from ? until : from + 1 }];
  });
  const places = lowestFree(open.map(({ req, from, until }) => ({ key: String(req), from, to: until ?? Infinity })));
  return new Map(
    open.map(({ req, from, until }) => [req, { from, until, place: places.get(String(req)) ?? 0 }] as const),
  );
}
