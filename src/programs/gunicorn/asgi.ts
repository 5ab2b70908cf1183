/**
 * The workers for ASGI applications: uvicorn's (`-k uvicorn_worker.UvicornWorker`, uvicorn 0.54 workers.py) and gunicorn's
 * own (`-k asgi`, workers/gasgi.py 26.2). Both run one event loop per process; its heartbeat is the loop's, so a coroutine
 * that blocks is found out, and one that awaits is not.
 */
import type { Eff } from '../../engine/task.ts';
import type { GuestValue } from '../../machine/guest-port.ts';
import type { Signal } from '../../machine/signals.ts';
import { TickLoop, type ReadEvent, type TickReader } from '../../machine/tick-loop.ts';
import { asgiReader, type AsgiEvent } from '../../protocols/asgi/index.ts';
import { hookOfHandler } from './hooks.ts';
import type { StreamLayer } from '../../machine/layer.ts';
import { TlsError, WorkerExit } from './exit.ts';
import { ask } from './guest-app.ts';
import { shownListener } from './listeners.ts';
import { activity } from './serve.ts';
import type { Worker } from './worker.ts';

/** uvicorn's main loop looks this often whether it should end, gunicorn's own every second. */
const BEAT = 100_000;
const SECOND = 1_000_000;
const MAX_MESSAGE = 16_777_216;
const MAX_HEAD = 65_536;

export function* runAsgi(worker: Worker): Eff<void> {
  const loop = new TickLoop(worker.sys, reader, sessions(worker));
  yield* ask(worker.sys, 'adopt', [facts(worker)]);
  const server = worker.seed.workerClass === 'asgi' ? new NativeServer(worker, loop) : new UvicornServer(worker, loop);
  yield* server.run();
}

/** The context is made once, when the worker starts; a bad one ends it. */
function sessions(worker: Worker): (() => StreamLayer | null) | null {
  try {
    return worker.session() === null ? null : () => worker.session();
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    worker.log.error(`Exception in worker process\nTraceback (most recent call last):\nssl.SSLError: ${error.message}`);
    throw new WorkerExit(3);
  }
}

function reader(): TickReader {
  const inner = asgiReader({ http: 'httptools', webSockets: true, maxMessage: MAX_MESSAGE, maxHead: MAX_HEAD });
  return { feed: (bytes) => inner.feed(bytes).map(forTick) };
}

function forTick(event: AsgiEvent): ReadEvent {
  const { kind } = event;
  switch (event.kind) {
    case 'head':
    case 'upgrade': {
      const { method, target, version, headers, keep } = event.head;
      return { kind, args: [{ method, target, version, headers, keep }], request: { method, target } };
    }
    case 'body':
      return { kind, args: [event.data] };
    case 'message':
      return { kind, args: [event.type, event.payload] };
    case 'ping':
      return { kind, args: [event.payload] };
    case 'close':
    case 'fail':
      return { kind, args: [event.code, event.reason] };
    case 'pong':
      return { kind, args: null };
    case 'end':
    case 'bad':
    case 'unsupported-upgrade':
      return { kind, args: [] };
  }
}

/** What gd.servers.asgi is told (its `State`). */
function facts(worker: Worker): GuestValue {
  const { config, seed } = worker;
  const native = seed.workerClass === 'asgi';
  return {
    native,
    app_dir: null,
    factory: false,
    failure: 3,
    interface: 'auto',
    proxy_headers: !native,
    forwarded_allow_ips: config.list('forwarded_allow_ips').join(','),
    root_path: native ? (config.text('root_path') ?? '') : '',
    limit_concurrency: null,
    keep_alive: config.int('keepalive'),
    http: 'httptools',
    ws: 'auto',
    late_writes: false,
    date_header: true,
    headers: native ? [] : [['server', 'uvicorn']],
    access_format: config.text('access_log_format'),
    log: {
      level: seed.target.level,
      style: 'gunicorn',
      fd: seed.target.errorFd,
      access_fd: seed.target.accessFd,
      colours: false,
    },
  };
}

abstract class AsgiServer {
  constructor(
    protected readonly worker: Worker,
    protected readonly loop: TickLoop,
  ) {}

  /** Step the loop for so many µs. */
  protected *pass(us: number): Eff<void> {
    const end = this.worker.sys.now + us;
    do yield* this.loop.step(end);
    while (this.worker.sys.now < end);
  }

  protected *startLifespan(mode: string): Eff<void> {
    this.loop.post('lifespan.begin', mode);
    do yield* this.loop.step(null);
    while (this.loop.last.lifespan === 'starting');
  }

  protected *endLifespan(): Eff<void> {
    this.loop.post('lifespan.end');
    do yield* this.loop.step(null);
    while (this.loop.last.lifespan === 'stopping');
  }

  protected listen(): void {
    this.loop.listen(this.worker.seed.listeners.map((l) => l.fd));
    activity(this.worker, 0, 'free');
  }
}

class UvicornServer extends AsgiServer {
  private readonly captured: Signal[] = [];

