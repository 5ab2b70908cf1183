/** mod_proxy with its http, fcgi, scgi and uwsgi parts: another server is asked, its answer is passed on. */
import { latin1, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import { chunk, looseDialect, lastChunk, ResponseReader, type ResponseHead } from '../../../protocols/http1/index.ts';
import { last } from '../conf/server.ts';
import type { Child, RequestBody } from './child.ts';
import type { Exchange } from './exchange.ts';
import { headerOf } from './exchange.ts';
import type { ProxyTo } from './locate.ts';
import { changeHeaders, timeoutOf, type Sender } from './sender.ts';
import { gateway } from './proxy-gateway.ts';
import { begin, broken, viaOf, type Up, type Where } from './upstream.ts';

const HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'host',
  'expect',
]);
/** A server that could not be reached is left alone for so long, s (`retry=`). */
const RETRY = 60;

const PORTS: Readonly<Record<string, number>> = { http: 80, fcgi: 8000, scgi: 4000, uwsgi: 3031 };

/** `http://host:port/path`, `unix:/run/app.sock|http://localhost/path` */
function parse(url: string): Where | null {
  const unix = /^unix:([^|]+)\|(.*)$/.exec(url);
  const match = /^(\w+):\/\/(\[[^\]]+\]|[^:/?]*)(?::(\d+))?(.*)$/.exec(unix?.[2] ?? url);
  if (!match) return null;
  const [, scheme = '', host = '', port, uri = ''] = match;
  return {
    scheme,
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (PORTS[scheme] ?? 80) : Number(port),
    socket: unix?.[1] ?? null,
    uri: uri.startsWith('/') ? uri : `/${uri}`,
  };
}

export function* proxy(child: Child, x: Exchange, to: ProxyTo, sender: Sender, body: RequestBody): Eff<void> {
  const { sys } = child;
  const where = parse(to.url);
  const module = where === null ? '' : `proxy_${where.scheme}`;
  const complain = (name: string, text: string): void =>
    child.logs.error(sys, x.tid, name, 'error', text, `${x.peerAddress}:${x.peerPort}`);
  if (where === null || !child.config.modules.has(module)) {
    complain(
      'proxy',
      `AH01144: No protocol handler was valid for the URL ${x.path} (scheme '${where?.scheme ?? ''}'). If you are using a DSO version of mod_proxy, make sure the proxy submodules are included in the configuration using LoadModule.`,
    );
    return yield* sender.page(500);
  }
  const address = where.socket ?? `${where.host}:${where.port}`;
  const label = where.scheme.toUpperCase();
  if ((child.shared.failed.get(address) ?? 0) > sys.now) {
    complain('proxy', `AH00940: ${label}: disabled connection for (${where.host})`);
    return yield* sender.page(503);
  }
  const fd = yield* connect(child, x, where, to, complain);
  if (fd === null) return yield* sender.page(503);
  sys.emit({
    kind: 'proxy.upstream',
    pid: sys.pid,
    req: x.req,
    conn: sys.net.traceOf(fd).conn,
    upstream: where.host,
    address,
    uri: where.uri,
    why: 'ProxyPass',
  });
  const timeout =
    Number(to.options.get('timeout') ?? last(child.scopesOf(x), 'ProxyTimeout')?.args[0]) * 1_000_000 ||
    timeoutOf(child, x);
  const up: Up = { child, x, sender, fd, timeout, where, to, complain };
  try {
    if (where.scheme === 'http') yield* http(up, body);
    else yield* gateway(up, body);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* broken(
      up,
      `(104)Connection reset by peer: AH01102: error reading status line from remote server ${address}`,
    );
  } finally {
    sys.fs.close(fd);
  }
}

function* connect(
  child: Child,
  x: Exchange,
  where: Where,
  to: ProxyTo,
  complain: (module: string, text: string) => void,
): Eff<number | null> {
  const { sys } = child;
  const ip = sys.net.resolve(where.host)[0];
  const address = where.socket ?? `${where.host}:${where.port}`;
  const seconds = Number(to.options.get('connectiontimeout')) || 60;
  try {
    if (where.socket !== null) return yield* sys.net.connect({ family: 'unix', path: where.socket }, { req: x.req });
    if (ip === undefined) {
      complain('proxy', `AH00898: DNS lookup failure for: ${where.host} returned by ${x.path}`);
      return null;
    }
    return yield* sys.net.connect(
      { family: 'tcp', ip, port: where.port },
      { req: x.req, timeout: seconds * 1_000_000 },
    );
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const why: Partial<Record<string, string>> = {
      ECONNREFUSED: '(111)Connection refused',
      EACCES: '(13)Permission denied',
      ENOENT: '(2)No such file or directory',
      ETIMEDOUT: '(110)Connection timed out',
    };
    const label = where.scheme.toUpperCase();
    const told =
      where.socket === null
        ? `${address} (${where.host}:${where.port})`
        : `${where.socket} (${where.host}:${where.port})`;
    complain(
      'proxy',
      `${why[error.errno] ?? error.errno}: AH0${where.socket === null ? '0957' : '2454'}: ${label}: attempt to connect to ${told} failed`,
    );
    complain('proxy_http', `AH01114: ${label}: failed to make connection to backend: ${where.host}`);
    const retry = Number(to.options.get('retry') ?? RETRY);
    if (retry > 0) child.shared.failed.set(address, sys.now + retry * 1_000_000);
    sys.emit({
      kind: 'proxy.upstream_failed',
      pid: sys.pid,
      req: x.req,
      address,
      error: why[error.errno] ?? error.errno,
    });
    return null;
  }
}

