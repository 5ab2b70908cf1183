import type { Cond } from '../engine/cond.ts';
import type { Task } from '../engine/task.ts';
import type { FdTable } from './fd.ts';
import type { SyscallOutcome } from './guest-port.ts';
import type { Host } from './host.ts';
import type { Signal } from './signals.ts';

export type ExitStatus =
  | { readonly code: number; readonly signal: null }
  | { readonly code: null; readonly signal: Signal };

/** A handler runs at the instant of delivery; waits of the process that can be interrupted then return early. */
export type Disposition = 'default' | 'ignore' | ((signal: Signal) => void);

/** Who a process acts as. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** A process of the simulated host: what the kernel knows of it. Programs see it through `Sys`. */
export class Process {
  argv: readonly string[] = [];
  /** Where the file lies that was executed, links not followed. */
  exe = '';
  readonly env: Map<string, string>;
  readonly children = new Set<Process>();
  readonly tasks = new Set<Task>();
  readonly dispositions = new Map<Signal, Disposition>();
  /** The main task's stack of Python calls and those of threads: stack ids to drop when the process ends. */
  readonly stacks = new Set<number>();
  state: 'running' | 'zombie' | 'dead' = 'running';
  status: ExitStatus | null = null;
  /** How many signals have been handled: a wait compares it to know whether it was interrupted. */
  signalCount = 0;
  /** SIGSTOP or SIGTSTP: its tasks wait for SIGCONT before they go on. */
  stopped = false;
  readonly pendingWhileStopped: Signal[] = [];
  outputBytes = 0;
  /** Name that `ps` shows in place of argv (setproctitle). */
  title: string | null = null;
  /** Who called it, when a set-user-ID executable changed its identity (execve(2)): the real user. */
  invoker: Credentials | null = null;
  session: number;
  group: number;
  /** Control group (cgroups(7)): inherited, and kept by orphans; a service manager tells its services apart by it. */
  cgroup: string;
  /** pid 1 that waits for the orphans itself; otherwise the machine reaps them. */
  adopts = false;
  /** The connection and request for which alone this process was made (CGI); for the trace. */
  serving: { readonly conn: number; readonly req: number } | null = null;
  /** The Python interpreter of this process has been started. */
  interpreter = false;

  constructor(
    readonly host: Host,
    readonly pid: number,
    public parent: Process | null,
    public credentials: Credentials,
    env: ReadonlyMap<string, string>,
    public cwd: string,
    public umask: number,
    readonly fds: FdTable,
    /** Notified when a signal was handled. */
    readonly signalled: Cond,
    /** Notified when a child changes state. */
    readonly childChanged: Cond,
    /** Notified when the interpreter lock is given up. */
    readonly gilFree: Cond,
    /** Notified when a connect in the background came to an end. */
    readonly socketChanged: Cond,
    readonly startedAt: number,
  ) {
    this.env = new Map(env);
    this.group = parent?.group ?? pid;
    this.session = parent?.session ?? pid;
    this.cgroup = parent?.cgroup ?? '/';
  }

  /** The thread that holds the interpreter lock. */
  gilHolder: number | null = null;
  /** Stacks that do not wait keep the interpreter, as greenlets do; threads give it up every few milliseconds. */
  cooperative = false;
  /** The stack of a cooperative process that has the interpreter until it waits. */
  running: number | null = null;
  /** Signals with Python handlers that arrived and were not yet asked for. */
  readonly pendingSignals: number[] = [];
  /** Threads that Python started. */
  pythonThreads = 0;
  /** Who waits for which of Python's locks, longest first. */
  readonly lockWaiters = new Map<number, { woken: boolean; readonly cond: Cond }[]>();
  /** Numbers of Python's locks for the trace. */
  readonly lockNumbers = new Map<number, number>();
  /** How often each of Python's locks was woken: who decided to wait before the last time is not to wait any more. */
  readonly lockWakes = new Map<number, number>();
  /** Per thread: what its Python stack shall raise at its next safe point. */
  readonly pendingRaise = new Map<number, SyscallOutcome & { kind: 'raise' }>();
}
