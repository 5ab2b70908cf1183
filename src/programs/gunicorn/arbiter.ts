/**
 * The arbiter (arbiter.py 26.2; docs, "Design" and "Signal Handling"): opens the listeners, keeps the wanted number of
 * workers alive, and obeys signals. It never touches a client's connection.
 */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Signal } from '../../machine/signals.ts';
import { notifyManager } from '../../machine/notify.ts';
import type { Sys } from '../../machine/sys.ts';
import { sameAddresses, type Bind } from './address.ts';
import type { Config } from './config.ts';
import { openControlSocket, closeControlSocket } from './control.ts';
import { checkLoggerClass, checkThreads, type WorkerClass } from './classes.ts';
import { workerClassOf } from './own-class.ts';
import { HaltServer, StopIteration } from './halt.ts';
import { HookFailed, runHook, type ServerFacts, type WorkerFacts } from './hooks.ts';
import { closeListeners, createListeners, inheritedFds, shownListener, sleepAll, type Listening } from './listeners.ts';
import { load, type Loaded } from './loader.ts';
import { Log, openLogs } from './log.ts';
import { PidFile } from './pidfile.ts';
import { during, preload, traceback } from './preload.ts';
import { modulesOf } from './modules.ts';
import { setEnvironment } from './environment.ts';
import { logAfterReload } from './log-reload.ts';
import { openPythonLog } from './python-log.ts';
import { noteUnmodelled } from './unmodelled.ts';
import { PyError } from './value.ts';
import { SERVER_SOFTWARE, VERSION } from './version.ts';
import { Workers, stagger, type Heartbeat, type WorkerEntry } from './workers.ts';
import { workerMain } from './worker.ts';

const SIGNALS: readonly Signal[] = ['HUP', 'QUIT', 'INT', 'TERM', 'TTIN', 'TTOU', 'USR1', 'USR2', 'WINCH', 'CHLD'];

export class Arbiter {
  private readonly queue: Signal[] = [];
  private readonly workers: Workers;
  private config: Config;
  private log: Log;
  /** Null before the first configuration. */
  private wanted: number | null = null;
  private listeners: Listening[] = [];
  private pidFile: PidFile | null = null;
  private workerClass: WorkerClass | null = 'sync';
  /** The new arbiter that USR2 started; 0 when there is none. */
  private reexecPid = 0;
  /** When this one was started by USR2: the old arbiter. */
  private masterPid: number;
  private name = 'Master';
  /** The sockets are the service manager's: their files stay. */
  private activated = false;
  /** The control server runs. */
  private controlled = false;
  private readonly startCwd: string;
  private address: readonly Bind[] = [];
  /** Workers, as the log was last told. */
  private shownCount: number | null = null;

  constructor(
    private readonly sys: Sys,
    private loaded: Loaded,
    startCwd: string,
  ) {
    this.config = loaded.config;
    this.startCwd = startCwd;
    this.log = new Log(sys, openLogs(sys, this.config));
    this.masterPid = Number(sys.getenv('GUNICORN_PID') ?? 0);
    this.workers = new Workers(sys, () => this.log);
  }

  private get target(): number {
    return this.wanted ?? 0;
  }

  *run(): Eff<number> {
    this.sys.process.env.set('SERVER_SOFTWARE', SERVER_SOFTWARE);
    if (this.log.target.python) {
      checkLoggerClass(this.config, modulesOf(this.sys, this.loaded).project);
      yield* openPythonLog(this.sys, this.loaded, false);
    }
    yield* this.setup(true);
    yield* this.start();
    this.sys.process.title = `gunicorn: master [${this.config.procName}]`;
    const code = yield* this.untilHalt();
    yield* this.log.settled();
    return code;
  }

  private *untilHalt(): Eff<number> {
    try {
      yield* this.loop();
      return 0;
    } catch (error) {
      if (error instanceof StopIteration || error instanceof HaltServer) return yield* this.haltOrCrash(error);
      if (!(error instanceof PyError || error instanceof SysError || error instanceof HookFailed)) throw error;
      this.log.error(`Unhandled exception in main loop\n${traceback(error).trimEnd()}`);
      yield* this.stop(false);
      this.pidFile?.unlink();
      return 255;
    }
  }

