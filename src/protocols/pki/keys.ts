/** Keys of both kinds, and the forms in which files hold them: PKCS #1, PKCS #8 (RFC 5958), SEC 1 (RFC 5915), SPKI (RFC 5280). */
import type { Bytes } from '../../base/bytes.ts';
import type { HashName } from '../../base/hash.ts';
import {
  bits,
  bitsOf,
  context,
  DerError,
  expect,
  integer,
  integerOf,
  items,
  nothing,
  octets,
  oid,
  oidOf,
  readOne,
  sequence,
  TAG,
} from './der.ts';
import {
  CURVES,
  curveByOid,
  ecSign,
  ecVerify,
  parsePoint,
  pointBytes,
  publicPoint,
  randomSecret,
  type CurveName,
  type Point,
} from './ec.ts';
import { bitLength, inverse, toBigInt, toBytes, type RandomBytes } from './numbers.ts';
import { pem, pemBlocks, type PemBlock } from './pem.ts';
import { rsaSign, rsaVerify, type RsaPublic, type RsaSecret } from './rsa.ts';

export type PublicKey =
  | ({ readonly kind: 'rsa' } & RsaPublic)
  | { readonly kind: 'ec'; readonly curve: CurveName; readonly point: Point };
export type PrivateKey =
  | ({ readonly kind: 'rsa' } & RsaSecret)
  | { readonly kind: 'ec'; readonly curve: CurveName; readonly point: Point; readonly d: bigint };

const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';

export const keyBits = (key: PublicKey): number => (key.kind === 'rsa' ? bitLength(key.n) : CURVES[key.curve].size * 8);

export function samePublic(a: PublicKey, b: PublicKey): boolean {
  if (a.kind === 'rsa') return b.kind === 'rsa' && a.n === b.n && a.e === b.e;
  return b.kind === 'ec' && a.curve === b.curve && a.point[0] === b.point[0] && a.point[1] === b.point[1];
}

export function ecKey(curve: CurveName, d: bigint): PrivateKey {
  return { kind: 'ec', curve, d, point: publicPoint(CURVES[curve], d) };
}

export const generateEc = (curve: CurveName, random: RandomBytes): PrivateKey =>
  ecKey(curve, randomSecret(CURVES[curve], random));

// --- signatures

/** The algorithm identifier of a signature made with this kind of key. */
const SIGNATURES: readonly (readonly [oid: string, kind: PublicKey['kind'], hash: HashName, name: string])[] = [
  ['1.2.840.113549.1.1.11', 'rsa', 'sha256', 'sha256WithRSAEncryption'],
  ['1.2.840.113549.1.1.12', 'rsa', 'sha384', 'sha384WithRSAEncryption'],
  ['1.2.840.113549.1.1.13', 'rsa', 'sha512', 'sha512WithRSAEncryption'],
  ['1.2.840.113549.1.1.5', 'rsa', 'sha1', 'sha1WithRSAEncryption'],
  ['1.2.840.10045.4.3.2', 'ec', 'sha256', 'ecdsa-with-SHA256'],
  ['1.2.840.10045.4.3.3', 'ec', 'sha384', 'ecdsa-with-SHA384'],
  ['1.2.840.10045.4.3.4', 'ec', 'sha512', 'ecdsa-with-SHA512'],
  ['1.2.840.10045.4.1', 'ec', 'sha1', 'ecdsa-with-SHA1'],
];

export const signatureName = (algorithm: string): string =>
  SIGNATURES.find(([id]) => id === algorithm)?.[3] ?? algorithm;

export function signatureAlgorithm(key: PublicKey, hash: HashName): Bytes {
  const found = SIGNATURES.find(([, kind, name]) => kind === key.kind && name === hash);
  const id = oid(found?.[0] ?? '');
  return key.kind === 'rsa' ? sequence(id, nothing()) : sequence(id);
}

export function sign(key: PrivateKey, hash: HashName, message: Bytes): Bytes {
  if (key.kind === 'rsa') return rsaSign(key, hash, message);
  const { r, s } = ecSign(CURVES[key.curve], key.d, hash, message);
  return sequence(integer(r), integer(s));
}

/** `algorithm` is the identifier that stands with the signature. */
export function verify(key: PublicKey, algorithm: string, message: Bytes, signature: Bytes): boolean {
  const found = SIGNATURES.find(([id, kind]) => id === algorithm && kind === key.kind);
  return found !== undefined && verifyWith(key, found[2], message, signature);
}

