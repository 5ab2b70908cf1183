/** An answer before it is sent, and what the header filters make of it (not modified, expires, add_header, gzip, ranges). */
import { isNamed, type Header } from '../../../protocols/http1/index.ts';
import type { Bytes } from '../../../base/bytes.ts';
import { concat, latin1 } from '../../../base/bytes.ts';
import type { Level } from '../conf/model.ts';
import { parseTime } from '../conf/units.ts';
import { httpDate, parseHttpDate } from './dates.ts';
import type { Req } from './request.ts';
import { lists, word } from './settings.ts';
import type { Variables } from './variables.ts';

export interface Reply {
  status: number;
  /** As an upstream wrote it; null for nginx's own words. */
  reason: string | null;
  contentType: string | null;
  /** Null: not known beforehand. */
  contentLength: number | null;
  /** Seconds since the epoch. */
  lastModified: number | null;
  etag: string | null;
  /** Made absolute when it begins with a slash. */
  location: string | null;
  readonly headers: Header[];
  allowRanges: boolean;
  by: 'nginx' | 'upstream';
  /** Headers of nginx's own that it leaves to the upstream (`proxy_pass_header Date`), lower case. */
  left: readonly string[];
  /** The body is a file's content: sendfile(2) can send it. */
  file: boolean;
  /** An answer to an upgrade request: 101. */
  upgrade: boolean;
}

export const newReply = (status: number, part: Partial<Reply> = {}): Reply => ({
  status,
  reason: null,
  contentType: null,
  contentLength: null,
  lastModified: null,
  etag: null,
  location: null,
  headers: [],
  allowRanges: false,
  by: 'nginx',
  file: false,
  left: [],
  upgrade: false,
  ...part,
});

export type Condition = 'send' | 'not-modified' | 'precondition-failed';

/** If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since, in nginx's order. */
export function conditional(reply: Reply, r: Req): Condition {
  if (reply.status !== 200) return 'send';
  const unmodified = r.header('if-unmodified-since');
  if (unmodified !== undefined && reply.lastModified !== null) {
    const at = parseHttpDate(unmodified);
    if (at !== null && reply.lastModified > at) return 'precondition-failed';
  }
  const match = r.header('if-match');
  if (match !== undefined && !etagMatches(match, reply.etag, false)) return 'precondition-failed';
  const since = r.header('if-modified-since');
  const none = r.header('if-none-match');
  if (since === undefined && none === undefined) return 'send';
  if (since !== undefined && modifiedSince(reply, since, word(r.level, 'if_modified_since', 'exact'))) return 'send';
  if (none !== undefined && !etagMatches(none, reply.etag, true)) return 'send';
  return 'not-modified';
}

function modifiedSince(reply: Reply, since: string, mode: string): boolean {
  if (reply.lastModified === null || mode === 'off') return true;
  const at = parseHttpDate(since);
  if (at === null) return true;
  if (at === reply.lastModified) return false;
  return mode === 'exact' || at < reply.lastModified;
}

