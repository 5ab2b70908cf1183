/**
 * The master process (core/master.c): it forks the workers and looks after them once a second; SIGTERM and SIGHUP make it
 * begin anew (unless --die-on-term), SIGINT and SIGQUIT end it. Without `--master` the first worker is the process itself.
 */
import type { Eff } from '../../engine/task.ts';
import type { Sys, Waited } from '../../machine/sys.ts';
import { SIGNALS, type Signal } from '../../machine/signals.ts';
import { loadApps, prepare } from './app.ts';
import { ctime, say } from './banner.ts';
import type { Config } from './config.ts';
import { router } from './router.ts';
import { Worker, type Listening, type Shared, type WorkerSlot } from './worker.ts';

const SECOND = 1_000_000;
/** UWSGI_END_CODE, UWSGI_RELOAD_CODE */
const END = 30;
const RELOAD = 17;

type Ending = 'stop' | 'reload' | 'brutal-reload';

export class Master {
  private readonly shared: Shared;
  private readonly gateways = new Map<number, number>();
  private wanted: Ending | null = null;
  private endingSince = 0;
  private readonly killed = new Set<number>();

  constructor(
    private readonly sys: Sys,
    private readonly config: Config,
    private readonly listeners: readonly Listening[],
    private readonly routers: readonly { readonly fd: number; readonly name: string }[],
    private loaded: number,
  ) {
    const slots = Array.from({ length: config.processes }, (_, i): WorkerSlot => ({
      id: i + 1,
      pid: 0,
      busySince: Array.from({ length: config.threads }, () => null),
      doing: [],
      startedAt: 0,
    }));
    this.shared = { requests: 0, workers: slots };
  }

  /** An exit code, or the sockets for the next life. */
  *run(): Eff<Listening[] | number> {
    const { sys, config, shared } = this;
    this.pidfile(config.options.text('pidfile') ?? config.options.text('pidfile2'));
    if (!config.master) return yield* this.withoutMaster();
    say(sys, `spawned uWSGI master process (pid: ${sys.pid})`);
    this.signals();
    for (const slot of shared.workers) this.spawn(slot, 'spawned');
    for (const [i] of this.routers.entries()) this.spawnRouter(i, 'spawned');
    for (;;) {
      yield* sleepWhole(sys, SECOND);
      for (let done = reap(sys); done !== null; done = reap(sys)) this.ended(done);
      if (this.wanted === null) this.harakiri();
      else if (this.allGone()) return this.finish(this.wanted);
    }
  }

  private pidfile(path: string | null): void {
    if (path === null) return;
    say(this.sys, `writing pidfile to ${path}`);
    this.sys.fs.writeFile(path, `${this.sys.pid}\n`);
  }

  private *withoutMaster(): Eff<number> {
    const { sys, config, shared } = this;
    const [first, ...others] = shared.workers;
    if (!first) return 1;
    for (const [i] of this.routers.entries()) this.spawnRouter(i, 'spawned');
    const only = others.length === 0 ? ' (and the only)' : '';
    say(sys, `spawned uWSGI worker 1${only} (pid: ${sys.pid}, cores: ${config.threads})`);
    for (const slot of others) this.spawn(slot, 'spawned');
    first.pid = sys.pid;
    sys.emit({ kind: 'worker.booting', pid: sys.pid, arbiter: sys.pid, workerClass: this.kind, age: 1 });
    for (const name of ['TERM', 'INT'] as const)
      sys.signal(name, () => sys.world.lifecycle.terminate(sys.process, { code: END, signal: null }));
    return yield* this.serve(sys, first);
  }

  private get kind(): string {
    return this.config.threads > 1 ? 'threads' : 'sync';
  }

  private spawn(slot: WorkerSlot, how: 'spawned' | 'Respawned'): void {
    const { sys, config } = this;
    slot.busySince.fill(null);
    slot.doing.length = 0;
    slot.startedAt = sys.now;
    slot.pid = sys.fork((child) => this.workerMain(child, slot, sys.pid));
    const spawned = how === 'spawned';
    if (spawned) say(sys, `spawned uWSGI worker ${slot.id} (pid: ${slot.pid}, cores: ${config.threads})`);
    else say(sys, `Respawned uWSGI worker ${slot.id} (new pid: ${slot.pid})`);
  }

