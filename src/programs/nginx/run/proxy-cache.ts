/** What proxy_cache has of an answer: finding it, sending it, asking the upstream whether it still holds. */
import type { Eff } from '../../../engine/task.ts';
import { isNamed, type Header, type ResponseHead } from '../../../protocols/http1/index.ts';
import { conditional, toNotModified, type Reply } from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { flag, time } from '../http/settings.ts';
import { bypassed, findAnswer, mayUseStale, usedEnough, type CachedAnswer, type CacheUse } from './cache.ts';
import type { Outcome } from './outcome.ts';
import { proxiedReply } from './proxy-headers.ts';
import type { ProxyTarget } from './proxy-target.ts';
import type { Sender } from './sender.ts';
import type { WorkerState } from './worker-state.ts';

/** What the cache says to a request. */
export interface LookUp {
  /** To be sent now. */
  readonly answer: CachedAnswer | null;
  /** An expired one: to be asked about, or to fall back to. */
  readonly expired: CachedAnswer | null;
  /** The upstream's answer may be kept. */
  readonly keeps: boolean;
  /** Others wait for this request's answer, or make do with the old one: say when it is over. */
  readonly fetches: boolean;
}

const FETCH: LookUp = { answer: null, expired: null, keeps: true, fetches: false };
/** How often a waiting request looks whether the other's answer has come, µs. */
const GLANCE = 500_000;

/** A bypass finds nothing; with proxy_cache_lock one request fetches what is missing, and the others wait for it. */
export function* lookUp(worker: WorkerState, r: Req, use: CacheUse): Eff<LookUp> {
  const { sys } = worker;
  r.upstream.cacheStatus = 'MISS';
  if (bypassed(worker, r)) {
    r.upstream.cacheStatus = 'BYPASS';
    return FETCH;
  }
  const enough = usedEnough(r, use);
  const lock = flag(r.level, r.own('cache_lock'), false);
  const until = sys.now + time(r.level, r.own('cache_lock_timeout'), 5);
  const { fetched } = use.cache;
  for (;;) {
    const answer = findAnswer(r, use);
    if (answer !== null) return answer.until >= worker.seconds ? hit(r, answer) : expired(worker, r, use, answer);
    if (!enough) return { ...FETCH, keeps: false };
    if (!lock) return FETCH;
    if ((fetched.get(use.key) ?? 0) <= sys.now) {
      fetched.set(use.key, sys.now + time(r.level, r.own('cache_lock_age'), 5));
      return { ...FETCH, fetches: true };
    }
    if (sys.now >= until) {
      worker.error(r, 'info', 'cache lock timeout');
      return { ...FETCH, keeps: false };
    }
    yield* sys.sleep(Math.min(GLANCE, until - sys.now));
  }
}

function hit(r: Req, answer: CachedAnswer): LookUp {
  r.upstream.cacheStatus = 'HIT';
  return { ...FETCH, answer };
}

/** The first to find it expired fetches it anew; meanwhile others may get the old one. */
function expired(worker: WorkerState, r: Req, use: CacheUse, answer: CachedAnswer): LookUp {
  const { fetched } = use.cache;
  const goesOn =
    answer.until + answer.whileRevalidate >= worker.seconds || mayUseStale(r, 'updating', answer, worker.seconds);
  if (fetched.has(use.key)) {
    r.upstream.cacheStatus = goesOn ? 'UPDATING' : 'EXPIRED';
    return goesOn ? { ...FETCH, answer } : { ...FETCH, expired: answer };
  }
  fetched.set(use.key, Infinity);
  const behind = goesOn && flag(r.level, r.own('cache_background_update'), false);
  r.upstream.cacheStatus = behind ? 'STALE' : 'EXPIRED';
  return { answer: behind ? answer : null, expired: answer, keeps: true, fetches: true };
}

export function* fromCache(
  worker: WorkerState,
  r: Req,
  sender: Sender,
  answer: CachedAnswer,
  target: ProxyTarget,
): Eff<Outcome> {
  const head: ResponseHead = {
    version: { major: 1, minor: 1 },
    status: answer.status,
    reason: answer.reason,
    headers: answer.headers,
    line: '',
    size: 0,
  };
  r.upstream.headers = answer.headers;
  const reply = proxiedReply(worker, r, head, target);
  answerCondition(reply, r);
  yield* sender.start(reply);
  yield* sender.write(answer.body, 'waits');
  yield* sender.finish();
  return { type: 'sent' };
}

/** What may be kept is nginx's own to judge: a client that has it already is told so. */
export function answerCondition(reply: Reply, r: Req): void {
  if (conditional(reply, r) === 'not-modified') toNotModified(reply);
}

/** What may be kept is asked for with its body. */
export const upstreamMethod = (r: Req, cache: CacheUse | null): string =>
  cache !== null && r.method === 'HEAD' && flag(r.level, r.own('cache_convert_head'), true) ? 'GET' : r.method;

/** proxy_cache_revalidate */
export const revalidates = (r: Req): boolean => flag(r.level, r.own('cache_revalidate'), false);

/** If-Modified-Since and If-None-Match, from what the expired answer said of itself. */
export function questions(expired: CachedAnswer): Header[] {
  const ask = (name: string, about: string): Header[] => {
    const value = expired.headers.find((h) => isNamed(h.name, about))?.value;
    return value === undefined ? [] : [{ name, value }];
  };
  return [...ask('If-Modified-Since', 'last-modified'), ...ask('If-None-Match', 'etag')];
}