function etagMatches(list: string, etag: string | null, weak: boolean): boolean {
  if (list.trim() === '*') return true;
  if (etag === null) return false;
  const bare = (tag: string): string => (weak ? tag.replace(/^W\//, '') : tag);
  return (list.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => bare(tag) === bare(etag));
}

export function toNotModified(reply: Reply): void {
  reply.status = 304;
  reply.reason = null;
  reply.contentType = null;
  reply.contentLength = null;
  reply.allowRanges = false;
}

const SAFE = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

/** Without `always` headers are added to these alone. */
export const mayAddHeaders = (status: number): boolean => SAFE.has(status);

/** expires and add_header. `now` in seconds. */
export function addHeaders(reply: Reply, r: Req, variables: Variables, now: number): void {
  const safe = SAFE.has(reply.status);
  const expires = lists(r.level, 'expires')[0];
  if (expires !== undefined && safe) setExpires(reply, variables.source(expires.args.join(' '), r), now);
  for (const d of lists(r.level, 'add_header')) {
    const [name = '', source = '', always] = d.args;
    if (!safe && always === undefined) continue;
    const value = variables.source(source, r);
    // These two are set, and so taken away by an empty text; all others are added.
    if (name.toLowerCase() === 'last-modified') reply.lastModified = parseHttpDate(value);
    else if (name.toLowerCase() === 'etag') reply.etag = value === '' ? null : value;
    else if (value !== '') reply.headers.push({ name, value });
  }
}

function setExpires(reply: Reply, text: string, now: number): void {
  if (text === 'off' || text === '') return;
  const set = (date: string, control: string): void => {
    for (let i = reply.headers.length - 1; i >= 0; i--) {
      if (/^(?:expires|cache-control)$/i.test(reply.headers[i]?.name ?? '')) reply.headers.splice(i, 1);
    }
    reply.headers.push({ name: 'Expires', value: date }, { name: 'Cache-Control', value: control });
  };
  if (text === 'epoch') return set('Thu, 01 Jan 1970 00:00:01 GMT', 'no-cache');
  if (text === 'max') return set('Thu, 31 Dec 2037 23:55:55 GMT', 'max-age=315360000');
  const modified = text.startsWith('modified ');
  const m = /^(?:modified )?([@+-]?)(.*)$/.exec(text);
  const given = parseTime(m?.[2] ?? '', false);
  // A variable may hold anything.
  if (given === null) return;
  const seconds = given / 1000;
  if (m?.[1] === '@') {
    const midnight = now - (now % 86400);
    const at = midnight + seconds < now ? midnight + seconds + 86400 : midnight + seconds;
    return set(httpDate(at), `max-age=${at - now}`);
  }
  const offset = m?.[1] === '-' ? -seconds : seconds;
  const at = (modified ? (reply.lastModified ?? now) : now) + offset;
  set(httpDate(at), at - now < 0 || offset < 0 ? 'no-cache' : `max-age=${at - now}`);
}

/** If-Range: is what the client has a part of still the same? */
export function rangeStillValid(reply: Reply, ifRange: string | undefined): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"') || ifRange.startsWith('W/')) return ifRange === reply.etag;
  const at = parseHttpDate(ifRange);
  return at !== null && at === reply.lastModified;
}

export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Ranges of a Range header: null to ignore it, an empty list when none can be satisfied. */
export function parseRanges(header: string, length: number): readonly ByteRange[] | null {
  if (!/^bytes=./i.test(header)) return null;
  const ranges: ByteRange[] = [];
  let total = 0;
  for (const part of header.slice(6).split(',')) {
    const m = /^ *(\d*) *- *(\d*) *$/.exec(part);
    if (m === null || (m[1] === '' && m[2] === '')) return [];
    const suffix = m[1] === '';
    const start = suffix ? Math.max(0, length - Number(m[2])) : Number(m[1]);
    const end = suffix || m[2] === '' ? length : Math.min(length, Number(m[2]) + 1);
    if (!suffix && m[2] !== '' && Number(m[2]) < start) return [];
    if (start >= end) {
      if (start === 0) return null;
      continue;
    }
    ranges.push({ start, end });
    total += end - start;
  }
  // More than the whole file is asked for: the whole file is the better answer.
  return ranges.length > 0 && total > length ? null : ranges;
}

/** The body that the ranges choose, and the headers that say so. */
export function applyRanges(reply: Reply, body: Bytes, ranges: readonly ByteRange[], boundary: string): Bytes {
  const whole = body.length;
  if (ranges.length === 0) {
    reply.status = 416;
    reply.headers.push({ name: 'Content-Range', value: `bytes */${whole}` });
    reply.contentLength = null;
    reply.contentType = null;
    return body.subarray(0, 0);
  }
  const first = ranges[0];
  reply.status = 206;
  reply.allowRanges = false;
  if (ranges.length === 1 && first !== undefined) {
    reply.headers.push({ name: 'Content-Range', value: `bytes ${first.start}-${first.end - 1}/${whole}` });
    reply.contentLength = first.end - first.start;
    return body.subarray(first.start, first.end);
  }
  const type = reply.contentType;
  const parts = ranges.flatMap((x) => [
    latin1(
      `\r\n--${boundary}\r\n${type === null ? '' : `Content-Type: ${type}\r\n`}Content-Range: bytes ${x.start}-${x.end - 1}/${whole}\r\n\r\n`,
    ),
    body.subarray(x.start, x.end),
  ]);
  const out = concat([...parts, latin1(`\r\n--${boundary}--\r\n`)]);
  reply.contentType = `multipart/byteranges; boundary=${boundary}`;
  reply.contentLength = out.length;
  return out;
}

/** `charset_types` when it says nothing; text/html is always one of them. */
const CHARSET_TYPES = ['text/xml', 'text/plain', 'text/vnd.wap.wml', 'application/javascript', 'application/rss+xml'];

/** `charset`: added to types of text that name none. */
export function addCharset(reply: Reply, r: Req): void {
  const charset = word(r.level, 'charset', 'off');
  const type = reply.contentType;
  if (charset === 'off' || type === null || type.includes('charset=')) return;
  const named = lists(r.level, 'charset_types').flatMap((d) => d.args);
  const types = ['text/html', ...(named.length > 0 ? named : CHARSET_TYPES)];
  if (types.includes(type.toLowerCase()) || types.includes('*')) reply.contentType = `${type}; charset=${charset}`;
}

/** Change the body's text: `sub_filter`. Null when it does not apply. */
export function substitutions(reply: Reply, r: Req, variables: Variables): ((text: string) => string) | null {
  const rules = lists(r.level, 'sub_filter');
  if (rules.length === 0) return null;
  if (!hasType(reply, r.level, 'sub_filter_types')) return null;
  const once = word(r.level, 'sub_filter_once', 'on') === 'on';
  const pairs = rules.map((d) => d.args.map((a) => variables.source(a, r)));
  return (text) =>
    pairs.reduce((t, [from = '', to = '']) => {
      const at = t.toLowerCase().indexOf(from.toLowerCase());
      if (at < 0) return t;
      if (once) return t.slice(0, at) + to + t.slice(at + from.length);
      return t.replace(new RegExp(from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'), () => to);
    }, text);
}

/** Another form of the same thing (ngx_http_weak_etag). */
export function weaken(reply: Reply): void {
  if (reply.etag !== null && !reply.etag.startsWith('W/'))
    reply.etag = reply.etag.startsWith('"') ? `W/${reply.etag}` : null;
}

/** A changed body has no ranges: not the file's, not an upstream's (ngx_http_clear_accept_ranges). */
export function clearRanges(reply: Reply): void {
  reply.allowRanges = false;
  const at = reply.headers.findIndex((h) => isNamed(h.name, 'accept-ranges'));
  if (at >= 0) reply.headers.splice(at, 1);
}

/** Is it text/html, or of one of the types that this directive names? */
export function hasType(reply: Reply, level: Level, directive: string): boolean {
  const type = (reply.contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const types = lists(level, directive).flatMap((d) => d.args);
  return type === 'text/html' || types.includes(type) || types.includes('*');
}
