import { AnyOf, type Eff } from '../engine/task.ts';
import { Connection } from './connection.ts';
import type { Description } from './fd.ts';
import { SysError, type Errno } from './errno.ts';
import { permits } from './filesystem.ts';
import type { Host } from './host.ts';
import { isFull, type Listener, type TcpListener } from './listener.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';
import { UNPLACED } from '../trace/time.ts';

export type Address =
  | { readonly family: 'tcp'; readonly ip: string; readonly port: number }
  | { readonly family: 'unix'; readonly path: string };

export const formatAddress = (a: Address): string =>
  a.family === 'unix' ? `unix:${a.path}` : a.ip.includes(':') ? `[${a.ip}]:${a.port}` : `${a.ip}:${a.port}`;

/** First retransmission of a SYN after 1 s, then doubling (RFC 6298 section 2; tcp_syn_retries 6). */
const SYN_RETRIES = [1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000, 32_000_000];

export interface ConnectOptions {
  /** Give up after this long (the caller's own limit): ETIMEDOUT. */
  readonly timeout?: number;
  /** Do not wait for room in a unix socket's queue: EAGAIN, as a non-blocking connect gets. */
  readonly nonblocking?: boolean;
  /** For the trace only: the request that this connection is made for. */
  readonly req?: number;
  /** SO_RCVBUF of the connecting side. */
  readonly receiveBuffer?: number;
  readonly source?: string;
}

/** net.core.somaxconn */
const SOMAXCONN = 4096;
/** The backlog that listen(2) gives to who asks for this one. */
export const allowed = (backlog: number): number => Math.min(backlog, SOMAXCONN);

/** Listening, connecting and closing: accept queues, refused and dropped connections. */
export class Network {
  private ids = 0;
  private listenerIds = 0;
  private ephemeral = 0;
  private open = 0;

  constructor(private readonly world: World) {}

  listenTcp(owner: Process, ip: string, port: number, backlog: number, reusePort = false): TcpListener {
    const listener: TcpListener = {
      ...this.listenerBase(owner, formatAddress({ family: 'tcp', ip, port }), backlog),
      family: 'tcp',
      ip,
      port,
      reusePort,
    };
    this.register(listener);
    return listener;
  }

  listenUnix(owner: Process, path: string, inodePath: string, backlog: number): Listener {
    const inode = owner.host.files.lookup(inodePath, { uid: 0, gid: 0, groups: [] });
    if (inode.kind !== 'socket') throw new SysError('EINVAL', path);
    const listener: Listener = { ...this.listenerBase(owner, `unix:${path}`, backlog), family: 'unix', path, inode };
    inode.listener = listener;
    this.register(listener);
    return listener;
  }

