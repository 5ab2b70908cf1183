/** One URL from the first connection to the last redirect. */
import { concat, EMPTY, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import {
  chunk,
  headerValue,
  headerValues,
  lastChunk,
  ResponseReader,
  wantsKeepAlive,
  type ResponseEvent,
  type ResponseHead,
} from '../../protocols/http1/index.ts';
import { CurlError, payloadOf, type Payload } from './body.ts';
import type { Connection, Pool } from './connect.ts';
import type { CookieJar } from './cookies.ts';
import type { Options } from './options.ts';
import { buildRequest, type BuiltRequest } from './request.ts';
import type { Destination } from './target.ts';
import type { Meter, Voice } from './terminal.ts';
import { Security } from './tls.ts';
import { failureOf } from './failures.ts';
import { goalOf, mayFollow } from './goals.ts';
import { netrcOf } from './netrc.ts';
import { proxyOf } from './proxy.ts';
import { openTunnel } from './tunnel.ts';
import { follow, urlText, type Url } from './url.ts';

const DEFAULT_REDIRECTS = 50;
const EXPECT_WAIT = 1_000_000;
export class Transfer {
  head: ResponseHead | null = null;
  downloaded = 0;
  uploaded = 0;
  headerBytes = 0;
  requestBytes = 0;
  redirects = 0;
  connects = 0;
  method = 'GET';
  remote = '';
  url: Url | null = null;
  readonly begun: number;
  connectedAt = 0;
  startedAt = 0;
  private readonly deadline: number;
  private expected: number | null = null;
  private jumpTo: string | null = null;
  private withheld = false;
  /** Of the last answer's body. */
  received = 0;
  security: Security | null = null;
  securedAt = 0;
  /** The number of the exchange under way: for the trace only. */
  private req = 0;

  constructor(
    private readonly sys: Sys,
    private readonly options: Options,
    private readonly pool: Pool,
    private readonly cookies: CookieJar,
    private readonly voice: Voice,
    private readonly meter: Meter,
    private readonly to: Destination,
  ) {
    this.begun = sys.now;
    const limit = options.numbers.get('max-time');
    this.deadline = limit === undefined || limit === 0 ? Infinity : sys.now + limit * 1_000_000;
  }

  /** Throws CurlError; what is known until then stays in the fields. */
  *run(address: string): Eff<void> {
    const { flags, texts, numbers } = this.options;
    const first = goalOf(this.sys, this.options, address);
    let url = first;
    let payload = payloadOf(this.sys, this.options);
    this.method = texts.get('request') ?? (flags.has('head') ? 'HEAD' : (payload?.method ?? 'GET'));
    const auto = texts.get('referer')?.endsWith(';auto') === true;
    let referer = texts.get('referer')?.replace(/;auto$/, '') || null;
    const most = numbers.get('max-redirs') ?? DEFAULT_REDIRECTS;
    if (url.scheme === 'file') return yield* this.file(url);
    for (;;) {
      this.url = url;
      yield* this.once(url, payload, referer, url.host === first.host && url.port === first.port);
      if (this.jumpTo === null) return;
      if (this.redirects >= most) throw new CurlError(47, `Maximum (${most}) redirects followed`);
      this.redirects++;
      const next = follow(url, this.jumpTo);
      if (!next.ok) throw new CurlError(next.code, next.message);
      if (!mayFollow(texts.get('proto-redir'), next.url.scheme))
        throw new CurlError(1, `Protocol "${next.url.scheme}" not supported or disabled in libcurl`);
      if (auto) referer = urlText(url);
      url = next.url;
      yield* this.voice.info(`Issue another request to this URL: '${urlText(url)}'`);
      if (this.turnsToGet()) {
        payload = null;
        if (!texts.has('request')) this.method = 'GET';
      }
    }
  }

  private *file(url: Url): Eff<void> {
    this.url = url;
    let bytes: Bytes;
    try {
      bytes = this.sys.fs.readFile(decodeURIComponent(url.target));
    } catch (error) {
      if (!(error instanceof SysError) && !(error instanceof URIError)) throw error;
      throw new CurlError(37, `Couldn't open file ${url.target}`);
    }
    this.downloaded = this.received = this.meter.received = this.meter.total = bytes.length;
    yield* this.to.body(bytes);
  }

  /** 301 and 302 turn a POST into a GET, 303 anything but a HEAD (as browsers do; RFC 9110 section 15.4). */
  private turnsToGet(): boolean {
    const status = this.head?.status ?? 0;
    if (this.options.flags.has(`post${status}`)) return false;
    return (status === 301 || status === 302) && this.method === 'POST'
      ? true
      : status === 303 && this.method !== 'HEAD';
  }

  private *once(url: Url, payload: Payload | null, referer: string | null, sameHost: boolean): Eff<void> {
    const { sys } = this;
    this.head = null;
    this.jumpTo = null;
    this.expected = null;
    this.received = 0;
    yield* this.meter.update();
    this.req = ++sys.world.requestIds;
    sys.emit({
      kind: 'request.started',
      req: this.req,
      client: 'curl',
      method: this.method,
      target: url.target,
      to: `${url.host}:${url.port}`,
    });
    try {
      yield* this.converse(url, payload, referer, sameHost);
      sys.emit({ kind: 'request.finished', req: this.req, status: this.statusNow(), bytes: this.received });
    } catch (error) {
      if (error instanceof CurlError) sys.emit({ kind: 'request.failed', req: this.req, error: failureOf(error) });
      throw error;
    }
  }

  private statusNow(): number {
    return this.head?.status ?? 0;
  }

  private *converse(url: Url, payload: Payload | null, referer: string | null, sameHost: boolean): Eff<void> {
    const { sys, options } = this;
    const proxy = options.texts.has('unix-socket') ? null : proxyOf(sys, options, url);
    const connection = yield* this.pool.get(url, this.deadline, this.req, proxy);
    sys.emit({ kind: 'request.sent', req: this.req, conn: sys.net.traceOf(connection.fd).conn });
    if (!connection.reused) this.connects++;
    this.connectedAt = sys.now;
    this.remote = connection.remote;
    if (url.scheme !== 'http' && url.scheme !== 'https')
      throw new CurlError(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`);
    const tunnels = proxy !== null && (url.scheme === 'https' || options.flags.has('proxytunnel'));
    if (tunnels && !connection.reused) yield* openTunnel(sys, connection.fd, url, options, this.voice);
    if (url.scheme === 'https') yield* this.secure(connection, url);
    const given = options.cookies.filter((c) => c.includes('='));
    const kept = this.cookies.header(this.named(url), sys.clock / 1_000_000);
    const cookie = [kept, given.length > 0 ? given.join(';') : null].filter((c) => c !== null).join('; ');
    const request = buildRequest(options, {
      method: this.method,
      url,
      payload,
      cookie: cookie === '' ? null : cookie,
      referer,
      sameHost,
      proxied: proxy !== null && !tunnels,
      chunked: options.texts.get('upload-file') === '-',
      resumeFrom: payload === null ? this.to.begun : 0,
      netrc: netrcOf(sys, options, url.host),
    });
    if (request.user !== null) yield* this.voice.info(`Server auth using Basic with user '${request.user}'`);
    let keep = false;
    try {
      keep = yield* this.exchange(connection, request, payload);
    } finally {
      if (sys.process.fds.has(connection.fd)) yield* this.pool.done(connection, keep);
    }
  }

  /** Cookies belong to the host that -H Host names. */
  private named(url: Url): Url {
    const host = this.options.headers.map((h) => /^host:\s*([^:]+)/i.exec(h)?.[1]).find((name) => name !== undefined);
    return host === undefined ? url : { ...url, host: host.trim() };
  }

  private *secure(connection: Connection, url: Url): Eff<void> {
    const { sys, options, voice } = this;
    try {
      connection.security ??= yield* Security.over(sys, connection.fd, url, options, voice, this.deadline);
    } catch (error) {
      if (error instanceof CurlError) yield* this.pool.done(connection, false);
      throw error;
    }
    this.security = connection.security;
    if (this.securedAt === 0) this.securedAt = sys.now;
    if (!connection.reused) yield* voice.info(connection.security.http2 ? 'using HTTP/2' : 'using HTTP/1.1');
  }

  private *exchange(connection: Connection, request: BuiltRequest, payload: Payload | null): Eff<boolean> {
    const { sys, voice } = this;
    const { fd } = connection;
    if (this.security !== null) {
      yield* this.security.opening(request.lines, 'https');
      yield* this.security.record('}');
    }
    yield* voice.lines('>', this.security?.shown(request.lines) ?? request.lines);
    this.requestBytes += request.bytes.length;
    this.startedAt = 0;
    const body =
      payload === null ? EMPTY : request.chunked ? concat([chunk(payload.bytes), lastChunk()]) : payload.bytes;
    const goAhead = sys.cond();
    const writer = sys.thread('send', this.send(fd, request, body, goAhead));
    try {
      return yield* this.read(fd, goAhead);
    } finally {
      sys.world.sim.cancel(writer);
    }
  }

  private *send(fd: number, request: BuiltRequest, body: Bytes, goAhead: ReturnType<Sys['cond']>): Eff<void> {
    const { sys } = this;
    this.meter.toSend = body.length;
    try {
      if (!request.expects)
        yield* sys.net.send(fd, body.length === 0 ? request.bytes : concat([request.bytes, body]), this.req);
      else {
        yield* sys.net.send(fd, request.bytes, this.req);
        yield* sys.waitAny([goAhead], EXPECT_WAIT);
        yield* sys.net.send(fd, body, this.req);
      }
      yield* this.voice.data('}', body.length);
      this.uploaded += body.length;
      this.meter.sent = this.uploaded;
    } catch (error) {
      // The answer, or the lack of one, says what happened.
      if (!(error instanceof SysError)) throw error;
    }
  }

  /** True when the connection can serve another request. */
  private *read(fd: number, goAhead: ReturnType<Sys['cond']>): Eff<boolean> {
    const { sys } = this;
    const reader = new ResponseReader(this.options.flags.has('head') ? 'HEAD' : 'GET');
    let start: Bytes | null = EMPTY;
    for (;;) {
      const bytes = yield* this.receive(fd);
      if (bytes === null) continue;
      if (this.startedAt === 0) this.startedAt = sys.now;
      if (start !== null) {
        start = concat([start, bytes.subarray(0, 5)]);
        if (!'HTTP/'.startsWith(fromLatin1(start.subarray(0, 5))))
          throw new CurlError(1, 'Received HTTP/0.9 when not allowed');
        if (start.length >= 5) start = null;
      }
      const ended = bytes.length === 0;
      for (const event of ended ? reader.eof() : reader.feed(bytes)) {
        const done = yield* this.take(event, goAhead, ended);
        if (done !== null) return done && !ended;
      }
      if (ended) throw new CurlError(52, 'Empty reply from server');
      yield* this.meter.update();
    }
  }

  private *receive(fd: number): Eff<Bytes | null> {
    const slow = this.options.numbers.get('speed-time') ?? (this.options.numbers.has('speed-limit') ? 30 : 0);
    const left = Math.min(this.deadline - this.sys.now, slow > 0 ? slow * 1_000_000 : Infinity);
    if (left <= 0) throw this.late();
    try {
      const bytes = yield* this.sys.net.recv(fd, 102_400, left === Infinity ? null : left);
      if (bytes === null && slow > 0 && this.sys.now < this.deadline)
        throw new CurlError(
          28,
          `Operation too slow. Less than ${this.options.numbers.get('speed-limit') ?? 1} bytes/sec transferred the last ${slow} seconds`,
        );
      if (this.security !== null) {
        yield* this.security.record('{');
        yield* this.security.tell();
        if (bytes !== null && bytes.length > 0) yield* this.security.record('{');
        if (bytes?.length === 0 && this.security.broken !== null) throw new CurlError(56, this.security.broken);
      }
      if (bytes?.length === 0 && this.head === null && this.startedAt === 0)
        throw new CurlError(52, 'Empty reply from server');
      return bytes;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CurlError(56, this.security?.broken ?? 'Recv failure: Connection reset by peer');
    }
  }

  private late(): CurlError {
    const spent = Math.round((this.sys.now - this.begun) / 1000);
    const outOf = this.expected === null ? '' : ` out of ${this.expected}`;
    return new CurlError(
      28,
      `Operation timed out after ${spent} milliseconds with ${this.received}${outOf} bytes received`,
    );
  }

  /** null while the answer goes on; then whether the connection stays open. */
  private *take(event: ResponseEvent, goAhead: ReturnType<Sys['cond']>, ended: boolean): Eff<boolean | null> {
    switch (event.type) {
      case 'interim':
        yield* this.showHead(event.head);
        goAhead.notifyAll();
        return null;
      case 'head':
        yield* this.gotHead(event.head);
        return null;
      case 'data':
        yield* this.voice.data('{', event.data.length);
        this.downloaded += event.data.length;
        this.received += event.data.length;
        this.meter.received = this.downloaded;
        if (this.jumpTo === null && !this.withheld) yield* this.to.body(event.data);
        return null;
      case 'end':
        return this.head !== null && wantsKeepAlive(this.head);
      case 'fault':
        yield* this.voice.info(this.broken(ended).message);
        throw this.broken(ended);
    }
  }

  private broken(ended: boolean): CurlError {
    if (this.head === null)
      return new CurlError(ended ? 52 : 8, ended ? 'Empty reply from server' : 'Weird server reply');
    if (!ended) return new CurlError(56, 'Malformed encoding found in chunked-encoding');
    if (this.expected === null) return new CurlError(18, 'transfer closed with outstanding read data remaining');
    return new CurlError(18, `transfer closed with ${this.expected - this.received} bytes remaining to read`);
  }

  private *gotHead(head: ResponseHead): Eff<void> {
    const { flags } = this.options;
    const { sys, url } = this;
    this.head = head;
    const headers = head.headers.map((h): [string, string] => [h.name, h.value]);
    sys.emit({ kind: 'request.head', req: this.req, status: head.status, reason: head.reason, headers });
    if (head.version.minor === 0 && head.version.major === 1 && !wantsKeepAlive(head))
      yield* this.voice.info('HTTP 1.0, assume close after body');
    const length = headerValue(head.headers, 'content-length');
    this.expected =
      length === undefined || headerValue(head.headers, 'transfer-encoding') !== undefined ? null : Number(length);
    const most = this.options.numbers.get('max-filesize') ?? 0;
    if (most > 0 && (this.expected ?? 0) > most) throw new CurlError(63, 'Maximum file size exceeded');
    this.meter.total = this.expected ?? 0;
    if (url)
      for (const cookie of headerValues(head.headers, 'set-cookie'))
        this.cookies.set(cookie, this.named(url), sys.clock / 1_000_000);
    yield* this.showHead(head);
    if (head.status >= 400 && (flags.has('fail') || flags.has('fail-with-body'))) {
      if (!flags.has('fail-with-body')) throw new CurlError(22, `The requested URL returned error: ${head.status}`);
    }
    const location = headerValue(head.headers, 'location');
    if (flags.has('location') && location !== undefined && head.status >= 300 && head.status < 400) {
      this.jumpTo = location;
      if (this.expected !== 0) yield* this.voice.info('Ignoring the response-body');
    }
    this.withheld = flags.has('head');
    if (this.to.begun > 0 && this.method === 'GET' && this.jumpTo === null) this.resumed(head);
  }

  /** Was the rest sent that -C asked for? */
  private resumed(head: ResponseHead): void {
    // All of it is there already.
    if (head.status === 416) this.withheld = true;
    else if (head.status === 200 && headerValue(head.headers, 'content-range') === undefined) {
      if (this.expected === this.to.begun) this.withheld = true;
      else throw new CurlError(33, "HTTP server doesn't seem to support byte ranges. Cannot resume.");
    }
  }

  private *showHead(head: ResponseHead): Eff<void> {
    const modern = this.security?.http2 === true;
    const fields = modern ? head.headers.filter((h) => h.name !== 'transfer-encoding') : head.headers;
    const start = modern ? `HTTP/2 ${head.status} ` : head.line;
    const lines = [start, ...fields.map((h) => `${h.name}: ${h.value}`), ''];
    yield* this.voice.lines('<', lines);
    const text = lines.map((line) => `${line}\r\n`).join('');
    this.headerBytes += latin1(text).length;
    yield* this.to.head(text);
  }
}
