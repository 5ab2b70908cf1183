/** Making and showing keys: genrsa, genpkey, ecparam, rsa, ec, pkey. */
import { fromLatin1 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { oid } from '../../protocols/pki/der.ts';
import { CURVES, type CurveName } from '../../protocols/pki/ec.ts';
import {
  generateEc,
  privateKeyIn,
  privatePem,
  publicKeyIn,
  publicPem,
  traditionalPem,
  type PrivateKey,
} from '../../protocols/pki/keys.ts';
import { pem } from '../../protocols/pki/pem.ts';
import { generateRsa } from '../../protocols/pki/rsa.ts';
import {
  Failed,
  input,
  output,
  queued,
  random,
  say,
  sayError,
  unreadable,
  type Command,
  type Given,
} from './command.ts';
import { privateKeyText, publicKeyText } from './show.ts';

/** CPU time that a key takes, µs: two primes are searched for, and larger ones are rarer and slower to test (openssl speed). */
const rsaCpu = (bits: number): number => Math.round(110_000 * (bits / 2048) ** 3.5);
const EC_CPU = 1500;
const LARGEST = 4096;

export function* newRsa(sys: Sys, name: string, bits: number, quiet = false): Eff<PrivateKey> {
  if (bits < 512 || !Number.isInteger(bits))
    throw new Failed(
      name === 'req'
        ? `Error setting keysize\n${queued('1C8000AB:Provider routines:rsa_gen_set_params:key size too small:../providers/implementations/keymgmt/rsa_kmgmt.c:509:')}`
        : `${name}: Error generating RSA key\n${queued('02000078:rsa routines:rsa_keygen:key size too small:../crypto/rsa/rsa_gen.c:98:')}`,
    );
  if (bits > LARGEST || bits % 2 !== 0)
    throw new Failed(`${name}: RSA keys of ${bits} bits are not modelled here; use 2048, 3072 or 4096\n`);
  let dots = '';
  const key = generateRsa(
    bits,
    random(sys),
    () => (dots += dots.length % 3 === 2 ? '+' : '.'),
    () => (dots += `${'+'.repeat(65)}\n`),
  );
  yield* sys.cpu(rsaCpu(bits));
  if (!quiet) yield* sayError(sys, dots);
  return { kind: 'rsa', ...key };
}

export function* newEc(sys: Sys, curve: CurveName): Eff<PrivateKey> {
  yield* sys.cpu(EC_CPU);
  return generateEc(curve, random(sys));
}

/** Names that openssl takes for the curves that are modelled; null for others. */
export function curveName(text: string): CurveName | null {
  const known = Object.values(CURVES).find((c) => c.name === text || c.nist === text);
  return known?.name ?? (text === 'secp256r1' ? 'prime256v1' : null);
}

const unknownCurve = (): Failed =>
  new Failed(
    `unable to generate key\n${queued('0800008D:elliptic curve routines:group_new_from_name:invalid curve:../crypto/ec/ec_lib.c:1490:')}`,
  );

function* genrsa(sys: Sys, given: Given): Eff<number> {
  const key = yield* newRsa(sys, 'genrsa', Number(given.operands[0] ?? 2048), !given.has('verbose'));
  const text = given.has('traditional') ? traditionalPem(key) : privatePem(key);
  yield* output(sys, 'genrsa', given.value('out'), text, true);
  return 0;
}

function* genpkey(sys: Sys, given: Given): Eff<number> {
  const options = new Map(given.all('pkeyopt').map((o) => [o.split(':')[0] ?? '', o.split(':')[1] ?? ''] as const));
  const algorithm = (given.value('algorithm') ?? '').toUpperCase();
  let key: PrivateKey;
  if (algorithm === 'RSA') key = yield* newRsa(sys, 'genpkey', Number(options.get('rsa_keygen_bits') ?? 2048));
  else if (algorithm === 'EC') {
    const curve = curveName(options.get('ec_paramgen_curve') ?? '');
    if (curve === null) throw new Failed(`genpkey: Error generating EC key\n`);
    key = yield* newEc(sys, curve);
  } else throw new Failed(`genpkey: Error initializing ${given.value('algorithm') ?? ''} context\n`);
  yield* output(sys, 'genpkey', given.value('out'), privatePem(key), true);
  return 0;
}

function* ecparam(sys: Sys, given: Given): Eff<number> {
  if (given.has('list_curves')) {
    yield* say(
      sys,
      '  secp384r1 : NIST/SECG curve over a 384 bit prime field\n  prime256v1: X9.62/SECG curve over a 256 bit prime field\n',
    );
    return 0;
  }
  const curve = curveName(given.value('name') ?? '');
  if (curve === null) throw unknownCurve();
  const parameters = given.has('noout') ? '' : pem('EC PARAMETERS', oid(CURVES[curve].oid));
  const key = given.has('genkey') ? traditionalPem(yield* newEc(sys, curve)) : '';
  yield* output(sys, 'ecparam', given.value('out'), parameters + key, given.has('genkey'));
  return 0;
}

/** A key from -in; with -pubin a public one is enough. */
function* readKey(sys: Sys, given: Given, what: string): Eff<PrivateKey> {
  const path = given.value('in');
  const text = fromLatin1(yield* input(sys, path, what));
  const key = privateKeyIn(text);
  if (key === null) throw new Failed(unreadable(what, path));
  return key;
}

function* showKey(sys: Sys, given: Given, name: 'rsa' | 'ec' | 'pkey'): Eff<number> {
  if (name === 'ec') yield* sayError(sys, 'read EC key\n');
  if (given.has('pubin')) return yield* showPublic(sys, given, name);
  const key = yield* readKey(sys, given, name === 'pkey' ? 'key' : 'private key');
  if (name === 'rsa' && key.kind !== 'rsa') throw new Failed('Not an RSA key\n');
  if (name === 'ec' && key.kind !== 'ec') throw new Failed('Not an EC key\n');
  const about = given.has('text') ? privateKeyText(key) : '';
  let text = name === 'pkey' ? '' : about;
  if (given.has('modulus') && key.kind === 'rsa') text += `Modulus=${key.n.toString(16).toUpperCase()}\n`;
  if (given.has('check')) text += key.kind === 'rsa' && name === 'rsa' ? 'RSA key ok\n' : 'Key is valid\n';
  if (!given.has('noout')) {
    if (name !== 'pkey') yield* sayError(sys, `writing ${name.toUpperCase()} key\n`);
    const old = name === 'ec' || given.has('traditional');
    text += given.has('pubout') ? publicPem(key) : old ? traditionalPem(key) : privatePem(key);
  }
  // pkey shows the key itself first.
  if (name === 'pkey') text += about;
  yield* output(sys, name, given.value('out'), text, !given.has('pubout'));
  return 0;
}

function* showPublic(sys: Sys, given: Given, name: string): Eff<number> {
  const path = given.value('in');
  const key = publicKeyIn(yield* input(sys, path, 'public key'));
  if (key === null) throw new Failed(unreadable('public key', path));
  const text = given.has('text') ? publicKeyText(key) : '';
  yield* output(sys, name, given.value('out'), text + (given.has('noout') ? '' : publicPem(key)));
  return 0;
}

const SHOW_FLAGS = 'noout text pubout pubin modulus check traditional nodes';
const SHOW_VALUES = 'in out inform outform passin passout';

export const keyCommands: readonly Command[] = [
  { name: 'genrsa', flags: 'traditional verbose', values: 'out passout', run: genrsa },
  { name: 'genpkey', flags: 'text', values: 'algorithm pkeyopt out outform', run: genpkey },
  { name: 'ecparam', flags: 'genkey noout list_curves', values: 'name out param_enc', run: ecparam },
  { name: 'rsa', flags: SHOW_FLAGS, values: SHOW_VALUES, run: (sys, given) => showKey(sys, given, 'rsa') },
  { name: 'ec', flags: SHOW_FLAGS, values: SHOW_VALUES, run: (sys, given) => showKey(sys, given, 'ec') },
  { name: 'pkey', flags: SHOW_FLAGS, values: SHOW_VALUES, run: (sys, given) => showKey(sys, given, 'pkey') },
];
