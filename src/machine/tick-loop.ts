/**
 * The event loop of a Python server process. It waits, here, for the listening sockets, for clients and for what the
 * application's loop waits for; then Python runs one tick of `gd.servers.asgi`. While that tick is suspended by a blocking
 * call, nothing is accepted, read or timed: that is what blocking an event loop means. What the bytes of a client mean is
 * the reader's matter: the machine knows no HTTP.
 */
import type { Bytes } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import type { Cond } from '../engine/cond.ts';
import { SysError } from './errno.ts';
import type { StreamLayer } from './layer.ts';
import { callGuest } from './guest.ts';
import type { GuestValue } from './guest-port.ts';
import type { PollInterest } from './sys-net.ts';
import type { Sys } from './sys.ts';

const READ = 1;
const WRITE = 4;
/** Bytes read from a connection at once (asyncio's max_size). */
const READ_SIZE = 262_144;
const HANDSHAKE_LIMIT = 60_000_000;
const DRIVER = 'gd.servers.asgi:tick';

/** An event for the tick: its kind, then its arguments (see HANDLERS in gd/servers/asgi.py). */
export type TickEvent = readonly [kind: string, ...args: readonly GuestValue[]];

export interface ReadEvent {
  readonly kind: string;
  /** What follows the descriptor in the event for the tick; null: Python need not know. */
  readonly args: readonly GuestValue[] | null;
  /** Set when a request begins: for the trace. */
  readonly request?: { readonly method: string; readonly target: string };
}

/** Makes events of one client's bytes. */
export interface TickReader {
  feed(bytes: Bytes): readonly ReadEvent[];
}

export interface Ticked {
  /** When the loop's next timer is due, µs since the epoch. */
  readonly deadline: number | null;
  /** Descriptors that the loop itself waits for, with masks (read 1, write 4). */
  readonly fds: readonly (readonly [fd: number, mask: number])[];
  /** Lock whose wake calls for a tick. */
  readonly wake: number;
  readonly outs: readonly (readonly [what: string, fd: number])[];
  readonly connections: number;
  readonly tasks: number;
  /** Requests answered so far. */
  readonly total: number;
  readonly lifespan: string;
}

const NOTHING: Ticked = {
  deadline: null,
  fds: [],
  wake: 0,
  outs: [],
  connections: 0,
  tasks: 0,
  total: 0,
  lifespan: 'stopped',
};

interface Connection {
  readonly reader: TickReader;
  paused: boolean;
  /** Requests read and not yet done, for the trace. */
  readonly current: { readonly conn: number; readonly req: number }[];
}

export class TickLoop {
  last: Ticked = NOTHING;
  private readonly connections = new Map<number, Connection>();
  private readonly posted: TickEvent[] = [];
  private listening: readonly number[] = [];
  /** Notified when a sealed connection is ready to be read. */
  private readonly arrived: Cond;
  private waiter: { woken: boolean; readonly cond: ReturnType<Sys['cond']> } | null = null;

  constructor(
    private readonly sys: Sys,
    private readonly reader: () => TickReader,
    /** Seals new connections; null where they stay plain. */
    private readonly layer: (() => StreamLayer | null) | null = null,
  ) {
    this.arrived = sys.cond();
  }

  listen(fds: readonly number[]): void {
    this.listening = fds;
  }

  closeListeners(): void {
    for (const fd of this.listening) this.sys.fs.close(fd);
    this.listening = [];
  }

  /** Something for the next tick. */
  post(...event: TickEvent): void {
    this.posted.push(event);
  }

  /** Wait until something happens, `until` (µs of virtual time) has come or a signal was handled; then run a tick if there is a reason. */
  *step(until: number | null): Eff<void> {
    const { sys } = this;
    const ready = this.posted.length > 0 || this.waiter?.woken === true ? this.ready() : yield* this.wait(until);
    for (const fd of this.listening) if (ready.includes(fd)) this.accept(fd);
    for (const fd of ready) this.read(fd);
    const own = this.ownReady();
    const due = this.last.deadline !== null && this.last.deadline <= sys.clock;
    if (this.posted.length === 0 && own.length === 0 && !due && this.waiter?.woken !== true) return;
    yield* this.run(own);
  }

