/** How long a message's body is (RFC 9112 section 6), by the rules of a dialect for requests. */
import type { FramingRules } from './dialect.ts';
import {
  headerValues,
  listMembers,
  type Framing,
  type Header,
  type HttpFault,
  type RequestHead,
  type ResponseHead,
} from './types.ts';

export type FramingResult =
  | { readonly ok: true; readonly framing: Framing }
  | { readonly ok: false; readonly fault: HttpFault };

const framed = (framing: Framing): FramingResult => ({ ok: true, framing });
const refused = (kind: HttpFault['kind'], text: string): FramingResult => ({ ok: false, fault: { kind, text } });

export function requestFraming(head: RequestHead, rules: FramingRules): FramingResult {
  const lengths = headerValues(head.headers, 'content-length');
  const encodings = headerValues(head.headers, 'transfer-encoding');
  const length = contentLength(lengths, rules);
  if (typeof length === 'object') return { ok: false, fault: length };
  if (encodings.length === 0) return framed(length === undefined ? { type: 'none' } : { type: 'length', length });
  const codings = listMembers(encodings);
  const unknown = codings.find((c) => c !== 'chunked' && !rules.codings.includes(c));
  if (unknown !== undefined) return refused('unsupported-transfer-encoding', encodings.join(', '));
  const chunked = codings.indexOf('chunked');
  if (chunked >= 0 && chunked !== codings.length - 1) return refused('bad-transfer-encoding', encodings.join(', '));
  if (chunked < 0) return framed(length === undefined ? { type: 'none' } : { type: 'length', length });
  if (rules.chunkedIn10 === 'refuse' && head.version.minor === 0)
    return refused('chunked-in-http10', encodings.join(', '));
  if (length !== undefined && rules.lengthAndChunked === 'refuse')
    return refused('length-and-chunked', lengths.join(', '));
  return framed({ type: 'chunked' });
}

function contentLength(values: readonly string[], rules: FramingRules): number | undefined | HttpFault {
  const first = values[0];
  if (first === undefined) return undefined;
  if (values.length > 1 && (rules.duplicateLength === 'refuse' || values.some((v) => v !== first))) {
    return { kind: 'duplicate-content-length', text: values.join(', ') };
  }
  const length = Number(first);
  if (!rules.lengthPattern.test(first) || !Number.isSafeInteger(length))
    return { kind: 'bad-content-length', text: first };
  return length;
}

/** The framing of a response to `method`; a response without any length lasts until the connection closes. */
export function responseFraming(head: Pick<ResponseHead, 'status' | 'headers'>, method: string): FramingResult {
  const { status, headers } = head;
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return framed({ type: 'none' });
  const encodings = headerValues(headers, 'transfer-encoding');
  if (encodings.length > 0) {
    return framed(listMembers(encodings).at(-1) === 'chunked' ? { type: 'chunked' } : { type: 'close' });
  }
  const first = headerValues(headers, 'content-length')[0];
  if (first === undefined) return framed({ type: 'close' });
  return /^\d+$/.test(first) ? framed({ type: 'length', length: Number(first) }) : refused('bad-content-length', first);
}

/** Does the sender keep the connection open after this message (RFC 9112 section 9.3)? */
export function wantsKeepAlive(message: {
  readonly version: { readonly major: number; readonly minor: number };
  readonly headers: readonly Header[];
}): boolean {
  const options = listMembers(headerValues(message.headers, 'connection'));
  if (options.includes('close')) return false;
  if (message.version.major === 1 && message.version.minor >= 1) return true;
  return message.version.major === 1 && options.includes('keep-alive');
}
