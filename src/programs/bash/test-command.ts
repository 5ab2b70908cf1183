import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

/** `test` and `[` (test(1)): 0 true, 1 false, 2 error. */
export function test(sys: Sys, args: readonly string[], complain: (what: string) => void): number {
  const [, operator = ''] = args;
  const wrong =
    args.length === 3 && /^-(eq|ne|lt|le|gt|ge)$/.test(operator)
      ? [args[0], args[2]].find((a) => !/^\s*[-+]?\d+\s*$/.test(a ?? ''))
      : undefined;
  if (wrong !== undefined) {
    complain(`${wrong}: integer expression expected`);
    return 2;
  }
  if (args.length === 2 && args[0] !== '!' && !UNARY.test(args[0] ?? '')) {
    complain(`${args[0]}: unary operator expected`);
    return 2;
  }
  if (args.length === 3 && args[0] !== '!' && !BINARY.test(operator)) {
    complain(`${operator}: binary operator expected`);
    return 2;
  }
  return evaluate(sys, args) ? 0 : 1;
}

const UNARY = /^-[a-zA-Z]$/;
const BINARY = /^(=|==|!=|<|>|-(eq|ne|lt|le|gt|ge|nt|ot|ef|a|o))$/;

function evaluate(sys: Sys, args: readonly string[]): boolean {
  const or = args.indexOf('-o');
  if (or > 0) return evaluate(sys, args.slice(0, or)) || evaluate(sys, args.slice(or + 1));
  const and = args.indexOf('-a');
  if (and > 0) return evaluate(sys, args.slice(0, and)) && evaluate(sys, args.slice(and + 1));
  if (args[0] === '!') return !evaluate(sys, args.slice(1));
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== '';
  if (args.length === 2) return unary(sys, args[0] as string, args[1] as string);
  return binary(sys, args[0] as string, args[1] as string, args[2] as string);
}

function unary(sys: Sys, op: string, value: string): boolean {
  if (op === '-n') return value !== '';
  if (op === '-z') return value === '';
  if (op === '-t')
    return sys.process.fds.has(Number(value)) && sys.process.fds.get(Number(value)).description.kind === 'tty';
  if (op === '-v') return sys.getenv(value) !== undefined && sys.getenv(value) !== null;
  try {
    const inode = op === '-L' || op === '-h' ? sys.fs.lstat(value) : sys.fs.stat(value);
    switch (op) {
      case '-e':
        return true;
      case '-f':
        return inode.kind === 'file';
      case '-d':
        return inode.kind === 'dir';
      case '-L':
      case '-h':
        return inode.kind === 'symlink';
      case '-S':
        return inode.kind === 'socket';
      case '-O':
        return inode.uid === sys.process.credentials.uid;
      case '-u':
        return (inode.mode & 0o4000) !== 0;
      case '-s':
        return inode.kind === 'file' && inode.content.size > 0;
      case '-r':
        return sys.fs.access(value, 4);
      case '-w':
        return sys.fs.access(value, 2);
      case '-x':
        return sys.fs.access(value, 1);
      default:
        return false;
    }
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

/** µs of the last change; null for what is not there. */
const changed = (sys: Sys, path: string): number | null => (sys.fs.exists(path) ? sys.fs.stat(path).mtime : null);

function binary(sys: Sys, left: string, op: string, right: string): boolean {
  const a = Number(left);
  const b = Number(right);
  switch (op) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    case '-ge':
      return a >= b;
    case '-nt':
      return (changed(sys, left) ?? -Infinity) > (changed(sys, right) ?? -Infinity);
    case '-ot':
      return (changed(sys, left) ?? -Infinity) < (changed(sys, right) ?? -Infinity);
    case '-ef':
      return sys.fs.exists(left) && sys.fs.exists(right) && sys.fs.stat(left).ino === sys.fs.stat(right).ino;
    default:
      return false;
  }
}
