/** `nginx -t` against recordings of nginx 1.22.1: every message, its line, its order and the exit code. */
import { describe, expect, it } from 'vitest';
import recorded from '../fixtures/config-tests.json';
import { parseOptions, VERSION } from '../options.ts';
import type { Message } from './context.ts';
import { fixtureHost } from './fixture-host.ts';
import { testConfig } from './test-command.ts';

const PATHS = { prefix: '/usr/share/nginx/', confPrefix: '/etc/nginx/' };
const PEM = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n';

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
  const host = fixtureHost({ files, keyMatches: (_c, key) => !key.endsWith('other.pem') });
  const result = testConfig(host, { file: path, paths: PATHS, globals: options.globals }, options);
  const stderr = result.stderr.filter((m) => options.test || m.level !== 'plain').map(line);
  return { exit: result.exit, stdout: result.stdout, stderr };
}

/** What `openssl` in a case's setup would have left behind. */
function pemFiles(setup: readonly { argv: readonly string[] }[]): Record<string, string> {
  return Object.fromEntries(setup.flatMap(({ argv }) => argv.filter((a) => a.endsWith('.pem')).map((a) => [a, PEM])));
}

describe('nginx -t as recorded', () => {
  it.each(recorded.map((c) => [c.name, c] as const))('%s', (_name, c) => {
    const files: Record<string, string> = pemFiles(c.setup);
    for (const [path, text] of Object.entries(c.files)) files[path] = Buffer.from(text, 'utf8').toString('latin1');
    const got = Object.fromEntries(c.commands.map((k) => [k.id, run(files, k.argv)]));
    const wanted = Object.fromEntries(
      Object.entries(c.expected).map(([id, o]) => [
        id,
        { ...o, stderr: o.stderr.map((l) => Buffer.from(l, 'utf8').toString('latin1').replace('nginx/<ver>', `nginx/${VERSION}`)) },
      ]),
    );
    expect(got).toEqual(wanted);
  });
});