  private *run(own: readonly (readonly [number, number])[]): Eff<void> {
    this.watchWake();
    this.last = yield* runTick(this.sys, this.posted.splice(0), own);
    for (const [what, fd] of this.last.outs) this.out(what, fd);
    // Whoever is parked at an await does not keep the loop: it is free for others.
    if (this.connections.size > 0)
      this.sys.emit({ kind: 'worker.activity', pid: this.sys.pid, tid: 0, activity: 'free' });
    if (this.waiter === null) this.watchWake();
  }

  /** A wake of the loop's lock by another thread must not be lost, so somebody waits for it all the time. */
  private watchWake(): void {
    const { wake } = this.last;
    if (wake === 0 || (this.waiter !== null && !this.waiter.woken)) return;
    const { lockWaiters, lockWakes } = this.sys.process;
    // The lock is known only after the first tick; a thread that this tick started may have woken it by then.
    this.waiter = { woken: this.waiter === null && lockWakes.has(wake), cond: this.sys.cond() };
    const line = lockWaiters.get(wake) ?? [];
    lockWaiters.set(wake, line);
    line.push(this.waiter);
  }

  private *wait(until: number | null): Eff<number[]> {
    const { sys } = this;
    const times = [
      until === null ? null : until - sys.now,
      this.last.deadline === null ? null : this.last.deadline - sys.clock,
    ];
    const timeout = times.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
    return yield* sys.net.poll(this.interests(), timeout === null ? null : Math.max(0, timeout), [
      this.arrived,
      ...(this.waiter === null ? [] : [this.waiter.cond]),
    ]);
  }

  private ready(): number[] {
    return this.sys.net.pollNow(this.interests());
  }

  private interests(): PollInterest[] {
    const clients = [...this.connections].filter(([, c]) => !c.paused).map(([fd]) => ({ fd, read: true }));
    const own = this.ownFds().map(([fd, mask]) => ({ fd, read: (mask & READ) !== 0, write: (mask & WRITE) !== 0 }));
    return [...this.listening.map((fd) => ({ fd, read: true })), ...clients, ...own];
  }

  private ownFds(): readonly (readonly [number, number])[] {
    return this.last.fds.filter(([fd]) => this.sys.process.fds.has(fd));
  }

  /** What the application's loop waits for and is ready. */
  private ownReady(): [number, number][] {
    const { net } = this.sys;
    return this.ownFds().flatMap(([fd, mask]): [number, number][] => {
      const read = (mask & READ) !== 0 && net.pollNow([{ fd, read: true }]).length > 0 ? READ : 0;
      const write = (mask & WRITE) !== 0 && net.pollNow([{ fd, write: true }]).length > 0 ? WRITE : 0;
      return read + write === 0 ? [] : [[fd, read | write]];
    });
  }

  private accept(listener: number): void {
    const { net } = this.sys;
    for (let fd = net.acceptNow(listener); fd !== null; fd = net.acceptNow(listener)) {
      if (this.layer === null) this.welcome(fd, listener, false);
      else this.sys.thread('handshake', this.shake(fd, listener, this.layer()));
    }
  }

  private welcome(fd: number, listener: number, sealed: boolean): void {
    const { net } = this.sys;
    this.connections.set(fd, { reader: this.reader(), paused: false, current: [] });
    this.post('made', fd, tcpName(net.peerName(fd)), localName(net.localName(listener), net.localName(fd)), sealed);
  }

