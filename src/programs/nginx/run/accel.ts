/** Answers of an upstream's that nginx replaces: X-Accel-Redirect, and errors with a page of ours. */
import type { ResponseHead } from '../../../protocols/http1/index.ts';
import { lists } from '../http/settings.ts';
import type { Req } from '../http/request.ts';
import type { Outcome } from './outcome.ts';
import type { WorkerState } from './worker-state.ts';

/** The upstream names something of ours to send instead; some of its headers go along. */
export function accelRedirect(worker: WorkerState, r: Req, head: ResponseHead, to: string): Outcome {
  worker.note(r, 'x-accel-redirect', to);
  const keep = ['set-cookie', 'content-disposition', 'cache-control', 'expires'];
  r.accelHeaders = {
    contentType: head.headers.find((h) => h.name.toLowerCase() === 'content-type')?.value ?? null,
    others: head.headers.filter((h) => keep.includes(h.name.toLowerCase())),
  };
  if (to.startsWith('@')) return { type: 'named', name: to };
  const question = to.indexOf('?');
  if (r.method !== 'HEAD') r.method = 'GET';
  return {
    type: 'internal',
    uri: question < 0 ? to : to.slice(0, question),
    args: question < 0 ? '' : to.slice(question + 1),
  };
}

export const hasErrorPage = (r: Req, status: number): boolean =>
  lists(r.level, 'error_page').some((d) => d.args.includes(String(status)));
