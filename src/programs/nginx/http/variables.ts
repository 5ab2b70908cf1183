/** The values of variables for a request (ngx_http_variables.c and the modules that add some). */
import type { MapEntry, VariableSource } from '../conf/model.ts';
import { compileRegex } from '../conf/regex.ts';
import { compileTemplate, evaluate, type Template } from '../conf/template.ts';
import { VERSION } from '../options.ts';
import { clientVariable } from './client-certificate.ts';
import { accessLogTime, httpDate, isoTime } from './dates.ts';
import { basicCredentials } from './credentials.ts';
import { moduleVariable } from './module-variables.ts';
import { inNetwork, inRange } from './network.ts';
import { documentRoot, requestFilename } from './paths.ts';
import type { TlsServer } from '../../../protocols/tls/server.ts';
import { argument, cookieValue, joined } from './header-values.ts';
import { invalidReferer } from './referer.ts';
import type { Req } from './request.ts';
import { argsOf } from './settings.ts';

export interface VariableContext {
  readonly sources: ReadonlyMap<string, VariableSource>;
  /** Microseconds since the epoch. */
  readonly now: () => number;
  readonly pid: number;
  readonly hostname: string;
  readonly prefix: string;
  readonly counts: () => { readonly active: number; readonly waiting: number };
}

/** Built-in variables that `set` may change: what it sets is the request's own. */
const OF_REQUEST = new Set(['args', 'limit_rate']);
const PREFIXED = /^(?:http|sent_http|upstream_http|arg|cookie)_/;

const unjudged = (message: string): never => {
  throw new Error(`a text that was never checked: ${message}`);
};

/** Of a body that came in chunks the length is known once it has been read. */
const chunkedLength = (r: Req): string | null =>
  r.header('transfer-encoding') !== undefined && (r.requestBody !== null || r.requestBodyFile !== null)
    ? String(r.bodyLength)
    : null;

export class Variables {
  private readonly compiled = new Map<string, Template>();
  private readonly readers = new Map<string, (r: Req) => string | null>();

  constructor(private readonly context: VariableContext) {}

  text(template: Template, r: Req): string {
    return evaluate(
      template,
      (name) => this.get(name, r),
      (index) => r.captures[index] ?? '',
    );
  }

  /** The same for a text that `nginx -t` has judged already; compiled once. */
  source(text: string, r: Req): string {
    let template = this.compiled.get(text);
    if (template === undefined) {
      template = compileTemplate(text, unjudged);
      this.compiled.set(text, template);
    }
    return this.text(template, r);
  }

  /** Empty for what is not found, as in strings. */
  get(name: string, r: Req): string {
    return this.find(name, r) ?? '';
  }

  /** Null when nginx would say "not found": logs then show `-`. */
  find(name: string, r: Req): string | null {
    const set = OF_REQUEST.has(name) ? undefined : r.variable(name);
    if (set !== undefined) return set;
    let read = this.readers.get(name);
    if (read === undefined) this.readers.set(name, (read = this.reader(name)));
    return read(r);
  }

  /** Where a variable of this name comes from: its name alone decides, so it is asked once. */
  private reader(name: string): (r: Req) => string | null {
    const source = this.context.sources.get(name);
    if (source !== undefined && !OF_REQUEST.has(name)) return (r) => this.fromSource(source, r);
    if (PREFIXED.test(name)) return (r) => this.byPrefix(name, r) ?? null;
    return (r) => this.builtin(name, r) ?? this.timeVariable(name, r) ?? this.ofModule(name, r);
  }

  private fromSource(source: VariableSource, r: Req): string | null {
    switch (source.type) {
      case 'set':
      case 'capture':
        return '';
      case 'auth-request':
        return '';
      case 'map':
        return this.mapped(source, r);
      case 'geo': {
        const address = this.text(source.key, r);
        const hit = source.ranges
          .filter((x) => (x.cidr.includes('-') ? inRange(address, x.cidr) : inNetwork(address, x.cidr)))
          .toSorted((a, b) => bitsOf(b.cidr) - bitsOf(a.cidr))[0];
        return hit?.value ?? source.fallback;
      }
      case 'split': {
        const hash = murmur2(this.text(source.key, r));
        return source.parts.find((p) => hash < (p.upTo / 100) * 4294967296)?.value ?? '';
      }
    }
  }

  private mapped(source: Extract<VariableSource, { type: 'map' }>, r: Req): string {
    const key = this.text(source.key, r);
    const lower = source.hostnames ? key.toLowerCase().replace(/\.$/, '') : key.toLowerCase();
    const value = (e: MapEntry): string => this.text(e.value, r);
    const exact = source.entries.find((e) => e.regex === null && e.wildcard === 'none' && e.key === lower);
    if (exact !== undefined) return value(exact);
    const wild = source.entries
      .filter(
        (e) =>
          (e.wildcard === 'leading' && (lower.endsWith(e.key.replace(/^\*/, '')) || `.${lower}` === e.key)) ||
          (e.wildcard === 'trailing' && lower.startsWith(e.key.slice(0, -1))),
      )
      // Those that begin with a star are looked through first.
      .toSorted((a, b) => a.wildcard.localeCompare(b.wildcard) || b.key.length - a.key.length)[0];
    if (wild !== undefined) return value(wild);
    for (const e of source.entries) {
      const match = e.regex?.regexp.exec(key);
      if (!match) continue;
      capture(r, match);
      return value(e);
    }
    return source.fallback === null ? '' : this.text(source.fallback, r);
  }

