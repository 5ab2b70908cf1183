/**
 * A child process of mpm_event: one listener, ThreadsPerChild workers. A connection takes a worker while a request runs;
 * between requests it waits with the listener and costs none.
 */
import { EMPTY, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import {
  bodyDecoder,
  nginxDialect,
  requestFraming,
  requestHeadParser,
  type Framing,
  type RequestHead,
} from '../../../protocols/http1/index.ts';
import { all, last, type Host, type Scope, type ServerConfig } from '../conf/server.ts';
import { runCgi } from './cgi.ts';
import type { Exchange } from './exchange.ts';
import { headerOf } from './exchange.ts';
import { locate, type Target } from './locate.ts';
import type { Logs } from './logs.ts';
import { proxy } from './proxy.ts';
import { changeHeaders, Sender } from './sender.ts';
import { serveFile } from './static.ts';
import { Embedded, runWsgi, type Daemons } from './wsgi.ts';

export interface Shared {
  readonly config: ServerConfig;
  readonly logs: Logs;
  readonly listeners: readonly { readonly fd: number; readonly port: number }[];
  readonly daemons: Daemons;
  readonly banner: string;
  /** Where a proxied server failed: until when it is left alone, by address; µs. All children share it. */
  readonly failed: Map<string, number>;
}

const READY = { from: 'www', dialect: nginxDialect({ underscores: true, ignoreInvalid: false }) } as const;

export class Child {
  readonly config: ServerConfig;
  readonly logs: Logs;
  readonly banner: string;
  readonly embedded: Embedded;
  readonly keepAliveSeconds: number;
  readonly keepAliveMost: number;
  private readonly free: number[];
  private readonly freed;
  private leaving = false;
  private readonly left;
  private busy = 0;
  private connections = 0;
  private readonly scopes = new WeakMap<Exchange, readonly Scope[]>();

  constructor(
    readonly sys: Sys,
    readonly shared: Shared,
  ) {
    this.config = shared.config;
    this.logs = shared.logs;
    this.banner = shared.banner;
    this.embedded = new Embedded(this);
    const { main } = this.config;
    this.keepAliveSeconds = Number(last([main], 'KeepAliveTimeout')?.args[0] ?? 5) || 5;
    this.keepAliveMost = Number(last([main], 'MaxKeepAliveRequests')?.args[0] ?? 100);
    const threads = Number(last([main], 'ThreadsPerChild')?.args[0] ?? 25) || 25;
    this.free = Array.from({ length: threads }, (_, i) => threads - i);
    this.freed = sys.cond();
    this.left = sys.cond();
  }

  /** Until told to leave; then until what runs has been answered. */
  *run(): Eff<number> {
    const { sys } = this;
    sys.signal('TERM', () => sys.world.lifecycle.terminate(sys.process, { code: 0, signal: null }));
    sys.signal('USR1', () => {
      this.leaving = true;
      this.left.notifyAll();
    });
    for (const name of ['INT', 'HUP', 'WINCH', 'CHLD'] as const) sys.signal(name, 'ignore');
    const interests = this.shared.listeners.map(({ fd }) => ({ fd, read: true }));
    while (!this.leaving) {
      // Full: whoever comes waits in the kernel's queue.
      if (this.connections >= this.free.length + this.busy + 1) {
        yield* sys.waitAny([this.freed, this.left], null);
        continue;
      }
      const ready = yield* sys.net.poll(interests, null, [this.left]);
      for (const { fd, port } of this.shared.listeners) {
        if (this.leaving || !ready.includes(fd)) continue;
        const conn = sys.net.acceptNow(fd);
        if (conn === null) continue;
        this.connections++;
        sys.thread('connection', this.connection(conn, port));
      }
    }
    for (const { fd } of this.shared.listeners) sys.fs.close(fd);
    while (this.busy > 0) yield* sys.waitAny([this.freed], null);
    return 0;
  }

  private *connection(fd: number, port: number): Eff<void> {
    const { sys } = this;
    let before: Bytes = EMPTY;
    try {
      for (let served = 1; ; served++) {
        const read = yield* this.readHead(fd, before, served === 1);
        if (read === null) return;
        while (this.free.length === 0) yield this.freed;
        const tid = this.free.pop() ?? 0;
        this.busy++;
        try {
          const rest = yield* this.serve(fd, tid, port, read, served);
          if (rest === null) return;
          before = rest;
        } finally {
          this.busy--;
          this.free.push(tid);
          this.freed.notifyAll();
        }
        if (this.leaving) return;
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    } finally {
      this.connections--;
      this.freed.notifyAll();
      if (sys.process.fds.has(fd)) sys.fs.close(fd);
    }
  }

  private *readHead(fd: number, before: Bytes, first: boolean): Eff<Head | null> {
    const { sys } = this;
    const parser = requestHeadParser(READY.dialect);
    const seconds = first ? Number(last([this.config.main], 'TimeOut')?.args[0]) || 60 : this.keepAliveSeconds;
    let bytes: Bytes | null = before.length > 0 ? before : null;
    for (;;) {
      bytes ??= yield* sys.net.recv(fd, 65_536, seconds * 1_000_000);
      if (bytes === null || bytes.length === 0) return null;
      const result = parser.feed(bytes);
      bytes = null;
      if (result.type === 'head') return { head: result.head, rest: result.rest, fault: null };
      if (result.type === 'fault') return { head: null, rest: EMPTY, fault: result.fault.kind };
    }
  }

  /** What came behind the request, or null when the connection is over. */
  private *serve(fd: number, tid: number, port: number, read: Head, served: number): Eff<Bytes | null> {
    const { sys } = this;
    const x = this.exchange(fd, tid, port, read.head, served);
    const sender = new Sender(this, x);
    const framing = read.head ? requestFraming(read.head, READY.dialect.framing) : null;
    if (read.head === null || framing?.ok === false || !validHost(x)) {
      x.keepalive = false;
      const long = read.fault === 'request-line-too-long';
      yield* sender.page(long ? 414 : 400);
      this.logs.request(sys, x);
      return null;
    }
    const body = new RequestBody(sys, fd, framing?.ok ? framing.framing : { type: 'none' }, read.rest, x);
    const target = locate(this, x);
    this.scopes.set(x, 'scopes' in target ? target.scopes : [this.config.main, x.host]);
    yield* this.dispatch(x, target, sender, body);
    yield* body.drain(x.keepalive);
    this.logs.request(sys, x);
    return x.keepalive && body.whole ? body.rest : null;
  }

  private *dispatch(x: Exchange, target: Target, sender: Sender, body: RequestBody): Eff<void> {
    switch (target.type) {
      case 'refused':
        return yield* sender.page(target.status, target.notes);
      case 'redirect':
        return yield* sender.page(target.status, '', [['Location', target.location]]);
      case 'proxy':
        return yield* proxy(this, x, target.proxy, sender, body);
      case 'file':
        if (target.kind === 'wsgi') return yield* runWsgi(this, x, target, sender, body);
        if (target.kind === 'cgi') return yield* runCgi(this, x, target, sender, body);
        return yield* serveFile(this, x, target, sender);
    }
  }

  private exchange(fd: number, tid: number, port: number, head: RequestHead | null, served: number): Exchange {
    const { sys } = this;
    const peer = /^\[?(.*?)\]?:(\d+)$/.exec(sys.net.peerName(fd));
    const headers = (head?.headers ?? []).map(({ name, value }) => [name, value] as const);
    const [raw = '', ...query] = (head?.target ?? '/').replace(/^http:\/\/[^/]*/i, '').split('?');
    const given = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(headerOf(headers, 'host') ?? '');
    const host = this.hostFor(port, given?.[1] ?? '');
    const version = (head?.version.major ?? 1) * 1000 + (head?.version.minor ?? 1);
    const connection = headerOf(headers, 'connection') ?? '';
    const keeps = version >= 1001 ? !/\bclose\b/i.test(connection) : /\bkeep-alive\b/i.test(connection);
    const off = last([this.config.main, host], 'KeepAlive')?.args[0]?.toLowerCase() === 'off';
    return {
      fd,
      tid,
      ...sys.net.traceOf(fd),
      line: head?.line ?? '',
      method: head?.method ?? 'GET',
      target: head?.target ?? '',
      path: cleaned(raw),
      query: query.join('?'),
      protocol: `HTTP/${head?.version.major ?? 1}.${head?.version.minor ?? 1}`,
      version,
      headers,
      host,
      serverName:
        given?.[1] === undefined || given[1] === ''
          ? (host.names[0] ?? this.config.main.names[0] ?? sys.process.host.name)
          : given[1],
      // UseCanonicalName Off: the port is the client's word, 80 when it says none.
      port: given?.[2] !== undefined ? Number(given[2]) : headerOf(headers, 'host') === null ? port : 80,
      peerAddress: peer?.[1] ?? '',
      peerPort: peer?.[2] ?? '',
      beganAt: sys.clock,
      keepalive: keeps && !off && served < this.keepAliveMost,
      status: 0,
      bodyBytes: 0,
      bytesOut: 0,
      sent: [],
    };
  }

  /** The virtual host of that address whose name or alias it is, else the first of that address. */
  private hostFor(port: number, name: string): Host {
    const lower = name.toLowerCase();
    const mine = this.config.hosts.filter((host) =>
      host.addresses.some((address) => {
        const at = /^(.*):(\*|\d+)$/.exec(address);
        return at ? at[2] === '*' || Number(at[2]) === port : true;
      }),
    );
    const fits = (pattern: string): boolean =>
      pattern === lower ||
      (pattern.includes('*') && new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(lower));
    return mine.find((host) => host.names.some(fits)) ?? mine[0] ?? this.config.main;
  }

  scopesOf(x: Exchange): readonly Scope[] {
    return this.scopes.get(x) ?? [this.config.main, x.host];
  }

  extraHeaders(x: Exchange, headers: [string, string][]): void {
    changeHeaders(this, x, 'Header', headers);
  }

  admin(x: Exchange): string {
    return last(this.scopesOf(x), 'ServerAdmin')?.args[0] ?? '[no address given]';
  }

  signature(x: Exchange): string {
    const on = last(this.scopesOf(x), 'ServerSignature')?.args[0]?.toLowerCase() === 'on';
    return on ? `${this.banner} Server at ${x.serverName} Port ${x.port}` : '';
  }

  /** `ErrorDocument 404 "text"`; other forms are left to the usual page. */
  errorDocument(x: Exchange, status: number): string | null {
    const rule = this.scopesOf(x)
      .flatMap((scope) => all(scope, 'ErrorDocument'))
      .findLast((d) => d.args[0] === String(status));
    const text = rule?.args[1];
    return text === undefined || /^(?:\/|https?:)/.test(text) ? null : text;
  }
}

interface Head {
  readonly head: RequestHead | null;
  readonly rest: Bytes;
  readonly fault: string | null;
}

/** RFC 9112 section 3.2: HTTP/1.1 wants exactly one Host. */
const validHost = (x: Exchange): boolean =>
  x.version < 1001 || x.headers.filter(([name]) => name.toLowerCase() === 'host').length === 1;

/** Decoded, without `.` and `..` and doubled slashes (ap_getparents, ap_no2slash). */
function cleaned(raw: string): string {
  const decoded = raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const parts: string[] = [];
  for (const part of decoded.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const folder = /\/$|\/\.{1,2}$/.test(decoded) && parts.length > 0;
  return `/${parts.join('/')}${folder ? '/' : ''}`;
}

/** The request's body, read as a handler asks for it. */
export class RequestBody {
  private readonly decoder;
  private pending: Bytes;
  rest: Bytes = EMPTY;
  whole: boolean;

  constructor(
    private readonly sys: Sys,
    private readonly fd: number,
    readonly framing: Framing,
    early: Bytes,
    private readonly x: Exchange,
  ) {
    this.decoder = bodyDecoder(framing);
    this.whole = this.decoder.finished;
    this.pending = early;
    if (this.whole) this.rest = early;
  }

  /** The next piece; empty at the end, null when the client broke off. */
  *next(): Eff<Bytes | null> {
    if (
      this.x.version >= 1001 &&
      /100-continue/i.test(headerOf(this.x.headers, 'expect') ?? '') &&
      this.pending.length === 0 &&
      !this.whole &&
      !this.continued
    ) {
      this.continued = true;
      yield* this.sys.net.send(
        this.fd,
        new Uint8Array([...'HTTP/1.1 100 Continue\r\n\r\n'].map((c) => c.charCodeAt(0))),
        this.x.req,
      );
    }
    while (!this.whole) {
      const bytes: Bytes | null =
        this.pending.length > 0 ? this.pending : yield* this.sys.net.recv(this.fd, 65_536, 60_000_000);
      this.pending = EMPTY;
      if (bytes === null || bytes.length === 0) return null;
      const step = this.decoder.feed(bytes);
      if (step.fault !== null) return null;
      if (step.end !== null) {
        this.whole = true;
        this.rest = step.end.rest;
      }
      if (step.data.length > 0) return step.data;
    }
    return EMPTY;
  }

  private continued = false;

  *all(): Eff<Bytes | null> {
    const parts: Bytes[] = [];
    for (;;) {
      const piece = yield* this.next();
      if (piece === null) return null;
      if (piece.length === 0) break;
      parts.push(piece);
    }
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  /** Read what nobody wanted, if the connection is to go on. */
  *drain(keep: boolean): Eff<void> {
    while (keep && !this.whole) if ((yield* this.next()) === null) return;
  }
}
