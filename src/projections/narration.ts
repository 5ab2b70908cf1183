import type { TraceEvent } from '../trace/events.ts';
import { lastAtOrBefore } from './at.ts';
import type { RunModel } from './model.ts';

/**
 * What a person would say of an event, as data: one sentence per event that deserves one. Captions, the log of what
 * happened and screen readers share it; the words are the catalogue's.
 */
export type Note =
  | { readonly say: 'ready'; readonly workers: number }
  | { readonly say: 'arrives'; readonly req: number; readonly line: string }
  | { readonly say: 'queued'; readonly req: number; readonly depth: number }
  | { readonly say: 'dropped'; readonly retry: number }
  | { readonly say: 'refused'; readonly to: string }
  | { readonly say: 'file'; readonly req: number; readonly path: string }
  | { readonly say: 'noUpstream'; readonly req: number; readonly error: string }
  | { readonly say: 'taken'; readonly req: number; readonly pid: number }
  | { readonly say: 'waits'; readonly pid: number; readonly place: string }
  | { readonly say: 'parked'; readonly pid: number; readonly place: string }
  | { readonly say: 'raised'; readonly pid: number; readonly error: string; readonly place: string }
  | { readonly say: 'handsOver'; readonly req: number; readonly pid: number; readonly status: number }
  | { readonly say: 'sealed'; readonly name: string; readonly version: string }
  | { readonly say: 'distrusts'; readonly names: string; readonly why: string; readonly ignored: boolean }
  | { readonly say: 'leaves'; readonly req: number; readonly status: number }
  | { readonly say: 'givesUp'; readonly req: number; readonly error: string }
  | { readonly say: 'hired'; readonly pid: number }
  | { readonly say: 'bootFailed'; readonly pid: number; readonly error: string }
  | { readonly say: 'timeout'; readonly pid: number }
  | { readonly say: 'gone'; readonly pid: number; readonly how: string }
  | { readonly say: 'reload' }
  | { readonly say: 'stopping'; readonly graceful: boolean }
  | { readonly say: 'limit'; readonly limit: string }
  | { readonly say: 'ended' };

const placeOf = (file: string, line: number): string =>
  file === '' ? '' : `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;

/** The note of an event, or null where nobody would say anything. `isWorker`: the processes that serve. */
function noteOf(event: TraceEvent, isWorker: (pid: number) => boolean, workers: number): Note | null {
  switch (event.kind) {
    case 'run.ready':
      return { say: 'ready', workers };
    case 'request.started':
      return { say: 'arrives', req: event.req, line: `${event.method} ${event.target}` };
    case 'conn.queued':
      return event.req !== undefined && event.depth > 1 ? { say: 'queued', req: event.req, depth: event.depth } : null;
    case 'conn.dropped':
      return { say: 'dropped', retry: event.retry };
    case 'conn.refused':
      return { say: 'refused', to: event.to };
    case 'proxy.static':
      return event.found ? { say: 'file', req: event.req, path: event.path } : null;
    case 'proxy.upstream_failed':
      return { say: 'noUpstream', req: event.req, error: event.error };
    case 'worker.request':
      return { say: 'taken', req: event.req, pid: event.pid };
    case 'python.blocked':
      return event.file !== '' && isWorker(event.pid)
        ? { say: 'waits', pid: event.pid, place: placeOf(event.file, event.line) }
        : null;
    case 'app.parked':
      return { say: 'parked', pid: event.pid, place: placeOf(event.file, event.line) };
    case 'app.raised':
      return { say: 'raised', pid: event.pid, error: event.error, place: placeOf(event.file, event.line) };
    case 'worker.response':
      return { say: 'handsOver', req: event.req, pid: event.pid, status: event.status };
    case 'tls.open':
      return event.side === 'client' && event.sni !== ''
        ? { say: 'sealed', name: event.sni, version: event.version }
        : null;
    case 'tls.certificate':
      return event.verdict === ''
        ? null
        : { say: 'distrusts', names: event.names.join(', '), why: event.verdict, ignored: event.ignored };
    case 'request.finished':
      return { say: 'leaves', req: event.req, status: event.status };
    case 'request.failed':
      return { say: 'givesUp', req: event.req, error: event.error };
    case 'worker.booted':
      return { say: 'hired', pid: event.pid };
    case 'worker.boot_failed':
      return { say: 'bootFailed', pid: event.pid, error: event.error };
    case 'worker.timeout':
      return { say: 'timeout', pid: event.pid };
    case 'process.exited':
      return isWorker(event.pid)
        ? {
            say: 'gone',
            pid: event.pid,
            how: event.signal === null ? `exit ${event.code ?? '?'}` : `SIG${event.signal}`,
          }
        : null;
    case 'server.reloading':
      return { say: 'reload' };
    case 'server.stopping':
      return { say: 'stopping', graceful: event.graceful };
    case 'run.limit':
      return { say: 'limit', limit: event.limit };
    case 'run.ended':
      return { say: 'ended' };
    default:
      return null;
  }
}

export interface NoteAt {
  readonly at: number;
  readonly seq: number;
  readonly note: Note;
}

/** Far enough back to find the latest thing that was worth a sentence. */
const REACH = 400;

/** How many are there at that instant: none where all have failed, or come only with a request. */
const workersAt = ({ workers }: RunModel, at: number): number =>
  workers.filter((w) => w.bootingAt <= at && (w.exitedAt === null || w.exitedAt > at)).length;

/** What was said last at `t`; null before anything was. */
export function noteAt(model: RunModel, t: number): NoteAt | null {
  const pids = new Set(model.workers.map((w) => w.pid));
  const isWorker = (pid: number): boolean => pids.has(pid);
  const last = lastAtOrBefore(model.events, t, (e) => e.at);
  for (let i = last; i >= 0 && i > last - REACH; i--) {
    const event = model.events[i];
    const note = event === undefined ? null : noteOf(event, isWorker, workersAt(model, event.at));
    if (event !== undefined && note !== null) return { at: event.at, seq: event.seq, note };
  }
  return null;
}
