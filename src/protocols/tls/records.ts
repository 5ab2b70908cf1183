/** The record layer of TLS (RFC 8446 section 5, RFC 5246 section 6.2): what an eavesdropper can tell apart. */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';

export const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, application: 23 } as const;

export interface TlsRecord {
  readonly type: number;
  readonly payload: Bytes;
}

/** Most plaintext that one record carries. */
export const MAX_PLAIN = 16_384;
/** And most bytes of a sealed one. */
const MAX_SEALED = MAX_PLAIN + 256;
const HEADER = 5;

/** `minor` is 1 in a client's first record and 3 ever after (RFC 8446 section 5.1). */
export function record(type: number, payload: Bytes, minor = 3): Bytes {
  return concat([Uint8Array.of(type, 3, minor, payload.length >> 8, payload.length & 255), payload]);
}

export type ReadResult =
  | { readonly type: 'record'; readonly record: TlsRecord }
  | { readonly type: 'more' }
  /** Not TLS at all, or a record longer than any may be. */
  | { readonly type: 'fault'; readonly fault: 'not-tls' | 'too-long'; readonly received: Bytes };

/** Cuts bytes into records, however they arrive. */
export class RecordReader {
  private held: Bytes = EMPTY;

  feed(bytes: Bytes): void {
    this.held = this.held.length === 0 ? bytes : concat([this.held, bytes]);
  }

  get pending(): number {
    return this.held.length;
  }

  next(): ReadResult {
    const { held } = this;
    const [type, major] = held;
    if (type === undefined) return { type: 'more' };
    const wrong = type < CONTENT.changeCipherSpec || type > CONTENT.application || (major !== undefined && major !== 3);
    if (wrong && held.length >= HEADER) return { type: 'fault', fault: 'not-tls', received: held };
    if (held.length < HEADER) return { type: 'more' };
    const length = ((held[3] ?? 0) << 8) | (held[4] ?? 0);
    if (length > MAX_SEALED) return { type: 'fault', fault: 'too-long', received: held };
    if (held.length < HEADER + length) return { type: 'more' };
    this.held = held.subarray(HEADER + length);
    return { type: 'record', record: { type, payload: held.subarray(HEADER, HEADER + length) } };
  }
}
