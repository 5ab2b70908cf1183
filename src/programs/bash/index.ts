import { parse } from 'unbash';
import { concat, fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { ProcessExit } from '../../machine/exit.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Tty } from '../../machine/tty.ts';
import { complete } from './complete.ts';
import { ending } from './endings.ts';
import { LineEditor } from '../../machine/line-editor.ts';
import { runExitTrap, runTop } from './top.ts';
import { expandAliases } from './aliases.ts';
import { notPosix } from './dash.ts';
import { expandHistory, loadHistory, remember, saveHistory } from './history.ts';
import { prompt } from './prompt.ts';
import { exitCode, Jump, Shell } from './shell.ts';
import { STATE_BUILTINS } from './state-builtins.ts';
import { syntaxError } from './syntax.ts';
import { isIncomplete, joined, openQuote } from './typed.ts';

/**
 * bash 5.2, as far as people type it: interactive on a terminal, `-c`, scripts. Compared with the real one by
 * recorded.test.ts. Not modelled, and said so when used: coproc, select, `>( )`; `<( )` runs to its end before the
 * command starts; the reserved word `time` knows the real time alone.
 */
export function* bash(sys: Sys): Eff<number> {
  const shell = new Shell(sys);
  // A login shell is `-bash` in its messages too.
  if (sys.argv[0]?.startsWith('-') === true) shell.name = sys.argv[0];
  return yield* main(shell);
}

/** dash 0.5.12 as /bin/sh: the same shell with dash's grammar, builtins and wording (dash(1)). */
export function* sh(sys: Sys): Eff<number> {
  const shell = new Shell(sys, 'dash');
  shell.name = sys.argv[0] ?? 'sh';
  return yield* main(shell);
}

interface Invocation {
  readonly login: boolean;
  readonly interactive: boolean;
  readonly rc: boolean;
  readonly options: readonly string[];
  /** -c */
  readonly command: string | null;
  readonly rest: readonly string[];
}

function invocation(sys: Sys): Invocation | string {
  const rest = sys.argv.slice(1);
  const options: string[] = [];
  let [login, interactive, rc] = [sys.argv[0]?.startsWith('-') === true, false, true];
  for (; /^[-+]./.test(rest[0] ?? '') && rest[0] !== '--'; rest.shift()) {
    const arg = rest[0] ?? '';
    if (arg === '--login') login = true;
    else if (arg === '--norc' || arg === '--noprofile') rc = false;
    else if (arg === '--posix') continue;
    else if (arg.startsWith('--')) return arg;
    else if (arg === '-o' || arg === '+o') options.push(arg, rest.splice(1, 1)[0] ?? '');
    else {
      const letters = arg.slice(1);
      if (letters.includes('l')) login = true;
      if (letters.includes('i')) interactive = true;
      const others = letters.replace(/[lisc]/g, '');
      if (others !== '') options.push(arg[0] + others);
      if (letters.includes('c')) {
        rest.shift();
        return { login, interactive, rc, options, command: rest.shift() ?? null, rest };
      }
    }
  }
  if (rest[0] === '--') rest.shift();
  return { login, interactive, rc, options, command: null, rest };
}

function* main(shell: Shell): Eff<number> {
  const { sys } = shell;
  if (sys.argv.includes('--version') && shell.dialect === 'bash') {
    sys.print(1, 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n');
    return 0;
  }
  const asked = invocation(sys);
  if (typeof asked === 'string') {
    sys.print(2, `${shell.name}: ${asked}: invalid option\n`);
    return 2;
  }
  if (asked.options.length > 0) {
    const set = STATE_BUILTINS['set']?.(shell, asked.options);
    if (typeof set === 'number' && set !== 0) return set;
  }
  const { description } = sys.process.fds.get(0);
  if (asked.login && (asked.command !== null || description.kind !== 'tty')) yield* readProfile(shell);
  if (asked.command !== null) {
    const [name, ...params] = asked.rest;
    shell.params = params;
    shell.isScript = true;
    shell.isCommand = true;
    if (name !== undefined) shell.name = name;
    const status = yield* runText(shell, asked.command);
    yield* runExitTrap(shell, status);
    return status;
  }
  if (asked.rest.length === 0 && description.kind === 'tty') {
    return yield* interactive(shell, description.tty, asked);
  }
  const [script, ...params] = asked.rest;
  if (script === undefined) {
    shell.isScript = true;
    return yield* runText(shell, yield* readAll(sys));
  }
  return yield* runScriptFile(shell, script, params);
}

function* runScriptFile(shell: Shell, script: string, params: readonly string[]): Eff<number> {
  const { sys } = shell;
  let text: string;
  try {
    text = sys.fs.readText(script);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (shell.dialect === 'dash') sys.print(2, `${shell.name}: 0: cannot open ${script}: No such file\n`);
    else sys.print(2, `bash: ${script}: ${strerror(error.errno)}\n`);
    return shell.dialect === 'dash' ? 2 : 127;
  }
  if (text.startsWith('#!program:')) {
    sys.print(2, `${script}: ${script}: cannot execute binary file\n`);
    return 126;
  }
  shell.params = params;
  shell.name = script;
  shell.isScript = true;
  const status = yield* runText(shell, text);
  yield* runExitTrap(shell, status);
  return status;
}

/** Read by interactive shells (bash(1), INVOCATION); login shells read the profile, which reads them. */
const RC = ['/etc/bash.bashrc', '~/.bashrc'] as const;

function* readProfile(shell: Shell): Eff<void> {
  const home = shell.get('HOME') ?? '/';
  yield* readFiles(shell, ['/etc/profile']);
  const own = ['.bash_profile', '.bash_login', '.profile'].find((name) => shell.sys.fs.exists(`${home}/${name}`));
  if (own !== undefined) yield* readFiles(shell, [`${home}/${own}`]);
}

function* readFiles(shell: Shell, files: readonly string[]): Eff<void> {
  for (const file of files) {
    const path = file.replace(/^~/, shell.get('HOME') ?? '');
    if (!shell.sys.fs.access(path, 4)) continue;
    shell.sourcing++;
    try {
      yield* runText(shell, shell.sys.fs.readText(path));
    } catch (error) {
      if (!(error instanceof Jump) && !(error instanceof SysError)) throw error;
    }
    shell.sourcing--;
  }
  shell.status = 0;
  shell.source = '';
}

function* runText(shell: Shell, given: string): Eff<number> {
  const text =
    shell.tty || shell.features.has('expand_aliases') || shell.dialect === 'dash'
      ? expandAliases(given, shell.aliases)
      : given;
  const script = parse(text);
  shell.source = text;
  const error = script.errors?.[0];
  const trouble = error ? syntaxError(shell, text, error) : shell.dialect === 'dash' ? notPosix(text, script) : null;
  if (trouble) {
    // What stands on the lines before has been read, and run, by then.
    const before = error && !shell.tty ? text.slice(0, error.pos).lastIndexOf('\n') : -1;
    const head = before > 0 ? parse(text.slice(0, before)) : null;
    if (head && !head.errors?.[0]) yield* runTop(shell, head);
    shell.line = text.slice(0, trouble.pos).split('\n').length;
    const place =
      shell.isCommand && shell.dialect === 'bash' ? `-c: line ${trouble.line ?? shell.line}: ` : shell.place;
    for (const line of trouble.lines[shell.dialect]) shell.complain(line, place);
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

function* interactive(shell: Shell, tty: Tty, asked: Invocation): Eff<number> {
  const { sys } = shell;
  shell.tty = tty;
  sys.process.group = sys.pid;
  tty.foreground = sys.pid;
  for (const signal of ['INT', 'QUIT', 'TERM', 'TSTP', 'TTOU', 'TTIN'] as const) sys.signal(signal, 'ignore');
  // The terminal is gone: what was typed is kept (bash(1), SIGNALS).
  sys.signal('HUP', () => {
    saveHistory(shell);
    sys.signal('HUP', 'default');
    sys.kill(sys.pid, 'HUP');
  });
  if (asked.login) yield* readProfile(shell);
  else if (asked.rc && shell.dialect === 'bash') yield* readFiles(shell, RC);
  const editor = new LineEditor(sys, { history: shell.history, complete: (text) => complete(shell, text) });
  loadHistory(shell);
  /** What was typed of a command that goes on, and as the history has it. */
  let pending = '';
  let event = '';
  for (;;) {
    reportJobs(shell);
    if (pending === '') yield* promptCommand(shell);
    tty.raw = true;
    const result = yield* editor.read(pending === '' ? prompt(shell) : (shell.get('PS2') ?? '> '));
    tty.raw = false;
    if (result.kind === 'eof' && pending !== '') {
      sys.print(1, '\n');
      shell.complainOfEnd(openQuote(pending));
      pending = '';
      continue;
    }
    if (result.kind === 'eof') {
      sys.print(1, shell.dialect === 'bash' ? farewell(shell) : '\n');
      return yield* leave(shell, shell.status);
    }
    if (result.kind === 'interrupt') {
      pending = '';
      shell.status = 130;
      continue;
    }
    const expanded =
      shell.dialect === 'bash' ? expandHistory(result.text, shell.history) : { text: result.text, missing: null };
    if (expanded.missing !== null) {
      shell.complain(`${expanded.missing}: event not found`);
      continue;
    }
    if (expanded.text !== result.text) sys.print(1, `${expanded.text}\n`);
    event = pending === '' ? expanded.text : joined(pending, event, expanded.text);
    const text = pending === '' ? expanded.text : `${pending}\n${expanded.text}`;
    pending = isIncomplete(text) ? text : '';
    if (pending !== '' || text.trim() === '') continue;
    remember(shell, event);
    const status = yield* runLine(shell, text);
    if (status !== null) return yield* leave(shell, status);
  }
}

/** The end of an interactive shell: its history goes to the file. */
function* leave(shell: Shell, status: number): Eff<number> {
  saveHistory(shell);
  yield* runExitTrap(shell, status);
  return status;
}

function* promptCommand(shell: Shell): Eff<void> {
  const command = shell.get('PROMPT_COMMAND');
  if (command === null || command === '') return;
  const { status } = shell;
  yield* runText(shell, command);
  shell.status = status;
}

const farewell = ({ sys }: Shell): string => (sys.argv[0]?.startsWith('-') === true ? 'logout\n' : 'exit\n');

/** null: go on; else the shell is left with this status. */
function* runLine(shell: Shell, text: string): Eff<number | null> {
  try {
    yield* runText(shell, text);
  } catch (error) {
    if (error instanceof ProcessExit) {
      if (shell.dialect === 'bash') shell.sys.print(1, farewell(shell));
      return error.code;
    }
    if (!(error instanceof SysError)) throw error;
    shell.complain(error.message);
    shell.status = 1;
  }
  return null;
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
