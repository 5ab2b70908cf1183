/** `nginx -t` against recordings of nginx 1.22.1: every message, its line, its order and the exit code. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import corpus from '../fixtures/config-corpus.json';
import recorded from '../fixtures/config-tests.json';
import { parseOptions, VERSION } from '../options.ts';
import type { Message } from './context.ts';
import { confReader } from './reader.ts';
import { fixtureHost } from './fixture-host.ts';
import { ecKey, privatePem } from '../../../protocols/pki/keys.ts';
import { nameOf } from '../../../protocols/pki/name.ts';
import { certificatePem, makeCertificate } from '../../../protocols/pki/x509.ts';
import { testConfig } from './test-command.ts';

const PATHS = { prefix: '/usr/share/nginx/', confPrefix: '/etc/nginx/' };
const KEY = ecKey('prime256v1', 12345n);
const PEM = `${certificatePem(
  makeCertificate({
    subject: nameOf(['CN', 'example.com']),
    issuer: nameOf(['CN', 'example.com']),
    publicKey: KEY,
    issuerKey: KEY,
    serial: 1n,
    notBefore: 0,
    notAfter: 4_000_000_000,
    extensions: [],
  }),
)}${privatePem(KEY)}`;

function line(m: Message): string {
  return m.level === 'plain' ? `nginx: ${m.text}` : `<ts> [${m.level}] <pid:master>#: ${m.text}`;
}

interface Output {
  exit: number;
  stdout: readonly string[];
  stderr: readonly string[];
}

function run(files: Record<string, string>, argv: readonly string[]): Output {
  const parsed = parseOptions(argv.slice(1));
  if (!parsed.ok) return { exit: 1, stdout: [], stderr: [`nginx: ${parsed.message}`] };
  const { options } = parsed;
  if (options.version !== 'none') return { exit: 0, stdout: [], stderr: [`nginx version: nginx/${VERSION}`] };
  const conf = options.conf ?? 'nginx.conf';
  const file = conf.startsWith('/') ? conf : PATHS.prefix + conf;
  const path = options.conf === null ? '/etc/nginx/nginx.conf' : file;
  const host = fixtureHost({ files });
  const result = testConfig(host, { file: path, paths: PATHS, globals: options.globals }, options);
  const stderr = result.stderr.filter((m) => options.test || m.level !== 'plain').map(line);
  return { exit: result.exit, stdout: result.stdout, stderr };
}

/** What `openssl` in a case's setup would have left behind. */
function pemFiles(setup: readonly { argv: readonly string[] }[]): Record<string, string> {
  return Object.fromEntries(
    setup.flatMap(({ argv }) =>
      argv
        .filter((a) => a.endsWith('.pem'))
        .map((a) => [a, a.endsWith('other.pem') ? privatePem(ecKey('prime256v1', 6n)) : PEM]),
    ),
  );
}

describe('nginx -t as recorded', () => {
  it.each(recorded.map((c) => [c.name, c] as const))('%s', (_name, c) => {
    const files: Record<string, string> = pemFiles(c.setup);
    for (const [path, text] of Object.entries(c.files)) files[path] = Buffer.from(text, 'utf8').toString('latin1');
    const got = Object.fromEntries(c.commands.map((k) => [k.id, run(files, k.argv)]));
    const wanted = Object.fromEntries(
      Object.entries(c.expected).map(([id, o]) => [
        id,
        {
          ...o,
          stderr: o.stderr.map((l) =>
            Buffer.from(l, 'utf8').toString('latin1').replace('nginx/<ver>', `nginx/${VERSION}`),
          ),
        },
      ]),
    );
    expect(got).toEqual(wanted);
  });
});

describe('the same words as nginx 1.22.1 for hundreds of directives, right and wrong', () => {
  const WRAPS = {
    server: (text: string) => `events {}\nhttp {\n server {\n${text}\n }\n}\n`,
    http: (text: string) => `events {}\nhttp {\n${text}\n}\n`,
    main: (text: string) => `${text}\n`,
  };
  it.each(corpus.map((c) => [`${c.in}: ${c.text}`, c] as const))('%s', (_name, c) => {
    const wrap = WRAPS[c.in as keyof typeof WRAPS];
    const host = fixtureHost({ files: { '/t/n.conf': wrap(c.text), '/t/x': '' } });
    const { stderr, exit } = testConfig(
      host,
      { file: '/t/n.conf', paths: { prefix: '/usr/share/nginx/', confPrefix: '/t/' }, globals: null },
      { quiet: false, dump: false },
    );
    expect(stderr.filter((m) => m.level !== 'plain').map((m) => `[${m.level}] ${m.text}`)).toEqual(c.says);
    expect(exit).toBe(c.says.some((s) => !s.startsWith('[warn]')) ? 1 : 0);
  });
});

describe('the reader', () => {
  it('never throws, always ends, and line numbers never pass the end of the text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'server listen{};"\'\\$#\n \t}'), maxLength: 80 });
    fc.assert(
      fc.property(text, (t) => {
        const reader = confReader(t, 'file');
        const lines = t.split('\n').length;
        for (let i = 0; i <= t.length + 1; i++) {
          const s = reader.next();
          expect(s.line).toBeLessThanOrEqual(lines);
          if (s.type === 'end' || s.type === 'error') return;
        }
        throw new Error('did not end');
      }),
      { numRuns: 500 },
    );
  });

  it('any text is read or refused with a message, nothing else', () => {
    const words = [
      'server',
      'location',
      'listen',
      '80',
      '/',
      '{',
      '}',
      ';',
      '\n',
      'proxy_pass',
      'http://127.0.0.1',
      '"x',
      'if',
      '($host',
      '=',
      'a)',
      'return',
      '200',
      '~',
      '(',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 25 }), (parts) => {
        const host = fixtureHost({ files: { '/t/n.conf': `events {}\nhttp { ${parts.join(' ')} }\n` } });
        const r = testConfig(
          host,
          { file: '/t/n.conf', paths: { prefix: '/', confPrefix: '/t/' }, globals: null },
          { quiet: true, dump: false },
        );
        expect(r.exit === 0 ? r.stderr.filter((m) => m.level !== 'warn') : r.stderr.length > 1).toEqual(
          r.exit === 0 ? [] : true,
        );
      }),
      { numRuns: 300 },
    );
  });
});
