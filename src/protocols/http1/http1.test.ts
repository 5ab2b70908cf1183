import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import {
  bodyDecoder,
  chunk,
  chunkedDecoder,
  curlDialect,
  gunicornDialect,
  h11Dialect,
  httptoolsDialect,
  lastChunk,
  nginxDialect,
  nginxUpstreamDialect,
  requestBytes,
  requestFraming,
  requestHeadParser,
  responseFraming,
  responseHeadParser,
  wantsKeepAlive,
  type HeadParser,
  type HeadResult,
  type RequestDialect,
  type RequestHead,
} from './index.ts';

const dialects = [nginxDialect(), gunicornDialect(), h11Dialect(), httptoolsDialect()];

/** Feed pieces until something but `more` comes back; `rest` is then what was not consumed of all the bytes. */
function feedAll<H>(parser: HeadParser<H>, pieces: readonly Bytes[]): { result: HeadResult<H>; rest: string } {
  for (let i = 0; i < pieces.length; i++) {
    const result = parser.feed(pieces[i] as Bytes);
    if (result.type === 'more') continue;
    const left = result.type === 'head' ? concat([result.rest, ...pieces.slice(i + 1)]) : new Uint8Array(0);
    return { result, rest: fromLatin1(left) };
  }
  return { result: { type: 'more' }, rest: '' };
}

function split(text: string, cuts: readonly number[]): Bytes[] {
  const at = [...new Set(cuts.map((c) => c % (text.length + 1)))].sort((a, b) => a - b);
  const edges = [0, ...at, text.length];
  return edges.slice(1).map((end, i) => latin1(text.slice(edges[i] ?? 0, end)));
}

const parse = (dialect: RequestDialect, text: string) => feedAll(requestHeadParser(dialect), [latin1(text)]).result;
const head = (dialect: RequestDialect, text: string): RequestHead => {
  const result = parse(dialect, text);
  if (result.type !== 'head') throw new Error(JSON.stringify(result));
  return result.head;
};
const fault = (dialect: RequestDialect, text: string): string => {
  const result = parse(dialect, text);
  return result.type === 'fault' ? `${result.fault.kind}: ${result.fault.text}` : result.type;
};

