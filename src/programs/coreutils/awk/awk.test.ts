import { expect, it } from 'vitest';
import { utf8 } from '../../../base/bytes.ts';
import { Sim } from '../../../engine/sim.ts';
import { Flow } from '../../../machine/connection.ts';
import { ROOT } from '../../../machine/filesystem.ts';
import { World, type Program } from '../../../machine/world.ts';
import { coreutils } from '../index.ts';
import { moreCoreutils } from '../more/index.ts';
import { RECORDED } from './recorded.fixture.ts';

/** Enough of a shell for `"cmd" | getline` and `print | "cmd"`: the words of printf, echo, sort, exit. */
const shell: Program = function* sh(sys) {
  const [, , text = ''] = sys.argv;
  if (text.startsWith('exit ')) return Number(text.slice(5));
  if (text.startsWith("printf '")) {
    yield* sys.fs.write(1, utf8(text.slice(8, -1).replaceAll('\\n', '\n')));
    return 0;
  }
  return yield* sys.exec(text.split(' '));
};

function run(args: readonly string[], input: string) {
  const sim = new Sim(1);
  const world = new World(sim, 1_767_603_600_000_000);
  const host = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  for (const dir of ['/usr/bin', '/tmp']) host.files.makePath(dir);
  host.files.chmod('/tmp', 0o1777, ROOT);
  for (const [name, program] of Object.entries({ ...coreutils, ...moreCoreutils, sh: shell })) {
    world.programs.set(name, program);
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  const flow = new Flow(sim, 100_000, 0);
  flow.put(utf8(input), 0);
  flow.end();
  const sink = world.traceSink;
  const process = world.lifecycle.start(host, moreCoreutils['awk'] as Program, {
    argv: ['awk', ...args],
    credentials: ROOT,
    env: new Map([['PATH', '/usr/bin']]),
    cwd: '/tmp',
    stdio: [
      { kind: 'pipe-read', flow },
      { kind: 'sink', sink, as: 1 },
      { kind: 'sink', sink, as: 2 },
    ],
  });
  sim.run(60_000_000);
  const said = (fd: 1 | 2): string =>
    sim.trace.events.map((e) => (e.kind === 'process.output' && e.fd === fd ? e.text : '')).join('');
  const end = sim.trace.events.find((e) => e.kind === 'process.exited' && e.pid === process.pid);
  return { out: said(1), err: said(2), code: end?.kind === 'process.exited' ? end.code : null };
}

it.each(RECORDED)('%j', (args, input, out, code) => {
  const got = run(args, input);
  expect({ out: got.out, code: got.code }).toEqual({ out, code });
});

it('says where it stumbled', () => {
  expect(run(['{ print'], '').err).toBe('awk: line 2: missing } near end of file\n');
  expect(run(['BEGIN { print "a }'], '').err).toContain('runaway string constant');
  expect(run(['{print}', '/none/file'], '').err).toBe('awk: cannot open /none/file (No such file or directory)\n');
});
