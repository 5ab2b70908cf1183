import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { fromUtf8, utf8 } from '../../base/bytes.ts';
import { say, sayError } from './io.ts';
import { eachLine, Flow, linesOf, readWhole } from './lines.ts';
import type { Manual } from './manual.ts';
import { compile, quote, RegexError } from './regex.ts';
import { misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

const MANUAL: Manual = {
  name: 'grep',
  version: 'grep (GNU grep) 3.8',
  usage: 'grep [OPTION]... PATTERNS [FILE]...',
  about:
    'Search for PATTERNS in each FILE.\nWhen FILE is -, read standard input. Exit status is 0 if any line is selected, 1 otherwise, 2 on trouble.',
  options: [
    '-E, --extended-regexp  PATTERNS are extended regular expressions',
    '-F, --fixed-strings  PATTERNS are strings',
    '-G, --basic-regexp  PATTERNS are basic regular expressions',
    '-P, --perl-regexp  PATTERNS are Perl regular expressions',
    '-e, --regexp=PATTERNS  use PATTERNS for matching',
    '-f, --file=FILE  take PATTERNS from FILE',
    '-i, --ignore-case  ignore case distinctions',
    '-y  the same as -i',
    '-w, --word-regexp  match only whole words',
    '-x, --line-regexp  match only whole lines',
    '-s, --no-messages  suppress error messages',
    '-v, --invert-match  select non-matching lines',
    '-m, --max-count=NUM  stop after NUM selected lines',
    '-b, --byte-offset  print the byte offset with output lines',
    '-n, --line-number  print line number with output lines',
    '-H, --with-filename  print file name with output lines',
    '-T, --initial-tab  make tabs line up',
    '-a, --text  process a binary file as if it were text',
    '-h, --no-filename  suppress the file name prefix on output',
    '-o, --only-matching  show only nonempty parts of lines that match',
    '-q, --quiet  suppress all normal output',
    '-r, --recursive  read all files under each directory',
    '-R, --dereference-recursive  likewise, but follow all symlinks',
    '-L, --files-without-match  print only names of FILEs with no selected lines',
    '-l, --files-with-matches  print only names of FILEs with selected lines',
    '-c, --count  print only a count of selected lines per FILE',
    '-B, --before-context=NUM  print NUM lines of leading context',
    '-A, --after-context=NUM  print NUM lines of trailing context',
    '-C, --context=NUM  print NUM lines of output context',
    '--color[=WHEN]  use markers to highlight the matching strings',
    '--line-buffered  flush output on every line',
    '--include=GLOB  search only files that match GLOB',
    '--exclude=GLOB  skip files that match GLOB',
    '--exclude-dir=GLOB  skip directories that match GLOB',
  ],
  notes:
    'output is always flushed with what was read, as with --line-buffered; -P reads what Perl and JavaScript have in common.',
  usageStatus: 2,
  onWrongOption: 'usage',
};

interface Search {
  readonly matcher: RegExp;
  readonly options: Parsed;
  readonly names: boolean;
  readonly max: number;
  readonly before: number;
  readonly after: number;
  readonly color: boolean;
}

function* grep(sys: Sys, options: Parsed): Eff<number> {
  const given = [...options.values('e')];
  for (const path of options.values('f')) {
    const text = fromUtf8(yield* readWhole(sys, path));
    given.push(...linesOf(text));
  }
  const [first, ...others] = options.operands;
  const listed = given.length > 0 || options.has('f');
  const patterns = listed ? given : first === undefined ? null : [first];
  if (patterns === null) {
    yield* sayError(sys, `Usage: ${MANUAL.usage}\nTry 'grep --help' for more information.\n`);
    return 2;
  }
  const recursive = options.has('r') || options.has('R');
  let files = listed ? options.operands : others;
  if (files.length === 0) files = recursive ? ['.'] : ['-'];
  const bare = recursive && (listed ? options.operands : others).length === 0;
  const status = { matched: false, trouble: false };
  const search = prepare(sys, options, patterns, recursive || files.length > 1);
  for (const file of files) {
    yield* searchPath(sys, search, bare ? '' : file, recursive, status);
    if (status.matched && options.has('q')) return 0;
  }
  return status.trouble ? 2 : status.matched ? 0 : 1;
}

function prepare(sys: Sys, options: Parsed, patterns: readonly string[], many: boolean): Search {
  const kind = options.order.filter((key) => 'EFGP'.includes(key)).at(-1) ?? 'G';
  const ignoreCase = options.has('i') || options.has('y');
  const sources = patterns.flatMap((p) => p.split('\n')).map((p) => sourceOf(p, kind));
  const wrapped = sources.map((s) =>
    options.has('x') ? `^(?:${s})$` : options.has('w') ? `(?<!\\w)(?:${s})(?!\\w)` : s,
  );
  const context = options.value('C');
  const names = options.order.filter((key) => key === 'H' || key === 'h').at(-1);
  const when = options.has('color') ? (options.value('color') ?? 'auto') : 'never';
  const onTty = sys.process.fds.get(1).description.kind === 'tty';
  return {
    matcher: new RegExp(
      wrapped.length === 0
        ? '(?!)'
        : wrapped.length === 1
          ? (wrapped[0] as string)
          : wrapped.map((w) => `(?:${w})`).join('|'),
      ignoreCase ? 'iu' : 'u',
    ),
    options,
    names: names === undefined ? many : names === 'H',
    max: number(options.value('m'), Infinity, 'max count'),
    before: number(options.value('B') ?? context, 0, 'context length argument'),
    after: number(options.value('A') ?? context, 0, 'context length argument'),
    color: when === 'always' || (when === 'auto' && onTty),
  };
}

function sourceOf(pattern: string, kind: string): string {
  if (kind === 'F') return quote(pattern);
  if (kind === 'P') return perl(pattern);
  try {
    return compile(pattern, { extended: kind === 'E' }).source;
  } catch (error) {
    // Debian's grep has no more to say of brackets in the C.UTF-8 locale.
    if (error instanceof RegexError)
      throw new ToolError(error.message.startsWith('Unmatched [') ? 'Invalid regular expression' : error.message, 2);
    throw error;
  }
}

/** Perl's expressions are nearly JavaScript's; what is not is refused. */
function perl(pattern: string): string {
  const source = pattern.replace(/\\[AzZ]/g, (anchor) => (anchor === '\\A' ? '^' : '$')).replace(/\\h/g, '[ \\t]');
  const kept = /^(.*)\\K(.*)$/s.exec(source);
  const whole = kept ? `(?<=${kept[1]})${kept[2]}` : source;
  try {
    return new RegExp(whole, 'u').source;
  } catch {
    try {
      // Escapes that mean nothing are their character to Perl, an error to JavaScript's strict kind.
      return new RegExp(whole.replace(/\\([^\w\s^$\\.*+?()[\]{}|/-])/g, '$1'), 'u').source;
    } catch {
      throw new ToolError(`cannot compile this Perl expression: ${pattern}`, 2);
    }
  }
}

function number(text: string | null, otherwise: number, what: string): number {
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text))
    throw what === 'max count' ? new ToolError('invalid max count', 2) : new ToolError(`${text}: invalid ${what}`, 2);
  return Number(text);
}