  /** The application hears of a sealed connection when the handshake is over (asyncio's ssl_handshake_timeout: 60 s). */
  private *shake(fd: number, listener: number, layer: StreamLayer | null): Eff<void> {
    const { net, fs } = this.sys;
    try {
      if (layer !== null) net.secure(fd, layer);
      yield* net.handshake(fd, HANDSHAKE_LIMIT);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    if (layer?.state === 'open') this.welcome(fd, listener, true);
    else fs.close(fd);
    this.arrived.notifyAll();
  }

  private read(fd: number): void {
    const connection = this.connections.get(fd);
    if (!connection || connection.paused) return;
    let bytes;
    try {
      bytes = this.sys.net.recvNow(fd, READ_SIZE);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      connection.paused = true;
      return this.post('reset', fd);
    }
    if (bytes === null) return;
    if (bytes.length === 0) {
      connection.paused = true;
      return this.post('eof', fd);
    }
    this.post('data', fd);
    for (const event of connection.reader.feed(bytes)) this.take(fd, connection, event);
  }

  private take(fd: number, connection: Connection, event: ReadEvent): void {
    if (event.request) {
      const { sys } = this;
      const trace = sys.net.traceOf(fd);
      connection.current.push(trace);
      sys.emit({ kind: 'worker.request', pid: sys.pid, tid: 0, ...trace, ...event.request });
    }
    if (event.args !== null) this.post(event.kind, fd, ...event.args);
  }

  private out(what: string, fd: number): void {
    const connection = this.connections.get(fd);
    if (!connection) return;
    switch (what) {
      case 'pause':
      case 'resume':
        connection.paused = what === 'pause';
        return;
      case 'closed':
        for (const trace of connection.current) this.done(trace);
        this.connections.delete(fd);
        return;
      case 'done': {
        const trace = connection.current.shift();
        if (trace) this.done(trace);
        return;
      }
      default:
    }
  }

  private done(trace: { readonly conn: number; readonly req: number }): void {
    this.sys.emit({ kind: 'worker.done', pid: this.sys.pid, tid: 0, ...trace });
  }
}

/** `127.0.0.1:80` as [host, port]; null for a unix socket, which has no name. */
function tcpName(name: string): [string, number] | null {
  const m = /^\[?(.*?)\]?:(\d+)$/.exec(name);
  return m === null || name.startsWith('unix:') ? null : [m[1] ?? '', Number(m[2])];
}

/** The scope's `server`: the address of this end, or the path of a unix socket and no port. */
function localName(listener: string, local: string): [string, number | null] {
  if (listener.startsWith('unix:') || listener.startsWith('/')) return [listener.replace(/^unix:/, ''), null];
  return tcpName(local) ?? tcpName(listener) ?? [listener, null];
}

function* runTick(sys: Sys, events: readonly TickEvent[], ready: readonly (readonly [number, number])[]): Eff<Ticked> {
  const result = yield* callGuest(sys, 0, DRIVER, [events, ready]);
  if (!result.ok) {
    sys.print(2, result.error.traceback);
    return sys.exit(result.error.exit ?? 1);
  }
  const answer = record(result.value);
  return {
    deadline: typeof answer['deadline'] === 'number' ? answer['deadline'] : null,
    fds: list(answer['fds']).map((pair) => [int(list(pair)[0]), int(list(pair)[1])] as const),
    wake: int(answer['wake']),
    outs: list(answer['outs']).map((pair) => [text(list(pair)[0]), int(list(pair)[1])] as const),
    connections: int(answer['connections']),
    tasks: int(answer['tasks']),
    total: int(answer['total']),
    lifespan: text(answer['lifespan']),
  };
}

function record(value: GuestValue | undefined): Readonly<Record<string, GuestValue>> {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  return plain ? (value as Readonly<Record<string, GuestValue>>) : {};
}

const list = (value: GuestValue | undefined): readonly GuestValue[] =>
  Array.isArray(value) ? (value as readonly GuestValue[]) : [];
const int = (value: GuestValue | undefined): number => (typeof value === 'number' ? value : 0);
const text = (value: GuestValue | undefined): string => (typeof value === 'string' ? value : '');