  *run(): Eff<void> {
    const { sys, log } = this.worker;
    for (const signal of ['TERM', 'INT'] as const) sys.signal(signal, (s) => void this.captured.push(s));
    sys.signal('QUIT', () => undefined);
    sys.signal('ABRT', 'default');
    log.info(`Started server process [${sys.pid}]`);
    yield* this.startLifespan('auto');
    if (this.loop.last.lifespan === 'failed') throw new WorkerExit(3);
    this.listen();
    yield* this.mainLoop();
    yield* this.shutdown();
    log.info(`Finished server process [${sys.pid}]`);
    const last = this.captured.at(-1);
    if (last === undefined) return;
    // The signal is raised once more, now with its default action.
    sys.signal(last, 'default');
    sys.kill(sys.pid, last);
    yield sys.cond();
  }

  private *mainLoop(): Eff<void> {
    const { worker, loop } = this;
    const { sys } = worker;
    const since = sys.now;
    // Looked at once a second: more than half of --timeout must have passed.
    const interval = (Math.floor(worker.config.int('timeout') / 2) + 1) * SECOND;
    for (let notified = -Infinity, beat: number | null = null; ;) {
      if (sys.now - notified >= interval) {
        worker.notify();
        notified = sys.now;
      }
      if (this.captured.length > 0 || loop.last.total >= worker.maxRequests) {
        beat ??= since + Math.ceil((sys.now - since) / BEAT) * BEAT;
        if (sys.now >= beat) break;
      }
      yield* loop.step(Math.min(beat ?? Infinity, notified + interval));
    }
    if (this.captured.length === 0)
      worker.log.info(`Maximum request limit of ${worker.maxRequests} exceeded. Terminating process.`);
  }

  private *shutdown(): Eff<void> {
    const { log } = this.worker;
    log.info('Shutting down');
    this.loop.closeListeners();
    // asyncio has closed them already, and gunicorn's wrapper closes them again.
    for (const _ of this.worker.seed.listeners) log.info('Error while closing socket [Errno 9] Bad file descriptor');
    this.loop.post('shutdown');
    yield* this.pass(BEAT);
    yield* this.waitFor(() => this.loop.last.connections, 'Waiting for connections to close. (CTRL+C to force quit)');
    yield* this.waitFor(() => this.loop.last.tasks, 'Waiting for background tasks to complete. (CTRL+C to force quit)');
    yield* this.endLifespan();
  }

  private *waitFor(count: () => number, message: string): Eff<void> {
    if (count() === 0) return;
    this.worker.log.info(message);
    while (count() > 0) yield* this.pass(BEAT);
  }
}

class NativeServer extends AsgiServer {
  private quick = false;

  *run(): Eff<void> {
    const { worker } = this;
    const { sys, config, log } = worker;
    for (const signal of ['QUIT', 'INT'] as const) {
      sys.signal(signal, () => {
        this.quick = true;
        if (worker.alive) sys.thread('worker_int', hookOfHandler(sys, worker.seed.loaded, 'worker_int', worker.facts));
        worker.alive = false;
      });
    }
    const mode = config.text('asgi_lifespan') ?? 'auto';
    if (mode !== 'off') yield* this.startLifespan(mode);
    if (this.loop.last.lifespan === 'failed') return;
    this.listen();
    const tls = config.text('certfile') !== null;
    for (const listener of worker.seed.listeners)
      log.info(`ASGI server listening on ${shownListener(sys, listener, tls)}`);
    while (worker.alive) {
      worker.notify();
      if (!worker.parentAlive()) break;
      yield* this.second();
    }
    yield* this.shutdown();
  }

  /** `asyncio.sleep(1.0)`, cut short only by requests that reach --max-requests. */
  private *second(): Eff<void> {
    const { sys } = this.worker;
    const end = sys.now + SECOND;
    do {
      yield* this.loop.step(end);
      yield* this.worker.checkExit();
      if (this.loop.last.total >= this.worker.maxRequests && this.worker.alive) {
        this.worker.log.info('Autorestarting worker after current request.');
        this.worker.alive = false;
      }
    } while (sys.now < end);
  }

  private *shutdown(): Eff<void> {
    const { worker, loop } = this;
    const { log, sys } = worker;
    log.info('Worker shutting down...');
    loop.closeListeners();
    loop.post('shutdown');
    yield* loop.step(sys.now);
    if (loop.last.connections > 0 && !this.quick) {
      log.info(`Waiting for ${loop.last.connections} connections to finish...`);
      const deadline = sys.now + worker.config.int('graceful_timeout') * SECOND;
      while (loop.last.connections > 0 && sys.now < deadline && !this.quick) yield* this.pass(BEAT);
      if (this.quick) log.info('Quick shutdown requested');
      if (loop.last.connections > 0) log.warning(`Forcing close of ${loop.last.connections} connections`);
    }
    if (!this.quick) yield* this.endLifespan();
    loop.post('cancel');
    yield* loop.step(sys.now);
  }
}
