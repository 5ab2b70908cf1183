import type { RunModel } from '../projections/model.ts';
import { count, type Verdict, verdict, words } from './evidence.ts';
import type { LeafOf } from './predicate.ts';

/** What the servers were told last, before they were stopped: `-w`, the settings file, or signals. */
export function workersAre(p: LeafOf<'workersAre'>, model: RunModel): Verdict {
  const told = model.servers.map(
    (s) => s.workers.filter((w) => s.stoppedAt === null || w.at < s.stoppedAt).at(-1)?.count ?? 0,
  );
  const n = told.reduce((a, b) => a + b, 0);
  const ok = told.length > 0 && n >= (p.atLeast ?? 0) && n <= (p.atMost ?? Infinity);
  return verdict(ok, count(n));
}

export function workersAlive(p: LeafOf<'workersAlive'>, model: RunModel): Verdict {
  const at = model.t0 + p.at * 1_000_000;
  const n = model.workers.filter(
    (w) => w.bootedAt !== null && w.bootedAt <= at && (w.exitedAt === null || w.exitedAt > at),
  ).length;
  return verdict(n >= (p.atLeast ?? 0) && n <= (p.atMost ?? Infinity), count(n));
}

export function serverIs(p: LeafOf<'serverIs'>, model: RunModel): Verdict {
  const found = model.servers.find((s) => s.program === p.program);
  const ok = found !== undefined && (p.workerClass === undefined || found.workerClass === p.workerClass);
  return verdict(ok, found ? words(found.workerClass) : null);
}

/** Looks where people look: the log lines, then what Python raised. */
export function complaint(p: LeafOf<'complaint'>, model: RunModel): Verdict {
  const line = model.logs.find((l) => l.text.includes(p.text));
  if (line) return verdict(true, null, line.req, line.at);
  const error = model.pythonErrors.find((e) => e.message.includes(p.text) || e.traceback.includes(p.text));
  if (error) return verdict(true, null, null, error.at);
  for (const request of model.requests)
    for (const { raised, end } of request.calls)
      if (raised && (raised.error.includes(p.text) || raised.traceback.includes(p.text)))
        return verdict(true, null, request.req, end);
  return verdict(false);
}

export function someEventOf(p: LeafOf<'someEventOf'>, model: RunModel): Verdict {
  const found = model.events.filter((e) => e.kind === p.event);
  const least = p.atLeast ?? (p.atMost === undefined ? 1 : 0);
  const ok = found.length >= least && found.length <= (p.atMost ?? Infinity);
  return verdict(ok, count(found.length), null, found[0]?.at ?? null);
}

export const noEventOf = (p: LeafOf<'noEventOf'>, model: RunModel): Verdict =>
  someEventOf({ ...p, kind: 'someEventOf', atMost: 0 }, model);
