/** diff and cmp (diffutils 3.8), du (coreutils 9.1), tree 2.1, timeout and nohup: small tools of comparing and looking. */
import { fromUtf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Inode } from '../../machine/inode.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { isSignal, signalByNumber } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import { humanSize } from './format.ts';
import { say, sayError } from './io.ts';
import { readNeeded } from './lines.ts';
import { gnu, misuse, tool, type Parsed, type Tool } from './tool.ts';

/** One run of lines that differ: where it stands in each file. */
interface Hunk {
  readonly a: number;
  readonly aCount: number;
  readonly b: number;
  readonly bCount: number;
}

/** A longest common subsequence by dynamic programming; files of more lines than this are compared as wholes. */
const LINES = 2000;

function hunksOf(a: readonly string[], b: readonly string[]): Hunk[] {
  if (a.length > LINES || b.length > LINES) return [{ a: 0, aCount: a.length, b: 0, bCount: b.length }];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i] as Uint16Array;
      const below = lengths[i + 1] as Uint16Array;
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const [from, to] = [i, j];
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) break;
      if (j >= b.length || (i < a.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) i++;
      else j++;
    }
    hunks.push({ a: from, aCount: i - from, b: to, bCount: j - to });
  }
  return hunks;
}

const span = (from: number, count: number): string =>
  count === 0 ? String(from) : count === 1 ? String(from + 1) : `${from + 1},${from + count}`;

function normal(a: readonly string[], b: readonly string[], hunks: readonly Hunk[]): string {
  return hunks
    .map((h) => {
      const kind = h.aCount === 0 ? 'a' : h.bCount === 0 ? 'd' : 'c';
      const old = a.slice(h.a, h.a + h.aCount).map((line) => `< ${line}\n`);
      const fresh = b.slice(h.b, h.b + h.bCount).map((line) => `> ${line}\n`);
      return `${span(h.a, h.aCount)}${kind}${span(h.b, h.bCount)}\n${old.join('')}${kind === 'c' ? '---\n' : ''}${fresh.join('')}`;
    })
    .join('');
}

/** Three lines around each change; changes nearer than that are shown together. */
function unified(
  names: readonly [string, string],
  a: readonly string[],
  b: readonly string[],
  hunks: readonly Hunk[],
): string {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1)?.at(-1);
    if (last && hunk.a - (last.a + last.aCount) <= 6) groups.at(-1)?.push(hunk);
    else groups.push([hunk]);
  }
  const range = (from: number, count: number): string =>
    count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;
  let text = `--- ${names[0]}\n+++ ${names[1]}\n`;
  for (const group of groups) {
    const [first, last] = [group[0] as Hunk, group.at(-1) as Hunk];
    const from = Math.max(0, first.a - 3);
    const to = Math.min(a.length, last.a + last.aCount + 3);
    const lines: string[] = [];
    let at = from;
    let grown = 0;
    for (const h of group) {
      lines.push(
        ...a.slice(at, h.a).map((line) => ` ${line}`),
        ...a.slice(h.a, h.a + h.aCount).map((line) => `-${line}`),
        ...b.slice(h.b, h.b + h.bCount).map((line) => `+${line}`),
      );
      at = h.a + h.aCount;
      grown += h.bCount - h.aCount;
    }
    lines.push(...a.slice(at, to).map((line) => ` ${line}`));
    const bFrom = first.b - (first.a - from);
    text += `@@ -${range(from, to - from)} +${range(bFrom, to - from + grown)} @@\n${lines.join('\n')}\n`;
  }
  return text;
}

function* diff(sys: Sys, options: Parsed): Eff<number> {
  const [left, right] = options.operands;
  if (left === undefined || right === undefined) throw misuse(`missing operand after '${left ?? 'diff'}'`);
  const texts: string[][] = [];
  for (const path of [left, right])
    texts.push(
      fromUtf8(yield* readNeeded(sys, path, 2))
        .replace(/\n$/, '')
        .split('\n'),
    );
  const [a = [], b = []] = texts.map((lines) => (lines.length === 1 && lines[0] === '' ? [] : lines));
  const hunks = hunksOf(a, b);
  if (hunks.length === 0) return 0;
  if (options.has('q')) yield* say(sys, `Files ${left} and ${right} differ\n`);
  else yield* say(sys, options.has('u') ? unified([left, right], a, b, hunks) : normal(a, b, hunks));
  return 1;
}

