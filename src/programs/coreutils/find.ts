import { two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Inode } from '../../machine/inode.ts';
import type { Sys } from '../../machine/sys.ts';
import { civil, linksOf, modeString } from './format.ts';
import { say, sayError } from './io.ts';
import { readWhole } from './lines.ts';
import { FindParser, type Action, type Expression, type Search, type Seen } from './find-expression.ts';
import { misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

/** find(1) of GNU findutils 4.9. */
function* find(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1).filter((a) => !/^-[HLP]$/.test(a));
  const first = args.findIndex((a) => /^(-.|!$|\($)/.test(a));
  const roots = first < 0 ? args : args.slice(0, first);
  const walk = new Walk(sys);
  try {
    const search = new FindParser(sys, first < 0 ? [] : args.slice(first)).parse();
    for (const root of roots.length > 0 ? roots : ['.']) yield* walk.down(search, root, root, 0);
    for (const { many, argv, found } of search.execs)
      if (many && found.length > 0 && (yield* run(sys, argv, found)) !== 0) walk.status = 1;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    yield* sayError(sys, `find: ${error.text}\n`);
    return 1;
  }
  return walk.status;
}

class Walk {
  status = 0;
  private over = false;
  private pruned = false;

  constructor(private readonly sys: Sys) {}

  *down(search: Search, path: string, root: string, depth: number): Eff<void> {
    if (this.over) return;
    let inode: Inode;
    try {
      inode = this.sys.fs.lstat(path);
    } catch (error) {
      return yield* this.failed(path, error);
    }
    const seen = { path, inode, depth, root };
    this.pruned = false;
    if (!search.depthFirst) yield* this.visit(search, seen);
    if (inode.kind === 'dir' && depth < search.maxDepth && !(this.pruned && !search.depthFirst)) {
      let names: string[] = [];
      try {
        names = this.sys.fs.readdir(path);
      } catch (error) {
        yield* this.failed(path, error);
      }
      for (const name of names) yield* this.down(search, `${path.replace(/\/$/, '')}/${name}`, root, depth + 1);
    }
    if (search.depthFirst && !this.over) yield* this.visit(search, seen);
  }

  private *failed(path: string, error: unknown): Eff<void> {
    if (!(error instanceof SysError)) throw error;
    yield* sayError(this.sys, `find: ‘${path}’: ${strerror(error.errno)}\n`);
    this.status = 1;
  }

  private *visit(search: Search, seen: Seen): Eff<void> {
    if (seen.depth >= search.minDepth) yield* this.value(search.expression, seen);
  }

  private *value(e: Expression, seen: Seen): Eff<boolean> {
    if (this.over) return false;
    switch (e.kind) {
      case 'test':
        return e.holds(seen);
      case 'not':
        return !(yield* this.value(e.of, seen));
      case 'and':
        return (yield* this.value(e.left, seen)) && (yield* this.value(e.right, seen));
      case 'or':
        return (yield* this.value(e.left, seen)) || (yield* this.value(e.right, seen));
      case 'list':
        yield* this.value(e.left, seen);
        return yield* this.value(e.right, seen);
      case 'action':
        return yield* this.act(e.action, seen);
    }
  }

  private *act(action: Action, seen: Seen): Eff<boolean> {
    switch (action.kind) {
      case 'print':
        yield* say(this.sys, action.text(seen));
        return true;
      case 'prune':
        return (this.pruned = true);
      case 'quit':
        return (this.over = true);
      case 'delete':
        if (seen.path === '.') return true;
        try {
          if (seen.inode.kind === 'dir') this.sys.fs.rmdir(seen.path);
          else this.sys.fs.unlink(seen.path);
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
          yield* sayError(this.sys, `find: cannot delete ‘${seen.path}’: ${strerror(error.errno)}\n`);
          this.status = 1;
          return false;
        }
        return true;
      case 'exec':
        if (!action.many) return (yield* run(this.sys, action.argv, [seen.path])) === 0;
        action.found.push(seen.path);
        return true;
    }
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
      const quoted = sys.argv[0] === 'xargs' ? full[0] : `‘${full[0]}’`;
      yield* sayError(own, `${sys.argv[0]}: ${quoted}: ${strerror(error.errno)}\n`);
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
  const open = options.has('0') ? '' : text.replace(/\\[\s\S]|"[^"\n]*"|'[^'\n]*'/g, '').match(/["']/)?.[0];
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
  if (open)
    throw new ToolError(
      `unmatched ${open === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`,
    );
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
      const exact = options.value('printf');
      if (options.has('f')) yield* say(sys, fileSystem(path, format));
      else if (exact !== null)
        yield* say(
          sys,
          fill(sys, exact, path, inode).replace(/\\([nt\\])/g, (_all, c) => ({ n: '\n', t: '\t' })[String(c)] ?? '\\'),
        );
      else yield* say(sys, format === null ? describe(sys, path, inode) : `${fill(sys, format, path, inode)}\n`);
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

/** `stat -f`: the one file system that there is. */
function fileSystem(path: string, format: string | null): string {
  const values: Readonly<Record<string, string>> = {
    n: path,
    T: 'ext2/ext3',
    t: 'ef53',
    s: '4096',
    S: '4096',
    l: '255',
  };
  if (format !== null) return `${format.replace(/%(.)/g, (all, letter: string) => values[letter] ?? all)}\n`;
  return `  File: "${path}"\n    ID: 0 Namelen: 255     Type: ext2/ext3\nBlock size: 4096       Fundamental block size: 4096\n`;
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
    `Device: 8,1\tInode: ${String(inode.ino).padEnd(11)} Links: ${linksOf(inode)}`,
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
    h: linksOf(inode),
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
    '-name PATTERN, -iname PATTERN  the last part of the path fits the shell pattern',
    '-path PATTERN, -regex PATTERN  the whole path fits',
    '-type f|d|l|s|c  the kind of file',
    '-user NAME, -group NAME  the owner',
    '-perm [-/]MODE  these permissions, all of them, any of them',
    '-size N[ckMG], -mmin N, -mtime N, -newer FILE, -empty, -links N',
    '-readable, -writable, -executable  by who asks',
    '-maxdepth N, -mindepth N, -depth  how deep, and in which order',
    '-print, -print0, -printf FORMAT, -ls  what to say',
    '-delete, -prune, -quit, -exec COMMAND {} \\; or +  what to do',
  ],
  notes: 'tests are joined by -a (or nothing), -o, `!`, the comma and parentheses.',
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
        '-P, --max-procs=NUM  (they run one after another here)',
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
        '-f, --file-system  display file system status instead of file status',
        '-L, --dereference  follow links',
        '--printf=FORMAT  like --format, but interpret escapes, and no newline at the end',
      ],
      notes: 'the three times are the one that is kept, that of the last modification.',
    },
    stat,
  ),
];
