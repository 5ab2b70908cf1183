/** Where Python's time went, line by line: for the gutter of the editor, and for one request. */
import type { TraceEvent } from '../trace/events.ts';
import { lastAtOrBefore } from './at.ts';
import type { RequestHistory, RunModel } from './model.ts';

/** Time spent on one line of one file (µs), and how often somebody came by. */
export interface LineTime {
  readonly file: string;
  readonly line: number;
  /** On a core. */
  readonly run: number;
  /** Waiting there: in a system call, or at an `await`. */
  readonly wait: number;
  readonly visits: number;
}

interface Sum {
  readonly at: number;
  readonly run: number;
  readonly wait: number;
  readonly visits: number;
  /** How many stand there from `at` on. */
  readonly waiting: number;
}

interface Entry {
  readonly file: string;
  readonly line: number;
  /** Sums after each change, in order of time. */
  readonly sums: Sum[];
}

interface Place {
  readonly file: string;
  readonly line: number;
}

const waitedBy = (sum: Sum, t: number): number => sum.wait + sum.waiting * Math.max(0, t - sum.at);

/** Sums per line over virtual time, extended as the trace grows. */
class Heat {
  private readonly entries = new Map<string, Entry>();
  private readonly blocked = new Map<string, Place>();
  private readonly parked = new Map<number, Place>();
  private seen = 0;

  take(events: readonly TraceEvent[]): void {
    for (; this.seen < events.length; this.seen++) {
      const event = events[this.seen];
      if (event !== undefined) this.one(event);
    }
  }

  /** What had been spent by `t`. */
  until(t: number): readonly LineTime[] {
    return [...this.entries.values()].flatMap(({ file, line, sums }) => {
      const sum = sums[lastAtOrBefore(sums, t, (one) => one.at)];
      return sum === undefined ? [] : [{ file, line, run: sum.run, wait: waitedBy(sum, t), visits: sum.visits }];
    });
  }

  private one(event: TraceEvent): void {
    switch (event.kind) {
      case 'python.ran':
        for (const [file, line, us] of event.lines) this.add({ file, line }, event.at, us, 1, 0);
        return;
      case 'python.blocked':
        this.begin(this.blocked, `${event.pid}/${event.tid}`, event, event.at);
        return;
      case 'python.resumed':
        this.end(this.blocked, `${event.pid}/${event.tid}`, event.at);
        return;
      case 'app.parked':
        this.begin(this.parked, event.call, event, event.at);
        return;
      case 'app.resumed':
        this.end(this.parked, event.call, event.at);
        return;
      case 'process.exited':
        for (const key of this.blocked.keys())
          if (key.startsWith(`${event.pid}/`)) this.end(this.blocked, key, event.at);
        return;
      default:
        return;
    }
  }

  private begin<K>(waiting: Map<K, Place>, key: K, { file, line }: Place, at: number): void {
    this.end(waiting, key, at);
    waiting.set(key, { file, line });
    this.add({ file, line }, at, 0, 1, 1);
  }

  private end<K>(waiting: Map<K, Place>, key: K, at: number): void {
    const place = waiting.get(key);
    if (place !== undefined) this.add(place, at, 0, 0, -1);
    waiting.delete(key);
  }

  private add({ file, line }: Place, at: number, run: number, visits: number, waiters: number): void {
    if (file === '' || line <= 0) return;
    const key = keyOf(file, line);
    const entry = this.entries.get(key) ?? { file, line, sums: [] };
    this.entries.set(key, entry);
    const last = entry.sums.at(-1) ?? { at, run: 0, wait: 0, visits: 0, waiting: 0 };
    entry.sums.push({
      at,
      run: last.run + run,
      wait: waitedBy(last, at),
      visits: last.visits + visits,
      waiting: last.waiting + waiters,
    });
  }
}

const keyOf = (file: string, line: number): string => `${file}\0${line}`;

/** One for each trace; a run's models share theirs. */
const known = new WeakMap<readonly TraceEvent[], Heat>();

/** Time on each line of Python up to `t` (the model's own time). */
export function lineTimes(model: RunModel, t: number): readonly LineTime[] {
  const heat = known.get(model.events) ?? new Heat();
  known.set(model.events, heat);
  heat.take(model.events);
  return heat.until(t);
}

/**
 * The lines that one request spent its time on. What an event loop ran in one go for several requests is not divided:
 * those lines count for all of them and `shared` says so.
 */
export function linesOfRequest(
  model: RunModel,
  request: RequestHistory,
): { readonly lines: readonly LineTime[]; readonly shared: boolean } {
  const calls = new Map(request.calls.map((call) => [call.call, call]));
  const times = new Map<string, { file: string; line: number; run: number; wait: number; visits: number }>();
  const add = (file: string, line: number, run: number, wait: number, visits: number): void => {
    if (file === '' || line <= 0) return;
    const one = times.get(keyOf(file, line)) ?? { file, line, run: 0, wait: 0, visits: 0 };
    times.set(keyOf(file, line), { ...one, run: one.run + run, wait: one.wait + wait, visits: one.visits + visits });
  };
  const first = request.calls[0];
  if (first === undefined) return { lines: [], shared: false };
  let shared = false;
  let blocked: (Place & { readonly since: number }) | null = null;
  let parked: (Place & { readonly since: number }) | null = null;
  /** Is a call of ours on this thread; how many calls has the loop gone through since it last let go. */
  let ours = false;
  const inTick = new Set<number>();
  const end = request.calls.at(-1)?.end ?? model.end;
  for (const event of model.events) {
    if (event.at < first.at) continue;
    if (event.at > end) break;
    if (!('pid' in event) || event.pid !== first.pid) continue;
    const wsgi = first.via === 'wsgi';
    const thread = 'tid' in event ? event.tid : first.tid;
    switch (event.kind) {
      case 'app.called':
      case 'app.resumed':
        inTick.add(event.call);
        if (calls.has(event.call)) {
          ours = true;
          if (parked !== null) add(parked.file, parked.line, 0, event.at - parked.since, 0);
          parked = null;
        } else if (thread === first.tid && wsgi) ours = false;
        break;
      case 'app.parked':
        if (!calls.has(event.call)) break;
        add(event.file, event.line, 0, 0, 1);
        parked = { file: event.file, line: event.line, since: event.at };
        break;
      case 'python.blocked':
        if (ours && thread === first.tid) blocked = { file: event.file, line: event.line, since: event.at };
        break;
      case 'python.resumed':
        if (blocked === null || thread !== first.tid) break;
        add(blocked.file, blocked.line, 0, event.at - blocked.since, 1);
        blocked = null;
        break;
      case 'python.ran':
        if (!ours || thread !== first.tid) break;
        for (const [file, line, us] of event.lines) add(file, line, us, 0, 1);
        if (!wsgi && inTick.size > 1) shared = true;
        break;
      case 'worker.activity':
        if (wsgi || event.activity !== 'free') break;
        // The loop has let go: what it runs next is another go.
        inTick.clear();
        ours = false;
        break;
      default:
        break;
    }
  }
  if (blocked !== null) add(blocked.file, blocked.line, 0, end - blocked.since, 1);
  if (parked !== null) add(parked.file, parked.line, 0, end - parked.since, 0);
  return { lines: [...times.values()].sort((a, b) => a.line - b.line), shared };
}
