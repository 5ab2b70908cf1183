import { resolveSpecifiers, type SpecifierContext } from './specifiers.ts';
import { splitWords, type Word } from './words.ts';

/** One command of ExecStart= and its kin (systemd.service(5), "Command lines"). */
export interface Command {
  readonly path: string;
  readonly argv: readonly string[];
  /** `-`: a failure does not matter. */
  readonly ignore: boolean;
  /** `:`: no variables are replaced. */
  readonly literal: boolean;
  /** `+`, `!`, `!!`: not as User=. */
  readonly privileged: boolean;
}

export interface ExecResult {
  readonly commands: readonly Command[];
  readonly problems: readonly string[];
  readonly fatal: boolean;
}

/** Read the value of an Exec directive: one command, or several with ` ; ` between them. */
export function parseExec(value: string, context: SpecifierContext): ExecResult {
  const problems: string[] = [];
  const commands: Command[] = [];
  const split = splitWords(value);
  if (!split.ok) return { commands, problems: [`Unbalanced quoting, ignoring: "${value}"`], fatal: true };
  let words = split.words;
  while (words.length > 0) {
    const end = words.findIndex((word, i) => i > 0 && word.raw === ';');
    const own = end < 0 ? words : words.slice(0, end);
    words = end < 0 ? [] : words.slice(end + 1);
    for (const word of own)
      if (word.strange !== null && word.raw !== '\\;')
        problems.push(`Ignoring unknown escape sequences: "${word.strange}"`);
    const result = oneCommand(own, value, context);
    if ('command' in result) commands.push(result.command);
    else {
      problems.push(result.problem);
      return { commands, problems, fatal: !result.ignore };
    }
  }
  return { commands, problems, fatal: false };
}

type One = { readonly command: Command } | { readonly problem: string; readonly ignore: boolean };

function oneCommand(words: readonly Word[], value: string, context: SpecifierContext): One {
  const first = words[0]?.text ?? '';
  const { flags, path: written } = prefixes(first);
  const ignore = flags.includes('-');
  const also = ignore ? ', ignoring' : '';
  const fail = (problem: string): One => ({ problem, ignore });
  const path = resolveSpecifiers(written, context);
  if (path === null) return fail(`Failed to resolve unit specifiers in '${written}'${also}: Invalid slot`);
  if (path === '') return fail(`Empty path in command line${also}: '${value}'`);
  if (/[\0-\x1f\x7f\\"']/.test(path)) return fail(`Executable name contains special characters${also}: ${path}`);
  if (path.endsWith('/')) return fail(`Executable path specifies a directory${also}: ${path}`);
  if (!path.startsWith('/') && (path.includes('/') || path === '.' || path === '..'))
    return fail(`Neither a valid executable name nor an absolute path${also}: ${path}`);
  const argv: string[] = flags.includes('@') ? [] : [path];
  for (const word of words.slice(1)) {
    const text = word.raw === '\\;' ? ';' : resolveSpecifiers(word.text, context);
    if (text === null) return fail(`Failed to resolve unit specifiers in ${word.text}${also}: Invalid slot`);
    argv.push(text);
  }
  if (argv.length === 0) return fail(`Empty executable name or zeroeth argument${also}: ${value}`);
  const privileged = /[+!]/.test(flags);
  return { command: { path: tidy(path), argv, ignore, literal: flags.includes(':'), privileged } };
}

/** `-`, `@`, `:` once each, and one of `+`, `!`, `!!`, in any order. */
function prefixes(word: string): { readonly flags: string; readonly path: string } {
  let flags = '';
  let i = 0;
  for (; i < word.length; i++) {
    const c = word[i] ?? '';
    const free =
      c === '!' ? !flags.includes('+') && !flags.includes('!!') : c === '+' ? !/[+!]/.test(flags) : !flags.includes(c);
    if (!'-@:+!'.includes(c) || !free) break;
    flags += c;
  }
  return { flags, path: word.slice(i) };
}

const tidy = (path: string): string => path.replace(/\/{2,}/g, '/');

/** What a program is called without its path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
