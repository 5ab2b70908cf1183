/** What proxy_cache has of an answer: finding it, sending it, asking the upstream whether it still holds. */
import type { Eff } from '../../../engine/task.ts';
import { isNamed, type Header, type ResponseHead } from '../../../protocols/http1/index.ts';
import type { Req } from '../http/request.ts';
import { flag } from '../http/settings.ts';
import { bypassed, findAnswer, type CachedAnswer, type CacheUse } from './cache.ts';
import type { Outcome } from './outcome.ts';
import { proxiedReply } from './proxy-headers.ts';
import type { ProxyTarget } from './proxy-target.ts';
import type { Sender } from './sender.ts';
import type { WorkerState } from './worker-state.ts';

/** What is kept for this request, if anything, and whether it is still fresh; a bypass finds nothing. */
export function lookUp(
  worker: WorkerState,
  r: Req,
  use: CacheUse,
): { readonly answer: CachedAnswer; readonly fresh: boolean } | null {
  const answer = findAnswer(r, use);
  r.upstream.cacheStatus = answer === null ? 'MISS' : 'EXPIRED';
  if (bypassed(worker, r)) {
    r.upstream.cacheStatus = 'BYPASS';
    return null;
  }
  return answer === null ? null : { answer, fresh: answer.until >= worker.seconds };
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
  yield* sender.start(proxiedReply(worker, r, head, target));
  yield* sender.write(answer.body, 'waits');
  yield* sender.finish();
  return { type: 'sent' };
}

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
