import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromLatin1, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import { Random } from '../../base/random.ts';
import { generateEc } from '../pki/keys.ts';
import { nameOf } from '../pki/name.ts';
import { makeCertificate } from '../pki/x509.ts';
import { TlsClient, type ClientOptions } from './client.ts';
import { parseClientHello } from './messages.ts';
import type { Version } from './parameters.ts';
import { RecordReader, record } from './records.ts';
import { TlsServer, type ServerChoice } from './server.ts';
import { failure, opensslError, type TlsSession } from './session.ts';

const bytesOf = (name: string) => {
  const random = new Random(1, name);
  return (n: number): Bytes => Uint8Array.from({ length: n }, () => random.below(256));
};
const key = generateEc('prime256v1', bytesOf('key'));
const NOW = 1_790_000_000;
const own = makeCertificate({
  subject: nameOf(['CN', 'example.com']),
  issuer: nameOf(['CN', 'example.com']),
  publicKey: key,
  issuerKey: key,
  serial: 9n,
  notBefore: NOW - 1000,
  notAfter: NOW + 1e6,
  extensions: [],
});
const chain = [utf8('a certificate for example.com'), utf8('its issuer')];
const choice: ServerChoice = {
  identities: [{ chain, key }],
  versions: ['TLSv1.2', 'TLSv1.3'],
  ciphers: null,
  preferServer: false,
  alpn: ['http/1.1'],
};

function pair(client: Partial<ClientOptions> = {}, server: Partial<ServerChoice> = {}, ticketsFor = '') {
  const c = new TlsClient({
    random: bytesOf('c'),
    sni: 'example.com',
    alpn: ['http/1.1'],
    trust: null,
    ...client,
  });
  const s = new TlsServer({
    random: bytesOf('s'),
    choose: () => ({ ...choice, ...server }),
    strictAlpn: true,
    tickets: { accepts: (t) => ticketsFor !== '' && fromLatin1(t).includes(ticketsFor), issue: () => latin1('ticket') },
  });
  return { c, s };
}

/** Everything that goes over the wire until both are silent; `cut` gives the size of the pieces. */
function talk(a: TlsSession, b: TlsSession, cut = Infinity): Bytes[] {
  const wire: Bytes[] = [];
  for (let quiet = 0; quiet < 2;) {
    quiet++;
    for (const [from, to] of [[a, b] as const, [b, a] as const]) {
      const all = from.takeOutput();
      if (all.length > 0) quiet = 0;
      wire.push(...all);
      const flat = concat([new Uint8Array(0), ...all]);
      for (let at = 0; at < flat.length; at += Math.min(cut, flat.length)) to.receive(flat.subarray(at, at + cut));
    }
  }
  return wire;
}

const say = (from: TlsSession, to: TlsSession, text: string): string => {
  for (const one of from.seal(utf8(text))) to.receive(one);
  let got = '';
  for (let part = to.read(1 << 20); part !== null; part = to.read(1 << 20)) got += fromLatin1(part);
  return got;
};

describe.each<Version>(['TLSv1.2', 'TLSv1.3'])('%s', (version) => {
  it('opens, carries text both ways, and shows none of it on the wire', () => {
    const { c, s } = pair({ versions: [version] });
    const wire = fromLatin1(concat(talk(c, s)));
    expect([c.state, s.state, c.version, s.alpn, s.sni]).toEqual(['open', 'open', version, 'http/1.1', 'example.com']);
    expect(wire).toContain('example.com');
    // Only the newer version hides the certificate.
    expect(wire.includes('a certificate for')).toBe(version === 'TLSv1.2');
    expect(fromLatin1(concat(c.seal(utf8('GET /secret'))))).not.toContain('secret');
  });

  it('asks for a certificate of the client, who shows one or none', () => {
    const seen: number[] = [];
    const asks = { names: [utf8('an authority')], judge: (shown: readonly Bytes[]) => (seen.push(shown.length), null) };
    for (const identity of [{ chain: [utf8('a client')], signature: 64 }, null]) {
      const { c, s } = pair({ versions: [version], identity }, { asks });
      talk(c, s);
      expect([c.state, s.state, c.steps.some((step) => step.name === 'Request CERT')]).toEqual(['open', 'open', true]);
    }
    expect(seen).toEqual([1, 0]);
  });

  it('works however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.string({ maxLength: 50 }), (cut, text) => {
        const { c, s } = pair({ versions: [version] });
        talk(c, s, cut);
        const plain = text.replace(/[^\x20-\x7e]/g, '.');
        expect(say(c, s, plain)).toBe(plain);
        expect(say(s, c, `${plain}!`)).toBe(`${plain}!`);
      }),
      { numRuns: 40 },
    );
  });

  it('big writes become records of 16384 bytes', () => {
    const { c, s } = pair({ versions: [version] });
    talk(c, s);
    const records = s.seal(new Uint8Array(40_000));
    expect(records.map((r) => r.length)).toEqual([16_384, 16_384, 7_232].map((n) => n + s.recordOverhead));
    for (const one of records) c.receive(one);
    expect(c.available).toBe(40_000);
  });

  it('a changed record is noticed', () => {
    const { c, s } = pair({ versions: [version] });
    talk(c, s);
    const [sealed = new Uint8Array(0)] = c.seal(utf8('pay 10'));
    sealed[sealed.length - 20] = (sealed[sealed.length - 20] ?? 0) ^ 1;
    s.receive(sealed);
    expect(s.failure?.reason).toBe('DECRYPTION_FAILED_OR_BAD_RECORD_MAC');
  });

  it('an earlier session is resumed without a certificate', () => {
    const { c, s } = pair({ versions: [version] });
    talk(c, s);
    expect(fromLatin1(c.ticket ?? new Uint8Array(0))).toBe('ticket');
    const again = pair({ versions: [version], ticket: c.ticket }, {}, 'ticket');
    talk(again.c, again.s);
    expect([again.c.state, again.s.resumed, again.c.resumed, again.c.chain.length]).toEqual(['open', true, true, 0]);
    expect(say(again.c, again.s, 'hello again')).toBe('hello again');
  });

  it('goodbye is said and heard; an end without it is ragged', () => {
    const { c, s } = pair({ versions: [version] });
    talk(c, s);
    s.close();
    talk(c, s);
    c.end();
    expect([c.ended, c.ragged]).toEqual([true, false]);
    s.end();
    expect([s.ended, s.ragged]).toEqual([true, true]);
  });

  it.each([
    ['unknown', [], NOW, 'example.com', 'self-signed certificate', 'tlsv1 alert unknown ca'],
    ['expired', [own], NOW + 1e8, 'example.com', 'certificate has expired', 'sslv3 alert certificate expired'],
    ['of another name', [own], NOW, 'b.org', 'hostname mismatch', 'sslv3 alert bad certificate'],
    ['good', [own], NOW, 'example.com', '', ''],
  ])('a certificate that is %s', (_, trusted, now, host, why, heard) => {
    const trust = { now, trusted, insecure: false, host };
    const { c, s } = pair({ versions: [version], trust }, { identities: [{ chain: [own.raw], key }] });
    talk(c, s);
    expect(c.failure?.detail ?? '').toBe(why);
    expect(s.failure?.text ?? '').toBe(heard);
    expect(c.takeNotes().find((n) => n.kind === 'certificate')).toMatchObject({ verdict: why, names: ['example.com'] });
  });
});

