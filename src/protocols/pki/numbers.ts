/** Whole numbers of any size: bytes, powers, inverses, primes. Not constant in time: nothing here guards a real secret. */
import type { Bytes } from '../../base/bytes.ts';

/** A source of bytes: the world's seeded stream. */
export type RandomBytes = (count: number) => Bytes;

export function toBigInt(bytes: Bytes): bigint {
  let text = '0x0';
  for (const b of bytes) text += b.toString(16).padStart(2, '0');
  return BigInt(text);
}

/** Big-endian, padded with zeros on the left; throws when it does not fit. */
export function toBytes(n: bigint, length: number): Bytes {
  const text = n.toString(16).padStart(length * 2, '0');
  if (n < 0n || text.length > length * 2) throw new RangeError('number does not fit');
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(text.slice(i * 2, i * 2 + 2), 16));
}

export const byteLength = (n: bigint): number => Math.ceil(n.toString(16).length / 2);
export const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(2).length);

export const mod = (a: bigint, m: bigint): bigint => {
  const r = a % m;
  return r < 0n ? r + m : r;
};

export function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  const b = base % m;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % m;
    if (bit === '1') result = (result * b) % m;
  }
  return result;
}

/** a⁻¹ mod m by Euclid; throws when there is none. */
export function inverse(a: bigint, m: bigint): bigint {
  let [r0, r1, s0, s1] = [m, mod(a, m), 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1];
  }
  if (r0 !== 1n) throw new RangeError('not invertible');
  return mod(s0, m);
}

const SMALL = primesBelow(20_000);

function primesBelow(limit: number): readonly number[] {
  const composite = new Uint8Array(limit);
  const found: number[] = [];
  for (let n = 3; n < limit; n += 2) {
    if (composite[n]) continue;
    found.push(n);
    for (let m = n * n; m < limit; m += 2 * n) composite[m] = 1;
  }
  return found;
}

/** Miller and Rabin's test. For random candidates of these sizes few rounds suffice (FIPS 186-5, table B.1). */
function looksPrime(n: bigint, rounds: number): boolean {
  let d = n - 1n;
  let twos = 0;
  for (; (d & 1n) === 0n; d >>= 1n) twos++;
  return [2n, 3n, 5n, 7n, 11n].slice(0, rounds).every((base) => {
    let x = power(base, d, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

/**
 * A prime of exactly `bits` bits, the two highest set: a random odd start, a sieve by small primes, then the test.
 * `tried` is called for every candidate that survives the sieve (openssl shows a dot for each).
 */
export function randomPrime(bits: number, random: RandomBytes, tried: () => void = () => undefined): bigint {
  const span = 20_000;
  for (;;) {
    const high = 3n << BigInt(bits - 2);
    const start = BigInt.asUintN(bits - 2, toBigInt(random(bits / 8))) | high | 1n;
    const out = new Uint8Array(span);
    for (const p of SMALL) {
      // start + 2i ≡ 0 (mod p)
      const rest = Number(start % BigInt(p));
      const first = rest % 2 === 0 ? (p - rest / 2) % p : (p - rest) / 2;
      for (let i = first; i < span; i += p) out[i] = 1;
    }
    for (let i = 0; i < span; i++) {
      if (out[i]) continue;
      const candidate = start + BigInt(2 * i);
      if (bitLength(candidate) > bits) break;
      tried();
      if (looksPrime(candidate, 1) && looksPrime(candidate, 4)) return candidate;
    }
  }
}
