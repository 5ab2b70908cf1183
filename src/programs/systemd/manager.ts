/** systemd as pid 1 (systemd(1), version 252): loads units, boots, answers systemctl, reaps what ends. */
import { utf8 } from '../../base/bytes.ts';
import type { Cond } from '../../engine/cond.ts';
import type { Eff, Task } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { readLine, SOCKET, type BusReply, type BusRequest } from './bus.ts';
import { forgettable } from './collect.ts';
import { Journal } from './journal.ts';
import { loadUnit } from './load.ts';
import { Service } from './service.ts';
import { comeUp, goDown } from './restart.ts';
import { SocketUnit } from './socket-unit.ts';
import { formatSpan } from './spans.ts';
import { unmetCondition } from './policy.ts';
import { TimerUnit } from './timer-unit.ts';
import { startTransaction } from './transaction.ts';
import { fileState } from './install.ts';
import { activeOf } from './status.ts';
import type { Unit } from './unit.ts';
import { answer } from './verbs.ts';

/** What the machine boots into (systemd.special(7), default.target on a server). */
const DEFAULT_TARGET = 'multi-user.target';
const NOTIFY = '/run/systemd/notify';

export class Manager {
  readonly services = new Map<string, Service>();
  readonly sockets = new Map<string, SocketUnit>();
  readonly timers = new Map<string, TimerUnit>();
  /** Targets that have been reached, and when (µs since the epoch). */
  readonly targets = new Map<string, number>();
  /** What every service starts from. */
  readonly environment = new Map([
    ['LANG', 'C.UTF-8'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ]);
  /** When the boot was done, µs since the epoch; 0: not yet. */
  bootedAt = 0;
  private readonly units = new Map<string, Unit>();
  private readonly tasks = new Set<Task>();
  /** Units that are being started or stopped. */
  private readonly jobs = new Set<Unit>();
  /** Set when the machine is to go down; what follows. */
  private leaving = false;
  private readonly asked: Cond;

  constructor(
    readonly sys: Sys,
    readonly journal: Journal,
  ) {
    this.asked = sys.cond();
  }

  /** The unit as it was when it was first asked for, or at the last daemon-reload. */
  readonly load = (name: string): Unit => {
    const known = this.units.get(name);
    if (known) return known;
    const unit = loadUnit(this.sys, name);
    for (const message of unit.messages) this.journal.add(unit.name, 'systemd', 1, message);
    // What is not there is looked for anew each time, as systemd does.
    if (unit.load === 'not-found') return unit;
    this.units.set(name, unit);
    this.units.set(unit.name, unit);
    return unit;
  };

  /** Forget what rests and is named by nobody. */
  collect(): void {
    const gone = forgettable(
      new Set(this.units.values()),
      (unit) => this.jobs.has(unit) || activeOf(this, unit) !== 'inactive',
    );
    for (const [name, unit] of this.units) if (gone.has(unit)) this.units.delete(name);
    for (const kept of [this.services, this.sockets, this.timers])
      for (const [name, { active }] of kept) if (active === 'inactive' && !this.units.has(name)) kept.delete(name);
  }

  /** Is it known at this moment? */
  isLoaded(name: string): boolean {
    return this.units.has(name);
  }

  /** A unit's name, and its aliases among what has been asked for. */
  namesOf(unit: Unit): string[] {
    const others = [...this.units].filter(([name, known]) => known === unit && name !== unit.name);
    return [unit.name, ...others.map(([name]) => name)];
  }

  /** Every unit that is known, by name. */
  get loaded(): readonly Unit[] {
    return [...new Set(this.units.values())].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  service(unit: Unit): Service {
    let service = this.services.get(unit.name);
    if (!service) {
      service = new Service(this.sys, unit, this.journal, this.environment, () => this.socketsOf(unit.name));
      this.services.set(unit.name, service);
    }
    return service;
  }

  private socketsOf(service: string): readonly { readonly fd: number; readonly name: string }[] {
    return [...this.sockets.values()].filter((s) => s.serviceName === service).flatMap((s) => s.sockets);
  }

  socket(unit: Unit): SocketUnit {
    let socket = this.sockets.get(unit.name);
    if (!socket) {
      const made = new SocketUnit(
        this.sys,
        unit,
        this.journal,
        () => this.activate(made.serviceName),
        () => this.isUp(made.serviceName),
      );
      socket = made;
      this.sockets.set(unit.name, socket);
    }
    return socket;
  }

  timer(unit: Unit): TimerUnit {
    let timer = this.timers.get(unit.name);
    if (!timer) {
      const made = new TimerUnit(
        this.sys,
        unit,
        this.journal,
        () => this.activate(made.serviceName),
        () => {
          const service = this.services.get(made.serviceName);
          const isRunning = this.isUp(made.serviceName);
          return {
            activeSince: service?.activeSince || (service?.begunAt ?? 0),
            since: service?.since ?? 0,
            isRunning,
          };
        },
      );
      timer = made;
      this.timers.set(unit.name, timer);
    }
    return timer;
  }

  private *activate(name: string): Eff<boolean> {
    const error = yield* this.start(this.load(name));
    if (error !== null) return false;
    const service = this.services.get(name);
    return service === undefined || service.active !== 'failed';
  }

  private isUp(name: string): boolean {
    const service = this.services.get(name);
    return service !== undefined && !['inactive', 'failed'].includes(service.active);
  }

  /** daemon-reload: read everything again; running services keep running. */
  reload(): void {
    this.collect();
    this.journal.add('init.scope', 'systemd', 1, 'Reloading.');
    const names = [...this.units.keys()];
    this.units.clear();
    names.forEach(this.load);
    for (const list of [this.services, this.sockets, this.timers])
      for (const [name, one] of list) one.unit = this.load(name);
  }

  /** Have the files changed since they were read? */
  isStale(unit: Unit): boolean {
    const fresh = loadUnit(this.sys, unit.name);
    if (fresh.load === 'not-found' && unit.load === 'not-found') return false;
    if (fresh.sources.size !== unit.sources.size) return true;
    return [...fresh.sources].some(([path, mtime]) => unit.sources.get(path) !== mtime);
  }

  /** Start a unit and all that it pulls in. null: done (see the service's result); else why not. */
  *start(unit: Unit): Eff<string | null> {
    this.jobs.add(unit);
    try {
      return yield* this.startAll(unit);
    } finally {
      this.jobs.delete(unit);
    }
  }

  private *startAll(unit: Unit): Eff<string | null> {
    const transaction = startTransaction(unit, this.load);
    for (const message of transaction.messages) this.journal.add(unit.name, 'systemd', 1, message);
    if (!transaction.ok) return transaction.error;
    for (const other of transaction.stop) yield* this.stop(other);
    for (const one of transaction.start) {
      const needed = unit.list('Unit.Requires').concat(unit.list('Unit.BindsTo')).includes(one.name);
      if (unmetCondition(this.sys, one, 'Assert') !== null) {
        this.journal.add(one.name, 'systemd', 1, `${one.name}: Starting requested but asserts failed.`);
        this.journal.add(one.name, 'systemd', 1, `Assertion failed for ${one.shown}.`);
        if (one === unit) return 'assert';
        if (needed) return this.dependencyFailed(unit);
      } else if (one.type === 'service') {
        const good = yield* this.service(one).start();
        this.lookAt(one);
        if (!good && one !== unit && needed) return this.dependencyFailed(unit);
      } else if (one.type === 'target' && !this.targets.has(one.name)) {
        this.targets.set(one.name, this.sys.clock);
        this.journal.add(one.name, 'systemd', 1, `Reached target ${one.shown}.`);
      } else if (one.type === 'socket') {
        const good = this.startSocket(one);
        if (!good && one === unit) return 'job';
        if (!good && needed) return this.dependencyFailed(unit);
      } else if (one.type === 'timer') {
        if (!this.startTimer(one) && one === unit) return 'job';
      } else if (one.type !== 'target' && one.type !== 'slice')
        return `Unit type of ${one.name} is not supported on this machine.`;
    }
    return null;
  }

  private dependencyFailed(unit: Unit): 'dependency' {
    this.journal.add(unit.name, 'systemd', 1, `Dependency failed for ${unit.shown}.`);
    const text = `${unit.name}: Job ${unit.name}/start failed with result 'dependency'.`;
    this.journal.add(unit.name, 'systemd', 1, text);
    return 'dependency';
  }

  /** A socket whose service runs without it cannot take its place. */
  private startSocket(unit: Unit): boolean {
    const socket = this.socket(unit);
    if (socket.active === 'active') return true;
    const why =
      this.load(socket.serviceName).load !== 'loaded'
        ? 'not loaded'
        : this.isUp(socket.serviceName)
          ? 'already active'
          : null;
    if (why === null) return socket.start();
    this.journal.add(unit.name, 'systemd', 1, `${unit.name}: Socket service ${socket.serviceName} ${why}, refusing.`);
    this.journal.add(unit.name, 'systemd', 1, `Failed to listen on ${unit.shown}.`);
    return false;
  }

  private startTimer(unit: Unit): boolean {
    const timer = this.timer(unit);
    if (this.load(timer.serviceName).load === 'loaded') return timer.start();
    const text = `${unit.name}: Refusing to start, unit ${timer.serviceName} to trigger not loaded.`;
    this.journal.add(unit.name, 'systemd', 1, text);
    this.journal.add(unit.name, 'systemd', 1, `Failed to start ${unit.shown}.`);
    return false;
  }

  /** Its sockets look whether it takes their connections. */
  private lookAt({ name }: Unit): void {
    for (const socket of this.sockets.values()) if (socket.serviceName === name) socket.look();
  }

  /** Stop a unit, and first those that require it. */
  *stop(unit: Unit): Eff<void> {
    for (const [, service] of this.services) {
      const { unit: other } = service;
      const tied = ['Requires', 'BindsTo', 'PartOf'].some((key) => other.list(`Unit.${key}`).includes(unit.name));
      if (tied && other !== unit) yield* service.stop();
    }
    this.targets.delete(unit.name);
    if (unit.type === 'service') yield* this.service(unit).stop();
    if (unit.type === 'socket') this.socket(unit).stop();
    if (unit.type === 'timer') this.timer(unit).stop();
    this.lookAt(unit);
  }

  /** Every service that is enabled or has been touched. */
  enabled(name: string): string {
    return fileState(this.sys, name) ?? 'static';
  }

  /** Runs the machine until it is to be restarted. */
  *main(): Eff<void> {
    const { sys } = this;
    sys.process.adopts = true;
    sys.emit({ kind: 'process.role', pid: sys.pid, program: 'systemd', role: 'manager', index: 0 });
    for (const dir of ['/run/systemd', '/run/systemd/system']) if (!sys.fs.exists(dir)) sys.fs.mkdir(dir, 0o755);
    const bus = sys.net.listen({ family: 'unix', path: SOCKET }, 128);
    const notify = sys.net.listen({ family: 'unix', path: NOTIFY }, 128);
    sys.fs.chmod(NOTIFY, 0o777);
    sys.fs.chmod(SOCKET, 0o777);
    sys.signal('CHLD', () => {});
    this.task(
      'bus',
      this.serve(bus, (fd) => this.talk(fd)),
    );
    this.task(
      'notify',
      this.serve(notify, (fd) => this.notified(fd)),
    );
    this.task('boot', this.boot());
    while (!this.leaving) {
      this.reap();
      yield* sys.waitAny([sys.process.childChanged, this.asked], null);
    }
    yield* goDown(this, () => this.reap());
    for (const task of Array.from(this.tasks)) sys.world.sim.cancel(task);
    sys.process.fds.closeAll();
  }

  /** systemctl reboot: the answer goes out first. */
  restart(): void {
    this.leaving = true;
    this.asked.notifyAll();
  }

  private task(name: string, gen: Eff<unknown>): void {
    const task = this.sys.thread(name, gen);
    this.tasks.add(task);
  }

  private *boot(): Eff<void> {
    yield* this.start(this.load(DEFAULT_TARGET));
    this.bootedAt = this.sys.clock;
    this.journal.add(
      'init.scope',
      'systemd',
      1,
      `Startup finished in ${formatSpan(Math.max(1000, this.sys.now - this.sys.process.host.bootedAt), 1000)}.`,
    );
  }

  private reap(): void {
    for (;;) {
      try {
        const gone = this.sys.waitNow();
        if (!gone) return;
        for (const service of this.services.values()) service.ended(gone.pid, gone.status);
      } catch (error) {
        if (error instanceof SysError && error.errno === 'ECHILD') return;
        throw error;
      }
    }
  }

  private *serve(listener: number, handle: (fd: number) => Eff<void>): Eff<void> {
    for (let n = 0; ; n++) {
      const fd = yield* this.sys.net.accept(listener);
      this.task(`client ${n}`, this.guarded(fd, handle));
    }
  }

  /** A client that goes away in the middle ends its conversation, not the manager. */
  private *guarded(fd: number, handle: (fd: number) => Eff<void>): Eff<void> {
    try {
      yield* handle(fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    if (this.sys.process.fds.has(fd)) this.sys.fs.close(fd);
  }

  private *talk(fd: number): Eff<void> {
    const { line } = yield* readLine(this.sys, fd, new Uint8Array());
    if (line === null) return;
    const { sys } = this;
    const send = function* (reply: BusReply): Eff<void> {
      yield* sys.net.send(fd, utf8(`${JSON.stringify(reply)}\n`));
    };
    const exit = yield* answer(this, JSON.parse(line) as BusRequest, send);
    yield* send({ exit });
  }

  /** sd_notify(3): lines of NAME=value from a service's process. */
  private *notified(fd: number): Eff<void> {
    for (let rest: Uint8Array<ArrayBufferLike> = new Uint8Array(); ;) {
      const { line, after } = yield* readLine(this.sys, fd, rest);
      if (line === null) return;
      rest = after;
      const [, pid = '0', text = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
      const service = [...this.services.values()].find((s) => s.processes().some((p) => p.pid === Number(pid)));
      if (!service) continue;
      if (text === 'READY=1') service.notified = true;
      if (text.startsWith('STATUS=')) service.statusText = text.slice(7);
      service.changed.notifyAll();
    }
  }
}

/** pid 1: one manager per start of the machine; the journal outlives them. */
export function* systemdManager(sys: Sys): Eff<number> {
  const journal = new Journal(sys);
  for (;;) {
    yield* new Manager(sys, journal).main();
    yield* comeUp(sys);
  }
}
