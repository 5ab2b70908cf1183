/**
 * Elliptic curves P-256 and P-384 (FIPS 186-5, SP 800-186) and ECDSA with the nonce of RFC 6979: a signature depends on
 * key and message alone. Jacobian coordinates; not constant in time, because nothing real is guarded by it.
 */
import { concat, type Bytes } from '../../base/bytes.ts';
import { HASHES, hmac, type HashName } from '../../base/hash.ts';
import { bitLength, inverse, mod, toBigInt, toBytes, type RandomBytes } from './numbers.ts';

export type CurveName = 'prime256v1' | 'secp384r1';

interface Curve {
  readonly name: CurveName;
  readonly oid: string;
  readonly nist: string;
  readonly p: bigint;
  readonly b: bigint;
  readonly n: bigint;
  readonly g: Point;
  /** Bytes of a coordinate. */
  readonly size: number;
}

/** Affine; null is the point at infinity. */
export type Point = readonly [x: bigint, y: bigint];
type Jacobian = readonly [x: bigint, y: bigint, z: bigint];

export const CURVES: Readonly<Record<CurveName, Curve>> = {
  prime256v1: {
    name: 'prime256v1',
    oid: '1.2.840.10045.3.1.7',
    nist: 'P-256',
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    g: [
      0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
      0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
    ],
    size: 32,
  },
  secp384r1: {
    name: 'secp384r1',
    oid: '1.3.132.0.34',
    nist: 'P-384',
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    g: [
      0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
      0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
    ],
    size: 48,
  },
};

export const curveByOid = (oid: string): Curve | null => Object.values(CURVES).find((c) => c.oid === oid) ?? null;

function double({ p }: Curve, [x, y, z]: Jacobian): Jacobian {
  const zz = (z * z) % p;
  const yy = (y * y) % p;
  const s = (4n * x * yy) % p;
  const m = (3n * (x - zz) * (x + zz)) % p;
  const x3 = mod(m * m - 2n * s, p);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, p), (2n * y * z) % p];
}

function add(curve: Curve, a: Jacobian, b: Jacobian): Jacobian {
  if (a[2] === 0n) return b;
  if (b[2] === 0n) return a;
  const { p } = curve;
  const za = (a[2] * a[2]) % p;
  const zb = (b[2] * b[2]) % p;
  const ua = (a[0] * zb) % p;
  const sa = (a[1] * zb * b[2]) % p;
  const h = mod(b[0] * za - ua, p);
  const r = mod(b[1] * za * a[2] - sa, p);
  if (h === 0n) return r === 0n ? double(curve, a) : [1n, 1n, 0n];
  const hh = (h * h) % p;
  const hhh = (hh * h) % p;
  const v = (ua * hh) % p;
  const x = mod(r * r - hhh - 2n * v, p);
  return [x, mod(r * (v - x) - sa * hhh, p), (h * a[2] * b[2]) % p];
}

function multiply(curve: Curve, k: bigint, [x, y]: Point): Point | null {
  let result: Jacobian = [1n, 1n, 0n];
  const base: Jacobian = [x, y, 1n];
  for (const bit of mod(k, curve.n).toString(2)) {
    result = double(curve, result);
    if (bit === '1') result = add(curve, result, base);
  }
  return affine(curve, result);
}

function affine({ p }: Curve, [x, y, z]: Jacobian): Point | null {
  if (z === 0n) return null;
  const i = inverse(z, p);
  const ii = (i * i) % p;
  return [(x * ii) % p, (y * ii * i) % p];
}

const onCurve = ({ p, b }: Curve, [x, y]: Point): boolean =>
  x < p && y < p && mod(y * y - (x * x * x - 3n * x + b), p) === 0n;

export function publicPoint(curve: Curve, secret: bigint): Point {
  const point = multiply(curve, secret, curve.g);
  if (point === null) throw new RangeError('no secret key');
  return point;
}

export function randomSecret(curve: Curve, random: RandomBytes): bigint {
  return mod(toBigInt(random(curve.size + 8)), curve.n - 1n) + 1n;
}

/** Leftmost bits of the digest, as many as the order has. */
function digestNumber(curve: Curve, digest: Bytes): bigint {
  const excess = digest.length * 8 - bitLength(curve.n);
  const value = toBigInt(digest);
  return excess > 0 ? value >> BigInt(excess) : value;
}

export interface EcSignature {
  readonly r: bigint;
  readonly s: bigint;
}

export function ecSign(curve: Curve, secret: bigint, hash: HashName, message: Bytes): EcSignature {
  const z = digestNumber(curve, HASHES[hash](message));
  for (const k of nonces(curve, secret, hash, mod(z, curve.n))) {
    const point = publicPoint(curve, k);
    const r = mod(point[0], curve.n);
    const s = mod(inverse(k, curve.n) * (z + r * secret), curve.n);
    if (r !== 0n && s !== 0n) return { r, s };
  }
  throw new RangeError('no nonce');
}

/** RFC 6979 section 3.2: an HMAC generator seeded by key and message. */
function* nonces(curve: Curve, secret: bigint, hash: HashName, z: bigint): Generator<bigint, void> {
  const { size, n } = curve;
  const length = HASHES[hash](new Uint8Array(0)).length;
  const seed = concat([toBytes(secret, size), toBytes(z, size)]);
  let v: Bytes = new Uint8Array(length).fill(1);
  let k: Bytes = new Uint8Array(length);
  const mix = (mark: number, more: Bytes): void => {
    k = hmac(hash, k, concat([v, Uint8Array.of(mark), more]));
    v = hmac(hash, k, v);
  };
  mix(0, seed);
  mix(1, seed);
  for (;;) {
    let t: Bytes = new Uint8Array(0);
    while (t.length < size) {
      v = hmac(hash, k, v);
      t = concat([t, v]);
    }
    const candidate = digestNumber(curve, t.subarray(0, size));
    if (candidate > 0n && candidate < n) yield candidate;
    mix(0, new Uint8Array(0));
  }
}

export function ecVerify(curve: Curve, point: Point, hash: HashName, message: Bytes, { r, s }: EcSignature): boolean {
  const { n } = curve;
  if (r <= 0n || r >= n || s <= 0n || s >= n) return false;
  const w = inverse(s, n);
  const a = multiply(curve, digestNumber(curve, HASHES[hash](message)) * w, curve.g);
  const b = multiply(curve, r * w, point);
  if (a === null || b === null) return false;
  const sum = affine(curve, add(curve, [...a, 1n], [...b, 1n]));
  return sum !== null && mod(sum[0], n) === r;
}

/** The uncompressed form (SEC 1 section 2.3.3). */
export const pointBytes = (curve: Curve, [x, y]: Point): Bytes =>
  concat([Uint8Array.of(4), toBytes(x, curve.size), toBytes(y, curve.size)]);

/** Null for what is no uncompressed point of the curve. */
export function parsePoint(curve: Curve, bytes: Bytes): Point | null {
  if (bytes[0] !== 4 || bytes.length !== 1 + 2 * curve.size) return null;
  const point = [toBigInt(bytes.subarray(1, 1 + curve.size)), toBigInt(bytes.subarray(1 + curve.size))] as const;
  return onCurve(curve, point) ? point : null;
}
