import { utf8, type Bytes } from '../base/bytes.ts';
import { AnyOf, type Eff, type Task } from '../engine/task.ts';
import type { Cond } from '../engine/cond.ts';
import type { EventInput } from '../trace/events.ts';
import type { SimTime } from '../trace/time.ts';
import { SysError } from './errno.ts';
import { absolute } from './filesystem.ts';
import { ProcessExit } from './exit.ts';
import type { Disposition, ExitStatus, Process } from './process.ts';
import type { Signal } from './signals.ts';
import { SysFiles } from './sys-files.ts';
import { SysNet } from './sys-net.ts';
import type { Program, World } from './world.ts';

export interface Waited {
  readonly pid: number;
  readonly status: ExitStatus;
}

/**
 * The system calls of one process: everything that a program may do. Calls that can wait are generators (`yield*`);
 * failures throw `SysError`. `fs` and `net` hold the calls on files and sockets; descriptors are small integers.
 */
export class Sys {
  readonly fs: SysFiles;
  readonly net: SysNet;

  constructor(
    readonly world: World,
    readonly process: Process,
  ) {
    this.fs = new SysFiles(this);
    this.net = new SysNet(this);
  }

  get pid(): number {
    return this.process.pid;
  }

  get ppid(): number {
    return this.process.parent?.pid ?? 1;
  }

  get argv(): readonly string[] {
    return this.process.argv;
  }

  get now(): SimTime {
    return this.world.sim.now;
  }

  /** Microseconds since the Unix epoch. */
  get clock(): number {
    return this.world.nowEpoch;
  }

  /** getrandom(2): bytes of the world's seeded stream. */
  random(count: number): Bytes {
    const stream = this.world.sim.random('getrandom');
    return Uint8Array.from({ length: count }, () => stream.below(256));
  }

  /** Append an event to the trace. Programs say what they do; nobody decides anything by it. */
  emit(event: EventInput): number {
    return this.world.sim.emit(event);
  }

  getenv(name: string): string | null {
    return this.process.env.get(name) ?? null;
  }

  /** Absolute form of a path, from the process's working directory. */
  path(path: string): string {
    if (path === '') throw new SysError('ENOENT', path);
    return absolute(path, this.process.cwd);
  }

  /** Text to standard output (1) or error (2). Never waits: for pipes and terminals that can be full use `fs.write`. */
  print(fd: 1 | 2, text: string): void {
    if (this.process.fds.has(fd)) this.fs.writeNow(fd, utf8(text));
  }

  // --- time and CPU

  /** Sleep; true when all of it passed, false when a handled signal ended it early. */
  *sleep(us: number): Eff<boolean> {
    return (yield new AnyOf([this.process.signalled], us)) === null;
  }

  /** Use a core of the host for `us` microseconds. */
  cpu(us: number, tid = 0): Eff<void> {
    return this.process.host.cpu.use(this.pid, tid, us);
  }

  /** Wait until one of the conditions is notified, a signal is handled, or the time (µs) is over: null then. */
  *waitAny(conds: readonly Cond[], timeout: number | null): Eff<Cond | null> {
    return (yield new AnyOf([...conds, this.process.signalled], timeout)) as Cond | null;
  }

  /** A condition shared by the tasks of this process (a lock, a queue). */
  cond(): Cond {
    return this.world.sim.cond();
  }

  // --- processes

  /** Start a child that runs `program`; returns its pid. */
  fork(program: Program): number {
    return this.world.lifecycle.fork(this.process, program).pid;
  }

  /** Another task of this process: a thread, or one connection of an event loop. It ends with the process. */
  thread(name: string, gen: Eff<unknown>): Task {
    return this.world.lifecycle.spawnTask(this.process, name, gen);
  }

  exit(code: number): never {
    throw new ProcessExit(code);
  }

  /** Become the program that `argv[0]` names (PATH is searched). Does not return. Throws ENOENT, EACCES, ENOEXEC. */
  *exec(argv: readonly string[], file = argv[0] ?? ''): Eff<number> {
    const program = this.findProgram(file);
    this.takeIdentity(file);
    this.process.argv = argv;
    for (const [signal, disposition] of this.process.dispositions) {
      if (typeof disposition === 'function') this.process.dispositions.delete(signal);
    }
    return yield* program(this);
  }

