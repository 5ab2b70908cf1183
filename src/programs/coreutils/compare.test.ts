import { expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { World } from '../../machine/world.ts';
import { bash } from '../bash/index.ts';
import { moreCoreutils } from './more/index.ts';
import { coreutils } from './index.ts';

function run(text: string): string {
  const sim = new Sim(1);
  const world = new World(sim, 1_767_603_600_000_000);
  const host = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  for (const dir of ['/usr/bin', '/tmp', '/home', '/etc']) host.files.makePath(dir);
  for (const [name, program] of Object.entries({ ...coreutils, ...moreCoreutils, bash, sh: bash })) {
    world.programs.set(name, program);
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  host.users.add({ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash' });
  host.users.addGroup('root', 0);
  const env = new Map([['PATH', '/usr/bin']]);
  world.lifecycle.start(host, bash, { argv: ['bash', '-c', text], credentials: ROOT, env, cwd: '/tmp' });
  sim.run(60_000_000);
  return sim.trace.events.map((e) => (e.kind === 'process.output' ? e.text : '')).join('');
}

/** What diffutils 3.8 printed for the same commands. */
const RECORDED =
  '3c3\n< 3\n---\n> three\n9d8\n< 9\n20a20\n> new\n29c29\n< 29\n---\n> x\n@@ -1,12 +1,11 @@\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n 7\n 8\n-9\n 10\n 11\n 12\n@@ -18,6 +17,7 @@\n 18\n 19\n 20\n+new\n 21\n 22\n 23\n@@ -26,5 +26,5 @@\n 26\n 27\n 28\n-29\n+x\n 30\nFiles a and b differ\n0a1,30\n> 1\n1d0\n< x\n';

it('compares files as diff does', () => {
  const script =
    "seq 1 30 > a; sed -e 3s/3/three/ -e 9d -e '20a new' -e 29s/29/x/ a > b; diff a b; diff -u a b | tail -n +3; " +
    "diff -q a b; : > e; diff e a | head -2; printf 'x\\n' > f; diff f e";
  expect(run(script)).toBe(RECORDED);
  expect(run('diff none none2; echo $?')).toBe('diff: none: No such file or directory\n2\n');
});

it('adds users and groups, and keeps their files', () => {
  expect(run('groupadd www; useradd -m -s /bin/bash -G www ann; id ann; tail -1 /etc/passwd; tail -2 /etc/group')).toBe(
    'uid=1001(ann) gid=1001(ann) groups=1001(ann),1000(www)\nann:x:1001:1001:ann:/home/ann:/bin/bash\nwww:x:1000:ann\nann:x:1001:\n',
  );
  expect(run('useradd ann; useradd ann; usermod -aG none ann; usermod -aG root bob')).toBe(
    "useradd: user 'ann' already exists\nusermod: group 'none' does not exist\nusermod: user 'bob' does not exist\n",
  );
});

it('ends a command when its time is over, measures and draws directories', () => {
  expect(run('timeout 2 sleep 9; echo $?; timeout 5 bash -c "exit 3"; echo $?; timeout x true; echo $?')).toContain(
    '124\n3\n',
  );
  expect(run('mkdir -p d/e; seq 2000 > d/f; seq 3 > d/e/g; du d; du -sh d')).toBe('8\td/e\n24\td\n24K\td\n');
  expect(run('mkdir -p d/e; touch d/f d/e/g; tree d')).toBe('d\n├── e\n│   └── g\n└── f\n\n1 directory, 2 files\n');
});
