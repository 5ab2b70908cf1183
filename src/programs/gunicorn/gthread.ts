/**
 * The gthread worker (workers/gthread.py 26.2): the main thread accepts and watches idle connections, a pool of threads
 * serves. It accepts up to `worker_connections`, more than its threads can take at once: those wait inside the worker.
 */
import { EMPTY } from '../../base/bytes.ts';
import type { Cond } from '../../engine/cond.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { activity, closeGraceful, peerOf, serveOne, type Exchange } from './serve.ts';
import { WorkerExit } from './exit.ts';
import type { Worker } from './worker.ts';

/** A pool thread waits this long for the first byte of a new connection before it gives the connection back. */
const FIRST_DATA = 5_000_000;

/** What it takes the main thread to start one of the pool's and to hear that it runs, µs. Meanwhile another worker accepts. */
const THREAD_START = 100;

interface Connection extends Exchange {
  tid: number;
  /** Has sent something, or is known to have. */
  begun: boolean;
  /** When an idle connection is closed. */
  expires: number;
}

type Outcome = 'keep' | 'defer' | 'close' | WorkerExit;

class Pool {
  private readonly jobs: Connection[] = [];
  private readonly finished: [Connection, Outcome][] = [];
  private threads = 0;
  private idle = 0;
  busy = 0;
  private readonly work: Cond;
  /** Notified when a job is finished: the pipe that wakes the main thread. */
  readonly done: Cond;

  constructor(
    private readonly worker: Worker,
    private readonly size: number,
    private readonly serve: (conn: Connection) => Eff<Outcome>,
  ) {
    this.work = worker.sys.cond();
    this.done = worker.sys.cond();
  }

  *submit(conn: Connection): Eff<void> {
    this.jobs.push(conn);
    if (this.idle > 0) {
      this.idle--;
      this.work.notifyOne();
    } else if (this.threads < this.size) {
      // The new thread has hardly begun when the main thread is back at its poller.
      yield* this.worker.sys.cpu(THREAD_START);
      if (this.threads < this.size) this.start();
    }
  }

  takeFinished(): [Connection, Outcome][] {
    return this.finished.splice(0);
  }

  private start(): void {
    const tid = ++this.threads;
    this.worker.sys.thread(`pool-${tid}`, this.thread(tid));
  }

  private *thread(tid: number): Eff<void> {
    activity(this.worker, tid, 'free');
    for (;;) {
      const conn = this.jobs.shift();
      if (!conn) {
        this.idle++;
        yield this.work;
        continue;
      }
      this.busy++;
      conn.tid = tid;
      const outcome = yield* this.serve(conn);
      this.busy--;
      activity(this.worker, tid, 'free');
      this.finished.push([conn, outcome]);
      this.done.notifyAll();
    }
  }
}

class ThreadWorker {
  private readonly pool: Pool;
  private readonly kept: Connection[] = [];
  private readonly pending: Connection[] = [];
  private connections = 0;
  private readonly listeners: readonly number[];
  private readonly limit: number;
  private readonly keepAlive: number;
  private readonly mostKept: number;

  constructor(private readonly worker: Worker) {
    const { config, seed } = worker;
    this.listeners = seed.listeners.map((l) => l.fd);
    this.limit = config.int('worker_connections');
    this.keepAlive = config.int('keepalive') * 1_000_000;
    this.mostKept = this.limit - config.int('threads');
    this.pool = new Pool(worker, config.int('threads'), (conn) => this.serve(conn));
  }

  *run(): Eff<void> {
    const { worker } = this;
    try {
      while (worker.alive) {
        worker.notify();
        yield* this.turn(1_000_000, this.connections < this.limit);
        if (!worker.parentAlive()) break;
        this.closeExpired();
      }
      const deadline = worker.sys.now + worker.config.int('graceful_timeout') * 1_000_000;
      while (this.connections > 0 && worker.sys.now < deadline) {
        yield* this.turn(deadline - worker.sys.now, false);
        this.closeExpired();
      }
    } finally {
      this.closeIdle();
    }
  }

  /** Python joins the pool's threads when it ends: requests that run are finished first. */
  *join(): Eff<void> {
    while (this.pool.busy > 0) yield* this.worker.sys.waitAny([this.pool.done], null);
  }

