import type { Bytes } from './bytes.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 to bytes (RFC 4648 section 4). Characters that are no base64 are skipped. */
export function base64(text: string): Bytes {
  const out: number[] = [];
  let bits = 0;
  let have = 0;
  for (const char of text) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    have += 6;
    if (have >= 8) {
      have -= 8;
      out.push((bits >> have) & 0xff);
    }
  }
  return Uint8Array.from(out);
}

/** Bytes to base64 with padding. */
export function toBase64(bytes: Bytes): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const have = Math.min(3, bytes.length - i);
    const quad = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63];
    text += quad.map((q, n) => (n <= have ? ALPHABET[q] : '=')).join('');
  }
  return text;
}
