import { isAlive, lastAtOrBefore } from '../../projections/at.ts';
import { coresOf } from '../../projections/cores.ts';
import { journeyOf, overdueFrom, workersByPid } from '../../projections/journey.ts';
import type { ActivitySpan, RequestHistory, RunModel, WorkerHistory } from '../../projections/model.ts';
import { isLoop } from '../../projections/worker-class.ts';
import type { PathClass } from '../stage/scene.ts';
import {
  LINGER_US,
  type Call,
  type CoreSnapshot,
  type Interval,
  type ProxySnapshot,
  type RequestSnapshot,
  type Snapshot,
  type ThreadSnapshot,
  type WorkerSnapshot,
} from '../stage/snapshot.ts';
import { countOf, doorPlaces, linePlaces, parkingPlaces, seatsOf, stoolsOf, waitingPlaces } from './counter.ts';
import { counterSlots, fell, goneAt, groupsOf, queueOf, ranksAtCounter, type Group } from './crew.ts';
import { intervalOf } from './intervals.ts';
import { kitchenOf, withCalls, type Kitchen, type KitchenNames } from './kitchen.ts';
import { kindOf, type Master, mastersOf, nameOfMaster, timeoutOf } from './masters.ts';
import { personOf } from './people.ts';
import { proxyAt } from './proxy.ts';
import { traitsOf } from './traits.ts';

export interface FeedOptions {
  readonly pathOf: (target: string) => PathClass;
  /** The text of a line of the learner's code, as it is now. */
  readonly codeOf: (file: string, line: number) => string;
  readonly kitchen: KitchenNames;
  /** Words for the counter when it is no gunicorn. */
  readonly zones?: readonly string[] | undefined;
}

/** What a worker is about, and since when. */
function lifeAt(worker: WorkerHistory, t: number, timeout: number): Pick<WorkerSnapshot, 'life' | 'since'> {
  const { bootedAt, exitingAt, exitedAt } = worker;
  if (exitedAt !== null && exitedAt <= t) return { life: fell(worker) ? 'killed' : 'left', since: exitedAt };
  const late = worker.timeouts.find((at) => at <= t && t < at + 3 * timeout);
  if (late !== undefined) return { life: 'frozen', since: late };
  if (exitingAt !== null && exitingAt <= t) return { life: 'leaving', since: exitingAt };
  return bootedAt === null || bootedAt > t ? { life: 'booting' } : { life: 'serving', since: bootedAt };
}

/** The threads that do anything for customers: one that only watches the others is no cashier. */
const handsOf = ({ spans }: WorkerHistory): ReadonlySet<number> =>
  new Set(spans.flatMap(({ tid, activity }) => (activity === 'free' ? [] : [tid])));

function threadsAt(
  worker: WorkerHistory,
  hands: ReadonlySet<number>,
  t: number,
): readonly ThreadSnapshot[] | undefined {
  if (hands.size < 2) return undefined;
  const last = new Map<number, ActivitySpan>();
  for (let i = lastAtOrBefore(worker.spans, t, (s) => s.from); i >= 0 && last.size < hands.size; i--) {
    const span = worker.spans[i];
    if (span && hands.has(span.tid) && !last.has(span.tid)) last.set(span.tid, span);
  }
  return [...last.values()]
    .sort((a, b) => a.tid - b.tid)
    .map((span) => ({
      label: `t${span.tid}`,
      state: span.to !== null && span.to <= t ? 'free' : span.activity === 'recv' ? 'io' : span.activity,
      ...(span.req === null ? {} : { ticket: span.req }),
      holdsLock: span.activity === 'run',
    }));
}

