/**
 * HTTP/1.x messages as data (RFC 9112). Heads are latin-1 text: one character per byte, so nothing is lost.
 * Bodies are bytes. Nothing here decides a status code: servers differ in what they make of a fault.
 */
import type { Bytes } from '../../base/bytes.ts';

export interface Header {
  /** As written by the peer, case kept. */
  readonly name: string;
  /** Without the white space around it; the pieces of a folded value joined by one space. */
  readonly value: string;
}

export interface Version {
  readonly major: number;
  readonly minor: number;
}

export interface RequestHead {
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  /** 0.9 when the dialect allows a request line without a version. */
  readonly version: Version;
  readonly headers: readonly Header[];
  /** The request line without its line end. */
  readonly line: string;
  /** Names of header lines that the dialect dropped silently (nginx: underscores, odd characters). */
  readonly dropped: readonly string[];
  /** Bytes of the whole head, empty line included. */
  readonly size: number;
}

export interface ResponseHead {
  readonly version: Version;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly line: string;
  readonly size: number;
}

export type FaultKind =
  | 'bad-request-line'
  | 'bad-method'
  | 'bad-target'
  | 'bad-version'
  | 'unsupported-version'
  | 'bad-09-method'
  | 'request-line-too-long'
  | 'bad-status-line'
  | 'bad-header-line'
  | 'bad-header-name'
  | 'bad-header-value'
  | 'obsolete-folding'
  | 'header-too-long'
  | 'too-many-headers'
  | 'head-too-large'
  | 'bad-content-length'
  | 'duplicate-content-length'
  | 'length-and-chunked'
  | 'bad-transfer-encoding'
  | 'unsupported-transfer-encoding'
  | 'chunked-in-http10'
  | 'bad-chunk-size'
  | 'bad-chunk-end'
  | 'bad-trailer'
  | 'trailers-too-large'
  | 'incomplete';

/** What was wrong and the text that was wrong: the offending line, name, value or version. */
export interface HttpFault {
  readonly kind: FaultKind;
  readonly text: string;
}

export type HeadResult<H> =
  | { readonly type: 'more' }
  | { readonly type: 'head'; readonly head: H; readonly rest: Bytes }
  | { readonly type: 'fault'; readonly fault: HttpFault };

export interface HeadParser<H> {
  /** Give the next bytes. After `head` or `fault` the parser is spent; `rest` is what follows the head. */
  feed(bytes: Bytes): HeadResult<H>;
  /** Everything received so far and not yet handed out, for logs and for an early end of the connection. */
  received(): Bytes;
  /** True once a byte of a message has arrived (blank lines before it do not count). */
  started(): boolean;
  /** The request or status line, once its line end has arrived. */
  startLine(): string | null;
}

export type Framing =
  | { readonly type: 'none' }
  | { readonly type: 'length'; readonly length: number }
  | { readonly type: 'chunked' }
  | { readonly type: 'close' };

/** Is this the header's name? `lower` is in lower case; names are latin-1 text, whose length no change of case alters. */
export const isNamed = (name: string, lower: string): boolean =>
  name.length === lower.length && name.toLowerCase() === lower;

/** The value of the first header of this name, without regard to case, or undefined. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find((h) => isNamed(h.name, wanted))?.value;
}

/** All values of this name, in order. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  for (const h of headers) if (isNamed(h.name, wanted)) values.push(h.value);
  return values;
}

/** The members of a comma-separated header (RFC 9110 section 5.6.1), trimmed, empty ones left out, lower case. */
export function listMembers(values: readonly string[]): string[] {
  if (values.length === 0) return [];
  const [only = ''] = values;
  if (values.length === 1 && !only.includes(',')) {
    const member = only.trim().toLowerCase();
    return member === '' ? [] : [member];
  }
  return values
    .flatMap((v) => v.split(','))
    .map((v) => v.trim().toLowerCase())
    .filter((v) => v !== '');
}
