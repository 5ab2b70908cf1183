/**
 * The uwsgi protocol (uwsgi-docs, Protocol.html): four bytes of head (modifier1, length as 16 bits little endian,
 * modifier2), then names and values, each after its length in 16 bits. The request's body follows as it is; the answer
 * is HTTP.
 */
import { concat, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { Portions, type Params } from './params.ts';

const MOST = 0xffff;

const word = (value: number): Bytes => Uint8Array.of(value & 0xff, (value >> 8) & 0xff);

/** Null when the variables do not fit into one packet. */
export function uwsgiPacket(params: Params, modifier1 = 0, modifier2 = 0): Bytes | null {
  const parts = params.flatMap(([name, value]) => [word(name.length), latin1(name), word(value.length), latin1(value)]);
  const body = concat([...parts, new Uint8Array(0)]);
  if (body.length > MOST || params.some(([name, value]) => name.length > MOST || value.length > MOST)) return null;
  return concat([Uint8Array.of(modifier1), word(body.length), Uint8Array.of(modifier2), body]);
}

export type UwsgiResult =
  | { readonly type: 'more' }
  | { readonly type: 'request'; readonly params: Params; readonly size: number; readonly rest: Bytes }
  | { readonly type: 'fault'; readonly why: string };

/** Reads one packet; `limit` is the server's `--buffer-size`. */
export class UwsgiReader {
  private readonly input = new Portions();

  constructor(private readonly limit: number) {}

  feed(bytes: Bytes): UwsgiResult {
    const { input } = this;
    input.add(bytes);
    if (input.size < 4) return { type: 'more' };
    const size = input.at(1) + (input.at(2) << 8);
    if (size > this.limit)
      return { type: 'fault', why: `invalid request block size: ${size} (max ${this.limit})...skip` };
    if (input.size < 4 + size) return { type: 'more' };
    input.take(4);
    const params = readVariables(input.take(size));
    if (params === null) return { type: 'fault', why: 'invalid uwsgi request (current strsize: 0). skip.' };
    return { type: 'request', params, size, rest: input.rest() };
  }
}

function readVariables(block: Bytes): Params | null {
  const params: [string, string][] = [];
  let at = 0;
  const next = (): string | null => {
    if (at + 2 > block.length) return null;
    const length = (block[at] ?? 0) + ((block[at + 1] ?? 0) << 8);
    at += 2;
    if (at + length > block.length) return null;
    at += length;
    return fromLatin1(block.subarray(at - length, at));
  };
  while (at < block.length) {
    const name = next();
    const value = name === null ? null : next();
    if (name === null || value === null) return null;
    params.push([name, value]);
  }
  return params;
}
