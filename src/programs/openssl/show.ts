/** Certificates, requests and keys as openssl prints them (-text). */
import type { Bytes } from '../../base/bytes.ts';
import { civilTime, MONTHS, two } from '../../base/calendar.ts';
import { hex } from '../../base/hash.ts';
import { CURVES, pointBytes } from '../../protocols/pki/ec.ts';
import {
  altNamesOf,
  authorityKeyIdOf,
  constraintsOf,
  EXTENDED_USAGES,
  extendedUsagesOf,
  ipText,
  KEY_USAGES,
  keyUsagesOf,
  OID,
  subjectKeyIdOf,
} from '../../protocols/pki/extensions.ts';
import { keyBits, signatureName, type PrivateKey, type PublicKey } from '../../protocols/pki/keys.ts';
import { nameText } from '../../protocols/pki/name.ts';
import { byteLength, inverse, toBytes } from '../../protocols/pki/numbers.ts';
import { colons, type Certificate, type CertificateRequest, type Extension } from '../../protocols/pki/x509.ts';

export function dateText(seconds: number): string {
  const t = civilTime(seconds);
  const day = String(t.day).padStart(2);
  return `${MONTHS[t.month - 1] ?? ''} ${day} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year} GMT`;
}

/** Pairs of digits with colons, `width` of them on a line. */
function block(bytes: Bytes, indent: number, width: number): string {
  const pairs = hex(bytes).match(/../g) ?? [];
  const lines: string[] = [];
  for (let i = 0; i < pairs.length; i += width) {
    const last = i + width >= pairs.length;
    lines.push(`${' '.repeat(indent)}${pairs.slice(i, i + width).join(':')}${last ? '' : ':'}\n`);
  }
  return lines.join('');
}

/** A number as DER holds it: a zero first where it would look negative. */
function unsigned(n: bigint): Bytes {
  const bytes = toBytes(n, byteLength(n));
  return (bytes[0] ?? 0) >= 0x80 ? Uint8Array.from([0, ...bytes]) : bytes;
}

export const serialText = (serial: bigint): string => {
  const digits = serial.toString(16).toUpperCase();
  return digits.length % 2 === 0 ? digits : `0${digits}`;
};

function publicText(key: PublicKey, indent: number, titles: readonly [string, string, string]): string {
  const pad = ' '.repeat(indent);
  if (key.kind === 'rsa')
    return (
      `${pad}${titles[0]}: (${keyBits(key)} bit${titles[0] === 'Private-Key' ? ', 2 primes' : ''})\n` +
      `${pad}${titles[1]}:\n${block(unsigned(key.n), indent + 4, 15)}${pad}${titles[2]}: ${key.e} (0x${key.e.toString(16)})\n`
    );
  const curve = CURVES[key.curve];
  return `${pad}${titles[0]}: (${keyBits(key)} bit)\n${pad}pub:\n${block(pointBytes(curve, key.point), indent + 4, 15)}${curveText(curve, pad)}`;
}

const curveText = (curve: { readonly name: string; readonly nist: string }, pad: string): string =>
  `${pad}ASN1 OID: ${curve.name}\n${pad}NIST CURVE: ${curve.nist}\n`;

export const publicKeyText = (key: PublicKey): string => publicText(key, 0, ['Public-Key', 'Modulus', 'Exponent']);

export function privateKeyText(key: PrivateKey): string {
  if (key.kind === 'rsa') {
    const part = (title: string, n: bigint): string => `${title}:\n${block(unsigned(n), 4, 15)}`;
    const { d, p, q } = key;
    return (
      publicText(key, 0, ['Private-Key', 'modulus', 'publicExponent']) +
      part('privateExponent', d) +
      part('prime1', p) +
      part('prime2', q) +
      part('exponent1', d % (p - 1n)) +
      part('exponent2', d % (q - 1n)) +
      part('coefficient', inverse(q, p))
    );
  }
  const curve = CURVES[key.curve];
  return (
    `Private-Key: (${keyBits(key)} bit)\npriv:\n${block(toBytes(key.d, curve.size), 4, 15)}` +
    `pub:\n${block(pointBytes(curve, key.point), 4, 15)}${curveText(curve, '')}`
  );
}

function keyInfo(key: PublicKey): string {
  const name = key.kind === 'rsa' ? 'rsaEncryption' : 'id-ecPublicKey';
  return (
    `        Subject Public Key Info:\n            Public Key Algorithm: ${name}\n` +
    publicText(key, 16, ['Public-Key', 'Modulus', 'Exponent'])
  );
}

