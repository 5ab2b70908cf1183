import { describe, expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { World } from '../../machine/world.ts';
import { moreCoreutils } from '../coreutils/more/index.ts';
import { coreutils } from '../coreutils/index.ts';
import { bash } from './index.ts';

/** A host with the shell and the small tools on it. */
function machine() {
  const sim = new Sim(1);
  const world = new World(sim, 1_767_603_600_000_000);
  const host = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  for (const [name, program] of Object.entries({ ...coreutils, ...moreCoreutils, bash })) {
    world.programs.set(name, program);
    host.files.makePath('/usr/bin');
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  host.files.makePath('/tmp');
  host.users.add({ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash' });
  host.users.addGroup('root', 0);
  const env = new Map([
    ['PATH', '/usr/bin'],
    ['HOME', '/root'],
  ]);
  return { sim, world, host, env };
}

/** Output, errors and exit code of `bash -c text`. */
function run(text: string) {
  const { sim, world, host, env } = machine();
  const process = world.lifecycle.start(host, bash, {
    argv: ['bash', '-c', text],
    credentials: ROOT,
    env,
    cwd: '/tmp',
  });
  sim.run(60_000_000);
  const said = (fd: 1 | 2) =>
    sim.trace.events.map((e) => (e.kind === 'process.output' && e.fd === fd ? e.text : '')).join('');
  const end = sim.trace.events.find((e) => e.kind === 'process.exited' && e.pid === process.pid);
  return {
    out: said(1),
    err: said(2),
    code: end?.kind === 'process.exited' ? end.code : null,
    left: host.processes.size,
    at: end?.at ?? -1,
  };
}

describe('bash -c', () => {
  it.each([
    ['echo one two', 'one two\n'],
    ['A=1; echo "$A" \'$A\' ${B:-none} $((2+3*4))', '1 $A none 14\n'],
    ['echo a > f; echo b >> f; cat f', 'a\nb\n'],
    ['cat <<EOF\nhi $HOME\nEOF', 'hi /root\n'],
    ['cat <<< "x y"', 'x y\n'],
    ['false || echo no; true && echo yes', 'no\nyes\n'],
    ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n'],
    ['touch a.py b.py c.txt; echo *.py *.none', 'a.py b.py *.none\n'],
    ['f() { echo "f $1"; }; f x', 'f x\n'],
    ['echo $(echo inner | cat)', 'inner\n'],
    ['cd /; pwd; (cd /tmp; pwd); pwd', '/\n/tmp\n/\n'],
    ['if [ -d /tmp ]; then echo dir; else echo no; fi', 'dir\n'],
    ['case abc in a*) echo m;; *) echo n;; esac', 'm\n'],
    ['x=/a/b.txt; echo ${x##*/} ${x%.txt} ${#x}', 'b.txt /a/b 8\n'],
    ['echo to-err >&2 2>/dev/null; echo both 2>&1', 'both\n'],
    ['printf "%s-%03d\\n" a 7 b 8', 'a-007\nb-008\n'],
    ['n=0; while [ $n -lt 3 ]; do n=$((n+1)); done; echo $n', '3\n'],
  ])('%s', (text, out) => {
    const result = run(text);
    expect(result.out).toBe(out);
    expect(result.left).toBe(0);
  });

  it('gives the exit codes and messages of the real one', () => {
    expect(run('nope')).toMatchObject({ code: 127, err: 'bash: line 1: nope: command not found\n' });
    expect(run('cat /none')).toMatchObject({ code: 1, err: 'cat: /none: No such file or directory\n' });
    expect(run('cd /none')).toMatchObject({ code: 1, err: 'bash: line 1: cd: /none: No such file or directory\n' });
    expect(run('exit 7')).toMatchObject({ code: 7 });
    expect(run('sleep 100 & kill $!; wait $!; echo $?')).toMatchObject({ out: '143\n' });
  });

  it('streams through pipes and stops a writer whose reader is gone', () => {
    const result = run('yes | cat | (read=1; sleep 0.1)');
    expect(result.left).toBe(0);
    expect(result.at).toBeGreaterThanOrEqual(100_000);
  });

  it('runs background jobs beside the next command', () => {
    const result = run('sleep 1 & sleep 1; wait; echo done');
    expect(result.out).toBe('done\n');
    expect(result.at).toBeLessThan(1_100_000);
  });
});

describe('an interactive shell', () => {
  it('edits lines, completes, and gives Ctrl-C to the command in front', () => {
    const { sim, world, host, env } = machine();
    const tty = world.tty(1);
    const stdio = { kind: 'tty', tty } as const;
    const shell = world.lifecycle.start(host, bash, {
      argv: ['bash'],
      credentials: ROOT,
      env,
      cwd: '/tmp',
      stdio: [stdio, stdio, stdio],
    });
    const type = (text: string, until: number) => {
      tty.input(utf8(text));
      sim.run(until);
    };
    sim.run(1000);
    type('ech', 2000);
    type('\to hallo\u001b[D\u001b[D\u001b[D\u007fe\r', 10_000);
    type('sleep 100\r', 20_000);
    type('\u0003', 30_000);
    type('echo $?\r', 40_000);
    type('exit 3\r', 50_000);
    const text = sim.trace.events.map((e) => (e.kind === 'tty.output' ? e.text : '')).join('');
    expect(text).toContain('hello\r\n');
    expect(text).toContain('^C');
    expect(text).toContain('130\r\n');
    expect(shell.state).toBe('dead');
    expect(shell.status).toEqual({ code: 3, signal: null });
  });

  it('stops a command with Ctrl-Z, and goes on with fg and bg', () => {
    const { sim, world, host, env } = machine();
    const tty = world.tty(1);
    const stdio = { kind: 'tty', tty } as const;
    world.lifecycle.start(host, bash, {
      argv: ['bash'],
      credentials: ROOT,
      env,
      cwd: '/tmp',
      stdio: [stdio, stdio, stdio],
    });
    const type = (text: string, seconds: number) => {
      const from = sim.trace.events.length;
      tty.input(utf8(text));
      sim.run(sim.now + seconds * 1_000_000);
      return sim.trace.events
        .slice(from)
        .map((e) => (e.kind === 'tty.output' ? e.text : ''))
        .join('');
    };
    sim.run(1000);
    type("bash -c 'for i in 1 2 3 4 5 6; do sleep 1; echo tick $i; done'\r", 2.5);
    expect(type('\u001a', 1)).toContain('[1]+  Stopped                 bash -c');
    expect(type('echo $?\r', 10)).toContain('148\r\n');
    expect(type('jobs\r', 5)).toContain('[1]+  Stopped');
    const going = type('bg\r', 2.5);
    expect(going).toContain('[1]+ bash -c');
    expect(going).toContain('tick 3');
    expect(type('fg %1\r', 10)).toContain('tick 6');
    expect(type('jobs; echo none\r', 0.1)).toContain('\r\nnone\r\n');
    expect(type('sleep 50 &\r', 0.1)).toMatch(/\[1\] \d+\r\n/);
    expect(type('jobs\r', 0.1)).toContain('[1]+  Running                 sleep 50 &\r\n');
    expect(type('kill %1\r', 0.1) + type('\r', 0.1) + type('true\r', 0.1)).toContain(
      '[1]+  Terminated              sleep 50\r\n',
    );
    expect(type('echo one\r', 0.1) + type('!!\r', 0.1)).toContain('echo one\r\none\r\n');
    expect(type('!nope\r', 0.1)).toContain('bash: !nope: event not found');
  });
});
