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
