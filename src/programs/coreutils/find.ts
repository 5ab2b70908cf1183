import { two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Inode } from '../../machine/inode.ts';
import type { Sys } from '../../machine/sys.ts';
import { civil, modeString } from './format.ts';
import { say, sayError } from './io.ts';
import { readWhole } from './lines.ts';
import { quote } from './regex.ts';
import { misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

interface Seen {
  readonly path: string;
  readonly inode: Inode;
}

type Test = (seen: Seen) => boolean;

interface Search {
  readonly tests: readonly Test[];
  readonly minDepth: number;
  readonly maxDepth: number;
  readonly action:
    | { readonly kind: 'print' | 'print0' | 'delete' }
    | { readonly kind: 'exec'; readonly argv: readonly string[]; readonly many: boolean };
}

const globToRegExp = (glob: string, ignoreCase = false): RegExp =>
  new RegExp(
    `^${quote(glob)
      .replace(/\\\*/g, '.*')
      .replace(/\\\?/g, '.')
      .replace(/\\\[!?([^\]]*)\\\]/g, '[$1]')}$`,
    ignoreCase ? 'isu' : 'su',
  );

const TYPES: Readonly<Record<string, Inode['kind']>> = { f: 'file', d: 'dir', l: 'symlink', s: 'socket', c: 'device' };

/** find(1) of GNU findutils 4.9: tests joined by "and", one action. */
function* find(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1);
  const first = args.findIndex((a) => /^[-!(]/.test(a));
  const roots = first < 0 ? args : args.slice(0, first);
  const state = { status: 0 };
  const found: string[] = [];
  try {
    const search = parse(sys, first < 0 ? [] : args.slice(first));
    for (const root of roots.length > 0 ? roots : ['.']) yield* walk(sys, search, root, 0, state, found);
    if (search.action.kind === 'exec' && search.action.many && found.length > 0)
      yield* run(sys, search.action.argv, found);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    yield* sayError(sys, `find: ${error.text}\n`);
    return 1;
  }
  return state.status;
}

function parse(sys: Sys, args: readonly string[]): Search {
  const tests: Test[] = [];
  let action: Search['action'] = { kind: 'print' };
  let [minDepth, maxDepth] = [0, Infinity];
  let negated = false;
  const add = (test: Test): void => {
    const sign = negated;
    tests.push((seen) => test(seen) !== sign);
    negated = false;
  };
  for (let i = 0; i < args.length; i++) {
    const name = args[i] as string;
    const value = (): string => {
      const next = args[++i];
      if (next === undefined) throw new ToolError(`missing argument to \`${name}'`);
      return next;
    };
    if (name === '!' || name === '-not') negated = true;
    else if (name === '-print' || name === '-print0' || name === '-delete') action = { kind: name.slice(1) as 'print' };
    else if (name === '-maxdepth') maxDepth = depth(name, value());
    else if (name === '-mindepth') minDepth = depth(name, value());
    else if (name === '-exec') {
      const end = args.findIndex((a, k) => k > i && (a === ';' || (a === '+' && args[k - 1] === '{}')));
      if (end < 0) throw new ToolError("missing argument to `-exec'");
      action = { kind: 'exec', argv: args.slice(i + 1, end), many: args[end] === '+' };
      i = end;
    } else if (name !== '-a' && name !== '-and') add(testOf(sys, name, value));
  }
  return { tests, minDepth, maxDepth, action };
}

function depth(name: string, text: string): number {
  if (!/^\d+$/.test(text))
    throw new ToolError(`Expected a positive decimal integer argument to ${name}, but got ‘${text}’`);
  return Number(text);
}

function testOf(sys: Sys, name: string, value: () => string): Test {
  const { users } = sys.process.host;
  const base = (seen: Seen): string => seen.path.slice(seen.path.lastIndexOf('/') + 1) || seen.path;
  switch (name) {
    case '-name':
    case '-iname': {
      const regex = globToRegExp(value(), name === '-iname');
      return (seen) => regex.test(base(seen));
    }
    case '-path': {
      const regex = globToRegExp(value());
      return (seen) => regex.test(seen.path);
    }
    case '-type': {
      const letter = value();
      const kind = TYPES[letter];
      if (kind === undefined) throw new ToolError(`Unknown argument to -type: ${letter}`);
      return (seen) => seen.inode.kind === kind;
    }
    case '-user': {
      const user = value();
      const uid = users.byName(user)?.uid;
      if (uid === undefined) throw new ToolError(`‘${user}’ is not the name of a known user`);
      return (seen) => seen.inode.uid === uid;
    }
    case '-group': {
      const group = value();
      const gid = users.groups.get(group)?.gid;
      if (gid === undefined) throw new ToolError(`‘${group}’ is not the name of an existing group`);
      return (seen) => seen.inode.gid === gid;
    }
    case '-perm': {
      const mode = Number.parseInt(value().replace(/^[-/]/, ''), 8);
      return (seen) => seen.inode.mode === mode;
    }
    case '-newer': {
      const { mtime } = sys.fs.stat(value());
      return (seen) => seen.inode.mtime > mtime;
    }
    case '-empty':
      return ({ inode }) =>
        inode.kind === 'file' ? inode.content.size === 0 : inode.kind === 'dir' && inode.entries.size === 0;
    case '-size':
      return sizeTest(value());
    case '-mmin':
      return ageTest(sys, value(), 60);
    case '-mtime':
      return ageTest(sys, value(), 86_400);
    default:
      throw new ToolError(`unknown predicate \`${name}'`);
  }
}

function compared(text: string, what: string): { readonly sign: number; readonly n: number; readonly unit: string } {
  const match = /^([+-]?)(\d+)([bckMG]?)$/.exec(text);
  if (!match) throw new ToolError(`invalid argument \`${text}' to \`${what}'`);
  return { sign: match[1] === '+' ? 1 : match[1] === '-' ? -1 : 0, n: Number(match[2]), unit: match[3] ?? '' };
}

function sizeTest(text: string): Test {
  const { sign, n, unit } = compared(text, '-size');
  const bytes = { c: 1, k: 1024, M: 1_048_576, G: 1_073_741_824 }[unit] ?? 512;
  return ({ inode }) => Math.sign(Math.ceil((inode.kind === 'file' ? inode.content.size : 4096) / bytes) - n) === sign;
}

function ageTest(sys: Sys, text: string, seconds: number): Test {
  const { sign, n } = compared(text, seconds === 60 ? '-mmin' : '-mtime');
  return ({ inode }) => Math.sign(Math.floor((sys.clock - inode.mtime) / 1_000_000 / seconds) - n) === sign;
}

function* walk(
  sys: Sys,
  search: Search,
  path: string,
  at: number,
  state: { status: number },
  found: string[],
): Eff<void> {
  let inode: Inode;
  try {
    inode = sys.fs.lstat(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* sayError(sys, `find: ‘${path}’: ${strerror(error.errno)}\n`);
    state.status = 1;
    return;
  }
  const here = search.action.kind !== 'delete';
  if (here) yield* visit(sys, search, { path, inode }, at, found);
  if (inode.kind === 'dir' && at < search.maxDepth) {
    let names: string[] = [];
    try {
      names = sys.fs.readdir(path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `find: ‘${path}’: ${strerror(error.errno)}\n`);
      state.status = 1;
    }
    for (const name of names) yield* walk(sys, search, `${path.replace(/\/$/, '')}/${name}`, at + 1, state, found);
  }
  if (!here) yield* visit(sys, search, { path, inode }, at, found);
}

function* visit(sys: Sys, search: Search, seen: Seen, at: number, found: string[]): Eff<void> {
  if (at < search.minDepth || !search.tests.every((test) => test(seen))) return;
  const { action } = search;
  if (action.kind === 'print') yield* say(sys, `${seen.path}\n`);
  else if (action.kind === 'print0') yield* say(sys, `${seen.path}\0`);
  else if (action.kind === 'delete') {
    if (seen.inode.kind === 'dir') sys.fs.rmdir(seen.path);
    else sys.fs.unlink(seen.path);
  } else if (action.kind === 'exec') {
    if (action.many) found.push(seen.path);
    else yield* run(sys, action.argv, [seen.path]);
  }
}

/** Another program with these arguments in place of `{}`; its exit status. */
export function* run(sys: Sys, argv: readonly string[], paths: readonly string[]): Eff<number> {
  const full = argv.flatMap((a) => (a === '{}' ? [...paths] : [a.replaceAll('{}', paths[0] ?? '')]));
  const pid = sys.fork(function* child(own): Eff<number> {
    try {
      own.findProgram(full[0] ?? '');
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(own, `${sys.argv[0]}: ‘${full[0]}’: ${strerror(error.errno)}\n`);
      return 127;
    }
    return yield* own.exec(full);
  });
  const { status } = yield* sys.wait(pid);
  return status.code ?? 1;
}

/** xargs: words of standard input as arguments of one command, or of many with -n, -I. */
function* xargs(sys: Sys, options: Parsed): Eff<number> {
  const text = new TextDecoder().decode(yield* readWhole(sys, '-'));
  const replace = options.value('I');
  const words = options.has('0')
    ? text.split('\0').filter((w) => w !== '')
    : replace !== null
      ? text
          .split('\n')
          .map((l) => l.trim())
          .filter((l) => l !== '')
      : [...text.matchAll(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g)].map((m) =>
          m[0].replace(/"([^"]*)"|'([^']*)'|\\(.)/g, (_a, d, s, c) => String(d ?? s ?? c)),
        );
  const command = options.operands.length > 0 ? options.operands : ['echo'];
  const batch = replace !== null ? 1 : Number(options.value('n') ?? Infinity);
  if (!(batch >= 1)) throw new ToolError(`value ${options.value('n')} for -n option should be >= 1`);
  if (words.length === 0 && (options.has('r') || replace !== null)) return 0;
  let status = 0;
  for (let i = 0; i === 0 || i < words.length; i += Number.isFinite(batch) ? batch : Math.max(1, words.length)) {
    const some = words.slice(i, Number.isFinite(batch) ? i + batch : undefined);
    const argv = replace === null ? [...command, ...some] : command.map((a) => a.replaceAll(replace, some[0] ?? ''));
    if (options.has('t')) yield* sayError(sys, `${argv.join(' ')}\n`);
    const code = yield* run(sys, argv, []);
    if (code === 127 || code === 126) return code;
    if (code !== 0) status = 123;
  }
  return status;
}

const KINDS = {
  file: 'regular file',
  dir: 'directory',
  symlink: 'symbolic link',
  socket: 'socket',
  device: 'character special file',
} as const;

function* stat(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  let status = 0;
  for (const path of options.operands) {
    try {
      const inode = options.has('L') ? sys.fs.stat(path) : sys.fs.lstat(path);
      const format = options.value('c');
      yield* say(sys, format === null ? describe(sys, path, inode) : `${fill(sys, format, path, inode)}\n`);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `stat: cannot statx '${path}': ${strerror(error.errno)}\n`);
      status = 1;
    }
  }
  return status;
}

