/** X.509 v3 certificates and PKCS #10 requests (RFC 5280, RFC 2986): reading and making them. */
import { fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { civilTime, two } from '../../base/calendar.ts';
import { hex, sha1, type HashName } from '../../base/hash.ts';
import {
  bits,
  bitsOf,
  boolean,
  context,
  der,
  DerError,
  expect,
  integer,
  integerOf,
  items,
  octets,
  oid,
  oidOf,
  readOne,
  sequence,
  set,
  TAG,
  type Der,
} from './der.ts';
import { parseSpki, publicKeyBits, sign, signatureAlgorithm, spki, type PrivateKey, type PublicKey } from './keys.ts';
import { encodeName, parseName, type Name } from './name.ts';
import { pem, pemBlocks } from './pem.ts';

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Bytes;
}

export interface Certificate {
  readonly raw: Bytes;
  /** What is signed. */
  readonly signed: Bytes;
  /** 1 to 3. */
  readonly version: number;
  readonly serial: bigint;
  /** Identifier of the signature's algorithm. */
  readonly algorithm: string;
  readonly issuer: Name;
  readonly subject: Name;
  /** Seconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: PublicKey;
  readonly extensions: readonly Extension[];
  readonly signature: Bytes;
}

export interface CertificateRequest {
  readonly raw: Bytes;
  readonly signed: Bytes;
  readonly algorithm: string;
  readonly subject: Name;
  readonly publicKey: PublicKey;
  readonly extensions: readonly Extension[];
  readonly signature: Bytes;
}

/** attribute extensionRequest of PKCS #9 */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

function time(seconds: number): Bytes {
  const t = civilTime(seconds);
  const rest = `${two(t.month)}${two(t.day)}${two(t.hour)}${two(t.minute)}${two(t.second)}Z`;
  // RFC 5280 section 4.1.2.5: two digits of the year until 2049.
  return t.year >= 1950 && t.year < 2050
    ? der(TAG.utcTime, latin1(`${two(t.year % 100)}${rest}`))
    : der(TAG.generalTime, latin1(`${String(t.year).padStart(4, '0')}${rest}`));
}

function timeOf(element: Der | undefined): number {
  const text = fromLatin1(element?.content ?? new Uint8Array(0));
  const long = element?.tag === TAG.generalTime;
  const m = (long ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(text);
  if (!m) throw new DerError('no time');
  const [y = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = m.slice(1).map(Number);
  return secondsOf(long ? y : y + (y < 50 ? 2000 : 1900), month, day) + hour * 3600 + minute * 60 + second;
}

/** Midnight of a civil day (the inverse of `civilTime`; Howard Hinnant's days-from-civil). */
export function secondsOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468) * 86_400;
}

const encodeExtensions = (extensions: readonly Extension[]): Bytes =>
  sequence(...extensions.map((e) => sequence(oid(e.oid), ...(e.critical ? [boolean(true)] : []), octets(e.value))));

function parseExtensions(element: Der | undefined): Extension[] {
  return items(element).map((one) => {
    const parts = items(one);
    const critical = parts[1]?.tag === TAG.boolean && parts[1].content[0] !== 0;
    return { oid: oidOf(parts[0]), critical, value: expect(parts.at(-1), TAG.octets).content };
  });
}

/** Throws DerError. */
export function parseCertificate(raw: Bytes): Certificate {
  const [body, algorithm, signature] = items(readOne(raw));
  const all = items(body);
  const versioned = all[0]?.tag === 0xa0;
  const [serial, , issuer, validity, subject, key, ...rest] = versioned ? all.slice(1) : all;
  const [notBefore, notAfter] = items(validity);
  const extensions = rest.find((element) => element.tag === 0xa3);
  if (!body || !key) throw new DerError('no certificate');
  return {
    raw,
    signed: body.raw,
    version: versioned ? Number(integerOf(readOne(all[0]?.content ?? new Uint8Array(0)))) + 1 : 1,
    serial: integerOf(serial),
    algorithm: oidOf(items(algorithm)[0]),
    issuer: parseName(issuer),
    subject: parseName(subject),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    publicKey: parseSpki(key.raw),
    extensions: extensions ? parseExtensions(readOne(extensions.content)) : [],
    signature: bitsOf(signature),
  };
}

export interface CertificateParts {
  readonly subject: Name;
  readonly publicKey: PublicKey;
  readonly issuer: Name;
  readonly issuerKey: PrivateKey;
  readonly serial: bigint;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: readonly Extension[];
  readonly hash?: HashName;
}

export function makeCertificate(parts: CertificateParts): Certificate {
  const { issuerKey, extensions, hash = 'sha256' } = parts;
  const algorithm = signatureAlgorithm(issuerKey, hash);
  const body = sequence(
    ...(extensions.length > 0 ? [context(0, integer(2n))] : []),
    integer(parts.serial),
    algorithm,
    encodeName(parts.issuer),
    sequence(time(parts.notBefore), time(parts.notAfter)),
    encodeName(parts.subject),
    spki(parts.publicKey),
    ...(extensions.length > 0 ? [context(3, encodeExtensions(extensions))] : []),
  );
  return parseCertificate(sequence(body, algorithm, bits(sign(issuerKey, hash, body))));
}

export function makeRequest(
  subject: Name,
  key: PrivateKey,
  extensions: readonly Extension[],
  hash: HashName = 'sha256',
): CertificateRequest {
  const attributes =
    extensions.length === 0 ? new Uint8Array(0) : sequence(oid(EXTENSION_REQUEST), set(encodeExtensions(extensions)));
  const body = sequence(integer(0n), encodeName(subject), spki(key), context(0, attributes));
  return parseRequest(sequence(body, signatureAlgorithm(key, hash), bits(sign(key, hash, body))));
}

/** Throws DerError. */
export function parseRequest(raw: Bytes): CertificateRequest {
  const [body, algorithm, signature] = items(readOne(raw));
  const [, subject, key, attributes] = items(body);
  if (!body || !key) throw new DerError('no request');
  const wanted = attributes
    ? items(attributes, 0xa0).find((one) => oidOf(items(one)[0]) === EXTENSION_REQUEST)
    : undefined;
  return {
    raw,
    signed: body.raw,
    algorithm: oidOf(items(algorithm)[0]),
    subject: parseName(subject),
    publicKey: parseSpki(key.raw),
    extensions: wanted ? parseExtensions(items(items(wanted)[1], TAG.set)[0]) : [],
    signature: bitsOf(signature),
  };
}

// --- files

export const certificatePem = (certificate: { readonly raw: Bytes }): string => pem('CERTIFICATE', certificate.raw);
export const requestPem = (request: CertificateRequest): string => pem('CERTIFICATE REQUEST', request.raw);

const quiet = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return null;
    throw error;
  }
};

/** All certificates of a PEM text that can be read. */
export const certificatesIn = (text: string | Bytes): Certificate[] =>
  pemBlocks(text)
    .filter(({ label }) => /^(TRUSTED |X509 )?CERTIFICATE$/.test(label))
    .map(({ bytes }) => quiet(() => parseCertificate(bytes)))
    .filter((c) => c !== null);

export const requestIn = (text: string | Bytes): CertificateRequest | null => {
  const block = pemBlocks(text).find(({ label }) => /^(NEW )?CERTIFICATE REQUEST$/.test(label));
  return block ? quiet(() => parseRequest(block.bytes)) : null;
};

export const keyIdentifier = (key: PublicKey): Bytes => sha1(publicKeyBits(key));

/** As openssl shows it: bytes in pairs of hexadecimal digits. */
export const colons = (bytes: Bytes): string => (hex(bytes).match(/../g) ?? []).join(':').toUpperCase();
