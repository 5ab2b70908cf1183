/** Modes of chmod(1) and umask: octal, or symbolic clauses as in `u+x,go-w,a=rX,g=u`. */
interface Clause {
  readonly who: string;
  readonly op: '+' | '-' | '=';
  readonly permissions: string;
}

export type Mode =
  | { readonly kind: 'octal'; readonly value: number }
  | { readonly kind: 'symbolic'; readonly clauses: readonly Clause[] };

export function parseMode(text: string): Mode | null {
  if (/^[0-7]{1,4}$/.test(text)) return { kind: 'octal', value: Number.parseInt(text, 8) };
  const clauses: Clause[] = [];
  for (const part of text.split(',')) {
    const match = /^([ugoa]*)((?:[+\-=](?:[ugo]|[rwxXst]*))+)$/.exec(part);
    if (!match) return null;
    for (const [, op, permissions] of (match[2] as string).matchAll(/([+\-=])([ugo]|[rwxXst]*)/g))
      clauses.push({ who: match[1] as string, op: op as Clause['op'], permissions: permissions as string });
  }
  return { kind: 'symbolic', clauses };
}

export function applyMode(mode: Mode, before: number, isDir: boolean, umask: number): number {
  if (mode.kind === 'octal') return mode.value;
  let now = before;
  for (const { who, op, permissions } of mode.clauses) {
    const everyone = who === '' || who.includes('a');
    const runnable = isDir || (now & 0o111) !== 0;
    const like = ['o', 'g', 'u'].indexOf(permissions);
    const copied = like < 0 ? 0 : (now >> (like * 3)) & 7;
    const bits =
      copied |
      (permissions.includes('r') ? 4 : 0) |
      (permissions.includes('w') ? 2 : 0) |
      (permissions.includes('x') || (permissions.includes('X') && runnable) ? 1 : 0);
    let mask = 0;
    let set = 0;
    for (const [letter, shift, special] of [
      ['u', 6, 0o4000],
      ['g', 3, 0o2000],
      ['o', 0, 0],
    ] as const) {
      if (!everyone && !who.includes(letter)) continue;
      mask |= 7 << shift;
      set |= bits << shift;
      if (permissions.includes('s')) set |= special;
    }
    if (permissions.includes('t')) set |= 0o1000;
    // Without u, g, o or a the umask holds bits back.
    if (who === '') set &= ~umask;
    now = op === '+' ? now | set : op === '-' ? now & ~set : (now & ~mask) | set;
  }
  return now & 0o7777;
}
