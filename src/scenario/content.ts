import { latin1, utf8, type Bytes } from '../base/bytes.ts';
import type { Content } from './schema.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes that a scenario means. Characters that are no base64 are skipped (RFC 4648 section 3.3, lenient form). */
export function contentBytes(content: Content): Bytes {
  if (typeof content === 'string') return utf8(content);
  if ('text' in content) return utf8(content.text);
  if ('latin1' in content) return latin1(content.latin1);
  if ('b64' in content) return base64(content.b64);
  return repeated(utf8(content.repeat), content.times);
}

function repeated(unit: Bytes, times: number): Bytes {
  const out = new Uint8Array(unit.length * times);
  for (let i = 0; i < times; i++) out.set(unit, i * unit.length);
  return out;
}

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
