import { Inflate } from 'fflate';
import type { Bytes } from './bytes.ts';

const SLICE = 512;

export class TooBig extends Error {}

/** Inflates in small slices; throws TooBig as soon as the bound is passed, and others where the stream is broken. */
export function inflateBounded(bytes: Bytes, most: number): Bytes {
  const parts: Bytes[] = [];
  let size = 0;
  let ended = false;
  const inflate = new Inflate((chunk, final) => {
    size += chunk.length;
    ended ||= final;
    if (size > most) throw new TooBig();
    parts.push(chunk);
  });
  for (let at = 0; at < bytes.length; at += SLICE)
    inflate.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
  if (!ended) throw new Error('unexpected end');
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The same for a gzip file. */
export const gunzipBounded = (bytes: Bytes, most: number): Bytes =>
  inflateBounded(bytes.subarray(gzipStart(bytes)), most);

/** Where the deflated data begin (RFC 1952 section 2.3). */
function gzipStart(bytes: Bytes): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    while (at < bytes.length && bytes[at] !== 0) at++;
    at++;
  }
  return flags & 2 ? at + 2 : at;
}
