import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { encodeFrame } from '../websocket/index.ts';
import { asgiReader, type AsgiEvent, type AsgiReaderOptions } from './index.ts';

const OPTIONS: AsgiReaderOptions = { http: 'httptools', webSockets: true, maxMessage: 1000, maxHead: 65_536 };
const HANDSHAKE = 'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n\r\n';

/** Kinds in order, bodies joined: what is the same however the bytes are split. */
function shown(events: readonly AsgiEvent[]): string[] {
  const out: string[] = [];
  for (const event of events) {
    const last = out.at(-1);
    if (event.kind === 'body' && last?.startsWith('body ') === true)
      out[out.length - 1] = last + fromLatin1(event.data);
    else if (event.kind === 'body') out.push(`body ${fromLatin1(event.data)}`);
    else if (event.kind === 'head' || event.kind === 'upgrade')
      out.push(`${event.kind} ${event.head.method} ${event.head.target} ${event.head.version} ${event.head.keep}`);
    else if (event.kind === 'message') out.push(`${event.type} ${fromLatin1(event.payload)}`);
    else out.push(event.kind);
  }
  return out;
}

const read = (text: string | Bytes, options: Partial<AsgiReaderOptions> = {}): string[] =>
  shown(asgiReader({ ...OPTIONS, ...options }).feed(typeof text === 'string' ? latin1(text) : text));

describe('what an ASGI server reads', () => {
  it('is one request after the other', () => {
    const text = 'POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.0\r\n\r\n';
    expect(read(text)).toEqual(['head POST /a 1.1 true', 'body abc', 'end', 'head GET /b 1.0 false', 'end']);
  });

  it('is a chunked body without its chunks', () => {
    expect(read('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n')).toEqual([
      'head POST / 1.1 true',
      'body abc',
      'end',
    ]);
  });

  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', ['bad']],
    ['a wrong length', 'GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n', ['bad']],
    ['a wrong chunk', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', ['head POST / 1.1 true', 'bad']],
  ])('%s ends it', (_, text, events) => {
    expect(read(text)).toEqual(events);
    const reader = asgiReader(OPTIONS);
    reader.feed(latin1(text));
    expect(reader.feed(latin1('GET / HTTP/1.1\r\n\r\n'))).toEqual([]);
  });

  it('turns to frames after an upgrade', () => {
    const frame = encodeFrame({ fin: true, opcode: 'text', payload: latin1('hej') }, Uint8Array.of(1, 2, 3, 4));
    expect(read(concat([latin1(HANDSHAKE), frame]))).toEqual(['upgrade GET /ws 1.1 true', 'text hej']);
  });

  it('stays with plain HTTP when nobody speaks what the client asked for', () => {
    expect(read(HANDSHAKE, { webSockets: false })).toEqual(['head GET /ws 1.1 true', 'end', 'unsupported-upgrade']);
    expect(read(HANDSHAKE.replace('WebSocket', 'h2c'))).toEqual([
      'head GET /ws 1.1 true',
      'end',
      'unsupported-upgrade',
    ]);
    expect(read('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')).toEqual(['head GET / 1.1 true', 'end']);
  });

  it('is the same however the bytes are split', () => {
    const text = latin1(`POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc${HANDSHAKE}`);
    fc.assert(
      fc.property(
        fc.array(fc.nat(text.length), { maxLength: 6 }),
        fc.constantFrom<'httptools' | 'h11'>('httptools', 'h11'),
        (cuts, http) => {
          const reader = asgiReader({ ...OPTIONS, http });
          const at = [...new Set([0, ...cuts])].sort((a, b) => a - b);
          const events = at.flatMap((from, i) => [...reader.feed(text.subarray(from, at[i + 1] ?? text.length))]);
          expect(shown(events)).toEqual(['head POST /a 1.1 true', 'body abc', 'end', 'upgrade GET /ws 1.1 true']);
        },
      ),
    );
  });
});
