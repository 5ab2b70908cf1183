import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArgs } from './cli.ts';
import { SETTINGS } from './settings/index.ts';
import { DOCS } from './settings/docs.ts';
import { helpText } from './help.ts';

/** Values and positional arguments, or the complaint. */
function read(...argv: string[]): unknown {
  const parsed = parseArgs(argv);
  if (parsed.kind !== 'run') return parsed.kind === 'error' ? parsed.message : parsed.kind;
  return [Object.fromEntries(parsed.values), parsed.args];
}

describe('the command line', () => {
  it.each([
    [['-w', '4', 'wsgi:app'], { workers: 4 }],
    [['-w4', 'wsgi:app'], { workers: 4 }],
    [['-w=4', 'wsgi:app'], { workers: 4 }],
    [['--workers=4', 'wsgi:app'], { workers: 4 }],
    [['wsgi:app', '--workers', '4'], { workers: 4 }],
    [['--worker-cl', 'gthread', 'wsgi:app'], { worker_class: 'gthread' }],
    [['-DR', 'wsgi:app'], { daemon: true, enable_stdio_inheritance: true }],
    [['-Dw4', 'wsgi:app'], { daemon: true, workers: 4 }],
    [['-b', ':80', '-b', 'unix:/x', 'wsgi:app'], { bind: [':80', 'unix:/x'] }],
    [['-m', '007', 'wsgi:app'], { umask: 7 }],
    [['-m', '117', 'wsgi:app'], { umask: 117 }],
    [['--proxy-protocol', '--', 'wsgi:app'], { proxy_protocol: 'auto' }],
    [['--no-sendfile', 'wsgi:app'], { sendfile: false }],
  ])('%j', (argv, values) => {
    expect(read(...argv)).toEqual([values, ['wsgi:app']]);
  });

  it.each([
    [['--wrokers', '3', 'wsgi:app'], 'unrecognized arguments: --wrokers'],
    [['wsgi:app', '-w', '3', 'more'], 'unrecognized arguments: more'],
    [['--threads', 'many'], "argument --threads: invalid int value: 'many'"],
    [['-m', '007wsgi:app'], "argument -m/--umask: invalid auto_int value: '007wsgi:app'"],
    [['-w'], 'argument -w/--workers: expected one argument'],
    [['--workers', '--reload'], 'argument -w/--workers: expected one argument'],
    [['--reload=yes'], "argument --reload: ignored explicit argument 'yes'"],
    [['-D4'], "argument -D/--daemon: ignored explicit argument '4'"],
    [
      ['--wor', '3'],
      'ambiguous option: --wor could match --workers, --worker-class, --worker-connections, --worker-tmp-dir',
    ],
  ])('%j is refused', (argv, message) => {
    expect(read(...argv)).toBe(message);
  });

  it('gives a flag its value wherever the application stands', () => {
    const flags = SETTINGS.filter((s) => s.cli && s.action === undefined && s.type === undefined && !s.optional);
    fc.assert(
      fc.property(
        fc.constantFrom(...flags),
        fc.stringMatching(/^[a-z0-9:./]{1,12}$/),
        fc.boolean(),
        (setting, value, first) => {
          const flag = setting.cli?.at(-1) ?? '';
          const argv = first ? ['wsgi:app', flag, value] : [flag, value, 'wsgi:app'];
          expect(read(...argv)).toEqual([{ [setting.name]: value }, ['wsgi:app']]);
        },
      ),
    );
  });

  it('explains every setting in both languages', () => {
    for (const { name, section } of SETTINGS) {
      if (section === 'Dirty Arbiter Hooks') continue;
      expect({ [name]: DOCS[name] }).not.toEqual({ [name]: undefined });
    }
    expect(helpText('gunicorn')).toContain(
      '  -w INT, --workers INT\n                        How many worker processes serve requests. [1]\n',
    );
  });
});