/** The name of an extension and what it says. */
function extensionText(of: { readonly extensions: readonly Extension[] }, e: Extension): [title: string, text: string] {
  const certificate = { ...of, extensions: [e] } as unknown as Certificate;
  switch (e.oid) {
    case OID.subjectAltName:
      return [
        'X509v3 Subject Alternative Name',
        altNamesOf(certificate)
          .map((n) => (n.type === 'ip' ? `IP Address:${ipText(n.value)}` : `${ALT_LABELS[n.type]}:${n.value}`))
          .join(', '),
      ];
    case OID.basicConstraints: {
      const c = constraintsOf(certificate);
      return [
        'X509v3 Basic Constraints',
        `CA:${c?.ca ? 'TRUE' : 'FALSE'}${typeof c?.pathLength === 'number' ? `, pathlen:${c.pathLength}` : ''}`,
      ];
    }
    case OID.keyUsage:
      return [
        'X509v3 Key Usage',
        (keyUsagesOf(certificate) ?? []).map((u) => KEY_USAGES.find(([n]) => n === u)?.[1] ?? u).join(', '),
      ];
    case OID.extendedKeyUsage:
      return [
        'X509v3 Extended Key Usage',
        (extendedUsagesOf(certificate) ?? []).map((u) => EXTENDED_USAGES.find(([n]) => n === u)?.[1] ?? u).join(', '),
      ];
    case OID.subjectKeyId:
      return ['X509v3 Subject Key Identifier', colons(subjectKeyIdOf(certificate) ?? new Uint8Array(0))];
    case OID.authorityKeyId:
      return ['X509v3 Authority Key Identifier', colons(authorityKeyIdOf(certificate) ?? new Uint8Array(0))];
    default:
      return [e.oid, colons(e.value)];
  }
}

const ALT_LABELS = { dns: 'DNS', email: 'email', uri: 'URI' } as const;

function extensionsText(of: { readonly extensions: readonly Extension[] }, indent: number): string {
  const pad = ' '.repeat(indent);
  return of.extensions
    .map((e) => {
      const [title, text] = extensionText(of, e);
      return `${pad}${title}: ${e.critical ? 'critical' : ''}\n${pad}    ${text}\n`;
    })
    .join('');
}

/** -ext: names of extensions, as in configuration files. */
export function chosenExtensions(certificate: Certificate, names: readonly string[]): string {
  const wanted = names.map((name) => (OID as Readonly<Record<string, string>>)[EXT_NAMES[name] ?? name]);
  const extensions = certificate.extensions.filter((e) => wanted.includes(e.oid));
  return extensions.length === 0 ? '' : extensionsText({ extensions }, 0);
}

const EXT_NAMES: Readonly<Record<string, string>> = {
  subjectKeyIdentifier: 'subjectKeyId',
  authorityKeyIdentifier: 'authorityKeyId',
};

const signatureText = (of: { readonly algorithm: string; readonly signature: Bytes }): string =>
  `    Signature Algorithm: ${signatureName(of.algorithm)}\n    Signature Value:\n${block(of.signature, 8, 18)}`;

export function certificateText(c: Certificate): string {
  // Small serial numbers are shown as numbers.
  const serial =
    c.serial < 1n << 63n
      ? ` ${c.serial} (0x${c.serial.toString(16)})\n`
      : `\n            ${hex(unsigned(c.serial)).match(/../g)?.join(':') ?? ''}\n`;
  return (
    `Certificate:\n    Data:\n        Version: ${c.version} (0x${(c.version - 1).toString(16)})\n        Serial Number:${serial}` +
    `        Signature Algorithm: ${signatureName(c.algorithm)}\n        Issuer: ${nameText(c.issuer)}\n        Validity\n` +
    `            Not Before: ${dateText(c.notBefore)}\n            Not After : ${dateText(c.notAfter)}\n` +
    `        Subject: ${nameText(c.subject)}\n${keyInfo(c.publicKey)}` +
    (c.extensions.length === 0 ? '' : `        X509v3 extensions:\n${extensionsText(c, 12)}`) +
    signatureText(c)
  );
}

export function requestText(r: CertificateRequest): string {
  return (
    `Certificate Request:\n    Data:\n        Version: 1 (0x0)\n        Subject: ${nameText(r.subject)}\n${keyInfo(r.publicKey)}` +
    (r.extensions.length === 0
      ? '        Attributes:\n            (none)\n            Requested Extensions:\n'
      : `        Attributes:\n            Requested Extensions:\n${extensionsText(r, 16)}`) +
    signatureText(r)
  );
}
