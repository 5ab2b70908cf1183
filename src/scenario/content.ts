import { base64 } from '../base/base64.ts';
import { latin1, utf8, type Bytes } from '../base/bytes.ts';
import type { Content } from './schema.ts';

/** The bytes that a scenario means. */
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
