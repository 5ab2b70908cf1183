import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { BUILTINS } from './builtins.ts';
import type { Shell } from './shell.ts';

export interface Completion {
  /** What to type for the learner: the rest of the only candidate, or of what all have in common. */
  readonly insert: string;
  readonly list: readonly string[];
}

/** Commands before which another command stands. */
const PREFIXES =
  'sudo watch xargs env nohup time command exec man which type help if then else elif do while until ! {'.split(' ');

/** Tab completion: commands first, then what the command takes: flags, verbs, units, users, variables, paths. */
export function complete(shell: Shell, before: string): Completion {
  const { start, text: word, quote } = lastWord(before);
  const found = candidates(shell, before.slice(0, start), word);
  if (found.length === 0) return { insert: '', list: [] };
  const shared = found.reduce(commonPrefix);
  const base = word.slice(word.lastIndexOf('/') + 1);
  const typed = found.every((one) => one.startsWith(word)) ? word : base;
  const rest = shared.slice(typed.length);
  const insert = quote === '' ? escaped(rest) : rest;
  if (found.length === 1) return { insert: insert + (shared.endsWith('/') ? '' : `${quote} `), list: [] };
  return { insert, list: found };
}

const escaped = (text: string): string => text.replace(/[ '"()&;|$]/g, '\\$&');

interface Word {
  /** Where it begins, its quotation mark included. */
  readonly start: number;
  /** Without quotes and backslashes. */
  readonly text: string;
  /** The quotation mark that is open. */
  readonly quote: '' | '"' | "'";
}

/** The word that is being typed. */
function lastWord(line: string): Word {
  let start = 0;
  let text = '';
  let quote: Word['quote'] = '';
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? '';
    if (char === '\\' && quote !== "'") text += line[++i] ?? '';
    else if (quote !== '' && char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (quote === '' && /[\s|&;<>=]/.test(char)) {
      start = i + 1;
      text = '';
    } else text += char;
  }
  return { start, text, quote };
}

function candidates(shell: Shell, rest: string, word: string): string[] {
  const { sys } = shell;
  if (word.startsWith('$')) {
    const names = shell.variables.names.map((name) => `$${name}`);
    return names.filter((name) => name.startsWith(word));
  }
  if (/^~[^/]*$/.test(word) && word.length > 1) {
    const users = sys.process.host.users.list.map((user) => `~${user.name}/`);
    return users.filter((name) => name.startsWith(word));
  }
  if (/[<>]\s*$/.test(rest)) return paths(sys, word);
  const words = (rest.split(/[|&;({`]/).at(-1) ?? '').split(/\s+/).filter((w) => w !== '' && !/^\w+=/.test(w));
  while (PREFIXES.includes(words[0] ?? '') || (words[0]?.startsWith('-') === true && words.length > 1)) words.shift();
  const [command, ...given] = words;
  if (command === undefined) return word.includes('/') ? paths(sys, word) : commands(shell, word);
  const known = wordsOf(sys, command);
  if (word.startsWith('-')) return known.flags.filter((flag) => flag.startsWith(word)).sort();
  const operands = given.filter((one) => !one.startsWith('-'));
  if (known.verbs.length > 0 && operands.length === 0 && !word.includes('/'))
    return known.verbs.filter((verb) => verb.startsWith(word)).sort();
  if (known.units || given.at(-1) === '-u') return units(sys).filter((unit) => unit.startsWith(word));
  if (word.startsWith('%')) return shell.jobs.map((job) => `%${job.id}`).filter((id) => id.startsWith(word));
  const found = paths(sys, word);
  return command === 'cd' || command === 'rmdir' || command === 'pushd'
    ? found.filter((path) => path.endsWith('/'))
    : found;
}

interface Known {
  readonly flags: readonly string[];
  readonly verbs: readonly string[];
  readonly units: boolean;
}

/** The command's completion file: the words of `complete -W`, and whether it takes units. */
function wordsOf(sys: Sys, command: string): Known {
  const path = `/usr/share/bash-completion/completions/${command.slice(command.lastIndexOf('/') + 1)}`;
  if (!/^[\w./-]+$/.test(command) || !sys.fs.exists(path)) return { flags: [], verbs: [], units: false };
  const text = sys.fs.readText(path);
  const words = (/^complete -W "([^"]*)"/m.exec(text)?.[1] ?? '').split(' ').filter((word) => word !== '');
  return {
    flags: words.filter((word) => word.startsWith('-')),
    verbs: words.filter((word) => !word.startsWith('-')),
    units: text.includes('complete -F _units'),
  };
}

/** Names of the unit files that there are. */
function units(sys: Sys): string[] {
  const found = new Set<string>();
  for (const dir of ['/etc/systemd/system', '/lib/systemd/system'])
    for (const name of list(sys, dir)) if (/\.(service|socket|target|timer)$/.test(name)) found.add(name);
  return [...found].sort();
}

function commands(shell: Shell, prefix: string): string[] {
  const found = new Set([...Object.keys(BUILTINS), ...shell.aliases.keys(), ...shell.functions.keys()]);
  for (const dir of (shell.get('PATH') ?? '').split(':')) for (const name of list(shell.sys, dir)) found.add(name);
  return [...found].filter((name) => name.startsWith(prefix)).sort();
}

function paths(sys: Sys, word: string): string[] {
  const slash = word.lastIndexOf('/');
  const dir = slash < 0 ? '.' : word.slice(0, slash + 1).replace(/^~(?=\/)/, sys.getenv('HOME') ?? '~');
  const base = word.slice(slash + 1);
  return list(sys, dir)
    .filter((name) => name.startsWith(base) && (base.startsWith('.') || !name.startsWith('.')))
    .map((name) => (isDir(sys, `${dir}/${name}`) ? `${name}/` : name))
    .sort();
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
