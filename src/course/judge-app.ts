import type { CallHistory, RunModel } from '../projections/model.ts';
import type { EventOf } from '../trace/events.ts';
import { count, seconds, selected, type Verdict, verdict, words } from './evidence.ts';
import type { LeafOf } from './predicate.ts';

const callsOf = (model: RunModel): readonly CallHistory[] => model.requests.flatMap((r) => r.calls);
const reqOf = (model: RunModel, call: CallHistory): number | null =>
  model.requests.find((r) => r.calls.includes(call))?.req ?? null;

const SECOND = 1_000_000;

export function appCalls(p: LeafOf<'appCalls'>, model: RunModel): Verdict {
  const calls = callsOf(model).length;
  return verdict(calls === p.is, count(calls));
}

export function appHeader(p: LeafOf<'appHeader'>, model: RunModel): Verdict {
  const responses = model.events.filter((e): e is EventOf<'app.responded'> => e.kind === 'app.responded');
  const value = (e: EventOf<'app.responded'>): string | undefined =>
    e.headers.find(([name]) => name.toLowerCase() === p.name.toLowerCase())?.[1];
  const bad = responses.find((e) => value(e)?.includes(p.includes ?? '') !== true);
  const first = bad ?? responses[0];
  return verdict(
    responses.length > 0 && bad === undefined,
    first ? words(value(first) ?? '–') : null,
    null,
    bad?.at ?? null,
  );
}

export function appTook(p: LeafOf<'appTook'>, model: RunModel): Verdict {
  const calls = callsOf(model).filter((c) => c.end !== null && c.raised === null);
  const took = (c: CallHistory): number => (c.end ?? c.at) - c.at;
  const bad = calls.find((c) => took(c) < (p.atLeast ?? 0) * SECOND || took(c) > (p.atMost ?? Infinity) * SECOND);
  const first = bad ?? calls[0];
  return verdict(
    calls.length > 0 && bad === undefined,
    first ? seconds(took(first)) : null,
    bad ? reqOf(model, bad) : null,
  );
}

export function appCallsOverlap(model: RunModel): Verdict {
  const calls = callsOf(model);
  const meets = (a: CallHistory, b: CallHistory): boolean =>
    a !== b && a.pid === b.pid && a.at <= b.at && b.at < (a.end ?? model.end);
  const found = calls.find((a) => calls.some((b) => meets(a, b)));
  return verdict(found !== undefined, null, found ? reqOf(model, found) : null, found?.at ?? null);
}

export function neverStarted(model: RunModel): Verdict {
  const found = callsOf(model).find((c) => c.end !== null && c.status === null && c.raised === null);
  return verdict(found !== undefined, null, found ? reqOf(model, found) : null, found?.end ?? null);
}

export function environHas(p: LeafOf<'environHas'>, model: RunModel): Verdict {
  const calls = p.which ? selected(model, p.which).flatMap((r) => r.calls) : callsOf(model);
  const line = (c: CallHistory): string | undefined =>
    c.environ.split('\n').find((text) => text.replace(/^[\s{'"]+/, '').startsWith(p.key));
  const bad = calls.find((c) => line(c)?.includes(p.includes) !== true);
  const first = bad ?? calls[0];
  return verdict(calls.length > 0 && bad === undefined, first ? words(line(first) ?? '–') : null);
}

/** The largest number of calls that were suspended at an `await` at one instant, per process. */
export function parkedTogether(p: LeafOf<'parkedTogether'>, model: RunModel): Verdict {
  const parked = new Map<number, Set<number>>();
  let most = 0;
  let at: number | null = null;
  for (const event of model.events) {
    if (event.kind !== 'app.parked' && event.kind !== 'app.resumed') continue;
    const here = parked.get(event.pid) ?? new Set<number>();
    parked.set(event.pid, here);
    if (event.kind === 'app.resumed') here.delete(event.call);
    else here.add(event.call);
    if (here.size <= most) continue;
    most = here.size;
    at = event.at;
  }
  return verdict(most >= p.atLeast, count(most), null, at);
}

/** Only processes that serve ASGI have a loop to block, and only its own thread (0) blocks it. */
export function loopBlocked(p: LeafOf<'loopBlocked'>, model: RunModel): Verdict {
  const loops = new Set(
    callsOf(model)
      .filter((c) => c.via === 'asgi')
      .map((c) => c.pid),
  );
  const since = new Map<number, number>();
  let longest = 0;
  let at: number | null = null;
  for (const event of model.events) {
    if (event.kind !== 'python.blocked' && event.kind !== 'python.resumed') continue;
    if (event.tid !== 0 || !loops.has(event.pid)) continue;
    const began = since.get(event.pid);
    if (event.kind === 'python.blocked') since.set(event.pid, event.at);
    else since.delete(event.pid);
    if (began === undefined || event.at - began <= longest) continue;
    longest = event.at - began;
    at = began;
  }
  return verdict(longest > p.longerThan * SECOND, seconds(longest), null, at);
}

export function cpuPerCall(p: LeafOf<'cpuPerCall'>, model: RunModel): Verdict {
  const calls = callsOf(model);
  const servers = new Set(calls.map((c) => c.pid));
  const first = calls[0]?.at ?? 0;
  let cpu = 0;
  for (const event of model.events)
    if (event.kind === 'python.ran' && servers.has(event.pid) && event.at >= first) cpu += event.cpu;
  const mean = calls.length === 0 ? 0 : cpu / calls.length;
  return verdict(calls.length > 0 && mean >= p.atLeast * SECOND, seconds(mean));
}

/** Several workers, each with the global, and none of them has counted every call. */
export function perWorkerCounterDiffers(p: LeafOf<'perWorkerCounterDiffers'>, model: RunModel): Verdict {
  const latest = model.workers.flatMap((w) => {
    const seen = w.globals.flatMap((g) => g.values).filter(([name]) => name === p.name);
    const value = seen.at(-1)?.[1];
    return value === undefined ? [] : [value];
  });
  const total = callsOf(model).length;
  return verdict(latest.length > 1 && latest.every((value) => Number(value) < total), words(latest.join(' ') || '–'));
}