  private byPrefix(name: string, r: Req): string | null | undefined {
    const after = (prefix: string): string | null => (name.startsWith(prefix) ? name.slice(prefix.length) : null);
    const http = after('http_');
    if (http !== null) return joined(r.headers, http);
    const sent = after('sent_http_');
    if (sent !== null) return joined(r.sent(), sent);
    const up = after('upstream_http_');
    if (up !== null) return joined(r.upstream.headers, up) ?? (r.upstream.attempts.length > 0 ? '' : null);
    const arg = after('arg_');
    if (arg !== null) return argument(r.args, arg);
    const cookie = after('cookie_');
    if (cookie !== null) return cookieValue(r.header('cookie') ?? '', cookie);
    return undefined;
  }

  private builtin(name: string, r: Req): string | null | undefined {
    const { client, server } = r;
    switch (name) {
      case 'host':
        return r.host;
      case 'uri':
      case 'document_uri':
        return r.uri;
      case 'request_uri':
        return r.unparsedUri;
      case 'args':
      case 'query_string':
        return r.args === '' ? null : r.args;
      case 'request_body':
        return r.requestBody;
      case 'request_body_file':
        return r.requestBodyFile;
      case 'is_args':
        return r.args === '' ? '' : '?';
      case 'request':
        return r.line;
      case 'request_method':
        return r.method;
      case 'scheme':
        return client.tls === null ? 'http' : 'https';
      case 'http2':
        return client.tls?.alpn === 'h2' ? 'h2' : '';
      case 'https':
        return client.tls === null ? '' : 'on';
      case 'remote_addr':
      case 'binary_remote_addr':
        return r.remoteAddr;
      case 'remote_port':
        return r.remotePort === 0 ? '' : String(r.remotePort);
      case 'realip_remote_addr':
        return client.address;
      case 'proxy_protocol_addr':
        return client.introduced?.address ?? '';
      case 'proxy_protocol_port':
        return client.introduced === null ? '' : String(client.introduced.port);
      case 'proxy_protocol_server_addr':
        return client.introduced?.serverAddress ?? '';
      case 'proxy_protocol_server_port':
        return client.introduced === null ? '' : String(client.introduced.serverPort);
      case 'server_addr':
        return client.serverAddress;
      case 'server_port':
        return client.serverPort === 0 ? '' : String(client.serverPort);
      case 'server_name':
        return server.names[0]?.name.replace(/^\./, '') ?? '';
      case 'server_protocol':
        return r.protocol === 9 ? '' : `HTTP/${r.version.major}.${r.version.minor}`;
      case 'content_length':
        return r.header('content-length') ?? chunkedLength(r);
      case 'content_type':
        return r.header('content-type') ?? null;
      case 'remote_user':
        return basicCredentials(r.header('authorization'))?.user ?? null;
      case 'document_root':
      case 'realpath_root':
        return documentRoot(r, this, this.context.prefix);
      case 'request_filename':
        return requestFilename(r, this, this.context.prefix);
      default:
        return this.connectionVariable(name, r);
    }
  }

  private connectionVariable(name: string, r: Req): string | null | undefined {
    switch (name) {
      case 'status':
        return String(r.errorStatus || r.status).padStart(3, '0');
      case 'bytes_sent':
        return String(r.bytesSent);
      case 'body_bytes_sent':
        return String(Math.max(0, r.bytesSent - r.headerSent));
      case 'request_length':
        return String(
          r.line.length +
            2 +
            r.headers.reduce((n, h) => n + h.name.length + h.value.length + 4, r.headComplete ? 2 : 0) +
            r.bodyRead,
        );
      case 'invalid_referer':
        return invalidReferer(r) ? '1' : '';
      case 'request_completion':
        return r.completed ? 'OK' : '';
      case 'connection':
        return String(r.client.id);
      case 'connection_requests':
        return String(r.client.requests);
      case 'pipe':
        return '.';
      case 'nginx_version':
        return VERSION;
      case 'hostname':
        return this.context.hostname;
      case 'pid':
        return String(this.context.pid);
      case 'limit_rate':
        return String(r.rate ?? 0);
      case 'limit_req_status':
        return r.limitReqStatus || null;
      case 'limit_conn_status':
        return r.limitConnStatus || null;
      case 'proxy_host':
        return r.proxyHost || null;
      case 'proxy_port':
        return r.proxyPort || null;
      case 'fastcgi_script_name':
      case 'fastcgi_path_info':
        return scriptVariable(name, r);
      case 'proxy_add_x_forwarded_for': {
        const given = joined(r.headers, 'x_forwarded_for');
        return given === null ? r.remoteAddr : `${given}, ${r.remoteAddr}`;
      }
      case 'request_id':
        return requestId(r);
      case 'connections_active':
        return String(this.context.counts().active);
      case 'connections_waiting':
        return String(this.context.counts().waiting);
      default:
        return name.startsWith('ssl_')
          ? tlsVariable(name, r.client.tls, this.context.now() / 1e6)
          : upstreamVariable(name, r);
    }
  }

