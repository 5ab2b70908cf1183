/**
 * Filters that need the whole body, in nginx's order: gunzip, addition, sub_filter, ssi. Each announces itself in the
 * head (no length, no ranges, a weak ETag) and gives the body back in the pieces in which nginx would pass it on.
 */
import { fromLatin1, latin1, type Bytes } from '../../../base/bytes.ts';
import { gunzipBounded } from '../../../base/inflate.ts';
import type { Eff } from '../../../engine/task.ts';
import { isNamed } from '../../../protocols/http1/index.ts';
import { clientTakesGzip } from '../http/gzip-rules.ts';
import { clearRanges, hasType, substitutions, weaken, type Reply } from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { argsOf, flag } from '../http/settings.ts';
import { ssi } from './ssi.ts';
import type { WorkerState } from './worker-state.ts';

/** What another address of ours answers, in pieces. */
export type Include = (question: Req) => Eff<Bytes[]>;
/** At once, or after asking. */
export type BodyFilter = (
  body: Bytes,
  at: { readonly first: boolean; readonly last: boolean },
) => readonly Bytes[] | Eff<readonly Bytes[]>;

/** More than this does not come out of a packed file, bytes. */
const MOST = 64 * 1024 * 1024;

export function bodyFilters(reply: Reply, r: Req, worker: WorkerState, include: Include | null): BodyFilter[] {
  if (reply.status === 304) return [];
  return [
    gunzip(reply, r, worker),
    addition(reply, r, include),
    substitution(reply, r, worker),
    script(reply, r, worker, include),
  ].filter((filter) => filter !== null);
}

/** The body will be another one. `dated`: its date still holds. */
function changes(reply: Reply, dated: boolean): void {
  reply.contentLength = null;
  clearRanges(reply);
  if (dated) return weaken(reply);
  reply.lastModified = null;
  reply.etag = null;
}

/** gunzip: for clients that do not take what is packed. */
function gunzip(reply: Reply, r: Req, worker: WorkerState): BodyFilter | null {
  const at = reply.headers.findIndex((h) => isNamed(h.name, 'content-encoding') && h.value.toLowerCase() === 'gzip');
  if (at < 0 || !flag(r.level, 'gunzip', false)) return null;
  r.gzipVaries = true;
  if (clientTakesGzip(reply, r, worker.seconds)) return null;
  reply.headers.splice(at, 1);
  changes(reply, true);
  return (body) => {
    try {
      return [gunzipBounded(body, MOST)];
    } catch {
      worker.error(r, 'error', 'inflate() failed: 1, -3');
      return [];
    }
  };
}

/** add_before_body and add_after_body */
function addition(reply: Reply, r: Req, include: Include | null): BodyFilter | null {
  const before = argsOf(r.level, 'add_before_body')?.[0] ?? '';
  const after = argsOf(r.level, 'add_after_body')?.[0] ?? '';
  if (include === null || reply.status !== 200 || r.main !== null || before + after === '') return null;
  if (!hasType(reply, r.level, 'addition_types')) return null;
  changes(reply, true);
  return function* (body, { first, last }) {
    const ahead = first && before !== '' ? yield* include(r.subrequest(before)) : [];
    const behind = last && after !== '' ? yield* include(r.subrequest(after)) : [];
    return [...ahead, body, ...behind];
  };
}

/** sub_filter */
function substitution(reply: Reply, r: Req, worker: WorkerState): BodyFilter | null {
  const substitute = substitutions(reply, r, worker.variables);
  if (substitute === null) return null;
  changes(reply, flag(r.level, 'sub_filter_last_modified', false));
  return (body) => [latin1(substitute(fromLatin1(body)))];
}

/** ssi */
function script(reply: Reply, r: Req, worker: WorkerState, include: Include | null): BodyFilter | null {
  if (include === null || !flag(r.level, 'ssi', false) || reply.contentLength === 0) return null;
  if (!hasType(reply, r.level, 'ssi_types')) return null;
  changes(reply, flag(r.level, 'ssi_last_modified', false));
  return (body) => ssi(worker, r, fromLatin1(body), include);
}
