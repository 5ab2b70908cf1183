/** Tools for lists of lines: join, shuf, split, and for tabs, numbers and readable strings in files (GNU 9.1). */
import { fromUtf8, utf8 } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError, strerror } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { say, sayError } from '../io.ts';
import { linesOf, readNeeded, readWhole } from '../lines.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from '../tool.ts';
import { joinLines } from './join.ts';

function* textOf(sys: Sys, path: string): Eff<string> {
  return fromUtf8(yield* readNeeded(sys, path));
}

function count(options: Parsed, key: string, what: string): number | null {
  const text = options.value(key);
  if (text === null) return null;
  if (!/^\d+$/.test(text)) throw new ToolError(`invalid ${what}: ‘${text}’`);
  return Number(text);
}

function* join(sys: Sys, options: Parsed): Eff<number> {
  const [left, right] = options.operands;
  if (left === undefined) throw misuse('missing operand');
  if (right === undefined) throw misuse(`missing operand after ‘${left}’`);
  const files = [linesOf(yield* textOf(sys, left)), linesOf(yield* textOf(sys, right))] as const;
  const sides = (key: string): Set<string> => new Set(options.values(key));
  const field = (key: string): number => (count(options, key, 'field number') ?? 1) - 1;
  const { lines, unsorted } = joinLines(files[0], files[1], {
    fields: [field('1'), field('2')],
    separator: options.value('t'),
    unpaired: new Set([...sides('a'), ...sides('v')]),
    paired: sides('v').size === 0,
    empty: options.value('e') ?? '',
    format: options.value('o')?.split(/[,\s]+/) ?? null,
    ignoreCase: options.has('i'),
  });
  yield* say(sys, lines.map((line) => `${line}\n`).join(''));
  if (unsorted === null) return 0;
  const { side, at, line } = unsorted;
  yield* sayError(sys, `join: ${side === 0 ? left : right}:${at}: is not sorted: ${line}\n`);
  yield* sayError(sys, 'join: input is not in sorted order\n');
  return 1;
}

function* shuf(sys: Sys, options: Parsed): Eff<number> {
  const told = count(options, 'n', 'line count');
  const range = options.value('i');
  let pool: string[];
  if (range !== null) {
    const [, low = '', high = ''] = /^(\d+)-(\d+)$/.exec(range) ?? [];
    if (low === '' || Number(low) > Number(high) + 1) throw new ToolError(`invalid input range: ‘${range}’`);
    if (Number(high) - Number(low) > 1e6) throw new ToolError('memory exhausted');
    pool = Array.from({ length: Number(high) - Number(low) + 1 }, (_, i) => String(Number(low) + i));
  } else pool = options.has('e') ? [...options.operands] : linesOf(yield* textOf(sys, options.operands[0] ?? '-'));
  const wanted = told ?? (options.has('r') ? 1e4 : pool.length);
  const out: string[] = [];
  while (out.length < wanted && pool.length > 0) {
    const bytes = sys.random(4);
    const at = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % pool.length;
    out.push(pool[at] ?? '');
    if (!options.has('r')) pool.splice(at, 1);
  }
  yield* say(sys, out.map((line) => `${line}\n`).join(''));
  return 0;
}

/** `xaa`, `xab` …; or with -d `x00`. */
const suffix = (n: number, length: number, digits: boolean): string =>
  n
    .toString(digits ? 10 : 26)
    .replace(/./g, (c) => (digits ? c : String.fromCharCode(97 + Number.parseInt(c, 26))))
    .padStart(length, digits ? '0' : 'a');

function* split(sys: Sys, options: Parsed): Eff<number> {
  const [path = '-', prefix = 'x'] = options.operands;
  const bytes = count(options, 'b', 'number of bytes');
  const each = count(options, 'l', 'number of lines') ?? 1000;
  if (bytes === 0 || each === 0)
    throw new ToolError(`invalid number of ${bytes === 0 ? 'bytes' : 'lines'}: ‘0’: Numerical result out of range`);
  const text = yield* textOf(sys, path);
  const parts: string[] = [];
  if (bytes !== null) for (let at = 0; at < text.length; at += bytes) parts.push(text.slice(at, at + bytes));
  else {
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    for (let at = 0; at < lines.length; at += each) parts.push(lines.slice(at, at + each).join(''));
  }
  const length = count(options, 'a', 'suffix length') ?? 2;
  for (const [n, part] of parts.entries()) {
    const name = suffix(n, length, options.has('d'));
    if (name.length > length) throw new ToolError('output file suffixes exhausted');
    sys.fs.writeFile(sys.path(`${prefix}${name}`), part);
  }
  return 0;
}

function tabSize(options: Parsed): number {
  const text = options.value('t') ?? '8';
  if (!/^\d+$/.test(text)) throw new ToolError(`tab size contains invalid character(s): ‘${text}’`);
  if (Number(text) === 0) throw new ToolError('tab size cannot be 0');
  return Number(text);
}

function* perLine(sys: Sys, options: Parsed, change: (line: string) => string): Eff<number> {
  for (const path of options.operands.length > 0 ? options.operands : ['-']) {
    const text = yield* textOf(sys, path);
    yield* say(sys, text.split('\n').map(change).join('\n'));
  }
  return 0;
}

function* expand(sys: Sys, options: Parsed): Eff<number> {
  const size = tabSize(options);
  return yield* perLine(sys, options, (line) => {
    let out = '';
    for (const c of line) out += c === '\t' ? ' '.repeat(size - (out.length % size)) : c;
    return out;
  });
}

