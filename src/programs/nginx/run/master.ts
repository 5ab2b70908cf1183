/** The master process: starts workers, reloads, stops (ngx_process_cycle.c). It never touches a client. */
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import { flag } from '../http/settings.ts';
import { SIGNALS } from '../../../machine/signals.ts';
import type { Sys, Waited } from '../../../machine/sys.ts';
import { readConfig } from '../conf/checker.ts';
import { argsOf } from '../conf/context.ts';
import type { Config } from '../conf/model.ts';
import { bindAll, verify } from '../conf/verify.ts';
import { sysHost } from './host-sys.ts';
import { Logger, type LogFiles } from './logs.ts';
import { DEBIAN, liveHost, pidPath, type Sockets } from './start.ts';
import { readIdentities, type Identities } from './tls.ts';
import { workerProcess } from './worker.ts';
import type { SharedMemory } from './worker-state.ts';

export interface Cycle {
  readonly config: Config;
  readonly files: LogFiles;
  readonly sockets: Sockets;
  readonly identities: Identities;
}

export interface MasterOptions {
  readonly conf: string;
  readonly confPrefix: string;
  readonly globals: string | null;
}

interface WorkerRecord {
  readonly pid: number;
  readonly index: number;
  readonly cycle: Cycle;
  /** Told to go. */
  leaving: boolean;
}

type Wish = 'none' | 'reload' | 'quit' | 'stop' | 'reopen';

export class Master {
  private readonly workers = new Map<number, WorkerRecord>();
  private readonly shared: SharedMemory = { zones: new Map(), caches: new Map(), connections: 0 };
  private log: Logger;
  private spawned = 0;

  constructor(
    private readonly sys: Sys,
    private readonly options: MasterOptions,
    private cycle: Cycle,
  ) {
    this.log = new Logger(sys, cycle.files, DEBIAN.prefix);
  }

  *run(): Eff<number> {
    const { sys } = this;
    sys.process.title = `nginx: master process ${sys.argv.join(' ')}`;
    sys.emit({ kind: 'process.role', pid: sys.pid, program: 'nginx', role: 'master', index: 0 });
    const wishes: Wish[] = [];
    sys.signal('HUP', () => wishes.push('reload'));
    sys.signal('QUIT', () => wishes.push('quit'));
    sys.signal('TERM', () => wishes.push('stop'));
    sys.signal('INT', () => wishes.push('stop'));
    sys.signal('USR1', () => wishes.push('reopen'));
    // One that stays with its terminal may get this for a window's new size.
    sys.signal('WINCH', () => (flag(this.cycle.config.main, 'daemon', true) ? this.tell('QUIT') : undefined));
    // Its parent is not the one that it began with only where it went into the background (ngx_signal_handler).
    sys.signal('USR2', () => this.upgradeRefused());
    this.startWorkers();
    let ending = false;
    for (;;) {
      this.reap(ending);
      if (ending && this.workers.size === 0) break;
      const wish = wishes.shift();
      if (wish === undefined) {
        yield* sys.waitAny([sys.process.childChanged], null);
        continue;
      }
      if (wish === 'reload') this.reload();
      else if (wish === 'reopen') this.reopen();
      else if (wish === 'quit' || wish === 'stop') {
        ending = true;
        if (wish === 'quit') this.closeSockets(new Map());
        this.tell(wish === 'quit' ? 'QUIT' : 'TERM');
      }
    }
    this.log.error(this.cycle.config.main, 'notice', 'exit');
    this.removePid();
    this.closeSockets(new Map());
    return 0;
  }

  private upgradeRefused(): void {
    const { main } = this.cycle.config;
    if (flag(main, 'daemon', true)) {
      const note = 'nginx: a new binary in the place of the running one (USR2) is not modelled';
      this.sys.emit({ kind: 'run.note', note, pid: this.sys.pid });
      return;
    }
    const why = "you should shutdown or terminate before either old or new binary's process";
    this.log.error(main, 'crit', `the changing binary signal is ignored: ${why}`);
  }

  private startWorkers(): void {
    const { sys, cycle } = this;
    const wanted = argsOf(cycle.config.main, 'worker_processes')?.[0] ?? '1';
    const count = wanted === 'auto' ? sys.process.host.spec.cores : Number(wanted);
    for (let i = 1; i <= count; i++) this.spawnWorker(i, cycle);
    this.helpers();
  }

  private spawnWorker(index: number, cycle: Cycle): void {
    const { sys } = this;
    const setup = {
      config: cycle.config,
      listeners: [...cycle.sockets.values()],
      files: cycle.files.copy(),
      shared: this.shared,
      identities: cycle.identities,
      prefix: DEBIAN.prefix,
      index,
      asRoot: sys.process.credentials.uid === 0,
    };
    const pid = sys.fork((child) => workerProcess(child, setup));
    this.workers.set(pid, { pid, index, cycle, leaving: false });
    this.spawned++;
    this.log.error(cycle.config.main, 'notice', `start worker process ${pid}`);
  }

