/** Which server of an upstream a request goes to, and whether another may be tried after it. */
import type { Peers } from '../http/balance.ts';
import type { Req } from '../http/request.ts';
import { wordsOf } from '../http/settings.ts';
import type { WorkerState } from './worker-state.ts';

export function balanceKey(worker: WorkerState, r: Req, peers: Peers): string {
  const { balancing } = peers.upstream;
  return balancing.type === 'hash' ? worker.variables.text(balancing.key, r) : r.client.address;
}

/** proxy_next_upstream: what may be tried elsewhere; a POST that was sent only if `non_idempotent` says so. */
export function mayRetry(r: Req, requestSent: boolean, kind: string): boolean {
  const given = wordsOf(r.level, r.own('next_upstream'));
  const allowed = given.length === 0 ? ['error', 'timeout'] : given;
  if (allowed.includes('off') || !allowed.includes(kind)) return false;
  const unsafe = ['POST', 'LOCK', 'PATCH'].includes(r.method);
  return !(requestSent && unsafe && !allowed.includes('non_idempotent'));
}