  private *workerMain(child: Sys, slot: WorkerSlot, parent: number): Eff<number> {
    const { config } = this;
    child.process.interpreter = false;
    for (const { fd } of this.routers) if (child.process.fds.has(fd)) child.fs.close(fd);
    child.emit({ kind: 'process.role', pid: child.pid, program: 'uwsgi', role: 'worker', index: slot.id });
    child.emit({ kind: 'worker.booting', pid: child.pid, arbiter: parent, workerClass: this.kind, age: slot.id });
    for (const name of ['TERM', 'INT', 'QUIT', 'HUP', 'CHLD'] as const) child.signal(name, 'default');
    child.signal('CHLD', 'ignore');
    child.signal('INT', () => child.world.lifecycle.terminate(child.process, { code: END, signal: null }));
    child.signal('TERM', () => child.world.lifecycle.terminate(child.process, { code: END, signal: null }));
    if (config.hasPython) {
      yield* prepare(child, config, config.lazy ? null : parent);
      this.loaded = yield* loadApps(child, config, !config.lazy);
    }
    return yield* this.serve(child, slot);
  }

  private *serve(sys: Sys, slot: WorkerSlot): Eff<number> {
    sys.emit({ kind: 'worker.booted', pid: sys.pid });
    const worker = new Worker(sys, this.config, slot, this.shared, this.listeners, this.loaded);
    sys.signal('HUP', () => {
      say(sys, `Gracefully killing worker ${slot.id} (pid: ${sys.pid})...`);
      worker.leave();
    });
    return yield* worker.run();
  }

  private spawnRouter(i: number, how: 'spawned' | 'respawned'): void {
    const { sys, config, listeners } = this;
    const bound = this.routers[i];
    const behind = listeners.find(({ protocol }) => protocol === 'uwsgi');
    if (!bound || !behind) return;
    const address = behind.name.includes(':') ? sys.net.localName(behind.fd) : behind.name;
    const pid = sys.fork((child) => {
      for (const { fd } of listeners) if (child.process.fds.has(fd)) child.fs.close(fd);
      return router(child, config, bound.fd, address);
    });
    this.gateways.set(pid, i);
    say(sys, `${how} uWSGI http ${i + 1} (pid: ${pid})`);
  }

  private signals(): void {
    const { sys, config } = this;
    const on = (names: readonly Signal[], what: Ending): void => {
      for (const name of names) sys.signal(name, () => this.begin(what));
    };
    on(['INT', 'QUIT'], 'stop');
    on(['TERM'], config.options.flag('die-on-term') ? 'stop' : 'brutal-reload');
    on(['HUP'], config.options.flag('exit-on-reload') ? 'stop' : 'reload');
    sys.signal('CHLD', () => undefined);
    sys.signal('USR1', () => this.statistics());
  }

  /** A handler: what happens next happens in the loop. */
  private begin(what: Ending): void {
    const { sys, shared } = this;
    if (this.wanted !== null) return;
    this.wanted = what;
    this.endingSince = sys.now;
    const brutal = what !== 'reload';
    say(
      sys,
      what === 'stop'
        ? 'SIGINT/SIGTERM received...killing workers...'
        : `...${brutal ? 'brutally' : 'gracefully'} killing workers...`,
    );
    if (what === 'stop') sys.emit({ kind: 'server.stopping', pid: sys.pid, graceful: false });
    else sys.emit({ kind: 'server.reloading', pid: sys.pid });
    for (const { pid } of shared.workers) this.send(pid, brutal ? 'INT' : 'HUP');
    for (const pid of this.gateways.keys()) this.send(pid, 'KILL');
  }

  private send(pid: number, signal: Signal): void {
    const target = this.sys.process.host.processes.get(pid);
    if (pid !== 0 && target?.state === 'running') this.sys.kill(pid, signal);
  }

  private statistics(): void {
    const { sys, shared } = this;
    say(sys, `*** uWSGI statistics: ${shared.requests} requests, ${shared.workers.length} workers ***`);
  }

  private allGone(): boolean {
    return this.shared.workers.every(({ pid }) => pid === 0) && this.gateways.size === 0;
  }

