/**
 * What a private cache may keep and for how long (RFC 9111): storing, freshness, age, validation. Freshness by guess is
 * the customary one: a tenth of the time since the last change (section 4.2.2). Left out: range requests, stale answers
 * (stale-while-revalidate), and the request's own Cache-Control.
 */
import { headerValue, headerValues, type Header } from '../http1/index.ts';
import { webDate } from './date.ts';

/** Directives by lower-case name; null for one without a value. The first of two that have one name counts. */
export type CacheControl = ReadonlyMap<string, string | null>;

const DIRECTIVE = /([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/** Section 5.2, over all the lines of this name. */
export function parseCacheControl(values: readonly string[]): CacheControl {
  const found = new Map<string, string | null>();
  for (const match of values.join(',').matchAll(DIRECTIVE)) {
    const name = (match[1] ?? '').toLowerCase();
    const value = match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? null;
    if (!found.has(name)) found.set(name, value);
  }
  return found;
}

/** Seconds of a delta-seconds (section 1.2.2); what is none counts as 0, that is stale. */
const seconds = (text: string | null): number =>
  text !== null && /^\d+$/.test(text) ? Math.min(Number(text), 2 ** 31) : 0;

/** An answer as it was kept. Times are seconds since the epoch. */
export interface Kept {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly requestedAt: number;
  readonly receivedAt: number;
  /** Of the request, the headers that Vary names. */
  readonly varied: readonly (readonly [name: string, value: string | null])[];
}

/** Section 15.1 of RFC 9110: may be kept without being told so. */
const BY_DEFAULT: ReadonlySet<number> = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);
/** Chromium takes these for ever where nothing is said, and guesses by the last change for these alone. */
const LASTING: ReadonlySet<number> = new Set([300, 301, 308, 410]);
const GUESSED: ReadonlySet<number> = new Set([200, 203]);

const varyOf = (headers: readonly Header[]): readonly string[] =>
  headerValues(headers, 'vary')
    .flatMap((v) => v.split(','))
    .map((v) => v.trim().toLowerCase())
    .filter((v) => v !== '');

/** What a later request must say in the same way; null where none can (`Vary: *`). */
export function variedBy(headers: readonly Header[], request: readonly Header[]): Kept['varied'] | null {
  const names = varyOf(headers);
  return names.includes('*') ? null : names.map((name) => [name, headerValue(request, name) ?? null] as const);
}

export const fitsRequest = (kept: Kept, request: readonly Header[]): boolean =>
  kept.varied.every(([name, value]) => (headerValue(request, name) ?? null) === value);

/** Section 3, for the answer to a GET. */
export function mayStore(status: number, headers: readonly Header[]): boolean {
  const control = parseCacheControl(headerValues(headers, 'cache-control'));
  if (status < 200 || status === 206 || status === 304 || control.has('no-store') || varyOf(headers).includes('*'))
    return false;
  const told = control.has('max-age') || control.has('public') || control.has('private');
  return told || BY_DEFAULT.has(status) || headerValue(headers, 'expires') !== undefined;
}

/** Seconds for which it may be used without asking (section 4.2.1). */
export function freshnessOf(kept: Kept): number {
  const { headers, status } = kept;
  const control = parseCacheControl(headerValues(headers, 'cache-control'));
  if (control.has('no-cache')) return 0;
  const maxAge = control.get('max-age');
  if (maxAge !== undefined) return seconds(maxAge);
  const date = webDate(headerValue(headers, 'date') ?? '') ?? kept.receivedAt;
  const expires = headerValue(headers, 'expires');
  if (expires !== undefined) return Math.max(0, (webDate(expires) ?? 0) - date);
  if (LASTING.has(status)) return Infinity;
  const changed = webDate(headerValue(headers, 'last-modified') ?? '');
  if (!GUESSED.has(status) || changed === null || control.has('must-revalidate')) return 0;
  return Math.max(0, date - changed) / 10;
}

/** Seconds since the origin made it or checked it (section 4.2.3). */
export function ageOf(kept: Kept, now: number): number {
  const date = webDate(headerValue(kept.headers, 'date') ?? '') ?? kept.receivedAt;
  const apparent = Math.max(0, Math.floor(kept.receivedAt) - date);
  const corrected = seconds(headerValue(kept.headers, 'age') ?? null) + (kept.receivedAt - kept.requestedAt);
  return Math.max(apparent, corrected) + (now - kept.receivedAt);
}

export const isFresh = (kept: Kept, now: number): boolean => freshnessOf(kept) > ageOf(kept, now);

/** The headers that ask whether it still holds (section 4.3.1); empty where it has no validator. */
export function validators(kept: Kept): readonly Header[] {
  const etag = headerValue(kept.headers, 'etag');
  const changed = headerValue(kept.headers, 'last-modified');
  return [
    ...(etag === undefined ? [] : [{ name: 'If-None-Match', value: etag }]),
    ...(changed === undefined ? [] : [{ name: 'If-Modified-Since', value: changed }]),
  ];
}

/** Describe the connection or the body that did not come, so a 304 does not change them (section 3.2). */
const OWN: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'content-type',
  'content-range',
  'set-cookie',
]);

/** The kept headers after a 304 (sections 3.2 and 4.3.4). */
export function renewed(kept: readonly Header[], answer: readonly Header[]): readonly Header[] {
  const news = answer.filter((h) => !OWN.has(h.name.toLowerCase()));
  const names = new Set(news.map((h) => h.name.toLowerCase()));
  return [...kept.filter((h) => !names.has(h.name.toLowerCase())), ...news];
}
