/** Answers as httpd writes them: Date and Server first, Content-Type last, the framing by what is known (RFC 9112). */
import { latin1, utf8, type Bytes } from '../../../base/bytes.ts';
import { civilTime, MONTHS, two } from '../../../base/calendar.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { chunk, lastChunk } from '../../../protocols/http1/index.ts';
import { last } from '../conf/server.ts';
import type { Child } from './child.ts';
import type { Exchange } from './exchange.ts';
import { headerOf } from './exchange.ts';
import { errorPage, REASONS } from './pages.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** After these the connection is closed (ap_status_drops_connection). */
const DROPS = new Set([400, 408, 411, 413, 414, 500, 501, 503]);
const SERVER_HEADERS = new Set(['date', 'server']);

export function httpDate(us: number): string {
  const t = civilTime(Math.floor(us / 1_000_000));
  const day = `${DAYS[t.weekday] ?? ''}, ${two(t.day)} ${MONTHS[t.month - 1] ?? ''} ${t.year}`;
  return `${day} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} GMT`;
}

export interface Answer {
  readonly status: number;
  readonly reason?: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Content-Type of httpd's own knowledge: it goes last. */
  readonly type?: string | null;
  /** Null: not known beforehand. */
  readonly length: number | null;
  /** A page that is not even made, as it would not be sent. */
  readonly bodiless?: boolean;
}

export class Sender {
  private chunked = false;
  private open = true;
  private started = false;

  constructor(
    private readonly child: Child,
    readonly x: Exchange,
  ) {}

  get begun(): boolean {
    return this.started;
  }

  private get sys(): Sys {
    return this.child.sys;
  }

  *start(answer: Answer): Eff<void> {
    const { x, sys, child } = this;
    const { status } = answer;
    const bare = status === 204 || status === 304 || x.method === 'HEAD';
    if (DROPS.has(status)) x.keepalive = false;
    const given = (name: string): string | undefined => answer.headers.find(([key]) => key.toLowerCase() === name)?.[1];
    const headers: [string, string][] = [
      ['Date', given('date') ?? httpDate(sys.clock)],
      ['Server', given('server') ?? child.banner],
      ...answer.headers
        .filter(([name]) => !SERVER_HEADERS.has(name.toLowerCase()))
        .map(([n, v]): [string, string] => [n, v]),
    ];
    child.extraHeaders(x, headers);
    const framed = given('content-length') !== undefined;
    if (answer.length !== null && !framed && status !== 304 && status !== 204 && !answer.bodiless)
      headers.push(['Content-Length', String(answer.length)]);
    this.chunked = answer.length === null && !framed && !bare && x.version >= 1001 && status !== 204;
    if (answer.length === null && !framed && !bare && !this.chunked) x.keepalive = false;
    // HTTP/1.0 clients are told as well: a proxy may call itself one (http_protocol.c).
    if (!x.keepalive) headers.push(['Connection', 'close']);
    else if (x.keepalive && /\bkeep-alive\b/i.test(headerOf(x.headers, 'connection') ?? ''))
      headers.push(
        ['Keep-Alive', `timeout=${child.keepAliveSeconds}, max=${child.keepAliveMost}`],
        ['Connection', 'Keep-Alive'],
      );
    if (this.chunked) headers.push(['Transfer-Encoding', 'chunked']);
    // What has no body has no type either (http_protocol.c).
    if (answer.type !== undefined && answer.type !== null && status !== 204)
      headers.push(['Content-Type', answer.type]);
    const reason = answer.reason ?? REASONS[status] ?? '';
    const text = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    x.status = status;
    x.sent = headers;
    this.started = true;
    if (bare) this.open = false;
    yield* this.out(latin1(`HTTP/1.1 ${status} ${reason}\r\n${text}\r\n`));
  }

  *write(data: Bytes): Eff<void> {
    if (!this.open || data.length === 0) return;
    this.x.bodyBytes += data.length;
    yield* this.out(this.chunked ? chunk(data) : data);
  }

  /** The body was not finished: its end is not said, and the client finds out when the connection closes. */
  abandon(): void {
    this.open = false;
  }

  *finish(): Eff<void> {
    if (this.open && this.chunked) yield* this.out(lastChunk());
    this.open = false;
  }

  *page(status: number, notes = '', more: readonly (readonly [string, string])[] = []): Eff<void> {
    const { x, child } = this;
    const custom = child.errorDocument(x, status);
    const location = more.find(([name]) => name === 'Location')?.[1] ?? '';
    const html = errorPage(status, { notes, location, admin: child.admin(x), signature: child.signature(x) });
    const body = utf8(custom ?? html);
    const type = 'text/html; charset=iso-8859-1';
    yield* this.start({ status, headers: more, type, length: body.length, bodiless: x.method === 'HEAD' });
    yield* this.write(body);
    yield* this.finish();
  }

  private *out(bytes: Bytes): Eff<void> {
    this.x.bytesOut += bytes.length;
    try {
      yield* this.sys.net.send(this.x.fd, bytes, this.x.req);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.x.keepalive = false;
      this.open = false;
    }
  }
}

/** `Header set|append|add|unset NAME VALUE` (mod_headers), of the scopes in force. */
export function changeHeaders(
  child: Child,
  x: Exchange,
  directive: 'Header' | 'RequestHeader',
  headers: [string, string][],
): void {
  for (const scope of child.scopesOf(x)) {
    for (const d of scope.directives) {
      if (d.name.toLowerCase() !== directive.toLowerCase()) continue;
      const args = d.args[0] === 'always' || d.args[0] === 'onsuccess' ? d.args.slice(1) : d.args;
      const [action = '', name = '', value = ''] = args;
      const lower = name.toLowerCase();
      const at = headers.findIndex(([key]) => key.toLowerCase() === lower);
      if (action === 'unset' || action === 'set') {
        for (let i = headers.length - 1; i >= 0; i--) if (headers[i]?.[0].toLowerCase() === lower) headers.splice(i, 1);
      }
      const text = value.replace(/%\{(\w+)\}[es]/g, '').replace(/%%/g, '%');
      if (action === 'set' || action === 'add') headers.push([name, text]);
      else if (action === 'append' || action === 'merge') {
        if (at >= 0) headers[at] = [headers[at]?.[0] ?? name, `${headers[at]?.[1] ?? ''}, ${text}`];
        else headers.push([name, text]);
      }
    }
  }
}

export const timeoutOf = (child: Child, x: Exchange): number =>
  (Number(last(child.scopesOf(x), 'TimeOut')?.args[0]) || 60) * 1_000_000;
