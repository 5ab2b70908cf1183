/**
 * python3: CPython 3.14 as a command. A script, `-m name`, `-c text` and standard input run in the guest as `__main__`, a
 * terminal gets the interactive prompt; servers that are programs of this machine are started as such.
 */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, errnoNumber, strerror } from '../../machine/errno.ts';
import { venvOf } from '../../machine/venv.ts';
import { prompt } from './prompt.ts';
import { venv } from './venv.ts';
import { callGuest, type GuestResult } from '../../machine/guest.ts';
import type { Sys } from '../../machine/sys.ts';

/** What a bare interpreter takes to come up (measured on CPython 3.14, without site-packages), µs. */
const STARTUP = 12_000;

const USAGE = 'usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\n';
const ALONE = /^-[BEIOPRSbdiqsuvx]+$/;

interface Invocation {
  readonly call: 'script' | 'module' | 'command' | 'stdin';
  readonly what: string;
  /** -i: the prompt comes when it has run. -q: without its banner. */
  readonly flags: string;
  /** sys.argv */
  readonly argv: readonly string[];
}

export function* python(sys: Sys): Eff<number> {
  const asked = parse(sys.argv.slice(1));
  if (typeof asked === 'string') {
    yield* sys.fs.write(2, utf8(asked));
    return 2;
  }
  if (asked.call === 'module' && asked.what === 'venv') return yield* venv(sys, asked.argv.slice(1));
  const own = asked.call === 'module' ? programOf(sys, asked.what) : null;
  if (own !== null) return yield* sys.exec([own, ...asked.argv.slice(1)]);
  yield* sys.cpu(STARTUP);
  if (asked.call === 'script') {
    const problem = unreadable(sys, asked.what);
    if (problem !== null) {
      yield* sys.fs.write(2, utf8(problem));
      return 2;
    }
  }
  const command = sys.process.argv;
  sys.process.argv = asked.argv;
  const code = yield* runMain(sys, asked, command);
  sys.process.argv = command;
  return code;
}

/** A text: what is wrong with the options. */
function parse(args: readonly string[]): Invocation | string {
  let flags = '';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const value = args[i + 1];
    if (arg === '-V' || arg === '--version') {
      const what = "import platform; print('Python', platform.python_version())";
      return { call: 'command', what, argv: ['-c'], flags };
    }
    if (arg === '-c' || arg === '-m') {
      if (value === undefined)
        return `Argument expected for the ${arg} option\n${USAGE}Try 'python3 -h' for more information.\n`;
      return { call: arg === '-c' ? 'command' : 'module', what: value, argv: [arg, ...args.slice(i + 2)], flags };
    }
    if (arg === '-W' || arg === '-X') i++;
    else if (arg === '-' || !arg.startsWith('-'))
      return { call: arg === '-' ? 'stdin' : 'script', what: arg, argv: args.slice(i), flags };
    else if (ALONE.test(arg)) flags += arg.slice(1);
    else if (!/^-[WX]./.test(arg))
      return `Unknown option: ${arg.slice(0, 2)}\n${USAGE}Try \`python3 -h' for more information.\n`;
  }
  return { call: 'stdin', what: '-', argv: [''], flags };
}

/** `python3 -m gunicorn` is gunicorn: the same program by another door. */
function programOf(sys: Sys, asked: string): string | null {
  const module = asked === 'gunicorn.app.wsgiapp' ? 'gunicorn' : asked;
  if (!/^[a-z]+$/.test(module)) return null;
  // The current directory comes first on sys.path.
  if ([`${module}.py`, `${module}/__init__.py`].some((path) => sys.fs.exists(path))) return null;
  const prefix = venvOf(sys);
  const own = `${prefix}/bin/${module}`;
  const found = prefix === null ? sys.fs.which(module) : sys.fs.exists(own) ? own : null;
  // A command that is itself written in Python is left to Python.
  if (found === null || sys.fs.interpreter(found) !== null) return null;
  return prefix === null ? module : found;
}

function unreadable(sys: Sys, path: string): string | null {
  try {
    if (sys.fs.stat(path).kind === 'dir') return `python3: can't find '__main__' module in '${sys.path(path)}'\n`;
    sys.fs.readFile(path);
    return null;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return `python3: can't open file '${sys.path(path)}': [Errno ${errnoNumber(error.errno)}] ${strerror(error.errno)}\n`;
  }
}

function* runMain(sys: Sys, asked: Invocation, command: readonly string[]): Eff<number> {
  const { description } = sys.process.fds.get(0);
  const tty = description.kind === 'tty' ? description.tty : null;
  const asks = tty !== null && (asked.call === 'stdin' || asked.flags.includes('i'));
  let code: number | null = 0;
  if (asked.call !== 'stdin' || tty === null)
    code = yield* outcome(sys, yield* callGuest(sys, 0, `gd.main:${asked.call}`, [asked.what], { command }));
  if (asks) code = yield* outcome(sys, yield* prompt(sys, tty, asked.call === 'stdin' && !asked.flags.includes('q')));
  yield* callGuest(sys, 0, 'gd.main:finish', []);
  if (code !== null) return code;
  // An interrupt that nobody caught ends the interpreter as the signal would have.
  sys.signal('INT', 'default');
  sys.kill(sys.pid, 'INT');
  return 130;
}

/** The exit code; null for an uncaught KeyboardInterrupt. */
function* outcome(sys: Sys, result: GuestResult): Eff<number | null> {
  if (result.ok) return 0;
  const { error } = result;
  // Of sys.exit('text') the text has been said (gd/errors.py).
  if (error.type === 'SystemExit') return (error.exit ?? 0) & 0xff;
  yield* sys.fs.write(2, utf8(error.traceback));
  if (error.type === 'KeyboardInterrupt') return null;
  const { type, message, traceback, file, line, column } = error;
  sys.emit({ kind: 'python.error', pid: sys.pid, error: type, message, traceback, file, line, column });
  return 1;
}
