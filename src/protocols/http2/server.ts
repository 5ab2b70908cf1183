/** The server's end: streams become requests, one after the other; answers become HEADERS and DATA. */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';
import { chunk, lastChunk, ResponseReader, type ResponseHead } from '../http1/index.ts';
import type { TlsServer } from '../tls/server.ts';
import { CONNECTION_FIELDS, headBytes, Http2End } from './end.ts';
import { decodeFields, encodeFields, encodeFrame, FLAG, FRAME, PREFACE, type Field, type Frame } from './frames.ts';

interface Stream {
  readonly id: number;
  readonly method: string;
  /** Bytes of the request, as HTTP/1.1; held until the streams before it have been answered. */
  readonly held: Bytes[];
  readonly chunked: boolean;
}

export class Http2Server extends Http2End<TlsServer> {
  private readonly streams: Stream[] = [];
  private reader: ResponseReader | null = null;

  constructor(session: TlsServer) {
    super(session);
    this.send(encodeFrame(FRAME.settings, 0, 0));
    this.pump();
  }

  protected preface(): boolean {
    const found = this.frames.take(PREFACE.length);
    if (found === null) return false;
    if (!found.every((b, i) => b === PREFACE[i])) this.fail();
    return true;
  }

  protected frame({ type, flags, stream, payload }: Frame): void {
    const last = (flags & FLAG.endStream) !== 0;
    if (type === FRAME.headers) this.request(stream, payload, last);
    else if (type === FRAME.data) {
      const open = this.streams.find((s) => s.id === stream);
      if (open) this.more(open, payload, last);
    }
  }

  private request(id: number, block: Bytes, last: boolean): void {
    const fields = decodeFields(block);
    if (fields === null) return this.fail();
    const pseudo = (name: string): string => fields.find(([n]) => n === name)?.[1] ?? '';
    const rest = fields.filter(([name]) => !name.startsWith(':') && !CONNECTION_FIELDS.has(name));
    const chunked = !last && !rest.some(([name]) => name === 'content-length');
    const host: Field[] = pseudo(':authority') === '' ? [] : [['Host', pseudo(':authority')]];
    const more: Field[] = chunked ? [['Transfer-Encoding', 'chunked']] : [];
    const stream = { id, method: pseudo(':method'), held: [], chunked };
    this.streams.push(stream);
    this.hand(stream, headBytes(`${stream.method} ${pseudo(':path')} HTTP/1.1`, [...host, ...rest, ...more]));
  }

  private more(stream: Stream, bytes: Bytes, last: boolean): void {
    if (bytes.length > 0) this.hand(stream, stream.chunked ? chunk(bytes) : bytes);
    if (last && stream.chunked) this.hand(stream, lastChunk());
  }

  /** The first stream's bytes go to the program at once. */
  private hand(stream: Stream, bytes: Bytes): void {
    if (stream === this.streams[0]) this.deliver(bytes);
    else stream.held.push(bytes);
  }

  protected translate(bytes: Bytes): Bytes {
    const out: Bytes[] = [];
    for (let rest: Bytes | null = bytes; rest !== null && rest.length > 0;) {
      const [stream] = this.streams;
      if (!stream) break;
      this.reader ??= new ResponseReader(stream.method);
      const given: Bytes = rest;
      rest = null;
      for (const event of this.reader.feed(given)) {
        if (event.type === 'interim' || event.type === 'head') out.push(this.head(stream, event.head));
        else if (event.type === 'data') out.push(this.data(stream.id, event.data, false));
        else if (event.type === 'end') {
          out.push(this.data(stream.id, EMPTY, true));
          rest = event.rest;
          this.next();
        } else return concat([EMPTY, ...out, encodeFrame(FRAME.reset, 0, stream.id, Uint8Array.of(0, 0, 0, 2))]);
      }
    }
    return concat([EMPTY, ...out]);
  }

  private head(stream: Stream, head: ResponseHead): Bytes {
    const fields = head.headers
      .map((h): Field => [h.name.toLowerCase(), h.value])
      .filter(([name]) => !CONNECTION_FIELDS.has(name));
    const block = encodeFields([[':status', String(head.status)], ...fields]);
    return encodeFrame(FRAME.headers, FLAG.endHeaders, stream.id, block);
  }

  private next(): void {
    this.streams.shift();
    this.reader = null;
    for (const bytes of this.streams[0]?.held.splice(0) ?? []) this.deliver(bytes);
  }

  /** An answer without a length ends with the connection: as the end of its stream. */
  override close(): void {
    const [stream] = this.streams;
    if (this.reader?.stage === 'body' && stream) this.send(this.data(stream.id, EMPTY, true));
    super.close();
  }
}

/** A line that begins a request of HTTP/1.1, as HTTP/2 calls it. */
export const asHttp2Line = (line: string): string => line.replace(/ HTTP\/1\.1$/, ' HTTP/2.0');
