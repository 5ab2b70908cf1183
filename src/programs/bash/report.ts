import type { Shell } from './shell.ts';

/** `set -x`: what is run, words quoted where they need it. */
export function trace(shell: Shell, argv: readonly string[], assignments: readonly [string, string][]): void {
  const quoted = (word: string): string =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  for (const [name, value] of assignments)
    shell.sys.print(2, `${shell.get('PS4') ?? '+ '}${name}=${value === '' ? '' : quoted(value)}\n`);
  if (argv.length > 0) shell.sys.print(2, `${shell.get('PS4') ?? '+ '}${argv.map(quoted).join(' ')}\n`);
}

/** What the reserved word `time` tells; only the real time is known here. */
export function timesText(us: number, posix: boolean): string {
  if (posix) return `real ${(us / 1e6).toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  const real = `${Math.floor(us / 60e6)}m${((us % 60e6) / 1e6).toFixed(3)}s`;
  return `\nreal\t${real}\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}

/** The words of a command as they were typed, for `jobs`. */
export const sourceOf = (shell: Shell, node: { readonly pos: number; readonly end: number }): string =>
  shell.source.slice(node.pos, node.end).trim();

/** The line of a position in the text that is run. */
export const lineAt = (shell: Shell, pos: number): number => shell.source.slice(0, pos).split('\n').length;
