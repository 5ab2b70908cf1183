/** Body decoders (RFC 9112 sections 6 and 7): bytes in, data out, and what is left over after the end. */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';
import type { Framing, Header, HttpFault } from './types.ts';

export interface BodyStep {
  /** Decoded data of this step; empty when none came. */
  readonly data: Bytes;
  /** Set when the body is complete: bytes after it, and trailers. */
  readonly end: { readonly rest: Bytes; readonly trailers: readonly Header[] } | null;
  readonly fault: HttpFault | null;
}

export interface BodyDecoder {
  feed(bytes: Bytes): BodyStep;
  /** The peer closed: complete for `close` framing, a fault `incomplete` if more was promised. */
  eof(): BodyStep;
  /** Is the body complete already (no body, or length 0)? */
  readonly finished: boolean;
}

const step = (data: Bytes, end: BodyStep['end'] = null, fault: HttpFault | null = null): BodyStep => ({ data, end, fault });
const incomplete = (text: string): BodyStep => step(EMPTY, null, { kind: 'incomplete', text });

export function bodyDecoder(framing: Framing, limits: ChunkLimits = DEFAULT_CHUNK_LIMITS): BodyDecoder {
  switch (framing.type) {
    case 'none':
      return lengthDecoder(0);
    case 'length':
      return lengthDecoder(framing.length);
    case 'chunked':
      return chunkedDecoder(limits);
    case 'close':
      return { feed: (bytes) => step(bytes), eof: () => step(EMPTY, { rest: EMPTY, trailers: [] }), finished: false };
  }
}

function lengthDecoder(length: number): BodyDecoder {
  let left = length;
  const end = (rest: Bytes): BodyStep['end'] => (left === 0 ? { rest, trailers: [] } : null);
  return {
    feed(bytes) {
      const data = bytes.length > left ? bytes.subarray(0, left) : bytes;
      left -= data.length;
      return step(data, end(bytes.subarray(data.length)));
    },
    eof: () => (left === 0 ? step(EMPTY, { rest: EMPTY, trailers: [] }) : incomplete(`${left} bytes missing`)),
    get finished() {
      return left === 0;
    },
  };
}

export interface ChunkLimits {
  /** Characters of a chunk-size line with its extensions. */
  readonly sizeLine: number;
  /** Bytes of all trailers. */
  readonly trailers: number;
  /** A chunk-size line or a chunk may end in a bare LF. */
  readonly bareLf: boolean;
}
const DEFAULT_CHUNK_LIMITS: ChunkLimits = { sizeLine: 4096, trailers: 32768, bareLf: true };

type ChunkState = 'size' | 'data' | 'data-end' | 'trailers' | 'done' | 'broken';

export function chunkedDecoder(limits: ChunkLimits = DEFAULT_CHUNK_LIMITS): BodyDecoder {
  let state: ChunkState = 'size';
  let held = '';
  let left = 0;
  let trailerBytes = 0;
  const trailers: Header[] = [];

  const fail = (kind: HttpFault['kind'], text: string): HttpFault => {
    state = 'broken';
    return { kind, text };
  };
  const sizeLine = (line: string): HttpFault | null => {
    const m = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;.*)?$/.exec(line);
    if (m === null) return fail('bad-chunk-size', line);
    left = parseInt(m[1] ?? '', 16);
    state = left === 0 ? 'trailers' : 'data';
    return null;
  };
  const trailerLine = (line: string): HttpFault | null => {
    if (line === '') {
      state = 'done';
      return null;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) return fail('bad-trailer', line);
    trailers.push({ name: line.slice(0, colon), value: line.slice(colon + 1).trim() });
    return null;
  };
  /** One byte of a line; null while the line goes on. */
  const lineByte = (code: number): HttpFault | null => {
    if (state === 'trailers' && ++trailerBytes > limits.trailers) return fail('trailers-too-large', String(limits.trailers));
    if (code !== 0x0a) {
      held += String.fromCharCode(code);
      if (state === 'size' && held.length > limits.sizeLine) return fail('bad-chunk-size', held.slice(0, 32));
      if (state === 'size' && !/^[0-9A-Fa-f]{0,13}(?:[ \t]*(?:;|\r|$)|$)/.test(held)) return fail('bad-chunk-size', held);
      if (state === 'data-end' && held !== '\r') return fail('bad-chunk-end', held);
      return null;
    }
    const cr = held.endsWith('\r');
    const line = cr ? held.slice(0, -1) : held;
    held = '';
    if (!cr && !limits.bareLf) return fail(state === 'size' ? 'bad-chunk-size' : 'bad-chunk-end', line);
    if (state === 'size') return sizeLine(line);
    if (state === 'trailers') return trailerLine(line);
    state = 'size';
    return null;
  };

  return {
    feed(bytes) {
      const out: Bytes[] = [];
      let at = 0;
      while (at < bytes.length && state !== 'done' && state !== 'broken') {
        if (state === 'data') {
          const part = bytes.subarray(at, at + left);
          out.push(part);
          left -= part.length;
          at += part.length;
          if (left === 0) state = 'data-end';
          continue;
        }
        const fault = lineByte(bytes[at++] ?? 0);
        if (fault !== null) return step(out.length === 0 ? EMPTY : concat(out), null, fault);
      }
      const data = out.length === 0 ? EMPTY : concat(out);
      return step(data, state === 'done' ? { rest: bytes.subarray(at), trailers } : null);
    },
    eof: () => (state === 'done' ? step(EMPTY, { rest: EMPTY, trailers }) : incomplete(state)),
    get finished() {
      return state === 'done';
    },
  };
}

/** A whole body at once, for tools that have all the bytes: the data, or the fault. */
export function decodeWhole(framing: Framing, bytes: Bytes): { readonly data: Bytes; readonly fault: HttpFault | null } {
  const decoder = bodyDecoder(framing);
  const first = decoder.feed(bytes);
  if (first.fault !== null || first.end !== null) return { data: first.data, fault: first.fault };
  return { data: first.data, fault: decoder.eof().fault };
}

