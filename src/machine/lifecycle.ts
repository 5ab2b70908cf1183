import { Inner, type Eff, type Task } from '../engine/task.ts';
import type { Description } from './fd.ts';
import { FdTable } from './fd.ts';
import { SysError } from './errno.ts';
import { ProcessExit } from './exit.ts';
import type { Host } from './host.ts';
import { Process, type Credentials, type ExitStatus } from './process.ts';
import { type Signal, ignoredByDefault } from './signals.ts';
import { Sys } from './sys.ts';
import type { Program, World } from './world.ts';

export interface StartOptions {
  readonly argv: readonly string[];
  readonly credentials: Credentials;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly umask?: number;
  readonly parent?: Process | null;
  readonly stdio?: readonly [Description, Description, Description];
}

/** Birth, signals and death of processes (fork(2), kill(2), wait(2), signal(7)). */
export class Lifecycle {
  constructor(private readonly world: World) {}

  /** Start a program as a new process, without a fork: how the scenario and `init` start things. */
  start(host: Host, program: Program, options: StartOptions): Process {
    const process = this.create(
      host,
      options.parent ?? null,
      options.credentials,
      options.env,
      options.cwd,
      options.umask ?? 0o022,
    );
    process.argv = options.argv;
    const sink = this.world.traceSink;
    const [stdin, stdout, stderr] = options.stdio ?? [
      { kind: 'empty' },
      { kind: 'sink', sink, as: 1 },
      { kind: 'sink', sink, as: 2 },
    ];
    process.fds.put(0, stdin);
    process.fds.put(1, stdout);
    process.fds.put(2, stderr);
    this.announce(process);
    this.runMain(process, program);
    return process;
  }

  /** fork(2): the child runs `program` with copies of everything, handlers included (an exec resets them). */
  fork(parent: Process, program: Program): Process {
    if (parent.host.processes.size >= this.world.sim.limits.processes) {
      this.world.sim.emit({
        kind: 'run.limit',
        limit: 'processes',
        value: this.world.sim.limits.processes,
        pid: parent.pid,
      });
      throw new SysError('EAGAIN');
    }
    const child = this.create(parent.host, parent, parent.credentials, parent.env, parent.cwd, parent.umask);
    child.argv = parent.argv;
    child.exe = parent.exe;
    for (const [signal, disposition] of parent.dispositions) child.dispositions.set(signal, disposition);
    parent.fds.copyTo(child.fds);
    this.announce(child);
    this.runMain(child, program);
    return child;
  }

  /** Add a task to a process: a thread, or one connection of an event loop. It ends with the process. */
  spawnTask(process: Process, name: string, gen: Eff<unknown>): Task {
    const task = this.world.sim.spawn(`${process.pid}/${name}`, this.guarded(process, gen));
    process.tasks.add(task);
    if (process.stopped) this.world.sim.freeze(task);
    task.onEnd = () => process.tasks.delete(task);
    return task;
  }

  kill(target: Process, signal: Signal, from: number): void {
    if (target.state !== 'running') return;
    this.world.sim.emit({ kind: 'process.signalled', pid: target.pid, signal, from });
    if (signal === 'KILL') return this.terminate(target, { code: null, signal });
    if (signal === 'STOP') return this.stop(target);
    if (signal === 'CONT') this.resume(target);
    else if (target.stopped) {
      // Pending until it goes on (signal(7)).
      if (!target.pendingWhileStopped.includes(signal)) target.pendingWhileStopped.push(signal);
      return;
    }
    this.deliver(target, signal);
  }

  /** The default action of SIGSTOP and its like: none of its tasks goes on, and its parent is told. */
  private stop(target: Process): void {
    if (target.stopped) return;
    target.stopped = true;
    for (const task of target.tasks) this.world.sim.freeze(task);
    target.parent?.childChanged.notifyAll();
  }

  private resume(target: Process): void {
    if (!target.stopped) return;
    target.stopped = false;
    for (const signal of target.pendingWhileStopped.splice(0)) {
      this.deliver(target, signal);
      if (target.state !== 'running') return;
    }
    for (const task of target.tasks) this.world.sim.thaw(task);
    target.parent?.childChanged.notifyAll();
  }

