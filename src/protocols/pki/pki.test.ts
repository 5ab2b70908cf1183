import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, createVerify, X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { hex } from '../../base/hash.ts';
import { Random } from '../../base/random.ts';
import { der, DerError, integer, integerOf, oid, oidOf, readAll, readOne } from './der.ts';
import {
  altNames,
  altNamesOf,
  basicConstraints,
  constraintsOf,
  extendedKeyUsage,
  ipBytes,
  keyUsage,
  keyUsagesOf,
  subjectKeyId,
  authorityKeyId,
} from './extensions.ts';
import {
  generateEc,
  privateKeyIn,
  privatePem,
  publicKeyIn,
  publicPem,
  sign,
  traditionalPem,
  verifyWith,
  type PrivateKey,
} from './keys.ts';
import { nameOf, nameText, parseSubject, rfc2253Name } from './name.ts';
import { pem, pemBlocks } from './pem.ts';
import { generateRsa } from './rsa.ts';
import {
  INTERMEDIATE_PEM,
  intermediateCertificate,
  issueForNames,
  makeAuthorities,
  ROOT_PEM,
  rootCertificate,
} from './simulated-ca.ts';
import { coversHost, matchesHost, verifyChain } from './verify.ts';
import {
  certificatePem,
  certificatesIn,
  keyIdentifier,
  makeCertificate,
  makeRequest,
  parseCertificate,
  requestIn,
  requestPem,
  secondsOf,
  type Certificate,
  type Extension,
} from './x509.ts';

const seeded = (name: string) => {
  const random = new Random(7, name);
  return (n: number): Uint8Array => Uint8Array.from({ length: n }, () => random.below(256));
};
const rsa: PrivateKey = { kind: 'rsa', ...generateRsa(2048, seeded('rsa')) };
const ec = generateEc('prime256v1', seeded('ec'));
const wide = generateEc('secp384r1', seeded('wide'));
const DAY = 86_400;
const NOW = secondsOf(2026, 11, 20);

interface Wish {
  readonly cn: string;
  readonly key: PrivateKey;
  readonly by?: { readonly certificate: Certificate; readonly key: PrivateKey };
  readonly ca?: boolean;
  readonly from?: number;
  readonly days?: number;
  readonly more?: readonly Extension[];
}

function issue({ cn, key, by, ca = false, from = NOW - DAY, days = 30, more = [] }: Wish): Certificate {
  const subject = nameOf(['CN', cn]);
  return makeCertificate({
    subject,
    publicKey: key,
    issuer: by?.certificate.subject ?? subject,
    issuerKey: by?.key ?? key,
    serial: 4096n,
    notBefore: from,
    notAfter: from + days * DAY,
    extensions: [subjectKeyId(key), authorityKeyId(keyIdentifier(by?.key ?? key)), basicConstraints(ca), ...more],
  });
}

describe('DER', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.bigInt({ min: 0n, max: 2n ** 200n }), (bytes, n) => {
        expect(hex(readOne(der(4, bytes)).content)).toBe(hex(bytes));
        expect(integerOf(readOne(integer(n)))).toBe(n);
      }),
    );
    for (const id of ['1.2.840.113549.1.1.11', '2.5.29.17', '0.9.2342.19200300.100.1.25'])
      expect(oidOf(readOne(oid(id)))).toBe(id);
  });

  it('throws nothing but DerError at any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          readAll(bytes);
          parseCertificate(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
    );
  });

  it('a certificate with any byte changed is read or refused, never worse', () => {
    const { raw } = issue({ cn: 'example.com', key: ec });
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.nat(255), (at, value) => {
        const changed = raw.slice();
        changed[at] = value;
        expect(certificatesIn(pem('CERTIFICATE', changed)).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

it('PEM: blocks come back, whatever stands around them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, noise) => {
      const text = `${noise.replaceAll('-', '')}\n${pem('X', bytes)}${pem('Y', bytes)}`;
      expect(pemBlocks(text).map((b) => [b.label, hex(b.bytes)])).toEqual([
        ['X', hex(bytes)],
        ['Y', hex(bytes)],
      ]);
    }),
  );
  expect(pemBlocks('-----BEGIN A-----\nAAAA\n-----END B-----\n')).toEqual([]);
});

