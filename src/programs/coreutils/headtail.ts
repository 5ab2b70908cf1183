import { utf8, type Bytes } from '../../base/bytes.ts';
import { caret } from '../../base/caret.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { eachFile, eachLine, readWhole } from './lines.ts';
import { gnu, tool, ToolError, type Parsed, type Tool } from './tool.ts';

const COUNT = '-n, --lines=NUM  print NUM lines instead of 10';
const BYTES = '-c, --bytes=NUM  print NUM bytes';
const QUIET = '-q, --quiet  never print headers giving file names';
const VERBOSE = '-v, --verbose  always print headers giving file names';

/** `5`, `+5`, `-5`, `2K`, `1M`. */
function count(text: string, what: 'lines' | 'bytes'): { readonly sign: '' | '+' | '-'; readonly n: number } {
  const match = /^([+-]?)(\d+)([bkKM]?)$/.exec(text);
  if (!match) throw new ToolError(`invalid number of ${what}: ‘${text}’`);
  const unit = { b: 512, k: 1024, K: 1024, M: 1_048_576 }[match[3] ?? ''] ?? 1;
  return { sign: match[1] as '' | '+' | '-', n: Number(match[2]) * unit };
}

function headers(sys: Sys, options: Parsed) {
  let shown = 0;
  const wanted = options.has('v') || (options.operands.length > 1 && !options.has('q'));
  return function* header(path: string): Eff<void> {
    if (!wanted) return;
    yield* say(sys, `${shown++ > 0 ? '\n' : ''}==> ${path === '-' ? 'standard input' : path} <==\n`);
  };
}

/** `-5` and `+5` as a first argument are the old way to say -n. */
function* modern(sys: Sys, run: (sys: Sys) => Eff<number>): Eff<number> {
  const [name = '', ...args] = sys.argv;
  const old =
    /^-\d/.exec(args[0] ?? '') !== null && args.length > 2 && !args.some((a, i) => i > 0 && a.startsWith('-'));
  if (name === 'tail' && old) {
    yield* sayError(sys, `tail: option used in invalid context -- ${args[0]?.[1]}\n`);
    return 1;
  }
  sys.process.argv = [name, ...args.flatMap((a, i) => (i === 0 && /^-\d+$/.test(a) ? ['-n', a.slice(1)] : [a]))];
  return yield* run(sys);
}

function* head(sys: Sys, options: Parsed): Eff<number> {
  const bytes = options.value('c');
  const { sign, n } = count(bytes ?? options.value('n') ?? '10', bytes === null ? 'lines' : 'bytes');
  const header = headers(sys, options);
  return yield* eachFile(
    sys,
    'head',
    options.operands,
    function* (path) {
      if (path !== '-' && sys.fs.stat(path).kind === 'dir') {
        yield* header(path);
        throw new SysError('EISDIR');
      }
      if (path !== '-' && !sys.fs.access(path, 4)) throw new SysError('EACCES');
      yield* header(path);
      if (bytes !== null && sign !== '-') return yield* headBytes(sys, path, n);
      if (sign === '-') return yield* headWhole(sys, path, bytes !== null, n);
      let left = n;
      if (left === 0) return;
      yield* eachLine(sys, path, (line, ended, flow) => {
        flow.out += ended ? `${line}\n` : line;
        flow.stop = --left === 0;
      });
    },
    (path, reason) =>
      `head: ${reason === 'Is a directory' ? `error reading '${path}'` : `cannot open '${path}' for reading`}: ${reason}`,
  );
}

/** No more is read than is wanted: what writes may never end. */
function* headBytes(sys: Sys, path: string, n: number): Eff<void> {
  const fd = path === '-' ? 0 : sys.fs.open(path, { read: true });
  for (let left = n; left > 0;) {
    const bytes = yield* sys.fs.read(fd, left);
    if (bytes.length === 0) break;
    yield* sys.fs.write(1, bytes);
    left -= bytes.length;
  }
  if (fd !== 0) sys.fs.close(fd);
}

/** All but the last n bytes or lines. */
function* headWhole(sys: Sys, path: string, inBytes: boolean, n: number): Eff<void> {
  const all = yield* readWhole(sys, path);
  if (inBytes) return yield* sys.fs.write(1, all.subarray(0, Math.max(0, all.length - n)));
  const starts = lineStarts(all);
  yield* sys.fs.write(1, all.subarray(0, starts.length > n ? starts[starts.length - n] : 0));
}

function lineStarts(bytes: Bytes): number[] {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length;) {
    starts.push(at);
    const newline = bytes.indexOf(10, at);
    at = newline < 0 ? bytes.length : newline + 1;
  }
  return starts;
}