interface Status {
  matched: boolean;
  trouble: boolean;
}

function* searchPath(sys: Sys, search: Search, path: string, recursive: boolean, status: Status): Eff<void> {
  const { options } = search;
  try {
    const kind = path === '-' ? 'file' : sys.fs.stat(path || '.').kind;
    if (kind === 'dir') {
      if (!recursive) {
        yield* sayError(sys, `grep: ${path}: Is a directory\n`);
        status.trouble = true;
        return;
      }
      for (const name of sys.fs.readdir(path || '.')) {
        const child = path === '' ? name : `${path.replace(/\/$/, '')}/${name}`;
        const inode = sys.fs.lstat(child);
        const skipped =
          inode.kind !== 'file' && inode.kind !== 'dir' && !(inode.kind === 'symlink' && options.has('R'));
        if (skipped || (inode.kind === 'file' && !included(options, name))) continue;
        if (inode.kind === 'dir' && fits(options.values('exclude-dir'), name)) continue;
        yield* searchPath(sys, search, child, true, status);
      }
      return;
    }
    yield* searchFile(sys, search, path, status);
  } catch (error) {
    if (!(error instanceof SysError) || error.errno === 'EPIPE') throw error;
    status.trouble = true;
    if (!options.has('s')) yield* sayError(sys, `grep: ${path}: ${strerror(error.errno)}\n`);
  }
}

const fits = (globs: readonly string[], name: string): boolean =>
  globs.some((g) => new RegExp(`^${quote(g).replace(/\\\*/g, '.*').replace(/\\\?/g, '.')}$`, 'u').test(name));

function included(options: Parsed, name: string): boolean {
  const globs = options.values('include');
  return (globs.length === 0 || fits(globs, name)) && !fits(options.values('exclude'), name);
}

