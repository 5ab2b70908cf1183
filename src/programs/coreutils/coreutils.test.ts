import { describe, expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { World } from '../../machine/world.ts';
import { bash } from '../bash/index.ts';
import { nologin, su, sudo } from '../sudo/index.ts';
import { moreCoreutils } from './more/index.ts';
import { coreutils } from './index.ts';
import { RECORDED } from './recorded.fixture.ts';

/** A host with the small tools, a user `ubuntu` who may use sudo, and `deploy` who may not. */
function machine() {
  const sim = new Sim(1);
  const world = new World(sim, 1_767_603_600_000_000);
  const host = world.addHost({ name: 'box', addresses: ['10.0.0.5'], cores: 2, latency: 0 });
  host.files.makePath('/usr/bin');
  host.files.symlink('usr/bin', '/bin', ROOT);
  host.files.makePath('/tmp');
  host.files.chmod('/tmp', 0o1777, ROOT);
  for (const [name, program] of Object.entries({ ...coreutils, ...moreCoreutils, bash, sh: bash, sudo, su, nologin })) {
    world.programs.set(name, program);
    const mode = name === 'sudo' || name === 'su' ? 0o4755 : 0o755;
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT);
    host.files.chmod(`/usr/bin/${name}`, mode, ROOT);
  }
  for (const [name, uid] of [
    ['root', 0],
    ['www-data', 33],
    ['ubuntu', 1000],
    ['deploy', 1001],
  ] as const) {
    host.users.addGroup(name, uid);
    host.users.add({
      name,
      uid,
      gid: uid,
      home: uid === 0 ? '/root' : `/home/${name}`,
      shell: uid === 33 ? '/usr/sbin/nologin' : '/bin/bash',
    });
  }
  host.users.addGroup('sudo', 27, ['ubuntu']);
  return { sim, world, host };
}

function run(text: string, user = 'root', seconds = 60) {
  const { sim, world, host } = machine();
  const who = host.users.byName(user);
  const process = world.lifecycle.start(host, bash, {
    argv: ['bash', '-c', text],
    credentials: who ? host.users.credentials(who) : ROOT,
    env: new Map([
      ['PATH', '/usr/bin'],
      ['HOME', '/root'],
    ]),
    cwd: '/tmp',
  });
  sim.run(seconds * 1_000_000);
  const said = (fd: 1 | 2) =>
    sim.trace.events.map((e) => (e.kind === 'process.output' && e.fd === fd ? e.text : '')).join('');
  const end = sim.trace.events.find((e) => e.kind === 'process.exited' && e.pid === process.pid);
  return { out: said(1), err: said(2), code: end?.kind === 'process.exited' ? end.code : null, at: end?.at ?? -1 };
}

describe('the small tools agree with the real ones', () => {
  it.each(RECORDED)('%s', (text, out, code) => {
    const result = run(text);
    expect({ out: result.out, code: result.code, err: result.err }).toEqual({ out, code, err: result.err });
  });
});

describe('sudo and su', () => {
  it('lets members of the group sudo do everything, as whom they name', () => {
    expect(run('sudo whoami; sudo -u www-data id -un; whoami', 'ubuntu').out).toBe('root\nwww-data\nubuntu\n');
    expect(run('sudo -u www-data env | sort | grep -E "^(HOME|USER|SUDO_USER)="', 'ubuntu').out).toBe(
      'HOME=/home/www-data\nSUDO_USER=ubuntu\nUSER=www-data\n',
    );
    expect(run("sudo sh -c 'echo a > /usr/bin/new'; ls -l /usr/bin/new | cut -c1-24", 'ubuntu').out).toBe(
      '-rw-r--r-- 1 root root 2 \n'.slice(0, 24) + '\n',
    );
  });

  it('refuses in its own words', () => {
    const refused = run('sudo whoami', 'deploy');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('sudo: a password is required');
    expect(run('sudo nope', 'ubuntu')).toMatchObject({ code: 1, err: 'sudo: nope: command not found\n' });
    expect(run('sudo -u nobody-here ls', 'ubuntu').err).toContain('sudo: unknown user nobody-here\n');
    expect(run('sudo -u www-data touch /usr/bin/x', 'ubuntu').err).toBe(
      "touch: cannot touch '/usr/bin/x': Permission denied\n",
    );
    expect(run('su -c whoami ubuntu').out).toBe('ubuntu\n');
  });
});