/** Blanks at the beginning of a line; with -a wherever two or more end at a tab stop. */
function* unexpand(sys: Sys, options: Parsed): Eff<number> {
  const size = tabSize(options);
  const everywhere = options.has('a') || options.value('t') !== null;
  return yield* perLine(sys, options, (line) => {
    const head = everywhere ? line : (/^[ \t]*/.exec(line)?.[0] ?? '');
    const cells = head.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    const short = cells.map((cell) => (cell.length === size ? cell.replace(/ {2,}$/, '\t') : cell)).join('');
    return short + line.slice(head.length);
  });
}

function* factor(sys: Sys, options: Parsed): Eff<number> {
  const words =
    options.operands.length > 0 ? options.operands : (yield* textOf(sys, '-')).split(/\s+/).filter((w) => w !== '');
  let status = 0;
  for (const word of words) {
    if (/^\+?\d{1,15}$/.test(word))
      yield* say(
        sys,
        `${Number(word)}:${factors(Number(word))
          .map((p) => ` ${p}`)
          .join('')}\n`,
      );
    else {
      yield* sayError(
        sys,
        `factor: ‘${word}’ is ${/^\d+$/.test(word) ? 'too large' : 'not a valid positive integer'}\n`,
      );
      status = 1;
    }
  }
  return status;
}

function factors(n: number): number[] {
  const out: number[] = [];
  let rest = n;
  for (let p = 2; p * p <= rest; p += p === 2 ? 1 : 2) for (; rest % p === 0; rest /= p) out.push(p);
  return rest > 1 ? [...out, rest] : out;
}

function* strings(sys: Sys, options: Parsed): Eff<number> {
  const least = count(options, 'n', 'minimum string length') ?? 4;
  let status = 0;
  for (const path of options.operands.length > 0 ? options.operands : ['-']) {
    try {
      const bytes = yield* readWhole(sys, path);
      let run = '';
      for (const byte of [...bytes, 0]) {
        if (byte === 9 || (byte >= 32 && byte < 127)) run += String.fromCharCode(byte);
        else {
          if (run.length >= least) yield* sys.fs.write(1, utf8(`${run}\n`));
          run = '';
        }
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const text = error.errno === 'ENOENT' ? `'${path}': No such file` : `${path}: ${strerror(error.errno)}`;
      yield* sayError(sys, `strings: ${text}\n`);
      status = 1;
    }
  }
  return status;
}

const TAB = '-t, --tabs=N  have tabs N characters apart, not 8';

export const listTools: readonly Tool[] = [
  tool(
    {
      name: 'join',
      version: gnu('join'),
      usage: 'join [OPTION]... FILE1 FILE2',
      about: 'For each pair of lines with identical join fields, write a line to standard output.',
      options: [
        '-a FILENUM  also print unpairable lines from file FILENUM',
        '-e STRING  replace missing input fields with STRING',
        '-i, --ignore-case  ignore differences in case when comparing fields',
        '-o FORMAT  obey FORMAT while constructing output line',
        '-t CHAR  use CHAR as input and output field separator',
        '-v FILENUM  like -a FILENUM, but suppress joined output lines',
        '-1 FIELD  join on this FIELD of file 1',
        '-2 FIELD  join on this FIELD of file 2',
      ],
    },
    join,
  ),
  tool(
    {
      name: 'shuf',
      version: gnu('shuf'),
      usage: 'shuf [OPTION]... [FILE]',
      about: 'Write a random permutation of the input lines to standard output.',
      options: [
        '-e, --echo  treat each ARG as an input line',
        '-i, --input-range=LO-HI  treat each number LO through HI as an input line',
        '-n, --head-count=COUNT  output at most COUNT lines',
        '-r, --repeat  output lines can be repeated',
      ],
      notes: 'chance comes from the seed of the run; -r without -n ends after 10,000 lines.',
    },
    shuf,
  ),
  tool(
    {
      name: 'split',
      version: gnu('split'),
      usage: 'split [OPTION]... [FILE [PREFIX]]',
      about: 'Output pieces of FILE to PREFIXaa, PREFIXab, ...; default size is 1000 lines.',
      options: [
        '-a, --suffix-length=N  generate suffixes of length N (default 2)',
        '-b, --bytes=SIZE  put SIZE bytes per output file',
        '-d  use numeric suffixes starting at 0, not alphabetic',
        '-l, --lines=NUMBER  put NUMBER lines per output file',
      ],
    },
    split,
  ),
  tool(
    {
      name: 'expand',
      version: gnu('expand'),
      usage: 'expand [OPTION]... [FILE]...',
      about: 'Convert tabs in each FILE to spaces, writing to standard output.',
      options: [TAB],
    },
    expand,
  ),
  tool(
    {
      name: 'unexpand',
      version: gnu('unexpand'),
      usage: 'unexpand [OPTION]... [FILE]...',
      about: 'Convert blanks in each FILE to tabs, writing to standard output.',
      options: ['-a, --all  convert all blanks, instead of just initial blanks', TAB],
    },
    unexpand,
  ),
  tool(
    {
      name: 'factor',
      version: gnu('factor'),
      usage: 'factor [NUMBER]...',
      about: 'Print the prime factors of each specified integer NUMBER.',
      options: [],
      notes: 'numbers of at most 15 digits.',
    },
    factor,
  ),
  tool(
    {
      name: 'strings',
      version: 'GNU strings (GNU Binutils for Debian) 2.40',
      usage: 'strings [option(s)] [file(s)]',
      about: 'Display printable strings in [file(s)] (stdin by default).',
      options: ['-n, --bytes=NUMBER  print any sequence of at least NUMBER characters'],
    },
    strings,
  ),
];
