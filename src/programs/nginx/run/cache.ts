/** proxy_cache: answers kept per zone, by key, for a time (ngx_http_file_cache.c); in memory here, the files are not made. */
import type { Bytes } from '../../../base/bytes.ts';
import type { Header } from '../../../protocols/http1/index.ts';
import { parseTime } from '../conf/units.ts';
import { parseHttpDate } from '../http/dates.ts';
import type { Req } from '../http/request.ts';
import type { WorkerState } from './worker-state.ts';
import { lists, wordsOf } from '../http/settings.ts';

export interface CachedAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Bytes;
  /** The last second in which it is fresh. */
  readonly until: number;
  /** Request headers that the answer was made for, with what the request had in them (Vary). */
  readonly vary: readonly (readonly [name: string, value: string])[];
  /** For so many seconds more it may be used while it is renewed, or when it cannot be (Cache-Control). */
  readonly whileRevalidate: number;
  readonly ifError: number;
}

export class Cache {
  readonly entries = new Map<string, CachedAnswer>();
  readonly uses = new Map<string, number>();
  /** Keys that somebody fetches, and until when that is believed, µs. */
  readonly fetched = new Map<string, number>();
}

export interface CacheUse {
  readonly cache: Cache;
  readonly key: string;
}

/** The cache and key for a request, or null when it is not to be looked up. */
export function cacheFor(worker: WorkerState, r: Req): CacheUse | null {
  const source = lists(r.level, r.own('cache'))[0]?.args[0];
  if (source === undefined || source === 'off') return null;
  const methods = [
    'GET',
    'HEAD',
    ...lists(r.level, r.own('cache_methods')).flatMap((d) => d.args.map((a) => a.toUpperCase())),
  ];
  if (!methods.includes(r.method)) return null;
  const name = worker.variables.source(source, r);
  let cache = worker.shared.caches.get(name);
  if (cache === undefined) worker.shared.caches.set(name, (cache = new Cache()));
  const keySource = lists(r.level, r.own('cache_key'))[0]?.args[0] ?? '$scheme$proxy_host$request_uri';
  return { cache, key: worker.variables.source(keySource, r) };
}

/** What the request has in the headers that an answer's Vary names. */
export function variant(r: Req, headers: readonly Header[]): CachedAnswer['vary'] {
  const names = headers.find((h) => h.name.toLowerCase() === 'vary')?.value.split(',') ?? [];
  return names.map((name) => [name.trim().toLowerCase(), r.header(name.trim()) ?? '']);
}

const variantKey = (key: string, vary: CachedAnswer['vary']): string =>
  `${key}\0${vary.map(([name, value]) => `${name}:${value}`).join('\0')}`;

/** The answer under the key, if it was made for such a request; else the one kept for this variant. */
export function findAnswer(r: Req, { cache, key }: CacheUse): CachedAnswer | null {
  const main = cache.entries.get(key);
  if (main === undefined || suits(r, main)) return main ?? null;
  const vary = main.vary.map(([name]): [string, string] => [name, r.header(name) ?? '']);
  return cache.entries.get(variantKey(key, vary)) ?? null;
}

const suits = (r: Req, answer: CachedAnswer): boolean =>
  answer.vary.every(([name, value]) => (r.header(name) ?? '') === value);

export function keepAnswer(r: Req, { cache, key }: CacheUse, answer: CachedAnswer): void {
  const main = cache.entries.get(key);
  cache.entries.set(main === undefined || suits(r, main) ? key : variantKey(key, answer.vary), answer);
}

const isTrue = (worker: WorkerState, r: Req, directive: string): boolean =>
  lists(r.level, directive)
    .flatMap((d) => d.args)
    .some((a) => !['', '0'].includes(worker.variables.source(a, r)));

export const bypassed = (worker: WorkerState, r: Req): boolean => isTrue(worker, r, 'proxy_cache_bypass');

/** For how many seconds an answer may be kept; 0 for not at all. */
export function lifetime(worker: WorkerState, r: Req, status: number, headers: readonly Header[], now: number): number {
  if (isTrue(worker, r, 'proxy_no_cache')) return 0;
  const ignored = wordsOf(r.level, r.own('ignore_headers'));
  const value = (name: string): string | undefined =>
    ignored.includes(name) ? undefined : headers.find((h) => h.name.toLowerCase() === name)?.value;
  if (value('set-cookie') !== undefined) return 0;
  if (value('vary') === '*') return 0;
  const accel = value('x-accel-expires');
  if (accel !== undefined) return accel.startsWith('@') ? Number(accel.slice(1)) - now : Number(accel);
  const control = value('cache-control')?.toLowerCase();
  if (control !== undefined) {
    if (/no-cache|no-store|private/.test(control)) return 0;
    const age = /s-maxage=(\d+)/.exec(control) ?? /max-age=(\d+)/.exec(control);
    if (age !== null) return Number(age[1]);
  }
  const expires = value('expires');
  if (expires !== undefined) return Math.max(0, (parseHttpDate(expires) ?? 0) - now);
  for (const d of lists(r.level, r.own('cache_valid'))) {
    const codes = d.args.slice(0, -1);
    const fits =
      codes.length === 0 ? [200, 301, 302].includes(status) : codes.includes(String(status)) || codes.includes('any');
    if (fits) return (parseTime(d.args.at(-1) ?? '', false) ?? 0) / 1000;
  }
  return 0;
}

/** `stale-while-revalidate` and `stale-if-error` of an answer. */
export function staleWindows(r: Req, headers: readonly Header[]): Pick<CachedAnswer, 'whileRevalidate' | 'ifError'> {
  const ignored = lists(r.level, r.own('ignore_headers')).some((d) => d.args.some((a) => /^cache-control$/i.test(a)));
  const control = ignored ? '' : (headers.find((h) => h.name.toLowerCase() === 'cache-control')?.value ?? '');
  const seconds = (name: string): number => Number(new RegExp(`${name}=(\\d+)`, 'i').exec(control)?.[1] ?? 0);
  const whileRevalidate = seconds('stale-while-revalidate');
  return { whileRevalidate, ifError: seconds('stale-if-error') || whileRevalidate };
}

/**
 * May an expired answer be used because of this failure (`proxy_cache_use_stale`)? `stale-if-error` is for upstreams that
 * do not answer: of a status nothing but the setting is asked (ngx_http_upstream_test_next).
 */
export const mayUseStale = (r: Req, reason: string, answer: CachedAnswer, now: number): boolean =>
  (reason !== 'updating' && !reason.startsWith('http_') && answer.until + answer.ifError >= now) ||
  lists(r.level, r.own('cache_use_stale'))
    .flatMap((d) => d.args)
    .includes(reason);

/** Is this the answer's `min_uses`-th request? */
export function usedEnough(r: Req, use: CacheUse): boolean {
  const uses = (use.cache.uses.get(use.key) ?? 0) + 1;
  use.cache.uses.set(use.key, uses);
  return uses >= Number(lists(r.level, r.own('cache_min_uses'))[0]?.args[0] ?? '1');
}