  private *setup(first: boolean): Eff<void> {
    checkLoggerClass(this.config, modulesOf(this.sys, this.loaded).project);
    this.workerClass = yield* workerClassOf(this.sys, this.loaded);
    // Read now, bound later: a bad address is an error before the first log line.
    this.address = this.config.address;
    yield* this.setWanted(this.config.int('workers'));
    this.log.debug(`Current configuration:\n${this.config.dump()}`);
    yield* setEnvironment(this.sys, this.config.env);
    if (first && this.config.flag('preload_app')) yield* preload(this.sys, this.loaded);
  }

  private *setWanted(workers: number): Eff<void> {
    const { sys } = this;
    const before = this.wanted;
    this.wanted = workers;
    sys.emit({ kind: 'server.workers', pid: sys.pid, workers });
    yield* runHook(sys, this.loaded, 'nworkers_changed', { server: this.facts, new: workers, old: before });
  }

  private *start(): Eff<void> {
    const { sys, config, log } = this;
    log.info(`Starting gunicorn ${VERSION}`);
    if (this.masterPid !== 0) this.name = 'Master.2';
    const pidPath = config.text('pidfile');
    if (pidPath !== null) {
      this.pidFile = new PidFile(sys, this.masterPid === 0 ? pidPath : `${pidPath}.2`);
      this.pidFile.create();
    }
    yield* runHook(sys, this.loaded, 'on_starting', { server: this.facts });
    for (const signal of SIGNALS) sys.signal(signal, (s) => void this.queue.push(s));
    const { fds, activated } = inheritedFds(sys, this.masterPid !== 0);
    this.activated = activated;
    if (!config.flag('reuse_port')) this.listeners = yield* createListeners(sys, config, log, fds);
    log.debug('Arbiter booted');
    log.info(`Listening at: ${this.shownListeners()} (${sys.pid})`);
    log.info(`Using worker: ${config.workerClassName}`);
    yield* notifyManager(sys, 'READY=1\nSTATUS=Gunicorn arbiter booted');
    sys.emit({
      kind: 'server.started',
      pid: sys.pid,
      server: 'gunicorn',
      version: VERSION,
      bind: this.listeners.map((l) => l.path ?? sys.net.localName(l.fd)),
      workerClass: config.workerClassName,
      workers: this.target,
      threads: config.int('threads'),
      timeout: config.int('timeout'),
    });
    checkThreads(config, log, this.workerClass);
    noteUnmodelled(sys, config);
    yield* runHook(sys, this.loaded, 'when_ready', { server: this.facts });
  }

  private shownListeners(): string {
    return this.facts.listeners.join(',');
  }

  private get tls(): boolean {
    return this.config.text('certfile') !== null || this.config.text('keyfile') !== null;
  }

  private *loop(): Eff<never> {
    yield* this.manage();
    openControlSocket(this.sys, this.config, this.log);
    this.controlled = true;
    for (;;) {
      this.promote();
      if (this.queue.length === 0) yield* this.sys.sleep(1_000_000);
      for (const signal of this.queue.splice(0)) {
        this.log.line(signal === 'CHLD' ? 'debug' : 'info', `Handling signal: ${signal.toLowerCase()}`);
        yield* this.handle(signal);
      }
      this.workers.murder(this.config.int('timeout'));
      yield* this.manage();
    }
  }

  private *handle(signal: Signal): Eff<void> {
    switch (signal) {
      case 'CHLD':
        return yield* this.reap();
      case 'HUP':
        this.log.info(`Hang up: ${this.name}`);
        return yield* this.reload();
      case 'TERM':
        throw new StopIteration();
      case 'INT':
      case 'QUIT':
        yield* this.stop(false);
        throw new StopIteration();
      case 'TTIN':
        yield* this.setWanted(this.target + 1);
        return yield* this.manage();
      case 'TTOU':
        if (this.target <= 1) return;
        yield* this.setWanted(this.target - 1);
        return yield* this.manage();
      case 'USR1':
        this.log.reopen(this.config);
        return this.workers.killAll('USR1');
      case 'USR2':
        return this.reexec();
      case 'WINCH':
        return yield* this.winch();
      default:
    }
  }