  private deliver(target: Process, signal: Signal): void {
    const disposition = target.dispositions.get(signal) ?? 'default';
    if (disposition === 'ignore') return;
    if (disposition === 'default') {
      if (signal === 'TSTP' || signal === 'TTIN' || signal === 'TTOU') this.stop(target);
      else if (!ignoredByDefault(signal)) this.terminate(target, { code: null, signal });
      return;
    }
    target.signalCount++;
    disposition(signal);
    target.signalled.notifyAll();
  }

  killGroup(group: number, signal: Signal): void {
    for (const host of this.world.hosts.values()) {
      for (const process of Array.from(host.processes.values()))
        if (process.group === group) this.kill(process, signal, 0);
    }
  }

  /** The end of a process: tasks cancelled, files closed, children handed to init, the parent told. */
  terminate(process: Process, status: ExitStatus): void {
    if (process.state !== 'running') return;
    process.state = 'zombie';
    process.status = status;
    for (const task of Array.from(process.tasks)) this.world.sim.cancel(task);
    process.tasks.clear();
    if (process.interpreter) this.world.guestOutbox.push({ op: 'end', pid: process.pid });
    process.stacks.clear();
    process.fds.closeAll();
    this.world.sim.emit({ kind: 'process.exited', pid: process.pid, code: status.code, signal: status.signal });
    const init = process.host.processes.get(1);
    const adopter = init?.adopts === true && init.state === 'running' && init !== process ? init : null;
    for (const child of process.children) {
      child.parent = adopter;
      adopter?.children.add(child);
      if (child.state === 'zombie' && !adopter) this.reap(child, 1);
      else if (child.state === 'zombie') adopter?.childChanged.notifyAll();
    }
    process.children.clear();
    const parent = process.parent;
    if (!parent || parent.state !== 'running') return this.reap(process, 1);
    if (parent.dispositions.get('CHLD') === 'ignore') this.reap(process, parent.pid);
    parent.childChanged.notifyAll();
    this.kill(parent, 'CHLD', process.pid);
  }

  reap(process: Process, by: number): void {
    if (process.state === 'dead') return;
    process.state = 'dead';
    process.parent?.children.delete(process);
    process.host.processes.delete(process.pid);
    this.world.sim.emit({ kind: 'process.reaped', pid: process.pid, by });
  }

  private create(
    host: Host,
    parent: Process | null,
    credentials: Credentials,
    env: ReadonlyMap<string, string>,
    cwd: string,
    umask: number,
  ): Process {
    const { sim, network } = this.world;
    const pid = this.world.nextPid();
    const fds = new FdTable(sim.limits.openFiles, (description) => network.release(pid, description));
    const process = new Process(
      host,
      pid,
      parent,
      credentials,
      env,
      cwd,
      umask,
      fds,
      sim.cond(),
      sim.cond(),
      sim.cond(),
      sim.cond(),
      sim.now,
    );
    host.processes.set(pid, process);
    parent?.children.add(process);
    return process;
  }

  private announce(process: Process): void {
    this.world.sim.emit({
      kind: 'process.started',
      pid: process.pid,
      ppid: process.parent?.pid ?? 0,
      host: process.host.name,
      argv: process.argv,
      user: process.host.users.userName(process.credentials.uid),
    });
  }

  /** Run the program as the main task; replaced by `exec`, ended by its return, an exit, or an unhandled error. */
  runMain(process: Process, program: Program): void {
    const sys = new Sys(this.world, process);
    const lifecycle = this;
    this.spawnTask(
      process,
      'main',
      (function* main(): Eff<void> {
        const code = yield* program(sys);
        lifecycle.terminate(process, { code: code & 0xff, signal: null });
      })(),
    );
  }

  /** Turns an exit or a failed system call that no one handles into the end of the process. Our own bugs pass through. */
  private *guarded(process: Process, gen: Eff<unknown>): Eff<void> {
    try {
      yield new Inner(gen);
    } catch (error) {
      if (error instanceof ProcessExit) this.terminate(process, { code: error.code & 0xff, signal: null });
      else if (error instanceof SysError && error.errno === 'EPIPE')
        this.terminate(process, { code: null, signal: 'PIPE' });
      else if (error instanceof SysError) {
        new Sys(this.world, process).print(2, `${process.argv[0] ?? '?'}: ${error.message}\n`);
        this.terminate(process, { code: 1, signal: null });
      } else throw error;
    }
  }
}
