/**
 * nginx on the simulated machine against recordings of nginx 1.22.1: answers byte for byte, both logs, processes. The
 * recordings' Python backend is played by raw-echo.ts, so that nothing of Python is needed.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../cli/case.ts';
import { compare } from '../../cli/compare.ts';
import { recordings, nginxConf } from '../../cli/recordings.ts';
import { runCase } from '../../cli/run-case.ts';
import { PROGRAMS } from '../../scenario/programs.ts';
import { rawEcho } from './testing/raw-echo.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What this model does not do, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'F5/gzip_static': 'the recording shows the packed file as bytes',
  'F5/sites_enabled_backup_file': 'the recording lacks the second request',
};

const programOf = (argv: readonly string[]): string =>
  argv[0] === 'nginx' ? 'nginx' : (argv[1]?.endsWith('rawecho.py') ?? false) ? 'echo' : 'other';

function runnable(c: Case): boolean {
  const servers = (c.servers ?? []).map((s) => programOf(Array.isArray(s.argv) ? s.argv : [s.argv]));
  return (
    servers.includes('nginx') &&
    !servers.includes('other') &&
    (c.setup ?? []).length === 0 &&
    !JSON.stringify(c.commands ?? []).includes('openssl')
  );
}

describe('nginx in front, as recorded', () => {
  beforeAll(() => {
    Object.assign(PROGRAMS, { python3: { run: rawEcho, path: '/usr/bin/python3' } });
  });
  const cases = recordings(root, 'F5').filter(([c]) => runnable(c) && !(c.name in DIFFERENT));
  const guest = {
    open: () => {
      throw new Error('no case here needs Python');
    },
  };
  it('there are many of them', () => expect(cases.length).toBeGreaterThan(75));
  it.each(cases.map(([c, expected]) => [c.name, c, expected] as const))('%s', async (_name, c, expected) => {
    const { observation } = await runCase(c, { nginxConf: nginxConf(root), guest: guest as never });
    expect(compare(c, expected, observation)).toEqual([]);
  });
});