  private ofModule(name: string, r: Req): string | null {
    return moduleVariable(name, r, (source) => this.source(source, r), this.context.now() / 1e6) ?? null;
  }

  private timeVariable(name: string, r: Req): string | null {
    const us = this.context.now();
    switch (name) {
      case 'time_local':
        return accessLogTime(us / 1e6);
      case 'time_iso8601':
        return isoTime(us / 1e6);
      case 'msec':
        return (us / 1e6).toFixed(3);
      case 'date_gmt':
      case 'date_local':
        return httpDate(us / 1e6);
      case 'request_time':
        return seconds(us - r.startedAt);
      default:
        return null;
    }
  }
}

const seconds = (us: number): string => (Math.floor(us / 1000) / 1000).toFixed(3);

/** `now` in seconds since the epoch. */
function tlsVariable(name: string, tls: TlsServer | null, now: number): string | null {
  if (tls === null) return null;
  switch (name) {
    case 'ssl_protocol':
      return tls.version;
    case 'ssl_cipher':
      return tls.cipher?.name ?? null;
    case 'ssl_server_name':
      return tls.sni;
    case 'ssl_alpn_protocol':
      return tls.alpn;
    case 'ssl_session_reused':
      return tls.resumed ? 'r' : '.';
    case 'ssl_curve':
      return 'X25519';
    default:
      return name.startsWith('ssl_client_') ? clientVariable(name, tls.peer, now) : null;
  }
}

function upstreamVariable(name: string, r: Req): string | null | undefined {
  const { attempts, cacheStatus } = r.upstream;
  const all = (f: (a: Req['upstream']['attempts'][number]) => string): string | null =>
    attempts.length === 0 ? null : attempts.map(f).join(', ');
  const span = (us: number): string => (us < 0 ? '-' : seconds(us));
  switch (name) {
    case 'upstream_addr':
      return all((a) => a.address);
    case 'upstream_status':
      return all((a) => (a.status === 0 ? '-' : String(a.status)));
    case 'upstream_connect_time':
      return all((a) => span(a.connectTime));
    case 'upstream_header_time':
      return all((a) => span(a.headerTime));
    case 'upstream_response_time':
      return all((a) => span(a.responseTime));
    case 'upstream_response_length':
      return all((a) => String(a.responseLength));
    case 'upstream_cache_status':
      return cacheStatus || null;
    default:
      return undefined;
  }
}

/** fastcgi_index is added to a directory; fastcgi_split_path_info parts what follows the script's name. */
function scriptVariable(name: string, r: Req): string | null {
  const source = argsOf(r.level, 'fastcgi_split_path_info')?.[0];
  const split = source === undefined ? null : compileRegex(source, false);
  const match = split?.ok === true ? split.regex.regexp.exec(r.uri) : null;
  if (name === 'fastcgi_path_info') return match?.[2] ?? '';
  if (match) return match[1] ?? '';
  return r.uri.endsWith('/') ? r.uri + (argsOf(r.level, 'fastcgi_index')?.[0] ?? '') : r.uri;
}

/** Take over a regex's captures, numbered and named. */
export function capture(r: Req, match: RegExpExecArray): void {
  r.captures = match.map((m) => m ?? '');
  for (const [name, value] of Object.entries(match.groups ?? {})) r.setVariable(name, value ?? '');
}

const bitsOf = (cidr: string): number => Number(cidr.split('/')[1] ?? (cidr.includes(':') ? 128 : 32));

/** Unique per request of a run, and the same in every replay. */
function requestId(r: Req): string {
  const part = (salt: string): string =>
    murmur2(`${salt}${r.client.id}.${r.client.requests}.${r.startedAt}`).toString(16).padStart(8, '0');
  return part('a') + part('b') + part('c') + part('d');
}

/** MurmurHash2, as ngx_murmur_hash2: what split_clients divides by. */
function murmur2(text: string): number {
  const m = 0x5bd1e995;
  let h = text.length;
  let i = 0;
  const byte = (n: number): number => text.charCodeAt(n) & 0xff;
  for (; i + 4 <= text.length; i += 4) {
    let k = byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const left = text.length - i;
  if (left >= 3) h ^= byte(i + 2) << 16;
  if (left >= 2) h ^= byte(i + 1) << 8;
  if (left >= 1) h = Math.imul(h ^ byte(i), m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return (h ^ (h >>> 15)) >>> 0;
}
