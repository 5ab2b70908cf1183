/**
 * curl 7.88.1: transfers over HTTP with its output, messages and exit codes. Not modelled, and said so when asked for:
 * other protocols than http, https and file, proxies by SOCKS, authentication other than Basic and Bearer.
 */
import { concat, EMPTY, fromUtf8, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { parseOptions } from './reader.ts';
import { Session } from './session.ts';
import type { Options } from './options.ts';

export { wget } from './wget.ts';

export function* curl(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1);
  // After -o, -c, -D, -C and their kin a dash means something else.
  const asks = args.some(
    (arg, i) => ASKS_FOR_INPUT.test(arg) && (!/^[-.]$/.test(arg) || TAKES_INPUT.test(args[i - 1] ?? '')),
  );
  const stdin = asks ? yield* input(sys) : EMPTY;
  const read = (path: string): Bytes | null => {
    try {
      return path === '-' ? stdin : sys.fs.readFile(path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return null;
    }
  };
  const age = (path: string): number | null =>
    sys.fs.exists(path) ? Math.floor(sys.fs.stat(path).mtime / 1_000_000) : null;
  const writable = (path: string): boolean => {
    try {
      sys.fs.writeFile(path, '');
      return true;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return false;
    }
  };
  const parsed = parseOptions(args, { read, age, writable }, sys.process.env.get('HOME') ?? null, stdin);
  if (!parsed.ok) {
    if (parsed.errors !== null && parsed.errors !== '-') sys.fs.writeFile(parsed.errors, parsed.message);
    else yield* sys.fs.write(parsed.toOutput || parsed.errors === '-' ? 1 : 2, utf8(parsed.message));
    return parsed.code;
  }
  const operations: Options[] = [];
  for (const [i, one] of parsed.operations.entries())
    operations.push(yield* withPassword(sys, one, i, parsed.operations.length));
  return yield* new Session(sys, operations, parsed.said).run();
}

/** `-`, `.`, `@-`, `name@-`, `f=@-`, `f=<-` */
const ASKS_FOR_INPUT = /^[-.]$|(?:^|[\w=])[@<]-(?:;|$)|^-[A-Za-z]*[dKTFH]@?-$/;

const TAKES_INPUT = /^(?:--config|--upload-file|-[A-Za-z]*[KT])$/;

/** -u with a name alone asks for the rest. */
function* withPassword(sys: Sys, options: Options, at: number, of: number): Eff<Options> {
  const user = options.texts.get('user');
  if (user === undefined || user.includes(':') || user === '' || options.texts.has('oauth2-bearer')) return options;
  const which = at === 0 && of === 1 ? '' : ` on URL #${at + 1}`;
  yield* sys.fs.write(2, utf8(`Enter host password for user '${user}'${which}:`));
  const typed = sys.process.fds.has(0) ? fromUtf8(yield* sys.fs.read(0)) : '';
  yield* sys.fs.write(2, utf8('\n'));
  return { ...options, texts: new Map([...options.texts, ['user', `${user}:${typed.split('\n')[0] ?? ''}`]]) };
}

/** All that standard input holds, unless a person would have to type it. */
function* input(sys: Sys): Eff<Bytes> {
  const parts: Bytes[] = [];
  if (!sys.process.fds.has(0)) return EMPTY;
  for (;;) {
    const bytes = yield* sys.fs.read(0);
    if (bytes.length === 0) return concat([...parts, EMPTY]);
    parts.push(bytes);
  }
}
