/**
 * Hashes of bytes: SHA-1, SHA-256, SHA-384, SHA-512 (FIPS 180-4) and HMAC (RFC 2104), synchronous, the same everywhere.
 * The constants are computed as the standard defines them: fractional parts of roots of the first primes.
 */
import { concat, type Bytes } from './bytes.ts';

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';
export type Hash = (data: Bytes) => Bytes;

const PRIMES: readonly number[] = firstPrimes(80);

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The first 64 bits of the fractional part of the `root`-th root of n (2 or 3), by integer Newton steps. */
function fraction(n: number, root: 2n | 3n): bigint {
  const value = BigInt(n) << (64n * root);
  let x = 1n << 70n;
  for (;;) {
    const y = ((root - 1n) * x + value / x ** (root - 1n)) / root;
    if (y >= x) return x & 0xffff_ffff_ffff_ffffn;
    x = y;
  }
}

const CUBES: readonly bigint[] = PRIMES.map((p) => fraction(p, 3n));
const SQUARES: readonly bigint[] = PRIMES.slice(0, 16).map((p) => fraction(p, 2n));
const top = (word: bigint): number => Number(word >> 32n) | 0;
const K256 = Int32Array.from(CUBES.slice(0, 64).map(top));
const H256 = Int32Array.from(SQUARES.slice(0, 8).map(top));

/** The message, a one bit, zeros, and its length in bits: whole blocks. */
function padded(data: Bytes, block: number, lengthBytes: number): Uint8Array {
  const out = new Uint8Array(Math.ceil((data.length + 1 + lengthBytes) / block) * block);
  out.set(data);
  out[data.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 8, Math.floor(data.length / 0x2000_0000));
  view.setUint32(out.length - 4, data.length * 8);
  return out;
}

const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

function words32(state: Int32Array): Bytes {
  const out = new Uint8Array(state.length * 4);
  const view = new DataView(out.buffer);
  state.forEach((word, i) => view.setInt32(i * 4, word));
  return out;
}

export function sha1(data: Bytes): Bytes {
  const message = padded(data, 64, 8);
  const view = new DataView(message.buffer);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const w = new Int32Array(80);
  for (let at = 0; at < message.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 80; i++) w[i] = rotr(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 31);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotr(a, 27) + f + e + k + w[i]!) | 0;
      [e, d, c, b, a] = [d, c, rotr(b, 2), a, next];
    }
    [a, b, c, d, e].forEach((word, i) => (state[i] = state[i]! + word));
  }
  return words32(state);
}

export function sha256(data: Bytes): Bytes {
  const message = padded(data, 64, 8);
  const view = new DataView(message.buffer);
  const state = H256.slice();
  const w = new Int32Array(64);
  for (let at = 0; at < message.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3);
      const s1 = rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
    round256(state, w);
  }
  return words32(state);
}

function round256(state: Int32Array, w: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K256[i]! + w[i]!) | 0;
    const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = state[i]! + word));
}

const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
const rotr64 = (x: bigint, n: bigint): bigint => u64((x >> n) | (x << (64n - n)));

function wide(data: Bytes, start: readonly bigint[], length: number): Bytes {
  const message = padded(data, 128, 16);
  const view = new DataView(message.buffer);
  const state = [...start];
  for (let at = 0; at < message.length; at += 128) {
    const w = Array.from({ length: 16 }, (_, i) => view.getBigUint64(at + i * 8));
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = rotr64(x, 1n) ^ rotr64(x, 8n) ^ (x >> 7n);
      const s1 = rotr64(y, 19n) ^ rotr64(y, 61n) ^ (y >> 6n);
      w.push(u64(w[i - 16]! + s0 + w[i - 7]! + s1));
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let i = 0; i < 80; i++) {
      const t1 = h + (rotr64(e, 14n) ^ rotr64(e, 18n) ^ rotr64(e, 41n)) + ((e & f) ^ (u64(~e) & g)) + CUBES[i]! + w[i]!;
      const t2 = (rotr64(a, 28n) ^ rotr64(a, 34n) ^ rotr64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, u64(d + t1), c, b, a, u64(t1 + t2)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = u64(state[i]! + word)));
  }
  const out = new Uint8Array(64);
  const outView = new DataView(out.buffer);
  state.forEach((word, i) => outView.setBigUint64(i * 8, word));
  return out.subarray(0, length);
}

const sha512: Hash = (data) => wide(data, SQUARES.slice(0, 8), 64);
const sha384: Hash = (data) => wide(data, SQUARES.slice(8), 48);

export const HASHES: Readonly<Record<HashName, Hash>> = { sha1, sha256, sha384, sha512 };

export function hmac(name: HashName, key: Bytes, data: Bytes): Bytes {
  const hash = HASHES[name];
  const block = name === 'sha1' || name === 'sha256' ? 64 : 128;
  const short = key.length > block ? hash(key) : key;
  const pad = (mask: number): Bytes => Uint8Array.from({ length: block }, (_, i) => (short[i] ?? 0) ^ mask);
  return hash(concat([pad(0x5c), hash(concat([pad(0x36), data]))]));
}

export const hex = (bytes: Bytes): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
