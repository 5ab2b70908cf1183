/** One request on one connection, for the worker classes that call a WSGI application (workers/sync.py, gthread.py 26.2). */
import { concat, EMPTY, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { Inner, type Eff } from '../../engine/task.ts';
import type { GuestResult } from '../../machine/guest.ts';
import { SysError } from '../../machine/errno.ts';
import type { GuestValue } from '../../machine/guest-port.ts';
import { buildEnviron, packed, tellEnviron, type Peer } from './environ.ts';
import { askPython } from './guest-app.ts';
import { hasSignature, proxyHeader, type ProxyHeader } from './proxy-header.ts';
import { proxyLine, type Introduction } from './proxy-line.ts';
import { isTrusted, readRequest, type ReadResult, type Refusal, type Request } from './request.ts';
import { sendError } from './reply.ts';
import { readUwsgi } from './uwsgi-request.ts';
import { pythonError } from '../../protocols/tls/python-context.ts';
import { TlsError, WorkerExit } from './exit.ts';
import { reprText } from './value.ts';
import type { Worker } from './worker.ts';
import { UNPLACED } from '../../trace/time.ts';

export interface Exchange {
  readonly fd: number;
  readonly tid: number;
  readonly peer: Peer;
  /** Bytes received and not yet used. */
  before: Bytes;
  /** What a proxy said in front of the first request; undefined before that. */
  speaksFor?: Introduction | null;
}

/** Who is who on an accepted connection. */
export function peerOf(worker: Worker, fd: number, listener: number): Peer {
  const name = worker.sys.net.peerName(fd);
  const m = /^\[?(.*?)\]?:(\d+)$/.exec(name);
  return { address: m?.[1] ?? '', port: m?.[2] ?? '', server: worker.sys.net.localName(listener) };
}

/** True when the connection may serve another request. `wait` lets time pass until there may be bytes to read. */
export function* serveOne(
  worker: Worker,
  exchange: Exchange,
  wait: () => Eff<void>,
  mayKeep: () => boolean,
): Eff<boolean> {
  const { sys } = worker;
  const { fd, tid, peer } = exchange;
  activity(worker, tid, 'recv');
  const refusal = sys.net.secured(fd) || !worker.secure ? null : yield* secure(worker, fd);
  if (refusal !== null) {
    worker.log.warning(`Invalid request from ip=${peer.address}: ${refusal}`);
    return false;
  }
  const uwsgi = worker.config.text('protocol') === 'uwsgi';
  const proxy = uwsgi ? 'off' : (worker.config.text('proxy_protocol') ?? 'off');
  const introduced =
    proxy === 'off' || exchange.speaksFor !== undefined ? null : yield* introduction(worker, exchange, proxy, wait);
  const reading = uwsgi ? readUwsgi : readRequest;
  const read = introduced ?? (yield* reading(worker, fd, peer.address, exchange.before, wait));
  if (introduced === null) exchange.before = EMPTY;
  switch (read.kind) {
    case 'gone':
      worker.log.debug(
        read.early ? 'Closing connection. ' : "Ignored premature client disconnection. No more data after: b''",
      );
      return false;
    case 'refused':
      yield* refuse(worker, exchange, read.refusal);
      return false;
    case 'crashed':
      crashPage(worker, exchange, '(no URI read)', read.exception);
      return false;
    case 'request':
      emitRequest(worker, exchange, read.request);
      return yield* handle(worker, exchange, read.request, mayKeep);
  }
}

/** What a proxy says in front of a connection's first request, as the setting `mode` wants it: null when reading may go on. */
function* introduction(
  worker: Worker,
  exchange: Exchange,
  mode: string,
  wait: () => Eff<void>,
): Eff<ReadResult | null> {
  exchange.speaksFor = null;
  for (;;) {
    const said = introducedBy(mode, exchange.before);
    if (said.kind === 'none') return null;
    if (said.kind !== 'more' && !isTrusted(worker.config, 'proxy_allow_ips', exchange.peer.address))
      return forbidden(exchange.peer.address);
    if (said.kind === 'broken') return { kind: 'crashed', exception: said.exception };
    if (said.kind === 'introduced') {
      exchange.speaksFor = said.by;
      exchange.before = exchange.before.subarray(said.length);
      return null;
    }
    if (said.kind === 'invalid') {
      const log = `Invalid PROXY line: ${reprText(said.why)}`;
      return { kind: 'refused', refusal: { status: 400, reason: 'Bad Request', page: `'${log}'`, log, request: null } };
    }
    const bytes = worker.sys.net.recvNow(exchange.fd, 8192);
    if (bytes === null) yield* wait();
    else if (bytes.length === 0) return { kind: 'gone', early: exchange.before.length === 0 };
    else exchange.before = concat([exchange.before, bytes]);
  }
}

function introducedBy(mode: string, bytes: Bytes): ProxyHeader {
  if (mode !== 'v1' && hasSignature(bytes)) return proxyHeader(bytes);
  const line = proxyLine(fromLatin1(bytes));
  return mode === 'v2' && line.kind !== 'more' ? { kind: 'none' } : line;
}

const forbidden = (ip: string): ReadResult => ({
  kind: 'refused',
  refusal: {
    status: 403,
    reason: 'Forbidden',
    page: 'Request forbidden',
    log: `Proxy request from ${reprText(ip)} not allowed`,
    request: null,
  },
});

/** wrap_socket and the handshake, which the first read does. Null when all is well, else Python's words. */
function* secure(worker: Worker, fd: number): Eff<string | null> {
  const { net } = worker.sys;
  try {
    const session = worker.session();
    if (session === null) return null;
    net.secure(fd, session);
    yield* net.handshake(fd);
    return session.failure === null ? null : pythonError(session.failure);
  } catch (error) {
    if (error instanceof TlsError) return error.message;
    throw error;
  }
}

function* handle(worker: Worker, exchange: Exchange, request: Request, mayKeep: () => boolean): Eff<boolean> {
  const { sys } = worker;
  const { fd, tid } = exchange;
  const { peer, speaksFor = null } = exchange;
  const built = tellEnviron(sys, request, speaksFor === null ? peer : { ...peer, speaksFor });
  // gevent goes on with it for all requests of the connection.
  if (worker.seed.workerClass !== 'gevent') exchange.speaksFor = null;
  if (!built.ok) {
    yield* refuse(worker, exchange, {
      status: 500,
      reason: 'Bad Request',
      page: built.problem,
      log: built.problem,
      request,
    });
    return false;
  }
  if (request.expect100) sys.net.sendNow(fd, CONTINUE, sys.net.traceOf(fd).req);
  worker.countRequest();
  const keep = mayKeep();
  const { conn, req } = sys.net.traceOf(fd);
  const call = ++sys.world.callIds;
  sys.emit({
    kind: 'app.called',
    pid: sys.pid,
    tid,
    call,
    req,
    via: 'wsgi',
    environ: built.shown.slice(0, sys.world.sim.limits.tracedBytes),
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
  const headers = worker.wantsHeaders ? packed(request.headers) : null;
  const length = request.body === 'chunked' ? -1 : request.body;
  const facts = [
    fd,
    call,
    keep ? 0 : 1,
    request.close ? 1 : 0,
    request.version[0],
    request.version[1],
    length,
    built.port === null || built.port === 'None' ? null : Number(built.port),
    built.packed,
    headers,
  ];
  const asked = askPython(sys, tid, 'handle', request.rest.length > 0 ? [...facts, request.rest] : facts);
  const result = (yield new Inner(asked)) as GuestResult;
  if (!result.ok) {
    worker.log.error(`Error handling request ${request.method} ${request.uri}\n${result.error.traceback.trimEnd()}`);
    sendError(sys, fd, 500, 'Internal Server Error', '');
    return false;
  }
  const answer: readonly GuestValue[] = Array.isArray(result.value) ? result.value : [result.value];
  const ended = typeof answer[0] === 'number' ? answer[0] : 0;
  if ((ended & 2) !== 0) sys.emit({ kind: 'app.returned', call, pid: sys.pid, seq: 0, at: UNPLACED, cause: 0 });
  sys.emit({ kind: 'worker.done', pid: sys.pid, tid, conn, req, seq: 0, at: UNPLACED, cause: 0 });
  const [, rest, code, uncaught] = answer;
  if (typeof code === 'number') throw new WorkerExit(code, typeof uncaught === 'string' ? uncaught : null);
  exchange.before = rest instanceof Uint8Array ? rest : EMPTY;
  return (ended & 1) !== 0;
}

const CONTINUE = latin1('HTTP/1.1 100 Continue\r\n\r\n');

function emitRequest(worker: Worker, { fd, tid }: Exchange, request: Request): void {
  const { sys } = worker;
  sys.emit({
    kind: 'worker.request',
    pid: sys.pid,
    tid,
    ...sys.net.traceOf(fd),
    method: request.method,
    target: request.uri,
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
}

/** A request that gunicorn answers itself: log line, access line if the request is known, error page. */
function* refuse(worker: Worker, { fd, tid, peer }: Exchange, refusal: Refusal): Eff<void> {
  const { sys, log } = worker;
  log.warning(`Invalid request from ip=${peer.address}: ${refusal.log}`);
  const { request } = refusal;
  if (request !== null && worker.seed.target.accessFd !== null) {
    const built = buildEnviron(sys, request, peer);
    const environ = built.ok ? built.environ : {};
    yield* askPython(sys, tid, 'log_refused', [
      packed(Object.entries(environ)),
      packed(request.headers),
      `${refusal.status} ${refusal.reason}`,
    ]);
  }
  const { conn, req } = sys.net.traceOf(fd);
  sendError(sys, fd, refusal.status, refusal.reason, refusal.page);
  sys.emit({
    kind: 'worker.response',
    pid: sys.pid,
    tid,
    conn,
    req,
    status: refusal.status,
    by: 'server',
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
  sys.emit({ kind: 'worker.done', pid: sys.pid, tid, conn, req, seq: 0, at: UNPLACED, cause: 0 });
}

/** A worker's own trouble while it reads a request: gunicorn's page for an exception. */
export function crashPage(worker: Worker, { fd, tid }: Exchange, what: string, exception: string): void {
  const { sys } = worker;
  worker.log.error(`Error handling request ${what}\nTraceback (most recent call last):\n${exception}`);
  const { conn, req } = sys.net.traceOf(fd);
  sendError(sys, fd, 500, 'Internal Server Error', '');
  sys.emit({
    kind: 'worker.response',
    pid: sys.pid,
    tid,
    conn,
    req,
    status: 500,
    by: 'server',
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
}

export function activity(worker: Worker, tid: number, what: 'free' | 'recv' | 'send'): void {
  worker.sys.emit({
    kind: 'worker.activity',
    pid: worker.sys.pid,
    tid,
    activity: what,
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
}

/** RFC 9112 section 9.6: half-close, then read until the client closes too, for 2 s or 64 KiB at most. */
export function* closeGraceful(worker: Worker, fd: number): Eff<void> {
  const { net, fs } = worker.sys;
  try {
    net.shutdown(fd);
    const deadline = worker.sys.now + 2_000_000;
    for (let drained = 0; drained < 65_536 && worker.sys.now < deadline;) {
      const bytes = net.recvNow(fd, 4096);
      if (bytes === null) {
        yield net.awaited([{ fd, read: true }], deadline - worker.sys.now);
        if (worker.mustExit) yield* worker.checkExit();
      } else if (bytes.length === 0) break;
      else drained += bytes.length;
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    if (worker.sys.process.fds.has(fd)) fs.close(fd);
  }
}
