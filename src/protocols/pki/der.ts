/** DER (X.690): strict reading, and writing. What is not DER throws `DerError`. */
import { concat, type Bytes } from '../../base/bytes.ts';
import { byteLength, toBigInt, toBytes } from './numbers.ts';

export class DerError extends Error {}

/** One element; `raw` is all of it, header included. */
export interface Der {
  readonly tag: number;
  readonly content: Bytes;
  readonly raw: Bytes;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The elements one after the other. */
export function readAll(bytes: Bytes): Der[] {
  const found: Der[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = readAt(bytes, at);
    found.push(element);
    at += element.raw.length;
  }
  return found;
}

/** Exactly one element. */
export function readOne(bytes: Bytes): Der {
  const element = readAt(bytes, 0);
  if (element.raw.length !== bytes.length) throw new DerError('bytes after the end');
  return element;
}

function readAt(bytes: Bytes, at: number): Der {
  const tag = bytes[at];
  let length = bytes[at + 1];
  if (tag === undefined || length === undefined) throw new DerError('too short');
  if ((tag & 0x1f) === 0x1f) throw new DerError('long tag');
  let start = at + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || bytes[start] === 0) throw new DerError('bad length');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += count;
    if (length < 0x80) throw new DerError('bad length');
  }
  if (start + length > bytes.length) throw new DerError('too short');
  return { tag, content: bytes.subarray(start, start + length), raw: bytes.subarray(at, start + length) };
}

export function expect(element: Der | undefined, tag: number): Der {
  if (element?.tag !== tag) throw new DerError(`tag ${tag} expected`);
  return element;
}

export const items = (element: Der | undefined, tag: number = TAG.sequence): Der[] =>
  readAll(expect(element, tag).content);

/** Unsigned; negative numbers do not occur in what we read. */
export function integerOf(element: Der | undefined): bigint {
  const { content } = expect(element, TAG.integer);
  if (content.length === 0) throw new DerError('empty integer');
  return toBigInt(content);
}

export function oidOf(element: Der | undefined): string {
  const { content } = expect(element, TAG.oid);
  const parts: bigint[] = [];
  let value = 0n;
  for (const b of content) {
    value = (value << 7n) | BigInt(b & 0x7f);
    if (b < 0x80) {
      parts.push(value);
      value = 0n;
    }
  }
  const [first = 0n, ...rest] = parts;
  const head = first < 80n ? [first / 40n, first % 40n] : [2n, first - 80n];
  return [...head, ...rest].join('.');
}

/** Content of a BIT STRING without unused bits. */
export function bitsOf(element: Der | undefined): Bytes {
  const { content } = expect(element, TAG.bits);
  return content.subarray(1);
}

// --- writing

export function der(tag: number, ...parts: readonly Bytes[]): Bytes {
  const content = concat([new Uint8Array(0), ...parts]);
  const { length } = content;
  if (length < 0x80) return concat([Uint8Array.of(tag, length), content]);
  const size = toBytes(BigInt(length), byteLength(BigInt(length)));
  return concat([Uint8Array.of(tag, 0x80 | size.length), size, content]);
}

export const sequence = (...parts: readonly Bytes[]): Bytes => der(TAG.sequence, ...parts);
export const set = (...parts: readonly Bytes[]): Bytes => der(TAG.set, ...parts);
export const octets = (bytes: Bytes): Bytes => der(TAG.octets, bytes);
export const bits = (bytes: Bytes, unused = 0): Bytes => der(TAG.bits, Uint8Array.of(unused), bytes);
export const nothing = (): Bytes => der(TAG.nothing);
export const boolean = (value: boolean): Bytes => der(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
/** An element of the context: constructed (`explicit`) or plain. */
export const context = (n: number, content: Bytes, constructed = true): Bytes =>
  der((constructed ? 0xa0 : 0x80) | n, content);

export function integer(n: bigint): Bytes {
  const bytes = toBytes(n, byteLength(n));
  return der(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? concat([Uint8Array.of(0), bytes]) : bytes);
}

export function oid(text: string): Bytes {
  const [a = 0, b = 0, ...rest] = text.split('.').map(Number);
  const out: number[] = [];
  for (const value of [a * 40 + b, ...rest]) {
    const septets = [value & 0x7f];
    for (let v = Math.floor(value / 128); v > 0; v = Math.floor(v / 128)) septets.unshift((v & 0x7f) | 0x80);
    out.push(...septets);
  }
  return der(TAG.oid, Uint8Array.from(out));
}
