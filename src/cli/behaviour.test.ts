import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lazyGuest } from './python.ts';
import { runCase } from './run-case.ts';

interface Recorded {
  readonly name: string;
  readonly source: string;
  readonly exit: number;
  readonly stdout: string;
}

/** Virtual seconds that each program has for itself. */
const EACH = 8;

function recorded(text: string): readonly Recorded[] {
  return text
    .split(/^=== /mu)
    .slice(1)
    .map((part) => {
      const [, name = '', source = '', exit = '', stdout = ''] =
        /^(.*)\n([^]*?)^--- exit (\d+)\n([^]*)$/mu.exec(part) ?? [];
      return { name, source, exit: Number(exit), stdout: stdout.trimEnd() };
    });
}

it('does what CPython does: tasks, threads, signals, files, exits, tracebacks', async () => {
  const programs = recorded(readFileSync('src/cli/behaviour/programs.txt', 'utf8'));
  expect(programs.length).toBeGreaterThan(45);
  const { observation } = await runCase(
    {
      name: 'behaviour',
      family: 'behaviour',
      files: Object.fromEntries(programs.map(({ source }, i) => [`/home/app/p${i}.py`, source])),
      commands: programs.map((_, i) => ({
        id: `p${i}`,
        argv: ['python3', `/home/app/p${i}.py`],
        cwd: '/home/app',
        at: 1 + i * EACH,
      })),
      end_at: (programs.length + 1) * EACH,
    },
    { nginxConf: '', guest: lazyGuest() },
  );
  const commands = 'commands' in observation ? (observation.commands ?? {}) : {};
  const printed = (lines: readonly unknown[] | undefined): string =>
    (lines ?? [])
      .join('\n')
      .replaceAll(/p\d+\.py/gu, 'program.py')
      .trimEnd();
  const here = programs.map(({ name }, i) => [name, commands[`p${i}`]?.exit, printed(commands[`p${i}`]?.stdout)]);
  expect(here).toEqual(programs.map(({ name, exit, stdout }) => [name, exit, stdout]));
}, 180_000);