/** Bytes of everything below a path, by `size` of each; `each` is told of every directory. */
function usage(
  sys: Sys,
  path: string,
  size: (inode: Inode) => number,
  each: (path: string, sum: number) => void,
): number {
  const inode = sys.fs.lstat(path);
  let sum = size(inode);
  if (inode.kind !== 'dir') return sum;
  if (sys.fs.access(path, 5))
    for (const name of sys.fs.readdir(path)) sum += usage(sys, `${path === '/' ? '' : path}/${name}`, size, each);
  each(path, sum);
  return sum;
}

const apparent = (inode: Inode): number =>
  inode.kind === 'file'
    ? inode.content.size
    : inode.kind === 'dir'
      ? 4096
      : inode.kind === 'symlink'
        ? inode.target.length
        : 0;

/** On the disk: blocks of 4 KiB. */
const allocated = (inode: Inode): number => (inode.kind === 'symlink' ? 0 : Math.ceil(apparent(inode) / 4096) * 4096);

function* du(sys: Sys, options: Parsed): Eff<number> {
  const size = options.has('b') ? apparent : allocated;
  const show = (bytes: number): string =>
    options.has('h') ? humanSize(bytes) : String(options.has('b') ? bytes : bytes / 1024);
  const depth = options.has('s') ? 0 : Number(options.value('d') ?? Infinity);
  let status = 0;
  for (const path of options.operands.length > 0 ? options.operands : ['.']) {
    if (!sys.fs.exists(path)) {
      yield* sayError(sys, `du: cannot access '${path}': No such file or directory\n`);
      status = 1;
      continue;
    }
    const lines: string[] = [];
    const base = path.replace(/(.)\/+$/, '$1');
    const levels = (at: string): number =>
      at === base ? 0 : at.slice(base.length).split('/').length - (base === '/' ? 0 : 1);
    const all = usage(sys, base, size, (at, bytes) => {
      if (levels(at) <= depth) lines.push(`${show(bytes)}\t${at}\n`);
    });
    if (lines.length === 0) lines.push(`${show(all)}\t${base}\n`);
    yield* say(sys, lines.join(''));
  }
  return status;
}

function* tree(sys: Sys, options: Parsed): Eff<number> {
  const [root = '.'] = options.operands;
  if (!sys.fs.exists(root)) {
    yield* say(sys, `${root}  [error opening dir]\n\n0 directories, 0 files\n`);
    return 2;
  }
  const lines = [root];
  let [dirs, files] = [0, 0];
  const deepest = Number(options.value('L') ?? Infinity);
  const visit = (path: string, indent: string, depth: number): void => {
    if (depth > deepest || !sys.fs.access(path, 4)) return;
    const names = sys.fs
      .readdir(path)
      .filter((name) => options.has('a') || !name.startsWith('.'))
      .sort();
    names.forEach((name, i) => {
      const inode = sys.fs.lstat(`${path}/${name}`);
      const last = i === names.length - 1;
      if (inode.kind === 'dir') dirs++;
      else files++;
      if (inode.kind === 'dir' || !options.has('d'))
        lines.push(`${indent}${last ? '└── ' : '├── '}${name}${inode.kind === 'symlink' ? ` -> ${inode.target}` : ''}`);
      if (inode.kind === 'dir') visit(`${path}/${name}`, `${indent}${last ? '    ' : '│   '}`, depth + 1);
    });
  };
  visit(root, '', 1);
  const word = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  yield* say(
    sys,
    `${lines.join('\n')}\n\n${word(dirs, 'directory', 'directories')}, ${word(files, 'file', 'files')}\n`,
  );
  return 0;
}

