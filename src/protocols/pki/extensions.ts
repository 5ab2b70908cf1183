/** The extensions that matter for servers (RFC 5280 section 4.2): made, and read back. */
import { concat, latin1, fromLatin1, type Bytes } from '../../base/bytes.ts';
import {
  bits,
  boolean,
  context,
  DerError,
  integer,
  integerOf,
  items,
  octets,
  oid,
  oidOf,
  readOne,
  sequence,
  TAG,
} from './der.ts';
import type { PublicKey } from './keys.ts';
import { keyIdentifier, type Certificate, type Extension } from './x509.ts';

export const OID = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfo: '1.3.6.1.5.5.7.1.1',
  policies: '2.5.29.32',
} as const;

export type AltName =
  | { readonly type: 'dns' | 'email' | 'uri'; readonly value: string }
  /** As bytes, 4 or 16. */
  | { readonly type: 'ip'; readonly value: Bytes };

const ALT_TAGS = { email: 1, dns: 2, uri: 6, ip: 7 } as const;

/** Bits of keyUsage, in order. */
export const KEY_USAGES: readonly (readonly [name: string, text: string])[] = [
  ['digitalSignature', 'Digital Signature'],
  ['nonRepudiation', 'Non Repudiation'],
  ['keyEncipherment', 'Key Encipherment'],
  ['dataEncipherment', 'Data Encipherment'],
  ['keyAgreement', 'Key Agreement'],
  ['keyCertSign', 'Certificate Sign'],
  ['cRLSign', 'CRL Sign'],
  ['encipherOnly', 'Encipher Only'],
  ['decipherOnly', 'Decipher Only'],
];

export const EXTENDED_USAGES: readonly (readonly [name: string, text: string, oid: string])[] = [
  ['serverAuth', 'TLS Web Server Authentication', '1.3.6.1.5.5.7.3.1'],
  ['clientAuth', 'TLS Web Client Authentication', '1.3.6.1.5.5.7.3.2'],
  ['codeSigning', 'Code Signing', '1.3.6.1.5.5.7.3.3'],
  ['emailProtection', 'E-mail Protection', '1.3.6.1.5.5.7.3.4'],
];

export const subjectKeyId = (key: PublicKey): Extension => ({
  oid: OID.subjectKeyId,
  critical: false,
  value: octets(keyIdentifier(key)),
});

export const authorityKeyId = (keyId: Bytes): Extension => ({
  oid: OID.authorityKeyId,
  critical: false,
  value: sequence(context(0, keyId, false)),
});

export const basicConstraints = (ca: boolean, pathLength: number | null = null, critical = true): Extension => ({
  oid: OID.basicConstraints,
  critical,
  value: sequence(...(ca ? [boolean(true)] : []), ...(pathLength === null ? [] : [integer(BigInt(pathLength))])),
});

export function keyUsage(names: readonly string[], critical = true): Extension {
  const wanted = KEY_USAGES.map(([name]) => names.includes(name));
  const last = wanted.lastIndexOf(true);
  const bytes = new Uint8Array(Math.floor(last / 8) + 1);
  wanted.forEach((on, i) => on && (bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (0x80 >> (i & 7))));
  return { oid: OID.keyUsage, critical, value: bits(bytes, 7 - (last & 7)) };
}

export const extendedKeyUsage = (names: readonly string[], critical = false): Extension => ({
  oid: OID.extendedKeyUsage,
  critical,
  value: sequence(...names.map((name) => oid(EXTENDED_USAGES.find(([known]) => known === name)?.[2] ?? name))),
});

export const altNames = (names: readonly AltName[], critical = false): Extension => ({
  oid: OID.subjectAltName,
  critical,
  value: sequence(...names.map((n) => context(ALT_TAGS[n.type], n.type === 'ip' ? n.value : latin1(n.value), false))),
});

const find = (of: { readonly extensions: readonly Extension[] }, id: string): Extension | undefined =>
  of.extensions.find((e) => e.oid === id);

