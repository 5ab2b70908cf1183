/** Answers of an upstream's that nginx replaces: X-Accel-Redirect, and errors with a page of ours. */
import type { ResponseHead } from '../../../protocols/http1/index.ts';
import { lists } from '../http/settings.ts';
import type { Req } from '../http/request.ts';
import { unsafeUri } from '../http/uri.ts';
import { statusOf, type Outcome } from './outcome.ts';
import type { WorkerState } from './worker-state.ts';

const CARRIED = new Set(['set-cookie', 'content-disposition', 'cache-control', 'expires', 'accept-ranges']);

/** The upstream names something of ours to send instead; some of its headers go along. */
export function accelRedirect(worker: WorkerState, r: Req, head: ResponseHead, to: string): Outcome {
  worker.note(r, 'x-accel-redirect', to);
  r.accelType = head.headers.find((h) => h.name.toLowerCase() === 'content-type')?.value || null;
  r.carried.push(...head.headers.filter((h) => CARRIED.has(h.name.toLowerCase())));
  if (to.startsWith('@')) return { type: 'named', name: to };
  const target = unsafeUri(to);
  if (target === null) {
    worker.error(r, 'error', `unsafe URI "${to}" was detected while reading response header from upstream`);
    return statusOf(404);
  }
  if (r.method !== 'HEAD') r.method = 'GET';
  return { type: 'internal', ...target };
}

export const hasErrorPage = (r: Req, status: number): boolean =>
  lists(r.level, 'error_page').some((d) => d.args.includes(String(status)));

/** X-Accel-Limit-Rate, bytes a second; null when the upstream leaves that to nginx. */
export function rateOf(head: ResponseHead): number | null {
  const rate = head.headers.find((h) => h.name.toLowerCase() === 'x-accel-limit-rate')?.value ?? '';
  return /^\d+$/.test(rate) ? Number(rate) : null;
}