function* searchFile(sys: Sys, search: Search, path: string, status: Status): Eff<void> {
  const { options, max } = search;
  const label = path === '-' ? '(standard input)' : path;
  const printer = new Printer(search, label);
  const silent = ['q', 'l', 'L', 'c'].some((key) => options.has(key));
  let number = 0;
  let count = 0;
  let isBinary = false;
  const flow = new Flow();
  if (max === 0) flow.stop = true;
  yield* eachLine(
    sys,
    path,
    (line, _ended, out) => {
      number++;
      if (count >= max && (!printer.owesContext || search.matcher.test(line) !== options.has('v'))) {
        out.stop = true;
        return;
      }
      const hit = search.matcher.test(line) !== options.has('v');
      if (hit) count++;
      isBinary ||= !options.has('a') && /[\0\uFFFD]/.test(line);
      if (!silent && !isBinary) out.out += printer.line(line, number, hit);
      if (hit && isBinary && !silent) out.stop = true;
      if (count >= max && (silent || search.after === 0)) out.stop = true;
      if (hit && (options.has('q') || options.has('l') || options.has('L'))) out.stop = true;
    },
    flow,
  );
  if (count > 0) status.matched = true;
  if (options.has('q')) return;
  if (isBinary && count > 0 && !silent) yield* sayError(sys, `grep: ${label}: binary file matches\n`);
  if (options.has('l') || options.has('L')) {
    if (count > 0 === options.has('l')) yield* say(sys, `${label}\n`);
  } else if (options.has('c')) yield* say(sys, `${search.names ? `${label}:` : ''}${count}\n`);
}

/** Prefixes, context and colours of output lines. */
class Printer {
  private before: { readonly line: string; readonly number: number }[] = [];
  private afterLeft = 0;
  private lastPrinted = 0;
  /** Bytes before the line that comes. */
  private offset = 0;

  constructor(
    private readonly search: Search,
    private readonly label: string,
  ) {}

  /** Lines that follow a hit are still to be shown. */
  get owesContext(): boolean {
    return this.afterLeft > 0;
  }

  line(line: string, number: number, hit: boolean): string {
    const text = this.shown(line, number, hit);
    this.offset += utf8(line).length + 1;
    return text;
  }

  private shown(line: string, number: number, hit: boolean): string {
    const { search } = this;
    if (!hit) {
      if (this.afterLeft > 0) {
        this.afterLeft--;
        return this.format(line, number, '-');
      }
      if (search.before > 0) this.before = [...this.before, { line, number }].slice(-search.before);
      return '';
    }
    let out = '';
    const firstNumber = this.before[0]?.number ?? number;
    const context = search.before > 0 || search.after > 0;
    if (context && this.lastPrinted > 0 && firstNumber > this.lastPrinted + 1) out += '--\n';
    for (const earlier of this.before) out += this.format(earlier.line, earlier.number, '-');
    this.before = [];
    this.afterLeft = search.after;
    return out + this.format(line, number, ':');
  }

  private format(line: string, number: number, sign: ':' | '-'): string {
    const { options, names, color, matcher } = this.search;
    this.lastPrinted = number;
    const paint = (code: string, text: string): string =>
      color ? `\u001b[${code}m\u001b[K${text}\u001b[m\u001b[K` : text;
    const mark = paint('36', sign);
    const tab = options.has('T');
    const numbered = options.has('n') ? paint('32', String(number).padStart(tab ? (names ? 4 : 2) : 0)) + mark : '';
    const name = names ? paint('35', this.label) + mark : '';
    const lead = (at: number): string =>
      name + numbered + (options.has('b') ? paint('32', String(this.offset + at)) + mark : '') + (tab ? '\t' : '');
    const prefix = lead(0);
    const all = new RegExp(matcher.source, `${matcher.flags}g`);
    if (options.has('o')) {
      if (sign === '-' || options.has('v')) return '';
      return [...line.matchAll(all)]
        .filter((m) => m[0] !== '')
        .map((m) => `${lead(utf8(line.slice(0, m.index)).length)}${paint('01;31', m[0])}\n`)
        .join('');
    }
    const text =
      color && sign === ':' && !options.has('v') ? line.replace(all, (m) => (m === '' ? '' : paint('01;31', m))) : line;
    return `${prefix}${text}\n`;
  }
}

export const grepTool: Tool = tool(MANUAL, grep);
/** Old names of `grep -E` and `grep -F`. */
export const variants: readonly Tool[] = (['egrep', 'fgrep'] as const).map((name) =>
  tool({ ...MANUAL, name, usage: MANUAL.usage.replace('grep', name), options: MANUAL.options }, (sys, options) => {
    if (options.order.some((key) => 'EFGP'.includes(key))) throw misuse('conflicting matchers specified');
    return grep(sys, { ...options, order: [...options.order, name === 'egrep' ? 'E' : 'F'] });
  }),
);