  private ended({ pid, status }: Waited): void {
    const { sys } = this;
    const gateway = this.gateways.get(pid);
    if (gateway !== undefined) {
      this.gateways.delete(pid);
      if (this.wanted !== null) say(sys, `gateway "uWSGI http ${gateway + 1}" has been buried (pid: ${pid})`);
      else this.spawnRouter(gateway, 'respawned');
      return;
    }
    const slot = this.shared.workers.find((one) => one.pid === pid);
    if (!slot) return;
    slot.pid = 0;
    this.killed.delete(pid);
    const seconds = Math.max(1, Math.round((sys.now - this.endingSince) / SECOND));
    if (this.wanted !== null) return say(sys, `worker ${slot.id} buried after ${seconds} seconds`);
    if (status.signal !== null)
      say(
        sys,
        `DAMN ! worker ${slot.id} (pid: ${pid}) died, killed by signal ${SIGNALS[status.signal]} :( trying respawn ...`,
      );
    else if (status.code !== 0 && status.code !== RELOAD && status.code !== END)
      say(sys, `DAMN ! worker ${slot.id} (pid: ${pid}) died :( trying respawn ...`);
    else say(sys, `worker ${slot.id} killed successfully (pid: ${pid})`);
    this.spawn(slot, 'Respawned');
  }

  /** `--harakiri`: a worker whose request takes longer is killed. */
  private harakiri(): void {
    const { sys, config, shared } = this;
    if (config.harakiri === 0) return;
    for (const slot of shared.workers) {
      const core = slot.busySince.findIndex((since) => since !== null && sys.now - since >= config.harakiri);
      if (core < 0 || slot.pid === 0 || this.killed.has(slot.pid)) continue;
      this.killed.add(slot.pid);
      const since = Math.floor((sys.world.epoch + (slot.busySince[core] ?? 0)) / SECOND);
      const at = ctime(sys.clock);
      say(sys, `${at} - *** HARAKIRI ON WORKER ${slot.id} (pid: ${slot.pid}, try: 1) ***`);
      say(sys, `${at} - HARAKIRI !!! worker ${slot.id} status !!!`);
      say(sys, `${at} - HARAKIRI [core ${core}] ${slot.doing[core] ?? ''} since ${since}`);
      say(sys, `${at} - HARAKIRI !!! end of worker ${slot.id} status !!!`);
      sys.emit({ kind: 'worker.timeout', pid: slot.pid, silent: sys.now - (slot.busySince[core] ?? 0) });
      this.send(slot.pid, 'KILL');
    }
  }

  private finish(ending: Ending): Listening[] | number {
    const { sys, config, listeners } = this;
    if (ending === 'stop') {
      if (config.options.flag('vacuum')) this.vacuum();
      say(sys, 'goodbye to uWSGI.');
      return 0;
    }
    say(sys, 'binary reloading uWSGI...');
    say(sys, `chdir() to ${sys.process.cwd}`);
    say(sys, 'closing all non-uwsgi socket fds > 2 (max_fd = 1024)...');
    for (const [i, { fd, name }] of listeners.entries()) say(sys, `found fd ${fd} mapped to socket ${i} (${name})`);
    say(sys, 'running /usr/bin/uwsgi-core');
    for (const { fd } of this.routers) sys.fs.close(fd);
    // exec(2): the interpreter is gone with the old program.
    if (sys.process.interpreter) sys.world.guestOutbox.push({ op: 'end', pid: sys.pid });
    sys.process.interpreter = false;
    return [...listeners];
  }

  private vacuum(): void {
    const { sys, config } = this;
    for (const { name } of this.listeners) {
      if (name.includes(':') || !sys.fs.exists(name)) continue;
      sys.fs.unlink(name);
      say(sys, `VACUUM: unix socket ${name} removed.`);
    }
    const pidfile = config.options.text('pidfile');
    if (pidfile === null || !sys.fs.exists(pidfile)) return;
    sys.fs.unlink(pidfile);
    say(sys, 'VACUUM: pidfile removed.');
  }
}

/** A child that has ended, or null. */
function reap(sys: Sys): Waited | null {
  return sys.process.children.size === 0 ? null : sys.waitNow();
}

/** The loop looks once a second; signals do not make it look earlier. */
function* sleepWhole(sys: Sys, us: number): Eff<void> {
  const until = sys.now + us;
  while (sys.now < until) yield* sys.sleep(until - sys.now);
}
