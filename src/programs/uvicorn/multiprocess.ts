/** `--workers N` (uvicorn 0.54 supervisors/multiprocess.py): a parent that binds, starts processes and replaces the dead. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Signal } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import { BindError, bindSocket, logRunning } from './bind.ts';
import { STARTUP_FAILURE, type Config } from './config.ts';
import { loadApp } from './driver.ts';
import { Log } from './log.ts';
import { Server } from './server.ts';
import { VERSION } from './version.ts';

/** The parent looks at its signals and children this often. */
const BEAT = 500_000;
/** CPU that a spawned interpreter takes before it has imported uvicorn, µs. */
const SPAWN = 60_000;

export class Multiprocess {
  private readonly log: Log;
  private readonly signals: Signal[] = [];
  private children: number[] = [];
  private readonly alive = new Set<number>();
  private wanted: number;
  private age = 0;
  private fds: readonly number[] = [];
  private stopping = false;

  constructor(
    private readonly sys: Sys,
    private readonly config: Config,
  ) {
    this.log = new Log(sys, config);
    this.wanted = config.workers;
  }

  *run(): Eff<number> {
    const { sys, log, config } = this;
    try {
      this.fds = bindSocket(sys, config, false);
    } catch (error) {
      if (!(error instanceof BindError)) throw error;
      log.line('error', error.message);
      return STARTUP_FAILURE;
    }
    logRunning(sys, config, this.fds, log);
    for (const signal of ['INT', 'TERM', 'HUP', 'TTIN', 'TTOU'] as const)
      sys.signal(signal, (s) => void this.signals.push(s));
    log.withPid('Started parent process', sys.pid);
    this.announce();
    for (let i = 0; i < this.wanted; i++) this.children.push(this.spawn());
    while (!this.stopping) {
      yield* this.pass(BEAT);
      yield* this.handleSignals();
      if (!this.stopping) yield* this.keepAlive();
    }
    sys.emit({ kind: 'server.stopping', pid: sys.pid, graceful: true });
    for (const pid of this.children) this.terminate(pid);
    for (const pid of this.children) yield* this.join(pid);
    log.withPid('Stopping parent process', sys.pid);
    return 0;
  }

  private announce(): void {
    const { sys } = this;
    const bind = this.fds.map((fd) => sys.net.localName(fd));
    sys.emit({
      kind: 'server.started',
      pid: sys.pid,
      server: 'uvicorn',
      version: VERSION,
      bind,
      workerClass: 'uvicorn',
      workers: this.wanted,
      threads: 1,
      timeout: 0,
    });
    sys.emit({ kind: 'server.workers', pid: sys.pid, workers: this.wanted });
  }

  /** A handled signal does not shorten the parent's sleep. */
  private *pass(us: number): Eff<void> {
    const end = this.sys.now + us;
    while (this.sys.now < end) yield* this.sys.sleep(end - this.sys.now);
  }

  private spawn(): number {
    const { config, fds } = this;
    const parent = this.sys.pid;
    const age = ++this.age;
    const pid = this.sys.fork(function* worker(child: Sys): Eff<number> {
      child.process.interpreter = false;
      for (const signal of ['HUP', 'TTIN', 'TTOU'] as const) child.signal(signal, 'default');
      for (const signal of ['INT', 'TERM'] as const) child.signal(signal, 'default');
      child.emit({ kind: 'process.role', pid: child.pid, program: 'uvicorn', role: 'worker', index: age });
      child.emit({ kind: 'worker.booting', pid: child.pid, arbiter: parent, workerClass: 'uvicorn', age });
      yield* child.cpu(SPAWN);
      const failed = yield* loadApp(child, config.facts);
      if (failed !== null) {
        child.emit({
          kind: 'worker.boot_failed',
          pid: child.pid,
          code: failed,
          error: 'the application could not be loaded',
        });
        return failed;
      }
      return yield* new Server(child, config, fds).run();
    });
    this.alive.add(pid);
    return pid;
  }

  private terminate(pid: number): void {
    this.reap();
    if (!this.alive.has(pid)) return;
    this.sys.kill(pid, 'TERM');
    this.log.withPid('Terminated child process', pid);
  }

  private *join(pid: number): Eff<void> {
    this.log.withPid('Waiting for child process', pid);
    this.reap();
    if (!this.alive.has(pid)) return;
    yield* this.sys.wait(pid);
    this.alive.delete(pid);
  }

  private reap(): void {
    try {
      for (let ended = this.sys.waitNow(); ended !== null; ended = this.sys.waitNow()) this.alive.delete(ended.pid);
    } catch (error) {
      if (!(error instanceof SysError && error.errno === 'ECHILD')) throw error;
    }
  }

  private *keepAlive(): Eff<void> {
    this.reap();
    for (const [i, pid] of this.children.entries()) {
      if (this.alive.has(pid)) continue;
      yield* this.join(pid);
      this.log.withPid('Child process', pid, '] died');
      this.children[i] = this.spawn();
    }
  }

  private *handleSignals(): Eff<void> {
    for (const signal of this.signals.splice(0)) {
      switch (signal) {
        case 'INT':
        case 'TERM':
          this.log.info(`Received SIG${signal}, exiting.`);
          this.stopping = true;
          break;
        case 'HUP':
          this.log.info('Received SIGHUP, restarting processes.');
          yield* this.restartAll();
          break;
        case 'TTIN':
          this.log.info('Received SIGTTIN, increasing the number of processes.');
          this.setWanted(this.wanted + 1);
          this.children.push(this.spawn());
          break;
        case 'TTOU':
          yield* this.fewer();
          break;
        default:
      }
    }
  }

  private *restartAll(): Eff<void> {
    this.sys.emit({ kind: 'server.reloading', pid: this.sys.pid });
    for (const [i, pid] of [...this.children].entries()) {
      this.terminate(pid);
      yield* this.join(pid);
      this.children[i] = this.spawn();
    }
  }

  private *fewer(): Eff<void> {
    this.log.info('Received SIGTTOU, decreasing number of processes.');
    if (this.wanted <= 1) return this.log.info('Already reached one process, cannot decrease the number of processes.');
    this.setWanted(this.wanted - 1);
    const pid = this.children.pop();
    if (pid === undefined) return;
    this.terminate(pid);
    yield* this.join(pid);
  }

  private setWanted(workers: number): void {
    this.wanted = workers;
    this.sys.emit({ kind: 'server.workers', pid: this.sys.pid, workers });
  }
}
