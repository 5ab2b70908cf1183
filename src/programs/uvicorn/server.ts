/** One server process (uvicorn 0.54 server.py): start, main loop, orderly shutdown, the signals that ask for it. */
import type { Eff } from '../../engine/task.ts';
import type { Signal } from '../../machine/signals.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { TickLoop } from '../../machine/tick-loop.ts';
import { asgiTickReader } from '../../protocols/asgi/index.ts';
import { BindError, bindSocket, logRunning } from './bind.ts';
import { STARTUP_FAILURE, type Config } from './config.ts';
import { finish } from './driver.ts';
import { Log } from './log.ts';
import { sessions } from './tls.ts';
import { VERSION } from './version.ts';

/** The main loop looks this often whether it should end. */
const BEAT = 100_000;

const OS_ERRORS: Readonly<Record<string, string>> = {
  '[Errno 2]': 'FileNotFoundError',
  '[Errno 13]': 'PermissionError',
};

export class Server {
  private readonly loop: TickLoop;
  private readonly log: Log;
  /** Why there is no TLS context. */
  private readonly contextError: string | null;
  private readonly captured: Signal[] = [];
  private shouldExit = false;
  private forceExit = false;
  private started = false;
  /** An exception that nobody caught, in Python's words without its type. */
  private raised: string | null = null;
  /** When the main loop began: its beats are counted from there. */
  private since = 0;

  constructor(
    private readonly sys: Sys,
    private readonly config: Config,
    /** Sockets that the supervisor bound; null for a server on its own. */
    private readonly sockets: readonly number[] | null,
    private readonly ownLogging: boolean,
    private readonly onStarted: () => void = () => undefined,
  ) {
    const { http, maxMessage, maxHead } = config;
    const layer = sessions(sys, config);
    this.contextError = typeof layer === 'string' ? layer : null;
    this.loop = new TickLoop(
      sys,
      () => asgiTickReader({ http, webSockets: config.webSockets !== null, maxMessage, maxHead }),
      typeof layer === 'string' ? null : layer,
    );
    this.log = new Log(sys, config, ownLogging ? (level, text) => this.loop.post('log', level, text) : null);
  }

  /** The exit code; after a signal the process ends by that signal, as if it had not been handled. */
  *run(): Eff<number> {
    const { sys, contextError } = this;
    if (contextError !== null) {
      sys.print(2, `Traceback (most recent call last):\n${contextError}\n`);
      return 1;
    }
    for (const signal of ['INT', 'TERM'] as const) sys.signal(signal, (s) => this.handleExit(s));
    yield* this.serve();
    for (const signal of ['INT', 'TERM'] as const) sys.signal(signal, 'default');
    const last = this.captured.at(-1);
    if (last === 'TERM') {
      sys.kill(sys.pid, 'TERM');
      return 0;
    }
    yield* finish(sys, last === 'INT');
    if (this.raised !== null) {
      const [number = ''] = /^\[Errno \d+\]/.exec(this.raised) ?? [];
      sys.print(2, `Traceback (most recent call last):\n${OS_ERRORS[number] ?? 'OSError'}: ${this.raised}\n`);
      return 1;
    }
    return last === undefined && !this.started ? STARTUP_FAILURE : 0;
  }

  private handleExit(signal: Signal): void {
    this.captured.push(signal);
    if (this.shouldExit && signal === 'INT') this.forceExit = true;
    else this.shouldExit = true;
  }

  private *serve(): Eff<void> {
    const { sys, log } = this;
    log.withPid('Started server process', sys.pid);
    if (!(yield* this.startup())) return;
    if (!this.shouldExit) yield* this.mainLoop();
    yield* this.shutdown();
    log.withPid('Finished server process', sys.pid);
    if (this.ownLogging) yield* this.loop.step(sys.now);
  }