  /** With a cache path there are two more processes: the cache manager and, for a minute, the cache loader. */
  private helpers(): void {
    const { sys, cycle } = this;
    if (![...cycle.config.zones.values()].some((z) => z.path !== '')) return;
    for (const name of ['cache manager', 'cache loader']) {
      const pid = sys.fork((child) => helperProcess(child, name));
      this.workers.set(pid, { pid, index: 0, cycle, leaving: true });
    }
  }

  private tell(signal: 'QUIT' | 'TERM' | 'USR1', cycle: Cycle | null = null): void {
    for (const worker of this.workers.values()) {
      if (cycle !== null && worker.cycle !== cycle) continue;
      if (signal !== 'USR1') worker.leaving = true;
      try {
        this.sys.kill(worker.pid, signal);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      }
    }
  }

  /** Collect children that have ended; one that was not told to go is replaced. */
  private reap(ending: boolean): void {
    for (;;) {
      let found: Waited | null;
      try {
        found = this.sys.waitNow();
      } catch (error) {
        if (error instanceof SysError && error.errno === 'ECHILD') return;
        throw error;
      }
      if (found === null) return;
      const worker = this.workers.get(found.pid);
      this.workers.delete(found.pid);
      const { code, signal } = found.status;
      const { main } = this.cycle.config;
      if (signal !== null)
        this.log.error(main, 'alert', `worker process ${found.pid} exited on signal ${SIGNALS[signal]}`);
      else this.log.error(main, 'notice', `worker process ${found.pid} exited with code ${code}`);
      if (worker !== undefined && !worker.leaving && !ending) this.spawnWorker(worker.index, this.cycle);
    }
  }

  /** A new configuration: new workers first, then the old ones are asked to finish. A bad one changes nothing. */
  private reload(): void {
    const { sys, cycle, log } = this;
    const { main } = cycle.config;
    log.error(main, 'notice', `signal ${SIGNALS.HUP} (SIGHUP) received, reconfiguring`);
    sys.emit({ kind: 'proxy.note', pid: sys.pid, req: 0, topic: 'reload', text: 'reading the configuration again' });
    const paths = { prefix: DEBIAN.prefix, confPrefix: this.options.confPrefix };
    const { config, messages } = readConfig(sysHost(sys), {
      file: this.options.conf,
      paths,
      globals: this.options.globals,
    });
    for (const m of messages) if (m.level !== 'plain') log.error(main, m.level, m.text);
    if (config === null) return;
    const files = cycle.files.copy();
    const made: Sockets = new Map();
    const host = liveHost(sys, files, cycle.sockets, made);
    const problem = verify(config, host, false);
    const failed = problem === null ? bindAll(config, host).failed : [problem];
    if (failed.length > 0) {
      for (const m of failed) log.error(main, 'emerg', m.text);
      if (problem === null) log.error(main, 'emerg', 'still could not bind()');
      for (const [address, fd] of made) if (!cycle.sockets.has(address)) sys.fs.close(fd);
      return;
    }
    this.cycle = { config, files, sockets: made, identities: readIdentities(sys, config, paths.confPrefix) };
    this.log = new Logger(sys, files, DEBIAN.prefix);
    for (const [address, fd] of cycle.sockets) if (!made.has(address)) sys.fs.close(fd);
    this.startWorkers();
    this.tell('QUIT', cycle);
  }

  private reopen(): void {
    this.log.error(this.cycle.config.main, 'notice', 'reopening logs');
    this.cycle.files.reopen(this.sys);
    const user = this.sys.process.host.users.byName(argsOf(this.cycle.config.main, 'user')?.[0] ?? 'nobody');
    if (this.sys.process.credentials.uid === 0 && user !== null) {
      for (const path of new Set(this.cycle.config.logs))
        if (this.sys.fs.exists(path)) this.sys.fs.chown(path, user.uid, this.sys.fs.stat(path).gid);
    }
    this.tell('USR1');
  }

  private closeSockets(keep: ReadonlyMap<string, number>): void {
    for (const [address, fd] of this.cycle.sockets) {
      if (keep.has(address)) continue;
      if (this.sys.process.fds.has(fd)) this.sys.fs.close(fd);
      const path = address.startsWith('unix:') ? address.slice(5) : null;
      if (path !== null && this.sys.fs.exists(path)) this.sys.fs.unlink(path);
    }
    this.cycle.sockets.clear();
  }

  private removePid(): void {
    const path = pidPath(this.cycle.config);
    if (this.sys.fs.exists(path)) this.sys.fs.unlink(path);
  }
}

function* helperProcess(sys: Sys, name: string): Eff<number> {
  sys.process.title = `nginx: ${name} process`;
  sys.emit({ kind: 'process.role', pid: sys.pid, program: 'nginx', role: name, index: 0 });
  let stopping = false;
  for (const signal of ['TERM', 'QUIT', 'INT'] as const) sys.signal(signal, () => (stopping = true));
  sys.signal('HUP', 'ignore');
  sys.signal('USR1', 'ignore');
  const until = name === 'cache loader' ? sys.now + 60_000_000 : Infinity;
  while (!stopping && sys.now < until) yield* sys.waitAny([], until === Infinity ? null : until - sys.now);
  return 0;
}