export function altNamesOf(of: { readonly extensions: readonly Extension[] }): AltName[] {
  const extension = find(of, OID.subjectAltName);
  if (!extension) return [];
  return items(readOne(extension.value)).flatMap((one): AltName[] => {
    if (one.tag === 0x87) return [{ type: 'ip', value: one.content }];
    const type = one.tag === 0x82 ? 'dns' : one.tag === 0x81 ? 'email' : one.tag === 0x86 ? 'uri' : null;
    return type === null ? [] : [{ type, value: fromLatin1(one.content) }];
  });
}

/** Null where the certificate does not say. */
export function constraintsOf(of: Certificate): { readonly ca: boolean; readonly pathLength: number | null } | null {
  const extension = find(of, OID.basicConstraints);
  if (!extension) return null;
  const parts = items(readOne(extension.value));
  const ca = parts[0]?.tag === TAG.boolean && parts[0].content[0] !== 0;
  const length = parts.find((p) => p.tag === TAG.integer);
  return { ca, pathLength: length ? Number(integerOf(length)) : null };
}

export function keyUsagesOf(of: Certificate): readonly string[] | null {
  const extension = find(of, OID.keyUsage);
  if (!extension) return null;
  const { content } = readOne(extension.value);
  const set = content.subarray(1);
  return KEY_USAGES.filter((_, i) => ((set[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0).map(([name]) => name);
}

export function extendedUsagesOf(of: Certificate): readonly string[] | null {
  const extension = find(of, OID.extendedKeyUsage);
  if (!extension) return null;
  return items(readOne(extension.value)).map((one) => {
    const id = oidOf(one);
    return EXTENDED_USAGES.find(([, , known]) => known === id)?.[0] ?? id;
  });
}

export function subjectKeyIdOf(of: Certificate): Bytes | null {
  const extension = find(of, OID.subjectKeyId);
  return extension ? readOne(extension.value).content : null;
}

export function authorityKeyIdOf(of: Certificate): Bytes | null {
  const extension = find(of, OID.authorityKeyId);
  if (!extension) return null;
  return items(readOne(extension.value)).find((one) => one.tag === 0x80)?.content ?? null;
}

/** What a certificate for a server in the simulated Let's Encrypt's manner says about where its issuer is. */
export const authorityInfo = (issuerUrl: string): Extension => ({
  oid: OID.authorityInfo,
  critical: false,
  value: sequence(sequence(oid('1.3.6.1.5.5.7.48.2'), context(6, latin1(issuerUrl), false))),
});

/** `10.0.0.1` or `::1` as bytes; null for what is no address. */
export function ipBytes(text: string): Bytes | null {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    return parts.every((p) => p < 256) ? Uint8Array.from(parts) : null;
  }
  if (!/^[0-9a-fA-F:]+$/.test(text) || !text.includes(':')) return null;
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((g) => Number.parseInt(g, 16)));
  const [a, b] = [groups(head), groups(tail ?? '')];
  const middle = tail === undefined ? 0 : 8 - a.length - b.length;
  const all = [...a, ...Array.from({ length: Math.max(0, middle) }, () => 0), ...b];
  if (all.length !== 8 || all.some((g) => !(g <= 0xffff)) || text.split('::').length > 2) return null;
  return concat(all.map((g) => Uint8Array.of(g >> 8, g & 255)));
}

export const ipText = (bytes: Bytes): string =>
  bytes.length === 4
    ? [...bytes].join('.')
    : bytes.length === 16
      ? Array.from({ length: 8 }, (_, i) =>
          (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16).toUpperCase(),
        ).join(':')
      : '<invalid>';

/** DerError where an extension that we understand is malformed. */
export function checkExtensions(of: Certificate): boolean {
  try {
    altNamesOf(of);
    constraintsOf(of);
    keyUsagesOf(of);
    extendedUsagesOf(of);
    return true;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
