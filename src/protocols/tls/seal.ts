/**
 * Sealing of records. Simplified: the key comes from the two hellos' random bytes, which go over the wire in the open,
 * so it hides text from the eye and not from an attacker; lengths, counters and the failing of a changed record are as
 * with AES-GCM (RFC 8446 section 5.2; RFC 5288).
 */
import { concat, type Bytes } from '../../base/bytes.ts';
import { sha256 } from '../../base/hash.ts';
import type { Version } from './parameters.ts';

const TAG = 16;
/** TLS 1.2 sends eight bytes of the nonce with each record. */
const NONCE = 8;

/** Bytes that a sealed record has more than its plaintext, the record's header not counted. */
export const overhead = (version: Version): number => (version === 'TLSv1.3' ? TAG + 1 : TAG + NONCE);

export class Sealer {
  private count = 0;
  private readonly key: Int32Array;

  constructor(
    private readonly version: Version,
    secret: Bytes,
  ) {
    const view = new DataView(sha256(secret).slice().buffer);
    this.key = Int32Array.from({ length: 4 }, (_, i) => view.getInt32(i * 4));
  }

  seal(type: number, plain: Bytes): Bytes {
    const inner = this.version === 'TLSv1.3' ? concat([plain, Uint8Array.of(type)]) : plain;
    const count = this.count++;
    const { bytes, tag } = this.mix(count, inner, true);
    if (this.version === 'TLSv1.3') return concat([bytes, tag]);
    const nonce = new Uint8Array(NONCE);
    new DataView(nonce.buffer).setUint32(4, count);
    return concat([nonce, bytes, tag]);
  }

  /** Null when the record was not sealed with this key, here in the order. */
  open(outer: number, sealed: Bytes): { readonly type: number; readonly plain: Bytes } | null {
    const from = this.version === 'TLSv1.3' ? 0 : NONCE;
    if (sealed.length < from + TAG) return null;
    const { bytes, tag } = this.mix(this.count++, sealed.subarray(from, sealed.length - TAG), false);
    if (!tag.every((b, i) => sealed[sealed.length - TAG + i] === b)) return null;
    if (this.version !== 'TLSv1.3') return { type: outer, plain: bytes };
    const type = bytes[bytes.length - 1];
    return type === undefined ? null : { type, plain: bytes.subarray(0, bytes.length - 1) };
  }

  /** A key stream over the bytes, and a sum over what they say. */
  private mix(count: number, input: Bytes, sealing: boolean): { readonly bytes: Bytes; readonly tag: Bytes } {
    let [a = 0, b = 0, c = 0, d = 0] = this.key;
    d ^= count;
    let sum = 0x811c9dc5 ^ count;
    const bytes = new Uint8Array(input.length);
    const draw = (): number => {
      // xoshiro128's step (Blackman and Vigna).
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      return Math.imul(a, 5);
    };
    for (let i = 0; i < 8; i++) draw();
    for (let i = 0; i < input.length; i++) {
      const other = (input[i] ?? 0) ^ (draw() >>> 24);
      bytes[i] = other;
      sum = Math.imul(sum ^ (sealing ? (input[i] ?? 0) : other & 255), 0x01000193);
    }
    a ^= sum;
    for (let i = 0; i < 8; i++) draw();
    return { bytes, tag: Uint8Array.from({ length: TAG }, () => draw() >>> 24) };
  }
}
