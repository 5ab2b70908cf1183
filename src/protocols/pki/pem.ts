/** PEM (RFC 7468): blocks of base64 between BEGIN and END lines. */
import { base64, toBase64 } from '../../base/base64.ts';
import { fromLatin1, type Bytes } from '../../base/bytes.ts';

export interface PemBlock {
  readonly label: string;
  readonly bytes: Bytes;
  /** The block as it stands in the text, with its lines. */
  readonly text: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*?)-----END \1-----/g;

/** All well-formed blocks of a text, in order; what stands between them is ignored. */
export function pemBlocks(text: string | Bytes): PemBlock[] {
  const all = typeof text === 'string' ? text : fromLatin1(text);
  return [...all.matchAll(BLOCK)].map(([whole, label = '', body = '']) => ({
    label,
    bytes: base64(body),
    text: `${whole}\n`,
  }));
}

export function pem(label: string, bytes: Bytes): string {
  const lines = toBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${label}-----\n`;
}
