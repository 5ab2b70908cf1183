/** What all worker classes share (workers/base.py 26.2): boot, heartbeat, signals, the way out. */
import type { Eff } from '../../engine/task.ts';
import { callGuest, guestActive, raiseInGuest } from '../../machine/guest.ts';
import type { Program } from '../../machine/world.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { pythonIdentity, pythonSession } from '../../protocols/tls/python-context.ts';
import type { TlsServer } from '../../protocols/tls/server.ts';
import { runAsgi } from './asgi.ts';
import type { WorkerClass } from './classes.ts';
import type { Config } from './config.ts';
import { TlsError, WorkerExit } from './exit.ts';
import { runGevent } from './gevent.ts';
import { runGthread } from './gthread.ts';
import { ask, emitError, type Failure } from './guest-app.ts';
import { HookFailed, hookOfHandler, runHook, type HookFacts, type ServerFacts } from './hooks.ts';
import { createListeners, sleepAll, type Listening } from './listeners.ts';
import { importPaths, type Loaded } from './loader.ts';
import { Log, type LogTarget } from './log.ts';
import { driverSettings } from './driver.ts';
import { during, traceback } from './preload.ts';
import { watchFiles } from './reload.ts';
import { runSync } from './sync.ts';
import type { Heartbeat } from './workers.ts';

export interface WorkerSeed {
  readonly loaded: Loaded;
  /** Of the arbiter; with `--reuse-port` each worker opens its own. */
  readonly listeners: readonly Listening[];
  readonly target: LogTarget;
  readonly workerClass: WorkerClass;
  readonly arbiter: number;
  /** The arbiter's pid when it has an interpreter whose modules the fork shares. */
  readonly forkOf: number | null;
  readonly age: number;
  readonly heartbeat: Heartbeat;
  /** The arbiter as it was at the fork. */
  readonly server: ServerFacts;
}

function* nothing(): Eff<void> {
  // Most classes leave no thread behind.
}

export class Worker {
  alive = true;
  booted = false;
  /** Requests begun so far. */
  nr = 0;
  readonly log: Log;
  readonly config: Config;
  readonly maxRequests: number;
  /** Does Python ask for a request's headers, beyond the environ? */
  readonly wantsHeaders: boolean;
  /** What Python waits for when it ends. */
  join: () => Eff<void> = nothing;
  /** As in `WorkerExit`. */
  uncaught: string | null = null;
  /** The exit that a signal handler asked for, and when it takes effect (QUIT sleeps 0.1 s first). */
  private exiting: { readonly code: number; readonly at: number } | null = null;
  private lastShown = -Infinity;

  constructor(
    readonly sys: Sys,
    public seed: WorkerSeed,
  ) {
    this.log = new Log(sys, seed.target);
    this.config = seed.loaded.config;
    this.wantsHeaders =
      seed.target.accessFd !== null || this.config.hooks.has('pre_request') || this.config.hooks.has('post_request');
    const max = this.config.int('max_requests');
    const jitter = this.config.int('max_requests_jitter');
    this.maxRequests =
      max === 0 ? Infinity : max + (jitter > 0 ? sys.world.sim.random('gunicorn').below(jitter + 1) : 0);
  }

  /** Do clients speak TLS? */
  get secure(): boolean {
    return this.config.text('certfile') !== null || this.config.text('keyfile') !== null;
  }

  /** The session of a new client, where --certfile or --keyfile is given; null where connections stay plain. Throws TlsError. */
  session(): TlsServer | null {
    const { config, sys } = this;
    const certificate = config.text('certfile');
    if (certificate === null && config.text('keyfile') === null) return null;
    const made = pythonIdentity(this.fileText(certificate), this.fileText(config.text('keyfile') ?? certificate));
    if (!made.ok) throw new TlsError(made.message);
    const options = { ciphers: config.text('ciphers'), alpn: [] };
    return pythonSession(made.identity, (count) => sys.random(count), options);
  }

  private fileText(path: string | null): string {
    try {
      return path === null ? '' : this.sys.fs.readText(path);
    } catch (error) {
      if (error instanceof SysError) throw new TlsError(error.message);
      throw error;
    }
  }

  /** What hooks find. */
  get facts(): HookFacts {
    const { nr, alive, booted, seed, maxRequests } = this;
    const max = maxRequests === Infinity ? null : maxRequests;
    return {
      server: seed.server,
      worker: { pid: this.sys.pid, age: seed.age, nr, alive, booted, max_requests: max },
    };
  }

  /** Touch the heartbeat file. */
  notify(): void {
    this.seed.heartbeat.at = this.sys.now;
    if (this.sys.now - this.lastShown < 500_000) return;
    this.lastShown = this.sys.now;
    this.sys.emit({ kind: 'worker.heartbeat', pid: this.sys.pid });
  }

