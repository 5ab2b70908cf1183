import { fromLatin1, type Bytes } from '../base/bytes.ts';
import type { Cond } from '../engine/cond.ts';
import type { Sim } from '../engine/sim.ts';
import { SysError } from './errno.ts';

interface Chunk {
  bytes: Bytes;
  readonly req: number;
}

/** One direction of a connection: a finite buffer between a writer and a reader, with the link's latency. */
export class Flow {
  private chunks: Chunk[] = [];
  /** Bytes written and not yet read, in flight ones included. */
  size = 0;
  private arrived = 0;
  /** The writer will send no more (FIN), and the reader knows. */
  ended = false;
  /** The reader has closed: what is written now is answered with a reset. */
  deaf = false;
  /** The trace's tag of the bytes last read. */
  lastReq = 0;
  readonly readable: Cond;
  readonly writable: Cond;

  constructor(
    private readonly sim: Sim,
    readonly capacity: number,
    readonly latency: number,
  ) {
    this.readable = sim.cond();
    this.writable = sim.cond();
  }

  get room(): number {
    return Math.max(0, this.capacity - this.size);
  }

  get available(): number {
    return this.arrived;
  }

  /** Takes as much as there is room for; returns how much. */
  put(bytes: Bytes, req: number): number {
    const taken = bytes.length <= this.room ? bytes : bytes.subarray(0, this.room);
    if (taken.length === 0) return 0;
    this.size += taken.length;
    this.deliver(() => {
      if (this.deaf) return;
      this.chunks.push({ bytes: taken, req });
      this.arrived += taken.length;
    });
    return taken.length;
  }

  end(): void {
    this.deliver(() => (this.ended = true));
  }

  /** Up to `max` bytes that have arrived; null when there are none yet. Empty at the end of the stream. */
  take(max: number): Bytes | null {
    const first = this.chunks[0];
    if (!first) return this.ended ? new Uint8Array(0) : null;
    const bytes = first.bytes.length <= max ? first.bytes : first.bytes.subarray(0, max);
    if (bytes.length === first.bytes.length) this.chunks.shift();
    else first.bytes = first.bytes.subarray(bytes.length);
    this.lastReq = first.req;
    this.size -= bytes.length;
    this.arrived -= bytes.length;
    this.writable.notifyAll();
    return bytes;
  }

  /** What `take` would give, left in place. */
  peek(max: number): Bytes | null {
    const first = this.chunks[0];
    return first ? first.bytes.subarray(0, max) : this.ended ? new Uint8Array(0) : null;
  }

  private deliver(arrive: () => void): void {
    const land = (): void => {
      arrive();
      this.readable.notifyAll();
    };
    if (this.latency === 0) land();
    else this.sim.at(this.sim.now + this.latency, land);
  }
}

/** One end of a connection. */
export class Endpoint {
  closed = false;
  shutWrite = false;
  /** An error that the next call reports (a reset by the peer). */
  error: 'ECONNRESET' | 'EPIPE' | null = null;

  constructor(
    readonly conn: Connection,
    readonly side: 'up' | 'down',
    readonly rx: Flow,
    readonly tx: Flow,
    readonly localAddress: string,
    readonly peerAddress: string,
  ) {}

  get readReady(): boolean {
    return this.rx.available > 0 || this.rx.ended || this.error !== null || this.closed;
  }

  get writeReady(): boolean {
    return this.tx.room > 0 || this.error !== null || this.shutWrite;
  }
}

/** A TCP or unix stream connection. `up` is the end that connected, `down` the one that accepts. */
export class Connection {
  readonly up: Endpoint;
  readonly down: Endpoint;
  private closedSaid = false;

  constructor(
    private readonly sim: Sim,
    readonly id: number,
    readonly family: 'tcp' | 'unix',
    clientAddress: string,
    serverAddress: string,
    latency: number,
    receiveBuffer: number | null,
    readonly tracedBytes: number,
    /** The request that the connecting side makes it for, in the trace only. */
    readonly req: number,
  ) {
    const capacity = sim.limits.socketBuffer;
    const toServer = new Flow(sim, capacity, latency);
    const toClient = new Flow(sim, receiveBuffer ?? capacity, latency);
    this.up = new Endpoint(this, 'up', toClient, toServer, clientAddress, serverAddress);
    this.down = new Endpoint(this, 'down', toServer, toClient, serverAddress, clientAddress);
  }

  peer(end: Endpoint): Endpoint {
    return end === this.up ? this.down : this.up;
  }

  /** Write what fits. Throws EPIPE or ECONNRESET as write(2) does. */
  write(pid: number, end: Endpoint, bytes: Bytes, req: number): number {
    if (end.error) {
      const error = end.error;
      end.error = 'EPIPE';
      throw new SysError(error);
    }
    if (end.shutWrite || end.closed) throw new SysError('EPIPE');
    if (end.tx.deaf) {
      if (this.family === 'unix') throw new SysError('EPIPE');
      // TCP learns of it from the answer: this write succeeds, the reset comes back, the next call fails.
      this.fail(end, end.rx.ended ? 'EPIPE' : 'ECONNRESET');
      return bytes.length;
    }
    const n = end.tx.put(bytes, req);
    if (n > 0) {
      const data = fromLatin1(bytes.subarray(0, Math.min(n, this.tracedBytes)));
      this.sim.emit({ kind: 'conn.sent', conn: this.id, pid, dir: end.side, bytes: n, data, req });
    }
    return n;
  }

  /** Bytes, an empty array at the end of the stream, or null when there is nothing yet. */
  read(end: Endpoint, max: number): Bytes | null {
    if (end.rx.available > 0) return end.rx.take(max);
    if (end.error) {
      const error = end.error;
      end.error = 'EPIPE';
      if (error === 'ECONNRESET') throw new SysError(error);
      return new Uint8Array(0);
    }
    return end.rx.take(max);
  }

  shutdown(pid: number, end: Endpoint): void {
    if (end.shutWrite || end.closed) return;
    end.shutWrite = true;
    end.tx.end();
    this.sim.emit({ kind: 'conn.shut', conn: this.id, pid, dir: end.side });
  }

  /** close(2): a FIN, or a reset when unread bytes are thrown away (RFC 1122 section 4.2.2.13). */
  close(pid: number, end: Endpoint, reset = false): void {
    if (end.closed) return;
    const unread = end.rx.size > 0;
    if (!reset && !unread) this.shutdown(pid, end);
    end.closed = true;
    end.rx.deaf = true;
    const peer = this.peer(end);
    if (reset || unread) {
      if (!peer.closed) this.sim.emit({ kind: 'conn.reset', conn: this.id, pid });
      if (end.tx.latency === 0) this.fail(peer, peer.rx.ended ? 'EPIPE' : 'ECONNRESET');
      else this.sim.at(this.sim.now + end.tx.latency, () => this.fail(peer, peer.rx.ended ? 'EPIPE' : 'ECONNRESET'));
    }
    // A writer that waits for room must learn that nobody will read.
    end.rx.writable.notifyAll();
    if (peer.closed && !this.closedSaid) {
      this.closedSaid = true;
      this.sim.emit({ kind: 'conn.closed', conn: this.id });
    }
  }

  private fail(end: Endpoint, error: 'ECONNRESET' | 'EPIPE'): void {
    if (end.closed) return;
    end.error = error;
    end.rx.readable.notifyAll();
    end.tx.writable.notifyAll();
  }
}
