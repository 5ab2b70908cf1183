/** Socket units (systemd.socket(5), version 252): the manager listens, and starts the service at the first connection. */
import type { Cond } from '../../engine/cond.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Listener } from '../../machine/listener.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Journal } from './journal.ts';
import { triggeredBy, type Unit } from './unit.ts';

/** More activations than this within the time are taken for a loop (TriggerLimitBurst=, TriggerLimitIntervalSec=). */
const TRIGGER_BURST = 20;
const TRIGGER_INTERVAL = 2_000_000;

interface Open {
  readonly fd: number;
  readonly address: string;
  readonly path: string | null;
}

export class SocketUnit {
  active: 'inactive' | 'active' | 'failed' = 'inactive';
  sub = 'dead';
  result = 'success';
  since = 0;
  /** How many lines the journal had when it last left its rest. */
  leftEntry = 0;
  readonly changed: Cond;
  private open: readonly Open[] = [];
  private life = 0;

  constructor(
    readonly sys: Sys,
    public unit: Unit,
    private readonly journal: Journal,
    /** Starts the service; false when it could not be. */
    private readonly trigger: () => Eff<boolean>,
    /** Is the service up (or on its way)? While it is, its connections are its own. */
    private readonly isServed: () => boolean,
  ) {
    this.changed = sys.cond();
  }

  get serviceName(): string {
    return triggeredBy(this.unit) ?? '';
  }

  /** Addresses as `systemctl list-sockets` shows them. */
  get addresses(): readonly string[] {
    return this.open.length > 0 ? this.open.map(({ address }) => address) : this.unit.list('Socket.ListenStream');
  }

  /** What the service gets. */
  get sockets(): readonly { readonly fd: number; readonly name: string }[] {
    const name = this.unit.text('Socket.FileDescriptorName') ?? this.unit.name;
    return this.open.map(({ fd }) => ({ fd, name }));
  }

  private enter(active: SocketUnit['active'], sub: string): void {
    if (active !== this.active && (active === 'active' || this.active === 'active')) this.since = this.sys.clock;
    this.active = active;
    this.sub = sub;
    this.changed.notifyAll();
  }

  private log(text: string): void {
    this.journal.add(this.unit.name, 'systemd', 1, text);
  }

  /** Listen; false when an address cannot be had. */
  start(): boolean {
    if (this.active === 'active') return true;
    const { unit } = this;
    if (unit.bool('Socket.Accept')) {
      this.log(`${unit.name}: Accept=yes is not modelled on this machine.`);
      return this.fail('resources');
    }
    this.result = 'success';
    this.leftEntry = this.journal.count;
    // Giving a socket to somebody is a step of its own, with a moment of its own.
    const given = ['SocketUser', 'SocketGroup'].some((key) => unit.text(`Socket.${key}`) !== null);
    if (given) this.log(`Starting ${unit.shown}...`);
    const open: Open[] = [];
    for (const text of unit.list('Socket.ListenStream')) {
      try {
        open.push(this.listen(text));
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        for (const { fd } of open) this.sys.fs.close(fd);
        this.log(`${unit.name}: Failed to create listening socket (${text}): ${strerror(error.errno)}`);
        return this.fail('resources');
      }
    }
    this.open = open;
    this.enter('active', 'listening');
    this.log(`Listening on ${unit.shown}.`);
    this.life++;
    this.sys.thread(`${unit.name} watch`, this.watch(this.life));
    return true;
  }

  private fail(result: string): false {
    this.result = result;
    this.log(`${this.unit.name}: Failed with result '${result}'.`);
    if (result === 'resources') this.log(`Failed to listen on ${this.unit.shown}.`);
    this.close();
    this.enter('failed', 'failed');
    return false;
  }

  private listen(text: string): Open {
    const { sys, unit } = this;
    const backlog = unit.count('Socket.Backlog', 4096);
    if (text.startsWith('/')) {
      makeParents(sys, text, unit.mode('Socket.DirectoryMode', 0o755));
      if (sys.fs.exists(text) && sys.fs.stat(text).kind === 'socket') sys.fs.unlink(text);
      const fd = sys.net.listen({ family: 'unix', path: text }, backlog);
      const { users } = sys.process.host;
      const user = users.byName(unit.text('Socket.SocketUser') ?? 'root');
      const group = users.groups.get(unit.text('Socket.SocketGroup') ?? '')?.gid;
      sys.fs.chown(text, user?.uid ?? 0, group ?? user?.gid ?? 0);
      sys.fs.chmod(text, unit.mode('Socket.SocketMode', 0o666));
      return { fd, address: text, path: text };
    }
    const [, v6, v4, port = text] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d+)$/.exec(text) ?? [];
    // A port alone is every address (BindIPv6Only=default takes IPv4 in as well).
    const fd = sys.net.listen({ family: 'tcp', ip: v6 ?? v4 ?? '0.0.0.0', port: Number(port) }, backlog);
    return { fd, address: v6 === undefined && v4 === undefined ? `[::]:${port}` : text, path: null };
  }

  /** Wait for a connection that nobody serves, start the service, and so on. */
  private *watch(life: number): Eff<void> {
    const { sys } = this;
    const triggered: number[] = [];
    const listeners = this.open.flatMap(({ fd }): Listener[] => {
      const { description } = sys.process.fds.get(fd);
      return description.kind === 'listener' ? [description.listener] : [];
    });
    while (this.life === life && this.active === 'active') {
      if (this.isServed()) {
        this.enter('active', 'running');
        yield* sys.waitAny([this.changed], 100_000);
        continue;
      }
      this.enter('active', 'listening');
      if (!listeners.some((l) => l.queue.length > 0)) {
        yield* sys.waitAny([...listeners.map((l) => l.readable), this.changed], null);
        continue;
      }
      while (triggered.length > 0 && sys.now - (triggered[0] ?? 0) > TRIGGER_INTERVAL) triggered.shift();
      triggered.push(sys.now);
      if (triggered.length > TRIGGER_BURST) {
        this.log(`${this.unit.name}: Trigger limit hit, refusing further activation.`);
        return void this.fail('trigger-limit-hit');
      }
      const good = yield* this.trigger();
      // A connection that nobody will take is refused by closing the socket.
      if (!good && this.life === life) return void this.fail('service-start-limit-hit');
    }
  }

  /** The service came or went. */
  look(): void {
    this.changed.notifyAll();
  }

  private close(): void {
    for (const { fd, path } of this.open) {
      if (this.sys.process.fds.has(fd)) this.sys.fs.close(fd);
      if (path !== null && this.unit.bool('Socket.RemoveOnStop') && this.sys.fs.exists(path)) this.sys.fs.unlink(path);
    }
    this.open = [];
  }

  stop(): void {
    if (this.active === 'inactive') return;
    this.life++;
    this.close();
    this.enter('inactive', 'dead');
    this.log(`${this.unit.name}: Deactivated successfully.`);
    this.log(`Closed ${this.unit.shown}.`);
  }

  reset(): void {
    if (this.active === 'failed') this.enter('inactive', 'dead');
    this.result = 'success';
  }
}

function makeParents(sys: Sys, path: string, mode: number): void {
  const parts = path.split('/').slice(1, -1);
  parts.forEach((_, i) => {
    const at = `/${parts.slice(0, i + 1).join('/')}`;
    if (!sys.fs.exists(at)) sys.fs.mkdir(at, mode);
  });
}
