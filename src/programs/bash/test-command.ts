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
  return evaluate(sys, args) ? 0 : 1;
}

function evaluate(sys: Sys, args: readonly string[]): boolean {
  const or = args.indexOf('-o');
  if (or > 0) return evaluate(sys, args.slice(0, or)) || evaluate(sys, args.slice(or + 1));
  const and = args.indexOf('-a');
  if (and > 0) return evaluate(sys, args.slice(0, and)) && evaluate(sys, args.slice(and + 1));
  if (args[0] === '!') return !evaluate(sys, args.slice(1));
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== '';
  if (args.length === 2) return unary(sys, args[0] as string, args[1] as string);
  return binary(args[0] as string, args[1] as string, args[2] as string);
}

function unary(sys: Sys, op: string, value: string): boolean {
  if (op === '-n') return value !== '';
  if (op === '-z') return value === '';
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

function binary(left: string, op: string, right: string): boolean {
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
    default:
      return false;
  }
}
