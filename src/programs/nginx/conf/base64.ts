/** RFC 4648 section 4; empty for what is not base64. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function fromBase64(text: string): Uint8Array {
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (const ch of text.replace(/=+$/, '')) {
    const value = ALPHABET.indexOf(ch);
    if (value < 0) return new Uint8Array(0);
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return Uint8Array.from(out);
}
