import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { World } from '../../machine/world.ts';
import { systemd } from './index.ts';
import { formatSpan } from './spans.ts';
import { DIRECTIVES } from './table/index.ts';
import { parseUnitFile } from './unit-file.ts';
import { parseSpan } from './values.ts';
import { splitWords } from './words.ts';

const DIR = '/etc/systemd/system';

/** Exit code and lines of `systemd-analyze verify` (or another command) over these files, the directory left out. */
function run(files: Readonly<Record<string, string>>, argv = ['systemd-analyze', 'verify', `${DIR}/p.service`]) {
  const sim = new Sim(1);
  const world = new World(sim, 0);
  const host = world.addHost({ name: 'box', addresses: [], cores: 1, latency: 0 });
  for (const dir of ['/usr/bin', '/bin', DIR]) host.files.makePath(dir);
  for (const [name, program] of Object.entries(systemd)) {
    world.programs.set(name, program);
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  host.files.writeFile('/bin/sleep', utf8('x'), ROOT, 0o755);
  for (const [name, text] of Object.entries(files)) {
    host.files.makePath(`${DIR}/${name}`.replace(/\/[^/]*$/, ''));
    host.files.writeFile(`${DIR}/${name}`, utf8(text), ROOT);
  }
  const env = new Map([['PATH', '/usr/bin']]);
  const process = world.lifecycle.start(host, (sys) => sys.exec(argv), { argv, credentials: ROOT, env, cwd: DIR });
  sim.run(10_000_000);
  const lines = sim.trace.events
    .map((e) => (e.kind === 'process.output' ? e.text : ''))
    .join('')
    .replaceAll(`${DIR}/`, '');
  return { code: process.status?.code, lines: lines.split('\n').slice(0, -1) };
}

const service = (...lines: readonly string[]): string =>
  ['[Service]', 'ExecStart=/bin/sleep 1', ...lines, ''].join('\n');
const BAD = 'Unit p.service has a bad unit file setting.';
const FATAL = 'p.service: Unit configuration has fatal error, unit will not be started.';

describe('systemd-analyze verify, as systemd 252 answers', () => {
  it.each([
    [service('UMask=999'), 0, ['p.service:3: Failed to parse mode value, ignoring: 999']],
    [service('User=a:b', 'Foo=1'), 1, ['p.service:3: Invalid user/group name or numeric ID: a:b', FATAL, BAD]],
    [service('Environment=A=b \\', '# between', ' C'), 0, ['p.service:5: Invalid environment assignment, ignoring: C']],
    [
      service('TimeoutStopSec=5x', 'TimeoutSec=x'),
      0,
      [
        'p.service:3: Failed to parse time value, ignoring: 5x',
        'p.service:4: Failed to parse TimeoutSec= parameter, ignoring: x',
      ],
    ],
    [service('RuntimeDirectory=/run/x'), 0, ['p.service:3: RuntimeDirectory= path is absolute, ignoring: /run/x']],
    [
      service('ExecStart=', 'ExecStart=./x'),
      1,
      ['p.service:4: Neither a valid executable name nor an absolute path: ./x', FATAL, BAD],
    ],
    [
      service('ExecReload=-/nosuch', 'ExecStop=/nosuch'),
      1,
      ['p.service: Command /nosuch is not executable: No such file or directory'],
    ],
    [
      service('StartLimitIntervalSec=3', 'X-Note=1'),
      0,
      ["p.service:3: Unknown key 'StartLimitIntervalSec' in section [Service], ignoring."],
    ],
    [
      `A=1\n[Foo]\n[X-Foo]\n${service()}`,
      0,
      ['p.service:1: Assignment outside of section. Ignoring.', "p.service:2: Unknown section 'Foo'. Ignoring."],
    ],
    [
      `[Unit]\nAfter=network, x.service\n${service()}`,
      0,
      ['p.service:2: Failed to add dependency on network,, ignoring: Invalid argument'],
    ],
    [
      `[Unit]\nRequires=x.service\n${service()}`,
      1,
      ['p.service: Failed to create p.service/start: Unit x.service not found.'],
    ],
    ['', 1, ['Unit p.service is masked.']],
  ])('%j', (text, code, lines) => expect(run({ 'p.service': text })).toEqual({ code, lines }));

  it('lets drop-ins add and reset, and does not stop for their errors', () => {
    const files = {
      'p.service': '[Service]\nExecStart=/nosuch\n',
      'p.service.d/a.conf': '[Service]\nExecStart=\nExecStart=/bin/sleep\nUser=a:b\n',
    };
    expect(run(files)).toEqual({
      code: 0,
      lines: ['p.service.d/a.conf:4: Invalid user/group name or numeric ID: a:b'],
    });
  });

  it('finds a cycle', () => {
    const other = (name: string): string => `[Unit]\nRequires=${name}\nAfter=${name}\n${service()}`;
    const { code, lines } = run({ 'p.service': other('q.service'), 'q.service': other('p.service') });
    expect(code).toBe(1);
    expect(lines.slice(0, 3)).toEqual([
      'q.service: Found ordering cycle on p.service/start',
      'q.service: Found dependency on q.service/start',
      'q.service: Unable to break cycle starting with q.service/start',
    ]);
  });
});

describe('systemctl without systemd', () => {
  it('enables and disables by links alone', () => {
    const files = { 'p.service': service('[Install]', 'WantedBy=nosuch.target', 'Alias=web.service') };
    expect(run(files, ['systemctl', 'enable', 'p'])).toEqual({
      code: 0,
      lines: [
        'Created symlink web.service → p.service.',
        'Created symlink nosuch.target.wants/p.service → p.service.',
        'Unit p.service is added as a dependency to a non-existent unit nosuch.target.',
      ],
    });
    expect(run(files, ['systemctl', 'is-enabled', 'p'])).toEqual({ code: 1, lines: ['disabled'] });
    expect(run(files, ['systemctl', 'enable', 'q'])).toEqual({
      code: 1,
      lines: ['Failed to enable unit, unit q.service does not exist.'],
    });
  });
});

describe('the pieces', () => {
  it('reads any text without fail, with lines in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('[Unit]', '[x', 'A=b', 'A=\\', '\\', '=', '#c', ' ;', 'é', '"')),
        (lines) => {
          const numbers = parseUnitFile(lines.join('\n'), ['Unit']).map((item) => item.line);
          expect(numbers.every((n, i) => n >= (numbers[i - 1] ?? 1) && n <= lines.length)).toBe(true);
        },
      ),
    );
  });

  it('splits quoted words back into what was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (words) => {
        const quoted = words.map((w) => `"${w.replace(/["\\]/g, '\\$&')}"`).join(' ');
        const split = splitWords(quoted);
        expect(split.ok && split.words.map((w) => w.text)).toEqual(words);
      }),
    );
  });

  it('writes spans so that they can be read again', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4e12 }), (us) => parseSpan(formatSpan(us)) === us));
    expect(formatSpan(90_000_000)).toBe('1min 30s');
  });

  it('names every directive once, and tells of those that it models in both languages', () => {
    const names = DIRECTIVES.map((d) => `${d.section}.${d.key}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    for (const { doc } of DIRECTIVES) if (doc) expect(doc.en !== '' && doc.zh !== '').toBe(true);
  });
});
