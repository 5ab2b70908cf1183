import type { Eff } from '../../engine/task.ts';
import type { ExitStatus } from '../../machine/process.ts';
import { SIGNALS } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Tty } from '../../machine/tty.ts';
import { lastWords } from './endings.ts';
import { Variables, type Saved } from './variables.ts';
import type { CompoundCommand, CompoundList, Redirected } from 'unbash';

export interface Job {
  readonly id: number;
  /** Process group; its first process. */
  readonly group: number;
  readonly pids: readonly number[];
  readonly command: string;
  status: number | null;
  /** Processes of it that have been waited for already. */
  readonly done: Set<number>;
}

/** Thrown to leave loops, functions and the shell itself. */
export class Jump {
  constructor(
    /** abort: the command line is given up. */
    readonly kind: 'break' | 'continue' | 'return' | 'exit' | 'abort',
    readonly value: number,
  ) {}
}

export type FunctionBody = CompoundCommand | Redirected | CompoundList;

/** Whose grammar and words: bash, or dash as Debian's /bin/sh. */
export type Dialect = 'bash' | 'dash';

/** State of one shell process: variables, functions, jobs, the last exit status (bash(1), PARAMETERS). */
export class Shell {
  readonly variables = new Variables();
  readonly exported = new Set<string>();
  readonly aliases = new Map<string, string>();
  readonly functions = new Map<string, FunctionBody>();
  /** `set -e`, `-u`, `-x`, `-o pipefail`, by letter or name. */
  readonly options = new Set<string>();
  readonly constants = new Set<string>();
  /** Commands of `trap`, by signal or EXIT, and signals that wait for the running command to end. */
  readonly traps = new Map<string, string>();
  readonly caught: string[] = [];
  /** What `local` hides, per function that is running. */
  readonly locals: Map<string, Saved>[] = [];
  /** Functions that are running, the innermost last. */
  readonly calls: string[] = [];
  /** Loops that are running. */
  loops = 0;
  /** How many files are being sourced. */
  sourcing = 0;
  /** `shopt`. */
  readonly features = new Set<string>();
  /** Above 0 while a status is only being looked at (if, while, !, && and ||): `set -e` does not count it. */
  tested = 0;
  readonly jobs: Job[] = [];
  readonly history: string[] = [];
  /** How many lines of the history come from the file. */
  loaded = 0;
  /** `pushd`, the nearest first. */
  readonly stack: string[] = [];
  /** The text that is being run: positions in the parsed script point into it. */
  source = '';
  params: readonly string[] = [];
  status = 0;
  lastBackground = 0;
  /** Set for an interactive shell: whose foreground group it manages. */
  tty: Tty | null = null;
  /** How it names itself in messages, and `$0`. */
  name = 'bash';
  /** Is it a script, whose messages tell the line? `-c`: a command line, whose syntax errors tell that too. */
  isScript = false;
  isCommand = false;
  /** The line of the command that runs. */
  line = 1;
  /** Exit statuses of the last pipeline. */
  pipeStatus: readonly number[] = [];
  /** Files that stand for process substitutions of the command that runs. */
  readonly substitutes: string[] = [];
  private readonly since: number;

  constructor(
    public sys: Sys,
    readonly dialect: Dialect = 'bash',
  ) {
    this.since = sys.now;
    for (const [name, value] of sys.process.env) {
      this.variables.set(name, value);
      this.exported.add(name);
    }
    this.variables.set('PWD', sys.process.cwd);
    this.exported.add('PWD');
  }

  get(name: string): string | null {
    switch (name) {
      case '?':
        return String(this.status);
      case '$':
        return String(this.sys.pid);
      case '!':
        return this.lastBackground === 0 ? '' : String(this.lastBackground);
      case '#':
        return String(this.params.length);
      case '0':
        return this.name;
      case '-':
        return `${[...this.options].filter((o) => o.length === 1).join('')}${this.tty ? 'im' : ''}${this.dialect === 'bash' ? 'hB' : ''}`;
      case '@':
      case '*':
        return this.params.join(' ');
      default:
        if (/^\d+$/.test(name)) return this.params[Number(name) - 1] ?? null;
        return this.variables.get(name) ?? (this.dialect === 'bash' ? this.dynamic(name) : null);
    }
  }

