import type { Bytes } from '../../../base/bytes.ts';

/** Rotations of the four rounds, and the sines that RFC 1321 adds. */
const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

/** MD5 of bytes (RFC 1321): 16 bytes. For checksums that people compare; it proves nothing any more. */
export function md5(bytes: Bytes): Bytes {
  const size = (((bytes.length + 8) >> 6) + 1) * 64;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(size - 8, (bytes.length * 8) >>> 0, true);
  view.setUint32(size - 4, Math.floor(bytes.length / 2 ** 29), true);
  const sum = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < size; at += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = sum;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const word = view.getInt32(at + 4 * (([i, 5 * i + 1, 3 * i + 5, 7 * i][round] ?? 0) % 16), true);
      const mixed = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0;
      const turned = (a + mixed + word + (SINES[i] ?? 0)) | 0;
      const turn = TURNS[round]?.[i % 4] ?? 0;
      [a, b, c, d] = [d, (b + ((turned << turn) | (turned >>> (32 - turn)))) | 0, b, c];
    }
    [a, b, c, d].forEach((part, i) => (sum[i] = ((sum[i] ?? 0) + part) | 0));
  }
  const out = new DataView(new ArrayBuffer(16));
  sum.forEach((part, i) => out.setInt32(4 * i, part, true));
  return new Uint8Array(out.buffer);
}
