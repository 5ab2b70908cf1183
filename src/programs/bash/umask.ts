import type { Shell } from './shell.ts';

const letters = (bits: number): string => (bits & 4 ? 'r' : '') + (bits & 2 ? 'w' : '') + (bits & 1 ? 'x' : '');

/** umask of bash(1): octal, or the permissions that are left (`-S`, `u=rwx,g=rx,o=`). */
export function umask(shell: Shell, args: readonly string[]): number {
  const { process } = shell.sys;
  const symbolic = args[0] === '-S';
  const [mask] = symbolic ? args.slice(1) : args;
  const wrong = (text: string): number => {
    shell.complain(`umask: ${text}`);
    return 1;
  };
  if (mask !== undefined && /^\d/.test(mask)) {
    if (!/^[0-7]{1,4}$/.test(mask)) return wrong(`${mask}: octal number out of range`);
    process.umask = Number.parseInt(mask, 8);
  } else if (mask !== undefined) {
    let allowed = ~process.umask & 0o777;
    for (const clause of mask.split(',')) {
      const [, who = '', op, what = ''] = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause) ?? [];
      if (op === undefined)
        return wrong(`\`${clause.replace(/^[ugoa]*/, '').slice(0, 1)}': invalid symbolic mode operator`);
      for (const [letter, shift] of [
        ['u', 6],
        ['g', 3],
        ['o', 0],
      ] as const) {
        if (who !== '' && !who.includes('a') && !who.includes(letter)) continue;
        const bits =
          ((what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (what.includes('x') ? 1 : 0)) << shift;
        allowed = op === '+' ? allowed | bits : op === '-' ? allowed & ~bits : (allowed & ~(7 << shift)) | bits;
      }
    }
    process.umask = ~allowed & 0o777;
  }
  if (symbolic) {
    const left = ~process.umask & 0o777;
    shell.sys.print(1, `u=${letters(left >> 6)},g=${letters((left >> 3) & 7)},o=${letters(left & 7)}\n`);
  } else if (mask === undefined) shell.sys.print(1, `${process.umask.toString(8).padStart(4, '0')}\n`);
  return 0;
}
