import { C_ESCAPES } from '../../base/escapes.ts';
import type { Eff } from '../../engine/task.ts';
import { fromUtf8, utf8, type Bytes } from '../../base/bytes.ts';
import type { Sys } from '../../machine/sys.ts';
import { say } from './io.ts';
import { eachFile, eachLine, readWhole } from './lines.ts';
import { sortTool } from './sort.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

interface Counts {
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
  readonly chars: number;
  readonly longest: number;
}

function measure(bytes: Bytes, text: string): Counts {
  const lines = text.split('\n');
  return {
    lines: lines.length - 1,
    words: text.split(/\s+/).filter((w) => w !== '').length,
    bytes: bytes.length,
    chars: [...text].length,
    longest: Math.max(...lines.map((l) => [...l].length)),
  };
}

/** wc pads its columns to the width of the total of the files' sizes, or to 7 when it reads standard input. */
function* wc(sys: Sys, options: Parsed): Eff<number> {
  const columns = (['l', 'w', 'm', 'c', 'L'] as const).filter((k) =>
    options.order.length === 0 ? 'lwc'.includes(k) : options.has(k),
  );
  const keys = columns.map(
    (k) => ({ l: 'lines', w: 'words', m: 'chars', c: 'bytes', L: 'longest' })[k] as keyof Counts,
  );
  const rows: { readonly counts: Counts; readonly name: string }[] = [];
  const { operands } = options;
  let size = 0;
  let plain = true;
  for (const path of operands) {
    const inode = path !== '-' && sys.fs.exists(path) ? sys.fs.stat(path) : null;
    if (inode?.kind === 'file') size += inode.content.size;
    else if (inode || path === '-') plain = false;
  }
  const single = columns.length === 1 && operands.length <= 1;
  const width = single ? 1 : operands.length === 0 || !plain ? 7 : String(size).length;
  const row = (counts: Counts, name: string): string =>
    `${keys.map((k) => String(counts[k]).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`;
  const status = yield* eachFile(sys, 'wc', operands, function* (path) {
    const bytes = yield* readWhole(sys, path);
    const counts = measure(bytes, new TextDecoder().decode(bytes));
    rows.push({ counts, name: path });
    yield* say(sys, row(counts, operands.length === 0 ? '' : path));
  });
  if (operands.length > 1) {
    const sum = (key: keyof Counts): number => rows.reduce((total, r) => total + r.counts[key], 0);
    const longest = Math.max(0, ...rows.map((r) => r.counts.longest));
    yield* say(
      sys,
      row({ lines: sum('lines'), words: sum('words'), bytes: sum('bytes'), chars: sum('chars'), longest }, 'total'),
    );
  }
  return status;
}

function* uniq(sys: Sys, options: Parsed): Eff<number> {
  const [input = '-', output] = options.operands;
  if (output !== undefined) {
    const fd = sys.fs.open(output, { write: true, create: true, truncate: true });
    sys.fs.dup(fd, 1);
  }
  const skip = Number(options.value('f') ?? 0);
  const key = (line: string): string => {
    const text = skip === 0 ? line : line.replace(new RegExp(`^(?:\\s*\\S+){0,${skip}}`), '');
    return options.has('i') ? text.toLowerCase() : text;
  };
  let group: { line: string; n: number } | null = null;
  const told = (g: { line: string; n: number } | null): string => {
    if (g === null || (options.has('d') && g.n < 2) || (options.has('u') && g.n > 1)) return '';
    return `${options.has('c') ? `${String(g.n).padStart(7)} ` : ''}${g.line}\n`;
  };
  const status = yield* eachFile(sys, 'uniq', [input], (path) =>
    eachLine(sys, path, (line, _ended, flow) => {
      if (group !== null && key(group.line) === key(line)) group.n++;
      else {
        flow.out += told(group);
        group = { line, n: 1 };
      }
    }),
  );
  yield* say(sys, told(group));
  return status;
}

/** `1`, `2-4`, `3-`, `-2` to a test of positions. */
function positions(list: string, what: string): (n: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || part === '' || part === '-')
      throw misuse(
        part === '-'
          ? 'invalid range with no endpoint: -'
          : `invalid ${what}${what === 'field' ? ' value' : ''} ‘${part}’`,
      );
    const from = match[1] === '' ? 1 : Number(match[1]);
    const to = match[2] === '' ? from : match[3] === '' ? Infinity : Number(match[3]);
    if (from === 0)
      throw misuse(what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1');
    if (to < from) throw misuse('invalid decreasing range');
    return [from, to] as const;
  });
  return (n) => ranges.some(([from, to]) => n >= from && n <= to);
}

/** The bytes at these places; runs of them are joined. */
function cutBytes(line: string, chosen: (n: number) => boolean, joiner: string): string {
  const runs: number[][] = [];
  let open = false;
  utf8(line).forEach((byte, i) => {
    if (!chosen(i + 1)) open = false;
    else if (open) runs.at(-1)?.push(byte);
    else {
      runs.push([byte]);
      open = true;
    }
  });
  return runs.map((run) => fromUtf8(Uint8Array.from(run))).join(joiner);
}

