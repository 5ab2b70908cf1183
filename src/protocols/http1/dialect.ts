/**
 * What the real programs accept. RFC 9112 leaves much to the recipient, and each uses that freedom differently: a
 * dialect names the choices. Sources: nginx 1.22.1 (ngx_http_parse.c), gunicorn (http/message.py), h11 0.16,
 * llhttp 9 as built into httptools 0.8, curl 7.88; recordings of families F1, F5 and F8.
 */
import type { FaultKind, Version } from './types.ts';

export interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly version: Version;
}
export type LineResult =
  | { readonly type: 'ok'; readonly line: RequestLine }
  /** Not a fault yet; for a complete line this cannot be returned. */
  | { readonly type: 'more' }
  | { readonly type: 'fault'; readonly kind: FaultKind; readonly text: string };

export interface HeadLimits {
  /** Bytes of the request or status line, line end excluded. */
  readonly line: number;
  /** Bytes of one header line. */
  readonly field: number;
  /** How many header lines. */
  readonly fields: number;
  /** Bytes of all header lines together. */
  readonly head: number;
}

export type NameResult =
  | { readonly type: 'ok' }
  | { readonly type: 'drop' }
  | { readonly type: 'fault'; readonly kind: FaultKind };

export interface HeaderRules {
  /** A line may end in a bare LF. */
  readonly bareLf: boolean;
  /** A header line without a colon: refuse, or take it as a name with an empty value. */
  readonly noColon: 'refuse' | 'empty-value';
  readonly folding: 'refuse' | 'join';
  /** Spaces and tabs between a name and its colon are taken off. */
  readonly spacedNames?: boolean;
  /** Judges the text before the colon. */
  readonly name: (name: string) => NameResult;
  /** White space around values that is taken off: RFC 9112 says spaces and tabs. */
  readonly trim: 'spaces' | 'spaces-and-tabs';
  /** What a value (white space around it taken off) may not contain. */
  readonly badValue: RegExp;
  /** The text that a fault quotes: the whole line or the name alone. */
  readonly valueFaultQuotes: 'line' | 'name';
  /** What faults a header line before its end has come (the line's CR taken off), or null. */
  readonly eager: RegExp | null;
}

export interface RequestDialect {
  readonly name: string;
  readonly limits: HeadLimits;
  /** Blank lines before the request line (RFC 9112 section 2.2). */
  readonly leadingBlank: 'skip' | 'refuse';
  /** Judge a request line; with `judge: 'eager'` also one still incomplete. */
  readonly requestLine: (text: string, complete: boolean) => LineResult;
  /** When: at once byte by byte; the request line at its end and the headers all together; or the whole head at its end. */
  readonly judge: 'eager' | 'line-then-headers' | 'whole-head';
  readonly headers: HeaderRules;
  readonly framing: FramingRules;
}

export interface FramingRules {
  readonly lengthAndChunked: 'refuse' | 'chunked-wins';
  readonly duplicateLength: 'refuse' | 'same-is-fine';
  readonly chunkedIn10: 'refuse' | 'accept';
  /** Codings that may stand before chunked. */
  readonly codings: readonly string[];
  /** What a Content-Length may look like. */
  readonly lengthPattern: RegExp;
}

export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
