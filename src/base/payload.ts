/**
 * JSON that travels in an address: base64url( version byte, deflate( JSON ) ). Strangers make addresses, so every byte is
 * checked and inflating is bounded; what the JSON says is held against a schema by its reader.
 */
import { deflateSync } from 'fflate';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { fromUtf8, utf8 } from './bytes.ts';
import { inflateBounded, TooBig } from './inflate.ts';
import { err, ok, type Result } from './result.ts';

export type PayloadError = 'empty' | 'alphabet' | 'version' | 'corrupt' | 'too-big';

export interface PayloadLimits {
  /** Characters in the address. */
  readonly payload: number;
  /** Bytes of JSON: a small payload that unpacks to more is hostile. */
  readonly inflated: number;
}

export function packPayload(version: number, json: string): string {
  const packed = deflateSync(utf8(json), { level: 9 });
  const bytes = new Uint8Array(packed.length + 1);
  bytes[0] = version;
  bytes.set(packed, 1);
  return toBase64Url(bytes);
}

export function unpackPayload(
  version: number,
  payload: string,
  { payload: longest, inflated }: PayloadLimits,
): Result<unknown, PayloadError> {
  if (payload === '') return err('empty');
  if (payload.length > longest) return err('too-big');
  const bytes = fromBase64Url(payload);
  // A link that was cut still has only good letters: what is wrong with it is its length.
  if (bytes === null) return err(/^[\w-]*$/.test(payload) ? 'corrupt' : 'alphabet');
  if (bytes[0] !== version) return err('version');
  try {
    return ok(JSON.parse(fromUtf8(inflateBounded(bytes.subarray(1), inflated))) as unknown);
  } catch (error) {
    return err(error instanceof TooBig ? 'too-big' : 'corrupt');
  }
}