  /** One round of the poller. */
  private *turn(timeout: number, accept: boolean): Eff<void> {
    const { sys } = this.worker;
    const idle = [...this.kept, ...this.pending];
    const interests = [...(accept ? this.listeners : []), ...idle.map((c) => c.fd)].map((fd) => ({ fd, read: true }));
    let events = sys.net.pollNow(interests);
    if (events.length === 0 && !this.hasFinished()) {
      events = yield* sys.net.poll(interests, timeout, [this.pool.done]);
      yield* this.worker.checkExit();
    }
    yield* this.finish();
    // What became ready while connections were closed is for the next round, if there is one.
    const ready = new Set(events.filter((fd) => sys.process.fds.has(fd)));
    for (const conn of idle) if (ready.has(conn.fd)) yield* this.wake(conn);
    for (const fd of accept ? this.listeners : []) if (ready.has(fd)) yield* this.accept(fd);
  }

  private outcomes: [Connection, Outcome][] = [];

  private hasFinished(): boolean {
    this.outcomes.push(...this.pool.takeFinished());
    return this.outcomes.length > 0;
  }

  private *accept(listener: number): Eff<void> {
    const { sys } = this.worker;
    const fd = sys.net.acceptNow(listener);
    if (fd === null) return;
    this.connections++;
    yield* this.pool.submit({
      fd,
      tid: 0,
      peer: peerOf(this.worker, fd, listener),
      before: EMPTY,
      begun: false,
      expires: Infinity,
    });
  }

  private *wake(conn: Connection): Eff<void> {
    for (const list of [this.kept, this.pending]) {
      const i = list.indexOf(conn);
      if (i >= 0) list.splice(i, 1);
    }
    conn.begun = true;
    yield* this.pool.submit(conn);
  }

  private *finish(): Eff<void> {
    this.hasFinished();
    for (const [conn, outcome] of this.outcomes.splice(0)) {
      if (outcome instanceof WorkerExit) throw outcome;
      if (outcome !== 'close' && this.worker.alive) {
        conn.expires = this.worker.sys.now + this.keepAlive;
        (outcome === 'keep' ? this.kept : this.pending).push(conn);
      } else {
        this.connections--;
        yield* closeGraceful(this.worker, conn.fd);
      }
    }
  }

  private closeExpired(): void {
    for (const list of [this.kept, this.pending]) {
      while (list[0] && list[0].expires <= this.worker.sys.now) {
        const conn = list.shift();
        this.connections--;
        if (conn) this.worker.sys.fs.close(conn.fd);
      }
    }
  }

  private closeIdle(): void {
    for (const conn of [...this.kept.splice(0), ...this.pending.splice(0)]) this.worker.sys.fs.close(conn.fd);
  }

  /** What a pool thread does with one connection. */
  private *serve(conn: Connection): Eff<Outcome> {
    const { worker } = this;
    const { net } = worker.sys;
    if (!conn.begun) {
      activity(worker, conn.tid, 'recv');
      const deadline = worker.sys.now + FIRST_DATA;
      while (net.pollNow([{ fd: conn.fd, read: true }]).length === 0 && worker.sys.now < deadline) {
        yield* net.poll([{ fd: conn.fd, read: true }], deadline - worker.sys.now);
      }
      if (net.pollNow([{ fd: conn.fd, read: true }]).length === 0) return 'defer';
      conn.begun = true;
    }
    const wait = function* (): Eff<void> {
      yield* net.poll([{ fd: conn.fd, read: true }], null);
    };
    const mayKeep = (): boolean => worker.alive && this.keepAlive > 0 && this.kept.length < this.mostKept;
    try {
      return (yield* serveOne(worker, conn, wait, mayKeep)) ? 'keep' : 'close';
    } catch (error) {
      if (error instanceof WorkerExit) return error;
      if (!(error instanceof SysError)) throw error;
      worker.log.debug('Ignoring connection reset');
      return 'close';
    }
  }
}

export function* runGthread(worker: Worker): Eff<void> {
  const threads = new ThreadWorker(worker);
  worker.join = () => threads.join();
  yield* threads.run();
}
