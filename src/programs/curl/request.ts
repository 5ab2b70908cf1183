/** The head of curl's request: its own headers, in its order, and what -H changes about them. */
import { latin1, type Bytes } from '../../base/bytes.ts';
import { basicAuth, CurlError, type Payload } from './body.ts';
import type { Options } from './options.ts';
import { conditionHeader } from './time-cond.ts';
import { authority, urlText, type Url } from './url.ts';

const USER_AGENT = 'curl/7.88.1';
/** Bodies above this are announced and wait for a 100 answer. */
const EXPECT_ABOVE = 1024 * 1024;

export interface RequestParts {
  readonly method: string;
  readonly url: Url;
  readonly payload: Payload | null;
  readonly cookie: string | null;
  readonly referer: string | null;
  /** Credentials stay with the host that they were given for. */
  readonly sameHost: boolean;
  /** The request goes to a proxy that asks the server itself. */
  readonly proxied: boolean;
  /** The length of the body is not known when the head goes out. */
  readonly chunked: boolean;
  /** Where an earlier part of the file ends. */
  readonly resumeFrom: number;
  /** Of .netrc, for this host. */
  readonly netrc: string | null;
  /** The name and password wait until the server asks for them. */
  readonly holdsBack: boolean;
}

export interface BuiltRequest {
  readonly lines: readonly string[];
  readonly bytes: Bytes;
  readonly expects: boolean;
  readonly chunked: boolean;
  /** Whose name and password go along. */
  readonly user: string | null;
  /** Why this cannot be sent. */
  readonly fault: CurlError | null;
}

export function buildRequest(options: Options, parts: RequestParts): BuiltRequest {
  const { flags, texts } = options;
  const { url, payload } = parts;
  const custom = customHeaders(options);
  const http10 = flags.has('http1.0');
  const target = texts.get('request-target') ?? (parts.proxied ? urlText(url) : url.target);
  const lines = [`${parts.method} ${target} HTTP/${http10 ? '1.0' : '1.1'}`];
  const add = (name: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && !custom.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  };
  const host = custom.get('host');
  if (host === undefined) lines.push(`Host: ${authority(url)}`);
  else if (host !== null) lines.push(`Host: ${host.value}`);
  if (parts.proxied && texts.has('proxy-user')) add('Proxy-Authorization', basicAuth(texts.get('proxy-user') ?? ''));
  const own = parts.sameHost || flags.has('location-trusted');
  const known = url.user ?? (own ? texts.get('user') : undefined) ?? parts.netrc ?? undefined;
  const given = parts.holdsBack ? undefined : known;
  const user = given === undefined || given.includes(':') ? given : `${given}:`;
  const bearer = texts.get('oauth2-bearer');
  add('Authorization', bearer === undefined ? (user === undefined ? null : basicAuth(user)) : `Bearer ${bearer}`);
  if (parts.resumeFrom > 0) add('Range', `bytes=${parts.resumeFrom}-`);
  else add('Range', texts.has('range') ? `bytes=${texts.get('range') ?? ''}` : null);
  const agent = texts.get('user-agent') ?? USER_AGENT;
  add('User-Agent', agent === '' ? null : agent);
  add('Accept', '*/*');
  if (flags.has('tr-encoding')) lines.push('Connection: TE', 'TE: gzip');
  add('Accept-Encoding', flags.has('compressed') ? 'deflate, gzip, br, zstd' : null);
  add('Referer', parts.referer);
  if (parts.proxied) add('Proxy-Connection', 'Keep-Alive');
  add('Cookie', parts.cookie);
  if (flags.has('http2') && url.scheme === 'http') lines.push(...TO_HTTP2);
  if (options.since !== null) add(...conditionHeader(options.since));
  for (const [name, header] of custom) if (header !== null && !/^host(?:\0|$)/.test(name)) lines.push(header.line);
  const chunked = parts.chunked || custom.get('transfer-encoding')?.value.toLowerCase() === 'chunked';
  if (parts.chunked) add('Transfer-Encoding', 'chunked');
  let expects = false;
  if (payload !== null) {
    if (!chunked) add('Content-Length', String(payload.bytes.length));
    add('Content-Type', payload.contentType);
    const large = payload.bytes.length > (payload.method === 'PUT' ? 0 : EXPECT_ABOVE) || parts.chunked;
    const own = custom.get('expect');
    expects = !http10 && (own === undefined ? large : /^100-continue$/i.test(own?.value ?? ''));
    if (expects && own === undefined) lines.push('Expect: 100-continue');
  }
  lines.push('');
  return {
    lines,
    bytes: latin1(lines.map((line) => `${line}\r\n`).join('')),
    expects,
    chunked,
    fault: chunked && http10 ? new CurlError(25, 'Chunky upload is not supported by HTTP 1.0') : null,
    user: bearer === undefined ? (user?.split(':')[0] ?? null) : null,
  };
}

/** HTTP/2 without TLS is asked for by an upgrade; the settings are nghttp2's usual ones. */
const TO_HTTP2 = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA'];

/** What --json adds, unless -H says otherwise. */
const JSON_HEADERS = ['Content-Type: application/json', 'Accept: application/json'];
const sameName = (a: string, b: string): boolean => nameOf(a) === nameOf(b);
const nameOf = (line: string): string => (line.split(/[:;]/)[0] ?? '').trim().toLowerCase();

interface Custom {
  readonly value: string;
  /** As it was typed. */
  readonly line: string;
}

/** -H "Name: value" sets, "Name:" takes away, "Name;" sends it empty. Lower-case name to what is sent, null for nothing. */
function customHeaders(options: Options): Map<string, Custom | null> {
  const found = new Map<string, Custom | null>();
  const all = options.json
    ? [...JSON_HEADERS.filter((line) => !options.headers.some((h) => sameName(h, line))), ...options.headers]
    : options.headers;
  for (const header of all) {
    const match = /^([^:;]+)([:;])\s*(.*)$/s.exec(header);
    if (!match) continue;
    const [, name = '', mark, value = ''] = match;
    const key = name.trim().toLowerCase();
    if (mark === ':' && value === '') found.set(key, null);
    else if (mark === ':') found.set(found.get(key) ? `${key}\0${found.size}` : key, { value, line: header.trimEnd() });
    else if (value === '') found.set(key, { value: '', line: `${name}:` });
  }
  return found;
}
