import { fromUtf8, type Bytes } from '../base/bytes.ts';
import type { Cond } from '../engine/cond.ts';
import { AnyOf, type Eff } from '../engine/task.ts';
import type { Description } from './fd.ts';
import { SysError } from './errno.ts';
import type { StreamLayer } from './layer.ts';
import { type Address, type ConnectOptions, allowed, formatAddress } from './network.ts';
import type { Process } from './process.ts';
import type { Sys } from './sys.ts';

export interface PollInterest {
  readonly fd: number;
  readonly read?: boolean;
  readonly write?: boolean;
}

/** System calls on sockets. `req` parameters are for the trace only. */
/** An IPv4 address, all four numbers. */
const LITERAL = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

export class SysNet {
  private readonly process: Process;

  constructor(private readonly sys: Sys) {
    this.process = sys.process;
  }

  /** bind(2) and listen(2) in one: returns the descriptor. Throws EADDRINUSE, EADDRNOTAVAIL, EACCES, ENOENT. */
  listen(address: Address, backlog: number): number {
    const fd = this.socket();
    try {
      this.bind(fd, address);
      this.startListening(fd, backlog);
      return fd;
    } catch (error) {
      this.process.fds.close(fd);
      throw error;
    }
  }

  socket(): number {
    return this.process.fds.add({
      kind: 'socket',
      family: 'tcp',
      bound: null,
      boundInode: null,
      reusePort: false,
      connecting: false,
      error: null,
    });
  }

  /** setsockopt(2) SO_REUSEPORT, before `bind`. */
  reusePort(fd: number): void {
    const d = this.process.fds.get(fd).description;
    if (d.kind === 'socket') d.reusePort = true;
  }

  /** Binding a unix socket makes its file, with mode 0777 & ~umask. */
  bind(fd: number, address: Address): void {
    const file = this.process.fds.get(fd);
    const d = file.description;
    if (d.kind !== 'socket' || d.bound !== null) throw new SysError('EINVAL');
    const { host } = this.process;
    if (address.family === 'unix') {
      const path = this.sys.path(address.path);
      host.files.socket(path, this.process.credentials, 0o777 & ~this.process.umask);
      d.family = 'unix';
      d.boundInode = path;
      d.bound = address.path;
      return;
    }
    const wildcard = address.ip === '0.0.0.0' || address.ip === '::';
    if (!wildcard && !host.owns(address.ip)) throw new SysError('EADDRNOTAVAIL');
    if (address.port < host.unprivilegedPort && address.port !== 0 && this.process.credentials.uid !== 0)
      throw new SysError('EACCES');
    if (host.tcpInUse(address.ip, address.port, d.reusePort)) throw new SysError('EADDRINUSE');
    d.family = address.ip.includes(':') ? 'tcp6' : 'tcp';
    d.bound = formatAddress(address);
  }

  startListening(fd: number, backlog: number): void {
    const file = this.process.fds.get(fd);
    const d = file.description;
    // One that listens already, perhaps with others who share it, gets another backlog and keeps its queue.
    if (d.kind === 'listener') {
      d.listener.backlog = allowed(backlog);
      return;
    }
    if (d.kind !== 'socket' || d.bound === null) throw new SysError('EINVAL');
    const { network } = this.sys.world;
    if (d.family === 'unix') {
      file.description = {
        kind: 'listener',
        listener: network.listenUnix(this.process, d.bound, d.boundInode ?? d.bound, backlog),
      };
      return;
    }
    const { ip, port } = parseTcp(d.bound);
    if (this.process.host.tcpInUse(ip, port, d.reusePort)) throw new SysError('EADDRINUSE');
    file.description = { kind: 'listener', listener: network.listenTcp(this.process, ip, port, backlog, d.reusePort) };
  }

  /** The next connection as a descriptor, or null when none waits (EAGAIN). */
  acceptNow(fd: number): number | null {
    const conn = this.sys.world.network.accept(this.process, this.listener(fd));
    return conn ? this.process.fds.add({ kind: 'stream', conn, end: conn.down }) : null;
  }

  *accept(fd: number): Eff<number> {
    for (;;) {
      const accepted = this.acceptNow(fd);
      if (accepted !== null) return accepted;
      yield this.listener(fd).readable;
    }
  }

  /** A connected descriptor. Throws ECONNREFUSED, ETIMEDOUT, ENOENT, EACCES, EAGAIN, EHOSTUNREACH. */
  *connect(address: Address, options: ConnectOptions = {}): Eff<number> {
    const to = address.family === 'unix' ? { ...address, path: this.sys.path(address.path) } : address;
    const conn = yield* this.sys.world.network.connect(this.process, to, options);
    return this.process.fds.add({ kind: 'stream', conn, end: conn.up });
  }