const sizeOf = (inode: Inode): number =>
  inode.kind === 'file'
    ? inode.content.size
    : inode.kind === 'dir'
      ? 4096
      : inode.kind === 'symlink'
        ? inode.target.length
        : 0;

function when(us: number): string {
  const t = civil(us);
  const fraction = String(((us % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0');
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${fraction}000 +0000`;
}

function describe(sys: Sys, path: string, inode: Inode): string {
  const { users } = sys.process.host;
  const size = sizeOf(inode);
  const kind = inode.kind === 'file' && size === 0 ? 'regular empty file' : KINDS[inode.kind];
  const blocks = inode.kind === 'symlink' ? 0 : Math.ceil(size / 4096) * 8;
  const name = inode.kind === 'symlink' ? `${path} -> ${inode.target}` : path;
  const owner = (id: number, who: string): string => `(${String(id).padStart(5)}/${who.padStart(8)})`;
  return [
    `  File: ${name}`,
    `  Size: ${String(size).padEnd(10)}\tBlocks: ${String(blocks).padEnd(10)} IO Block: 4096   ${kind}`,
    `Device: 8,1\tInode: ${String(inode.ino).padEnd(11)} Links: ${inode.kind === 'dir' ? 2 : inode.nlink}`,
    `Access: (${inode.mode.toString(8).padStart(4, '0')}/${modeString(inode)})  Uid: ${owner(inode.uid, users.userName(inode.uid))}   Gid: ${owner(inode.gid, users.groupName(inode.gid))}`,
    ...['Access', 'Modify', 'Change'].map((what) => `${what}: ${when(inode.mtime)}`),
    ' Birth: -',
    '',
  ].join('\n');
}

function fill(sys: Sys, format: string, path: string, inode: Inode): string {
  const { users } = sys.process.host;
  const values: Readonly<Record<string, string | number>> = {
    a: inode.mode.toString(8),
    A: modeString(inode),
    F: inode.kind === 'file' && inode.content.size === 0 ? 'regular empty file' : KINDS[inode.kind],
    g: inode.gid,
    G: users.groupName(inode.gid),
    h: inode.nlink,
    i: inode.ino,
    n: path,
    N: `'${path}'`,
    s: sizeOf(inode),
    u: inode.uid,
    U: users.userName(inode.uid),
    y: when(inode.mtime),
    Y: Math.floor(inode.mtime / 1_000_000),
    '%': '%',
  };
  return format.replace(/%(.)/g, (all, letter: string) => String(values[letter] ?? all));
}

const FIND = {
  name: 'find',
  version: 'find (GNU findutils) 4.9.0',
  usage: 'find [path...] [expression]',
  about: 'Search for files in a directory hierarchy.',
  options: [
    '-name PATTERN  the last part of the path fits the shell pattern',
    '-iname PATTERN  likewise, case ignored',
    '-path PATTERN  the whole path fits',
    '-type f|d|l|s|c  the kind of file',
    '-user NAME, -group NAME  the owner',
    '-perm MODE  exactly these permissions',
    '-size N[ckMG], -mmin N, -mtime N, -newer FILE, -empty',
    '-maxdepth N, -mindepth N  how deep',
    '-print, -print0, -delete, -exec COMMAND {} \\; or +  what to do',
  ],
  notes: 'tests are joined by "and"; `!` negates one. -o and parentheses are not modelled.',
};

export const searchTools: readonly Tool[] = [
  { manual: FIND, program: (sys) => (sys.argv.includes('--help') ? tool(FIND, find).program(sys) : find(sys)) },
  tool(
    {
      name: 'xargs',
      version: 'xargs (GNU findutils) 4.9.0',
      usage: 'xargs [OPTION]... COMMAND [INITIAL-ARGS]...',
      about: 'Run COMMAND with arguments INITIAL-ARGS and more arguments read from input.',
      options: [
        '-0, --null  items are separated by a null, not whitespace',
        '-I REPLACE  replace REPLACE in INITIAL-ARGS with names read from input',
        '-n, --max-args=NUM  use at most NUM arguments per command line',
        '-r, --no-run-if-empty  if there are no arguments, do not run COMMAND',
        '-t, --verbose  print commands before executing them',
      ],
      stopsAtOperand: true,
    },
    xargs,
  ),
  tool(
    {
      name: 'stat',
      version: 'stat (GNU coreutils) 9.1',
      usage: 'stat [OPTION]... FILE...',
      about: 'Display file status.',
      options: [
        '-c, --format=FORMAT  use the specified FORMAT instead of the default',
        '-L, --dereference  follow links',
      ],
      notes: 'the three times are the one that is kept, that of the last modification.',
    },
    stat,
  ),
];
