import { expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { World } from '../../machine/world.ts';
import { moreCoreutils } from '../coreutils/more/index.ts';
import { coreutils } from '../coreutils/index.ts';
import { bash } from './index.ts';
import { RECORDED } from './recorded.fixture.ts';

function run(text: string) {
  const sim = new Sim(1);
  const world = new World(sim, 1_767_603_600_000_000);
  const host = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  for (const dir of ['/usr/bin', '/tmp', '/etc', '/root', '/dev']) host.files.makePath(dir);
  host.files.device('/dev/null', 'null');
  for (const [name, program] of Object.entries({ ...coreutils, ...moreCoreutils, bash, sh: bash })) {
    world.programs.set(name, program);
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  host.users.add({ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash' });
  const process = world.lifecycle.start(host, bash, {
    argv: ['bash', '-c', text],
    credentials: ROOT,
    env: new Map([
      ['PATH', '/usr/bin'],
      ['HOME', '/root'],
    ]),
    cwd: '/tmp',
  });
  sim.run(60_000_000);
  const end = sim.trace.events.find((e) => e.kind === 'process.exited' && e.pid === process.pid);
  const out = sim.trace.events.map((e) => (e.kind === 'process.output' && e.fd === 1 ? e.text : '')).join('');
  return { out, code: end?.kind === 'process.exited' ? end.code : null };
}

it.each(RECORDED)('%s', (text, out, code) => {
  expect(run(text)).toEqual({ out, code });
});