  /** Up to `max` bytes; empty at the end of the stream; throws ECONNRESET; null when `timeout` µs passed first. */
  *recv(fd: number, max = 65_536, timeout: number | null = null): Eff<Bytes | null> {
    const { conn, end } = this.stream(fd);
    const deadline = timeout === null ? null : this.sys.now + timeout;
    for (;;) {
      const bytes = conn.read(end, max);
      if (bytes) return bytes;
      const left = deadline === null ? null : deadline - this.sys.now;
      if (left !== null && left <= 0) return null;
      yield new AnyOf([end.rx.readable], left);
    }
  }

  /** What has arrived; null when nothing has. */
  recvNow(fd: number, max = 65_536): Bytes | null {
    const { conn, end } = this.stream(fd);
    return conn.read(end, max);
  }

  /** All of it, waiting for a slow reader; false when `timeout` µs passed without any progress. Throws EPIPE, ECONNRESET. */
  *send(fd: number, bytes: Bytes, req = 0, timeout: number | null = null): Eff<boolean> {
    const { conn, end } = this.stream(fd);
    for (let done = 0; done < bytes.length;) {
      done += conn.write(this.sys.pid, end, done === 0 ? bytes : bytes.subarray(done), req);
      if (done >= bytes.length) break;
      this.sys.emit({ kind: 'conn.stalled', conn: conn.id, pid: this.sys.pid, dir: end.side });
      if ((yield new AnyOf([end.tx.writable], timeout)) === null) return false;
    }
    return true;
  }

  sendNow(fd: number, bytes: Bytes, req = 0): number {
    const { conn, end } = this.stream(fd);
    return conn.write(this.sys.pid, end, bytes, req);
  }

  /** What has arrived, without taking it; null when nothing has. */
  peekNow(fd: number, max: number): Bytes | null {
    const { conn, end } = this.stream(fd);
    return conn.peek(end, max);
  }

  /** Seal what goes through this stream from now on. */
  secure(fd: number, layer: StreamLayer): void {
    const { conn, end } = this.stream(fd);
    conn.layer(this.sys.pid, end, layer);
  }

  /** Talk until the layer is open or has failed; false when `timeout` µs passed or one of `also` was notified first. Throws ECONNRESET. */
  *handshake(fd: number, timeout: number | null = null, also: readonly Cond[] = []): Eff<boolean> {
    const { conn, end } = this.stream(fd);
    const { layer } = end;
    const deadline = timeout === null ? null : this.sys.now + timeout;
    while (layer !== null) {
      conn.unseal(end);
      yield* this.sys.cpu(layer.takeCost());
      conn.flush(end);
      if (layer.state !== 'handshake') return true;
      const left = deadline === null ? null : deadline - this.sys.now;
      if (left !== null && left <= 0) return false;
      if (end.wireReady) continue;
      const woken = yield new AnyOf([end.rx.readable, ...also], left);
      if (woken !== null && woken !== end.rx.readable) return false;
    }
    return true;
  }

  /** Is this stream sealed already? */
  secured(fd: number): boolean {
    return this.stream(fd).end.layer !== null;
  }

  /** Say goodbye through the layer, if there is one (close_notify). */
  farewell(fd: number): void {
    const { conn, end } = this.stream(fd);
    end.layer?.close();
    conn.flush(end);
  }

  /** socketpair(2): two connected descriptors. */
  pair(): [number, number] {
    const conn = this.sys.world.network.pair();
    return [
      this.process.fds.add({ kind: 'stream', conn, end: conn.up }),
      this.process.fds.add({ kind: 'stream', conn, end: conn.down }),
    ];
  }

  shutdown(fd: number): void {
    const { conn, end } = this.stream(fd);
    conn.shutdown(this.sys.pid, end);
  }

  /** close(2) with SO_LINGER 0: a reset instead of a FIN. */
  abort(fd: number): void {
    const { conn, end } = this.stream(fd);
    conn.close(this.sys.pid, end, true);
    this.process.fds.close(fd);
  }

  /** Who is at the other end (`127.0.0.1:40000`, empty for an unnamed unix socket) and at this one. */
  peerName(fd: number): string {
    return this.stream(fd).end.peerAddress;
  }

  localName(fd: number): string {
    const { description: d } = this.process.fds.get(fd);
    if (d.kind === 'listener') return d.listener.address;
    if (d.kind === 'socket') return d.bound ?? '0.0.0.0:0';
    return this.stream(fd).end.localAddress;
  }

  /** The connection's number and the request whose bytes were read last: for events. */
  traceOf(fd: number): { readonly conn: number; readonly req: number } {
    const { conn, end } = this.stream(fd);
    return { conn: conn.id, req: end.rx.lastReq || conn.req };
  }