  private *winch(): Eff<void> {
    if (!this.config.flag('daemon')) return this.log.debug('SIGWINCH ignored. Not daemonized');
    this.log.info('graceful stop of workers');
    yield* this.setWanted(0);
    this.workers.killAll('TERM');
  }

  /** The old arbiter is gone: this one takes its name. */
  private promote(): void {
    if (this.masterPid === 0 || this.masterPid === this.sys.ppid) return;
    this.log.info('Master has been promoted.');
    this.name = 'Master';
    this.masterPid = 0;
    this.sys.process.env.delete('GUNICORN_PID');
    const path = this.config.text('pidfile');
    if (path !== null) this.pidFile?.rename(path);
  }

  private *manage(): Eff<void> {
    for (let missing = this.target - this.workers.count; missing > 0; missing--) {
      yield* this.spawn();
      yield* stagger(this.sys);
    }
    const count = Math.min(this.workers.count, this.target);
    this.workers.trim(this.target);
    if (count !== this.shownCount) this.log.debug(`${count} workers`);
    this.shownCount = count;
  }

  private *spawn(): Eff<void> {
    const { loaded, listeners, log, sys, workerClass } = this;
    if (workerClass === null) throw new PyError('TypeError', "'str' object is not callable");
    yield* runHook(sys, loaded, 'pre_fork', {
      server: this.facts,
      worker: this.workerFacts(null, this.workers.age + 1),
    });
    const arbiter = sys.pid;
    const forkOf = sys.process.interpreter ? arbiter : null;
    this.workers.spawn(this.config, (age: number, heartbeat: Heartbeat) =>
      workerMain({
        loaded,
        listeners,
        target: log.target,
        server: this.facts,
        workerClass,
        arbiter,
        forkOf,
        age,
        heartbeat,
      }),
    );
    if (this.controlled) openControlSocket(sys, this.config, log, true);
  }

  /** What hooks find. */
  private get facts(): ServerFacts {
    return {
      pid: this.sys.pid,
      workers: this.target,
      listeners: this.listeners.map((l) => shownListener(this.sys, l, this.tls)),
      children: this.workers.known,
      name: this.config.procName,
      worker_class: this.workerClass ?? '',
    };
  }

  private workerFacts(pid: number | null, age: number): WorkerFacts {
    const most = this.config.int('max_requests');
    return { pid, age, nr: 0, alive: true, booted: false, max_requests: most === 0 ? null : most };
  }

  private *reap(): Eff<void> {
    const ended: WorkerEntry[] = [];
    try {
      this.workers.reap((pid) => {
        if (pid !== this.reexecPid) return false;
        this.reexecPid = 0;
        return true;
      }, ended);
    } finally {
      for (let entry = ended.shift(); entry; entry = ended.shift()) {
        const { pid, age } = entry;
        const server = {
          ...this.facts,
          children: [...ended.map((e) => [e.pid, e.age] as const), ...this.workers.known],
        };
        yield* runHook(this.sys, this.loaded, 'child_exit', { server, worker: this.workerFacts(pid, age) });
      }
    }
  }

