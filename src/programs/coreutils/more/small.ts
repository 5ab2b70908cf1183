import { fromUtf8, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError, strerror } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { say, sayError } from '../io.ts';
import { readNeeded } from '../lines.ts';
import { compile } from '../regex.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from '../tool.ts';

function* tty(sys: Sys): Eff<number> {
  const { description } = sys.process.fds.get(0);
  yield* say(sys, description.kind === 'tty' ? `/dev/pts/${description.tty.id}\n` : 'not a tty\n');
  return description.kind === 'tty' ? 0 : 1;
}

/** stty(1): what a terminal is set to stays as it is here; its size can be asked for. */
function* stty(sys: Sys, options: Parsed): Eff<number> {
  const { description } = sys.process.fds.get(0);
  if (description.kind !== 'tty') throw new ToolError("'standard input': Inappropriate ioctl for device");
  const { rows, columns } = description.tty;
  const [word] = options.operands;
  if (word === 'size') yield* say(sys, `${rows} ${columns}\n`);
  else if (word === undefined) yield* say(sys, 'speed 38400 baud; line = 0;\n');
  else if (word !== 'sane') throw new ToolError(`${word}: not modelled on this machine`);
  return 0;
}

function* arch(sys: Sys): Eff<number> {
  yield* say(sys, 'x86_64\n');
  return 0;
}

function* sync(sys: Sys): Eff<number> {
  yield* sys.cpu(100);
  return 0;
}

/** nice(1): the cores here share their time without regard to it. */
function* nice(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) {
    yield* say(sys, '0\n');
    return 0;
  }
  try {
    return yield* sys.exec(options.operands);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* sayError(sys, `nice: ‘${options.operands[0]}’: ${strerror(error.errno)}\n`);
    return error.errno === 'ENOENT' ? 127 : 126;
  }
}

function* cmp(sys: Sys, options: Parsed): Eff<number> {
  const [left, right = '-'] = options.operands;
  if (left === undefined) throw misuse("missing operand after 'cmp'");
  const contents: Bytes[] = [];
  for (const path of [left, right]) contents.push(yield* readNeeded(sys, path, 2));
  const [a = new Uint8Array(), b = new Uint8Array()] = contents;
  const at = a.findIndex((byte, i) => byte !== b[i]);
  const place = at < 0 ? Math.min(a.length, b.length) : at;
  if (at < 0 && a.length === b.length) return 0;
  if (options.has('s')) return 1;
  const line = a.subarray(0, place).filter((byte) => byte === 10).length + 1;
  if (place >= a.length || place >= b.length) {
    const short = a.length < b.length ? left : right;
    const where =
      place === 0
        ? 'which is empty'
        : `after byte ${place}, ${a[place - 1] === 10 ? `line ${line - 1}` : `in line ${line}`}`;
    yield* sayError(sys, `cmp: EOF on ${short} ${where}\n`);
  } else yield* say(sys, `${left} ${right} differ: byte ${place + 1}, line ${line}\n`);
  return 1;
}

/** What the first bytes tell: as much of file(1) as a web server's machine has files. */
function kindOf(bytes: Bytes): string {
  if (bytes.length === 0) return 'empty';
  const text = fromUtf8(bytes);
  const begins = (...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47)) return 'PNG image data';
  if (begins(0xff, 0xd8, 0xff)) return 'JPEG image data';
  if (begins(0x1f, 0x8b)) return 'gzip compressed data';
  if (text.startsWith('#!program:'))
    return 'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked';
  if (text.startsWith('-----BEGIN CERTIFICATE')) return 'PEM certificate';
  if (/^-----BEGIN (\w+ )?PRIVATE KEY/.test(text)) return 'PEM private key';
  if (bytes.includes(0)) return 'data';
  const ascii = bytes.every((byte) => byte < 128);
  const words = ascii ? 'ASCII text' : text.includes('\ufffd') ? 'ISO-8859 text' : 'Unicode text, UTF-8 text';
  const endings = text.includes('\r\n')
    ? ', with CRLF line terminators'
    : text.includes('\n')
      ? ''
      : ', with no line terminators';
  const script = /^#! ?(\S+)(?: (\S+))?/.exec(text);
  const by = script?.[1]?.endsWith('/env') ? script[2] : script?.[1]?.replace(/^.*\//, '');
  const language = by?.startsWith('python')
    ? 'Python script, '
    : by === 'bash'
      ? 'Bourne-Again shell script, '
      : by === 'sh'
        ? 'POSIX shell script, '
        : /^(from \w[\w.]* import|import \w+|def \w+\()/m.test(text)
          ? 'Python script, '
          : /^\s*(<!doctype html|<html)/i.test(text)
            ? 'HTML document, '
            : '';
  return `${language}${words}${script || language.startsWith('Python') ? ' executable' : ''}${endings}`;
}

function* file(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  const widest = Math.max(...options.operands.map((path) => path.length));
  for (const path of options.operands) {
    let what: string;
    try {
      const inode = options.has('L') ? sys.fs.stat(path) : sys.fs.lstat(path);
      what =
        inode.kind === 'dir'
          ? 'directory'
          : inode.kind === 'symlink'
            ? `${sys.fs.exists(path) ? '' : 'broken '}symbolic link to ${inode.target}`
            : inode.kind === 'file'
              ? kindOf(sys.fs.readFile(path))
              : inode.kind === 'socket'
                ? 'socket'
                : 'character special';
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      what =
        error.errno === 'EACCES'
          ? 'regular file, no read permission'
          : `cannot open \`${path}' (${strerror(error.errno)})`;
    }
    yield* say(sys, options.has('b') ? `${what}\n` : `${`${path}:`.padEnd(widest + 2)}${what}\n`);
  }
  return 0;
}

/** expr(1): precedence from `|` down to `:`; 1 when the value is empty or zero, 2 for what is no expression. */
class Expr {
  private i = 0;
  constructor(private readonly words: readonly string[]) {}

  value(): string {
    const value = this.level(0);
    if (this.i < this.words.length) throw new ToolError(`syntax error: unexpected argument ‘${this.words[this.i]}’`, 2);
    return value;
  }

  private static readonly LEVELS = [
    ['|'],
    ['&'],
    ['<', '<=', '=', '==', '!=', '>=', '>'],
    ['+', '-'],
    ['*', '/', '%'],
    [':'],
  ];

  private level(n: number): string {
    const operators = Expr.LEVELS[n];
    if (!operators) return this.primary();
    let left = this.level(n + 1);
    for (let op = this.words[this.i]; op !== undefined && operators.includes(op); op = this.words[this.i]) {
      this.i++;
      left = apply(op, left, this.level(n + 1));
    }
    return left;
  }

  private primary(): string {
    const word = this.words[this.i++];
    if (word === undefined) {
      const before = this.words.at(-1);
      throw new ToolError(
        before === undefined ? 'missing operand' : `syntax error: missing argument after ‘${before}’`,
        2,
      );
    }
    if (word === '(') {
      const value = this.level(0);
      if (this.words[this.i++] !== ')')
        throw new ToolError("syntax error: expecting ')' after ‘" + `${this.words[this.i - 2]}’`, 2);
      return value;
    }
    if (word === 'length') return String([...this.primary()].length);
    if (word === 'match') return apply(':', this.primary(), this.primary());
    if (word === 'substr') {
      const [text, at, n] = [this.primary(), Number(this.primary()), Number(this.primary())];
      return at > 0 && n > 0 ? [...text].slice(at - 1, at - 1 + n).join('') : '';
    }
    if (word === 'index') {
      const [text, set] = [[...this.primary()], this.primary()];
      return String(text.findIndex((c) => set.includes(c)) + 1);
    }
    return word;
  }
}

const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text);
const isInteger = (text: string): boolean => /^-?\d+$/.test(text);