  /** Descriptors that are ready; empty when `timeout` µs passed, a signal was handled (EINTR) or one of `also` was notified. */
  *poll(interests: readonly PollInterest[], timeout: number | null, also: readonly Cond[] = NOTHING): Eff<number[]> {
    const ready = this.pollNow(interests);
    if (ready.length > 0 || timeout === 0) return ready;
    yield this.awaited(interests, timeout, also);
    return this.pollNow(interests);
  }

  /** What a `poll` of descriptors of which none is ready waits for: for those who poll so often that a generator costs too much. */
  awaited(interests: readonly PollInterest[], timeout: number | null, also: readonly Cond[] = NOTHING): AnyOf {
    return new AnyOf(this.condsOfAll(interests, also), timeout);
  }

  pollNow(interests: readonly PollInterest[]): number[] {
    const only = interests[0];
    if (interests.length === 1 && only) return this.isReady(only) ? [only.fd] : [];
    const found: number[] = [];
    for (const interest of interests) if (this.isReady(interest)) found.push(interest.fd);
    return found;
  }

  /** Addresses of a name: literal, /etc/hosts (hosts(5)), the network's. Empty when nobody knows it. */
  resolve(name: string): readonly string[] {
    if (LITERAL.test(name) || name.includes(':')) return [name.replace(/^\[|\]$/g, '')];
    const { host } = this.process;
    const lower = name.toLowerCase().replace(/\.$/, '');
    const found = this.hostsTable()
      .filter(([, ...names]) => names.includes(lower))
      .map(([ip = '']) => ip);
    return found.length > 0 ? found : (host.names.get(lower) ?? []);
  }

  /** Each line of /etc/hosts: the address, then its names. Read anew each time, so that an edit is felt at once. */
  private hostsTable(): readonly (readonly string[])[] {
    const { files } = this.process.host;
    if (!files.exists('/etc/hosts')) return [];
    const text = fromUtf8(files.readFile('/etc/hosts', { uid: 0, gid: 0, groups: [] }));
    return text.split('\n').map((line) => line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/));
  }

  private listener(fd: number) {
    const { description } = this.process.fds.get(fd);
    if (description.kind !== 'listener') throw new SysError('EINVAL');
    return description.listener;
  }

  private stream(fd: number): Description & { kind: 'stream' } {
    const { description } = this.process.fds.get(fd);
    if (description.kind !== 'stream') throw new SysError(description.kind === 'socket' ? 'ENOTCONN' : 'ENOTSOCK');
    return description;
  }

  isReady(interest: PollInterest): boolean {
    const { description: d } = this.process.fds.get(interest.fd);
    switch (d.kind) {
      case 'listener':
        return (interest.read ?? false) && d.listener.queue.length > 0;
      case 'stream':
        return ((interest.read ?? false) && d.end.readReady) || ((interest.write ?? false) && d.end.writeReady);
      case 'pipe-read':
        return d.flow.available > 0 || d.flow.ended;
      case 'pipe-write':
        return d.flow.room > 0 || d.flow.deaf;
      case 'tty':
        return (interest.write ?? false) || d.tty.hasInput;
      case 'socket':
        return d.error !== null && (interest.write ?? false);
      default:
        return true;
    }
  }

  private condsOfAll(interests: readonly PollInterest[], also: readonly Cond[]): readonly Cond[] {
    const only = interests.length === 1 && also.length === 0 ? interests[0] : undefined;
    if (only?.read === true && only.write !== true) {
      // Mostly it is this, and a list that grows takes room for seventeen.
      const { description: d } = this.process.fds.get(only.fd);
      if (d.kind === 'stream') return [d.end.rx.readable, this.process.signalled];
      if (d.kind === 'listener') return [d.listener.readable, this.process.signalled];
    }
    const conds: Cond[] = [...also];
    for (const i of interests) this.addConds(i, conds);
    conds.push(this.process.signalled);
    return conds;
  }

  /** What to wait on until a descriptor may be ready. */
  condsOf(interest: PollInterest): Cond[] {
    const conds: Cond[] = [];
    this.addConds(interest, conds);
    return conds;
  }

  private addConds(interest: PollInterest, into: Cond[]): void {
    const { description: d } = this.process.fds.get(interest.fd);
    switch (d.kind) {
      case 'listener':
        into.push(d.listener.readable);
        break;
      case 'stream':
        if (interest.read) into.push(d.end.rx.readable);
        if (interest.write) into.push(d.end.tx.writable);
        break;
      case 'pipe-read':
        into.push(d.flow.readable);
        break;
      case 'pipe-write':
        into.push(d.flow.writable);
        break;
      case 'tty':
        into.push(d.tty.readable);
        break;
      default:
    }
  }
}

const NOTHING: readonly Cond[] = [];

function parseTcp(address: string): { ip: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { ip: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}
