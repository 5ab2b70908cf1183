/**
 * nginx keeps names in hashes that are built once, while the configuration is read (ngx_hash_init): the smallest table
 * in which no bucket is over-full. A name that fits no bucket stops nginx; a table that cannot be built is a warning.
 * A name that is there twice lies in one bucket twice, however large the table is: so a header set twice is warned of.
 */
import { inForce, type ConfContext } from './context.ts';
import type { Level } from './model.ts';

const POINTER = 8;
/** Buckets are whole cache lines. */
const CACHE_LINE = 64;
const HALF = 2 ** 32;

interface Entry {
  /** ngx_hash_key_lc of the name, in 64 bits, as two halves. */
  readonly high: number;
  readonly low: number;
  readonly bytes: number;
}

/** `name` as latin-1. */
function entryOf(name: string): Entry {
  let high = 0;
  let low = 0;
  for (const ch of name.toLowerCase()) {
    low = low * 31 + ch.charCodeAt(0);
    high = (high * 31 + Math.floor(low / HALF)) % HALF;
    low %= HALF;
  }
  return { high, low, bytes: POINTER + Math.ceil((name.length + 2) / POINTER) * POINTER };
}

function fits(entries: readonly Entry[], size: number, room: number): boolean {
  const used = new Uint16Array(size);
  for (const { high, low, bytes } of entries) {
    const at = ((high % size) * (HALF % size) + low) % size;
    used[at] = (used[at] ?? 0) + bytes;
    if ((used[at] ?? 0) > room) return false;
  }
  return true;
}

/** `hash` as in messages and in the names of its two directives: `proxy_headers_hash`. */
export function buildHash(
  cf: ConfContext,
  level: Level | null,
  hash: string,
  names: readonly string[],
  usual: number,
): void {
  const setting = (what: string, fallback: number): number =>
    Number(inForce(level, `${hash}_${what}`)[0]?.args[0] ?? fallback);
  const most = setting('max_size', usual);
  const bucket = Math.ceil(setting('bucket_size', CACHE_LINE) / CACHE_LINE) * CACHE_LINE;
  const entries = names.map(entryOf);
  if (entries.some(({ bytes }) => bucket < bytes + POINTER))
    cf.failPlain(`could not build ${hash}, you should increase ${hash}_bucket_size: ${bucket}`);
  const room = bucket - POINTER;
  let size = Math.max(1, Math.floor(names.length / Math.floor(room / (2 * POINTER))));
  while (size <= most && !fits(entries, size, room)) size++;
  if (size > most)
    cf.warn(
      `could not build optimal ${hash}, you should increase either ${hash}_max_size: ${most} or ${hash}_bucket_size: ${bucket}; ignoring ${hash}_bucket_size`,
      null,
    );
}

/** Sent unless proxy_set_header says otherwise; those without a value are kept from the client's headers. */
export const PROXY_HEADERS: readonly string[] = [
  'Host',
  'Connection',
  'Content-Length',
  'Transfer-Encoding',
  'TE',
  'Keep-Alive',
  'Expect',
  'Upgrade',
];
/** The cache asks for the whole answer. */
export const CACHE_HEADERS: readonly string[] = [
  ...PROXY_HEADERS,
  'If-Modified-Since',
  'If-Unmodified-Since',
  'If-None-Match',
  'If-Match',
  'Range',
  'If-Range',
];

/** A level with proxy_set_header of its own has a table of its own; what `http` says is built with the first server. */
export function proxyHeadersHash(cf: ConfContext, level: Level): void {
  const own = level.byName.get('proxy_set_header');
  if (own === undefined) return;
  const names = own.map((d) => d.args[0] ?? '');
  const known = new Set(names.map((name) => name.toLowerCase()));
  const cache = inForce(level, 'proxy_cache')[0]?.args[0] ?? 'off';
  for (const usual of cache === 'off' ? [PROXY_HEADERS] : [PROXY_HEADERS, CACHE_HEADERS]) {
    const all = [...names, ...usual.filter((name) => !known.has(name.toLowerCase()))];
    buildHash(cf, level, 'proxy_headers_hash', all, 512);
  }
}

/** Headers of the upstream's answer that are not passed on, nginx's own and the level's. */
export const HIDDEN_HEADERS: readonly string[] = [
  'Date',
  'Server',
  'X-Pad',
  'X-Accel-Expires',
  'X-Accel-Redirect',
  'X-Accel-Limit-Rate',
  'X-Accel-Buffering',
  'X-Accel-Charset',
];

/** A level with proxy_hide_header or proxy_pass_header of its own; here a name counts once. */
export function hiddenHeadersHash(cf: ConfContext, level: Level): void {
  if (!level.byName.has('proxy_hide_header') && !level.byName.has('proxy_pass_header')) return;
  const named = (name: string): string[] => inForce(level, name).map((d) => (d.args[0] ?? '').toLowerCase());
  const passed = named('proxy_pass_header');
  const usual = HIDDEN_HEADERS.map((name) => name.toLowerCase()).filter((name) => !passed.includes(name));
  buildHash(cf, level, 'proxy_headers_hash', [...new Set([...usual, ...named('proxy_hide_header')])], 512);
}

/** Extensions, where a level has a `types` of its own. */
export function typesHash(cf: ConfContext, level: Level): void {
  const own = (level.byName.get('types') ?? []).flatMap((d) => [...(cf.types.get(d)?.keys() ?? [])]);
  if (own.length > 0) buildHash(cf, level, 'types_hash', [...new Set(own)], 1024);
}
