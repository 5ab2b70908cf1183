import type { Inode } from '../../machine/inode.ts';
import type { Sys } from '../../machine/sys.ts';
import { civil, linksOf, listTime, modeString } from './format.ts';
import { compile, quote } from './regex.ts';
import { strftime } from './date.ts';
import { ToolError } from './tool.ts';

export interface Seen {
  readonly path: string;
  readonly inode: Inode;
  /** 0 for the starting points. */
  readonly depth: number;
  /** The starting point below which it lies. */
  readonly root: string;
}

export type Action =
  | { readonly kind: 'delete' | 'prune' | 'quit' }
  | { readonly kind: 'print'; readonly text: (seen: Seen) => string }
  | { readonly kind: 'exec'; readonly argv: readonly string[]; readonly many: boolean; readonly found: string[] };

export type Expression =
  | { readonly kind: 'test'; readonly holds: (seen: Seen) => boolean }
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'and' | 'or' | 'list'; readonly left: Expression; readonly right: Expression };

export interface Search {
  readonly expression: Expression;
  readonly minDepth: number;
  readonly maxDepth: number;
  /** Children before their directory. */
  readonly depthFirst: boolean;
  readonly execs: readonly (Action & { readonly kind: 'exec' })[];
}

const globToRegExp = (glob: string, ignoreCase = false): RegExp =>
  new RegExp(
    `^${quote(glob)
      .replace(/\\\*/g, '.*')
      .replace(/\\\?/g, '.')
      .replace(
        /\\\[(!|\\\^)?((?:(?!\\\]).)*)\\\]/g,
        (_all, not: string | undefined, set: string) => `[${not ? '^' : ''}${set}]`,
      )}$`,
    ignoreCase ? 'isu' : 'su',
  );

const TYPES: Readonly<Record<string, Inode['kind']>> = { f: 'file', d: 'dir', l: 'symlink', s: 'socket', c: 'device' };

/** The expression of find(1), GNU findutils 4.9: tests and actions joined by and, or, comma, not and parentheses. */
export class FindParser {
  private i = 0;
  private minDepth = 0;
  private maxDepth = Infinity;
  private depthFirst = false;
  private acts = false;
  private readonly execs: (Action & { readonly kind: 'exec' })[] = [];

  constructor(
    private readonly sys: Sys,
    private readonly args: readonly string[],
  ) {}

  parse(): Search {
    const print: Expression = { kind: 'action', action: { kind: 'print', text: (seen) => `${seen.path}\n` } };
    const given = this.args.length > 0 ? this.list() : null;
    const left = this.args[this.i];
    if (left === ')')
      throw new ToolError("invalid expression; you have used a closing parenthesis ')' without opening one.");
    const expression =
      given === null ? print : this.acts ? given : ({ kind: 'and', left: given, right: print } as const);
    const { minDepth, maxDepth, depthFirst, execs } = this;
    return { expression, minDepth, maxDepth, depthFirst, execs };
  }

  private list(): Expression {
    let left = this.or();
    while (this.takes(',')) left = { kind: 'list', left, right: this.or() };
    return left;
  }