/** Where the part that tail shows begins. */
function tailStart(all: Bytes, inBytes: boolean, sign: string, n: number): number {
  if (inBytes) return sign === '+' ? Math.max(0, n - 1) : Math.max(0, all.length - n);
  const starts = lineStarts(all);
  if (sign === '+') return n <= 1 ? 0 : (starts[n - 1] ?? all.length);
  return n === 0 ? all.length : (starts[Math.max(0, starts.length - n)] ?? 0);
}

interface Followed {
  readonly path: string;
  /** Null while there is no such file. */
  ino: number | null;
  offset: number;
}

function* tail(sys: Sys, options: Parsed): Eff<number> {
  const bytes = options.value('c');
  const { sign, n } = count(bytes ?? options.value('n') ?? '10', bytes === null ? 'lines' : 'bytes');
  const followed: Followed[] = [];
  const byName = options.has('F') || options.has('retry');
  const header = headers(sys, options);
  const status = yield* eachFile(
    sys,
    'tail',
    options.operands,
    function* (path) {
      if (path !== '-' && !sys.fs.exists(path)) {
        if (byName) followed.push({ path, ino: null, offset: 0 });
        throw new SysError('ENOENT');
      }
      const all = yield* readWhole(sys, path);
      yield* header(path);
      yield* sys.fs.write(1, all.subarray(tailStart(all, bytes !== null, sign, n)));
      if (path !== '-') followed.push({ path, ino: sys.fs.stat(path).ino, offset: all.length });
    },
    (path, reason) =>
      `tail: ${reason === 'Is a directory' ? `error reading '${path}'` : `cannot open '${path}' for reading`}: ${reason}`,
  );
  if (!options.has('f') && !options.has('F')) return status;
  if (followed.length === 0) {
    if (status !== 0) yield* sayError(sys, 'tail: no files remaining\n');
    return status;
  }
  return yield* follow(sys, options, followed);
}

/** inotify would wake it at once; looking ten times a second is near enough. A file that got shorter begins again. */
function* follow(sys: Sys, options: Parsed, files: readonly Followed[]): Eff<number> {
  const interval = Math.round(Number(options.value('s') ?? '0.1') * 1_000_000);
  const many = files.length > 1;
  let last = files.at(-1)?.path ?? '';
  for (;;) {
    yield* sys.sleep(interval);
    for (const file of files) {
      yield* reopen(sys, file, options.has('F'));
      const news = newsOf(sys, file);
      if (news === null) continue;
      if (news.truncated) yield* sayError(sys, `tail: ${file.path}: file truncated\n`);
      if (news.bytes.length === 0) continue;
      if (many && last !== file.path) yield* say(sys, `\n==> ${file.path} <==\n`);
      last = file.path;
      yield* sys.fs.write(1, news.bytes);
    }
  }
}

/** With -F the name counts, so that a rotated log is taken up anew; with -f the file that was opened. */
function* reopen(sys: Sys, file: Followed, byName: boolean): Eff<void> {
  if (!byName) return;
  let ino: number | null = null;
  let reason = '';
  try {
    ({ ino } = sys.fs.stat(file.path));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    reason = strerror(error.errno);
  }
  if (ino === file.ino) return;
  const before = file.ino;
  file.ino = ino;
  if (ino === null) return yield* sayError(sys, `tail: '${file.path}' has become inaccessible: ${reason}\n`);
  file.offset = 0;
  yield* sayError(
    sys,
    `tail: '${file.path}' has ${before === null ? 'appeared' : 'been replaced'};  following new file\n`,
  );
}

function newsOf(sys: Sys, file: Followed): { readonly bytes: Bytes; readonly truncated: boolean } | null {
  if (file.ino === null || !sys.fs.exists(file.path)) return null;
  const inode = sys.fs.stat(file.path);
  if (inode.kind !== 'file' || inode.ino !== file.ino || inode.content.size === file.offset) return null;
  const truncated = inode.content.size < file.offset;
  if (truncated) file.offset = 0;
  const bytes = inode.content.read(file.offset, inode.content.size - file.offset);
  file.offset += bytes.length;
  return { bytes, truncated };
}

function* tee(sys: Sys, options: Parsed): Eff<number> {
  let status = 0;
  const outputs: number[] = [];
  for (const path of options.operands) {
    try {
      outputs.push(
        sys.fs.open(path, { write: true, create: true, append: options.has('a'), truncate: !options.has('a') }),
      );
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `tee: ${path}: ${strerror(error.errno)}\n`);
      status = 1;
    }
  }
  for (;;) {
    const bytes = yield* sys.fs.read(0);
    if (bytes.length === 0) return status;
    for (const fd of [1, ...outputs]) yield* sys.fs.write(fd, bytes);
  }
}

