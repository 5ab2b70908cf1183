import { parse, type Statement } from 'unbash';
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { absolute } from '../../machine/filesystem.ts';
import { isSignal, signalByNumber, type Signal } from '../../machine/signals.ts';
import { Jump, type Shell } from './shell.ts';
import { format } from './printf.ts';
import { bg, fg, findJob, jobs } from './jobs.ts';
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
  cd: cd,
  pwd: (shell) => out(shell, `${shell.sys.process.cwd}\n`),
  echo: (shell, args) => out(shell, echo(args)),
  printf: (shell, args) => {
    if (args[0] !== '-v') return out(shell, format(args[0] ?? '', args.slice(1)));
    shell.set(args[1] ?? '', format(args[2] ?? '', args.slice(3)));
    return 0;
  },
  export: (shell, args) => each(args, (arg) => assign(shell, arg, true)),
  unset: (shell, args) => each(args, (arg) => shell.unset(arg)),
  exit: (shell, args) => {
    throw new Jump('exit', number(args[0], shell.status));
  },
  return: (shell, args) => {
    if (shell.locals.length === 0) {
      shell.complain("return: can only `return' from a function or sourced script");
      return 2;
    }
    throw new Jump('return', number(args[0], shell.status));
  },
  break: (_shell, args) => {
    throw new Jump('break', number(args[0], 1));
  },
  continue: (_shell, args) => {
    throw new Jump('continue', number(args[0], 1));
  },
  test: (shell, args) => test(shell.sys, args),
  '[': (shell, args) => {
    if (args.at(-1) === ']') return test(shell.sys, args.slice(0, -1));
    shell.complain("[: missing `]'");
    return 2;
  },
  umask: umask,
  kill: kill,
  jobs,
  wait: function* (shell, args) {
    const pids = args.length > 0 ? args.map(Number) : shell.jobs.flatMap((j) => j.pids);
    const children = [...shell.sys.process.children].map((c) => c.pid);
    return yield* shell.waitFor(pids.filter((pid) => children.includes(pid)));
  },
  fg,
  bg,
  disown: (shell, args) => {
    const job = findJob(shell, args[0]);
    if (job) shell.jobs.splice(shell.jobs.indexOf(job), 1);
    return job ? 0 : 1;
  },
  type: (shell, args) => {
    const short = args[0] === '-t';
    return Math.max(0, ...args.slice(short ? 1 : 0).map((name) => describe(shell, name, short)));
  },
  command: (shell, args) => (args[0] === '-v' ? locate(shell, args[1] ?? '') : 1),
  history: (shell) => {
    shell.history.forEach((line, i) => shell.sys.print(1, `${String(i + 1).padStart(5)}  ${line}\n`));
    return 0;
  },
  eval: (shell, args, run) => run(shell, parse(args.join(' '))),
  source,
  '.': source,
  ...STATE_BUILTINS,
};

function* source(shell: Shell, args: readonly string[], run: RunScript): Eff<number> {
  try {
    return yield* run(shell, parse(shell.sys.fs.readText(args[0] ?? '')));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    shell.complain(`${args[0] ?? ''}: ${strerror(error.errno)}`);
    return 1;
  }
}

const number = (text: string | undefined, otherwise: number): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;

function each(args: readonly string[], f: (arg: string) => void): number {
  for (const arg of args) f(arg);
  return 0;
}

function assign(shell: Shell, arg: string, exported: boolean): void {
  const eq = arg.indexOf('=');
  const name = eq < 0 ? arg : arg.slice(0, eq);
  if (eq >= 0) shell.set(name, arg.slice(eq + 1));
  if (exported) shell.export(name);
}

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
  return (escapes ? format(text.replace(/%/g, '%%'), []) : text) + (newline ? '\n' : '');
}

function cd(shell: Shell, args: readonly string[]): number {
  const to = args[0] === '-' ? (shell.get('OLDPWD') ?? '') : (args[0] ?? shell.get('HOME') ?? '/');
  const { sys } = shell;
  try {
    if (sys.fs.stat(to).kind !== 'dir') throw new SysError('ENOTDIR');
    if (!sys.fs.access(to, 1)) throw new SysError('EACCES');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    shell.complain(`cd: ${to}: ${strerror(error.errno)}`);
    return 1;
  }
  shell.set('OLDPWD', sys.process.cwd);
  sys.process.cwd = absolute(to, sys.process.cwd);
  shell.set('PWD', sys.process.cwd);
  if (args[0] === '-') sys.print(1, `${sys.process.cwd}\n`);
  return 0;
}

function umask(shell: Shell, args: readonly string[]): number {
  const { process } = shell.sys;
  if (args[0] === undefined) shell.sys.print(1, `${process.umask.toString(8).padStart(4, '0')}\n`);
  else if (/^[0-7]+$/.test(args[0])) process.umask = Number.parseInt(args[0], 8);
  else {
    shell.complain(`umask: ${args[0]}: invalid symbolic mode operator`);
    return 1;
  }
  return 0;
}

/** `kill [-s SIG | -SIG | -n] pid | %job …` with bash's own messages. */
function kill(shell: Shell, args: readonly string[]): number {
  let signal: Signal | null = 'TERM';
  let targets = args;
  if (args[0] === '-l') {
    shell.sys.print(
      1,
      ' 1) SIGHUP\t 2) SIGINT\t 3) SIGQUIT\t 6) SIGABRT\t 9) SIGKILL\n10) SIGUSR1\t12) SIGUSR2\t15) SIGTERM\t17) SIGCHLD\t21) SIGTTIN\t22) SIGTTOU\n',
    );
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

function killOne(shell: Shell, target: string, signal: Signal | null): number {
  const pids = target.startsWith('%')
    ? (findJob(shell, target)?.pids ?? [])
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

function describe(shell: Shell, name: string, short: boolean): number {
  const where = shell.sys.fs.which(name);
  const kind = shell.functions.has(name) ? 'function' : BUILTINS[name] ? 'builtin' : where ? 'file' : null;
  if (kind === null) {
    if (!short) shell.complain(`type: ${name}: not found`);
    return 1;
  }
  const long = {
    function: `${name} is a function`,
    builtin: `${name} is a shell builtin`,
    file: `${name} is ${where ?? ''}`,
  };
  shell.sys.print(1, `${short ? kind : long[kind]}\n`);
  return 0;
}

function locate(shell: Shell, name: string): number {
  const where = BUILTINS[name] ? name : shell.sys.fs.which(name);
  if (where) shell.sys.print(1, `${where}\n`);
  return where ? 0 : 1;
}