  /** The set-user-ID bit of an executable: its owner's identity, while the caller's is remembered. */
  private takeIdentity(name: string): void {
    const inode = this.fs.stat(name.includes('/') ? name : (this.fs.which(name) ?? name));
    const { credentials } = this.process;
    this.process.invoker = (inode.mode & 0o4000) === 0 ? null : credentials;
    if ((inode.mode & 0o4000) !== 0) this.process.credentials = { ...credentials, uid: inode.uid };
  }

  /** The program behind a command name or path. Permission and format errors are those of execve(2). */
  findProgram(name: string): Program {
    const where = name.includes('/') ? this.path(name) : this.fs.which(name);
    if (!where) throw new SysError('ENOENT', name);
    const script = this.fs.interpreter(where);
    if (script !== null) return this.scriptProgram(name.includes('/') ? name : where, script);
    const program = this.world.programs.get(this.fs.executable(where));
    if (!program) throw new SysError('ENOEXEC', name);
    return function* (sys) {
      sys.process.exe = where;
      return yield* program(sys);
    };
  }

  /** execve(2), interpreter scripts: the interpreter gets its one argument, the script's path, and the rest. */
  private scriptProgram(where: string, [interpreter, ...argument]: readonly [string, string?]): Program {
    if (this.fs.interpreter(interpreter) !== null) throw new SysError('ENOEXEC', where);
    const program = this.findProgram(interpreter);
    return function* (sys) {
      const words = argument.filter((word) => word !== undefined);
      sys.process.argv = [interpreter, ...words, where, ...sys.argv.slice(1)];
      return yield* program(sys);
    };
  }

  kill(pid: number, signal: Signal): void {
    const target = this.process.host.processes.get(pid);
    if (!target || target.state === 'dead') throw new SysError('ESRCH');
    const { uid } = this.process.credentials;
    // kill(2): SIGCONT may go to any process of the same session.
    const sameSession = signal === 'CONT' && target.session === this.process.session;
    if (uid !== 0 && uid !== target.credentials.uid && !sameSession) throw new SysError('EPERM');
    this.world.lifecycle.kill(target, signal, this.pid);
  }

  /** Install a handler. It runs at the instant of delivery; `sleep`, `poll` and `waitAny` of the process then return early. */
  signal(signal: Signal, disposition: Disposition): void {
    this.process.dispositions.set(signal, disposition);
  }

  /** waitpid(-1, WNOHANG): a child that ended, or null. Throws ECHILD when there are no children. */
  waitNow(): Waited | null {
    if (this.process.children.size === 0) throw new SysError('ECHILD');
    for (const child of this.process.children) {
      if (child.state === 'zombie' && child.status) {
        this.world.lifecycle.reap(child, this.pid);
        return { pid: child.pid, status: child.status };
      }
    }
    return null;
  }

  /** Wait for a child (a given one, or any). */
  *wait(pid?: number): Eff<Waited> {
    for (;;) {
      for (const child of this.process.children) {
        if ((pid === undefined || child.pid === pid) && child.state === 'zombie' && child.status) {
          this.world.lifecycle.reap(child, this.pid);
          return { pid: child.pid, status: child.status };
        }
      }
      if (this.process.children.size === 0) throw new SysError('ECHILD');
      yield this.process.childChanged;
    }
  }

  /** waitpid(2) with WUNTRACED, for shells: also comes back, with null, when the child has been stopped. */
  *waitOrStop(pid: number): Eff<Waited | null> {
    for (;;) {
      const child = [...this.process.children].find((c) => c.pid === pid);
      if (!child) throw new SysError('ECHILD');
      if (child.state === 'zombie') return yield* this.wait(pid);
      if (child.stopped) return null;
      yield this.process.childChanged;
    }
  }

  /** setuid and setgid to a user (root only): from now on files and signals are judged by it. */
  become(userName: string, groupName?: string): void {
    const { users } = this.process.host;
    const user = users.byName(userName);
    if (!user) throw new SysError('EINVAL', userName);
    if (this.process.credentials.uid !== 0) throw new SysError('EPERM');
    this.process.credentials = users.credentials(user, groupName);
    this.emit({ kind: 'process.user', pid: this.pid, user: user.name });
  }
}
