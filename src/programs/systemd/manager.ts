/** systemd as pid 1 (systemd(1), version 252): loads units, boots, answers systemctl, reaps what ends. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { readLine, SOCKET, type BusReply, type BusRequest } from './bus.ts';
import { Journal } from './journal.ts';
import { loadUnit } from './load.ts';
import { Service } from './service.ts';
import { startTransaction } from './transaction.ts';
import { fileState } from './install.ts';
import type { Unit } from './unit.ts';
import { answer } from './verbs.ts';

/** What the machine boots into (systemd.special(7), default.target on a server). */
const DEFAULT_TARGET = 'multi-user.target';
const NOTIFY = '/run/systemd/notify';

export class Manager {
  readonly journal: Journal;
  readonly services = new Map<string, Service>();
  /** Targets that have been reached, and when (µs since the epoch). */
  readonly targets = new Map<string, number>();
  private readonly units = new Map<string, Unit>();

  constructor(readonly sys: Sys) {
    this.journal = new Journal(sys);
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

  service(unit: Unit): Service {
    let service = this.services.get(unit.name);
    if (!service) {
      service = new Service(this.sys, unit, this.journal);
      this.services.set(unit.name, service);
    }
    return service;
  }

  /** daemon-reload: read everything again; running services keep running. */
  reload(): void {
    this.journal.add('init.scope', 'systemd', 1, 'Reloading.');
    this.units.clear();
    for (const [name, service] of this.services) {
      const unit = this.load(name);
      service.unit = unit;
    }
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
    const transaction = startTransaction(unit, this.load);
    for (const message of transaction.messages) this.journal.add(unit.name, 'systemd', 1, message);
    if (!transaction.ok) return transaction.error;
    for (const other of transaction.stop) yield* this.stop(other);
    for (const one of transaction.start) {
      const needed = unit.list('Unit.Requires').concat(unit.list('Unit.BindsTo')).includes(one.name);
      if (one.type === 'service') {
        const good = yield* this.service(one).start();
        if (!good && one !== unit && needed) return 'dependency';
      } else if (one.type === 'target' && !this.targets.has(one.name)) {
        this.targets.set(one.name, this.sys.clock);
        this.journal.add(one.name, 'systemd', 1, `Reached target ${one.name} - ${one.description}.`);
      } else if (one.type !== 'target' && one.type !== 'slice')
        return `Unit type of ${one.name} is not supported on this machine.`;
    }
    return null;
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
  }

  /** Every service that is enabled or has been touched. */
  enabled(name: string): string {
    return fileState(this.sys, name) ?? 'static';
  }

  *main(): Eff<number> {
    const { sys } = this;
    sys.process.adopts = true;
    for (const dir of ['/run/systemd', '/run/systemd/system']) if (!sys.fs.exists(dir)) sys.fs.mkdir(dir, 0o755);
    const bus = sys.net.listen({ family: 'unix', path: SOCKET }, 128);
    const notify = sys.net.listen({ family: 'unix', path: NOTIFY }, 128);
    sys.fs.chmod(NOTIFY, 0o777);
    sys.fs.chmod(SOCKET, 0o777);
    sys.signal('CHLD', () => {});
    sys.thread(
      'bus',
      this.serve(bus, (fd) => this.talk(fd)),
    );
    sys.thread(
      'notify',
      this.serve(notify, (fd) => this.notified(fd)),
    );
    sys.thread('boot', this.boot());
    for (;;) {
      this.reap();
      yield* sys.waitAny([sys.process.childChanged], null);
    }
  }

  private *boot(): Eff<void> {
    yield* this.start(this.load(DEFAULT_TARGET));
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
      this.sys.thread(`client ${n}`, this.guarded(fd, handle));
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

export const systemdManager = (sys: Sys): Eff<number> => new Manager(sys).main();
