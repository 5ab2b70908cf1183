import { parse, type Statement } from 'unbash';
import { signalTable } from './signal-list.ts';
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { SIGNALS, isSignal, signalByNumber, type Signal } from '../../machine/signals.ts';
import { Jump, type Shell } from './shell.ts';
import { format, unescaped } from './printf.ts';
import { umask } from './umask.ts';
import { bg, fg, findJob, jobs } from './jobs.ts';
import { DECLARE_BUILTINS } from './declare.ts';
import { DIRECTORY_BUILTINS } from './directories.ts';
import { helpBuiltin } from './help.ts';
import { STATE_BUILTINS } from './state-builtins.ts';
import { test } from './test-command.ts';

type RunScript = (shell: Shell, script: { readonly commands: readonly Statement[] }) => Eff<number>;
/** Most answer at once; those that can wait are generators. */
export type Builtin = (shell: Shell, args: readonly string[], run: RunScript) => number | Eff<number>;

function* out(shell: Shell, text: string): Eff<number> {
  yield* shell.sys.fs.write(1, utf8(text));
  return 0;
}

/** Builtin commands of bash 5 (bash(1), SHELL BUILTIN COMMANDS). */
export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  ...DIRECTORY_BUILTINS,
  pwd: (shell) => out(shell, `${shell.sys.process.cwd}\n`),
  echo: (shell, args) => out(shell, shell.dialect === 'dash' ? dashEcho(args) : echo(args)),
  printf: function* (shell, args) {
    if (args[0] === undefined) {
      shell.sys.print(2, 'printf: usage: printf [-v var] format [arguments]\n');
      return 2;
    }
    const [template = '', ...rest] = args[0] === '-v' ? args.slice(2) : args[0] === '--' ? args.slice(1) : args;
    const said = format(template, rest, shell.sys.clock);
    for (const wrong of said.wrong) shell.complain(`printf: ${wrong}: invalid number`);
    if (args[0] === '-v') shell.set(args[1] ?? '', said.text);
    else yield* out(shell, said.text);
    return said.wrong.length > 0 ? 1 : 0;
  },
  exit: (shell, args) => {
    if (args[0] !== undefined && !/^-?\d+$/.test(args[0])) {
      shell.complain(
        `exit: ${shell.dialect === 'dash' ? `Illegal number: ${args[0]}` : `${args[0]}: numeric argument required`}`,
      );
      throw new Jump('exit', 2);
    }
    throw new Jump('exit', number(args[0], shell.status));
  },
  return: (shell, args) => {
    if (shell.locals.length === 0 && shell.sourcing === 0) {
      shell.complain("return: can only `return' from a function or sourced script");
      return 2;
    }
    throw new Jump('return', number(args[0], shell.status));
  },
  break: (shell, args) => leaveLoop(shell, 'break', args),
  continue: (shell, args) => leaveLoop(shell, 'continue', args),
  test: (shell, args) => tested(shell, 'test', args),
  '[': (shell, args) => {
    if (args.at(-1) === ']') return tested(shell, '[', args.slice(0, -1));
    shell.complain("[: missing `]'");
    return 2;
  },
  umask,
  kill: kill,
  jobs,
  wait: function* (shell, args) {
    const pids =
      args.length > 0
        ? args.flatMap((a) => (a.startsWith('%') ? (findJob(shell, a)?.pids ?? []) : Number(a)))
        : shell.jobs.flatMap((j) => j.pids);
    const children = [...shell.sys.process.children].map((c) => c.pid);
    const stranger =
      args.length > 0
        ? pids.find((pid) => !children.includes(pid) && !shell.jobs.some((j) => j.pids.includes(pid)))
        : undefined;
    if (stranger !== undefined) {
      shell.complain(`wait: pid ${stranger} is not a child of this shell`);
      return 127;
    }
    return yield* shell.waitFor(pids.filter((pid) => children.includes(pid)));
  },
  fg,
  bg,
  disown: (shell, args) => {
    const job = findJob(shell, args[0]);
    if (job) shell.jobs.splice(shell.jobs.indexOf(job), 1);
    else shell.complain(`disown: ${args[0] ?? 'current'}: no such job`);
    return job ? 0 : 1;
  },
  type: (shell, args) => {
    const short = args[0] === '-t';
    return Math.max(0, ...args.slice(args[0]?.startsWith('-') ? 1 : 0).map((name) => describe(shell, name, short)));
  },
  command: (shell, args) =>
    args[0] === '-v' ? locate(shell, args[1] ?? '') : args[0] === '-V' ? describe(shell, args[1] ?? '', false) : 0,
  history: (shell, args) => {
    if (args[0] === '-c') shell.history.length = 0;
    const n = Number(args[0] ?? Infinity);
    shell.history.forEach((line, i) => {
      if (i >= shell.history.length - n) shell.sys.print(1, `${String(i + 1).padStart(5)}  ${line}\n`);
    });
    return 0;
  },
  eval: (shell, args, run) => evaluate(shell, args.join(' '), run),
  source,
  '.': source,
  help: (shell, args) => helpBuiltin(shell, args, Object.keys(BUILTINS)),
  ...DECLARE_BUILTINS,
  ...STATE_BUILTINS,
};