  parentAlive(): boolean {
    if (this.sys.ppid === this.seed.arbiter) return true;
    this.log.info(`Parent changed, shutting down: <Worker ${this.sys.pid}>`);
    return false;
  }

  countRequest(): void {
    this.nr++;
    if (this.nr < this.maxRequests || !this.alive) return;
    this.log.info('Autorestarting worker after current request.');
    this.alive = false;
  }

  /** Whether `checkExit` has something to do. */
  get mustExit(): boolean {
    return this.exiting !== null;
  }

  /** After every wait of the worker's own code: the place where a handler's SystemExit comes out. Throws `WorkerExit`. */
  *checkExit(): Eff<void> {
    const { exiting } = this;
    if (exiting === null) return;
    yield* sleepAll(this.sys, Math.max(0, exiting.at - this.sys.now));
    this.exiting = null;
    throw new WorkerExit(exiting.code);
  }

  installSignals(): void {
    const { sys } = this;
    for (const name of ['ABRT', 'HUP', 'QUIT', 'INT', 'TERM', 'USR1', 'USR2', 'WINCH', 'CHLD', 'TTIN', 'TTOU'] as const)
      sys.signal(name, 'default');
    sys.signal('TERM', () => void (this.alive = false));
    sys.signal('QUIT', () => this.exitFrom('worker_int', 0, 100_000));
    sys.signal('INT', () => this.exitFrom('worker_int', 0, 100_000));
    sys.signal('ABRT', () => this.exitFrom('worker_abort', 1, 0));
    sys.signal('USR1', () => this.log.reopen(this.config));
    sys.signal('WINCH', () => this.log.debug('worker: SIGWINCH ignored.'));
  }

  /**
   * Does a handler's exit come out of the application's code? A pool's threads never see it, nor does what blocks an
   * event loop that calls the handler; gevent runs the handler of QUIT in a greenlet of its own, whose exit goes to the main one.
   */
  private inRequest(hook: string): boolean {
    const { workerClass } = this.seed;
    return workerClass === 'gevent' ? hook === 'worker_abort' : workerClass === 'sync' || workerClass === 'uvicorn';
  }

  /** `sys.exit(code)` in a signal handler, after `delay` µs of sleep in it. */
  exitFrom(hook: string, code: number, delay: number): void {
    this.alive = false;
    const { sys } = this;
    if (this.config.hooks.has(hook)) sys.thread(hook, hookOfHandler(sys, this.seed.loaded, hook, this.facts));
    const tid = this.seed.workerClass === 'gevent' ? sys.process.running : 0;
    if (tid !== null && guestActive(sys.process) && this.inRequest(hook)) {
      const raise = (): void => raiseInGuest(sys.process, tid, { kind: 'raise', type: 'SystemExit', arg: code });
      if (delay === 0) return raise();
      sys.thread(
        'exit',
        (function* later(): Eff<void> {
          yield* sleepAll(sys, delay);
          if (guestActive(sys.process)) raise();
        })(),
      );
    } else this.exiting = { code, at: sys.now + delay };
  }
}

export function workerMain(seed: WorkerSeed): Program {
  return function* worker(sys: Sys): Eff<number> {
    const self = new Worker(sys, seed);
    sys.process.title = `gunicorn: worker [${self.config.procName}]`;
    sys.process.interpreter = false;
    sys.emit({ kind: 'process.role', pid: sys.pid, program: 'gunicorn', role: 'worker', index: seed.age });
    sys.emit({
      kind: 'worker.booting',
      pid: sys.pid,
      arbiter: seed.arbiter,
      workerClass: seed.workerClass,
      age: seed.age,
    });
    // A fork has its parent's loggers, whose Python must be there before the first line.
    if (seed.target.python) yield* setUp(self);
    self.log.info(`Booting worker with pid: ${sys.pid}`);
    const code = yield* lifetime(self);
    self.log.info(`Worker exiting (pid: ${sys.pid})`);
    sys.emit({ kind: 'worker.exiting', pid: sys.pid });
    yield* exitHook(self, code);
    yield* self.log.settled();
    yield* self.join();
    if (sys.process.interpreter) yield* callGuest(sys, 0, 'gd.main:finish', []);
    return self.uncaught === null ? code : uncaughtExit(self, self.uncaught);
  };
}

function* exitHook({ sys, seed, log, facts }: Worker, code: number): Eff<void> {
  try {
    yield* runHook(sys, seed.loaded, 'worker_exit', facts);
  } catch (error) {
    if (!(error instanceof HookFailed)) throw error;
    log.warning(`Exception during worker exit:\n${during(`SystemExit: ${code}`, traceback(error))}`);
  }
}

/** Past the worker's own handlers: the arbiter's `run` takes a KeyboardInterrupt for its own end, and says so. */
function uncaughtExit({ log, sys }: Worker, uncaught: string): number {
  if (uncaught === 'KeyboardInterrupt') {
    log.info('Shutting down: Master');
    return 0;
  }
  sys.print(2, uncaught);
  return 1;
}