  private or(): Expression {
    let left = this.and();
    while (this.takes('-o') || this.takes('-or')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    for (;;) {
      const joined = this.takes('-a') || this.takes('-and');
      const next = this.args[this.i];
      if (next === undefined || [')', ',', '-o', '-or'].includes(next)) {
        if (joined) throw new ToolError("expected an expression after '-a'");
        return left;
      }
      left = { kind: 'and', left, right: this.not() };
    }
  }

  private not(): Expression {
    if (this.takes('!') || this.takes('-not')) return { kind: 'not', of: this.not() };
    if (!this.takes('(')) return this.primary();
    const inner = this.list();
    if (!this.takes(')'))
      throw new ToolError(
        "invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('",
      );
    return inner;
  }

  private takes(word: string): boolean {
    if (this.args[this.i] !== word) return false;
    this.i++;
    return true;
  }

  /** The shell may have put names where a pattern was. */
  private hint(path: string): string {
    const before = this.args[this.i - 3] ?? '';
    const isPattern = /^-i?(?:name|path|regex|wholename)$/.test(before) && this.sys.fs.exists(path);
    return isPattern ? `\nfind: possible unquoted pattern after predicate \`${before}'?` : '';
  }

  private primary(): Expression {
    const name = this.args[this.i++];
    if (name === undefined) throw new ToolError('expected an expression');
    if (!name.startsWith('-')) throw new ToolError(`paths must precede expression: \`${name}'${this.hint(name)}`);
    const value = (): string => {
      const next = this.args[this.i++];
      if (next === undefined) throw new ToolError(`missing argument to \`${name}'`);
      return next;
    };
    const action = this.action(name, value);
    if (action) {
      this.acts ||= action.kind !== 'prune' && action.kind !== 'quit';
      return { kind: 'action', action };
    }
    const always: Expression = { kind: 'test', holds: () => true };
    if (name === '-maxdepth') this.maxDepth = depth(name, value());
    else if (name === '-mindepth') this.minDepth = depth(name, value());
    else if (name === '-depth') this.depthFirst = true;
    else if (!['-true', '-noleaf', '-xdev', '-mount'].includes(name))
      return { kind: 'test', holds: testOf(this.sys, name, value) };
    return always;
  }

  private action(name: string, value: () => string): Action | null {
    switch (name) {
      case '-print':
        return { kind: 'print', text: (seen) => `${seen.path}\n` };
      case '-print0':
        return { kind: 'print', text: (seen) => `${seen.path}\0` };
      case '-printf': {
        const format = value();
        return { kind: 'print', text: (seen) => filled(this.sys, format, seen) };
      }
      case '-ls':
        return { kind: 'print', text: (seen) => listed(this.sys, seen) };
      case '-delete':
        this.depthFirst = true;
        return { kind: 'delete' };
      case '-prune':
      case '-quit':
        return { kind: name.slice(1) as 'prune' };
      case '-exec':
      case '-execdir':
      case '-ok':
        return this.exec(name);
      default:
        return null;
    }
  }

  private exec(name: string): Action {
    const end = this.args.findIndex((a, k) => k >= this.i && (a === ';' || (a === '+' && this.args[k - 1] === '{}')));
    if (end < 0) throw new ToolError(`missing argument to \`${name}'`);
    const action: Action & { readonly kind: 'exec' } = {
      kind: 'exec',
      argv: this.args.slice(this.i, end),
      many: this.args[end] === '+',
      found: [],
    };
    this.i = end + 1;
    this.execs.push(action);
    return action;
  }
}

function depth(name: string, text: string): number {
  if (!/^\d+$/.test(text))
    throw new ToolError(`Expected a positive decimal integer argument to ${name}, but got ‘${text}’`);
  return Number(text);
}

const baseOf = (path: string): string => path.replace(/(?<=.)\/+$/, '').replace(/^.*\/(?=.)/s, '');

function testOf(sys: Sys, name: string, value: () => string): (seen: Seen) => boolean {
  switch (name) {
    case '-false':
      return () => false;
    case '-name':
    case '-iname': {
      const regex = globToRegExp(value(), name === '-iname');
      return (seen) => regex.test(baseOf(seen.path));
    }
    case '-path':
    case '-wholename':
    case '-ipath': {
      const regex = globToRegExp(value(), name === '-ipath');
      return (seen) => regex.test(seen.path);
    }
    case '-regex':
    case '-iregex': {
      const found = compile(value(), { extended: false, ignoreCase: name === '-iregex' });
      const whole = new RegExp(`^(?:${found.source})$`, found.flags);
      return (seen) => whole.test(seen.path);
    }
    case '-type': {
      const letter = value();
      const kinds = letter.split(',').map((one) => TYPES[one]);
      if (kinds.includes(undefined)) throw new ToolError(`Unknown argument to -type: ${letter}`);
      return (seen) => kinds.includes(seen.inode.kind);
    }
    case '-user':
    case '-group':
      return ownerTest(sys, name, value());
    case '-perm':
      return permTest(value());
    case '-newer': {
      const path = value();
      if (!sys.fs.exists(path)) throw new ToolError(`‘${path}’: No such file or directory`);
      const { mtime } = sys.fs.stat(path);
      return (seen) => seen.inode.mtime > mtime;
    }
    case '-empty':
      return ({ inode }) =>
        inode.kind === 'file' ? inode.content.size === 0 : inode.kind === 'dir' && inode.entries.size === 0;
    case '-size':
      return sizeTest(value());
    case '-links':
    case '-mmin':
    case '-mtime':
      return numberTest(sys, name, value());
    case '-readable':
      return ({ path }) => sys.fs.access(path, 4);
    case '-writable':
      return ({ path }) => sys.fs.access(path, 2);
    case '-executable':
      return ({ path }) => sys.fs.access(path, 1);
    default:
      throw new ToolError(`unknown predicate \`${name}'`);
  }
}

/** Octal modes: exactly, all of these bits (`-`), any of them (`/`). */
function permTest(text: string): (seen: Seen) => boolean {
  const [, how = '', digits] = /^([-/]?)([0-7]{1,4})$/.exec(text) ?? [];
  if (digits === undefined) throw new ToolError(`invalid mode ‘${text}’`);
  const mode = Number.parseInt(digits, 8);
  if (how === '-') return ({ inode }) => (inode.mode & mode) === mode;
  if (how === '/') return ({ inode }) => mode === 0 || (inode.mode & mode) !== 0;
  return ({ inode }) => inode.mode === mode;
}

function compared(text: string, what: string): { readonly sign: number; readonly n: number; readonly unit: string } {
  const match = /^([+-]?)(\d+)([bckMGw]?)$/.exec(text);
  if (!match && what === '-size') throw new ToolError(`invalid -size type \`${text.at(-1)}'`);
  if (!match) throw new ToolError(`invalid argument \`${text}' to \`${what}'`);
  return { sign: match[1] === '+' ? 1 : match[1] === '-' ? -1 : 0, n: Number(match[2]), unit: match[3] ?? '' };
}

const sizeOf = (inode: Inode): number =>
  inode.kind === 'file'
    ? inode.content.size
    : inode.kind === 'dir'
      ? 4096
      : inode.kind === 'symlink'
        ? inode.target.length
        : 0;

function sizeTest(text: string): (seen: Seen) => boolean {
  const { sign, n, unit } = compared(text, '-size');
  const bytes = { c: 1, w: 2, k: 1024, M: 1_048_576, G: 1_073_741_824 }[unit] ?? 512;
  return ({ inode }) => Math.sign(Math.ceil(sizeOf(inode) / bytes) - n) === sign;
}

function numberTest(sys: Sys, name: string, text: string): (seen: Seen) => boolean {
  const { sign, n } = compared(text, name);
  if (name === '-links') return ({ inode }) => Math.sign(linksOf(inode) - n) === sign;
  const seconds = name === '-mmin' ? 60 : 86_400;
  return ({ inode }) => Math.sign(Math.floor((sys.clock - inode.mtime) / 1_000_000 / seconds) - n) === sign;
}

function ownerTest(sys: Sys, name: string, who: string): (seen: Seen) => boolean {
  const { users } = sys.process.host;
  const number = /^\d+$/.test(who) ? Number(who) : undefined;
  if (name === '-user') {
    const uid = users.byName(who)?.uid ?? number;
    if (uid === undefined) throw new ToolError(`‘${who}’ is not the name of a known user`);
    return (seen) => seen.inode.uid === uid;
  }
  const gid = users.groups.get(who)?.gid ?? number;
  if (gid === undefined) throw new ToolError(`‘${who}’ is not the name of an existing group`);
  return (seen) => seen.inode.gid === gid;
}

const LETTERS: Readonly<Record<Inode['kind'], string>> = {
  file: 'f',
  dir: 'd',
  symlink: 'l',
  socket: 's',
  device: 'c',
};

/** The directives of -printf. */
function filled(sys: Sys, format: string, { path, inode, depth: level, root }: Seen): string {
  const { users } = sys.process.host;
  const values: Readonly<Record<string, string | number>> = {
    p: path,
    f: baseOf(path),
    h: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.',
    P: path === root ? '' : path.slice(root.replace(/\/$/, '').length + 1),
    H: root,
    d: level,
    s: sizeOf(inode),
    k: Math.ceil(sizeOf(inode) / 1024),
    m: inode.mode.toString(8),
    M: modeString(inode),
    u: users.userName(inode.uid),
    g: users.groupName(inode.gid),
    U: inode.uid,
    G: inode.gid,
    i: inode.ino,
    n: linksOf(inode),
    y: LETTERS[inode.kind],
    l: inode.kind === 'symlink' ? inode.target : '',
    t: strftime('%a %b %e %H:%M:%S.0000000000 %Y', inode.mtime, civil(inode.mtime)),
    '%': '%',
  };
  return format.replace(/\\(.)|%T(.)|%(.)/g, (all, escape?: string, time?: string, letter?: string) => {
    if (escape !== undefined) return { n: '\n', t: '\t', '0': '\0', '\\': '\\' }[escape] ?? all;
    if (time === '@') return `${Math.floor(inode.mtime / 1e6)}.0000000000`;
    if (time !== undefined)
      return strftime(time === '+' ? '%F+%T.0000000000' : `%${time}`, inode.mtime, civil(inode.mtime));
    return String(values[letter ?? ''] ?? all);
  });
}

function listed(sys: Sys, { path, inode }: Seen): string {
  const { users } = sys.process.host;
  const blocks = inode.kind === 'symlink' || inode.kind === 'socket' ? 0 : Math.ceil(sizeOf(inode) / 4096) * 4;
  const links = linksOf(inode);
  const owners = `${users.userName(inode.uid).padEnd(8)} ${users.groupName(inode.gid).padEnd(8)}`;
  const target = inode.kind === 'symlink' ? ` -> ${inode.target}` : '';
  return `${String(inode.ino).padStart(9)} ${String(blocks).padStart(6)} ${modeString(inode)} ${String(links).padStart(3)} ${owners} ${String(sizeOf(inode)).padStart(8)} ${listTime(inode.mtime, sys.clock)} ${path}${target}\n`;
}
