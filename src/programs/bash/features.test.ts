import { describe, expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { World } from '../../machine/world.ts';
import { moreCoreutils } from '../coreutils/more/index.ts';
import { coreutils } from '../coreutils/index.ts';
import { bash, sh } from './index.ts';

/** Output, messages and exit status of one command on a small host. */
function run(...argv: readonly [string, ...string[]]) {
  const sim = new Sim(1);
  const world = new World(sim, 1_767_603_600_000_000);
  const host = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  for (const dir of ['/usr/bin', '/tmp', '/root', '/dev']) host.files.makePath(dir);
  for (const [name, program] of Object.entries({ ...coreutils, ...moreCoreutils, bash, sh })) {
    world.programs.set(name, program);
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  host.users.add({ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash' });
  const env = new Map([
    ['PATH', '/usr/bin'],
    ['HOME', '/root'],
  ]);
  const program = argv[0] === 'bash' ? bash : sh;
  const process = world.lifecycle.start(host, program, { argv, credentials: ROOT, env, cwd: '/tmp' });
  sim.run(60_000_000);
  const said = (fd: 1 | 2): string =>
    sim.trace.events.map((e) => (e.kind === 'process.output' && e.fd === fd ? e.text : '')).join('');
  const end = sim.trace.events.find((e) => e.kind === 'process.exited' && e.pid === process.pid);
  return { out: said(1), err: said(2), code: end?.kind === 'process.exited' ? end.code : null };
}

describe('bash', () => {
  it.each([
    ['a=(x y "z w"); echo ${a[1]} ${#a[@]}; for i in "${a[@]}"; do echo "<$i>"; done', 'y 3\n<x>\n<y>\n<z w>\n'],
    ['a[2]=x; a[5]=y; echo "${!a[@]}" ${#a[@]} ${a[-1]}; unset "a[2]"; echo ${a[@]}', '2 5 2 y\ny\n'],
    ['declare -A m=([k]="v w" [j]=2); echo "${m[k]}"; declare -p m', 'v w\ndeclare -A m=([k]="v w" [j]="2" )\n'],
    ['a=(p q r s); a+=(t); echo "${a[@]:1:2}" "${a[@]/q/Q}" "${a[*]%r}"', 'q r p Q r s t p q  s t\n'],
    ['a=(p q); echo "${#a[@]}" "n=${#a[*]}" "${#@}"', '2 n=2 0\n'],
    ['a=(1 2); (( a[1] += 5 )); echo $((a[0] + a[1])) "${a[*]}"', '8 1 7\n'],
    ['mapfile -t l < <(printf "a\\nb\\n"); echo ${#l[@]} ${l[1]}; read -a w <<< "1 2 3"; echo ${w[2]}', '2 b\n3\n'],
    ['f() { local a=1 b=(7 8); a[0]=q; echo ${b[1]} $a; }; a=0; f; echo $a "${b-none}"', '8 q\n0 none\n'],
    ['cat <(echo one) <(echo two)', 'one\ntwo\n'],
    ['[[ "GET /x" =~ ^([A-Z]+)\\ (.*)$ ]] && echo ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}', 'GET /x\n'],
    ['while getopts a:b o -a 1 -b; do echo $o $OPTARG; done', 'a 1\nb\n'],
    ['pushd / > /dev/fd/none 2>/tmp/e; cd /; pushd /tmp; dirs; popd', '/tmp /\n/tmp /\n/\n'],
    ['exec 3> f; echo x >&3; exec 3>&-; cat f', 'x\n'],
    ['trap "echo err" ERR; false; true; echo end', 'err\nend\n'],
    ['set -- a b c; echo "${@:2}" ${#@} ${@: -1}', 'b c 3 c\n'],
  ])('%s', (text, out) => {
    expect(run('bash', '-c', text).out).toBe(out);
  });

  it('says what it cannot do, and where a text cannot be read', () => {
    expect(run('bash', '-c', 'fi')).toMatchObject({
      code: 2,
      err: "bash: -c: line 1: syntax error near unexpected token `fi'\nbash: -c: line 1: `fi'\n",
    });
    expect(run('bash', '-c', 'if true; then')).toMatchObject({
      err: 'bash: -c: line 2: syntax error: unexpected end of file\n',
    });
    expect(run('bash', '-c', 'echo "a')).toMatchObject({
      err: 'bash: -c: line 1: unexpected EOF while looking for matching `"\'\n',
    });
    expect(run('bash', '-c', 'tee >(cat) < /dev/null')).toMatchObject({
      err: 'bash: line 1: >(cat): not modelled\n',
      code: 1,
    });
    expect(run('bash', '-c', 'help nope').err).toContain("no help topics match `nope'");
    expect(run('bash', '-c', 'help cd').out).toContain('Change the shell working directory.');
  });

  it('tells the line of a script that went wrong, and stops there under set -e', () => {
    const text = "printf 'set -e\\necho one\\nnope\\necho two\\n' > s.sh; bash s.sh; echo $?";
    expect(run('bash', '-c', text)).toMatchObject({
      out: 'one\n127\n',
      err: 's.sh: line 3: nope: command not found\n',
    });
  });

  it('runs a text without #! as a script, and refuses what it cannot run', () => {
    expect(run('bash', '-c', "printf 'echo plain $1\\n' > p; chmod +x p; ./p here").out).toBe('plain here\n');
    expect(run('bash', '-c', "printf '#!/no/sh\\n' > p; chmod +x p; ./p")).toMatchObject({
      err: 'bash: line 1: ./p: cannot execute: required file not found\n',
      code: 127,
    });
    expect(run('bash', '-c', '/tmp')).toMatchObject({ err: 'bash: line 1: /tmp: Is a directory\n', code: 126 });
  });
});

describe('sh is dash, in words and in what it has', () => {
  it.each([
    ['nope', 'sh: 1: nope: not found\n', 127],
    ['true\nnope', 'sh: 2: nope: not found\n', 127],
    ['a=(1)', 'sh: 1: Syntax error: "(" unexpected\n', 2],
    ['[[ a = a ]]', 'sh: 1: [[: not found\n', 127],
    ['source x', 'sh: 1: source: not found\n', 127],
    ['set -u; echo $zz', 'sh: 1: zz: parameter not set\n', 2],
    ['. /none', 'sh: 1: .: cannot open /none: No such file\n', 2],
    ['echo > /none/y', 'sh: 1: cannot create /none/y: Directory nonexistent\n', 2],
    ['cat < /none', 'sh: 1: cannot open /none: No such file\n', 2],
    ['cd /none', "sh: 1: cd: can't cd to /none\n", 2],
    ['echo "a', 'sh: 1: Syntax error: Unterminated quoted string\n', 2],
    ['fi', 'sh: 1: Syntax error: "fi" unexpected\n', 2],
    ['readonly x=1; x=2', 'sh: 1: x: is read only\n', 2],
    ['cat <<< x', 'sh: 1: Syntax error: redirection unexpected\n', 2],
    ['set -o pipefail', 'sh: 1: set: Illegal option -o pipefail\n', 2],
  ])('%s', (text, err, code) => {
    expect(run('sh', '-c', text)).toMatchObject({ err, code });
  });

  it('reads escapes in echo, and leaves braces alone', () => {
    expect(run('sh', '-c', 'echo -e "a\\tb"; echo {a,b}').out).toBe('-e a\tb\n{a,b}\n');
  });

  it('calls itself what it was called', () => {
    expect(run('/bin/sh', '-c', 'gunicorn wsgi:app').err).toBe('/bin/sh: 1: gunicorn: not found\n');
  });
});