describe('tools of the machine', () => {
  it('follows a growing file in virtual time', () => {
    const result = run('echo a > f; tail -f f & sleep 1; echo b >> f; sleep 1; kill $!');
    expect(result.out).toBe('a\nb\n');
  });

  it('shows who listens, and finds processes', () => {
    const result = run(
      'nc -l 8080 & sleep 0.1; ss -ltnp; pgrep -a nc; nc -z 127.0.0.1 8080; echo $?; nc -z 127.0.0.1 81; echo $?',
    );
    expect(result.out).toMatch(/^State +Recv-Q Send-Q +Local Address:Port/);
    expect(result.out).toMatch(/LISTEN 0 +1 +0\.0\.0\.0:8080 +0\.0\.0\.0:\* +users:\(\("nc",pid=\d+,fd=3\)\)/);
    expect(result.out).toMatch(/\d+ nc -l 8080\n0\n1\n$/);
  });

  it('lists newest first', () => {
    expect(run('mkdir d; cd d; touch a; sleep 1; touch b; sleep 1; touch c; ls -t; ls -tr; ls -r').out).toBe(
      'c\nb\na\na\nb\nc\nc\nb\na\n',
    );
  });

  it('pings in virtual time', () => {
    const result = run('ping -c 2 127.0.0.1');
    expect(result.out).toContain('2 packets transmitted, 2 received, 0% packet loss');
    expect(result.at).toBeGreaterThanOrEqual(1_000_000);
  });

  it('has a manual for what it models', () => {
    expect(run('man grep').out).toContain('NAME\n       grep - Search for PATTERNS in each FILE.');
    expect(run('man nope')).toMatchObject({ code: 16, err: 'No manual entry for nope\n' });
    expect(run('grep --nope x').err).toContain("grep: unrecognized option '--nope'");
  });

  it('top shows one screen of processes', () => {
    expect(run('top -b -n1').out).toMatch(/^top - 09:00:00 up 0 min, {2}0 users,[\s\S]*PID USER[\s\S]*bash/);
  });
});

it('pages, watches and refreshes on a terminal until q or Ctrl-C', () => {
  const { sim, world, host } = machine();
  const tty = world.tty(1);
  const stdio = { kind: 'tty', tty } as const;
  const env = new Map([
    ['PATH', '/usr/bin'],
    ['HOME', '/root'],
  ]);
  world.lifecycle.start(host, bash, {
    argv: ['bash'],
    credentials: ROOT,
    env,
    cwd: '/tmp',
    stdio: [stdio, stdio, stdio],
  });
  const type = (text: string, seconds = 0.1) => {
    const from = sim.trace.events.length;
    tty.input(utf8(text));
    sim.run(sim.now + seconds * 1_000_000);
    return sim.trace.events
      .slice(from)
      .map((e) => (e.kind === 'tty.output' ? e.text : ''))
      .join('');
  };
  sim.run(1000);
  type('seq 100 > f\r');
  expect(type('less f\r')).toContain('1\r\n2\r\n3');
  expect(type(' ')).toContain('30\r\n31\r\n');
  expect(type('/77\r')).toContain('77\r\n');
  expect(type('q') + type('echo left\r')).toContain('\r\nleft\r\n');
  const seen = type('watch -n 1 echo round\r', 3.5);
  expect(seen.match(/Every 1\.0s: echo round/g)).toHaveLength(4);
  expect(type('\u0003') + type('echo $?\r')).toMatch(/\[\?1049l[^]*\n0\r\n/);
  expect(type('top\r', 7).match(/Tasks:/g)).toHaveLength(3);
  expect(type('q') + type('echo left\r')).toContain('\r\nleft\r\n');
  expect(type('man less\r')).toContain('LESS(1)');
  expect(type('q') + type('ls f\r')).toContain('\r\nf\r\n');
});