/** What dash does not have (dash(1), Builtins). */
const BASH_ONLY = [
  'source',
  'declare',
  'typeset',
  'let',
  'shopt',
  'help',
  'history',
  'mapfile',
  'readarray',
  'pushd',
  'popd',
  'dirs',
  'disown',
  'builtin',
  'enable',
  'caller',
  'logout',
  'suspend',
  'complete',
  'compgen',
];

/** The builtin of a shell under a name, or null. */
export function builtinOf(shell: Shell, name: string): Builtin | null {
  if (!Object.hasOwn(BUILTINS, name) || (shell.dialect === 'dash' && BASH_ONLY.includes(name))) return null;
  return BUILTINS[name] ?? null;
}

const tested = (shell: Shell, name: string, args: readonly string[]): number =>
  test(shell.sys, args, (what) => shell.complain(`${name}: ${what}`));

function leaveLoop(shell: Shell, by: 'break' | 'continue', args: readonly string[]): number {
  if (shell.loops > 0) throw new Jump(by, number(args[0], 1));
  if (shell.dialect === 'bash') shell.complain(`${by}: only meaningful in a \`for', \`while', or \`until' loop`);
  return 0;
}

function* evaluate(shell: Shell, text: string, run: RunScript): Eff<number> {
  const script = parse(text);
  if (script.errors?.[0]) {
    shell.complain(`eval: syntax error: ${script.errors[0].message}`);
    return 1;
  }
  const { source: outer, line } = shell;
  shell.source = text;
  try {
    return yield* run(shell, script);
  } finally {
    shell.source = outer;
    shell.line = line;
  }
}

/** dash's echo knows -n alone, and always reads escapes. */
function dashEcho(args: readonly string[]): string {
  const quiet = args[0] === '-n';
  const said = unescaped(args.slice(quiet ? 1 : 0).join(' '));
  return said.text + (quiet || said.ended ? '' : '\n');
}

function* source(shell: Shell, args: readonly string[], run: RunScript): Eff<number> {
  const [name, ...params] = args;
  if (name === undefined) {
    shell.complain('source: filename argument required');
    shell.sys.print(2, 'source: usage: source filename [arguments]\n');
    return 2;
  }
  let text: string;
  try {
    // Without a slash PATH comes first, then the working directory (bash(1), source).
    const found = name.includes('/') || shell.sys.fs.exists(name) ? name : (shell.sys.fs.which(name) ?? name);
    text = shell.sys.fs.readText(found);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (shell.dialect === 'bash') shell.complain(`${name}: ${strerror(error.errno)}`);
    else {
      shell.complain(`.: cannot open ${name}: No such file`);
      throw new Jump('exit', 2);
    }
    return 1;
  }
  const outer = { source: shell.source, params: shell.params, line: shell.line };
  shell.source = text;
  if (params.length > 0) shell.params = params;
  shell.sourcing++;
  try {
    const script = parse(text);
    if (script.errors?.[0]) {
      shell.complain(`${name}: syntax error: ${script.errors[0].message}`);
      return 1;
    }
    return yield* run(shell, script);
  } catch (error) {
    if (error instanceof Jump && error.kind === 'return') return error.value;
    throw error;
  } finally {
    shell.sourcing--;
    Object.assign(shell, outer);
  }
}

const number = (text: string | undefined, otherwise: number): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;

function echo(args: readonly string[]): string {
  let rest = [...args];
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(rest[0] ?? '')) {
    const flags = rest[0] as string;
    if (flags.includes('n')) newline = false;
    escapes = flags.includes('e') || (escapes && !flags.includes('E'));
    rest = rest.slice(1);
  }
  const text = rest.join(' ');
  const said = escapes ? unescaped(text) : { text, ended: false };
  return said.text + (newline && !said.ended ? '\n' : '');
}

