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

const step = (data: Bytes, end: BodyStep['end'] = null, fault: HttpFault | null = null): BodyStep => ({
  data,
  end,
  fault,
});
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
      return step(data, end(data.length === bytes.length ? EMPTY : bytes.subarray(data.length)));
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

export const chunkedDecoder = (limits: ChunkLimits = DEFAULT_CHUNK_LIMITS): BodyDecoder => new ChunkedDecoder(limits);

function hexDigit(code = 0): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** RFC 9112 section 7.1: size lines, data, trailers; one byte of a line at a time, so that faults do not depend on the pieces. */
class ChunkedDecoder implements BodyDecoder {
  private state: ChunkState = 'size';
  private held = '';
  private left = 0;
  private trailerBytes = 0;
  private readonly trailers: Header[] = [];

  constructor(private readonly limits: ChunkLimits) {}

  get finished(): boolean {
    return this.state === 'done';
  }

  feed(bytes: Bytes): BodyStep {
    const out: Bytes[] = [];
    let at = 0;
    while (at < bytes.length && this.state !== 'done' && this.state !== 'broken') {
      if (this.state === 'data') {
        const part = bytes.subarray(at, at + this.left);
        out.push(part);
        this.left -= part.length;
        at += part.length;
        if (this.left === 0) this.state = 'data-end';
        continue;
      }
      const line = this.held === '' ? this.plainLine(bytes, at) : 0;
      at += line;
      if (line > 0) continue;
      const fault = this.lineByte(bytes[at++] ?? 0);
      if (fault !== null) return step(out.length === 0 ? EMPTY : concat(out), null, fault);
    }
    const data = out.length === 0 ? EMPTY : concat(out);
    return step(
      data,
      this.finished ? { rest: at === bytes.length ? EMPTY : bytes.subarray(at), trailers: this.trailers } : null,
    );
  }

  eof(): BodyStep {
    return this.finished ? step(EMPTY, { rest: EMPTY, trailers: this.trailers }) : incomplete(this.state);
  }

  private fail(kind: HttpFault['kind'], text: string): HttpFault {
    this.state = 'broken';
    return { kind, text };
  }

  /** The length of a line that is whole and as usual, which is taken; 0 to look at it byte by byte. */
  private plainLine(bytes: Bytes, from: number): number {
    let at = from;
    let size = 0;
    if (this.state === 'size') {
      for (let digit = hexDigit(bytes[at]); digit >= 0 && at - from < 8; digit = hexDigit(bytes[++at]))
        size = size * 16 + digit;
      if (at === from) return 0;
    }
    if (bytes[at] !== 13 || bytes[at + 1] !== 10) return 0;
    const length = at + 2 - from;
    if (this.state === 'data-end') this.state = 'size';
    else if (this.state === 'size') {
      this.left = size;
      this.state = size === 0 ? 'trailers' : 'data';
    } else if ((this.trailerBytes += length) > this.limits.trailers) {
      this.trailerBytes -= length;
      return 0;
    } else this.state = 'done';
    return length;
  }

  /** One byte of a line; null while all is well. */
  private lineByte(code: number): HttpFault | null {
    const { state, limits } = this;
    if (state === 'trailers' && ++this.trailerBytes > limits.trailers)
      return this.fail('trailers-too-large', String(limits.trailers));
    if (code !== 0x0a) {
      this.held += String.fromCharCode(code);
      return this.heldFault();
    }
    const cr = this.held.endsWith('\r');
    const line = cr ? this.held.slice(0, -1) : this.held;
    this.held = '';
    if (!cr && !limits.bareLf) return this.fail(state === 'size' ? 'bad-chunk-size' : 'bad-chunk-end', line);
    if (state === 'size') return this.sizeLine(line);
    if (state === 'trailers') return this.trailerLine(line);
    this.state = 'size';
    return null;
  }

  /** What is wrong already with a line that has not ended. */
  private heldFault(): HttpFault | null {
    const { held, state } = this;
    if (state === 'size' && held.length > this.limits.sizeLine) return this.fail('bad-chunk-size', held.slice(0, 32));
    if (state === 'size' && !/^[0-9A-Fa-f]{0,13}(?:[ \t]*(?:;|\r|$)|$)/.test(held))
      return this.fail('bad-chunk-size', held);
    if (state === 'data-end' && held !== '\r') return this.fail('bad-chunk-end', held);
    return null;
  }

  private sizeLine(line: string): HttpFault | null {
    const m = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;.*)?$/.exec(line);
    if (m === null) return this.fail('bad-chunk-size', line);
    this.left = Number.parseInt(m[1] ?? '', 16);
    this.state = this.left === 0 ? 'trailers' : 'data';
    return null;
  }

  private trailerLine(line: string): HttpFault | null {
    if (line === '') {
      this.state = 'done';
      return null;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) return this.fail('bad-trailer', line);
    this.trailers.push({ name: line.slice(0, colon), value: line.slice(colon + 1).trim() });
    return null;
  }
}

/** A whole body at once, for tools that have all the bytes: the data, or the fault. */
export function decodeWhole(
  framing: Framing,
  bytes: Bytes,
): { readonly data: Bytes; readonly fault: HttpFault | null } {
  const decoder = bodyDecoder(framing);
  const first = decoder.feed(bytes);
  if (first.fault !== null || first.end !== null) return { data: first.data, fault: first.fault };
  return { data: first.data, fault: decoder.eof().fault };
}
