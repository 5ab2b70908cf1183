import { parse } from 'unbash';
import { concat, fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { ProcessExit } from '../../machine/exit.ts';
import type { Sys } from '../../machine/sys.ts';
import { LineEditor } from './line-editor.ts';
import { runExitTrap, runTop } from './run.ts';
import type { ExitStatus } from '../../machine/process.ts';
import type { Signal } from '../../machine/signals.ts';
import { expandHistory } from './history.ts';
import { exitCode, Shell } from './shell.ts';

/**
 * bash 5.2, as far as people type it: interactive on a terminal, `-c`, scripts. Compared with the real one by
 * recorded.test.ts. Not modelled, and said so when used: coproc, select, arrays, process substitution, aliases, `times`,
 * `ulimit`; the source of a history expansion is the session alone.
 */
export function* bash(sys: Sys): Eff<number> {
  const shell = new Shell(sys);
  const [, ...args] = sys.argv;
  if (args[0] === '-c') {
    shell.params = args.slice(3);
    const status = yield* runText(shell, args[1] ?? '');
    yield* runExitTrap(shell, status);
    return status;
  }
  const { description } = sys.process.fds.get(0);
  if (args.length === 0 && description.kind === 'tty') return yield* interactive(shell, description.tty);
  const script = args[0];
  if (script === undefined) return yield* runText(shell, yield* readAll(sys));
  try {
    shell.params = args.slice(1);
    shell.name = script;
    return yield* runText(shell, sys.fs.readText(script));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    sys.print(2, `bash: ${script}: ${strerror(error.errno)}\n`);
    return 127;
  }
}

/** dash as /bin/sh: the same shell under its own name in messages. */
export function* sh(sys: Sys): Eff<number> {
  return yield* bash(sys);
}

function* runText(shell: Shell, text: string): Eff<number> {
  const script = parse(text);
  shell.source = text;
  const error = script.errors?.[0];
  if (error) {
    shell.complain(`syntax error: ${error.message}`);
    return (shell.status = 2);
  }
  return yield* runTop(shell, script);
}

function* readAll(sys: Sys): Eff<string> {
  const parts: Bytes[] = [];
  for (;;) {
    const bytes = yield* sys.fs.read(0);
    if (bytes.length === 0) return fromUtf8(concat(parts));
    parts.push(bytes);
  }
}

function* interactive(shell: Shell, tty: NonNullable<Shell['tty']>): Eff<number> {
  const { sys } = shell;
  shell.tty = tty;
  sys.process.group = sys.pid;
  tty.foreground = sys.pid;
  for (const signal of ['INT', 'QUIT', 'TERM', 'TSTP', 'TTOU', 'TTIN'] as const) sys.signal(signal, 'ignore');
  const editor = new LineEditor(sys, shell.history);
  for (let pending = ''; ;) {
    reportJobs(shell);
    tty.raw = true;
    const result = yield* editor.read(pending === '' ? prompt(shell) : '> ');
    tty.raw = false;
    if (result.kind === 'eof') {
      sys.print(1, 'exit\n');
      return shell.status;
    }
    if (result.kind === 'interrupt') {
      pending = '';
      shell.status = 130;
      continue;
    }
    const expanded = expandHistory(result.text, shell.history);
    if (expanded.missing !== null) {
      shell.complain(`${expanded.missing}: event not found`);
      continue;
    }
    if (expanded.text !== result.text) sys.print(1, `${expanded.text}\n`);
    const text = pending === '' ? expanded.text : `${pending}\n${expanded.text}`;
    pending = isIncomplete(text) ? text : '';
    if (pending !== '' || text.trim() === '') continue;
    if (shell.history.at(-1) !== text) shell.history.push(text);
    yield* runLine(shell, text);
  }
}

function* runLine(shell: Shell, text: string): Eff<void> {
  try {
    yield* runText(shell, text);
  } catch (error) {
    if (error instanceof ProcessExit) {
      shell.sys.print(1, 'exit\n');
      throw error;
    }
    if (!(error instanceof SysError)) throw error;
    shell.complain(error.message);
    shell.status = 1;
  }
}

/** Open quotes, a trailing backslash or operator, an open compound command: the shell asks for more. */
function isIncomplete(text: string): boolean {
  if (/(^|[^\\])\\$/.test(text) || /(\|\||&&|\|)\s*$/.test(text)) return true;
  return (parse(text).errors ?? []).some(
    (e) => /unterminated|unexpected end|expected|here-?doc/i.test(e.message) && e.pos >= text.trimEnd().length - 1,
  );
}

function prompt(shell: Shell): string {
  const { sys } = shell;
  const { users, name } = sys.process.host;
  const user = users.userName(sys.process.credentials.uid);
  const home = shell.get('HOME') ?? '';
  const cwd =
    home !== '' && (sys.process.cwd === home || sys.process.cwd.startsWith(`${home}/`))
      ? `~${sys.process.cwd.slice(home.length)}`
      : sys.process.cwd;
  const env = shell.get('VIRTUAL_ENV');
  const venv = env ? `(${env.slice(env.lastIndexOf('/') + 1)}) ` : '';
  return `${venv}\u001b[32m${user}@${name}\u001b[0m:\u001b[34m${cwd}\u001b[0m${user === 'root' ? '#' : '$'} `;
}

/** Background jobs that ended are reaped and told before the next prompt. */
function reportJobs(shell: Shell): void {
  const { sys } = shell;
  while (sys.process.children.size > 0) {
    const waited = sys.waitNow();
    if (!waited) break;
    const job = shell.jobs.find((j) => j.pids.includes(waited.pid));
    if (!job) continue;
    job.done.add(waited.pid);
    if (waited.pid === job.pids.at(-1)) job.status = exitCode(waited.status);
    if (job.done.size < job.pids.length) continue;
    sys.print(2, shell.describe(job, ending(waited.status)));
    shell.jobs.splice(shell.jobs.indexOf(job), 1);
  }
}

const ENDINGS: Readonly<Partial<Record<Signal, string>>> = {
  HUP: 'Hangup',
  INT: 'Interrupt',
  KILL: 'Killed',
  TERM: 'Terminated',
  QUIT: 'Quit',
  PIPE: 'Broken pipe',
};

const ending = (status: ExitStatus): string =>
  status.signal === null
    ? status.code === 0
      ? 'Done'
      : `Exit ${status.code}`
    : (ENDINGS[status.signal] ?? status.signal);
