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
}

/** Thrown to leave loops, functions and the shell itself. */
export class Jump {
  constructor(
    readonly kind: 'break' | 'continue' | 'return' | 'exit',
    readonly value: number,
  ) {}
}

export type FunctionBody = CompoundCommand | Redirected | CompoundList;

/** State of one shell process: variables, functions, jobs, the last exit status (bash(1), PARAMETERS). */
export class Shell {
  readonly vars = new Map<string, string>();
  readonly exported = new Set<string>();
  readonly functions = new Map<string, FunctionBody>();
  readonly jobs: Job[] = [];
  readonly history: string[] = [];
  params: readonly string[] = [];
  status = 0;
  lastBackground = 0;
  /** Set for an interactive shell: whose foreground group it manages. */
  tty: Tty | null = null;
  /** How it names itself in messages. */
  name = 'bash';
  private jobIds = 0;

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
    return copy;
  }

  addJob(group: number, pids: readonly number[], command: string): Job {
    const job: Job = { id: ++this.jobIds, group, pids, command, status: null };
    this.jobs.push(job);
    return job;
  }

  /** A message of the shell itself, on its standard error. */
  complain(text: string): void {
    this.sys.print(2, `${this.name}: ${text}\n`);
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