/** `kill [-s SIG | -SIG | -n] pid | %job …` with bash's own messages. */
function kill(shell: Shell, args: readonly string[]): number {
  let signal: Signal | null = 'TERM';
  let targets = args;
  if (args[0] === '-l' && args[1] !== undefined) return signalNames(shell, args.slice(1));
  if (args[0] === '-l') {
    shell.sys.print(1, signalTable());
    return 0;
  }
  const flag = args[0] ?? '';
  if (flag.startsWith('-') && flag.length > 1) {
    const name = flag === '-s' ? (args[1] ?? '') : flag.slice(1);
    const upper = name.toUpperCase().replace(/^SIG/, '');
    signal = /^\d+$/.test(name) ? signalByNumber(Number(name)) : isSignal(upper) ? upper : null;
    targets = args.slice(flag === '-s' ? 2 : 1);
    if (!signal && name !== '0') {
      shell.complain(`kill: ${name}: invalid signal specification`);
      return 1;
    }
  }
  if (targets.length === 0) {
    shell.sys.print(
      2,
      'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n',
    );
    return 2;
  }
  return targets.map((target) => killOne(shell, target, signal)).some((status) => status !== 0) ? 1 : 0;
}

/** `kill -l 15 TERM 137`: names of numbers and numbers of names; an exit status stands for its signal. */
function signalNames(shell: Shell, given: readonly string[]): number {
  let status = 0;
  for (const word of given) {
    const name = word.toUpperCase().replace(/^SIG/, '');
    const number = Number(word) > 128 ? Number(word) - 128 : Number(word);
    const known = /^\d+$/.test(word) ? signalByNumber(number) : isSignal(name) ? SIGNALS[name] : null;
    if (known !== null) shell.sys.print(1, `${known}\n`);
    else {
      shell.complain(`kill: ${word}: invalid signal specification`);
      status = 1;
    }
  }
  return status;
}

function killOne(shell: Shell, target: string, signal: Signal | null): number {
  const job = target.startsWith('%') ? findJob(shell, target) : null;
  const everybody = Array.from(shell.sys.process.host.processes.values());
  // A job is its whole process group.
  const pids = target.startsWith('%')
    ? everybody.filter((p) => p.group === job?.group && p.state === 'running').map((p) => p.pid)
    : /^\d+$/.test(target)
      ? [Number(target)]
      : [];
  if (pids.length === 0) {
    shell.complain(
      `kill: ${target}: ${target.startsWith('%') ? 'no such job' : 'arguments must be process or job IDs'}`,
    );
    return 1;
  }
  const stopped = target.startsWith('%') && (signal === 'TERM' || signal === 'HUP');
  for (const pid of pids) {
    try {
      if (signal) shell.sys.kill(pid, signal);
      // A stopped job must go on to notice its end (jobs.c, kill_pid).
      if (stopped && shell.sys.process.host.processes.get(pid)?.stopped) shell.sys.kill(pid, 'CONT');
      if (!signal && !shell.sys.process.host.processes.has(pid)) throw new SysError('ESRCH');
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      shell.complain(`kill: (${pid}) - ${strerror(error.errno)}`);
      return 1;
    }
  }
  return 0;
}

const KEYWORDS =
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' ');

function describe(shell: Shell, name: string, short: boolean): number {
  const where = shell.sys.fs.which(name);
  const kind = shell.aliases.has(name)
    ? 'alias'
    : KEYWORDS.includes(name)
      ? 'keyword'
      : shell.functions.has(name)
        ? 'function'
        : builtinOf(shell, name)
          ? 'builtin'
          : where
            ? 'file'
            : null;
  if (kind === null) {
    if (!short && shell.dialect === 'dash') shell.sys.print(1, `${name}: not found\n`);
    else if (!short) shell.complain(`type: ${name}: not found`);
    return shell.dialect === 'dash' ? 127 : 1;
  }
  const long = {
    alias: `${name} is aliased to \`${shell.aliases.get(name) ?? ''}'`,
    keyword: `${name} is a shell keyword`,
    function: `${name} is a function`,
    builtin: `${name} is a shell builtin`,
    file: `${name} is ${where ?? ''}`,
  };
  shell.sys.print(1, `${short ? kind : long[kind]}\n`);
  return 0;
}

function locate(shell: Shell, name: string): number {
  const where = builtinOf(shell, name) || shell.functions.has(name) ? name : shell.sys.fs.which(name);
  if (where) shell.sys.print(1, `${where}\n`);
  return where ? 0 : 1;
}