describe('who does not fit', () => {
  it('no version in common', () => {
    const { c, s } = pair({ versions: ['TLSv1.2'] }, { versions: ['TLSv1.3'] });
    talk(c, s);
    expect(s.failure?.reason).toBe('UNSUPPORTED_PROTOCOL');
    expect(opensslError(c.failure ?? failure(''))).toBe('error:0A00042E:SSL routines::tlsv1 alert protocol version');
  });

  it('no cipher, no application protocol, a name that is refused', () => {
    const reasons = [
      pair({ versions: ['TLSv1.2'] }, { ciphers: ['ECDHE-RSA-AES256-GCM-SHA384'] }),
      pair({ alpn: ['gopher'] }),
    ].map(({ c, s }) => (talk(c, s), s.failure?.reason));
    expect(reasons).toEqual(['NO_SHARED_CIPHER', 'NO_APPLICATION_PROTOCOL']);
    const c = new TlsClient({ random: bytesOf('c'), sni: 'x', alpn: [], trust: null });
    const s = new TlsServer({ random: bytesOf('s'), choose: () => null, strictAlpn: false, tickets: null });
    talk(c, s);
    expect(c.failure?.text).toBe('tlsv1 unrecognized name');
  });

  it('HTTP to a TLS port, HTTP from a plain port', () => {
    const { c, s } = pair();
    s.receive(latin1('GET / HTTP/1.1\r\n\r\n'));
    expect([s.failure?.reason, s.takeOutput().length]).toEqual(['HTTP_REQUEST', 0]);
    c.takeOutput();
    c.receive(latin1('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(opensslError(c.failure ?? failure(''))).toBe('error:0A00010B:SSL routines::wrong version number');
    expect(c.takeOutput()).toEqual([]);
  });

  it('any bytes at all end in failure or in waiting, never in an exception', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), fc.boolean(), (parts, framed) => {
        const { c, s } = pair();
        for (const part of parts) {
          const bytes = framed ? record(22, part) : part;
          c.receive(bytes);
          s.receive(bytes);
        }
        expect([c.state, s.state]).not.toContain('open');
      }),
    );
  });
});

it('records come out as they went in, however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 20, max: 23 }), fc.uint8Array({ maxLength: 90 })), { maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      (all, cut) => {
        const flat = concat([new Uint8Array(0), ...all.map(([type, payload]) => record(type, payload))]);
        const reader = new RecordReader();
        const got: [number, number[]][] = [];
        for (let at = 0; at < flat.length; at += cut) {
          reader.feed(flat.subarray(at, at + cut));
          for (let next = reader.next(); next.type === 'record'; next = reader.next())
            got.push([next.record.type, [...next.record.payload]]);
        }
        expect(got).toEqual(all.map(([type, payload]) => [type, [...payload]]));
      },
    ),
  );
});

it('a client hello says its name in the open, and is padded as OpenSSL pads it', () => {
  const { c } = pair({ alpn: ['h2', 'http/1.1'] });
  const [hello = new Uint8Array(0)] = c.takeOutput();
  expect(hello.length === 517 || hello.length < 256).toBe(true);
  expect(parseClientHello(hello.subarray(9))).toMatchObject({ serverName: 'example.com', alpn: ['h2', 'http/1.1'] });
});
