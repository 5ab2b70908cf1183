import { concat, fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Shell } from './shell.ts';

interface Wish {
  raw: boolean;
  silent: boolean;
  array: string | null;
  delimiter: string;
  /** Characters; null: up to the delimiter. */
  count: number | null;
  /** µs */
  timeout: number | null;
  fd: number;
  readonly names: readonly string[];
}

const USAGE =
  'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n';

/** Options of `read`; a text: what is wrong with them. */
function options(shell: Shell, args: readonly string[]): Wish | string {
  const wish = {
    raw: false,
    silent: false,
    array: null as string | null,
    delimiter: '\n',
    count: null as number | null,
    timeout: null as number | null,
    fd: 0,
  };
  const names = [...args];
  while (/^-./.test(names[0] ?? '')) {
    const letters = (names.shift() ?? '').slice(1);
    if (letters === '-') break;
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i] ?? '';
      if (letter === 'r') wish.raw = true;
      else if (letter === 's') wish.silent = true;
      else if (letter !== 'e' && !'apdntNui'.includes(letter)) return `-${letter}`;
      else if (letter !== 'e') {
        const rest = letters.slice(i + 1);
        const value = rest === '' ? (names.shift() ?? '') : rest;
        if (letter === 'a') wish.array = value;
        else if (letter === 'd') wish.delimiter = value.slice(0, 1) || '\0';
        else if (letter === 'n' || letter === 'N') wish.count = Number(value) || 0;
        else if (letter === 't') wish.timeout = Math.round(Number(value) * 1e6) || 0;
        else if (letter === 'u') wish.fd = Number(value) || 0;
        else if (letter === 'p' && shell.sys.process.fds.get(0).description.kind === 'tty') shell.sys.print(2, value);
        break;
      }
    }
  }
  return { ...wish, names };
}

/** `read`: a line, byte by byte, so that what follows is left for others (bash(1), read). */
export function* read(shell: Shell, args: readonly string[]): Eff<number> {
  const wish = options(shell, args);
  if (typeof wish === 'string') {
    shell.complain(`read: ${wish}: invalid option`);
    shell.sys.print(2, USAGE);
    return 2;
  }
  const { description } = shell.sys.process.fds.get(0);
  const quiet = description.kind === 'tty' && (wish.silent || wish.count !== null);
  if (description.kind === 'tty' && quiet) description.tty.raw = true;
  try {
    return yield* readLine(shell, wish);
  } finally {
    if (description.kind === 'tty' && quiet) description.tty.raw = false;
  }
}

function* readLine(shell: Shell, wish: Wish): Eff<number> {
  const bytes: Bytes[] = [];
  let status = 1;
  const end = wish.delimiter.charCodeAt(0);
  const deadline = wish.timeout === null ? null : shell.sys.now + wish.timeout;
  for (;;) {
    const byte = yield* nextByte(shell, wish.fd, deadline);
    if (byte === null) {
      status = 142;
      break;
    }
    if (byte.length === 0) break;
    const [code = 0] = byte;
    if (code === end || (end === 10 && code === 13)) {
      if (!wish.raw && end === 10 && bytes.at(-1)?.[0] === 92) {
        bytes.pop();
        continue;
      }
      status = 0;
      break;
    }
    bytes.push(byte);
    if (wish.count !== null && fromUtf8(concat(bytes)).length >= wish.count) {
      status = 0;
      break;
    }
  }
  const line = bytes.length === 0 ? '' : fromUtf8(concat(bytes));
  const text = wish.raw ? line : line.replace(/\\(.)/g, '$1');
  if (wish.array !== null)
    fill(
      shell,
      wish.array,
      text.split(/[ \t\n]+/).filter((word) => word !== ''),
    );
  else if (wish.names.length === 0) shell.set('REPLY', text);
  else assignFields(shell, text, wish.names);
  return status;
}

/** One byte; empty at the end; null when the time is over. */
function* nextByte(shell: Shell, fd: number, deadline: number | null): Eff<Bytes | null> {
  const { fs, process } = shell.sys;
  if (deadline === null) return yield* fs.read(fd, 1);
  for (;;) {
    const byte = fs.readNow(fd, 1);
    if (byte) return byte;
    if (shell.sys.now >= deadline) return null;
    const { description } = process.fds.get(fd);
    const conds =
      description.kind === 'tty'
        ? [description.tty.readable]
        : description.kind === 'pipe-read'
          ? [description.flow.readable]
          : [];
    yield* shell.sys.waitAny(conds, Math.max(1, deadline - shell.sys.now));
  }
}

/** `mapfile [-t] [array]`: all lines. */
export function* mapfile(shell: Shell, args: readonly string[]): Eff<number> {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '-t');
  if (unknown !== undefined) {
    shell.complain(`mapfile: ${unknown}: invalid option`);
    return 2;
  }
  const parts: Bytes[] = [];
  for (;;) {
    const bytes = yield* shell.sys.fs.read(0);
    if (bytes.length === 0) break;
    parts.push(bytes);
  }
  const lines = fromUtf8(concat(parts))
    .split(/(?<=\n)/)
    .filter((line) => line !== '');
  fill(
    shell,
    args.find((arg) => !arg.startsWith('-')) ?? 'MAPFILE',
    args.includes('-t') ? lines.map((line) => line.replace(/\n$/, '')) : lines,
  );
  return 0;
}

function fill(shell: Shell, name: string, values: readonly string[]): void {
  shell.variables.declare(name, false);
  shell.variables.clear(name);
  values.forEach((value, i) => shell.set(name, value, String(i)));
}

/** The last name gets all that is left. */
function assignFields(shell: Shell, line: string, names: readonly string[]): void {
  const ifs = shell.get('IFS') ?? ' \t\n';
  const isBlank = (c: string | undefined): boolean => c !== undefined && ifs.includes(c) && /\s/.test(c);
  let rest = [...line];
  const trim = (): void => {
    while (isBlank(rest[0])) rest = rest.slice(1);
  };
  trim();
  names.forEach((name, i) => {
    if (i === names.length - 1) {
      while (isBlank(rest.at(-1))) rest = rest.slice(0, -1);
      return shell.set(name, rest.join(''));
    }
    const end = rest.findIndex((c) => ifs.includes(c));
    const field = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? [] : rest.slice(end);
    shell.set(name, field.join(''));
    trim();
    if (rest[0] !== undefined && ifs.includes(rest[0])) rest = rest.slice(1);
    trim();
  });
}
