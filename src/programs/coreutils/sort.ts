import { fromUtf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { eachFile, linesOf, readWhole } from './lines.ts';
import { tool, ToolError, type Parsed, type Tool } from './tool.ts';

interface Key {
  /** 1-based fields; `to` null is the end of the line. */
  readonly from: number;
  readonly to: number | null;
  readonly flags: string;
}

const UNITS = 'KMGTP';

/** sort(1) of GNU coreutils in the C locale, with the last-resort comparison of whole lines. */
function* sort(sys: Sys, options: Parsed): Eff<number> {
  const lines: string[] = [];
  const status = yield* eachFile(
    sys,
    'sort',
    options.operands,
    function* (path) {
      const text = fromUtf8(yield* readWhole(sys, path));
      lines.push(...linesOf(text));
    },
    (path, reason) => `sort: cannot read: ${path}: ${reason}`,
  );
  if (status !== 0) return 2;
  const global = options.order.filter((k) => 'nrhfVbg'.includes(k)).join('');
  const keys = options.values('k').map((k) => parseKey(k, global));
  const separator = options.value('t');
  const all = keys.length > 0 ? keys : [{ from: 1, to: null, flags: global }];
  const compareKeys = (a: string, b: string): number => {
    for (const key of all) {
      const order = compare(part(a, key, separator), part(b, key, separator), key.flags);
      if (order !== 0) return key.flags.includes('r') ? -order : order;
    }
    return 0;
  };
  const reversed = global.includes('r') ? -1 : 1;
  const full = (a: string, b: string): number => {
    const order = compareKeys(a, b);
    return order !== 0 || options.has('s') || options.has('u') ? order : reversed * plain(a, b);
  };
  if (options.has('c')) return yield* check(sys, options.operands[0] ?? '-', lines, full);
  let sorted = lines.sort(full);
  if (options.has('u'))
    sorted = sorted.filter((line, i) => i === 0 || compareKeys(sorted[i - 1] as string, line) !== 0);
  const output = options.value('o');
  const text = sorted.map((l) => `${l}\n`).join('');
  if (output === null) yield* say(sys, text);
  else sys.fs.writeFile(output, text);
  return 0;
}

function* check(
  sys: Sys,
  name: string,
  lines: readonly string[],
  order: (a: string, b: string) => number,
): Eff<number> {
  for (let i = 1; i < lines.length; i++) {
    if (order(lines[i - 1] as string, lines[i] as string) <= 0) continue;
    yield* sayError(sys, `sort: ${name}:${i + 1}: disorder: ${lines[i]}\n`);
    return 1;
  }
  return 0;
}

function parseKey(text: string, global: string): Key {
  const match = /^(\d+)(?:\.\d+)?([bfgnrhV]*)(?:,(\d+)(?:\.\d+)?([bfgnrhV]*))?$/.exec(text);
  if (!/^\d/.test(text)) throw new ToolError(`invalid number at field start: invalid count at start of ‘${text}’`, 2);
  if (!match) throw new ToolError(`invalid field specification ‘${text}’`, 2);
  if (Number(match[1]) === 0) throw new ToolError(`-: invalid field specification ‘${text}’`, 2);
  const own = (match[2] ?? '') + (match[4] ?? '');
  return {
    from: Number(match[1]),
    to: match[3] === undefined ? null : Number(match[3]),
    flags: own === '' ? global : own,
  };
}

/** Without a separator a field begins with the blanks before it. */
function part(line: string, key: Key, separator: string | null): string {
  const fields = separator === null ? (line.match(/\s*\S+|\s+$/g) ?? []) : line.split(separator);
  const chosen = fields.slice(key.from - 1, key.to ?? undefined).join(separator ?? '');
  return key.flags.includes('b') ? chosen.trimStart() : chosen;
}

// The C locale compares bytes, which for UTF-8 is the order of code points.
function plain(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const d = ((x[i] as string).codePointAt(0) ?? 0) - ((y[i] as string).codePointAt(0) ?? 0);
    if (d !== 0) return d;
  }
  return x.length - y.length;
}

function compare(a: string, b: string, flags: string): number {
  if (flags.includes('g')) return general(a) - general(b);
  if (flags.includes('n')) return numeric(a) - numeric(b);
  if (flags.includes('h')) return human(a) - human(b);
  if (flags.includes('V')) return version(a, b);
  if (flags.includes('f')) return plain(a.toUpperCase(), b.toUpperCase());
  return plain(a, b);
}

const numeric = (text: string): number => Number(/^\s*(-?\d*\.?\d+)/.exec(text)?.[1] ?? 0);

/** -g: what strtod(3) reads; texts that are no numbers come first. */
function general(text: string): number {
  const n = Number.parseFloat(text.trim());
  return Number.isNaN(n) ? -Infinity : n;
}

function human(text: string): number {
  const match = /^\s*(-?\d*\.?\d+)([KMGTP]?)/i.exec(text);
  return match ? Number(match[1]) * 1024 ** (UNITS.indexOf((match[2] ?? '').toUpperCase() || '-') + 1) : 0;
}

function version(a: string, b: string): number {
  const [x, y] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [l = '', r = ''] = [x[i], y[i]];
    const order = i % 2 === 1 ? Number(l) - Number(r) : plain(l, r);
    if (order !== 0) return order;
  }
  return 0;
}

export const sortTool: Tool = tool(
  {
    name: 'sort',
    version: 'sort (GNU coreutils) 9.1',
    usage: 'sort [OPTION]... [FILE]...',
    about: 'Write sorted concatenation of all FILE(s) to standard output.',
    options: [
      '-b, --ignore-leading-blanks  ignore leading blanks',
      '-c, --check  check for sorted input; do not sort',
      '-f, --ignore-case  fold lower case to upper case characters',
      '-g, --general-numeric-sort  compare according to general numerical value',
      '-h, --human-numeric-sort  compare human readable numbers (e.g., 2K 1G)',
      '-k, --key=KEYDEF  sort via a key; KEYDEF gives location and type',
      '-n, --numeric-sort  compare according to string numerical value',
      '-o, --output=FILE  write result to FILE instead of standard output',
      '-r, --reverse  reverse the result of comparisons',
      '-s, --stable  stabilize sort by disabling last-resort comparison',
      '-t, --field-separator=SEP  use SEP instead of non-blank to blank transition',
      '-u, --unique  output only the first of an equal run',
      '-V, --version-sort  natural sort of (version) numbers within text',
    ],
    notes: 'the order is that of the C locale; character positions in a key (-k 1.2) are not modelled.',
    usageStatus: 2,
  },
  sort,
);
