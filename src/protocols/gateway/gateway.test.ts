import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import {
  beginRequest,
  cgiHead,
  decodeParams,
  encodeParams,
  endRequest,
  FastCgiReader,
  FCGI,
  fastCgiRecords,
  ScgiReader,
  scgiRequest,
  UwsgiReader,
  uwsgiPacket,
} from './index.ts';

const text = fc.string({ unit: 'binary-ascii', maxLength: 300 });
const name = fc.stringMatching(/^[A-Z_]{1,20}$/);
const params = fc.array(fc.tuple(name, text), { maxLength: 20 });

/** Bytes in pieces, cut where `cuts` says. */
function pieces(bytes: Bytes, cuts: readonly number[]): Bytes[] {
  const at = [...new Set([0, ...cuts.map((c) => c % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

describe('uwsgi packets', () => {
  it('come back as they were sent, wherever they are split', () => {
    fc.assert(
      fc.property(params, text, fc.array(fc.nat(), { maxLength: 5 }), (vars, body, cuts) => {
        const packet = uwsgiPacket(vars);
        if (packet === null) return;
        const reader = new UwsgiReader(65_535);
        let result = reader.feed(new Uint8Array(0));
        const left: Bytes[] = [];
        for (const piece of pieces(concat([packet, latin1(body)]), cuts)) {
          if (result.type === 'request') left.push(piece);
          else result = reader.feed(piece);
        }
        expect(result).toMatchObject({ type: 'request', params: vars });
        if (result.type === 'request') expect(fromLatin1(concat([result.rest, ...left]))).toBe(body);
      }),
    );
  });

  it('are refused above the buffer size, and when the lengths lie', () => {
    const packet = uwsgiPacket([['PATH_INFO', 'x'.repeat(5000)]]) ?? new Uint8Array(0);
    expect(new UwsgiReader(4096).feed(packet)).toMatchObject({ type: 'fault' });
    expect(new UwsgiReader(4096).feed(Uint8Array.of(0, 3, 0, 0, 9, 0, 65))).toMatchObject({ type: 'fault' });
    expect(uwsgiPacket([['A', 'x'.repeat(70_000)]])).toBeNull();
  });
});

describe('FastCGI records', () => {
  it('come back as they were sent, wherever they are split', () => {
    fc.assert(
      fc.property(
        params,
        fc.uint8Array({ maxLength: 500 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (vars, body, cuts) => {
          const sent = concat([
            beginRequest(false),
            fastCgiRecords(FCGI.PARAMS, encodeParams(vars), true),
            fastCgiRecords(FCGI.STDIN, body, true),
            endRequest(3),
          ]);
          const reader = new FastCgiReader();
          const records = pieces(sent, cuts).flatMap((piece) => reader.feed(piece) ?? []);
          const of = (type: number): Bytes =>
            concat([...records.filter((r) => r.type === type).map((r) => r.content), new Uint8Array(0)]);
          expect(decodeParams(of(FCGI.PARAMS))).toEqual(vars);
          expect([...of(FCGI.STDIN)]).toEqual([...body]);
          expect(records.at(-1)).toMatchObject({ type: FCGI.END_REQUEST, id: 1 });
        },
      ),
    );
  });

  it('splits long streams, and knows what is no FastCGI', () => {
    const records = new FastCgiReader().feed(fastCgiRecords(FCGI.STDIN, new Uint8Array(100_000), true)) ?? [];
    expect(records.map((r) => r.content.length)).toEqual([65_535, 34_465, 0]);
    expect(new FastCgiReader().feed(latin1('GET / HTTP/1.1\r\n'))).toBeNull();
    expect(decodeParams(Uint8Array.of(200))).toBeNull();
  });
});

describe('SCGI', () => {
  it('comes back with its length first', () => {
    const sent = concat([scgiRequest([['REQUEST_METHOD', 'POST']], 3), latin1('a=b')]);
    const reader = new ScgiReader();
    expect(reader.feed(sent.subarray(0, 5))).toEqual({ type: 'more' });
    const result = reader.feed(sent.subarray(5));
    expect(result).toMatchObject({
      params: [
        ['CONTENT_LENGTH', '3'],
        ['SCGI', '1'],
        ['REQUEST_METHOD', 'POST'],
      ],
    });
    expect(new ScgiReader().feed(latin1('GET /'))).toEqual({ type: 'fault' });
  });
});

describe('the head of a CGI response', () => {
  const head = (source: string): unknown => cgiHead(latin1(source));

  it('has a status of its own, that of a redirect, or 200', () => {
    expect(head('Content-Type: text/plain\n\nhi')).toMatchObject({ status: 200, reason: 'OK' });
    expect(head('Status: 404 Gone fishing\r\nX: 1\r\n\r\n')).toMatchObject({ status: 404, reason: 'Gone fishing' });
    expect(head('Location: /x\n\n')).toMatchObject({ status: 302 });
  });

  it('is incomplete, or none', () => {
    expect(head('Content-Type: text/plain\n')).toEqual({ type: 'more' });
    expect(head('Traceback (most recent call last):\n')).toMatchObject({ type: 'fault' });
    expect(head('no colon here\n')).toMatchObject({ type: 'fault' });
  });

  it('never breaks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['more', 'head', 'fault']).toContain(cgiHead(bytes).type);
      }),
    );
  });
});
