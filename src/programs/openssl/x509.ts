/** openssl x509: showing certificates, and signing requests with an authority's key. */
import { fromLatin1, type Bytes } from '../../base/bytes.ts';
import { HASHES, sha1 } from '../../base/hash.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { DerError } from '../../protocols/pki/der.ts';
import { privateKeyIn, publicPem, samePublic, verify, type PrivateKey } from '../../protocols/pki/keys.ts';
import { commonName, compatName, encodeName, nameText, rfc2253Name, type Name } from '../../protocols/pki/name.ts';
import {
  certificatePem,
  certificatesIn,
  colons,
  keyIdentifier,
  makeCertificate,
  parseCertificate,
  requestIn,
  type Certificate,
  type Extension,
} from '../../protocols/pki/x509.ts';
import { coversHost } from '../../protocols/pki/verify.ts';
import { authorityKeyId, OID, subjectKeyId } from '../../protocols/pki/extensions.ts';
import {
  asPem,
  Failed,
  input,
  numberOf,
  output,
  queued,
  sayError,
  unreadable,
  type Command,
  type Given,
} from './command.ts';
import { extensionsOf, readSections, type Sections } from './config.ts';
import { mergeExtensions, serialFor } from './req.ts';
import { certificateText, chosenExtensions, dateText, serialText } from './show.ts';

const DAY = 86_400;

/** Throws Failed when there is none. */
export function* certificateFrom(sys: Sys, path: string | undefined, what = 'certificate'): Eff<Certificate> {
  const unable = 'Unable to load certificate\n';
  let bytes: Bytes;
  try {
    bytes = yield* input(sys, path, what);
  } catch (error) {
    if (error instanceof Failed) throw new Failed(error.text + unable);
    throw error;
  }
  const found = asPem(bytes) ? certificatesIn(bytes)[0] : binary(bytes);
  // A text without any PEM is not even tried to be taken apart.
  const holds = fromLatin1(bytes).includes('-----BEGIN ');
  if (!found)
    throw new Failed((holds ? unreadable(what, path) : `Could not read ${what} from ${path ?? '<stdin>'}\n`) + unable);
  return found;
}