function apply(op: string, a: string, b: string): string {
  if (op === '|') return !isNull(a) ? a : isNull(b) ? '0' : b;
  if (op === '&') return isNull(a) || isNull(b) ? '0' : a;
  if (op === ':') {
    const found = new RegExp(`^(?:${compile(b, { extended: false }).source})`, 'u').exec(a);
    if (/\\\(/.test(b)) return found?.[1] ?? '';
    return String(found ? [...found[0]].length : 0);
  }
  if (/^[<>=!]/.test(op)) {
    const numbers = isInteger(a) && isInteger(b);
    const order = numbers ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
    const holds =
      { '<': order < 0, '<=': order <= 0, '=': order === 0, '==': order === 0, '!=': order !== 0, '>=': order >= 0 }[
        op
      ] ?? order > 0;
    return holds ? '1' : '0';
  }
  if (!isInteger(a) || !isInteger(b)) throw new ToolError('non-integer argument', 2);
  const [x, y] = [Number(a), Number(b)];
  if ((op === '/' || op === '%') && y === 0) throw new ToolError('division by zero', 2);
  return String(op === '+' ? x + y : op === '-' ? x - y : op === '*' ? x * y : op === '/' ? Math.trunc(x / y) : x % y);
}

function* expr(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  const value = new Expr(options.operands).value();
  yield* say(sys, `${value}\n`);
  return isNull(value) ? 1 : 0;
}

export const smallTools: readonly Tool[] = [
  tool(
    {
      name: 'tty',
      version: gnu('tty'),
      usage: 'tty',
      about: 'Print the file name of the terminal connected to standard input.',
      options: [],
    },
    tty,
  ),
  tool(
    {
      name: 'stty',
      version: gnu('stty'),
      usage: 'stty [size|sane]',
      about: 'Print the terminal settings.',
      options: [],
      notes: 'settings cannot be changed.',
    },
    stty,
  ),
  tool({ name: 'arch', version: gnu('arch'), usage: 'arch', about: 'Print machine architecture.', options: [] }, arch),
  tool(
    {
      name: 'sync',
      version: gnu('sync'),
      usage: 'sync',
      about: 'Synchronize cached writes to persistent storage.',
      options: [],
    },
    sync,
  ),
  tool(
    {
      name: 'nice',
      version: gnu('nice'),
      usage: 'nice [OPTION] [COMMAND [ARG]...]',
      about: 'Run COMMAND with an adjusted niceness.',
      options: ['-n, --adjustment=N  add integer N to the niceness'],
      notes: 'niceness changes nothing here.',
      stopsAtOperand: true,
      usageStatus: 125,
    },
    nice,
  ),
  tool(
    {
      name: 'cmp',
      version: 'cmp (GNU diffutils) 3.8',
      usage: 'cmp [OPTION]... FILE1 [FILE2]',
      about: 'Compare two files byte by byte.',
      options: ['-s, --quiet  suppress all normal output'],
      usageStatus: 2,
    },
    cmp,
  ),
  tool(
    {
      name: 'file',
      version: 'file-5.44',
      usage: 'file [OPTION...] [FILE...]',
      about: 'Determine type of FILEs.',
      options: ['-b, --brief  do not prepend filenames to output lines', '-L, --dereference  follow symlinks'],
      notes: 'it knows the kinds of files that this machine can have.',
    },
    file,
  ),
  tool(
    {
      name: 'expr',
      version: gnu('expr'),
      usage: 'expr EXPRESSION',
      about: 'Print the value of EXPRESSION to standard output.',
      options: [],
      stopsAtOperand: true,
      usageStatus: 2,
    },
    expr,
  ),
];
