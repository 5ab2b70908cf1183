/** One connection to an upstream: connecting, sending, reading the head, with nginx's words for what goes wrong. */
import { EMPTY, latin1, type Bytes } from '../../../base/bytes.ts';
import type { Cond } from '../../../engine/cond.ts';
import type { Eff } from '../../../engine/task.ts';
import { errnoNumber, strerror, SysError } from '../../../machine/errno.ts';
import type { PollInterest } from '../../../machine/sys-net.ts';
import { nginxUpstreamDialect, responseHeadParser, type ResponseHead } from '../../../protocols/http1/index.ts';
import type { Peer } from '../http/balance.ts';
import type { Req } from '../http/request.ts';
import { argsOf, bytes as sizeSetting, flag, time } from '../http/settings.ts';
import { upToTheFault } from './head-faults.ts';
import type { ClientIo } from './client-io.ts';
import type { Outcome } from './outcome.ts';
import type { WorkerState } from './worker-state.ts';

/** Words of proxy_next_upstream. */
export type FailureKind = 'error' | 'timeout' | 'invalid_header' | 'no-live' | 'aborted' | StatusFailure;

/** Statuses of an upstream's that proxy_next_upstream can name. */
const STATUS_FAILURES = ['http_500', 'http_502', 'http_503', 'http_504', 'http_403', 'http_404', 'http_429'] as const;
type StatusFailure = (typeof STATUS_FAILURES)[number];

/** The word for a status, if there is one. */
export function failingStatus(status: number): StatusFailure | null {
  return status < 400 ? null : (STATUS_FAILURES.find((kind) => kind === `http_${status}`) ?? null);
}

export interface Failure {
  readonly type: 'failure';
  readonly kind: FailureKind;
  readonly level: 'error' | 'crit' | 'info';
  readonly text: string;
  /** What becomes of the request, where the kind alone does not say. */
  readonly ends?: Outcome;
}

export const failure = (
  kind: FailureKind,
  text: string,
  level: Failure['level'] = 'error',
  ends?: Outcome,
): Failure => ({
  type: 'failure',
  kind,
  level,
  text,
  ...(ends && { ends }),
});
export const ABORTED = failure(
  'aborted',
  'client prematurely closed connection, so upstream connection is closed too',
  'info',
);

export type HeadAnswer =
  | { readonly type: 'head'; readonly head: ResponseHead; readonly rest: Bytes }
  /** No HTTP: what came is passed on as it is. */
  | { readonly type: 'raw'; readonly bytes: Bytes }
  | Failure;

