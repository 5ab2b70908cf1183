import { SysError } from '../../machine/errno.ts';
import type { Shell } from './shell.ts';

/** Lines that are kept (HISTSIZE, HISTFILESIZE). */
const KEPT = 1000;

const fileOf = (shell: Shell): string | null => {
  const home = shell.get('HOME');
  return shell.get('HISTFILE') ?? (home === null ? null : `${home}/.bash_history`);
};

/** What earlier shells of this user have left. */
export function loadHistory(shell: Shell): void {
  const file = fileOf(shell);
  if (file === null || !shell.sys.fs.access(file, 4)) return;
  shell.history.push(
    ...shell.sys.fs
      .readText(file)
      .split('\n')
      .filter((line) => line !== ''),
  );
  shell.loaded = shell.history.length;
}

/** Append what was typed in this shell, as `histappend` has it. */
export function saveHistory(shell: Shell): void {
  const file = fileOf(shell);
  const fresh = shell.history.slice(shell.loaded);
  if (file === null || fresh.length === 0) return;
  try {
    const before = shell.sys.fs.access(file, 4)
      ? shell.sys.fs
          .readText(file)
          .split('\n')
          .filter((line) => line !== '')
      : [];
    shell.sys.fs.writeFile(file, `${[...before, ...fresh].slice(-KEPT).join('\n')}\n`, 0o600);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

/** HISTCONTROL=ignoreboth: neither a line again nor one that begins with a blank. */
export function remember(shell: Shell, text: string): void {
  const control = shell.get('HISTCONTROL') ?? '';
  if (/ignore(space|both)/.test(control) && text.startsWith(' ')) return;
  if (/ignore(dups|both)/.test(control) && shell.history.at(-1) === text) return;
  // A pasted command may end with a newline.
  shell.history.push(text.trimEnd());
}

export interface Expanded {
  readonly text: string;
  /** The event that there is not, as it was written. */
  readonly missing: string | null;
}

/** History expansion (bash(1), HISTORY EXPANSION): !!, !n, !-n, !text, !?text?, !$, ^old^new. Not in single quotes. */
export function expandHistory(line: string, history: readonly string[]): Expanded {
  const last = history.at(-1) ?? '';
  const quick = /^\^([^^]+)\^([^^]*)\^?$/.exec(line);
  if (quick) {
    const [, old = '', by = ''] = quick;
    if (!last.includes(old)) return { text: line, missing: `:s${line}` };
    return { text: last.replace(old, () => by), missing: null };
  }
  let missing: string | null = null;
  const pattern = /'[^']*'|\\.|\$\{!|\[!|(?<=^|\s)#.*$|!(!|-?\d+|\$|\?[^?\s]+\??|[A-Za-z./][^\s;|&<>()"']*)/g;
  const text = line.replace(pattern, (all: string, event: string | undefined) => {
    if (event === undefined || all === '' || !all.startsWith('!')) return all;
    const found = find(event, history);
    if (found === undefined) missing ??= all;
    return found ?? all;
  });
  return { text, missing };
}

function find(event: string, history: readonly string[]): string | undefined {
  if (event === '!') return history.at(-1);
  if (event === '$') return history.at(-1)?.trim().split(/\s+/).at(-1);
  if (/^-?\d+$/.test(event)) return Number(event) < 0 ? history.at(Number(event)) : history[Number(event) - 1];
  if (event.startsWith('?')) return history.findLast((h) => h.includes(event.replace(/^\?|\?$/g, '')));
  return history.findLast((h) => h.startsWith(event));
}
