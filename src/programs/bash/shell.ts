import type { Eff } from '../../engine/task.ts';
import type { ExitStatus } from '../../machine/process.ts';
import { SIGNALS } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Tty } from '../../machine/tty.ts';
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

/** State of one shell process: variables, functions, jobs, the last exit status (bash(1), PARAMETERS). */
export class Shell {
  readonly vars = new Map<string, string>();
  readonly exported = new Set<string>();
  readonly functions = new Map<string, FunctionBody>();
  /** `set -e`, `-u`, `-x`, `-o pipefail`, by letter or name. */
  readonly options = new Set<string>();
  readonly constants = new Set<string>();
  /** Commands of `trap`, by signal or EXIT, and signals that wait for the running command to end. */
  readonly traps = new Map<string, string>();
  readonly caught: string[] = [];
  /** What `local` hides, per function that is running. */
  readonly locals: Map<string, string | null>[] = [];
  /** Above 0 while a status is only being looked at (if, while, !, && and ||): `set -e` does not count it. */
  tested = 0;
  readonly jobs: Job[] = [];
  readonly history: string[] = [];
  /** The text that is being run: positions in the parsed script point into it. */
  source = '';
  params: readonly string[] = [];
  status = 0;
  lastBackground = 0;
  /** Set for an interactive shell: whose foreground group it manages. */
  tty: Tty | null = null;
  /** How it names itself in messages. */
  name = 'bash';

  constructor(public sys: Sys) {
    for (const [name, value] of sys.process.env) {
      this.vars.set(name, value);
      this.exported.add(name);
    }
    this.vars.set('PWD', sys.process.cwd);
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
      case '@':
      case '*':
        return this.params.join(' ');
      default:
        return /^\d+$/.test(name) ? (this.params[Number(name) - 1] ?? null) : (this.vars.get(name) ?? null);
    }
  }

  set(name: string, value: string): void {
    if (this.constants.has(name)) {
      this.complain(`${name}: readonly variable`);
      throw new Jump('abort', 1);
    }
    this.vars.set(name, value);
    if (this.exported.has(name)) this.sys.process.env.set(name, value);
  }

  export(name: string): void {
    this.exported.add(name);
    const value = this.vars.get(name);
    if (value !== undefined) this.sys.process.env.set(name, value);
  }

  unset(name: string): void {
    this.vars.delete(name);
    this.exported.delete(name);
    this.sys.process.env.delete(name);
    this.functions.delete(name);
  }

  /** A copy for a subshell, in its own process. */
  clone(sys: Sys): Shell {
    const copy = new Shell(sys);
    for (const [name, value] of this.vars) copy.vars.set(name, value);
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

  /** A message of the shell itself, on its standard error. */
  complain(text: string): void {
    this.sys.print(2, `${this.name}: ${text}\n`);
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

  /** Have the terminal until the processes end or are stopped (Ctrl-Z): 148 then, and a job is left. */
  *foreground(pids: readonly number[], command: string, job: Job | null = null): Eff<number> {
    const { sys, tty } = this;
    const group = job?.group ?? (pids[0] as number);
    if (tty) tty.foreground = group;
    let status = job?.status ?? 0;
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
        if (code !== 0 || !this.options.has('pipefail')) status = code;
      }
      if (job) this.jobs.splice(this.jobs.indexOf(job), 1);
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
