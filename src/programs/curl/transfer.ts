/** One URL from the first connection to the last redirect. */
import { latin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { ResponseHead } from '../../protocols/http1/index.ts';
import { CurlError, payloadOf, type Payload } from './body.ts';
import { checkResolve } from './connect.ts';
import type { CookieJar } from './cookies.ts';
import { Exchange } from './exchange.ts';
import { failureOf } from './failures.ts';
import { disallowed, goalOf, mayFollow } from './goals.ts';
import { netrcOf } from './netrc.ts';
import type { Options } from './options.ts';
import type { Connection, Pool } from './pool.ts';
import { proxyOf } from './proxy.ts';
import { buildRequest, type BuiltRequest } from './request.ts';
import type { Account } from './setting.ts';
import type { Destination } from './target.ts';
import type { Meter, Voice } from './terminal.ts';
import { Security } from './tls.ts';
import { openTunnel } from './tunnel.ts';
import { follow, urlText, type Url } from './url.ts';

const DEFAULT_REDIRECTS = 50;
/** How often a request goes out again when a kept connection turns out to be dead. */
const FRESH_STARTS = 5;

export class Transfer implements Account {
  head: ResponseHead | null = null;
  downloaded = 0;
  uploaded = 0;
  headerBytes = 0;
  requestBytes = 0;
  redirects = 0;
  connects = 0;
  method = 'GET';
  remote = '';
  /** This end of the last connection: `127.0.0.1:40000`. */
  local = '';
  url: Url | null = null;
  readonly begun: number;
  connectedAt = 0;
  startedAt = 0;
  readonly deadline: number;
  received = 0;
  security: Security | null = null;
  securedAt = 0;
  endedAt = 0;
  /** When the last redirect was followed. */
  redirectedAt = 0;
  referer: string | null = null;
  private jumpTo: string | null = null;
  /** --anyauth: the last answer wanted a name and password; and has so from now on. */
  private refused = false;
  private asked = false;
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
    /** -T */
    private readonly upload: string | null = null,
  ) {
    this.begun = sys.now;
    const limit = options.numbers.get('max-time');
    this.deadline = limit === undefined || limit === 0 ? Infinity : sys.now + limit * 1_000_000;
  }

  /** Throws CurlError; what is known until then stays in the fields. */
  *run(address: string): Eff<void> {
    const { texts, numbers } = this.options;
    checkResolve(this.options);
    const first = yield* this.goal(address);
    let url = first;
    let payload = payloadOf(this.sys, this.options, this.upload);
    this.method = texts.get('request') ?? this.usual(payload);
    const auto = texts.get('referer')?.includes(';auto') === true;
    this.referer = texts.get('referer')?.replace(/;auto.*$/, '') || null;
    const most = numbers.get('max-redirs') ?? DEFAULT_REDIRECTS;
    if (url.scheme === 'file') return yield* this.file(url);
    for (;;) {
      this.url = url;
      yield* this.once(url, payload, url.host === first.host && url.port === first.port);
      if (this.refused && !this.asked) {
        this.asked = true;
        yield* this.tellJump(url, url);
        continue;
      }
      if (this.jumpTo === null) return;
      if (this.redirects >= most) throw new CurlError(47, `Maximum (${most}) redirects followed`);
      this.redirects++;
      this.redirectedAt = this.sys.now;
      const next = follow(url, this.jumpTo);
      if (!next.ok) throw new CurlError(next.code, next.message);
      if (!mayFollow(this.options, next.url.scheme)) throw disallowed(next.url.scheme);
      if (auto) this.referer = urlText(url);
      yield* this.tellJump(url, next.url);
      url = next.url;
      const lost = this.turnsToGet(payload);
      if (lost === null) continue;
      yield* this.voice.info(lost);
      payload = null;
      this.method = texts.get('request') ?? this.usual(null);
    }
  }

  private *goal(address: string): Eff<Url> {
    try {
      return goalOf(this.options, address, this.upload);
    } catch (error) {
      if (error instanceof CurlError) yield* this.voice.info('Closing connection -1');
      throw error;
    }
  }

  private usual(payload: Payload | null): string {
    return this.options.flags.has('head') ? 'HEAD' : (payload?.method ?? 'GET');
  }

  private *tellJump(from: Url, to: Url): Eff<void> {
    const { options, voice } = this;
    if (!options.flags.has('location-trusted')) {
      if (to.port !== from.port) yield* voice.info(`Clear auth, redirects to port from ${from.port} to ${to.port}`);
      else if (to.scheme !== from.scheme)
        yield* voice.info(`Clear auth, redirects scheme from ${from.scheme} to ${to.scheme}`);
    }
    yield* voice.info(`Issue another request to this URL: '${urlText(to)}'`);
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

  /** 301 and 302 take the body from a POST, 303 from anything (as browsers do; RFC 9110 section 15.4). */
  private turnsToGet(payload: Payload | null): string | null {
    const { flags } = this.options;
    const status = this.head?.status ?? 0;
    if (payload === null || (payload.method === 'POST' && flags.has(`post${status}`))) return null;
    if ((status === 301 || status === 302) && payload.method === 'POST') return 'Switch from POST to GET';
    return status === 303 ? `Switch to ${flags.has('head') ? 'HEAD' : 'GET'}` : null;
  }

  private *once(url: Url, payload: Payload | null, sameHost: boolean): Eff<void> {
    const { sys } = this;
    this.jumpTo = null;
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
      for (let tries = 1; !(yield* this.converse(url, payload, sameHost, tries)); tries++);
      sys.emit({ kind: 'request.finished', req: this.req, status: this.head?.status ?? 0, bytes: this.received });
    } catch (error) {
      if (error instanceof CurlError) sys.emit({ kind: 'request.failed', req: this.req, error: failureOf(error) });
      throw error;
    }
  }

  /** False when a kept connection was dead, so that the request has to go out again. */
  private *converse(url: Url, payload: Payload | null, sameHost: boolean, tries: number): Eff<boolean> {
    const { sys, options, voice } = this;
    const proxy = options.texts.has('unix-socket') ? null : proxyOf(sys, options, url);
    const connection = yield* this.pool.get(options, url, this.deadline, this.req, proxy);
    sys.emit({ kind: 'request.sent', req: this.req, conn: sys.net.traceOf(connection.fd).conn });
    if (!connection.reused) this.connects++;
    this.connectedAt = sys.now;
    this.remote = connection.remote;
    this.local = sys.net.localName(connection.fd);
    if (url.scheme !== 'http' && url.scheme !== 'https') throw disallowed(url.scheme);
    const tunnels = proxy !== null && (url.scheme === 'https' || options.flags.has('proxytunnel'));
    if (options.flags.has('haproxy-protocol') && !connection.reused) yield* this.introduce(connection);
    if (tunnels && !connection.reused) yield* openTunnel(sys, connection.fd, url, options, voice);
    if (url.scheme === 'https') yield* this.secure(connection, url);
    const request = this.request(url, payload, sameHost, proxy !== null && !tunnels);
    if (request.user !== null) yield* voice.info(`Server auth using Basic with user '${request.user}'`);
    const exchange = new Exchange(connection.fd, this.setting(url, connection), this);
    let keep = false;
    try {
      if (request.fault !== null) {
        keep = true;
        yield* voice.info(request.fault.message);
        throw request.fault;
      }
      keep = yield* exchange.run(request, payload);
    } catch (error) {
      const dead = error instanceof CurlError && (error.code === 52 || error.code === 56) && exchange.silent;
      if (!dead || !connection.reused || tries > FRESH_STARTS) throw error;
      yield* voice.info(`Connection died, retrying a fresh connect (retry count: ${tries})`);
      if (payload !== null && payload.bytes.length > 0) yield* voice.info('state.rewindbeforesend = TRUE');
      yield* this.pool.done(connection, false);
      yield* voice.info(`Issue another request to this URL: '${urlText(url)}'`);
      return false;
    } finally {
      if (sys.process.fds.has(connection.fd)) yield* this.pool.done(connection, keep);
    }
    this.jumpTo = exchange.jumpTo;
    this.refused = exchange.refused;
    this.endedAt = sys.now;
    return true;
  }

  private setting(url: Url, connection: Connection): ConstructorParameters<typeof Exchange>[1] {
    const { sys, options, voice, meter, to, security, req } = this;
    const keepCookie = (line: string): void => this.cookies.set(line, this.named(url), sys.clock / 1_000_000);
    const answered = (): void => this.pool.answered(connection);
    const [path = ''] = url.target.split('?');
    const { reused: retries } = connection;
    const holdsBack = this.holdsBack();
    return { sys, options, voice, meter, to, security, req, path, retries, holdsBack, keepCookie, answered };
  }

  private holdsBack(): boolean {
    return this.options.flags.has('anyauth') && this.options.texts.has('user') && !this.asked;
  }

  private request(url: Url, payload: Payload | null, sameHost: boolean, proxied: boolean): BuiltRequest {
    const { sys, options } = this;
    const given = options.cookies;
    const kept = this.cookies.header(this.named(url), sys.clock / 1_000_000);
    const cookie = [kept, given.length > 0 ? given.join(';') : null].filter((c) => c !== null).join('; ');
    return buildRequest(options, {
      method: this.method,
      url,
      payload,
      cookie: cookie === '' ? null : cookie,
      referer: this.referer,
      sameHost,
      proxied,
      chunked: payload?.method === 'PUT' && (this.upload === '-' || this.upload === '.'),
      resumeFrom: payload === null ? this.to.begun : 0,
      netrc: netrcOf(sys, options, url.host),
      holdsBack: this.holdsBack(),
    });
  }

  /** --haproxy-protocol: who speaks to whom, before anything else. */
  private *introduce(connection: Connection): Eff<void> {
    const split = (name: string): [string, string] => {
      const at = name.lastIndexOf(':');
      return [name.slice(0, at).replace(/^\[|\]$/g, ''), name.slice(at + 1)];
    };
    const { net } = this.sys;
    const [from, fromPort] = split(net.localName(connection.fd));
    const [to, toPort] = split(net.peerName(connection.fd));
    const family = to.includes(':') ? 'TCP6' : 'TCP4';
    yield* net.send(connection.fd, latin1(`PROXY ${family} ${from} ${to} ${fromPort} ${toPort}\r\n`), this.req);
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
}
