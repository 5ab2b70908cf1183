/** MD5 (RFC 1321): for what only names things or has always used it. */
import { concat, latin1, type Bytes } from './bytes.ts';

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

/** 16 bytes. */
export function md5(data: Bytes): Bytes {
  const zeros = (119 - (data.length % 64)) % 64;
  const whole = concat([data, latin1('\x80'), new Uint8Array(zeros + 8)]);
  const words = new DataView(whole.buffer, whole.byteOffset, whole.length);
  words.setUint32(whole.length - 8, (data.length << 3) >>> 0, true);
  words.setUint32(whole.length - 4, Math.floor(data.length / 2 ** 29), true);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < whole.length; at += 64) block(state, (i) => words.getInt32(at + 4 * i, true));
  const out = new Uint8Array(16);
  for (const [i, word] of state.entries()) new DataView(out.buffer).setInt32(4 * i, word, true);
  return out;
}

function block(state: Int32Array, word: (i: number) => number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const [mixed, which] =
      round === 0
        ? [(b & c) | (~b & d), i]
        : round === 1
          ? [(d & b) | (~d & c), (5 * i + 1) % 16]
          : round === 2
            ? [b ^ c ^ d, (3 * i + 5) % 16]
            : [c ^ (b | ~d), (7 * i) % 16];
    const sum = (a + mixed + (SINES[i] ?? 0) + word(which)) | 0;
    const shift = SHIFTS[round * 4 + (i % 4)] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  state.set([(state[0] ?? 0) + a, (state[1] ?? 0) + b, (state[2] ?? 0) + c, (state[3] ?? 0) + d]);
}
