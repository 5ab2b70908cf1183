/**
 * Frames of HTTP/2 (RFC 9113 section 4) and header blocks (HPACK, RFC 7541). Simplified: header fields are literals
 * without indexing, without Huffman coding, which every decoder must take; the decoder takes no others.
 */
import { concat, EMPTY, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';

export const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, window: 8 } as const;
export const FLAG = { endStream: 1, acknowledge: 1, endHeaders: 4 } as const;

export const PREFACE = latin1('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** SETTINGS_MAX_FRAME_SIZE as it is without negotiation. */
export const MAX_FRAME = 16_384;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Bytes;
}

export function encodeFrame(type: number, flags: number, stream: number, payload: Bytes = EMPTY): Bytes {
  const { length } = payload;
  const head = [length >> 16, length >> 8, length, type, flags, stream >> 24, stream >> 16, stream >> 8, stream];
  return concat([Uint8Array.from(head, (b) => b & 255), payload]);
}

/** Cuts bytes into frames; null for one that is longer than it may be. */
export class FrameReader {
  private held: Bytes = EMPTY;

  feed(bytes: Bytes): void {
    this.held = concat([this.held, bytes]);
  }

  /** So many bytes as they are, once they are there. */
  take(count: number): Bytes | null {
    if (this.held.length < count) return null;
    const taken = this.held.subarray(0, count);
    this.held = this.held.subarray(count);
    return taken;
  }

  next(): Frame | 'more' | 'too-long' {
    const [a = 0, b = 0, c = 0, type = 0, flags = 0, s0 = 0, s1 = 0, s2 = 0, s3 = 0] = this.held;
    if (this.held.length < 9) return 'more';
    const length = (a << 16) | (b << 8) | c;
    if (length > MAX_FRAME) return 'too-long';
    if (this.held.length < 9 + length) return 'more';
    const payload = this.held.subarray(9, 9 + length);
    this.held = this.held.subarray(9 + length);
    return { type, flags, stream: ((s0 & 0x7f) << 24) | (s1 << 16) | (s2 << 8) | s3, payload };
  }
}

export type Field = readonly [name: string, value: string];

export function encodeFields(fields: readonly Field[]): Bytes {
  return concat([EMPTY, ...fields.flatMap(([name, value]) => [Uint8Array.of(0), text(name), text(value)])]);
}

/** A string with its length as an integer of a 7-bit prefix (RFC 7541 section 5.1). */
function text(value: string): Bytes {
  const bytes = latin1(value);
  if (bytes.length < 127) return concat([Uint8Array.of(bytes.length), bytes]);
  const more: number[] = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) more.push((rest % 128) + 128);
  return concat([Uint8Array.from([...more, rest]), bytes]);
}

/** Null for what this decoder does not take. */
export function decodeFields(block: Bytes): Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  const string = (): string | null => {
    const first = block[at++];
    if (first === undefined || first > 127) return null;
    let length = first;
    if (first === 127) {
      for (let scale = 1; ; scale *= 128) {
        const b = block[at++];
        if (b === undefined || scale > 128 ** 3) return null;
        length += (b & 127) * scale;
        if (b < 128) break;
      }
    }
    if (at + length > block.length) return null;
    return fromLatin1(block.subarray(at, (at += length)));
  };
  while (at < block.length) {
    if (block[at++] !== 0) return null;
    const name = string();
    const value = name === null ? null : string();
    if (name === null || value === null) return null;
    fields.push([name, value]);
  }
  return fields;
}
