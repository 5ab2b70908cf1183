/** openssl req: certificate requests, and certificates that sign themselves (-x509). */
import { fromLatin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { privateKeyIn, privatePem, publicPem, verify, type PrivateKey } from '../../protocols/pki/keys.ts';
import { attribute, nameText, parseSubject, type Attribute, type Name } from '../../protocols/pki/name.ts';
import {
  certificatePem,
  keyIdentifier,
  makeCertificate,
  makeRequest,
  requestIn,
  requestPem,
  type Extension,
} from '../../protocols/pki/x509.ts';
import {
  Failed,
  input,
  Lines,
  numberOf,
  opened,
  output,
  queued,
  random,
  sayError,
  unreadable,
  type Command,
  type Given,
} from './command.ts';
import { extensionsOf, readSections, settingOf, type Section, type Sections } from './config.ts';
import { curveName, newEc, newRsa } from './keys.ts';
import { requestText } from './show.ts';

const DAY = 86_400;

/** Fields that Debian's openssl.cnf asks for. */
const QUESTIONS: readonly (readonly [type: string, prompt: string, preset: string])[] = [
  ['C', 'Country Name (2 letter code)', 'AU'],
  ['ST', 'State or Province Name (full name)', 'Some-State'],
  ['L', 'Locality Name (eg, city)', ''],
  ['O', 'Organization Name (eg, company)', 'Internet Widgits Pty Ltd'],
  ['OU', 'Organizational Unit Name (eg, section)', ''],
  ['CN', 'Common Name (e.g. server FQDN or YOUR name)', ''],
  ['emailAddress', 'Email Address', ''],
];

const INTRODUCTION = `You are about to be asked to enter information that will be incorporated
into your certificate request.
What you are about to enter is what is called a Distinguished Name or a DN.
There are quite a few fields but you can leave some blank
For some fields there will be a default value,
If you enter '.', the field will be left blank.
-----
`;

/** What Debian's openssl.cnf puts into certificates that sign themselves ([ v3_ca ]). */
const V3_CA: Section = [
  ['subjectKeyIdentifier', 'hash'],
  ['authorityKeyIdentifier', 'keyid:always,issuer'],
  ['basicConstraints', 'critical,CA:true'],
];

function* run(sys: Sys, given: Given): Eff<number> {
  const sections = yield* configuration(sys, given);
  const making = given.has('x509') || given.has('new') || given.has('newkey');
  if (!making || given.has('in')) return yield* show(sys, given);
  numberOf('req', given, 'days', 30, true);
  const addition = additions(given);
  const key = yield* keyFor(sys, given);
  const subject = yield* subjectFor(sys, given, sections);
  const own = given.has('x509');
  const extra = { subject: key, issuer: own ? keyIdentifier(key) : null, sections };
  const extensions = mergeExtensions(
    extensionsOf(own ? selfSection(given, sections) : requestSection(given, sections), extra),
    extensionsOf(addition, extra),
  );
  const text = own
    ? certificatePem(selfSigned(sys, given, subject, key, extensions))
    : requestPem(makeRequest(subject, key, extensions, given.hash ?? 'sha256'));
  yield* output(sys, 'req', given.value('out'), given.has('noout') ? '' : text);
  return 0;
}

function selfSigned(sys: Sys, given: Given, subject: Name, key: PrivateKey, extensions: readonly Extension[]) {
  const days = numberOf('req', given, 'days', 30, true);
  const now = Math.floor(sys.clock / 1e6);
  return makeCertificate({
    subject,
    issuer: subject,
    publicKey: key,
    issuerKey: key,
    serial: serialFor(sys, given),
    notBefore: now,
    notAfter: now + days * DAY,
    extensions,
    hash: given.hash ?? 'sha256',
  });
}

/** A number of 159 random bits, as openssl draws it. */
export function serialFor(sys: Sys, given: Given): bigint {
  const wanted = given.value('set_serial');
  if (wanted !== undefined && /^(0x[0-9a-fA-F]+|\d+)$/.test(wanted)) return BigInt(wanted);
  const bytes = random(sys)(20);
  return bytes.reduce((n: bigint, b, i) => n * 256n + BigInt(i === 0 ? b & 0x7f : b), 0n);
}

export const mergeExtensions = (first: readonly Extension[], then: readonly Extension[]): Extension[] => [
  ...first.filter((e) => !then.some((t) => t.oid === e.oid)),
  ...then,
];

/** -addext name=value, each once. */
function additions(given: Given): Section {
  const found: [string, string][] = [];
  for (const text of given.all('addext')) {
    const at = text.indexOf('=');
    const name = text.slice(0, at).trim();
    if (at < 0 || found.some(([n]) => n === name))
      throw new Failed(`Duplicate extension: ${text}\nreq: Use -help for summary.\n`);
    found.push([name, text.slice(at + 1).trim()]);
  }
  return found;
}

function* configuration(sys: Sys, given: Given): Eff<Sections> {
  const path = given.value('config');
  if (path === undefined) return new Map();
  return readSections(fromLatin1(yield* input(sys, path, 'configuration')));
}

const selfSection = (given: Given, sections: Sections): Section => {
  const name = given.value('extensions') ?? settingOf(sections.get('req'), 'x509_extensions');
  if (name !== undefined) return sections.get(name) ?? [];
  return sections.has('req') ? V3_CA.slice(0, 0) : V3_CA;
};

const requestSection = (given: Given, sections: Sections): Section =>
  sections.get(given.value('reqexts') ?? settingOf(sections.get('req'), 'req_extensions') ?? '') ?? [];

function* keyFor(sys: Sys, given: Given): Eff<PrivateKey> {
  const path = given.value('key');
  if (path !== undefined) {
    const key = privateKeyIn(yield* input(sys, path, 'private key'));
    if (key === null) throw new Failed(unreadable('private key', path));
    return key;
  }
  const key = yield* newKey(sys, given);
  if (!given.has('nodes') && !given.has('noenc') && given.value('passout') === undefined) yield* refuseToEncrypt(sys);
  if (given.value('passout') !== undefined) throw new Failed('req: encrypted keys are not modelled here: use -nodes\n');
  const file = given.value('keyout') ?? 'privkey.pem';
  yield* output(sys, 'req', file, privatePem(key), true);
  yield* sayError(sys, '-----\n');
  return key;
}

/** Without -nodes the real one asks for a pass phrase; keys under a pass phrase are not modelled. */
function* refuseToEncrypt(sys: Sys): Eff<never> {
  yield* sayError(sys, 'Enter PEM pass phrase:\n');
  throw new Failed('req: encrypted keys are not modelled here: add -nodes, so that the server can read its key\n');
}

function* newKey(sys: Sys, given: Given): Eff<PrivateKey> {
  const [kind = 'rsa', size = ''] = (given.value('newkey') ?? 'rsa:2048').split(':');
  const options = new Map(given.all('pkeyopt').map((o) => [o.split(':')[0] ?? '', o.split(':')[1] ?? ''] as const));
  if (kind === 'rsa') {
    if (size !== '' && !/^\d+$/.test(size)) throw new Failed(`Cannot open parameter file ${size}\n`);
    return yield* newRsa(sys, 'req', Number(options.get('rsa_keygen_bits') ?? (size === '' ? 2048 : size)));
  }
  if (kind !== 'ec')
    throw new Failed(
      `Error allocating keygen context\n${queued(`0308010C:digital envelope routines:inner_evp_generic_fetch:unsupported:../crypto/evp/evp_fetch.c:386:Global default library context, Algorithm (${kind} : 0), Properties (<null>)`)}`,
    );
  const curve = curveName(options.get('ec_paramgen_curve') ?? '') ?? (yield* curveFrom(sys, size));
  if (curve === null) throw new Failed('req: Error generating ec key\n');
  return yield* newEc(sys, curve);
}

/** -newkey ec:file: the curve is that of a file of parameters, or of a key. */
function* curveFrom(sys: Sys, path: string): Eff<ReturnType<typeof curveName>> {
  if (path === '') return null;
  const text = fromLatin1(yield* input(sys, path, 'parameters'));
  const key = privateKeyIn(text);
  if (key?.kind === 'ec') return key.curve;
  return text.includes('BgUrgQQAIg==') ? 'secp384r1' : text.includes('BggqhkjOPQMBBw==') ? 'prime256v1' : null;
}

function* subjectFor(sys: Sys, given: Given, sections: Sections): Eff<Name> {
  const text = given.value('subj');
  if (text !== undefined) {
    const parsed = parseSubject(text);
    if (!parsed.ok) throw new Failed(`req: ${parsed.message.startsWith('name') ? 'subject ' : ''}${parsed.message}\n`);
    for (const type of parsed.unknown)
      yield* sayError(sys, `req warning: Skipping unknown subject name attribute "${type}"\n`);
    return parsed.name;
  }
  const section = sections.get(settingOf(sections.get('req'), 'distinguished_name') ?? '');
  if (section !== undefined && settingOf(sections.get('req'), 'prompt') === 'no')
    return section.map(([type, value]) => attribute(type, value)).filter((a) => a !== null);
  return yield* ask(sys, given);
}

function* ask(sys: Sys, given: Given): Eff<Name> {
  if (given.has('batch'))
    return QUESTIONS.filter(([, , preset]) => preset !== '').flatMap(
      ([type, , preset]) => attribute(type, preset) ?? [],
    );
  yield* sayError(sys, INTRODUCTION);
  const lines = new Lines(sys);
  const name: Attribute[] = [];
  for (const [type, prompt, preset] of QUESTIONS) {
    const answer = yield* question(sys, lines, `${prompt} [${preset}]:`);
    const value = answer === '' ? preset : answer === '.' ? '' : answer;
    if (type === 'C' && value !== '' && value.length !== 2)
      throw new Failed(
        'string is too long, it needs to be no more than 2 bytes long\nError making certificate request\n',
      );
    const found = value === '' ? null : attribute(type, value);
    if (found !== null) name.push(found);
  }
  if (name.length === 0)
    throw new Failed('Error: No objects specified in config file\nError making certificate request\n');
  if (!given.has('x509')) {
    yield* sayError(sys, "\nPlease enter the following 'extra' attributes\nto be sent with your certificate request\n");
    yield* question(sys, lines, 'A challenge password []:');
    yield* question(sys, lines, 'An optional company name []:');
  }
  return name;
}

function* question(sys: Sys, lines: Lines, prompt: string): Eff<string> {
  yield* sayError(sys, prompt);
  const answer = yield* lines.next();
  if (answer === null) throw new Failed('Error making certificate request\n');
  return answer.trim();
}

function* show(sys: Sys, given: Given): Eff<number> {
  const path = given.value('in');
  const bytes: Bytes = yield* opened(sys, path, 'r', 'Unable to load X509 request\n');
  const request = requestIn(bytes);
  if (request === null) throw new Failed(unreadable('X509 request', path));
  if (given.has('verify')) {
    const ok = verify(request.publicKey, request.algorithm, request.signed, request.signature);
    yield* sayError(sys, `Certificate request self-signature verify ${ok ? 'OK' : 'failure'}\n`);
  }
  let text = given.has('text') ? requestText(request) : '';
  if (given.has('subject')) text += `subject=${nameText(request.subject)}\n`;
  if (given.has('pubkey')) text += publicPem(request.publicKey);
  yield* output(sys, 'req', given.value('out'), text + (given.has('noout') ? '' : requestPem(request)));
  return 0;
}

const COMMAND: Command = {
  name: 'req',
  flags: 'x509 new nodes noenc text noout verify subject pubkey batch utf8 digest verbose',
  values:
    'newkey keyout out days subj addext key config extensions reqexts in set_serial passout passin pkeyopt inform outform keyform',
  run,
};

export const req = COMMAND;
