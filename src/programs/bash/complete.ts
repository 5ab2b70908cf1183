import type { Sys } from '../../machine/sys.ts';
import { SysError } from '../../machine/errno.ts';
import { BUILTINS } from './builtins.ts';

export interface Completion {
  /** What to type for the learner: the rest of the only candidate, or of what all have in common. */
  readonly insert: string;
  readonly list: readonly string[];
}

/** Tab completion: commands in the first place of a command, paths elsewhere. */
export function complete(sys: Sys, before: string): Completion {
  const word = /[^\s|&;<>]*$/.exec(before)?.[0] ?? '';
  const first = /(^|[|&;]|sudo)\s*$/.test(before.slice(0, before.length - word.length));
  const candidates = word.startsWith('-')
    ? flags(sys, before, word)
    : first && !word.includes('/')
      ? commands(sys, word)
      : paths(sys, word);
  if (candidates.length === 0) return { insert: '', list: [] };
  const shared = candidates.reduce(commonPrefix);
  const base = word.slice(word.lastIndexOf('/') + 1);
  const insert = shared.slice(base.length);
  if (candidates.length === 1) return { insert: insert + (shared.endsWith('/') ? '' : ' '), list: [] };
  return { insert, list: candidates };
}

/** The words that `complete -W` of the command's completion file lists. */
function flags(sys: Sys, before: string, word: string): string[] {
  const command =
    before
      .split(/[|&;]/)
      .at(-1)
      ?.trim()
      .replace(/^sudo\s+/, '')
      .split(/\s+/)[0] ?? '';
  const path = `/usr/share/bash-completion/completions/${command}`;
  if (!/^[\w.-]+$/.test(command) || !sys.fs.exists(path)) return [];
  const words = /^complete -W "([^"]*)"/m.exec(sys.fs.readText(path))?.[1]?.split(' ') ?? [];
  return words.filter((w) => w.startsWith(word)).sort();
}

function commands(sys: Sys, prefix: string): string[] {
  const found = new Set(Object.keys(BUILTINS));
  for (const dir of (sys.getenv('PATH') ?? '').split(':')) for (const name of list(sys, dir)) found.add(name);
  return [...found].filter((name) => name.startsWith(prefix)).sort();
}

function paths(sys: Sys, word: string): string[] {
  const slash = word.lastIndexOf('/');
  const dir = slash < 0 ? '.' : word.slice(0, slash + 1).replace(/^~(?=\/)/, sys.getenv('HOME') ?? '~');
  const base = word.slice(slash + 1);
  return list(sys, dir)
    .filter((name) => name.startsWith(base) && (base.startsWith('.') || !name.startsWith('.')))
    .map((name) => (isDir(sys, `${dir}/${name}`) ? `${name}/` : name));
}

function list(sys: Sys, dir: string): string[] {
  try {
    return dir === '' ? [] : sys.fs.readdir(dir);
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

function isDir(sys: Sys, path: string): boolean {
  try {
    return sys.fs.stat(path).kind === 'dir';
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

function commonPrefix(a: string, b: string): string {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return a.slice(0, n);
}