  /** New configuration, new workers, then the old ones are asked to go. */
  private *reload(): Eff<void> {
    const { sys } = this;
    sys.emit({ kind: 'server.reloading', pid: sys.pid });
    const before = this.address;
    yield* setEnvironment(
      sys,
      this.config.env.map(([key]) => [key, null]),
    );
    this.loaded = yield* load(sys, 'gunicorn');
    this.config = this.loaded.config;
    this.log = yield* logAfterReload(sys, this.loaded, this.log);
    yield* this.setup(false);
    if (!sameAddresses(before, this.address)) {
      for (const { fd } of this.listeners) sys.fs.close(fd);
      this.listeners = yield* createListeners(sys, this.config, this.log);
      this.log.info(`Listening at: ${this.shownListeners()}`);
    }
    yield* runHook(sys, this.loaded, 'on_reload', { server: this.facts });
    this.pidFile?.unlink();
    const pidPath = this.config.text('pidfile');
    this.pidFile = pidPath === null ? null : new PidFile(sys, pidPath);
    this.pidFile?.create();
    const lastAge = this.workers.age;
    for (let i = this.config.int('workers'); i > 0; i--) yield* this.spawn();
    yield* this.manage();
    const limit = sys.now + this.config.int('graceful_timeout') * 1_000_000;
    while (sys.now < limit && [...this.workers.byPid.values()].some((w) => w.age <= lastAge)) {
      yield* this.reap();
      yield* sleepAll(sys, 100_000);
    }
  }

  /** USR2: a second arbiter on the same listeners. */
  private reexec(): void {
    if (this.reexecPid !== 0) return this.log.warning('USR2 signal ignored. Child exists.');
    if (this.masterPid !== 0) return this.log.warning('USR2 signal ignored. Parent exists.');
    const { startCwd, loaded, facts } = this;
    const master = this.sys.pid;
    const fds = this.listeners.map((l) => l.fd).join(',');
    this.reexecPid = this.sys.fork(function* again(child: Sys): Eff<number> {
      child.process.env.set('GUNICORN_PID', String(master));
      child.process.env.set('GUNICORN_FD', fds);
      yield* runHook(child, loaded, 'pre_exec', { server: facts });
      child.process.cwd = startCwd;
      return yield* child.exec(child.argv);
    });
  }

  private *haltOrCrash(error: HaltServer | StopIteration): Eff<number> {
    try {
      return yield* error instanceof HaltServer ? this.halt(error.reason, error.status) : this.halt(null, 0);
    } catch (second) {
      const known = second instanceof PyError || second instanceof SysError || second instanceof HookFailed;
      if (!known && !(second instanceof HaltServer)) throw second;
      const then = known ? traceback(second) : `Traceback (most recent call last):\n${shownHalt(second)}\n`;
      this.sys.print(2, during(error instanceof HaltServer ? shownHalt(error) : 'StopIteration', then));
      return 1;
    }
  }

  private *halt(reason: string | null, status: number): Eff<number> {
    closeControlSocket(this.sys, this.config);
    yield* this.stop(true);
    const level = status === 0 ? 'info' : 'error';
    this.log.line(level, `Shutting down: ${this.name}`);
    if (reason !== null) this.log.line(level, `Reason: ${reason}`);
    this.pidFile?.unlink();
    yield* runHook(this.sys, this.loaded, 'on_exit', { server: this.facts });
    return status;
  }

  private *stop(graceful: boolean): Eff<void> {
    const { sys } = this;
    sys.emit({ kind: 'server.stopping', pid: sys.pid, graceful });
    const alone = this.reexecPid === 0 && this.masterPid === 0;
    closeListeners(sys, this.listeners, alone && !this.activated && !this.config.flag('reuse_port'));
    this.listeners = [];
    let limit = sys.now + this.config.int('graceful_timeout') * 1_000_000;
    this.workers.killAll(graceful ? 'TERM' : 'QUIT');
    let quick = !graceful;
    while (this.workers.count > 0 && sys.now < limit) {
      const signal = quick ? undefined : this.queue.shift();
      if (signal === 'INT' || signal === 'QUIT') {
        this.log.info('Quick shutdown requested');
        quick = true;
        this.workers.killAll('QUIT');
        limit = sys.now + 2_000_000;
      }
      yield* this.reap();
      yield* sleepAll(sys, 100_000);
    }
    // They are not dead yet when the real arbiter looks a last time: nobody mourns them.
    this.workers.killAll('KILL');
  }
}

const shownHalt = ({ reason, status }: HaltServer): string =>
  `gunicorn.errors.HaltServer: <HaltServer '${reason}' ${status}>`;
