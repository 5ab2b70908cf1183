/** What holds on a machine that goes on running: its latest answers, and the processes that are there now. */
import type { ProcessHistory, RequestHistory, RunModel } from '../projections/model.ts';
import { bodyOf, count, selected, type Verdict, verdict, words } from './evidence.ts';
import type { LeafOf, LeafPredicate } from './predicate.ts';

const SECOND = 1_000_000;
const INIT = 1;
const BUS = '/run/systemd/private';

/** The instant after which answers count; null: what they should come after has not happened. */
function since(model: RunModel, what: LeafOf<'lately'>['since']): number | null {
  switch (what) {
    case undefined:
      return model.t0;
    case 'restart':
      // Pid 1 opens its bus once in each boot.
      return (
        model.events.findLast(
          (e) => e.kind === 'socket.listening' && e.pid === INIT && e.address.includes(BUS) && e.at > model.t0,
        )?.at ?? null
      );
    case 'server': {
      const starts = model.events.filter((e) => e.kind === 'server.started');
      // Who is quick has everything served since the first start, and has proven nothing.
      return starts.length > 1 ? (starts.at(-1)?.at ?? null) : null;
    }
  }
}

const shownOf = (r: RequestHistory): string => r.error ?? String(r.status ?? '…');

/** The last `count` guests who are through were all served so; since an app server's start, if it is not the first: every one since then. */
function lately(p: LeafOf<'lately'>, model: RunModel): Verdict {
  const from = since(model, p.since);
  if (from === null) return verdict(false);
  const through = selected(model, p.which).filter((r) => r.startedAt >= from && r.outcome !== null);
  const wanted = p.count ?? 2;
  const last = p.since === 'server' ? through : through.slice(-wanted);
  const good = (r: RequestHistory): boolean =>
    r.error === null &&
    (p.is === undefined || p.is.includes(r.status ?? 0)) &&
    (p.text === undefined || bodyOf(model, r).includes(p.text)) &&
    (p.within === undefined || (r.finishedAt ?? Infinity) - r.startedAt <= p.within * SECOND);
  const decides = last.findLast((r) => !good(r)) ?? last.at(-1);
  return verdict(
    last.length >= wanted && last.every(good),
    decides ? words(shownOf(decides)) : null,
    decides?.req ?? null,
    decides?.finishedAt ?? null,
  );
}

const isOf = (process: ProcessHistory, program: string): boolean =>
  process.program === program || process.argv.some((part) => part.endsWith(`/${program}`));

/** How many processes there are now whose command line (or role) names this. */
function alive(p: LeafOf<'alive'>, model: RunModel): Verdict {
  const meant = (process: ProcessHistory): boolean =>
    process.exitedAt === null &&
    isOf(process, p.program) &&
    (p.role === undefined || process.role === p.role) &&
    (p.user === undefined || process.user === p.user) &&
    (p.keptBySystemd === undefined || process.ppid === INIT);
  const n = model.processes.filter(meant).length;
  return verdict(n >= (p.atLeast ?? 0) && n <= (p.atMost ?? Infinity), count(n));
}

function written(p: LeafOf<'written'>, model: RunModel): Verdict {
  const at = model.events.findLast((e) => e.kind === 'file.changed' && e.path === p.path && e.at > model.t0)?.at;
  if (at === undefined) return verdict(false);
  const { unreadBy } = p;
  const read = unreadBy !== undefined && model.processes.some((one) => isOf(one, unreadBy) && one.startedAt >= at);
  return verdict(!read, null, null, at);
}

function printed(p: LeafOf<'printed'>, model: RunModel): Verdict {
  const found = model.events.find((e) => e.kind === 'tty.output' && e.text.includes(p.text));
  return verdict(found !== undefined, null, null, found?.at ?? null);
}

export type LivePredicate = LeafOf<'lately' | 'alive' | 'written' | 'printed'>;

export const isOfNow = (p: LeafPredicate): p is LivePredicate =>
  p.kind === 'lately' || p.kind === 'alive' || p.kind === 'written' || p.kind === 'printed';

export function judgeLive(p: LivePredicate, model: RunModel): Verdict {
  switch (p.kind) {
    case 'lately':
      return lately(p, model);
    case 'alive':
      return alive(p, model);
    case 'written':
      return written(p, model);
    case 'printed':
      return printed(p, model);
  }
}
