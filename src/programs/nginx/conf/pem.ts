/** Certificates and keys as files: can they be read, and do they belong together? Verdicts in the words of OpenSSL 3. */
import { fromBase64 } from './base64.ts';

/** Null when the text can be used as such. */
export function pemVerdict(path: string, what: 'certificate' | 'key', text: string | undefined): string | null {
  if (text === undefined) {
    return `BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(${path}, r) error:10000080:BIO routines::no such file)`;
  }
  if (what === 'certificate') {
    if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return null;
    return 'PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)';
  }
  if (/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(text)) return null;
  return 'PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM error:0480006C:PEM routines::no start line:Expecting: ANY PRIVATE KEY)';
}

function pemBytes(text: string, label: RegExp): Uint8Array | null {
  const m = new RegExp(`-----BEGIN ${label.source}-----([^-]*)-----END`).exec(text);
  return m === null ? null : fromBase64((m[1] ?? '').replace(/\s+/g, ''));
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements of a DER value, one level deep (X.690 section 8.1). */
function elements(der: Uint8Array): Element[] {
  const out: Element[] = [];
  for (let at = 0; at + 1 < der.length;) {
    const tag = der[at] ?? 0;
    let length = der[at + 1] ?? 0;
    at += 2;
    if (length > 127) {
      const bytes = length & 127;
      length = der.subarray(at, at + bytes).reduce((n, b) => n * 256 + b, 0);
      at += bytes;
    }
    out.push({ tag, content: der.subarray(at, at + length) });
    at += length;
  }
  return out;
}

/** What tells a public key from others: an RSA modulus, or the point of a curve. */
function publicPart(certificate: Uint8Array): Uint8Array | null {
  const [outer] = elements(certificate);
  const [body] = outer === undefined ? [] : elements(outer.content);
  const fields = body === undefined ? [] : elements(body.content);
  const info = fields[fields[0]?.tag === 0xa0 ? 6 : 5];
  const [, bits] = info === undefined ? [] : elements(info.content);
  if (bits === undefined) return null;
  const key = bits.content.subarray(1);
  if (key[0] !== 0x30) return key;
  const [sequence] = elements(key);
  const [modulus] = sequence === undefined ? [] : elements(sequence.content);
  return modulus?.content ?? null;
}

/** A private key file holds its public part, too. What cannot be read is given the benefit of the doubt. */
export function keyMatches(certificate: string, key: string): boolean {
  const cert = pemBytes(certificate, /(?:TRUSTED |X509 )?CERTIFICATE/);
  const secret = pemBytes(key, /(?:[A-Z]+ )?PRIVATE KEY/);
  const part = cert === null ? null : publicPart(cert);
  if (part === null || secret === null || part.length < 16 || secret.length < part.length) return true;
  for (let at = 0; at + part.length <= secret.length; at++) {
    if (part.every((b, i) => secret[at + i] === b)) return true;
  }
  return false;
}
