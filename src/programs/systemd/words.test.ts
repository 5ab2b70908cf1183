import { describe, expect, it } from 'vitest';
import { checkEnvironment } from './check-lists.ts';
import { parseExec } from './exec-line.ts';

// What `systemd-analyze verify` of systemd 252 says.
const context = {} as Parameters<typeof parseExec>[1];

describe('escapes that systemd does not know', () => {
  it.each([
    ['/bin/g a\\qb c "d\\pe f" g', ['a\\qb', 'd\\pe f']],
    ["/bin/sh -c 'echo \\. | grep \\d' x", ['echo \\. | grep \\d']],
    ['/bin/true a\\;b \\; c\\d  e', ['a\\;b', 'c\\d']],
  ])('in a command the words that have them are named: %s', (line, words) => {
    const said = words.map((word) => `Ignoring unknown escape sequences: "${word}"`);
    expect(parseExec(line, context)).toMatchObject({ problems: said, fatal: false });
  });

  it('in a program name they are too much, in Environment= they spoil the line', () => {
    expect(parseExec('/bin/x\\d a', context).problems.at(-1)).toBe(
      'Executable name contains special characters: /bin/x\\d',
    );
    expect(checkEnvironment('environment', 'Environment', '"A=\\d x" B=1', context)).toMatchObject({
      problems: ['Invalid syntax, ignoring: "A=\\d x" B=1'],
    });
  });
});