function* cat(sys: Sys, options: Parsed): Eff<number> {
  let number = 0;
  let atStart = true;
  let blank = false;
  const all = options.has('A');
  const [ends, tabs, signs] = [
    all || options.has('E') || options.has('e'),
    all || options.has('T') || options.has('t'),
    all || ['v', 'e', 't'].some((k) => options.has(k)),
  ];
  const plain = !ends && !tabs && !signs && !['n', 'b', 's'].some((k) => options.has(k));
  const mark = (line: string): string => {
    const shown = signs ? visible(line) : line;
    return tabs ? shown.replace(/\t/g, '^I') : shown;
  };
  return yield* eachFile(sys, 'cat', options.operands, function* (path) {
    if (plain) return yield* copy(sys, path);
    yield* eachLine(sys, path, (line, ended, flow) => {
      const isBlank = line === '' && ended;
      if (options.has('s') && isBlank && blank) return;
      blank = isBlank;
      const counted = atStart && (options.has('b') ? line !== '' : options.has('n'));
      const prefix = counted ? `${String(++number).padStart(6)}\t` : '';
      const end = ends ? '$' : '';
      flow.out += prefix + mark(line) + (ended ? `${end}\n` : '');
      atStart = ended;
    });
  });
}

/** `cat -v`: control characters as ^X, bytes above 127 as M-x. */
const visible = (line: string): string =>
  Array.from(utf8(line), (byte) => {
    const low = byte & 127;
    const sign = low < 32 || low === 127 ? caret(low) : String.fromCharCode(low);
    return byte === 9 ? '\t' : byte > 127 ? `M-${sign}` : sign;
  }).join('');

function* copy(sys: Sys, path: string): Eff<void> {
  const fd = path === '-' ? 0 : sys.fs.open(path, { read: true });
  for (;;) {
    const bytes = yield* sys.fs.read(fd);
    if (bytes.length === 0) break;
    yield* sys.fs.write(1, bytes);
  }
  if (fd !== 0) sys.fs.close(fd);
}

function* tac(sys: Sys, options: Parsed): Eff<number> {
  return yield* eachFile(sys, 'tac', options.operands, function* (path) {
    const all = yield* readWhole(sys, path);
    for (let end = all.length, starts = lineStarts(all); starts.length > 0;) {
      const start = starts.pop() as number;
      yield* sys.fs.write(1, all.subarray(start, end));
      end = start;
    }
  });
}

const head_ = tool(
  {
    name: 'head',
    version: gnu('head'),
    usage: 'head [OPTION]... [FILE]...',
    about: 'Print the first 10 lines of each FILE to standard output.',
    options: [BYTES, COUNT, QUIET, VERBOSE],
  },
  head,
);
const tail_ = tool(
  {
    name: 'tail',
    version: gnu('tail'),
    usage: 'tail [OPTION]... [FILE]...',
    about: 'Print the last 10 lines of each FILE to standard output.',
    options: [
      BYTES,
      '-f, --follow  output appended data as the file grows',
      '-F  same as --follow=name --retry: a file that is replaced is taken up anew',
      COUNT,
      QUIET,
      '--retry  keep trying to open a file if it is inaccessible',
      '-s, --sleep-interval=N  with -f, sleep for N seconds between looks',
      VERBOSE,
    ],
    notes: 'with -f it looks ten times a second.',
  },
  tail,
);

export const headTail: readonly Tool[] = [
  { ...head_, program: (sys) => modern(sys, head_.program) },
  { ...tail_, program: (sys) => modern(sys, tail_.program) },
  tool(
    {
      name: 'tee',
      version: gnu('tee'),
      usage: 'tee [OPTION]... [FILE]...',
      about: 'Copy standard input to each FILE, and also to standard output.',
      options: ['-a, --append  append to the given FILEs, do not overwrite'],
    },
    tee,
  ),
  tool(
    {
      name: 'cat',
      version: gnu('cat'),
      usage: 'cat [OPTION]... [FILE]...',
      about: 'Concatenate FILE(s) to standard output.\nWith no FILE, or when FILE is -, read standard input.',
      options: [
        '-A, --show-all  show line ends as $ and tabs as ^I',
        '-b, --number-nonblank  number nonempty output lines',
        '-e  equivalent to -vE',
        '-E, --show-ends  display $ at end of each line',
        '-n, --number  number all output lines',
        '-s, --squeeze-blank  suppress repeated empty output lines',
        '-t  equivalent to -vT',
        '-T, --show-tabs  display TAB characters as ^I',
        '-v, --show-nonprinting  use ^ and M- notation, except for LFD and TAB',
        '-u  (ignored)',
      ],
    },
    cat,
  ),
  tool(
    {
      name: 'tac',
      version: gnu('tac'),
      usage: 'tac [FILE]...',
      about: 'Write each FILE to standard output, last line first.',
      options: [],
    },
    tac,
  ),
];
