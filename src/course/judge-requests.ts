import { metricsOf } from '../projections/metrics.ts';
import type { RequestHistory, RunModel } from '../projections/model.ts';
import { bodyOf, count, filledIn, seconds, selected, type Verdict, verdict, words } from './evidence.ts';
import type { LeafOf } from './predicate.ts';

type Found = readonly RequestHistory[];

/** True for each of them, and there is at least one; else the first that is not decides. */
function each(found: Found, good: (r: RequestHistory) => boolean, shown: (r: RequestHistory) => string): Verdict {
  const bad = found.find((r) => !good(r));
  const decides = bad ?? found[0];
  return verdict(
    found.length > 0 && bad === undefined,
    decides ? words(shown(decides)) : count(0),
    bad?.req ?? null,
    bad?.finishedAt ?? null,
  );
}

const statusText = (r: RequestHistory): string => r.error ?? String(r.status ?? '…');
const answered = (r: RequestHistory): r is RequestHistory & { finishedAt: number } =>
  r.finishedAt !== null && r.error === null;

export const requestStatus = (p: LeafOf<'requestStatus'>, model: RunModel): Verdict =>
  each(selected(model, p.which), (r) => r.error === null && r.status !== null && p.is.includes(r.status), statusText);

export const requestFailed = (p: LeafOf<'requestFailed'>, model: RunModel): Verdict =>
  each(selected(model, p.which), (r) => r.error?.includes(p.includes) === true, statusText);

/** What crossed the wire, not what was said under the seal of TLS. */
export function wireShows(p: LeafOf<'wireShows'>, model: RunModel): Verdict {
  for (const { req, conns } of selected(model, p.which)) {
    const sent = model.conns.get(conns[0] ?? -1)?.sent ?? [];
    for (const dir of ['up', 'down'] as const) {
      const pieces = sent.filter((piece) => piece.dir === dir);
      const text = pieces.map((piece) => piece.data).join('');
      if (text.includes(p.text)) return verdict(true, words(p.text), req, pieces[0]?.at ?? null);
    }
  }
  return verdict(false);
}

export function requestHeader(p: LeafOf<'requestHeader'>, model: RunModel): Verdict {
  const value = (r: RequestHistory): string | undefined =>
    r.headers.find(([name]) => name.toLowerCase() === p.name.toLowerCase())?.[1];
  return each(
    selected(model, p.which),
    (r) => value(r)?.includes(p.includes ?? '') === true,
    (r) => value(r) ?? '–',
  );
}

export const bodyContains = (p: LeafOf<'bodyContains'>, model: RunModel): Verdict =>
  each(
    selected(model, p.which),
    (r) => answered(r) && bodyOf(model, r).includes(filledIn(p.text, r)),
    (r) => bodyOf(model, r).trim() || statusText(r),
  );

export function bodiesDiffer(p: LeafOf<'bodiesDiffer'>, model: RunModel): Verdict {
  const found = selected(model, p.which);
  const bodies = found.filter(answered).map((r) => bodyOf(model, r));
  const different = new Set(bodies).size;
  return verdict(found.length > 1 && different === found.length, count(different));
}

export function largestNumber(p: LeafOf<'largestNumber'>, model: RunModel): Verdict {
  const bodies = selected(model, p.which).map((r) => bodyOf(model, r));
  const numbers = bodies.flatMap((body) => (body.match(/\d+/g) ?? []).map(Number));
  const largest = numbers.reduce((a, b) => Math.max(a, b), -1);
  return verdict(largest === p.is, largest < 0 ? null : count(largest));
}

/** When each of them left, seconds after ready, in order of time. */
const leaving = (found: Found, model: RunModel): readonly number[] =>
  found
    .filter(answered)
    .map((r) => r.finishedAt - model.t0)
    .sort((a, b) => a - b);

export function allServedBefore(p: LeafOf<'allServedBefore'>, model: RunModel): Verdict {
  const found = selected(model, p.which);
  const unserved = found.find((r) => !answered(r) || r.outcome !== 'ok');
  const last = leaving(found, model).at(-1);
  const ok = found.length > 0 && unserved === undefined && last !== undefined && last <= p.at * 1_000_000;
  if (unserved) return verdict(false, words(statusText(unserved)), unserved.req, unserved.finishedAt);
  return verdict(ok, last === undefined ? null : seconds(last), null, last === undefined ? null : model.t0 + last);
}

export function servedAt(p: LeafOf<'servedAt'>, model: RunModel): Verdict {
  const times = leaving(selected(model, p.which), model);
  const ok =
    times.length === p.at.length &&
    p.at.every((wanted, i) => Math.abs((times[i] ?? Number.NaN) - wanted * 1_000_000) <= p.tolerance * 1_000_000);
  return verdict(ok, words(times.map((us) => String(Math.round(us / 100_000) / 10)).join(' ') || '–'));
}

export function nobodyServed(p: LeafOf<'nobodyServed'>, model: RunModel): Verdict {
  const found = selected(model, p.which);
  const served = found.filter((r) => r.outcome === 'ok').length;
  return verdict(found.length > 0 && served === 0, count(served));
}

export function p95Below(p: LeafOf<'p95Below'>, model: RunModel): Verdict {
  const wanted = new Set(selected(model, p.which).map((r) => r.req));
  const latencies = metricsOf(model).latencies.filter((l) => wanted.has(l.req));
  const p95 = latencies[Math.max(0, Math.ceil(0.95 * latencies.length) - 1)];
  return verdict(p95 !== undefined && p95.us < p.seconds * 1_000_000, p95 ? seconds(p95.us) : null, p95?.req ?? null);
}

export function answerBegins(p: LeafOf<'answerBegins'>, model: RunModel): Verdict {
  const heads = new Map<number, number>();
  for (const event of model.events)
    if (event.kind === 'request.head' && !heads.has(event.req)) heads.set(event.req, event.at);
  const found = selected(model, p.which);
  const took = (r: RequestHistory): number => (heads.get(r.req) ?? Infinity) - r.startedAt;
  const slowest = [...found].sort((a, b) => took(b) - took(a))[0];
  if (slowest === undefined) return verdict(false);
  const us = took(slowest);
  const shown = us === Infinity ? words(statusText(slowest)) : seconds(us);
  return verdict(us <= p.within * 1_000_000, shown, slowest.req, heads.get(slowest.req) ?? null);
}

export function answeredFrom(p: LeafOf<'answeredFrom'>, model: RunModel): Verdict {
  const by = new Map<number, 'nginx' | 'upstream'>();
  for (const event of model.events) if (event.kind === 'proxy.response') by.set(event.req, event.by);
  const from = (r: RequestHistory): string => (r.file === null ? (by.get(r.req) ?? '–') : 'file');
  return each(selected(model, p.which), (r) => from(r) === p.from, from);
}

const within = (n: number, p: { readonly atLeast?: number; readonly atMost?: number }): boolean =>
  n >= (p.atLeast ?? 0) && n <= (p.atMost ?? Infinity);

export function statusCount(p: LeafOf<'statusCount'>, model: RunModel): Verdict {
  const hits = selected(model, p.which).filter((r) => r.status !== null && p.is.includes(r.status));
  return verdict(within(hits.length, p), count(hits.length), hits[0]?.req ?? null);
}

export function bodyCount(p: LeafOf<'bodyCount'>, model: RunModel): Verdict {
  const hits = selected(model, p.which).filter((r) => answered(r) && bodyOf(model, r).includes(p.text));
  return verdict(within(hits.length, p), count(hits.length), hits[0]?.req ?? null);
}