describe('request heads', () => {
  it('keeps case, order and repeated headers', () => {
    const h = head(nginxDialect(), 'GET /a?b=1 HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a:  2 \r\n\r\nbody');
    expect(h).toMatchObject({ method: 'GET', target: '/a?b=1', version: { major: 1, minor: 1 } });
    expect(h.headers).toEqual([
      { name: 'Host', value: 'x' },
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
    ]);
  });

  it('gunicorn names what it refuses as its recordings do', () => {
    const g = gunicornDialect();
    expect(fault(g, 'GET /\r\nHost: x\r\n\r\n')).toBe('bad-request-line: GET /');
    expect(fault(g, 'GET / HTTP/9.9\r\n')).toBe('unsupported-version: (9, 9)');
    expect(fault(g, 'GET / HTTP/1.1\r\nHost: x\r\nnocolon\r\n\r\n')).toBe('bad-header-line: nocolon');
    expect(fault(g, 'get / HTTP/1.1\r\n')).toBe('bad-method: get');
    expect(head(g, 'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n').method).toBe('BREW');
    expect(fault(g, '\x16\x03\x01\r\n')).toBe('bad-request-line: \x16\x03\x01');
    expect(fault(g, 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n')).toBe('obsolete-folding: A');
  });

  it('nginx knows at once that a TLS hello is no request, and takes HTTP/0.9, bare LF and a header without a colon', () => {
    const n = nginxDialect();
    expect(fault(n, '\x16\x03')).toBe('bad-method: \x16');
    expect(head(n, 'GET /\r\n').version).toEqual({ major: 0, minor: 9 });
    expect(head(n, 'GET / HTTP/1.1\nHost: x\n\n').headers).toHaveLength(1);
    expect(head(n, 'GET / HTTP/1.1\r\nHost: x\r\nnocolon\r\n\r\n').headers[1]).toEqual({ name: 'nocolon', value: '' });
    expect(fault(n, 'GET / HTTP/2.0\r\n')).toMatch(/^unsupported-version/);
    expect(fault(n, 'GET / HTTP/1.1\r\nA B: c\r\n')).toBe('bad-header-line: A ');
    expect(head(n, 'GET / HTTP/1.1\r\nX_A: c\r\n\r\n')).toMatchObject({ headers: [], dropped: ['X_A'] });
    expect(head(n, 'GET http://h:80/p?q HTTP/1.1\r\n\r\n').target).toBe('http://h:80/p?q');
    expect(fault(n, 'OPTIONS * HTTP/1.1\r\n')).toMatch(/^bad-request-line/);
    expect(fault(n, 'POST /\r\n')).toMatch(/^bad-09-method/);
  });

  it('limits are faults of their own', () => {
    expect(fault(nginxDialect(), `GET /${'a'.repeat(9000)} HTTP/1.1\r\n`)).toMatch(/^request-line-too-long/);
    expect(fault(nginxDialect(), `GET / HTTP/1.1\r\nA: ${'a'.repeat(9000)}\r\n\r\n`)).toMatch(/^header-too-long/);
    const many = Array.from({ length: 101 }, (_, i) => `H${i}: x\r\n`).join('');
    expect(fault(gunicornDialect(), `GET / HTTP/1.1\r\n${many}\r\n`)).toBe('too-many-headers: 100');
    expect(fault(h11Dialect(), `GET / HTTP/1.1\r\nA: ${'a'.repeat(70000)}`)).toMatch(/^head-too-large/);
  });

  it('h11 joins folded lines', () => {
    expect(head(h11Dialect(), 'GET / HTTP/1.1\r\nA: b\r\n  c\r\n\r\n').headers).toEqual([{ name: 'A', value: 'b c' }]);
  });

  const requestish = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'GET / HTTP1.:\r\n aA_\t\0é'), maxLength: 60 }),
    fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'get', 'M-SEARCH', 'X'),
        fc.webPath(),
        fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/1', ''),
        fc.array(
          fc.tuple(fc.string({ unit: fc.constantFrom(...'Aa_-: '), maxLength: 5 }), fc.string({ maxLength: 8 })),
          { maxLength: 4 },
        ),
      )
      .map(([m, p, v, hs]) => `${m} ${p || '/'} ${v}\r\n${hs.map(([k, w]) => `${k}: ${w}\r\n`).join('')}\r\nrest`),
  );

  it.each(dialects)('$name: any split gives the same answer, and nothing throws', (dialect) => {
    fc.assert(
      fc.property(requestish, fc.array(fc.nat(200), { maxLength: 8 }), (text, cuts) => {
        const whole = feedAll(requestHeadParser(dialect), [latin1(text)]);
        const parts = feedAll(requestHeadParser(dialect), split(text, cuts));
        expect(strip(parts.result)).toEqual(strip(whole.result));
        if (whole.result.type === 'head') expect(parts.rest).toBe(whole.rest);
      }),
      { numRuns: 400 },
    );
  });

  it('what is serialised is read back the same', () => {
    const header = fc.record({
      name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/),
      value: fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
    });
    fc.assert(
      fc.property(fc.constantFrom(...dialects), fc.array(header, { maxLength: 6 }), (dialect, headers) => {
        const request = { method: 'PUT', target: '/x?y', version: { major: 1, minor: 1 }, headers };
        const { result } = feedAll(requestHeadParser(dialect), [requestBytes(request)]);
        expect(result.type === 'head' && result.head).toMatchObject(request);
      }),
    );
  });
});

/** `rest` and sizes that a limit saw depend on the pieces by nature. */
function strip(result: HeadResult<RequestHead>): unknown {
  return result.type === 'head' ? { type: 'head', head: result.head } : result;
}

describe('response heads', () => {
  it('reads status lines with and without a reason', () => {
    const read = (text: string) => feedAll(responseHeadParser(curlDialect), [latin1(text)]).result;
    expect(read('HTTP/1.1 200\r\n\r\n')).toMatchObject({ head: { status: 200, reason: '' } });
    expect(read('HTTP/1.0 404 Not Found\r\nA: b\r\n\r\nx')).toMatchObject({
      head: { status: 404, reason: 'Not Found' },
    });
    expect(read('HTTP/1.1 abc OK\r\n')).toMatchObject({ fault: { kind: 'bad-status-line' } });
    expect(read('this is')).toMatchObject({ fault: { kind: 'bad-status-line', text: 't' } });
  });

  it('a head over the buffer is a fault', () => {
    const parser = responseHeadParser(nginxUpstreamDialect(4096));
    expect(parser.feed(latin1(`HTTP/1.1 200 OK\r\nX: ${'v'.repeat(5000)}`))).toMatchObject({
      fault: { kind: 'head-too-large' },
    });
  });

  it('any split gives the same answer', () => {
    const text = fc
      .string({ unit: fc.constantFrom(...'HTTP/1.1 200 OK\r\nA: b'), maxLength: 40 })
      .map((t) => `HTTP/1.1 ${t}\r\n\r\nrest`);
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ maxLength: 30 })), fc.array(fc.nat(80), { maxLength: 6 }), (t, cuts) => {
        const a = feedAll(responseHeadParser(curlDialect), [latin1(t)]);
        const b = feedAll(responseHeadParser(curlDialect), split(t, cuts));
        if (a.result.type === 'head') {
          expect(b.result.type === 'head' && b.result.head).toEqual(a.result.head);
          expect(b.rest).toBe(a.rest);
        } else expect(b.result).toEqual(a.result);
      }),
      { numRuns: 500 },
    );
  });
});