export function verifyWith(key: PublicKey, hash: HashName, message: Bytes, signature: Bytes): boolean {
  try {
    if (key.kind === 'rsa') return rsaVerify(key, hash, message, signature);
    const [r, s] = items(readOne(signature));
    return ecVerify(CURVES[key.curve], key.point, hash, message, { r: integerOf(r), s: integerOf(s) });
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

// --- forms

const algorithmOf = (key: PublicKey): Bytes =>
  key.kind === 'rsa' ? sequence(oid(RSA), nothing()) : sequence(oid(EC), oid(CURVES[key.curve].oid));

const publicBits = (key: PublicKey): Bytes =>
  key.kind === 'rsa' ? sequence(integer(key.n), integer(key.e)) : pointBytes(CURVES[key.curve], key.point);

/** What a key identifier is the hash of (RFC 5280 section 4.2.1.2). */
export const publicKeyBits = publicBits;

export const spki = (key: PublicKey): Bytes => sequence(algorithmOf(key), bits(publicBits(key)));

export function parseSpki(bytes: Bytes): PublicKey {
  const [algorithm, content] = items(readOne(bytes));
  const [id, parameter] = items(algorithm);
  if (oidOf(id) === RSA) {
    const [n, e] = items(readOne(bitsOf(content)));
    return { kind: 'rsa', n: integerOf(n), e: integerOf(e) };
  }
  const curve = oidOf(id) === EC ? curveByOid(oidOf(parameter)) : null;
  if (curve === null) throw new DerError('unknown kind of key');
  const point = parsePoint(curve, bitsOf(content));
  if (point === null) throw new DerError('not on the curve');
  return { kind: 'ec', curve: curve.name, point };
}

function pkcs1(key: PrivateKey & { kind: 'rsa' }): Bytes {
  const { n, e, d, p, q } = key;
  const numbers = [0n, n, e, d, p, q, d % (p - 1n), d % (q - 1n), inverse(q, p)];
  return sequence(...numbers.map(integer));
}

/** `named` is left out where PKCS #8 around it names the curve already. */
function sec1(key: PrivateKey & { kind: 'ec' }, named: boolean): Bytes {
  const curve = CURVES[key.curve];
  const secret = [integer(1n), octets(toBytes(key.d, curve.size))];
  const point = context(1, bits(pointBytes(curve, key.point)));
  return sequence(...secret, ...(named ? [context(0, oid(curve.oid))] : []), point);
}

function pkcs8(key: PrivateKey): Bytes {
  const inner = key.kind === 'rsa' ? pkcs1(key) : sec1(key, false);
  return sequence(integer(0n), algorithmOf(key), octets(inner));
}

function parsePkcs1(bytes: Bytes): PrivateKey {
  const [, n, e, d, p, q] = items(readOne(bytes)).map(integerOf);
  if (n === undefined || e === undefined || d === undefined || p === undefined || q === undefined)
    throw new DerError('numbers are missing');
  if (p * q !== n || p < 3n || q < 3n) throw new DerError('not the primes of the modulus');
  return { kind: 'rsa', n, e, d, p, q };
}

function parseSec1(bytes: Bytes, known: CurveName | null): PrivateKey {
  const [, secret, ...rest] = items(readOne(bytes));
  const parameter = rest.find((element) => element.tag === 0xa0);
  const curve = known ?? (parameter ? curveByOid(oidOf(readOne(parameter.content)))?.name : undefined);
  if (curve === undefined) throw new DerError('unknown curve');
  const d = toBigInt(expect(secret, TAG.octets).content);
  if (d === 0n || d >= CURVES[curve].n) throw new DerError('no secret of this curve');
  return ecKey(curve, d);
}

function parsePkcs8(bytes: Bytes): PrivateKey {
  const [, algorithm, inner] = items(readOne(bytes));
  const [id, parameter] = items(algorithm);
  const { content } = expect(inner, TAG.octets);
  if (oidOf(id) === RSA) return parsePkcs1(content);
  const curve = oidOf(id) === EC ? curveByOid(oidOf(parameter)) : null;
  if (curve === null) throw new DerError('unknown kind of key');
  return parseSec1(content, curve.name);
}

function parseBlock({ label, bytes }: PemBlock): PrivateKey | null {
  try {
    if (label === 'PRIVATE KEY') return parsePkcs8(bytes);
    if (label === 'RSA PRIVATE KEY') return parsePkcs1(bytes);
    return label === 'EC PRIVATE KEY' ? parseSec1(bytes, null) : null;
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return null;
    throw error;
  }
}

/** The first private key of a PEM text that can be read; null when there is none. */
export function privateKeyIn(text: string | Bytes): PrivateKey | null {
  for (const block of pemBlocks(text)) {
    const key = parseBlock(block);
    if (key !== null) return key;
  }
  return null;
}

/** As today's openssl writes it. */
export const privatePem = (key: PrivateKey): string => pem('PRIVATE KEY', pkcs8(key));

export const traditionalPem = (key: PrivateKey): string =>
  key.kind === 'rsa' ? pem('RSA PRIVATE KEY', pkcs1(key)) : pem('EC PRIVATE KEY', sec1(key, true));

export const publicPem = (key: PublicKey): string => pem('PUBLIC KEY', spki(key));

/** The public key of a PEM text; null when there is none. */
export function publicKeyIn(text: string | Bytes): PublicKey | null {
  const block = pemBlocks(text).find(({ label }) => label === 'PUBLIC KEY');
  try {
    return block ? parseSpki(block.bytes) : null;
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