  /** Variables that bash sets itself (bash(1), Shell Variables). */
  private dynamic(name: string): string | null {
    const { sys } = this;
    switch (name) {
      case 'BASH_VERSION':
        return '5.2.15(1)-release';
      case 'HOSTNAME':
        return sys.process.host.name;
      case 'UID':
      case 'EUID':
        return String(sys.process.credentials.uid);
      case 'PPID':
        return String(sys.ppid);
      case 'BASHPID':
        return String(sys.pid);
      case 'SECONDS':
        return String(Math.floor((sys.now - this.since) / 1e6));
      case 'EPOCHSECONDS':
        return String(Math.floor(sys.clock / 1e6));
      case 'RANDOM':
        return String(sys.world.sim.random('bash').below(32_768));
      case 'LINENO':
        return String(this.line);
      case 'OSTYPE':
        return 'linux-gnu';
      case 'FUNCNAME':
        return this.calls.at(-1) ?? null;
      case 'BASH':
        return '/usr/bin/bash';
      default:
        return null;
    }
  }

  /** Set a variable; for an array its element 0. Throws when it is read-only. */
  set(name: string, value: string, key: string | null = null): void {
    if (this.constants.has(name)) {
      this.complain(this.dialect === 'dash' ? `${name}: is read only` : `${name}: readonly variable`);
      throw new Jump(this.dialect === 'dash' ? 'exit' : 'abort', this.dialect === 'dash' ? 2 : 1);
    }
    this.variables.set(name, value, key);
    if (this.options.has('a')) this.exported.add(name);
    if (this.exported.has(name) && !this.variables.array(name)) this.sys.process.env.set(name, value);
  }

  export(name: string): void {
    this.exported.add(name);
    const value = this.variables.get(name);
    if (value !== null) this.sys.process.env.set(name, value);
  }

  unset(name: string): void {
    this.variables.unset(name);
    this.exported.delete(name);
    this.sys.process.env.delete(name);
  }

  /** Hide a variable until the function that runs returns. */
  hide(name: string): void {
    const scope = this.locals.at(-1);
    if (scope && !scope.has(name)) scope.set(name, this.variables.save(name));
  }

  /** The end of a function: what its `local` had hidden comes back. */
  reveal(): void {
    for (const [name, saved] of this.locals.pop() ?? []) {
      this.variables.restore(name, saved);
      const value = this.variables.get(name);
      if (!this.exported.has(name)) continue;
      if (value === null) this.sys.process.env.delete(name);
      else this.sys.process.env.set(name, value);
    }
  }

  /** A copy for a subshell, in its own process. */
  clone(sys: Sys): Shell {
    const copy = new Shell(sys, this.dialect);
    copy.variables.copyFrom(this.variables);
    for (const [name, value] of this.aliases) copy.aliases.set(name, value);
    copy.history.push(...this.history);
    copy.isScript = this.isScript;
    copy.isCommand = this.isCommand;
    copy.calls.push(...this.calls);
    copy.loops = this.loops;
    copy.stack.push(...this.stack);
    for (const feature of this.features) copy.features.add(feature);
    copy.line = this.line;
    for (const name of this.exported) copy.exported.add(name);
    for (const [name, body] of this.functions) copy.functions.set(name, body);
    copy.params = this.params;
    copy.status = this.status;
    copy.name = this.name;
    copy.source = this.source;
    for (const option of this.options) copy.options.add(option);
    for (const name of this.constants) copy.constants.add(name);
    return copy;
  }

  addJob(group: number, pids: readonly number[], command: string): Job {
    const job: Job = {
      id: Math.max(0, ...this.jobs.map((j) => j.id)) + 1,
      group,
      pids,
      command,
      status: null,
      done: new Set(),
    };
    this.jobs.push(job);
    return job;
  }

  /** Where a message says that it comes from. */
  get place(): string {
    if (this.dialect === 'dash') return `${this.line}: `;
    return this.isScript ? `line ${this.line}: ` : '';
  }