describe.each([
  ['rsa', rsa],
  ['P-256', ec],
  ['P-384', wide],
])('a key: %s', (_, key) => {
  it('is read by another implementation, in all forms, and read back', () => {
    for (const text of [privatePem(key), traditionalPem(key)]) {
      createPrivateKey(text);
      expect(privateKeyIn(text)).toEqual(key);
    }
    createPublicKey(publicPem(key));
    expect(publicKeyIn(publicPem(key))).toMatchObject({ kind: key.kind });
  });

  it('signs so that another implementation agrees, and no other message', () => {
    const message = utf8('one order of dumplings');
    const signature = sign(key, 'sha256', message);
    expect(createVerify('sha256').update(message).verify(publicPem(key), signature)).toBe(true);
    expect(verifyWith(key, 'sha256', message, signature)).toBe(true);
    expect(verifyWith(key, 'sha256', utf8('two orders'), signature)).toBe(false);
  });
});

it('ECDSA nonces are those of RFC 6979 (appendix A.2.5, SHA-256, "sample")', () => {
  const d = 0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721n;
  const key: PrivateKey = { kind: 'ec', curve: 'prime256v1', d, point: [0n, 0n] };
  expect(hex(sign(key, 'sha256', utf8('sample')))).toContain(
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
  );
});

describe('certificates', () => {
  it('say to another implementation what they were made to say', () => {
    const names = altNames([
      { type: 'dns', value: 'example.com' },
      { type: 'ip', value: ipBytes('127.0.0.1') ?? new Uint8Array(4) },
    ]);
    const made = issue({
      cn: 'example.com',
      key: ec,
      more: [names, keyUsage(['digitalSignature', 'keyCertSign']), extendedKeyUsage(['serverAuth'])],
    });
    const other = new X509Certificate(certificatePem(made));
    expect(other.subject).toBe('CN=example.com');
    expect(other.subjectAltName).toBe('DNS:example.com, IP Address:127.0.0.1');
    expect(other.verify(createPublicKey(publicPem(ec)))).toBe(true);
    expect(other.checkHost('example.com')).toBe('example.com');
    expect(new Date(other.validTo).getTime() / 1000).toBe(made.notAfter);
    expect(keyUsagesOf(made)).toEqual(['digitalSignature', 'keyCertSign']);
    expect(altNamesOf(made)).toHaveLength(2);
    expect(constraintsOf(made)).toEqual({ ca: false, pathLength: null });
  });

  it('in requests keep names and extensions', () => {
    const request = makeRequest(nameOf(['C', 'TW'], ['O', 'A, B'], ['CN', 'x.org']), ec, [
      altNames([{ type: 'dns', value: 'x.org' }]),
    ]);
    expect(requestIn(requestPem(request))).toEqual(request);
    expect(nameText(request.subject)).toBe('C = TW, O = "A, B", CN = x.org');
    expect(rfc2253Name(request.subject)).toBe('CN=x.org,O=A\\, B,C=TW');
  });

  it('are believed, or not, for OpenSSL’s reasons', () => {
    const root = {
      certificate: issue({ cn: 'root', key: wide, ca: true, days: 3650, from: NOW - 300 * DAY }),
      key: wide,
    };
    const middle = { certificate: issue({ cn: 'middle', key: rsa, by: root, ca: true }), key: rsa };
    const leaf = issue({ cn: 'a.org', key: ec, by: middle });
    const judge = (c: Certificate, untrusted: Certificate[], trusted: Certificate[], now = NOW) =>
      verifyChain(c, { now, trusted, untrusted, purpose: 'server' }).problems.map((p) => `${p.code}@${p.depth}`);
    const { certificate: r } = root;
    const { certificate: m } = middle;
    expect(judge(leaf, [m], [r])).toEqual([]);
    expect(judge(leaf, [], [r])).toEqual(['20@0', '21@0']);
    expect(judge(leaf, [m, r], [])).toEqual(['19@2']);
    expect(judge(leaf, [m], [])).toEqual(['20@1']);
    expect(judge(leaf, [m], [r], NOW + 60 * DAY)).toEqual(['10@1', '10@0']);
    expect(judge(leaf, [m], [r], NOW - 5 * DAY)).toEqual(['9@1', '9@0']);
    const own = issue({ cn: 'a.org', key: ec });
    expect(judge(own, [], [r])).toEqual(['18@0']);
    expect(judge(own, [], [own])).toEqual([]);
    const byLeaf = issue({ cn: 'b.org', key: wide, by: { certificate: leaf, key: ec } });
    expect(judge(byLeaf, [leaf, m], [r])).toEqual(['79@1']);
    const forged = issue({ cn: 'a.org', key: ec, by: { certificate: m, key: wide } });
    expect(judge(parseCertificate(forged.raw), [m], [r])).toEqual(['20@0', '21@0']);
    expect(judge(issue({ cn: 'c', key: ec, by: middle, more: [extendedKeyUsage(['clientAuth'])] }), [m], [r])).toEqual([
      '26@0',
    ]);
  });
});