function* cut(sys: Sys, options: Parsed): Eff<number> {
  const fields = options.value('f');
  // GNU's -c counts bytes too, whatever the encoding.
  const chars = options.value('c') ?? options.value('b');
  if (fields === null && chars === null) throw misuse('you must specify a list of bytes, characters, or fields');
  if (fields !== null && chars !== null) throw misuse('only one list may be specified');
  const delimiter = options.value('d') ?? '\t';
  if ([...delimiter].length > 1) throw misuse('the delimiter must be a single character');
  if (fields === null && options.value('d') !== null)
    throw misuse('an input delimiter may be specified only when operating on fields');
  const listed = positions(fields ?? chars ?? '', fields === null ? 'byte/character position' : 'field');
  const chosen = options.has('complement') ? (n: number) => !listed(n) : listed;
  const joiner = options.value('output-delimiter') ?? (fields === null ? '' : delimiter);
  return yield* eachFile(sys, 'cut', options.operands, (path) =>
    eachLine(sys, path, (line, _ended, flow) => {
      if (fields !== null && !line.includes(delimiter)) {
        if (!options.has('s')) flow.out += `${line}\n`;
        return;
      }
      if (fields !== null)
        flow.out += `${line
          .split(delimiter)
          .filter((_, i) => chosen(i + 1))
          .join(joiner)}\n`;
      else flow.out += `${cutBytes(line, chosen, joiner)}\n`;
    }),
  );
}

/** The characters of a tr(1) set: ranges, classes, escapes. */
function set(text: string): string[] {
  const classes: Readonly<Record<string, string>> = {
    lower: 'a-z',
    upper: 'A-Z',
    digit: '0-9',
    alpha: 'A-Za-z',
    alnum: '0-9A-Za-z',
    space: ' \\t\\n\\r',
    blank: ' \\t',
  };
  const plain = text
    .replace(/\[:(\w+):\]/g, (all, name: string) => classes[name] ?? all)
    .replace(/\\([0-7]{1,3})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    .replace(/\\([ntrabfv\\])/g, (_all, c: string) => C_ESCAPES[c] ?? c);
  const chars = [...plain];
  const out: string[] = [];
  for (let i = 0; i < chars.length; i++) {
    const from = chars[i] as string;
    const to = chars[i + 2];
    if (chars[i + 1] === '-' && to !== undefined) {
      const [a, z] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
      if (z < a) throw new ToolError(`range-endpoints of '${from}-${to}' are in reverse collating sequence order`);
      for (let code = a; code <= z; code++) out.push(String.fromCodePoint(code));
      i += 2;
    } else out.push(from);
  }
  return out;
}

function* tr(sys: Sys, options: Parsed): Eff<number> {
  const [first, second] = options.operands;
  if (first === undefined) throw misuse('missing operand');
  if (second === undefined && !options.has('d') && !options.has('s'))
    throw misuse(`missing operand after ‘${first}’\nTwo strings must be given when translating.`);
  const listed = new Set(set(first));
  const from = set(first);
  const to = set(second ?? '');
  const complement = options.has('c') || options.has('C');
  const inSet = (c: string): boolean => listed.has(c) !== complement;
  const map = new Map(from.map((c, i) => [c, to[Math.min(i, to.length - 1)] ?? c]));
  const translate = (c: string): string =>
    !options.has('d') && second !== undefined && inSet(c) ? (complement ? (to.at(-1) ?? c) : (map.get(c) ?? c)) : c;
  const squeezable = new Set(second !== undefined ? to : from);
  let last = '';
  for (;;) {
    const bytes = yield* sys.fs.read(0);
    if (bytes.length === 0) return 0;
    let out = '';
    for (const char of new TextDecoder().decode(bytes)) {
      if (options.has('d') && inSet(char)) continue;
      const next = translate(char);
      const squeezed = second === undefined ? inSet(next) : squeezable.has(next);
      if (options.has('s') && next === last && squeezed) continue;
      out += next;
      last = next;
    }
    yield* sys.fs.write(1, utf8(out));
  }
}

export const textTools: readonly Tool[] = [
  tool(
    {
      name: 'wc',
      version: gnu('wc'),
      usage: 'wc [OPTION]... [FILE]...',
      about: 'Print newline, word, and byte counts for each FILE, and a total line if more than one FILE is specified.',
      options: [
        '-c, --bytes  print the byte counts',
        '-m, --chars  print the character counts',
        '-l, --lines  print the newline counts',
        '-L, --max-line-length  print the maximum display width',
        '-w, --words  print the word counts',
      ],
    },
    wc,
  ),
  sortTool,
  tool(
    {
      name: 'uniq',
      version: gnu('uniq'),
      usage: 'uniq [OPTION]... [INPUT [OUTPUT]]',
      about: 'Filter adjacent matching lines from INPUT, writing to OUTPUT.',
      options: [
        '-c, --count  prefix lines by the number of occurrences',
        '-d, --repeated  only print duplicate lines',
        '-f, --skip-fields=N  avoid comparing the first N fields',
        '-i, --ignore-case  ignore differences in case',
        '-u, --unique  only print unique lines',
      ],
    },
    uniq,
  ),
  tool(
    {
      name: 'cut',
      version: gnu('cut'),
      usage: 'cut OPTION... [FILE]...',
      about: 'Print selected parts of lines from each FILE to standard output.',
      options: [
        '-b, --bytes=LIST  select only these bytes',
        '-c, --characters=LIST  select only these characters',
        '-d, --delimiter=DELIM  use DELIM instead of TAB',
        '-f, --fields=LIST  select only these fields',
        '-s, --only-delimited  do not print lines without delimiters',
        '--complement  complement the set of selected fields',
        '--output-delimiter=STRING  use STRING as the output delimiter',
      ],
    },
    cut,
  ),
  tool(
    {
      name: 'tr',
      version: gnu('tr'),
      usage: 'tr [OPTION]... STRING1 [STRING2]',
      about: 'Translate, squeeze, and/or delete characters from standard input, writing to standard output.',
      options: [
        '-c, --complement  use the complement of STRING1',
        '-C  the same as -c',
        '-d, --delete  delete characters in STRING1',
        '-s, --squeeze-repeats  replace a sequence of a repeated character by one',
      ],
    },
    tr,
  ),
];
