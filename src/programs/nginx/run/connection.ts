/** One client connection of a worker: requests one after another, keep-alive, lingering close. */
import type { Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import {
  headerValue,
  headerValues,
  requestFraming,
  requestHeadParser,
  wantsKeepAlive,
  type HttpFault,
  type RequestHead,
  type Version,
} from '../../../protocols/http1/index.ts';
import { asHttp2Line } from '../../../protocols/http2/index.ts';
import type { Level, Listen, ServerBlock } from '../conf/model.ts';
import { clientProblem } from '../http/client-certificate.ts';
import { chooseServer, type Considered, type ServerChoice } from '../http/locate.ts';
import { realIp } from '../http/realip.ts';
import { Req, type ClientInfo } from '../http/request.ts';
import { bytes, flag, time, word } from '../http/settings.ts';
import { parseUri, validHost } from '../http/uri.ts';
import { capture } from '../http/variables.ts';
import { logRequest } from './access-log.ts';
import { ClientIo } from './client-io.ts';
import { Handler } from './handler.ts';
import { completeHeaders, duplicate, faultStatus, readUpTo } from './head-faults.ts';
import { secureClient, speaksTls } from './tls.ts';
import { NEXT, statusOf, type Outcome } from './outcome.ts';
import { readProxyHeader } from './proxy-protocol.ts';
import type { WorkerState } from './worker-state.ts';
import { UNPLACED } from '../../../trace/time.ts';

/** What nginx spends on a request besides waiting, microseconds of CPU: parsing, choosing, logging. */
const REQUEST_CPU = 40;

export interface Entrance {
  readonly servers: readonly ServerBlock[];
  readonly fallback: ServerBlock;
  readonly listen: Listen;
}

export class ClientConnection {
  private readonly io: ClientIo;
  private level: Level;
  /** Whose error_log hears of the connection: the last request's location. */
  private logLevel: Level;
  /** Room was needed: this idle connection is to close, and no longer counts. */
  private kicked = false;

  constructor(
    private readonly worker: WorkerState,
    private readonly info: ClientInfo,
    private entrance: Entrance,
  ) {
    this.io = new ClientIo(worker.sys, info.fd);
    this.level = entrance.fallback.level;
    this.logLevel = this.level;
  }

  /** Serve until the connection ends. */
  *run(): Eff<void> {
    const { worker, info } = this;
    try {
      const known = !this.entrance.listen.proxyProtocol || (yield* this.introduced());
      const welcome = known && (!speaksTls(this.entrance) || (yield* this.secure()));
      for (let again = false; welcome; again = true) {
        if (!(yield* this.waitForRequest(again))) break;
        if (!(yield* this.request())) break;
        if (worker.quitting && this.io.pending === 0) break;
      }
    } finally {
      worker.clients--;
      if (!this.kicked) worker.connections--;
      if (worker.sys.process.fds.has(info.fd)) this.close();
    }
  }

  private close(): void {
    const { sys } = this.worker;
    const { fd, timedOut } = this.info;
    if (timedOut && flag(this.logLevel, 'reset_timedout_connection', false)) return sys.net.abort(fd);
    sys.net.farewell(fd);
    sys.fs.close(fd);
  }

  /** The PROXY header comes first, in one piece with what follows it or alone. */
  private *introduced(): Eff<boolean> {
    const { worker, info, level } = this;
    const { net } = worker.sys;
    const ready = yield* net.poll([{ fd: info.fd, read: true }], time(level, 'client_header_timeout', 60));
    if (ready.length === 0) return false;
    const received = this.io.peek(bytes(level, 'client_header_buffer_size', 1024));
    if (received.length === 0) return false;
    const header = readProxyHeader(received);
    yield* this.io.read(0, header.ok ? header.length : received.length);
    if (header.ok) info.introduced = header.by;
    else
      worker.log.error(
        this.logLevel,
        'error',
        `*${info.id} ${header.why} while reading PROXY protocol, client: ${info.address}, server: ${this.entrance.listen.text}`,
      );
    return header.ok;
  }

  private *secure(): Eff<boolean> {
    const entrance = yield* secureClient(this.worker, this.info, this.entrance);
    if (entrance === null) return false;
    this.entrance = entrance;
    this.level = entrance.fallback.level;
    return true;
  }

  /** Idle until the first byte; false to close. */
  private *waitForRequest(again: boolean): Eff<boolean> {
    const { worker, io, level } = this;
    if (io.pending > 0) return true;
    const idle = again ? time(level, 'keepalive_timeout', 75) : time(level, 'client_header_timeout', 60);
    if (again && idle === 0) return false;
    const until = worker.sys.now + idle;
    const kick = (): void => {
      this.kicked = true;
    };
    worker.idle.add(kick);
    try {
      return yield* this.firstByte(again, until);
    } finally {
      worker.idle.delete(kick);
    }
  }

  private *firstByte(again: boolean, until: number): Eff<boolean> {
    const { worker, io } = this;
    const reading = [{ fd: this.info.fd, read: true }];
    for (;;) {
      if (this.kicked || (worker.quitting && again)) return false;
      const { net } = worker.sys;
      let ready = net.pollNow(reading);
      if (ready.length === 0 && worker.sys.now < until) {
        yield net.awaited(reading, until - worker.sys.now);
        ready = net.pollNow(reading);
      }
      if (ready.length > 0) {
        if (io.checkGone() && again && io.pending === 0)
          worker.log.error(
            this.logLevel,
            'info',
            `*${this.info.id} client ${this.info.address} closed keepalive connection`,
          );
        return io.pending > 0;
      }
      if (worker.sys.now >= until) return false;
    }
  }

  /** Read and serve one request; true when another may follow. */
  private *request(): Eff<boolean> {
    const { worker, io, info, level } = this;
    const startedAt = worker.sys.clock;
    info.requests++;
    worker.requests++;
    const dialect = worker.dialect(level);
    const parser = requestHeadParser(dialect);
    const until = worker.sys.now + time(level, 'client_header_timeout', 60);
    for (;;) {
      const bytes = yield* io.read(Math.max(0, until - worker.sys.now));
      if (bytes === null)
        return this.silent(parser.received(), startedAt, 408, 'client timed out (110: Connection timed out)');
      if (bytes.length === 0) {
        if (!parser.started()) return false;
        const stage = parser.startLine() === null ? 'request line' : 'request headers';
        return this.silent(
          parser.received(),
          startedAt,
          400,
          `client prematurely closed connection while reading client ${stage}`,
        );
      }
      const result = parser.feed(bytes);
      if (result.type === 'more') continue;
      yield* worker.sys.cpu(REQUEST_CPU);
      if (result.type === 'fault')
        return yield* this.refused(result.fault, parser.received(), parser.startLine(), startedAt);
      io.giveBack(result.rest);
      const framing = requestFraming(result.head, dialect.framing);
      if (framing.ok)
        io.beginBody(
          framing.framing,
          /^100-continue$/i.test(headerValue(result.head.headers, 'expect') ?? '') && result.head.version.minor >= 1,
        );
      return yield* this.serve(
        result.head,
        framing.ok ? (framing.framing.type === 'length' ? framing.framing.length : 0) : framing.fault,
        startedAt,
      );
    }
  }

  /** Nothing is answered, but the access log has a line. */
  private silent(received: Bytes, startedAt: number, status: number, why: string): boolean {
    const r = this.bareRequest(received, null, startedAt);
    r.status = status;
    this.worker.error(r, 'info', why);
    logRequest(this.worker, r);
    return false;
  }

  private bareRequest(
    received: Bytes,
    line: string | null,
    startedAt: number,
    version: Version = { major: 1, minor: 0 },
  ): Req {
    let text = '';
    for (const b of received.subarray(0, 8192)) {
      if (b === 10 || b === 13) break;
      text += String.fromCharCode(b);
    }
    return new Req({
      method: '',
      line: line ?? text,
      version,
      headers: [],
      unparsedUri: '',
      uri: '',
      args: '',
      quoted: false,
      host: '',
      server: this.entrance.fallback,
      client: this.info,
      keepalive: false,
      startedAt,
      bodyLength: 0,
    });
  }

  /** The head could not be read: 400, 414 or 505. */
  private *refused(fault: HttpFault, received: Bytes, line: string | null, startedAt: number): Eff<boolean> {
    const old = fault.kind === 'bad-09-method' ? { major: 0, minor: 9 } : undefined;
    const r = this.bareRequest(received, line, startedAt, old);
    r.headers = completeHeaders(received, fault);
    const choice = this.serverFor(validHost(r.header('host') ?? ''), 'not-said');
    r.server = choice.server;
    r.level = choice.server.level;
    const [status, text] = faultStatus(fault);
    this.worker.error(r, 'info', text);
    yield* this.answer(r, statusOf(status), []);
    return false;
  }

  /** A request without any Host is one for the server named ''; one whose Host cannot be has no name at all. */
  private serverFor(name: string | null, missing: 'none' | 'not-said'): ServerChoice {
    const { servers, fallback } = this.entrance;
    if (name === null && missing === 'not-said') return { server: fallback, considered: [], match: null };
    return chooseServer(servers, fallback, name ?? '');
  }

  private *serve(head: RequestHead, body: number | HttpFault, startedAt: number): Eff<boolean> {
    const { worker, info } = this;
    const modern = info.tls?.alpn === 'h2';
    const uri = parseUri(head.target, flag(this.level, 'merge_slashes', true));
    const hostHeader = headerValue(head.headers, 'host');
    const hostName =
      uri?.host !== undefined && uri.host !== null
        ? validHost(uri.host)
        : hostHeader === undefined || hostHeader === ''
          ? null
          : validHost(hostHeader);
    const choice = this.serverFor(hostName, hostHeader === undefined ? 'none' : 'not-said');
    const { server } = choice;
    const r = new Req({
      method: head.method,
      line: modern ? asHttp2Line(head.line) : head.line,
      version: modern ? { major: 2, minor: 0 } : head.version,
      // A bad target is found out before the headers have been read.
      headers: uri === null ? [] : readUpTo(head.headers),
      unparsedUri: uri?.unparsed ?? head.target,
      uri: uri?.uri ?? '',
      args: uri?.args ?? '',
      quoted: uri?.quoted ?? false,
      host: hostName ?? server.names[0]?.name.replace(/^\./, '') ?? '',
      server,
      client: info,
      keepalive: wantsKeepAlive(head),
      startedAt,
      bodyLength: typeof body === 'number' ? body : 0,
    });
    r.headComplete = r.headers.length === head.headers.length;
    if (choice.match !== null) capture(r, choice.match);
    realIp(r);
    worker.sys.emit({
      kind: 'proxy.request',
      pid: worker.sys.pid,
      conn: worker.sys.net.traceOf(info.fd).conn,
      req: worker.reqOf(r),
      method: r.method,
      uri: r.unparsedUri,
      host: r.host,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
    this.logLevel = r.level;
    const problem = this.judgeHead(r, head, uri === null, body);
    if (problem.type !== 'next') r.keepalive = false;
    const open = yield* this.answer(r, problem, choice.considered);
    return open && r.keepalive && !worker.quitting && time(r.level, 'keepalive_timeout', 75) > 0;
  }

  /** Faults that are found when the head is complete. */
  private judgeHead(r: Req, head: RequestHead, badUri: boolean, body: number | HttpFault): Outcome {
    const { worker } = this;
    const bad = (text: string, status = 400): Outcome => {
      worker.error(r, 'info', text);
      return statusOf(status);
    };
    if (badUri) return bad('client sent invalid request while reading client request line');
    const hosts = headerValues(head.headers, 'host');
    if (hosts.length > 1)
      return bad(
        `client sent duplicate host header: "Host: ${hosts[1] ?? ''}", previous value: "Host: ${hosts[0] ?? ''}" while reading client request headers`,
      );
    const twice = duplicate(head.headers);
    if (twice !== null)
      return bad(
        `client sent duplicate header line: "${twice.name}: ${twice.value}", previous value: "${twice.name}: ${twice.before}" while reading client request headers`,
      );
    const [host] = hosts;
    if (host !== undefined && validHost(host) === null)
      return bad('client sent invalid host header while reading client request headers');
    if (head.version.minor >= 1 && head.version.major === 1 && host === undefined)
      return bad('client sent HTTP/1.1 request without "Host" header while reading client request headers');
    if (typeof body !== 'number') {
      const [status, text] = faultStatus(body);
      return bad(text, status);
    }
    if (r.method === 'TRACE' || r.method === 'CONNECT')
      return bad(`client sent ${r.method} method while reading client request headers`, 405);
    if (speaksTls(this.entrance) && r.client.tls === null)
      return bad('client sent plain HTTP request to HTTPS port while reading client request headers', 497);
    const [status, text] = clientProblem(r) ?? [];
    return status === undefined ? NEXT : bad(`${text} while reading client request headers`, status);
  }

  /** Serve, log, and see whether the connection can go on. */
  private *answer(r: Req, problem: Outcome, considered: readonly Considered[]): Eff<boolean> {
    const { worker, io } = this;
    const handler = new Handler(worker, r, io, considered);
    const end = yield* handler.serve(problem);
    if (end === 'close' && r.status === 499)
      worker.sys.emit({
        kind: 'proxy.response',
        pid: worker.sys.pid,
        conn: worker.sys.net.traceOf(r.client.fd).conn,
        req: worker.reqOf(r),
        status: 499,
        by: 'nginx',
        seq: 0,
        at: UNPLACED,
        cause: 0,
      });
    yield* handler.finishMirrors();
    r.bytesSent += io.interimBytes;
    logRequest(worker, r);
    this.logLevel = r.level;
    if (end === 'close') return false;
    const rest = !io.bodyDone;
    if (r.keepalive && !io.gone) return rest ? yield* io.discardBody(5_000_000, 30_000_000) : true;
    yield* this.linger(rest || io.pending > 0);
    return false;
  }

  /** Close gently: half first, then what the client still sends is read and dropped, so that no reset destroys the answer. */
  private *linger(unread: boolean): Eff<void> {
    const { worker, io, info, level } = this;
    const mode = word(level, 'lingering_close', 'on');
    if (
      io.gone ||
      mode === 'off' ||
      (!unread && mode !== 'always' && worker.sys.net.pollNow([{ fd: info.fd, read: true }]).length === 0)
    )
      return;
    // While a body is still expected the connection lingers open; else it is closed by half first.
    if (!io.bodyDone)
      return void (yield* io.discardBody(time(level, 'lingering_timeout', 5), time(level, 'lingering_time', 30)));
    worker.sys.net.farewell(info.fd);
    worker.sys.net.shutdown(info.fd);
    const until = worker.sys.now + time(level, 'lingering_time', 30);
    io.takeNow();
    while (worker.sys.now < until && !io.gone) {
      const bytes = yield* io.read(time(level, 'lingering_timeout', 5));
      if (bytes === null || bytes.length === 0) return;
    }
  }
}