  /** False when the server cannot start. */
  private *startup(): Eff<boolean> {
    const { sys, config, loop } = this;
    loop.post('lifespan.begin', config.lifespan);
    do yield* loop.step(null);
    while (loop.last.lifespan === 'starting');
    if (loop.last.lifespan === 'failed') return false;
    try {
      const fds = this.sockets ?? bindSocket(sys, config, true);
      for (const fd of fds)
        if (sys.process.fds.get(fd).description.kind === 'socket') sys.net.startListening(fd, config.backlog);
      loop.listen(fds);
      if (this.sockets === null) logRunning(sys, config, fds, this.log);
      this.announce(fds);
    } catch (error) {
      if (!(error instanceof BindError || error instanceof SysError)) throw error;
      // uvicorn catches what goes wrong with a host and a port, not with a path: the exception ends the process.
      if (this.config.uds !== null || this.config.fd !== null) {
        this.raised = error.message;
        return false;
      }
      this.log.line('error', error.message);
      yield* this.endLifespan();
      return false;
    }
    this.started = true;
    this.onStarted();
    this.since = sys.now;
    return true;
  }

  private announce(fds: readonly number[]): void {
    const { sys } = this;
    if (this.sockets === null) {
      const bind = fds.map((fd) => sys.net.localName(fd));
      sys.emit({
        kind: 'server.started',
        pid: sys.pid,
        server: 'uvicorn',
        version: VERSION,
        bind,
        workerClass: 'uvicorn',
        workers: 1,
        threads: 1,
        timeout: 0,
      });
    }
    sys.emit({ kind: 'worker.booted', pid: sys.pid });
    sys.emit({ kind: 'worker.activity', pid: sys.pid, tid: 0, activity: 'free' });
  }

  /** `on_tick` every 0.1 s; only when there may be something to see does it cost anything here. */
  private *mainLoop(): Eff<void> {
    const { loop, sys } = this;
    const jitter = this.config.maxRequestsJitter;
    const extra = jitter > 0 ? sys.world.sim.random('uvicorn').below(jitter + 1) : 0;
    const limit = this.config.limitMaxRequests === null ? Infinity : this.config.limitMaxRequests + extra;
    for (let beat: number | null = null; ;) {
      if (this.shouldExit || loop.last.total >= limit) {
        beat ??= this.since + Math.ceil((sys.now - this.since) / BEAT) * BEAT;
        if (sys.now >= beat) break;
      }
      yield* loop.step(beat);
    }
    if (!this.shouldExit) this.log.info(`Maximum request limit of ${limit} exceeded. Terminating process.`);
  }

  private *shutdown(): Eff<void> {
    const { loop, log, sys } = this;
    log.info('Shutting down');
    sys.emit({ kind: 'server.stopping', pid: sys.pid, graceful: true });
    loop.closeListeners();
    loop.post('shutdown');
    yield* this.pass(BEAT);
    const limit = this.config.gracefulTimeout === null ? Infinity : sys.now + this.config.gracefulTimeout;
    const left = yield* this.waitFor(
      limit,
      () => loop.last.connections,
      'Waiting for connections to close. (CTRL+C to force quit)',
    );
    if (left)
      yield* this.waitFor(
        limit,
        () => loop.last.tasks,
        'Waiting for background tasks to complete. (CTRL+C to force quit)',
      );
    if (sys.now >= limit && (loop.last.connections > 0 || loop.last.tasks > 0)) {
      log.line('error', `Cancel ${loop.last.tasks} running task(s), timeout graceful shutdown exceeded`);
      // The tasks hear of it when the loop next runs; what is said below comes before.
      loop.post('cancel');
    }
    if (this.forceExit) yield* loop.step(sys.now);
    else yield* this.endLifespan();
    sys.emit({ kind: 'worker.exiting', pid: sys.pid });
  }

  /** False when the time is over. */
  private *waitFor(limit: number, count: () => number, message: string): Eff<boolean> {
    if (count() === 0 || this.forceExit) return true;
    this.log.info(message);
    while (count() > 0 && !this.forceExit) {
      if (this.sys.now >= limit) return false;
      yield* this.pass(Math.min(BEAT, limit - this.sys.now));
    }
    return true;
  }

  private *pass(us: number): Eff<void> {
    const end = this.sys.now + us;
    do yield* this.loop.step(end);
    while (this.sys.now < end);
  }

  private *endLifespan(): Eff<void> {
    this.loop.post('lifespan.end');
    do yield* this.loop.step(null);
    while (this.loop.last.lifespan === 'stopping' && !this.forceExit);
  }
}