it('names match hosts as RFC 6125 has it', () => {
  expect(matchesHost('*.example.com', 'a.example.com')).toBe(true);
  expect(matchesHost('*.example.com', 'example.com')).toBe(false);
  expect(matchesHost('*.example.com', 'a.b.example.com')).toBe(false);
  expect(matchesHost('EXAMPLE.com', 'example.COM.')).toBe(true);
  expect(matchesHost('*.com', 'example.com')).toBe(false);
  const onlyOther = issue({ cn: 'example.com', key: ec, more: [altNames([{ type: 'dns', value: 'other.org' }])] });
  expect(coversHost(onlyOther, 'example.com')).toBe(false);
  expect(coversHost(issue({ cn: 'example.com', key: ec }), 'example.com')).toBe(true);
  expect(coversHost(onlyOther, '127.0.0.1')).toBe(false);
});

it('subjects: escapes, unknown types, wrong forms', () => {
  expect(parseSubject('/C=TW/O=A\\/B/CN=x')).toMatchObject({
    ok: true,
    name: [{ value: 'TW' }, { value: 'A/B' }, { value: 'x' }],
  });
  expect(parseSubject('/XX=1/CN=x')).toMatchObject({ ok: true, unknown: ['XX'] });
  expect(parseSubject('CN=x')).toMatchObject({ ok: false });
});

it('the simulated authorities are as they are made, and what they issue is believed', () => {
  const { root, intermediate } = makeAuthorities();
  expect([certificatePem(root), certificatePem(intermediate)]).toEqual([ROOT_PEM, INTERMEDIATE_PEM]);
  const leaf = issueForNames(['example.com', 'www.example.com'], ec, NOW, seeded('serial'));
  const trust = { now: NOW, trusted: [rootCertificate()], purpose: 'server' } as const;
  expect(verifyChain(leaf, { ...trust, untrusted: [intermediateCertificate()] }).problems).toEqual([]);
  expect(verifyChain(leaf, { ...trust, untrusted: [] }).problems[0]?.code).toBe(20);
  expect(coversHost(leaf, 'www.example.com')).toBe(true);
});

const installed = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

it.skipIf(!installed)('the real openssl reads and verifies what is made here', () => {
  const dir = mkdtempSync(join(tmpdir(), 'pki-'));
  const root = { certificate: issue({ cn: 'root', key: rsa, ca: true, days: 9000 }), key: rsa };
  const leaf = issue({ cn: 'a.org', key: ec, by: root, days: 9000 });
  writeFileSync(join(dir, 'root.pem'), certificatePem(root.certificate));
  writeFileSync(join(dir, 'leaf.pem'), certificatePem(leaf));
  const at = ['-attime', String(NOW)];
  const out = execFileSync('openssl', ['verify', ...at, '-CAfile', join(dir, 'root.pem'), join(dir, 'leaf.pem')]);
  expect(String(out)).toContain('leaf.pem: OK');
  const text = execFileSync('openssl', ['x509', '-in', join(dir, 'leaf.pem'), '-noout', '-subject', '-issuer']);
  expect(String(text)).toBe('subject=CN = a.org\nissuer=CN = root\n');
});