/** timeout(1): SIGTERM when the time is over, and 124. */
function* timeout(sys: Sys, options: Parsed): Eff<number> {
  const [text = '', ...command] = options.operands;
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?|\.\d+)([smhd])?$/.exec(text) ?? [];
  if (number === undefined) throw misuse(text === '' ? 'missing operand' : `invalid time interval ‘${text}’`);
  if (command.length === 0) throw misuse('missing operand');
  const us = Number(number) * { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 }[unit as 's' | 'm' | 'h' | 'd'];
  const name = (options.value('s') ?? 'TERM').toUpperCase().replace(/^SIG/, '');
  const signal = /^\d+$/.test(name) ? signalByNumber(Number(name)) : isSignal(name) ? name : null;
  if (signal === null) throw misuse(`${options.value('s')}: invalid signal`);
  const pid = sys.fork(function* start(child): Eff<number> {
    try {
      return yield* child.exec(command);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(child, `timeout: failed to run command ‘${command[0]}’: ${strerror(error.errno)}\n`);
      return error.errno === 'ENOENT' ? 127 : 126;
    }
  });
  const deadline = sys.now + us;
  for (;;) {
    const child = [...sys.process.children].find((one) => one.pid === pid);
    if (!child || child.state === 'zombie') break;
    if (sys.now >= deadline) {
      sys.kill(pid, signal);
      yield* sys.wait(pid);
      return signal === 'KILL' ? 137 : 124;
    }
    yield* sys.waitAny([sys.process.childChanged], Math.max(1, deadline - sys.now));
  }
  const { status } = yield* sys.wait(pid);
  return status.code ?? 128;
}

/** nohup(1): the command outlives its terminal. */
function* nohup(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  sys.signal('HUP', 'ignore');
  if (sys.process.fds.get(1).description.kind === 'tty') {
    yield* sayError(sys, "nohup: ignoring input and appending output to 'nohup.out'\n");
    const fd = sys.fs.open('nohup.out', { write: true, append: true, create: true, mode: 0o600 });
    sys.fs.dup(fd, 1);
    sys.fs.dup(fd, 2);
    sys.fs.close(fd);
  }
  return yield* sys.exec(options.operands);
}

export const compareTools: readonly Tool[] = [
  tool(
    {
      name: 'diff',
      version: 'diff (GNU diffutils) 3.8',
      usage: 'diff [OPTION]... FILES',
      about: 'Compare FILES line by line.',
      options: ['-q, --brief  report only when files differ', '-u, --unified  output 3 lines of unified context'],
      usageStatus: 2,
    },
    diff,
  ),
  tool(
    {
      name: 'du',
      version: gnu('du'),
      usage: 'du [OPTION]... [FILE]...',
      about: 'Summarize device usage of the set of FILEs, recursively for directories.',
      options: [
        '-d, --max-depth=N  only N levels below',
        '-b, --bytes  apparent sizes in bytes',
        '-h, --human-readable  print sizes in human readable format',
        '-s, --summarize  display only a total for each argument',
      ],
    },
    du,
  ),
  tool(
    {
      name: 'tree',
      version: 'tree v2.1.0',
      usage: 'tree [-ad] [-L level] [directory]',
      about: 'List contents of directories in a tree-like format.',
      options: ['-a  all files are listed', '-d  list directories only', '-L LEVEL  descend only so many levels'],
      onWrongOption: 'usage',
    },
    tree,
  ),
  tool(
    {
      name: 'timeout',
      version: gnu('timeout'),
      usage: 'timeout [OPTION] DURATION COMMAND [ARG]...',
      about: 'Start COMMAND, and kill it if still running after DURATION.',
      options: ['-s, --signal=SIGNAL  specify the signal to be sent on timeout'],
      stopsAtOperand: true,
      usageStatus: 125,
    },
    timeout,
  ),
  tool(
    {
      name: 'nohup',
      version: gnu('nohup'),
      usage: 'nohup COMMAND [ARG]...',
      about: 'Run COMMAND, ignoring hangup signals.',
      options: [],
      stopsAtOperand: true,
      usageStatus: 125,
    },
    nohup,
  ),
];
