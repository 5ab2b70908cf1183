import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { Random } from '../../base/random.ts';
import { ecKey } from '../pki/keys.ts';
import { TlsClient } from '../tls/client.ts';
import { TlsServer } from '../tls/server.ts';
import { decodeFields, encodeFields, encodeFrame, FrameReader } from './frames.ts';
import { Http2Client, Http2Server } from './index.ts';

const bytesOf = (name: string) => {
  const random = new Random(1, name);
  return (n: number): Bytes => Uint8Array.from({ length: n }, () => random.below(256));
};

type End = Pick<Http2Client, 'receive' | 'takeOutput' | 'read'>;

function exchange(a: End, b: End): void {
  for (let quiet = 0; quiet < 2;) {
    quiet++;
    for (const [from, to] of [[a, b] as const, [b, a] as const])
      for (const record of from.takeOutput()) {
        quiet = 0;
        to.receive(record);
      }
  }
}

function connected() {
  const c = new TlsClient({ random: bytesOf('c'), sni: 'x.org', alpn: ['h2'], trust: null });
  const s = new TlsServer({
    random: bytesOf('s'),
    choose: () => ({
      identities: [{ chain: [latin1('certificate')], key: ecKey('prime256v1', 9n) }],
      versions: ['TLSv1.3'],
      ciphers: null,
      preferServer: false,
      alpn: ['h2'],
    }),
    strictAlpn: true,
    tickets: null,
  });
  exchange(c, s);
  const [client, server] = [new Http2Client(c), new Http2Server(s)];
  exchange(client, server);
  const say = (from: Http2Client | Http2Server, to: Http2Client | Http2Server, text: string): string => {
    for (const record of from.seal(latin1(text))) to.receive(record);
    exchange(client, server);
    let got = '';
    for (let part = to.read(1 << 20); part !== null; part = to.read(1 << 20)) got += fromLatin1(part);
    return got;
  };
  return { client, server, say };
}

it('frames and header blocks come back as they went in, however they are cut', () => {
  const name = fc.stringMatching(/^[a-z:-]{1,200}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (fields, cut) => {
      expect(decodeFields(encodeFields(fields))).toEqual(fields);
      const bytes = encodeFrame(1, 4, 77, encodeFields(fields));
      const reader = new FrameReader();
      let frame = reader.next();
      for (let at = 0; at < bytes.length; at += cut) {
        reader.feed(bytes.subarray(at, at + cut));
        frame = reader.next();
      }
      expect(frame).toMatchObject({ type: 1, flags: 4, stream: 77 });
    }),
  );
});

it('any bytes are no header block, or one; never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(() => decodeFields(bytes)).not.toThrow();
    }),
  );
});

it('a request and its answer cross as frames, and arrive as HTTP/1.1', () => {
  const { client, server, say } = connected();
  expect(say(client, server, 'GET /menu HTTP/1.1\r\nHost: x.org\r\nAccept: */*\r\nConnection: close\r\n\r\n')).toBe(
    'GET /menu HTTP/1.1\r\nHost: x.org\r\naccept: */*\r\n\r\n',
  );
  const answer = 'HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello';
  expect(say(server, client, answer)).toBe('HTTP/1.1 200 \r\nserver: x\r\ncontent-length: 5\r\n\r\nhello');
});

it('bodies without a length go in chunks on either side', () => {
  const { client, server, say } = connected();
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
  expect(say(client, server, `${head}3\r\nabc\r\n0\r\n\r\n`)).toBe(
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  );
  const answer = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsoup\r\n0\r\n\r\n';
  expect(say(server, client, answer)).toBe('HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n4\r\nsoup\r\n0\r\n\r\n');
});

it('a body longer than a frame arrives whole', () => {
  const { client, server, say } = connected();
  say(client, server, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const got = say(server, client, `HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${'x'.repeat(40_000)}`);
  expect(got.endsWith('x'.repeat(40_000))).toBe(true);
});

it('two requests at once are answered one after the other', () => {
  const { client, server, say } = connected();
  const first = say(client, server, 'GET /1 HTTP/1.1\r\nHost: x\r\n\r\n');
  const second = say(client, server, 'GET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
  expect([first.split(' ')[1], second]).toEqual(['/1', '']);
  for (const record of server.seal(latin1('HTTP/1.1 204 No Content\r\n\r\n'))) client.receive(record);
  expect(fromLatin1(server.read(100) ?? latin1(''))).toContain('GET /2 ');
});