  /** A message of the shell itself, on its standard error. */
  complain(text: string, place = this.place): void {
    const name = this.tty ? this.name.slice(this.name.lastIndexOf('/') + 1) : this.name;
    this.sys.print(2, `${name}: ${place}${text}\n`);
  }

  /** Ctrl-D where the command is not finished. */
  complainOfEnd(quote: string | null): void {
    if (quote !== null) this.complain(`unexpected EOF while looking for matching \`${quote === '(' ? ')' : quote}'`);
    else this.complain('syntax error: unexpected end of file');
    this.status = 2;
  }

  /** The job that %+ names: stopped last, else started last; and the one before it. */
  get current(): readonly [Job | undefined, Job | undefined] {
    const order = [...this.jobs.filter((j) => !this.isStopped(j)), ...this.jobs.filter((j) => this.isStopped(j))];
    return [order.at(-1), order.at(-2)];
  }

  mark(job: Job): string {
    const [current, previous] = this.current;
    return job === current ? '+' : job === previous ? '-' : ' ';
  }

  isStopped(job: Job): boolean {
    return job.pids.some((pid) => this.sys.process.host.processes.get(pid)?.stopped ?? false);
  }

  isAlive(job: Job): boolean {
    return job.pids.some((pid) => this.sys.process.host.processes.get(pid)?.state === 'running');
  }

  /** `[1]+  Stopped                 sleep 100`, as `jobs` and the prompt tell it. */
  describe(job: Job, state: string): string {
    const ampersand = state === 'Running' ? ' &' : '';
    return `[${job.id}]${this.mark(job)}  ${state.padEnd(24)}${job.command}${ampersand}\n`;
  }

  /** `PIPESTATUS`, which every pipeline sets anew. */
  keepStatuses(statuses: readonly number[]): void {
    if (this.dialect === 'dash') return;
    const entries = new Map(statuses.map((status, i) => [String(i), String(status)]));
    this.variables.restore('PIPESTATUS', { value: null, array: { named: false, entries } });
  }

  /** Have the terminal until the processes end or are stopped (Ctrl-Z): 148 then, and a job is left. */
  *foreground(pids: readonly number[], command: string, job: Job | null = null): Eff<number> {
    const { sys, tty } = this;
    const group = job?.group ?? (pids[0] as number);
    if (tty) tty.foreground = group;
    let status = job?.status ?? 0;
    const statuses: number[] = [];
    let killed: ExitStatus | null = null;
    try {
      for (const pid of pids) {
        if (job?.done.has(pid)) continue;
        const waited = tty ? yield* sys.waitOrStop(pid) : yield* sys.wait(pid);
        if (waited === null) {
          const stopped = job ?? this.addJob(group, pids, command);
          // The one that was stopped last is the current one.
          this.jobs.splice(this.jobs.indexOf(stopped), 1);
          this.jobs.push(stopped);
          sys.print(2, `\n${this.describe(stopped, 'Stopped')}`);
          return 148;
        }
        job?.done.add(pid);
        const code = exitCode(waited.status);
        statuses.push(code);
        if (waited.status.signal !== null) killed ??= waited.status;
        if (code !== 0 || !this.options.has('pipefail')) status = code;
      }
      if (job) this.jobs.splice(this.jobs.indexOf(job), 1);
      this.pipeStatus = statuses;
      if (tty && killed && command !== '') sys.print(2, lastWords(killed));
      // Ctrl-C gives up the rest of the line: what follows after `;`, and the loop.
      if (tty && killed?.signal === 'INT') throw new Jump('abort', status);
      return status;
    } finally {
      if (tty) {
        tty.foreground = sys.process.group;
        tty.raw = false;
      }
    }
  }

  /** Wait for these processes; the status of the last counts (128 + n after signal n). */
  *waitFor(pids: readonly number[]): Eff<number> {
    let status = 0;
    for (const pid of pids) {
      const waited = yield* this.sys.wait(pid);
      status = exitCode(waited.status);
    }
    return status;
  }
}

export const exitCode = (status: ExitStatus): number =>
  status.signal === null ? status.code : 128 + SIGNALS[status.signal];
