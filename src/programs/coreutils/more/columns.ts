import { fromUtf8 } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import type { Sys } from '../../../machine/sys.ts';
import { say } from '../io.ts';
import { eachFile, eachLine, linesOf, readNeeded } from '../lines.ts';
import { gnu, misuse, tool, type Parsed, type Tool } from '../tool.ts';

function* linesIn(sys: Sys, path: string): Eff<string[]> {
  return linesOf(fromUtf8(yield* readNeeded(sys, path)));
}

function* nl(sys: Sys, options: Parsed): Eff<number> {
  const all = options.value('b') === 'a';
  const width = Number(options.value('w') ?? 6);
  const separator = options.value('s') ?? '\t';
  let number = Number(options.value('v') ?? 1);
  return yield* eachFile(sys, 'nl', options.operands, (path) =>
    eachLine(sys, path, (line, _ended, flow) => {
      const counts = all || line !== '';
      flow.out += counts
        ? `${String(number++).padStart(width)}${separator}${line}\n`
        : `${' '.repeat(width + separator.length)}\n`;
    }),
  );
}

function* paste(sys: Sys, options: Parsed): Eff<number> {
  const between = [...(options.value('d') ?? '\t').replaceAll('\\t', '\t').replaceAll('\\n', '\n')];
  const joined = (parts: readonly string[]): string =>
    parts.map((part, i) => part + (i < parts.length - 1 ? (between[i % between.length] ?? '') : '')).join('');
  const columns: string[][] = [];
  for (const path of options.operands.length > 0 ? options.operands : ['-']) columns.push(yield* linesIn(sys, path));
  if (options.has('s')) {
    yield* say(sys, columns.map((lines) => `${joined(lines)}\n`).join(''));
    return 0;
  }
  const rows = Math.max(0, ...columns.map((lines) => lines.length));
  const text = Array.from({ length: rows }, (_, i) => `${joined(columns.map((lines) => lines[i] ?? ''))}\n`);
  yield* say(sys, text.join(''));
  return 0;
}

/** Lines of the first file, of the second, of both: in that order, each a column further right. */
function* comm(sys: Sys, options: Parsed): Eff<number> {
  const [left, right] = options.operands;
  if (left === undefined || right === undefined)
    throw misuse(left === undefined ? 'missing operand' : `missing operand after ‘${left}’`);
  const [a, b] = [yield* linesIn(sys, left), yield* linesIn(sys, right)];
  const indent = (column: number): string =>
    '\t'.repeat(['1', '2'].filter((key, i) => i < column - 1 && !options.has(key)).length);
  let text = '';
  const tell = (column: 1 | 2 | 3, line: string): void => {
    if (!options.has(String(column))) text += `${indent(column)}${line}\n`;
  };
  for (let i = 0, k = 0; i < a.length || k < b.length;) {
    const [x, y] = [a[i], b[k]];
    if (x !== undefined && x === y) {
      tell(3, x);
      i++;
      k++;
    } else if (y === undefined || (x !== undefined && x < y)) {
      tell(1, x ?? '');
      i++;
    } else {
      tell(2, y);
      k++;
    }
  }
  yield* say(sys, text);
  return 0;
}

function* fold(sys: Sys, options: Parsed): Eff<number> {
  const width = Number(options.value('w') ?? 80);
  return yield* eachFile(sys, 'fold', options.operands, (path) =>
    eachLine(sys, path, (line, ended, flow) => {
      let rest = line;
      while (rest.length > width) {
        const blank = options.has('s') ? rest.lastIndexOf(' ', width - 1) : -1;
        const at = blank > 0 ? blank + 1 : width;
        flow.out += `${rest.slice(0, at)}\n`;
        rest = rest.slice(at);
      }
      flow.out += rest + (ended ? '\n' : '');
    }),
  );
}

/** column -t: a table, two blanks between its columns. */
function* column(sys: Sys, options: Parsed): Eff<number> {
  const lines: string[] = [];
  for (const path of options.operands.length > 0 ? options.operands : ['-']) lines.push(...(yield* linesIn(sys, path)));
  const kept = lines.filter((line) => line.trim() !== '');
  if (!options.has('t')) {
    yield* say(sys, kept.map((line) => `${line}\n`).join(''));
    return 0;
  }
  const separators = options.value('s');
  const rows = kept.map((line) =>
    separators === null
      ? line.trim().split(/\s+/)
      : line.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, '\\$&')}]`)),
  );
  const widths = rows.reduce<number[]>((all, row) => {
    row.forEach((cell, i) => (all[i] = Math.max(all[i] ?? 0, cell.length)));
    return all;
  }, []);
  const gap = options.value('o') ?? '  ';
  const text = rows.map(
    (row) => `${row.map((cell, i) => (i < widths.length - 1 ? cell.padEnd(widths[i] ?? 0) + gap : cell)).join('')}\n`,
  );
  yield* say(sys, text.join(''));
  return 0;
}

export const columnTools: readonly Tool[] = [
  tool(
    {
      name: 'nl',
      version: gnu('nl'),
      usage: 'nl [OPTION]... [FILE]...',
      about: 'Write each FILE to standard output, with line numbers added.',
      options: [
        '-b, --body-numbering=STYLE  a: number all lines; t: only nonempty lines',
        '-s, --number-separator=STRING  add STRING after line number',
        '-v, --starting-line-number=NUMBER  first line number',
        '-w, --number-width=NUMBER  use NUMBER columns for line numbers',
      ],
    },
    nl,
  ),
  tool(
    {
      name: 'paste',
      version: gnu('paste'),
      usage: 'paste [OPTION]... [FILE]...',
      about: 'Write lines consisting of the sequentially corresponding lines from each FILE, separated by TABs.',
      options: [
        '-d, --delimiters=LIST  reuse characters from LIST instead of TABs',
        '-s, --serial  paste one file at a time',
      ],
    },
    paste,
  ),
  tool(
    {
      name: 'comm',
      version: gnu('comm'),
      usage: 'comm [OPTION]... FILE1 FILE2',
      about: 'Compare sorted files FILE1 and FILE2 line by line.',
      options: ['-1  suppress column 1', '-2  suppress column 2', '-3  suppress column 3'],
    },
    comm,
  ),
  tool(
    {
      name: 'fold',
      version: gnu('fold'),
      usage: 'fold [OPTION]... [FILE]...',
      about: 'Wrap input lines in each FILE, writing to standard output.',
      options: ['-s, --spaces  break at spaces', '-w, --width=WIDTH  use WIDTH columns instead of 80'],
    },
    fold,
  ),
  tool(
    {
      name: 'column',
      version: 'column from util-linux 2.38.1',
      usage: 'column [options] [<file>...]',
      about: 'Columnate lists.',
      options: [
        '-t, --table  create a table',
        '-s, --separator=STRING  possible table delimiters',
        '-o, --output-separator=STRING  columns separator for table output',
      ],
      notes: 'without -t every line stays as it is.',
    },
    column,
  ),
];
