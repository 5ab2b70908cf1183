import { concat, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import type { Sys } from '../../../machine/sys.ts';
import { say } from '../io.ts';
import { readNeeded } from '../lines.ts';
import { tool, type Parsed, type Tool } from '../tool.ts';

const hex = (n: number, digits = 2): string => n.toString(16).padStart(digits, '0');
const printable = (byte: number): string => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.');

function* input(sys: Sys, paths: readonly string[], limit: number): Eff<Bytes> {
  const parts: Bytes[] = [];
  for (const path of paths.length > 0 ? paths : ['-']) parts.push(yield* readNeeded(sys, path));
  return concat(parts).subarray(0, limit);
}

const rows = (bytes: Bytes, size: number): Bytes[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

const NAMED: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

function* od(sys: Sys, options: Parsed): Eff<number> {
  const bytes = yield* input(sys, options.operands, Number(options.value('N') ?? Infinity));
  const kind = options.has('c') ? 'c' : (options.value('t') ?? 'o2');
  const cell = (byte: number): string =>
    kind === 'c'
      ? (
          NAMED[byte] ?? (byte > 31 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
        ).padStart(4)
      : kind.startsWith('x')
        ? ` ${hex(byte)}`
        : kind.startsWith('o1')
          ? ` ${byte.toString(8).padStart(3, '0')}`
          : ` ${String(byte).padStart(3)}`;
  const words = (row: Bytes): string =>
    Array.from(
      { length: Math.ceil(row.length / 2) },
      (_, i) => ` ${((row[2 * i] ?? 0) | ((row[2 * i + 1] ?? 0) << 8)).toString(8).padStart(6, '0')}`,
    ).join('');
  const address = (n: number): string =>
    options.value('A') === 'n'
      ? ''
      : n.toString(options.value('A') === 'x' ? 16 : 8).padStart(options.value('A') === 'x' ? 6 : 7, '0');
  let text = '';
  rows(bytes, 16).forEach((row, i) => {
    text += `${address(i * 16)}${kind === 'o2' ? words(row) : Array.from(row, cell).join('')}\n`;
  });
  yield* say(sys, `${text}${options.value('A') === 'n' ? '' : `${address(bytes.length)}\n`}`);
  return 0;
}

function* xxd(sys: Sys, options: Parsed): Eff<number> {
  const bytes = yield* input(sys, options.operands, Number(options.value('l') ?? Infinity));
  if (options.has('p')) {
    yield* say(
      sys,
      rows(bytes, 30)
        .map((row) => `${Array.from(row, (b) => hex(b)).join('')}\n`)
        .join(''),
    );
    return 0;
  }
  const text = rows(bytes, 16).map((row, i) => {
    const pairs = rows(row, 2).map((two) => Array.from(two, (b) => hex(b)).join(''));
    return `${hex(i * 16, 8)}: ${pairs.join(' ').padEnd(39)}  ${Array.from(row, printable).join('')}\n`;
  });
  yield* say(sys, text.join(''));
  return 0;
}

function* hexdump(sys: Sys, options: Parsed): Eff<number> {
  const bytes = yield* input(sys, options.operands, Number(options.value('n') ?? Infinity));
  const digits = options.has('C') ? 8 : 7;
  const text = rows(bytes, 16).map((row, i) => {
    if (!options.has('C')) {
      const words = rows(row, 2).map((two) => hex((two[0] ?? 0) | ((two[1] ?? 0) << 8), 4));
      return `${`${hex(i * 16, 7)} ${words.join(' ')}`.padEnd(47)}\n`;
    }
    const cells = rows(row, 8).map((eight) => Array.from(eight, (b) => hex(b)).join(' '));
    return `${hex(i * 16, 8)}  ${cells.join('  ').padEnd(48)}  |${Array.from(row, printable).join('')}|\n`;
  });
  yield* say(sys, text.length === 0 ? '' : `${text.join('')}${hex(bytes.length, digits)}\n`);
  return 0;
}

export const dumpTools: readonly Tool[] = [
  tool(
    {
      name: 'od',
      version: 'od (GNU coreutils) 9.1',
      usage: 'od [OPTION]... [FILE]...',
      about: 'Write an unambiguous representation, octal bytes by default, of FILE to standard output.',
      options: [
        '-A, --address-radix=RADIX  o, x or n (none)',
        '-c  printable characters or backslash escapes',
        '-N, --read-bytes=BYTES  limit dump to BYTES input bytes',
        '-t, --format=TYPE  x1, u1, o1 or o2',
      ],
    },
    od,
  ),
  tool(
    {
      name: 'xxd',
      version: 'xxd 2022-01-14',
      usage: 'xxd [options] [infile]',
      about: 'Make a hexdump.',
      options: ['-l LEN  stop after LEN octets', '-p  output in postscript plain hexdump style'],
    },
    xxd,
  ),
  tool(
    {
      name: 'hexdump',
      version: 'hexdump from util-linux 2.38.1',
      usage: 'hexdump [options] <file>...',
      about: 'Display file contents in hexadecimal.',
      options: [
        '-C, --canonical  canonical hex+ASCII display',
        '-n, --length=LENGTH  interpret only length bytes of input',
      ],
    },
    hexdump,
  ),
];
