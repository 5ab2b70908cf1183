/** FastCGI (specification 1.0): records of a type and a request id, with up to 65,535 bytes of content and some padding. */
import { concat, EMPTY, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { Portions, type Params } from './params.ts';

/** Types of records (section 8), and the role and the status that are used here. */
export const FCGI = {
  BEGIN_REQUEST: 1,
  ABORT_REQUEST: 2,
  END_REQUEST: 3,
  PARAMS: 4,
  STDIN: 5,
  STDOUT: 6,
  STDERR: 7,
  RESPONDER: 1,
  KEEP_CONN: 1,
  REQUEST_COMPLETE: 0,
} as const;

const VERSION = 1;
const HEAD = 8;
const MOST = 65_535;

export interface FastCgiRecord {
  readonly type: number;
  readonly id: number;
  readonly content: Bytes;
}

function record(type: number, id: number, content: Bytes): Bytes {
  const padding = -content.length & 7;
  const head = Uint8Array.of(VERSION, type, id >> 8, id & 0xff, content.length >> 8, content.length & 0xff, padding, 0);
  return concat([head, content, new Uint8Array(padding)]);
}

/** A stream's data in as many records as it takes; `end` adds the empty one that closes the stream. */
export function fastCgiRecords(type: number, data: Bytes, end: boolean, id = 1): Bytes {
  const parts: Bytes[] = [];
  for (let at = 0; at < data.length; at += MOST) parts.push(record(type, id, data.subarray(at, at + MOST)));
  if (end) parts.push(record(type, id, EMPTY));
  return concat([...parts, EMPTY]);
}

export const beginRequest = (keep: boolean, id = 1): Bytes =>
  record(FCGI.BEGIN_REQUEST, id, Uint8Array.of(0, FCGI.RESPONDER, keep ? FCGI.KEEP_CONN : 0, 0, 0, 0, 0, 0));

/** `status` is the application's exit status. */
export const endRequest = (status: number, id = 1): Bytes =>
  record(
    FCGI.END_REQUEST,
    id,
    Uint8Array.of(status >>> 24, (status >> 16) & 0xff, (status >> 8) & 0xff, status & 0xff, 0, 0, 0, 0),
  );

/** One byte for lengths up to 127, else four with the highest bit set (section 3.4). */
const lengthOf = (n: number): Bytes =>
  n < 128 ? Uint8Array.of(n) : Uint8Array.of((n >>> 24) | 0x80, (n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff);

export const encodeParams = (params: Params): Bytes =>
  concat([
    ...params.flatMap(([name, value]) => [lengthOf(name.length), lengthOf(value.length), latin1(name), latin1(value)]),
    EMPTY,
  ]);

/** Null when a length reaches beyond the end. */
export function decodeParams(block: Bytes): Params | null {
  const params: [string, string][] = [];
  let at = 0;
  const length = (): number => {
    const first = block[at] ?? 0;
    if (first < 128) {
      at += 1;
      return first;
    }
    const n =
      ((first & 0x7f) << 24) | ((block[at + 1] ?? 0) << 16) | ((block[at + 2] ?? 0) << 8) | (block[at + 3] ?? 0);
    at += 4;
    return n;
  };
  while (at < block.length) {
    const name = length();
    const value = length();
    if (at + name + value > block.length) return null;
    params.push([fromLatin1(block.subarray(at, at + name)), fromLatin1(block.subarray(at + name, at + name + value))]);
    at += name + value;
  }
  return params;
}

/** Records out of bytes that come in pieces; null once something else than FastCGI has come. */
export class FastCgiReader {
  private readonly input = new Portions();

  feed(bytes: Bytes): FastCgiRecord[] | null {
    const { input } = this;
    input.add(bytes);
    const records: FastCgiRecord[] = [];
    while (input.size >= HEAD) {
      if (input.at(0) !== VERSION) return null;
      const length = (input.at(4) << 8) | input.at(5);
      const padding = input.at(6);
      if (input.size < HEAD + length + padding) break;
      const head = input.take(HEAD);
      records.push({
        type: head[1] ?? 0,
        id: ((head[2] ?? 0) << 8) | (head[3] ?? 0),
        content: input.take(length).slice(),
      });
      input.take(padding);
    }
    return records;
  }
}
