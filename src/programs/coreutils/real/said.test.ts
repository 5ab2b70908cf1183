import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, it } from 'vitest';
import { utf8 } from '../../../base/bytes.ts';
import { Sim } from '../../../engine/sim.ts';
import { ROOT } from '../../../machine/filesystem.ts';
import { World } from '../../../machine/world.ts';
import { bash, sh } from '../../bash/index.ts';
import { coreutils } from '../index.ts';
import { moreCoreutils } from '../more/index.ts';
import { CHANGED, FILES } from './files.fixture.ts';

/** What bash 5.2 and the tools of Debian 12 said to each line, among these files: line, output, errors, status. */
const SAID = readFileSync(new URL('said.fixture.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((row) => JSON.parse(row) as [line: string, out: string, err: string, code: number]);

function machine() {
  const sim = new Sim(1);
  const world = new World(sim, (CHANGED + 60) * 1e6);
  const host = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  for (const dir of ['/usr/bin', '/tmp', '/etc', '/root', '/dev', '/work']) host.files.makePath(dir);
  host.files.symlink('usr/bin', '/bin', ROOT);
  host.files.chmod('/tmp', 0o1777, ROOT);
  host.files.device('/dev/null', 'null');
  for (const [name, program] of Object.entries({ ...coreutils, ...moreCoreutils, bash, sh })) {
    world.programs.set(name, program);
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  host.users.addGroup('root', 0);
  host.users.add({ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash' });
  for (const [name, text] of Object.entries(FILES)) {
    const path = join('/work', name);
    host.files.makePath(dirname(path));
    host.files.writeFile(path, utf8(text), ROOT, 0o644);
    host.files.lookup(path, ROOT).mtime = CHANGED * 1e6;
  }
  return { sim, world, host };
}

it.each(SAID)('%s', (line, out, err, code) => {
  const { sim, world, host } = machine();
  const env = new Map([
    ['PATH', '/usr/bin:/bin'],
    ['HOME', '/root'],
    ['LC_ALL', 'C.UTF-8'],
    ['TZ', 'UTC'],
  ]);
  const { pid } = world.lifecycle.start(host, bash, {
    argv: ['bash', '-c', line],
    credentials: ROOT,
    env,
    cwd: '/work',
  });
  sim.run(60_000_000);
  const said = (fd: number): string =>
    sim.trace.events.map((e) => (e.kind === 'process.output' && e.fd === fd ? e.text : '')).join('');
  const end = sim.trace.events.find((e) => e.kind === 'process.exited' && e.pid === pid);
  expect({ out: said(1), err: said(2), code: end?.kind === 'process.exited' ? end.code : null }).toEqual({
    out,
    err,
    code,
  });
});