const UNIX_SOFT = new Set(['ECONNREFUSED', 'EAGAIN', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH']);

/** proxy_bind: the address to come from, null when the kernel may choose. */
function sourceOf(worker: WorkerState, r: Req): string | null {
  const [given = 'off'] = argsOf(r.level, r.own('bind')) ?? [];
  const address = given === 'off' ? '' : worker.variables.source(given, r);
  return address === '' ? null : address.replace(/(?<=^[^:]*):\d+$/, '');
}

export function* connectPeer(worker: WorkerState, r: Req, peer: Peer): Eff<number | Failure> {
  const { sys } = worker;
  const { address } = peer;
  const timeout = time(r.level, r.own('connect_timeout'), 60);
  if (!worker.takeConnection()) {
    return failure('error', 'worker_connections are not enough while connecting to upstream');
  }
  worker.shared.connections++;
  try {
    const to =
      address.family === 'unix'
        ? ({ family: 'unix', path: address.host } as const)
        : ({ family: 'tcp', ip: address.host, port: address.port } as const);
    const options = { timeout, nonblocking: address.family === 'unix', req: worker.reqOf(r) };
    const source = sourceOf(worker, r);
    return yield* sys.net.connect(to, source === null || address.family === 'unix' ? options : { ...options, source });
  } catch (error) {
    worker.connections--;
    if (!(error instanceof SysError)) throw error;
    if (error.errno === 'ETIMEDOUT')
      return failure('timeout', 'upstream timed out (110: Connection timed out) while connecting to upstream');
    const text = `(${errnoNumber(error.errno)}: ${strerror(error.errno)})`;
    // A refused TCP connection is found out later, everything else by connect(2) itself.
    const later = address.family !== 'unix' && error.errno === 'ECONNREFUSED';
    const soft = UNIX_SOFT.has(error.errno);
    return failure(
      'error',
      `connect()${later ? '' : ` to ${peer.text}`} failed ${text} while connecting to upstream`,
      soft ? 'error' : 'crit',
    );
  }
}

export class UpstreamConnection {
  closed = false;
  private readonly reading: PollInterest;

  constructor(
    protected readonly worker: WorkerState,
    protected readonly r: Req,
    private readonly client: ClientIo,
    readonly fd: number,
  ) {
    this.reading = { fd, read: true, write: false };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.worker.connections--;
    this.worker.sys.fs.close(this.fd);
  }

  /** Keep it open for another request: it is no longer ours. */
  handOver(): void {
    this.closed = true;
    this.worker.connections--;
  }

  private get watchesClient(): boolean {
    return !this.forOthersToo && !flag(this.r.level, this.r.own('ignore_client_abort'), false);
  }

  /** What may tell that the client has left, if that matters. */
  clientConds(): readonly Cond[] {
    if (!this.watchesClient || !this.client.watchable) return [];
    return this.worker.sys.net.condsOf({ fd: this.r.client.fd, read: true });
  }

  clientLeft(): boolean {
    return this.watchesClient && this.client.checkGone();
  }

  /** Wait until the upstream can be read or written; the client's leaving ends it too. */
  *ready(
    want: 'read' | 'write' | 'both',
    timeout: number,
    watch = this.watchesClient,
  ): Eff<'ready' | 'timeout' | 'aborted'> {
    const { sys } = this.worker;
    const until = sys.now + timeout;
    const upstream = want === 'read' ? this.reading : { fd: this.fd, read: want !== 'write', write: true };
    for (;;) {
      const interests =
        watch && this.client.watchable ? [upstream, { fd: this.r.client.fd, read: true, write: false }] : [upstream];
      let fds = sys.net.pollNow(interests);
      if (fds.length === 0 && sys.now < until) {
        yield sys.net.awaited(interests, until - sys.now);
        fds = sys.net.pollNow(interests);
      }
      if (fds.includes(this.fd)) return 'ready';
      if (fds.length > 0 && this.client.checkGone() && watch) return 'aborted';
      if (sys.now >= until) return 'timeout';
    }
  }

  get now(): number {
    return this.worker.sys.now;
  }

  /** Wait for more of a body that is passed on as it comes; true when the upstream speaks before the client does. */
  *speaksFirst(patience: number): Eff<boolean> {
    const { sys } = this.worker;
    if (this.client.hasPiece) return false;
    const interests = [this.reading, { fd: this.r.client.fd, read: true, write: false }];
    if (sys.net.pollNow(interests).length === 0) yield sys.net.awaited(interests, patience);
    const fds = sys.net.pollNow(interests);
    return fds.length === 1 && fds[0] === this.fd;
  }

  /** Null when all has been sent, or when the upstream answers before that. */
  *send(bytes: Bytes): Eff<Failure | null> {
    const { sys } = this.worker;
    const timeout = time(this.r.level, this.r.own('send_timeout'), 60);
    const req = this.worker.reqOf(this.r);
    for (let done = 0; done < bytes.length;) {
      try {
        done += sys.net.sendNow(this.fd, done === 0 ? bytes : bytes.subarray(done), req);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        if (sys.net.pollNow([{ fd: this.fd, read: true }]).length > 0 && error.errno === 'EPIPE') return null;
        return failure(
          'error',
          `writev() failed (${errnoNumber(error.errno)}: ${strerror(error.errno)}) while sending request to upstream`,
        );
      }
      if (done >= bytes.length) return null;
      const state = yield* this.ready('both', timeout);
      if (state === 'aborted') return { ...ABORTED, text: `${ABORTED.text} while sending request to upstream` };
      if (state === 'timeout')
        return failure('timeout', 'upstream timed out (110: Connection timed out) while sending request to upstream');
      if (sys.net.pollNow([{ fd: this.fd, read: true }]).length > 0) return null;
    }
    return null;
  }

  /** The next bytes of the answer; empty at its end. */
  *read(what: string, watch?: boolean): Eff<Bytes | Failure> {
    if (!this.worker.sys.net.isReady(this.reading)) {
      const state = yield* this.ready('read', time(this.r.level, this.r.own('read_timeout'), 60), watch);
      if (state === 'aborted') return { ...ABORTED, text: `${ABORTED.text} while ${what}` };
      if (state === 'timeout')
        return failure('timeout', `upstream timed out (110: Connection timed out) while ${what}`);
    }
    return this.readNow(what) ?? EMPTY;
  }

  /** What has come; null for nothing yet. */
  readNow(what: string): Bytes | Failure | null {
    try {
      return this.worker.sys.net.recvNow(this.fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return failure('error', `recv() failed (${errnoNumber(error.errno)}: ${strerror(error.errno)}) while ${what}`);
    }
  }

  /** The head of the answer. An interim one (100, 103) is taken for it: nginx knew no other before 1.29. */
  *head(): Eff<HeadAnswer> {
    const what = 'reading response header from upstream';
    const limit = sizeSetting(this.r.level, this.r.own('buffer_size'), 4096);
    const parser = responseHeadParser(nginxUpstreamDialect(limit));
    for (;;) {
      const bytes = yield* this.read(what);
      if (!(bytes instanceof Uint8Array)) return bytes;
      if (bytes.length === 0) return failure('error', `upstream prematurely closed connection while ${what}`);
      const result = parser.feed(bytes);
      switch (result.type) {
        case 'more':
          continue;
        case 'head':
          return result;
        case 'fault':
          if (result.fault.kind === 'bad-status-line') {
            this.worker.error(this.r, 'error', `upstream sent no valid HTTP/1.0 header while ${what}`, this.label);
            return { type: 'raw', bytes: parser.received() };
          }
          if (result.fault.kind === 'head-too-large')
            return failure('invalid_header', `upstream sent too big header while ${what}`);
          return failure(
            'invalid_header',
            `upstream sent invalid header: "${upToTheFault(result.fault.text)}..." while ${what}`,
          );
      }
    }
  }

  /** Address and URI, for log lines. */
  label = '';
  /** Requests that it has carried, this one among them. */
  uses = 1;
  /** A cache waits for the answer, whatever becomes of the client. */
  forOthersToo = false;
}

/** The request line and headers as bytes. */
export function requestHeadBytes(
  method: string,
  uri: string,
  version: string,
  headers: readonly { readonly name: string; readonly value: string }[],
): Bytes {
  let text = `${method} ${uri} HTTP/${version}\r\n`;
  for (const h of headers) text += `${h.name}: ${h.value}\r\n`;
  return latin1(`${text}\r\n`);
}