const groupSnapshots = (groups: readonly Group[]): Pick<Snapshot, 'groups'> =>
  groups.length === 0
    ? {}
    : {
        groups: groups.map(({ slots, queues }) => ({
          label: queues[0]?.address.replace(/^(127\.0\.0\.1|0\.0\.0\.0)(?=:)|^unix:.*\//, '') ?? '',
          slots,
          limit: queues[0]?.backlog ?? 0,
          depth: queues
            .flatMap((queue) => queue.depth.map(({ at, depth }) => ({ at, value: depth })))
            .sort((a, b) => a.at - b.at),
        })),
      };

/** Who comes this soon after another one comes with it. */
const TOGETHER_US = 20_000;
const MOST_ABREAST = 12;
/** Which of a party that comes at once the `i`-th request is. */
function rankOf(i: number, requests: readonly RequestHistory[]): number {
  let rank = 0;
  while (rank < MOST_ABREAST) {
    const [here, before] = [requests[i - rank], requests[i - rank - 1]];
    if (here === undefined || before === undefined || here.startedAt - before.startedAt > TOGETHER_US) break;
    rank++;
  }
  return rank % MOST_ABREAST;
}

const NO_HANDS: ReadonlySet<number> = new Set();

/** The stage's source: made once per state of a run, asked for any instant. */
export class StageFeed {
  private readonly slots: ReadonlyMap<number, number>;
  private readonly people: readonly {
    readonly snapshot: RequestSnapshot;
    readonly from: number;
    readonly until: number;
    /** The latest end of all who came up to here: who came before one that ends before `t` need not be looked at. */
    readonly longest: number;
  }[];
  private readonly intervals: ReadonlyMap<number, readonly Interval[]>;
  private readonly fixed: Pick<
    Snapshot,
    'mode' | 'slots' | 'places' | 'depth' | 'parked' | 'queue' | 'services' | 'groups' | 'watched' | 'client' | 'zones'
  >;
  private readonly masters: readonly Master[];
  private readonly hands: ReadonlyMap<number, ReadonlySet<number>>;
  private shown: readonly RequestSnapshot[] = [];

  constructor(
    private readonly model: RunModel,
    private readonly options: FeedOptions,
  ) {
    this.slots = counterSlots(model);
    this.masters = mastersOf(model);
    this.hands = new Map(model.workers.map((w) => [w.pid, handsOf(w)]));
    const kitchen = kitchenOf(model, options.kitchen);
    const groups = groupsOf(model, this.slots);
    const lineOf = (listener: number | null): number =>
      Math.max(
        0,
        groups.findIndex((group) => group.queues.some((queue) => queue.listener === listener)),
      );
    const stools = stoolsOf(model);
    const workers = workersByPid(model);
    const journeys = new Map(model.requests.map((request) => [request.req, journeyOf(request, workers)]));
    const places = {
      slots: this.slots,
      line: linePlaces(model, lineOf),
      parking: parkingPlaces(model),
      pathOf: options.pathOf,
      several: groups.length > 0,
      lineOf,
      seats: seatsOf(model),
      waiting: waitingPlaces(journeys),
      door: doorPlaces(journeys),
      stoolOf: (request: RequestHistory) => stools.get(request.req) ?? null,
      traitsOf: traitsOf(model, stools),
    };
    let longest = Number.NEGATIVE_INFINITY;
    this.people = model.requests.map((request, i) => {
      const stool = stools.get(request.req);
      const end = stool === undefined ? request.finishedAt : stool.until;
      const until = end === null ? Number.POSITIVE_INFINITY : end + LINGER_US;
      longest = Math.max(longest, until);
      return {
        snapshot: { ...personOf(request, journeys.get(request.req) ?? [], places), rank: rankOf(i, model.requests) },
        from: request.startedAt,
        until,
        longest,
      };
    });
    const targets = new Map(model.requests.map((r) => [r.req, r.target]));
    this.intervals = new Map(
      model.workers.map((w) => [
        w.pid,
        w.spans
          .filter((s) => s.tid === 0 || s.req !== null)
          .flatMap((s) => intervalOf(s, w, model.end, kitchen, options, targets) ?? []),
      ]),
    );
    const queue = queueOf(model);
    this.fixed = {
      mode:
        model.workers.length > 0 && model.workers.every(isLoop) && new Set(this.slots.values()).size === 1
          ? 'one-loop'
          : 'tills',
      ...ranksAtCounter(model, this.slots),
      depth: countOf(model, 'queued'),
      parked: countOf(model, 'parked'),
      queue: { label: queue?.address ?? '', limit: queue?.backlog ?? 0 },
      services: withCalls(kitchen, this.calls(kitchen)),
      ...groupSnapshots(groups),
      ...(this.people.some((one) => one.snapshot.secure === true) ? { watched: true } : {}),
      client: [...new Set(model.requests.map((r) => r.client))].slice(0, 3),
      ...(options.zones === undefined ? {} : { zones: options.zones }),
    };
    // The board at the door is made from the whole run: now, and not within the first jump.
    proxyAt(model, 0);
  }

  at(t: number): Snapshot {
    const { model } = this;
    const proxy = proxyAt(model, t);
    const master = this.masters.find(({ from, to }) => from <= t && t < to)?.server;
    return {
      at: t,
      ...this.fixed,
      requests: this.requestsAt(t),
      workers: this.workersAt(t),
      ...this.coresAt(t),
      ...(proxy === undefined ? {} : { proxy: proxy satisfies ProxySnapshot }),
      ...(master === undefined
        ? {}
        : { arbiter: { name: nameOfMaster(master.program), pid: master.pid, timeoutUs: master.timeout * 1_000_000 } }),
    };
  }

  private coresAt(t: number): Pick<Snapshot, 'cores' | 'runQueue'> {
    const { busy, wanted } = coresOf(this.model);
    const cores = busy.map((spans): CoreSnapshot => {
      // A stretch is known by its end: the first one that ends after `t` is the one in question.
      const span = spans[lastAtOrBefore(spans, t, (one) => one.to) + 1];
      if (span === undefined || span.from > t) return {};
      const slot = this.slots.get(span.pid);
      return { pid: span.pid, ...(slot === undefined ? {} : { slot }) };
    });
    let runQueue = 0;
    for (let i = lastAtOrBefore(wanted, t, (one) => one.to) + 1, seen = 0; i < wanted.length && seen < 64; i++, seen++)
      if ((wanted[i]?.from ?? Infinity) <= t) runQueue++;
    return { cores, runQueue };
  }

  slotOf(pid: number): number | undefined {
    return this.slots.get(pid);
  }
  pidAt(slot: number, t: number): number | undefined {
    return this.model.workers.findLast((w) => this.slots.get(w.pid) === slot && isAlive(w, t))?.pid;
  }

  /** The same array as long as the same people are in view: the layout remembers by identity. */
  private requestsAt(t: number): readonly RequestSnapshot[] {
    const { people } = this;
    const now: RequestSnapshot[] = [];
    for (let i = lastAtOrBefore(people, t, (p) => p.from); i >= 0; i--) {
      const person = people[i];
      if (person === undefined || person.longest < t) break;
      if (t <= person.until) now.push(person.snapshot);
    }
    now.reverse();
    if (now.length !== this.shown.length || now.some((one, i) => one !== this.shown[i])) this.shown = now;
    return this.shown;
  }

  private workersAt(t: number): readonly WorkerSnapshot[] {
    const bySlot = new Map<number, WorkerHistory>();
    for (const worker of this.model.workers) {
      const gone = goneAt(worker);
      if (worker.bootingAt > t || (gone !== null && (gone <= t || (worker.exitedAt ?? 0) <= this.model.t0))) continue;
      bySlot.set(this.slots.get(worker.pid) ?? 0, worker);
    }
    return [...bySlot].map(([slot, worker]) => {
      const beat = worker.heartbeats[lastAtOrBefore(worker.heartbeats, t, (at) => at)];
      const threads = threadsAt(worker, this.hands.get(worker.pid) ?? NO_HANDS, t);
      return {
        slot,
        pid: worker.pid,
        kind: kindOf(worker, this.model),
        ...lifeAt(worker, t, timeoutOf(this.masters, worker)),
        intervals: this.intervals.get(worker.pid) ?? [],
        ...(beat === undefined ? {} : { heartbeatAgeUs: t - beat }),
        ...this.fallenBefore(worker, slot, t),
        ...(threads === undefined ? {} : { threads }),
      };
    });
  }

  /** Whom this one has replaced a moment ago, if that one did not go by itself. */
  private fallenBefore(worker: WorkerHistory, slot: number, t: number): Pick<WorkerSnapshot, 'after'> {
    const last = this.model.workers.findLast(
      (one) =>
        one.exitedAt !== null && one.exitedAt <= worker.bootingAt && this.slots.get(one.pid) === slot && fell(one),
    );
    return last !== undefined && (goneAt(last) ?? 0) > t ? { after: last.pid } : {};
  }

  private calls(kitchen: Kitchen): (Call & { service: string })[] {
    const { model, options } = this;
    const byReq = new Map(model.requests.map((r) => [r.req, r]));
    const of = (
      req: number,
      pid: number,
      from: number,
      to: number | null,
      what: string,
    ): (Call & { service: string })[] => {
      const request = byReq.get(req);
      const service = kitchen.serviceOf(pid, from, what);
      if (request === undefined || service === undefined) return [];
      const path = options.pathOf(request.target);
      return [
        {
          service,
          request: String(req),
          ticket: req,
          path,
          worker: this.slots.get(pid) ?? 0,
          from,
          ...(to === null ? {} : { to }),
        },
      ];
    };
    const blocked = model.workers.flatMap((w) =>
      w.spans.flatMap((s) =>
        s.activity === 'io' && s.what !== '' && s.req !== null && s.to !== s.from
          ? of(s.req, w.pid, s.from, s.to, s.what)
          : [],
      ),
    );
    const parked = model.requests.flatMap((r) =>
      r.phases.flatMap((p) =>
        p.place === 'parked' && p.pid !== null && p.to !== p.from
          ? of(r.req, p.pid, p.from, overdueFrom(p) ?? p.to, '')
          : [],
      ),
    );
    return [...blocked, ...parked].sort((a, b) => a.from - b.from);
  }
}
