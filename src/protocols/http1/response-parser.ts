/**
 * Incremental parser of response heads (RFC 9112 section 4), as a client or a proxy reads them. `lenientStatus` takes a
 * status line without a reason or with odd text after the code, as nginx and curl do.
 */
import { latin1 } from '../../base/bytes.ts';
import type { HeaderRules } from './dialect.ts';
import { eagerFault, headerSink, takeHeader } from './header-lines.ts';
import { headBuffer, shortestPrefix } from './head-buffer.ts';
import { RememberingParser, type KnownHeads } from './remember.ts';
import type { HeadParser, HeadResult, HttpFault, ResponseHead, Version } from './types.ts';

export interface ResponseDialect {
  readonly name: string;
  readonly headers: HeaderRules;
  /** Bytes of the whole head, or Infinity. */
  readonly head: number;
}

/** Printable oddities in names are kept: a response is passed on as it is. */
const LOOSE: HeaderRules = {
  bareLf: true,
  noColon: 'empty-value',
  folding: 'join',
  name: () => ({ type: 'ok' }),
  badValue: new RegExp('\\x00'),
  trim: 'spaces-and-tabs',
  valueFaultQuotes: 'line',
  eager: null,
};

/** nginx reading an upstream's head: at most proxy_buffer_size bytes, control characters in names are faults. */
export function nginxUpstreamDialect(bufferSize: number): ResponseDialect {
  const known = upstreamDialects.get(bufferSize);
  if (known !== undefined) return known;
  const dialect: ResponseDialect = { name: 'nginx upstream', headers: UPSTREAM, head: bufferSize };
  upstreamDialects.set(bufferSize, dialect);
  return dialect;
}

/** By buffer size: one for each that a configuration names. */
const upstreamDialects = new Map<number, ResponseDialect>();

const UPSTREAM: HeaderRules = {
  ...LOOSE,
  folding: 'refuse',
  eager: new RegExp('^:|^[^:]*?[\\x00-\\x0c\\x0e-\\x20\\x7f]|\\x00|\\r[^\\r]'),
};

/** curl 7.88: at most 300 KiB of headers, folded lines joined. */
export const curlDialect: ResponseDialect = { name: 'curl', headers: { ...LOOSE, noColon: 'refuse' }, head: 307200 };
/** Takes what comes. */
export const looseDialect: ResponseDialect = { name: 'curl', headers: LOOSE, head: 307200 };

/** The status line so far: null while it may still become one, false when it cannot. */
export function statusLine(
  text: string,
  complete: boolean,
): { version: Version; status: number; reason: string } | null | false {
  const m = /^HTTP\/(\d{1,3})\.(\d{1,3}) +(\d{3})(?:[ .](.*))?$/.exec(text);
  if (m !== null && complete) {
    return { version: { major: Number(m[1]), minor: Number(m[2]) }, status: Number(m[3]), reason: (m[4] ?? '').trim() };
  }
  if (complete) return false;
  return /^(?:H|HT|HTT|HTTP|HTTP\/(?:\d{1,3}(?:\.(?:\d{1,3}(?: +(?:\d{1,2}|\d{3}(?:[ .].*)?)?)?)?)?)?)$/.test(text)
    ? null
    : false;
}

const known: KnownHeads<ResponseHead> = new WeakMap();

export const responseHeadParser = (dialect: ResponseDialect): HeadParser<ResponseHead> =>
  new RememberingParser(known, dialect, () => parserOf(dialect));

function parserOf(dialect: ResponseDialect): HeadParser<ResponseHead> {
  const buffer = headBuffer();
  const sink = headerSink();
  let status: { version: Version; status: number; reason: string } | null = null;
  let line: string | null = null;
  const MORE: HeadResult<ResponseHead> = { type: 'more' };
  const faulty = (kind: HttpFault['kind'], text: string): HeadResult<ResponseHead> => ({
    type: 'fault',
    fault: { kind, text },
  });

  const start = (): HeadResult<ResponseHead> | null => {
    const text = buffer.line(true);
    const seen = text ?? buffer.partial();
    const parsed = seen === '' && text === null ? null : statusLine(seen, text !== null);
    if (parsed === false) {
      const early = statusLine(seen, false) === false;
      return faulty('bad-status-line', early ? shortestPrefix(seen, (p) => statusLine(p, false) === false) : seen);
    }
    if (parsed === null) return seen.length > dialect.head ? faulty('head-too-large', String(seen.length)) : MORE;
    status = parsed;
    line = seen;
    return null;
  };

  return {
    feed(bytes) {
      buffer.add(bytes);
      if (status === null) {
        const early = start();
        if (early !== null) return early;
      }
      if (status === null || line === null) return MORE;
      for (let text = buffer.line(true); text !== null; text = buffer.line(true)) {
        if (buffer.taken() > dialect.head) return faulty('head-too-large', String(dialect.head));
        if (text === '') {
          return {
            type: 'head',
            head: { ...status, headers: sink.headers, line, size: buffer.taken() },
            rest: buffer.rest(),
          };
        }
        const fault = takeHeader(text, dialect.headers, sink);
        if (fault !== null) return { type: 'fault', fault };
      }
      if (buffer.taken() + buffer.pending() > dialect.head) return faulty('head-too-large', String(dialect.head));
      const fault = eagerFault(buffer.partial().replace(/\r+$/, ''), dialect.headers);
      return fault === null ? MORE : { type: 'fault', fault };
    },
    received: () => latin1(buffer.text()),
    started: () => buffer.text() !== '',
    startLine: () => line,
  };
}