function requestHead(up: Up, length: number | null): Bytes {
  const { child, x, where } = up;
  const keep = last(child.scopesOf(x), 'ProxyPreserveHost')?.args[0]?.toLowerCase() === 'on';
  const own = where.port === 80 ? where.host : `${where.host}:${where.port}`;
  const host = headerOf(x.headers, 'host') ?? own;
  const named = new Set((headerOf(x.headers, 'connection') ?? '').toLowerCase().split(/,\s*/));
  const headers: [string, string][] = [
    ['Host', keep ? host : own],
    ...x.headers
      .filter(([name]) => !HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase()))
      .map(([n, v]): [string, string] => [n, v]),
  ];
  if (last(child.scopesOf(x), 'ProxyAddHeaders')?.args[0]?.toLowerCase() !== 'off') {
    const add = (name: string, value: string): void => {
      const at = headers.findIndex(([key]) => key.toLowerCase() === name.toLowerCase());
      if (at >= 0) headers[at] = [name, `${headers[at]?.[1] ?? ''}, ${value}`];
      else headers.push([name, value]);
    };
    add('X-Forwarded-For', x.peerAddress);
    add('X-Forwarded-Host', host);
    add('X-Forwarded-Server', x.serverName);
  }
  const via = viaOf(child, x);
  if (via !== null) headers.push(['Via', via]);
  changeHeaders(child, x, 'RequestHeader', headers);
  if (length === null) headers.push(['Transfer-Encoding', 'chunked']);
  else if (length > 0 || headerOf(x.headers, 'content-length') !== null)
    headers.push(['Content-Length', String(length)]);
  headers.push(['Connection', 'Keep-Alive']);
  return latin1(`${x.method} ${where.uri} HTTP/1.1\r\n${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`);
}

function* http(up: Up, body: RequestBody): Eff<void> {
  const { child, x, fd } = up;
  const { sys } = child;
  const { framing } = body;
  const length = framing.type === 'length' ? framing.length : framing.type === 'chunked' ? null : 0;
  yield* sys.net.send(fd, requestHead(up, length), x.req);
  for (;;) {
    const piece = yield* body.next();
    if (piece === null) return;
    if (piece.length === 0) break;
    yield* sys.net.send(fd, length === null ? chunk(piece) : piece, x.req);
  }
  if (length === null) yield* sys.net.send(fd, lastChunk(), x.req);
  yield* answer(up, new ResponseReader(x.method, looseDialect));
}

/** How long a head waits for what follows it: an answer that is over at once has a length (ap_content_length_filter). */
const HELD = 1_000;

function* answer(up: Up, reader: ResponseReader): Eff<void> {
  const { child, x, fd, timeout, where, sender } = up;
  const { sys } = child;
  const address = `${where.host}:${where.port}`;
  /** A head whose body has not begun, and is of unknown length. */
  let held: ResponseHead | null = null;
  const release = function* (length: number | null): Eff<void> {
    const head = held;
    held = null;
    if (head !== null) yield* begin(up, head.status, head.reason, head.headers, length);
  };
  for (;;) {
    const bytes: Bytes | null = yield* sys.net.recv(fd, 65_536, held === null ? timeout : HELD);
    if (bytes === null && held !== null) {
      yield* release(null);
      continue;
    }
    if (bytes === null)
      return yield* broken(
        up,
        `(70007)The timeout specified has expired: AH01102: error reading status line from remote server ${address}`,
      );
    const events: ReturnType<ResponseReader['feed']> = bytes.length === 0 ? reader.eof() : reader.feed(bytes);
    for (const event of events) {
      switch (event.type) {
        case 'head': {
          const { status, reason, headers } = event.head;
          if (status >= 400 && last(child.scopesOf(x), 'ProxyErrorOverride')?.args[0]?.toLowerCase() === 'on') {
            yield* sender.page(status);
            sys.emit({ kind: 'proxy.response', pid: sys.pid, conn: x.conn, req: x.req, status, by: 'upstream' });
            return;
          }
          const { framing } = event;
          if (framing.type === 'length') yield* begin(up, status, reason, headers, framing.length);
          else if (framing.type === 'none') yield* begin(up, status, reason, headers, 0);
          else held = event.head;
          break;
        }
        case 'data':
          yield* release(null);
          yield* sender.write(event.data);
          break;
        case 'end':
          yield* release(0);
          yield* sender.finish();
          sys.emit({
            kind: 'proxy.response',
            pid: sys.pid,
            conn: x.conn,
            req: x.req,
            status: x.status,
            by: 'upstream',
          });
          return;
        case 'fault':
          yield* release(null);
          return yield* broken(
            up,
            `(20014)Internal error (specific information not available): AH01102: error reading status line from remote server ${address}`,
          );
        case 'interim':
          break;
      }
    }
    if (bytes.length === 0) return;
  }
}
