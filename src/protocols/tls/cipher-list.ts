/** OpenSSL's cipher strings (openssl-ciphers(1)): names and a few groups, colons between them. For TLS 1.2; 1.3 has its own. */
import { CIPHERS, type Cipher } from './parameters.ts';

const MODERN = CIPHERS.filter((c) => c.version === 'TLSv1.2');

/** Groups that hold all, or some, of the ciphers that are modelled: all of those are strong, with forward secrecy. */
const GROUPS: Readonly<Record<string, (c: Cipher) => boolean>> = {
  ALL: () => true,
  HIGH: () => true,
  DEFAULT: () => true,
  EECDH: () => true,
  ECDHE: () => true,
  kEECDH: () => true,
  kECDHE: () => true,
  'TLSv1.2': () => true,
  AES: (c) => c.name.includes('AES'),
  AESGCM: (c) => c.name.includes('GCM'),
  AES256: (c) => c.name.includes('AES256'),
  AES128: (c) => c.name.includes('AES128'),
  CHACHA20: (c) => c.name.includes('CHACHA20'),
  aRSA: (c) => c.key === 'rsa',
  RSA: () => false,
  ECDSA: (c) => c.key === 'ec',
  aECDSA: (c) => c.key === 'ec',
  SHA256: () => false,
  SHA384: () => false,
};

/** Words that name ciphers which exist and are not modelled: old ones, or without forward secrecy. */
const KNOWN =
  /^(?:(?:DHE|EDH|kEDH|DH|kDHE|kRSA|PSK|SRP|ADH|AECDH|aNULL|eNULL|NULL|EXPORT|LOW|MEDIUM|MD5|DES|3DES|RC4|DSS|aDSS|SEED|IDEA|CAMELLIA|ARIA|SHA|SHA1|SSLv3|TLSv1|TLSv1\.0|COMPLEMENTOFALL|COMPLEMENTOFDEFAULT)$|(?:(?:ECDHE|DHE|EDH|ADH|AECDH|PSK|SRP|RSA|ECDH)-)*(?:ECDSA-|RSA-|DSS-)?(?:AES|DES|RC4|CAMELLIA|CHACHA20|SEED|NULL|ARIA)[\w-]*$)/;

/** Names of the modelled ciphers that a string allows, in its order. */
export function expandCiphers(text: string): string[] {
  let chosen: Cipher[] = [];
  const banned = new Set<Cipher>();
  for (const word of text.split(/[:, ]+/).filter((w) => w !== '')) {
    const sign = /^[!+-]/.exec(word)?.[0] ?? '';
    const found = selected(word.slice(sign.length));
    if (sign === '!') for (const c of found) banned.add(c);
    if (sign === '!' || sign === '-') chosen = chosen.filter((c) => !found.includes(c));
    else if (sign === '+')
      chosen = [...chosen.filter((c) => !found.includes(c)), ...chosen.filter((c) => found.includes(c))];
    else chosen.push(...found.filter((c) => !chosen.includes(c) && !banned.has(c)));
  }
  return chosen.map((c) => c.name);
}

/** `EECDH+AESGCM`: what all parts have in common. */
function selected(word: string): Cipher[] {
  const parts = word.split('+');
  return MODERN.filter((c) => parts.every((part) => c.name === part || (GROUPS[part]?.(c) ?? false)));
}

/** Does the string name at least one cipher that OpenSSL has? Otherwise: `no cipher match`. */
export const knowsCiphers = (text: string): boolean =>
  text.split(/[:, ]+/).some((word) => {
    if (/^[!-]/.test(word) || word === '' || word.startsWith('@')) return false;
    const parts = word.replace(/^\+/, '').split('+');
    return parts.every((part) => part in GROUPS || KNOWN.test(part) || MODERN.some((c) => c.name === part));
  });
