/** `--workers N` (uvicorn 0.54 supervisors/multiprocess.py): a parent that binds, starts processes and replaces the dead. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Signal } from '../../machine/signals.ts';
import type { ExitStatus } from '../../machine/process.ts';
import type { Sys, Waited } from '../../machine/sys.ts';
import { BindError, bindSocket, logRunning } from './bind.ts';
import { STARTUP_FAILURE, type Config } from './config.ts';
import { Log } from './log.ts';
import { spawnServer } from './spawn.ts';
import { VERSION } from './version.ts';

/** The parent looks at its signals and children this often. */
const BEAT = 500_000;

interface Child {
  readonly pid: number;
  readonly health: { started: boolean };
  /** null while it runs. */
  exit: ExitStatus | null;
}

export class Multiprocess {
  private readonly log: Log;
  private readonly signals: Signal[] = [];
  private readonly children: Child[] = [];
  /** Those of which the parent has not yet learnt that they ended. */
  private readonly known = new Map<number, Child>();
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
    for (const child of this.children) this.terminate(child);
    for (const child of this.children) yield* this.join(child);
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

  private spawn(): Child {
    const health = { started: false };
    const pid = spawnServer(this.sys, this.config, this.fds, ++this.age, () => (health.started = true));
    const child: Child = { pid, health, exit: null };
    this.known.set(pid, child);
    return child;
  }

  private terminate(child: Child): void {
    this.reap();
    if (child.exit !== null) return;
    this.sys.kill(child.pid, 'TERM');
    this.log.withPid('Terminated child process', child.pid);
  }

  private *join(child: Child): Eff<void> {
    this.log.withPid('Waiting for child process', child.pid);
    this.reap();
    if (child.exit === null) this.learn(yield* this.sys.wait(child.pid));
  }

  private learn({ pid, status }: Waited): void {
    const child = this.known.get(pid);
    if (child) child.exit = status;
    this.known.delete(pid);
  }

  private reap(): void {
    try {
      for (let ended = this.sys.waitNow(); ended !== null; ended = this.sys.waitNow()) this.learn(ended);
    } catch (error) {
      if (!(error instanceof SysError && error.errno === 'ECHILD')) throw error;
    }
  }

  /** A worker that could not start would not start the next time either: that stops the parent. */
  private *keepAlive(): Eff<void> {
    this.reap();
    for (const [i, child] of this.children.entries()) {
      if (child.exit === null) continue;
      yield* this.join(child);
      if (child.exit.code === STARTUP_FAILURE) {
        this.log.line('error', `Child process [${child.pid}] failed to start, stopping the parent process.`);
        this.stopping = true;
        return;
      }
      this.log.withPid('Child process', child.pid, '] died');
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

  /** One after the other: the new worker serves before the old one is asked to go. */
  private *restartAll(): Eff<void> {
    this.sys.emit({ kind: 'server.reloading', pid: this.sys.pid });
    for (const [i, old] of this.children.entries()) {
      const fresh = this.spawn();
      if (!(yield* this.untilReady(fresh))) {
        this.log.line(
          'error',
          `New child process [${fresh.pid}] was not ready in time; keeping worker [${old.pid}] and aborting the restart.`,
        );
        if (fresh.exit === null) this.sys.kill(fresh.pid, 'KILL');
        return yield* this.join(fresh);
      }
      this.terminate(old);
      yield* this.join(old);
      this.children[i] = fresh;
    }
  }

  private *untilReady(child: Child): Eff<boolean> {
    for (
      const deadline = this.sys.now + this.config.healthTimeout;
      this.sys.now < deadline;
      yield* this.pass(100_000)
    ) {
      this.reap();
      if (child.exit === null && child.health.started) return true;
    }
    return false;
  }

  private *fewer(): Eff<void> {
    this.log.info('Received SIGTTOU, decreasing number of processes.');
    if (this.wanted <= 1)
      return this.log.info('Already reached one process, cannot decrease the number of processes anymore.');
    this.setWanted(this.wanted - 1);
    const child = this.children.pop();
    if (child === undefined) return;
    this.terminate(child);
    yield* this.join(child);
  }

  private setWanted(workers: number): void {
    this.wanted = workers;
    this.sys.emit({ kind: 'server.workers', pid: this.sys.pid, workers });
  }
}
