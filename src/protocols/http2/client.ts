/** The client's end: a request becomes HEADERS and DATA of a new stream, the answer's frames become HTTP/1.1 again. */
import { concat, EMPTY, fromLatin1, type Bytes } from '../../base/bytes.ts';
import { bodyDecoder, chunk, lastChunk, type BodyDecoder } from '../http1/index.ts';
import type { TlsClient } from '../tls/client.ts';
import { CONNECTION_FIELDS, headBytes, Http2End } from './end.ts';
import { decodeFields, encodeFields, encodeFrame, FLAG, FRAME, PREFACE, type Field, type Frame } from './frames.ts';

export class Http2Client extends Http2End<TlsClient> {
  private stream = -1;
  private head = '';
  private body: BodyDecoder | null = null;
  /** The answer has no length of its own: it is handed on in chunks. */
  private chunked = false;

  constructor(session: TlsClient) {
    super(session);
    this.send(concat([PREFACE, encodeFrame(FRAME.settings, 0, 0)]));
    this.pump();
  }

  /** A server sends none. */
  protected preface(): boolean {
    return true;
  }

  protected translate(bytes: Bytes): Bytes {
    if (this.body !== null) return this.piece(this.body, bytes);
    this.head += fromLatin1(bytes);
    const end = this.head.indexOf('\r\n\r\n');
    if (end < 0) return EMPTY;
    const consumed = end + 4 - (this.head.length - bytes.length);
    const [start = '', ...lines] = this.head.slice(0, end).split('\r\n');
    this.head = '';
    this.stream += 2;
    const [method = '', path = ''] = start.split(' ');
    const fields = lines.map((line): Field => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    const value = (name: string): string => fields.find(([n]) => n === name)?.[1] ?? '';
    const length = Number(value('content-length') || 0);
    const framing = /chunked/i.test(value('transfer-encoding'))
      ? ({ type: 'chunked' } as const)
      : ({ type: 'length', length } as const);
    const decoder = bodyDecoder(framing);
    const block = encodeFields([
      [':method', method],
      [':path', path],
      [':scheme', 'https'],
      [':authority', value('host')],
      ...fields.filter(([name]) => name !== 'host' && !CONNECTION_FIELDS.has(name)),
    ]);
    const flags = FLAG.endHeaders | (decoder.finished ? FLAG.endStream : 0);
    const first = encodeFrame(FRAME.headers, flags, this.stream, block);
    if (decoder.finished) return first;
    this.body = decoder;
    return concat([first, this.piece(decoder, bytes.subarray(consumed))]);
  }

  private piece(decoder: BodyDecoder, bytes: Bytes): Bytes {
    const { data, end } = decoder.feed(bytes);
    if (end !== null) this.body = null;
    return this.data(this.stream, data, end !== null);
  }

  protected frame({ type, flags, payload }: Frame): void {
    const last = (flags & FLAG.endStream) !== 0;
    if (type === FRAME.headers) this.answer(payload, last);
    else if (type === FRAME.data) {
      if (payload.length > 0) this.deliver(this.chunked ? chunk(payload) : payload);
      if (last && this.chunked) this.deliver(lastChunk());
    }
  }

  private answer(block: Bytes, last: boolean): void {
    const fields = decodeFields(block);
    if (fields === null) return this.fail();
    const status = fields.find(([name]) => name === ':status')?.[1] ?? '';
    const rest = fields.filter(([name]) => !name.startsWith(':'));
    const known = rest.some(([name]) => name === 'content-length');
    const none = /^(1\d\d|204|304)$/.test(status);
    this.chunked = !known && !none;
    const more: Field[] = this.chunked ? [['transfer-encoding', 'chunked']] : [];
    this.deliver(headBytes(`HTTP/1.1 ${status} `, [...rest, ...more]));
    if (last && this.chunked) this.deliver(lastChunk());
  }
}