function* lifetime(self: Worker): Eff<number> {
  try {
    const failed = yield* boot(self);
    if (failed !== null) return failed;
    yield* mainLoop(self);
    return 0;
  } catch (error) {
    if (error instanceof WorkerExit) {
      self.uncaught = error.uncaught;
      return error.code;
    }
    if (error instanceof HookFailed) return bootFailure(self, error.failure);
    if (!(error instanceof SysError)) throw error;
    self.log.error(`Exception in worker process\nTraceback (most recent call last):\nOSError: ${error.message}`);
    self.sys.print(2, `${error.message}\n`);
    return 255;
  }
}

const setUp = (self: Worker): Eff<unknown> =>
  ask(self.sys, 'setup', [driverSettings(self)], self.seed.forkOf ?? undefined);

/** An exit code when the worker cannot boot. */
function* boot(self: Worker): Eff<number | null> {
  const { sys, config } = self;
  if (config.flag('reuse_port')) self.seed = { ...self.seed, listeners: yield* createListeners(sys, config, self.log) };
  const { seed } = self;
  yield* runHook(sys, seed.loaded, 'post_fork', self.facts);
  const { users } = sys.process.host;
  const uid = config.int('user');
  if (uid !== sys.process.credentials.uid || config.int('group') !== sys.process.credentials.gid) {
    const gid = config.int('group');
    sys.process.credentials = {
      uid,
      gid,
      groups: config.flag('initgroups') ? groupsOf(users.byUid(uid)?.name ?? '', gid, sys) : [gid],
    };
  }
  self.installSignals();
  if (config.flag('reload')) {
    self.log.warning('Reloader is on. Use in development only!');
    if (config.text('reload_engine') === 'inotify') return bootFailure(self, importFailure(NO_INOTIFY));
  }
  if (!seed.target.python) yield* setUp(self);
  const app = yield* ask(sys, 'load', [seed.loaded.appUri, ...importPaths(sys, seed.loaded)]);
  yield* self.checkExit();
  if (!app.ok && !(config.flag('reload') && app.failure.type === 'SyntaxError')) return bootFailure(self, app.failure);
  if (!app.ok) {
    self.log.error(`${app.failure.message}\n${app.failure.traceback.trimEnd()}`);
    emitError(sys, app.failure);
    yield* ask(sys, 'load_failed', [app.failure.traceback]);
  }
  if (config.flag('reload')) watchFiles(self, app.ok ? '' : app.failure.file);
  yield* runHook(sys, seed.loaded, 'post_worker_init', self.facts);
  self.booted = true;
  sys.emit({ kind: 'worker.booted', pid: sys.pid });
  return null;
}

const groupsOf = (name: string, gid: number, sys: Sys): number[] => [
  gid,
  ...[...sys.process.host.users.groups.values()]
    .filter((g) => g.members.includes(name) && g.gid !== gid)
    .map((g) => g.gid),
];

/** The module is in no package that can be had here. */
const NO_INOTIFY = 'You must have the inotify module installed to use the inotify reloader';

const importFailure = (message: string): Failure => ({
  type: 'ImportError',
  message,
  traceback: `Traceback (most recent call last):\nImportError: ${message}\n`,
  file: '',
  line: 0,
  column: 0,
  exit: null,
});

/** What `except Exception` lets through. */
const NO_EXCEPTION: ReadonlySet<string> = new Set(['KeyboardInterrupt', 'GeneratorExit', 'BaseException']);

function bootFailure(self: Worker, failure: Failure): number {
  const { sys, log } = self;
  if (failure.exit !== null) return failure.exit & 0xff;
  emitError(sys, failure);
  if (NO_EXCEPTION.has(failure.type)) {
    self.uncaught = failure.type === 'KeyboardInterrupt' ? failure.type : failure.traceback;
    return 1;
  }
  const importError = failure.type === 'gunicorn.errors.AppImportError';
  const code = importError ? 4 : 3;
  if (importError) log.debug(`Exception while loading the application\n${failure.traceback.trimEnd()}`);
  else log.error(`Exception in worker process\n${failure.traceback.trimEnd()}`);
  sys.print(2, `${failure.message}\n`);
  sys.emit({ kind: 'worker.boot_failed', pid: sys.pid, code, error: `${failure.type}: ${failure.message}` });
  return code;
}

function* mainLoop(self: Worker): Eff<void> {
  switch (self.seed.workerClass) {
    case 'sync':
      return yield* runSync(self);
    case 'gthread':
      return yield* runGthread(self);
    case 'gevent':
      return yield* runGevent(self);
    case 'asgi':
    case 'uvicorn':
      return yield* runAsgi(self);
  }
}