function binary(bytes: Bytes): Certificate | undefined {
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function* run(sys: Sys, given: Given): Eff<number> {
  const certificate = given.has('req')
    ? yield* signRequest(sys, given)
    : yield* certificateFrom(sys, given.value('in'));
  let text = '';
  for (const name of given.order) {
    const part = shown(name, certificate, given);
    if (name === 'ext' && part === '') yield* sayError(sys, 'No extensions in certificate\n');
    text += part;
  }
  const until = given.value('checkend');
  const expires = until !== undefined && certificate.notAfter < sys.clock / 1e6 + Number(until);
  if (until !== undefined) text += `Certificate will ${expires ? '' : 'not '}expire\n`;
  text += covers(certificate, given);
  if (!given.has('noout')) {
    const der = given.value('outform')?.toUpperCase() === 'DER';
    if (der) return (yield* output(sys, 'x509', given.value('out'), certificate.raw), 0);
    text += certificatePem(certificate);
  }
  yield* output(sys, 'x509', given.value('out'), text);
  return expires ? 1 : 0;
}

/** -checkhost, -checkip: whether a name is the certificate's. */
function covers(certificate: Certificate, given: Given): string {
  const verdict = (kind: string, name: string | undefined, good: (name: string) => boolean): string =>
    name === undefined ? '' : `${kind} ${name} does ${good(name) ? '' : 'NOT '}match certificate\n`;
  const mail = (name: string): boolean => commonName(certificate.subject) === name;
  return (
    verdict('Hostname', given.value('checkhost'), (name) => coversHost(certificate, name)) +
    verdict('Email', given.value('checkemail'), mail) +
    verdict('IP', given.value('checkip'), (name) => coversHost(certificate, name))
  );
}

function shown(option: string, c: Certificate, given: Given): string {
  const names = (name: Name): string => {
    const style = given.value('nameopt') ?? '';
    return /rfc2253/i.test(style) ? rfc2253Name(name) : style === 'compat' ? compatName(name) : nameText(name);
  };
  switch (option) {
    case 'text':
      return certificateText(c);
    case 'subject':
      return `subject=${names(c.subject)}\n`;
    case 'issuer':
      return `issuer=${names(c.issuer)}\n`;
    case 'startdate':
      return `notBefore=${dateText(c.notBefore)}\n`;
    case 'enddate':
      return `notAfter=${dateText(c.notAfter)}\n`;
    case 'dates':
      return `notBefore=${dateText(c.notBefore)}\nnotAfter=${dateText(c.notAfter)}\n`;
    case 'serial':
      return `serial=${serialText(c.serial)}\n`;
    case 'fingerprint': {
      const hash = given.hash ?? 'sha1';
      const title = given.hash === null ? 'SHA1' : hash;
      return `${title} Fingerprint=${colons(HASHES[hash](c.raw))}\n`;
    }
    case 'pubkey':
      return publicPem(c.publicKey);
    case 'modulus':
      return c.publicKey.kind === 'rsa'
        ? `Modulus=${c.publicKey.n.toString(16).toUpperCase()}\n`
        : 'Modulus=No modulus for this public key type\n';
    case 'hash':
    case 'subject_hash':
      return `${subjectHash(c)}\n`;
    case 'ext':
      return chosenExtensions(c, (given.value('ext') ?? '').split(','));
    default:
      return '';
  }
}

/** The name under which c_rehash links a certificate: the first bytes of a hash of the subject in canonical form. */
export function subjectHash(c: Certificate): string {
  const canonical = c.subject.map((a) => ({
    ...a,
    tag: 0x0c,
    value: a.value.trim().replace(/\s+/g, ' ').toLowerCase(),
  }));
  const encoded = encodeName(canonical);
  // Without the header of the outer sequence (X509_NAME_hash_ex).
  const header = (encoded[1] ?? 0) < 0x80 ? 2 : 2 + ((encoded[1] ?? 0) & 0x7f);
  const digest = sha1(encoded.subarray(header));
  return [3, 2, 1, 0].map((i) => (digest[i] ?? 0).toString(16).padStart(2, '0')).join('');
}

/** -req: by an authority (-CA, -CAkey) or by the request's own key (-signkey, -key). */
function* signRequest(sys: Sys, given: Given): Eff<Certificate> {
  const days = numberOf('x509', given, 'days', 30, false);
  if (days < -1) throw new Failed('x509: -days parameter arg must be >= -1\n');
  const path = given.value('in');
  const request = requestIn(yield* input(sys, path, 'certificate request input'));
  if (request === null) throw new Failed(unreadable('certificate request input', path));
  const good = verify(request.publicKey, request.algorithm, request.signed, request.signature);
  yield* sayError(sys, `Certificate request self-signature ${good ? 'ok' : 'did not match the contents'}\n`);
  if (!good) throw new Failed('');
  yield* sayError(sys, `subject=${nameText(request.subject)}\n`);
  const own = given.value('signkey') ?? given.value('key');
  const authority = given.value('CA');
  if (own === undefined && authority === undefined)
    throw new Failed('x509: We need a private key to sign with, use -signkey or -CA with -CAkey\n');
  const issuer = authority === undefined ? null : yield* certificateFrom(sys, authority, 'CA certificate');
  const key = yield* keyFrom(sys, own ?? given.value('CAkey') ?? authority ?? '');
  if (issuer !== null && !samePublic(issuer.publicKey, key))
    throw new Failed(
      `CA certificate and CA private key do not match\n${queued('05800074:x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:403:')}`,
    );
  const sections = yield* extensionFile(sys, given);
  const copied = /^copy(all)?$/.test(given.value('copy_extensions') ?? '') ? request.extensions : [];
  const context = { subject: request.publicKey, issuer: keyIdentifier(key), sections };
  const listed = extensionsOf(sections.get(given.value('extensions') ?? 'default') ?? [], context);
  const extensions = identified(mergeExtensions(copied, listed), request.publicKey, keyIdentifier(key));
  const now = Math.floor(sys.clock / 1e6);
  return makeCertificate({
    subject: request.subject,
    publicKey: request.publicKey,
    issuer: issuer?.subject ?? request.subject,
    issuerKey: key,
    serial: yield* serialOf(sys, given, authority),
    notBefore: now,
    notAfter: now + days * DAY,
    extensions,
    hash: given.hash ?? 'sha256',
  });
}

/** Identifiers go along with other extensions; without any the certificate is of version 1. */
function identified(
  extensions: readonly Extension[],
  subject: PrivateKey | Certificate['publicKey'],
  issuer: Bytes,
): Extension[] {
  if (extensions.length === 0) return [];
  const has = (id: string): boolean => extensions.some((e) => e.oid === id);
  return [
    ...extensions,
    ...(has(OID.subjectKeyId) ? [] : [subjectKeyId(subject)]),
    ...(has(OID.authorityKeyId) ? [] : [authorityKeyId(issuer)]),
  ];
}

function* keyFrom(sys: Sys, path: string): Eff<PrivateKey> {
  const key = privateKeyIn(yield* input(sys, path, 'CA private key'));
  if (key === null) throw new Failed(unreadable('CA private key', path));
  return key;
}

function* extensionFile(sys: Sys, given: Given): Eff<Sections> {
  const path = given.value('extfile');
  return path === undefined ? new Map() : readSections(fromLatin1(yield* input(sys, path, 'extension file')));
}

/** -CAcreateserial keeps the last number beside the authority's certificate. */
function* serialOf(sys: Sys, given: Given, authority: string | undefined): Eff<bigint> {
  const file = given.value('CAserial') ?? authority?.replace(/\.[^./]*$/, '').concat('.srl');
  const keep = given.has('CAcreateserial') || given.value('CAserial') !== undefined;
  if (file === undefined || !keep) return serialFor(sys, given);
  const known = sys.fs.exists(file) ? sys.fs.readText(file).trim() : '';
  const serial = /^[0-9A-Fa-f]+$/.test(known) ? BigInt(`0x${known}`) + 1n : serialFor(sys, given);
  yield* output(sys, 'x509', file, `${serialText(serial)}\n`);
  return serial;
}

export const x509: Command = {
  name: 'x509',
  flags:
    'noout text subject issuer dates startdate enddate serial fingerprint pubkey modulus hash subject_hash req CAcreateserial digest new',
  values:
    'in out inform outform checkend checkhost checkip checkemail ext nameopt CA CAkey CAserial signkey key days extfile extensions set_serial copy_extensions passin certopt',
  run,
};
