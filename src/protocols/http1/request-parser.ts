/** Incremental parser of request heads (RFC 9112 sections 2 to 5): bytes in pieces split anywhere, one head or one fault out. */
import { latin1 } from '../../base/bytes.ts';
import type { LineResult, RequestDialect, RequestLine } from './dialect.ts';
import { eagerFault, headerSink, takeHeader } from './header-lines.ts';
import { headBuffer, shortestPrefix } from './head-buffer.ts';
import type { HeadParser, HeadResult, HttpFault, RequestHead } from './types.ts';

const MORE: HeadResult<RequestHead> = { type: 'more' };
const WAIT: LineResult = { type: 'more' };
const faulty = (fault: HttpFault): HeadResult<RequestHead> => ({ type: 'fault', fault });

export function requestHeadParser(dialect: RequestDialect): HeadParser<RequestHead> {
  const buffer = headBuffer();
  const sink = headerSink();
  let line: string | null = null;
  let request: RequestLine | null = null;
  let lineSize = 0;
  let begun = false;

  const judgeLine = (text: string, complete: boolean): LineResult => {
    const result = dialect.requestLine(text, complete);
    if (result.type !== 'fault' || dialect.judge !== 'eager') return result;
    const early = dialect.requestLine(text, false);
    if (early.type !== 'fault') return result;
    const prefix = shortestPrefix(text, (p) => dialect.requestLine(p, false).type === 'fault');
    return dialect.requestLine(prefix, false);
  };

  const requestLine = (): HeadResult<RequestHead> | null => {
    const bareLf = dialect.headers.bareLf;
    const text = buffer.line(bareLf);
    const seen = text ?? buffer.partial();
    const result = text !== null ? judgeLine(text, true) : dialect.judge === 'eager' && seen !== '' ? judgeLine(seen, false) : WAIT;
    if (result.type === 'fault') return faulty({ kind: result.kind, text: result.text });
    if (seen.length > dialect.limits.line) return faulty({ kind: 'request-line-too-long', text: String(seen.length) });
    if (text === null || result.type !== 'ok') return MORE;
    line = text;
    request = result.line;
    lineSize = buffer.taken();
    return null;
  };

  const headerLines = (): HttpFault | null | 'end' => {
    const { limits, headers } = dialect;
    for (let text = buffer.line(headers.bareLf); text !== null; text = buffer.line(headers.bareLf)) {
      if (text === '') return 'end';
      const count = sink.count;
      if (count >= limits.fields && !/^[ \t]/.test(text)) return { kind: 'too-many-headers', text: String(count) };
      const fault = takeHeader(text, headers, sink);
      if (fault !== null) return fault;
      if (text.length > limits.field) return { kind: 'header-too-long', text: String(text.length) };
      if (buffer.taken() - lineSize > limits.head) return { kind: 'head-too-large', text: String(buffer.taken() - lineSize) };
    }
    const partial = buffer.partial();
    if (dialect.judge !== 'eager') return null;
    if (partial.length > limits.field) return { kind: 'header-too-long', text: String(partial.length) };
    return eagerFault(partial.replace(/\r+$/, ''), headers);
  };

  return {
    feed(bytes) {
      buffer.add(bytes);
      if (!begun && dialect.leadingBlank === 'skip') buffer.skipBlank();
      if (buffer.pending() > 0) begun = true;
      if (!begun) return MORE;
      const { bareLf } = dialect.headers;
      if (dialect.judge === 'whole-head' && !buffer.hasEnd(bareLf)) {
        if (buffer.text().charCodeAt(0) < 0x21) return faulty({ kind: 'bad-request-line', text: buffer.text().charAt(0) });
        return buffer.pending() > dialect.limits.head ? faulty({ kind: 'head-too-large', text: String(buffer.pending()) }) : MORE;
      }
      if (request === null) {
        const early = requestLine();
        if (early !== null) return early;
      }
      if (request === null || line === null) return MORE;
      const done = (): HeadResult<RequestHead> => {
        const { method, target, version } = request as RequestLine;
        const head: RequestHead = { method, target, version, headers: sink.headers, line: line ?? '', dropped: sink.dropped, size: buffer.taken() };
        return { type: 'head', head, rest: buffer.rest() };
      };
      if (request.version.major === 0) return done();
      if (dialect.judge === 'line-then-headers' && !buffer.hasEnd(bareLf)) {
        return buffer.pending() > dialect.limits.head ? faulty({ kind: 'head-too-large', text: String(buffer.pending()) }) : MORE;
      }
      const state = headerLines();
      if (state === 'end') return done();
      return state === null ? MORE : faulty(state);
    },
    received: () => latin1(buffer.text()),
    started: () => begun,
    startLine: () => line,
  };
}
