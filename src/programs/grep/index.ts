/** grep 3.8, the options that people type: -E -F -G -P -e -i -v -o -n -c -q -h -H -w -x -A -B -C, files or standard input. */
import { fromUtf8, utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

const USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
const FLAGS = new Set('EFGPivonqchHwxs');
const VALUES = new Set('eABC');

interface Settings {
  readonly flags: ReadonlySet<string>;
  readonly pattern: RegExp;
  readonly after: number;
  readonly before: number;
  readonly files: readonly string[];
}

export function* grep(sys: Sys): Eff<number> {
  const settings = read(sys.argv.slice(1));
  if (typeof settings === 'string') {
    yield* sys.fs.write(2, utf8(settings));
    return 2;
  }
  let found = false;
  let trouble = false;
  for (const file of settings.files) {
    try {
      const text = file === '-' ? yield* readAll(sys) : sys.fs.readText(file);
      const lines = select(settings, text, file === '-' ? '(standard input)' : file);
      found ||= lines.hit;
      if (!settings.flags.has('q')) yield* sys.fs.write(1, utf8(lines.out.map((line) => `${line}\n`).join('')));
    } catch (error) {
      if (!(error instanceof SysError) || error.errno === 'EPIPE') throw error;
      trouble = true;
      if (!settings.flags.has('s')) yield* sys.fs.write(2, utf8(`grep: ${file}: ${strerror(error.errno)}\n`));
    }
  }
  return trouble ? 2 : found ? 0 : 1;
}

function* readAll(sys: Sys): Eff<string> {
  let text = '';
  for (;;) {
    const bytes = yield* sys.fs.read(0);
    if (bytes.length === 0) return text;
    text += fromUtf8(bytes);
  }
}

function read(args: readonly string[]): Settings | string {
  const flags = new Set<string>();
  const patterns: string[] = [];
  const rest: string[] = [];
  const context: Record<string, number> = {};
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] ?? '';
      if (VALUES.has(letter)) {
        const value = arg.slice(at + 1) || (args[++i] ?? '');
        if (letter === 'e') patterns.push(value);
        else if (!/^\d+$/.test(value)) return `grep: ${value}: invalid context length argument\n`;
        else context[letter] = Number(value);
        break;
      }
      if (!FLAGS.has(letter)) return `grep: invalid option -- '${letter}'\n${USAGE}`;
      flags.add(letter);
    }
  }
  if (patterns.length === 0) {
    const first = rest.shift();
    if (first === undefined) return USAGE;
    patterns.push(first);
  }
  const one = patterns
    .flatMap((p) => p.split('\n'))
    .map((p) => source(p, flags))
    .join('|');
  const whole = flags.has('x') ? `^(?:${one})$` : flags.has('w') ? `(?<!\\w)(?:${one})(?!\\w)` : one;
  try {
    const pattern = new RegExp(whole, `g${flags.has('i') ? 'i' : ''}`);
    return {
      flags,
      pattern,
      after: context['A'] ?? context['C'] ?? 0,
      before: context['B'] ?? context['C'] ?? 0,
      files: rest.length > 0 ? rest : ['-'],
    };
  } catch {
    return 'grep: Invalid regular expression\n';
  }
}

/** Basic expressions have their operators behind a backslash, extended ones before (POSIX.1 chapter 9). */
function source(pattern: string, flags: ReadonlySet<string>): string {
  if (flags.has('F')) return pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const classes = pattern.replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all);
  if (flags.has('E') || flags.has('P')) return classes;
  return classes.replace(
    /\\([+?(){}|])|([+?(){}|])/g,
    (_, operator: string | undefined, literal: string | undefined) => operator ?? `\\${literal ?? ''}`,
  );
}

const CLASSES: Readonly<Record<string, string>> = {
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  space: '\\s',
  upper: 'A-Z',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
};

function select(
  { flags, pattern, after, before, files }: Settings,
  text: string,
  name: string,
): { hit: boolean; out: string[] } {
  const lines = text.replace(/\n$/, '').split('\n');
  if (text === '') lines.pop();
  const hits = lines.map((line) => line.search(pattern) >= 0 !== flags.has('v'));
  const count = hits.filter(Boolean).length;
  const named = flags.has('H') || (files.length > 1 && !flags.has('h'));
  const mark = (at: number, sign: ':' | '-'): string =>
    (named ? `${name}${sign}` : '') + (flags.has('n') ? `${at + 1}${sign}` : '');
  if (flags.has('c')) return { hit: count > 0, out: [`${named ? `${name}:` : ''}${count}`] };
  const out: string[] = [];
  let last = -1;
  for (const [at, line] of lines.entries()) {
    if (hits[at] && flags.has('o')) {
      if (!flags.has('v'))
        for (const [match] of line.matchAll(pattern)) if (match !== '') out.push(mark(at, ':') + match);
      continue;
    }
    const near = hits.slice(Math.max(0, at - after), at + before + 1).some(Boolean);
    if (!near) continue;
    if (last >= 0 && at > last + 1 && after + before > 0) out.push('--');
    out.push(mark(at, hits[at] ? ':' : '-') + line);
    last = at;
  }
  return { hit: count > 0, out };
}