  /** connect(2): returns when the connection is in the accept queue, which is before anybody accepts it. */
  connect(process: Process, to: Address, options: ConnectOptions): Eff<Connection> {
    const id = ++this.ids;
    const address = formatAddress(to);
    const req = options.req ?? 0;
    this.world.sim.emit({
      kind: 'conn.opening',
      conn: id,
      pid: process.pid,
      to: address,
      req,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
    if (this.open >= this.world.sim.limits.sockets) {
      this.world.sim.emit({
        kind: 'run.limit',
        limit: 'sockets',
        value: this.world.sim.limits.sockets,
        pid: process.pid,
      });
      return this.refuse(id, address, req, 'EMFILE');
    }
    return to.family === 'unix'
      ? this.connectUnix(process, id, to.path, address, options)
      : this.connectTcp(process, id, to, address, options);
  }

  /** Two ends of an unnamed connection (socketpair(2)). */
  pair(): Connection {
    const { sim } = this.world;
    this.open++;
    return new Connection(sim, ++this.ids, 'unix', '', '', 0, null, sim.limits.tracedBytes, 0);
  }

  /** The next queued connection, or null. Emits the acceptance. */
  accept(process: Process, listener: Listener): Connection | null {
    const conn = listener.queue.shift();
    if (!conn) return null;
    listener.room.notifyOne();
    this.world.sim.emit({
      kind: 'conn.accepted',
      conn: conn.id,
      listener: listener.id,
      pid: process.pid,
      depth: listener.queue.length,
      req: conn.req,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
    return conn;
  }

  /** The last descriptor of something was closed. */
  release(pid: number, description: Description): void {
    switch (description.kind) {
      case 'listener':
        return this.unlisten(pid, description.listener);
      case 'stream':
        description.conn.close(pid, description.end);
        if (description.conn.peer(description.end).closed) this.open--;
        return;
      case 'pipe-write':
        return description.flow.end();
      case 'pipe-read':
        description.flow.deaf = true;
        return description.flow.writable.notifyAll();
      default:
        return;
    }
  }

  /** Connections of which at least one end is open (or waits to be accepted). */
  get openConnections(): number {
    return this.open;
  }

  hostOf(ip: string): Host | null {
    for (const host of this.world.hosts.values()) if (host.spec.addresses.includes(ip)) return host;
    return null;
  }

  private *connectTcp(
    process: Process,
    id: number,
    to: Address & { family: 'tcp' },
    address: string,
    options: ConnectOptions,
  ): Eff<Connection> {
    const { sim } = this.world;
    const req = options.req ?? 0;
    const started = sim.now;
    const local = process.host.owns(to.ip) || to.ip === '0.0.0.0' || to.ip === '::';
    const host = local ? process.host : this.hostOf(to.ip);
    // Without an interface there is not even a route.
    if (!host)
      return this.refuse(id, address, req, process.host.spec.addresses.length === 0 ? 'ENETUNREACH' : 'EHOSTUNREACH');
    const oneWay = local ? 0 : process.host.spec.latency + host.spec.latency;
    const ip = to.ip === '0.0.0.0' ? '127.0.0.1' : to.ip === '::' ? '::1' : to.ip;
    for (let attempt = 0; ; attempt++) {
      if (oneWay > 0) yield oneWay * 2;
      const listener = host.tcpListener(ip, to.port, id) ?? (yield* this.wake(host, ip, to.port, id));
      if (!listener) return this.refuse(id, address, req, 'ECONNREFUSED');
      if (!isFull(listener)) {
        const source =
          options.source ??
          (local ? (ip.includes(':') ? '::1' : '127.0.0.1') : (process.host.spec.addresses[0] ?? '127.0.0.1'));
        const from = formatAddress({ family: 'tcp', ip: source, port: 32768 + (++this.ephemeral % 28000) });
        const conn = new Connection(
          sim,
          id,
          'tcp',
          from,
          ip === to.ip ? address : formatAddress({ family: 'tcp', ip, port: to.port }),
          oneWay,
          options.receiveBuffer ?? null,
          sim.limits.tracedBytes,
          req,
        );
        this.enqueue(listener, conn);
        this.open++;
        return conn;
      }
      const retry = SYN_RETRIES[attempt];
      const left = options.timeout === undefined ? Infinity : started + options.timeout - sim.now;
      sim.emit({ kind: 'conn.dropped', conn: id, listener: listener.id, retry: retry ?? 0, req });
      if (retry === undefined || left < retry) {
        yield Math.min(left, retry ?? 64_000_000);
        return this.refuse(id, address, req, 'ETIMEDOUT');
      }
      yield retry;
    }
  }

  /** A service that waits for its first caller. */
  private *wake(host: Host, ip: string, port: number, conn: number): Eff<TcpListener | null> {
    const program = host.onDemand.get(port);
    if (!program) return null;
    host.onDemand.delete(port);
    const credentials = { uid: 0, gid: 0, groups: [0] };
    this.world.lifecycle.start(host, program, { argv: [`port-${port}`], credentials, env: new Map(), cwd: '/' });
    yield 0;
    return host.tcpListener(ip, port, conn);
  }

  private *connectUnix(
    process: Process,
    id: number,
    path: string,
    address: string,
    options: ConnectOptions,
  ): Eff<Connection> {
    const { sim } = this.world;
    const req = options.req ?? 0;
    let listener: Listener | null;
    try {
      const inode = process.host.files.lookup(path, process.credentials);
      if (!permits(inode, process.credentials, 2)) return this.refuse(id, address, req, 'EACCES');
      if (inode.kind !== 'socket') return this.refuse(id, address, req, 'ECONNREFUSED');
      listener = process.host.unixListener(inode);
    } catch (error) {
      if (error instanceof SysError) return this.refuse(id, address, req, error.errno);
      throw error;
    }
    if (!listener) return this.refuse(id, address, req, 'ECONNREFUSED');
    while (isFull(listener)) {
      if (options.nonblocking) return this.refuse(id, address, req, 'EAGAIN');
      const woken = yield new AnyOf([listener.room], options.timeout ?? null);
      if (woken === null) return this.refuse(id, address, req, 'ETIMEDOUT');
      if (!listener.open) return this.refuse(id, address, req, 'ECONNREFUSED');
    }
    const conn = new Connection(
      sim,
      id,
      'unix',
      '',
      address,
      0,
      options.receiveBuffer ?? null,
      sim.limits.tracedBytes,
      req,
    );
    this.enqueue(listener, conn);
    this.open++;
    return conn;
  }

  private enqueue(listener: Listener, conn: Connection): void {
    listener.queue.push(conn);
    this.world.sim.emit({
      kind: 'conn.queued',
      conn: conn.id,
      listener: listener.id,
      depth: listener.queue.length,
      backlog: listener.backlog,
      req: conn.req,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
    listener.readable.notifyAll();
  }

  private refuse(conn: number, to: string, req: number, errno: Errno): never {
    this.world.sim.emit({ kind: 'conn.refused', conn, to, errno, req });
    throw new SysError(errno);
  }

  private listenerBase(owner: Process, address: string, backlog: number) {
    const { sim } = this.world;
    const id = ++this.listenerIds;
    return {
      id,
      address,
      backlog: allowed(backlog),
      queue: [],
      readable: sim.cond(true),
      room: sim.cond(),
      owner,
      open: true,
    };
  }

  private register(listener: Listener): void {
    listener.owner.host.listeners.add(listener);
    this.world.sim.emit({
      kind: 'socket.listening',
      pid: listener.owner.pid,
      listener: listener.id,
      address: listener.address,
      backlog: listener.backlog,
    });
  }

  /** Connections nobody accepted are reset. A unix socket's file stays: whoever made it must unlink it. */
  private unlisten(pid: number, listener: Listener): void {
    listener.open = false;
    listener.owner.host.listeners.delete(listener);
    if (listener.family === 'unix' && listener.inode.listener === listener) listener.inode.listener = null;
    for (const conn of listener.queue.splice(0)) {
      conn.close(pid, conn.down, true);
      if (conn.up.closed) this.open--;
    }
    listener.room.notifyAll();
    this.world.sim.emit({ kind: 'socket.unlistened', listener: listener.id, address: listener.address });
  }
}
