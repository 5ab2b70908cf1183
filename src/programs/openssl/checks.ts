/** openssl verify, dgst, rand, version, ciphers. */
import { toBase64 } from '../../base/base64.ts';
import { HASHES, hex, type HashName } from '../../base/hash.ts';
import type { Eff } from '../../engine/task.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { nameText } from '../../protocols/pki/name.ts';
import { coversHost, VERIFY_TEXTS, verifyChain } from '../../protocols/pki/verify.ts';
import { certificatesIn, type Certificate } from '../../protocols/pki/x509.ts';
import { CIPHERS } from '../../protocols/tls/parameters.ts';
import { Failed, input, output, queued, say, sayError, type Command, type Given } from './command.ts';
import { certificateFrom } from './x509.ts';

const VERSION = 'OpenSSL 3.0.19 27 Jan 2026';
const STORE = '/etc/ssl/certs/ca-certificates.crt';

/** Those of -CAfile, else the system's. */
export function authorities(sys: Sys, given: Given): readonly Certificate[] {
  const path = given.value('CAfile');
  const read = (from: string): readonly Certificate[] => {
    try {
      return certificatesIn(sys.fs.readFile(from));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (from !== path) return [];
      throw new Failed(
        `Error loading file ${path}\n` +
          queued(
            `80000002:system library:BIO_new_file:${strerror(error.errno)}:../crypto/bio/bss_file.c:67:calling fopen(${path}, r)`,
          ) +
          queued('10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:') +
          queued(
            '05880002:x509 certificate routines:X509_load_cert_crl_file_ex:system lib:../crypto/x509/by_file.c:229:',
          ),
      );
    }
  };
  const system = given.has('no-CAfile') || given.has('no-CAstore') ? [] : read(STORE);
  return path === undefined ? system : [...read(path), ...system];
}

function* verifyFiles(sys: Sys, given: Given): Eff<number> {
  const trusted = authorities(sys, given);
  const untrusted: Certificate[] = [];
  for (const path of given.all('untrusted'))
    untrusted.push(...certificatesIn(yield* input(sys, path, 'untrusted certificates')));
  let code = 0;
  for (const path of given.operands.length === 0 ? [undefined] : given.operands)
    code = Math.max(code, yield* verifyOne(sys, given, path, trusted, untrusted));
  return code;
}

/** After these the command looks on (apps/verify.c): expired, an issuer that is none, the wrong purpose. */
const GOES_ON = new Set([10, 26, 79]);

function* verifyOne(
  sys: Sys,
  given: Given,
  path: string | undefined,
  trusted: readonly Certificate[],
  untrusted: readonly Certificate[],
): Eff<number> {
  let certificate: Certificate;
  try {
    certificate = yield* certificateFrom(sys, path, 'certificate file');
  } catch (error) {
    if (error instanceof Failed)
      throw new Failed(error.text.replace('Unable to load certificate\n', '') + 'Unable to load certificate file\n', 2);
    throw error;
  }
  const now = Number(given.value('attime') ?? sys.clock / 1e6);
  const purpose = given.value('purpose') === 'sslserver' ? 'server' : null;
  const { chain, problems } = verifyChain(certificate, { now, trusted, untrusted, purpose });
  const host = given.value('verify_hostname');
  const all = [...problems, ...(host !== undefined && !coversHost(certificate, host) ? [{ code: 62, depth: 0 }] : [])];
  const name = path ?? 'stdin';
  const last = all.findIndex(({ code }) => !GOES_ON.has(code));
  for (const { code, depth } of last < 0 ? all : all.slice(0, last + 1))
    yield* sayError(
      sys,
      `${nameText((chain[depth] ?? certificate).subject)}\nerror ${code} at ${depth} depth lookup: ${VERIFY_TEXTS[code] ?? ''}\n`,
    );
  if (all.length > 0) return (yield* sayError(sys, `error ${name}: verification failed\n`), 2);
  yield* say(sys, `${name}: OK\n`);
  if (given.has('show_chain')) {
    const lines = chain.map(
      (c, depth) => `depth=${depth}: ${nameText(c.subject)}${depth === 0 ? ' (untrusted)' : ''}\n`,
    );
    yield* say(sys, `Chain:\n${lines.join('')}`);
  }
  return 0;
}

const SHOWN: Readonly<Record<HashName, string>> = {
  sha1: 'SHA1',
  sha256: 'SHA2-256',
  sha384: 'SHA2-384',
  sha512: 'SHA2-512',
};

function* digest(sys: Sys, given: Given): Eff<number> {
  const hash = given.hash ?? 'sha256';
  const title = given.hash === null ? 'SHA256' : SHOWN[hash];
  for (const path of given.operands.length === 0 ? [undefined] : given.operands) {
    let bytes;
    try {
      bytes = yield* input(sys, path, 'data');
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      throw new Failed(
        `${path}: No such file or directory\n` +
          queued(
            `80000002:system library:file_ctrl:No such file or directory:../crypto/bio/bss_file.c:297:calling fopen(${path}, r)`,
          ) +
          queued('10080002:BIO routines:file_ctrl:system lib:../crypto/bio/bss_file.c:300:'),
      );
    }
    const sum = HASHES[hash](bytes);
    if (given.has('binary')) yield* output(sys, 'dgst', given.value('out'), sum);
    else if (given.has('r')) yield* output(sys, 'dgst', given.value('out'), `${hex(sum)} *${path ?? 'stdin'}\n`);
    else yield* output(sys, 'dgst', given.value('out'), `${title}(${path ?? 'stdin'})= ${hex(sum)}\n`);
  }
  return 0;
}

const MOST_RANDOM = 65_536;

function* rand(sys: Sys, given: Given): Eff<number> {
  const count = Number(given.operands[0] ?? Number.NaN);
  if (given.operands.length === 0) {
    if (given.has('hex') || given.has('base64')) yield* output(sys, 'rand', given.value('out'), '\n');
    return 0;
  }
  if (!Number.isInteger(count) || count < 0) throw new Failed('rand: Use -help for summary.\n');
  const bytes = sys.random(Math.min(count, MOST_RANDOM));
  const text = given.has('hex') ? `${hex(bytes)}\n` : `${(toBase64(bytes).match(/.{1,64}/g) ?? []).join('\n')}\n`;
  yield* output(sys, 'rand', given.value('out'), given.has('hex') || given.has('base64') ? text : bytes);
  return 0;
}

function* version(sys: Sys, given: Given): Eff<number> {
  const all = given.has('a');
  const lines = [
    ...(all || given.has('v') || given.order.length === 0 ? [`${VERSION} (Library: ${VERSION})`] : []),
    ...(all || given.has('d') ? ['OPENSSLDIR: "/usr/lib/ssl"'] : []),
  ];
  yield* say(sys, lines.map((line) => `${line}\n`).join(''));
  return 0;
}

function* ciphers(sys: Sys): Eff<number> {
  yield* say(sys, `${CIPHERS.map((c) => c.name).join(':')}\n`);
  return 0;
}

export const checkCommands: readonly Command[] = [
  {
    name: 'verify',
    flags: 'show_chain no-CAfile no-CAstore verbose x509_strict',
    values: 'CAfile CApath untrusted purpose verify_hostname attime',
    run: verifyFiles,
  },
  { name: 'dgst', flags: 'digest binary r hex', values: 'out', run: digest },
  { name: 'rand', flags: 'hex base64', values: 'out', run: rand },
  { name: 'version', flags: 'a v d b o p', values: '', run: version },
  { name: 'ciphers', flags: 'v V s', values: '', run: ciphers },
];
