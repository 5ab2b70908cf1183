/** What the commands of openssl share: their options, files, random bytes and words for what goes wrong. */
import { concat, fromLatin1, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { HashName } from '../../base/hash.ts';

/** Ends a command: lines for standard error, and the exit code. */
export class Failed extends Error {
  constructor(
    readonly text: string,
    readonly code = 1,
  ) {
    super(text);
  }
}

export interface Command {
  readonly name: string;
  /** Options without and with a value, by name. */
  readonly flags: string;
  readonly values: string;
  readonly run: (sys: Sys, given: Given) => Eff<number>;
}

export interface Given {
  /** In the order in which they were written: some commands print in it. */
  readonly order: readonly string[];
  has(name: string): boolean;
  value(name: string): string | undefined;
  all(name: string): readonly string[];
  readonly hash: HashName | null;
  readonly operands: readonly string[];
}

const HASH_OPTIONS: Readonly<Record<string, HashName>> = {
  sha1: 'sha1',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  SHA1: 'sha1',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
};

/** openssl's options: one dash or two, the value as the next word; the first word without a dash ends them. */
export function readOptions(command: Command, args: readonly string[]): Given {
  const [flags, values] = [new Set(command.flags.split(' ')), new Set(command.values.split(' '))];
  const found: [string, string][] = [];
  let hash: HashName | null = null;
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--' || !word.startsWith('-') || word === '-') break;
    const name = word.replace(/^--?/, '');
    const known = HASH_OPTIONS[name];
    if (flags.has(name)) found.push([name, '']);
    else if (known !== undefined && flags.has('digest')) hash = known;
    else if (values.has(name)) {
      const value = args[++at];
      if (value === undefined) throw usage(command, `Option -${name} needs a value`);
      found.push([name, value]);
    } else throw usage(command, `Unknown option${flags.has('digest') ? ' or message digest: ' : ': -'}${name}`);
  }
  const operands = args.slice(args[at] === '--' ? at + 1 : at);
  return {
    order: found.map(([name]) => name),
    has: (name) => found.some(([n]) => n === name),
    value: (name) => found.findLast(([n]) => n === name)?.[1],
    all: (name) => found.filter(([n]) => n === name).map(([, value]) => value),
    hash,
    operands,
  };
}

const usage = (command: Pick<Command, 'name'>, text: string): Failed =>
  new Failed(`${command.name}: ${text}\n${command.name}: Use -help for summary.\n`);

/** The number of an option; `positive` refuses what is below one, as openssl's parser does. */
export function numberOf(name: string, given: Given, option: string, fallback: number, positive: boolean): number {
  const text = given.value(option);
  if (text === undefined) return fallback;
  if (!/^-?\d{1,15}$/.test(text)) throw usage({ name }, `Can't parse "${text}" as a number`);
  if (positive && Number(text) < 1) throw usage({ name }, `Non-positive number "${text}" for option -${option}`);
  return Number(text);
}

/** OpenSSL's error queue shows a thread's number first; this one is as good as any. */
const THREAD = '40A7F3C1D57F0000';
export const queued = (line: string): string => `${THREAD}:error:${line}\n`;

export const random =
  (sys: Sys) =>
  (count: number): Bytes =>
    sys.random(count);

/** The whole file; standard input where there is none. */
export function* input(sys: Sys, path: string | undefined, what: string): Eff<Bytes> {
  if (path === undefined || path === '-') {
    const parts: Bytes[] = [];
    for (;;) {
      const part = yield* sys.fs.read(0);
      if (part.length === 0) return concat([new Uint8Array(0), ...parts]);
      parts.push(part);
    }
  }
  try {
    return sys.fs.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new Failed(
      `Could not open file or uri for loading ${what} from ${path}\n` +
        queued(
          '16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file',
        ) +
        queued(
          `80000002:system library:file_open:${strerror(error.errno)}:../providers/implementations/storemgmt/file_store.c:266:calling stat(${path})`,
        ),
    );
  }
}

/** As `input`, in the words of the commands that open files themselves. */
export function* opened(sys: Sys, path: string | undefined, mode: 'r' | 'rb', after = ''): Eff<Bytes> {
  try {
    return yield* input(sys, path, '');
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    throw new Failed(
      `Can't open "${path}" for reading, No such file or directory\n` +
        queued(
          `80000002:system library:BIO_new_file:No such file or directory:../crypto/bio/bss_file.c:67:calling fopen(${path}, ${mode})`,
        ) +
        queued('10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:') +
        after,
    );
  }
}

/** What a file does not hold. */
export const unreadable = (what: string, path: string | undefined): string =>
  `Could not read ${what} from ${path ?? '<stdin>'}\n${
    what === 'private key'
      ? ''
      : queued('1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:')
  }`;

/** Write to a file, or to standard output; keys are made for the owner alone. */
export function* output(
  sys: Sys,
  name: string,
  path: string | undefined,
  text: string | Bytes,
  secret = false,
): Eff<void> {
  const bytes = typeof text === 'string' ? utf8(text) : text;
  if (path === undefined || path === '-') return yield* sys.fs.write(1, bytes);
  try {
    const fd = sys.fs.open(path, { write: true, create: true, truncate: true, mode: secret ? 0o600 : 0o666 });
    yield* sys.fs.write(fd, bytes);
    sys.fs.close(fd);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new Failed(`${name}: Can't open "${path}" for writing, ${strerror(error.errno)}\n`);
  }
}

export function* say(sys: Sys, text: string): Eff<void> {
  yield* sys.fs.write(1, utf8(text));
}

export function* sayError(sys: Sys, text: string): Eff<void> {
  if (sys.process.fds.has(2)) yield* sys.fs.write(2, utf8(text));
}

/** Lines of standard input, one at a time; null at its end. */
export class Lines {
  private held = '';

  constructor(private readonly sys: Sys) {}

  *next(): Eff<string | null> {
    for (;;) {
      const end = this.held.indexOf('\n');
      if (end >= 0) {
        const line = this.held.slice(0, end);
        this.held = this.held.slice(end + 1);
        return line.replace(/\r$/, '');
      }
      const bytes = yield* this.sys.fs.read(0);
      if (bytes.length === 0) return this.held === '' ? null : this.drain();
      this.held += fromLatin1(bytes);
    }
  }

  private drain(): string {
    const rest = this.held;
    this.held = '';
    return rest;
  }
}

/** PEM or DER, by what the bytes look like. */
export const asPem = (bytes: Bytes): boolean => fromLatin1(bytes.subarray(0, 4000)).includes('-----BEGIN ');