describe('framing', () => {
  const of = (lines: string, dialect: RequestDialect = nginxDialect()) =>
    requestFraming(head(dialect, `POST / HTTP/1.1\r\n${lines}\r\n`), dialect.framing);
  it('follows RFC 9112 section 6.3', () => {
    expect(of('')).toEqual({ ok: true, framing: { type: 'none' } });
    expect(of('Content-Length: 3\r\n')).toEqual({ ok: true, framing: { type: 'length', length: 3 } });
    expect(of('Transfer-Encoding: Chunked\r\n')).toEqual({ ok: true, framing: { type: 'chunked' } });
    expect(of('Content-Length: -1\r\n')).toMatchObject({ fault: { kind: 'bad-content-length' } });
    expect(of('Content-Length: 1\r\nContent-Length: 1\r\n')).toMatchObject({
      fault: { kind: 'duplicate-content-length' },
    });
    expect(of('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n')).toMatchObject({
      fault: { kind: 'length-and-chunked' },
    });
    expect(of('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', h11Dialect())).toMatchObject({
      framing: { type: 'chunked' },
    });
    expect(of('Transfer-Encoding: br\r\n')).toMatchObject({ fault: { kind: 'unsupported-transfer-encoding' } });
  });
  it('responses without a body by definition have none', () => {
    const headers = [{ name: 'Content-Length', value: '5' }];
    expect(responseFraming({ status: 200, headers }, 'HEAD')).toMatchObject({ framing: { type: 'none' } });
    expect(responseFraming({ status: 304, headers }, 'GET')).toMatchObject({ framing: { type: 'none' } });
    expect(responseFraming({ status: 200, headers: [] }, 'GET')).toMatchObject({ framing: { type: 'close' } });
  });
  it('keep-alive is the default since 1.1 only', () => {
    const m = (minor: number, connection?: string) => ({
      version: { major: 1, minor },
      headers: connection === undefined ? [] : [{ name: 'Connection', value: connection }],
    });
    expect([
      wantsKeepAlive(m(1)),
      wantsKeepAlive(m(0)),
      wantsKeepAlive(m(0, 'Keep-Alive')),
      wantsKeepAlive(m(1, 'upgrade, close')),
    ]).toEqual([true, false, true, false]);
  });
});

describe('bodies', () => {
  it('chunks, trailers and what follows', () => {
    const d = chunkedDecoder();
    expect(d.feed(latin1('3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\nnext'))).toEqual({
      data: latin1('abc'),
      end: { rest: latin1('next'), trailers: [{ name: 'T', value: 'v' }] },
      fault: null,
    });
    expect(chunkedDecoder().feed(latin1('zz\r\n')).fault).toMatchObject({ kind: 'bad-chunk-size' });
    expect(chunkedDecoder().feed(latin1('1\r\nabc')).fault).toMatchObject({ kind: 'bad-chunk-end' });
    expect(bodyDecoder({ type: 'length', length: 4 }).eof().fault).toMatchObject({ kind: 'incomplete' });
  });

  it('whatever was chunked comes out again, however it is split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 6 }),
        fc.array(fc.nat(300), { maxLength: 10 }),
        (parts, cuts) => {
          const wire = fromLatin1(concat([...parts.map(chunk), lastChunk(), latin1('!')]));
          const decoder = chunkedDecoder();
          const out: Bytes[] = [];
          let rest = '';
          for (const piece of split(wire, cuts)) {
            if (decoder.finished) rest += fromLatin1(piece);
            else {
              const s = decoder.feed(piece);
              expect(s.fault).toBeNull();
              out.push(s.data);
              if (s.end !== null) rest += fromLatin1(s.end.rest);
            }
          }
          expect(fromLatin1(concat([...out, new Uint8Array(0)]))).toBe(
            fromLatin1(concat([...parts, new Uint8Array(0)])),
          );
          expect(rest).toBe('!');
        },
      ),
    );
  });

  it('random bytes never throw and faults do not depend on the split', () => {
    const wire = fc.string({ unit: fc.constantFrom(...'0123af;\r\n x'), maxLength: 40 });
    fc.assert(
      fc.property(wire, fc.array(fc.nat(60), { maxLength: 6 }), (text, cuts) => {
        const run = (pieces: readonly Bytes[]) => {
          const d = chunkedDecoder();
          for (const p of pieces) {
            const s = d.feed(p);
            if (s.fault !== null) return s.fault;
            if (s.end !== null) return 'end';
          }
          return 'more';
        };
        expect(run(split(text, cuts))).toEqual(run([latin1(text)]));
      }),
      { numRuns: 500 },
    );
  });
});
