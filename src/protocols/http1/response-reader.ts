/**
 * A client's view of one response (RFC 9112): interim answers, head, body, end, in the order of arrival. Bytes in,
 * events out; what a broken response is called (curl's exit code, a test's word) is up to the caller.
 */
import { concat, EMPTY, fromLatin1, type Bytes } from '../../base/bytes.ts';
import { bodyDecoder, type BodyDecoder, type BodyStep } from './body.ts';
import { responseFraming } from './framing.ts';
import { curlDialect, responseHeadParser, type ResponseDialect } from './response-parser.ts';
import type { Framing, Header, HeadParser, HttpFault, ResponseHead } from './types.ts';

export type ResponseEvent =
  | { readonly type: 'interim'; readonly head: ResponseHead }
  | { readonly type: 'head'; readonly head: ResponseHead; readonly framing: Framing }
  | { readonly type: 'data'; readonly data: Bytes }
  | { readonly type: 'end'; readonly rest: Bytes; readonly trailers: readonly Header[] }
  /** In the head: `received` is all of it, up to the blank line. In the body: empty. */
  | { readonly type: 'fault'; readonly fault: HttpFault; readonly received: Bytes };

/** Where the response stands: nothing came yet, in the head, in the body, complete, broken. */
export type ResponseStage = 'idle' | 'head' | 'body' | 'done' | 'broken';

export class ResponseReader {
  stage: ResponseStage = 'idle';
  private parser: HeadParser<ResponseHead>;
  private decoder: BodyDecoder | null = null;
  private fault: HttpFault | null = null;
  private garbage: Bytes = EMPTY;

  constructor(
    private readonly method: string,
    private readonly dialect: ResponseDialect = curlDialect,
  ) {
    this.parser = responseHeadParser(dialect);
  }

  feed(bytes: Bytes): ResponseEvent[] {
    if (bytes.length === 0) return [];
    if (this.fault !== null) return this.afterFault(bytes);
    if (this.decoder !== null) return this.inBody(this.decoder.feed(bytes));
    this.stage = 'head';
    const result = this.parser.feed(bytes);
    if (result.type === 'more') return [];
    if (result.type === 'fault') {
      this.fault = result.fault;
      return this.afterFault(this.parser.received());
    }
    const { head, rest } = result;
    if (head.status >= 100 && head.status < 200 && head.status !== 101) {
      this.parser = responseHeadParser(this.dialect);
      return [{ type: 'interim', head }, ...this.feed(rest)];
    }
    return this.startBody(head, rest);
  }

  /** The peer has closed its side. */
  eof(): ResponseEvent[] {
    if (this.stage === 'done' || this.stage === 'broken') return [];
    if (this.decoder !== null) return this.inBody(this.decoder.eof());
    this.stage = 'broken';
    const received = this.fault === null ? this.parser.received() : this.garbage;
    return [{ type: 'fault', fault: this.fault ?? { kind: 'incomplete', text: '' }, received }];
  }

  private startBody(head: ResponseHead, rest: Bytes): ResponseEvent[] {
    const framed = responseFraming(head, this.method);
    if (!framed.ok) {
      this.stage = 'broken';
      return [{ type: 'fault', fault: framed.fault, received: this.parser.received() }];
    }
    this.stage = 'body';
    this.decoder = bodyDecoder(framed.framing);
    const events: ResponseEvent[] = [{ type: 'head', head, framing: framed.framing }];
    if (this.decoder.finished) {
      this.stage = 'done';
      return [...events, { type: 'end', rest, trailers: [] }];
    }
    return rest.length > 0 ? [...events, ...this.inBody(this.decoder.feed(rest))] : events;
  }

  private inBody(step: BodyStep): ResponseEvent[] {
    const events: ResponseEvent[] = step.data.length > 0 ? [{ type: 'data', data: step.data }] : [];
    if (step.fault !== null) {
      this.stage = 'broken';
      events.push({ type: 'fault', fault: step.fault, received: EMPTY });
    } else if (step.end !== null) {
      this.stage = 'done';
      events.push({ type: 'end', ...step.end });
    }
    return events;
  }

  /** A head that cannot be one is still read to its blank line, so that it can be shown. */
  private afterFault(bytes: Bytes): ResponseEvent[] {
    this.garbage = this.garbage.length === 0 ? bytes : concat([this.garbage, bytes]);
    const end = /\r?\n\r?\n/.exec(fromLatin1(this.garbage));
    if (end === null || this.fault === null || this.stage === 'broken') return [];
    this.stage = 'broken';
    return [{ type: 'fault', fault: this.fault, received: this.garbage.subarray(0, end.index) }];
  }
}
