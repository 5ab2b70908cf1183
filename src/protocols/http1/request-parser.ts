/** Incremental parser of request heads (RFC 9112 sections 2 to 5): bytes in pieces split anywhere, one head or one fault out. */
import { latin1, type Bytes } from '../../base/bytes.ts';
import type { LineResult, RequestDialect, RequestLine } from './dialect.ts';
import { eagerFault, headerSink, takeHeader } from './header-lines.ts';
import { headBuffer, shortestPrefix } from './head-buffer.ts';
import { RememberingParser, type KnownHeads } from './remember.ts';
import type { HeadParser, HeadResult, HttpFault, RequestHead } from './types.ts';

const MORE: HeadResult<RequestHead> = { type: 'more' };
const WAIT: LineResult = { type: 'more' };
const faulty = (fault: HttpFault): HeadResult<RequestHead> => ({ type: 'fault', fault });

const known: KnownHeads<RequestHead> = new WeakMap();

export const requestHeadParser = (dialect: RequestDialect): HeadParser<RequestHead> =>
  new RememberingParser(known, dialect, () => new RequestHeadParser(dialect));

class RequestHeadParser implements HeadParser<RequestHead> {
  private readonly buffer = headBuffer();
  private readonly sink = headerSink();
  private line: string | null = null;
  private request: RequestLine | null = null;
  private lineSize = 0;
  private begun = false;

  constructor(private readonly dialect: RequestDialect) {}

  feed(bytes: Bytes): HeadResult<RequestHead> {
    const { buffer, dialect } = this;
    buffer.add(bytes);
    if (!this.begun && dialect.leadingBlank === 'skip') buffer.skipBlank();
    if (buffer.pending() > 0) this.begun = true;
    if (!this.begun) return MORE;
    const { bareLf } = dialect.headers;
    if (dialect.judge === 'whole-head') {
      // A head that begins with a control character is no request: known before its end has come.
      const first = buffer.text().charAt(0);
      if (first <= ' ') return faulty({ kind: 'bad-request-line', text: first });
      if (!buffer.hasEnd(bareLf)) return this.waitOrTooLarge();
    }
    const early = this.request === null ? this.requestLine() : null;
    if (early !== null) return early;
    if (this.request === null || this.line === null) return MORE;
    if (this.request.version.major === 0 && dialect.judge === 'eager') return this.done(this.request, this.line);
    if (dialect.judge === 'line-then-headers' && !buffer.hasEnd(bareLf)) return this.waitOrTooLarge();
    const state = this.headerLines();
    if (state === 'end') return this.done(this.request, this.line);
    return state === null ? MORE : faulty(state);
  }

  received(): Bytes {
    return latin1(this.buffer.text());
  }

  started(): boolean {
    return this.begun;
  }

  startLine(): string | null {
    return this.line;
  }

  private waitOrTooLarge(): HeadResult<RequestHead> {
    const size = this.buffer.pending();
    return size > this.dialect.limits.head ? faulty({ kind: 'head-too-large', text: String(size) }) : MORE;
  }

  private done({ method, target, version }: RequestLine, line: string): HeadResult<RequestHead> {
    const { headers, dropped } = this.sink;
    const head: RequestHead = { method, target, version, headers, line, dropped, size: this.buffer.taken() };
    return { type: 'head', head, rest: this.buffer.rest() };
  }

  private judgeLine(text: string, complete: boolean): LineResult {
    const { dialect } = this;
    const result = dialect.requestLine(text, complete);
    if (result.type !== 'fault' || dialect.judge !== 'eager') return result;
    if (dialect.requestLine(text, false).type !== 'fault') return result;
    const prefix = shortestPrefix(text, (p) => dialect.requestLine(p, false).type === 'fault');
    return dialect.requestLine(prefix, false);
  }

  /** Null once the request line is there and right. */
  private requestLine(): HeadResult<RequestHead> | null {
    const { dialect, buffer } = this;
    const text = buffer.line(dialect.headers.bareLf);
    const seen = text ?? buffer.partial();
    const early = dialect.judge === 'eager' && seen !== '';
    const result = text !== null ? this.judgeLine(text, true) : early ? this.judgeLine(seen, false) : WAIT;
    if (result.type === 'fault') return faulty({ kind: result.kind, text: result.text });
    if (seen.length > dialect.limits.line) return faulty({ kind: 'request-line-too-long', text: String(seen.length) });
    if (text === null || result.type !== 'ok') return MORE;
    this.line = text;
    this.request = result.line;
    this.lineSize = buffer.taken();
    return null;
  }

  private headerLines(): HttpFault | null | 'end' {
    const { buffer, sink } = this;
    const { limits, headers, judge } = this.dialect;
    for (let text = buffer.line(headers.bareLf); text !== null; text = buffer.line(headers.bareLf)) {
      if (text === '') return 'end';
      if (sink.count >= limits.fields && !/^[ \t]/.test(text))
        return { kind: 'too-many-headers', text: String(sink.count) };
      const fault = takeHeader(text, headers, sink);
      if (fault !== null) return fault;
      if (text.length > limits.field) return { kind: 'header-too-long', text: String(text.length) };
      const size = buffer.taken() - this.lineSize;
      if (judge !== 'whole-head' && size > limits.head) return { kind: 'head-too-large', text: String(size) };
    }
    const partial = buffer.partial();
    if (judge !== 'eager') return null;
    if (partial.length > limits.field) return { kind: 'header-too-long', text: String(partial.length) };
    return eagerFault(partial.replace(/\r+$/, ''), headers);
  }
}
