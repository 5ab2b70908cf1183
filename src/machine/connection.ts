import { EMPTY, fromKept, fromLatin1, type Bytes } from '../base/bytes.ts';
import type { Cond } from '../engine/cond.ts';
import type { Sim } from '../engine/sim.ts';
import { SysError } from './errno.ts';
import { layerEvent, type StreamLayer } from './layer.ts';
import { UNPLACED } from '../trace/time.ts';

interface Chunk {
  bytes: Bytes;
  readonly req: number;
}

/** Never added to: a flow begins a list of its own. */
const NONE: Chunk[] = [];

/** One direction of a connection: a finite buffer between a writer and a reader, with the link's latency. */
export class Flow {
  private chunks = NONE;
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

  /** Takes as much as there is room for (all of it where it must not be cut); returns how much. */
  put(bytes: Bytes, req: number, whole = false): number {
    const taken = whole || bytes.length <= this.room ? bytes : bytes.subarray(0, this.room);
    if (taken.length === 0) return 0;
    this.size += taken.length;
    if (this.latency === 0) this.land(taken, req);
    else this.sim.at(this.sim.now + this.latency, () => this.land(taken, req));
    return taken.length;
  }

  end(): void {
    if (this.latency === 0) this.landEnd();
    else this.sim.at(this.sim.now + this.latency, () => this.landEnd());
  }

  /** Up to `max` bytes that have arrived; null when there are none yet. Empty at the end of the stream. */
  take(max: number): Bytes | null {
    const first = this.chunks[0];
    if (!first) return this.ended ? EMPTY : null;
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
    return first ? first.bytes.subarray(0, max) : this.ended ? EMPTY : null;
  }

  private land(bytes: Bytes, req: number): void {
    if (!this.deaf) {
      if (this.chunks.length === 0) this.chunks = [{ bytes, req }];
      else this.chunks.push({ bytes, req });
      this.arrived += bytes.length;
    }
    this.readable.notifyAll();
  }

  private landEnd(): void {
    this.ended = true;
    this.readable.notifyAll();
  }
}

/** One end of a connection. */
export class Endpoint {
  closed = false;
  shutWrite = false;
  /** An error that the next call reports (a reset by the peer). */
  error: 'ECONNRESET' | 'EPIPE' | null = null;
  /** What seals what goes through this end, and who put it there. */
  layer: StreamLayer | null = null;
  layeredBy = 0;

  constructor(
    readonly conn: Connection,
    readonly side: 'up' | 'down',
    readonly rx: Flow,
    readonly tx: Flow,
    readonly localAddress: string,
    readonly peerAddress: string,
  ) {}

  get readReady(): boolean {
    const { layer } = this;
    if (layer !== null && (layer.available > 0 || layer.ended || layer.state === 'failed')) return true;
    return this.wireReady;
  }

  get wireReady(): boolean {
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

  /** Write what fits. Throws EPIPE or ECONNRESET as write(2) does, EPROTO through a layer that failed. */
  write(pid: number, end: Endpoint, bytes: Bytes, req: number): number {
    const { layer } = end;
    if (layer === null) return this.writeWire(pid, end, bytes, req, false);
    if (layer.state !== 'open') throw new SysError('EPROTO');
    const plain = bytes.subarray(0, end.tx.room);
    if (plain.length === 0 && end.error === null && !end.shutWrite) return 0;
    const data = fromLatin1(plain.subarray(0, this.tracedBytes));
    this.sim.emit({ kind: 'tls.sent', conn: this.id, pid, dir: end.side, bytes: plain.length, data, req });
    for (const record of layer.seal(plain)) this.writeWire(pid, end, record, req, true);
    return plain.length;
  }

  private writeWire(pid: number, end: Endpoint, bytes: Bytes, req: number, whole: boolean): number {
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
    const n = end.tx.put(bytes, req, whole);
    if (n > 0) {
      const most = Math.min(n, this.tracedBytes);
      const data = most === bytes.length ? fromKept(bytes) : fromLatin1(bytes.subarray(0, most));
      this.sim.emit({
        kind: 'conn.sent',
        conn: this.id,
        pid,
        dir: end.side,
        bytes: n,
        data,
        req,
        seq: 0,
        at: UNPLACED,
        cause: 0,
      });
    }
    return n;
  }

  /** Put a layer over this end; it may have something to say at once. */
  layer(pid: number, end: Endpoint, layer: StreamLayer): void {
    const first = end.layer === null;
    end.layer = layer;
    end.layeredBy = pid;
    if (first) this.sim.emit({ kind: 'tls.started', conn: this.id, pid, side: layer.side });
    this.flush(end);
  }

  /** Hand what has come to the layer. What it wants to say goes out with `flush`. */
  unseal(end: Endpoint): void {
    const { layer } = end;
    while (layer !== null && layer.state !== 'failed' && !layer.ended) {
      const bytes = this.readWire(end, Infinity);
      if (bytes === null) return;
      if (bytes.length === 0) layer.end();
      else layer.receive(bytes);
    }
  }

  flush(end: Endpoint): void {
    const { layer, layeredBy } = end;
    if (layer === null) return;
    for (const note of layer.takeNotes()) this.sim.emit(layerEvent(note, this.id, layeredBy, layer.side));
    for (const record of layer.takeOutput()) {
      // Nobody is left to hear it: the next read finds out.
      if (end.error || end.shutWrite || end.closed) continue;
      this.writeWire(layeredBy, end, record, this.req, true);
    }
  }

  peek(end: Endpoint, max: number): Bytes | null {
    const { layer } = end;
    if (layer === null) return end.rx.peek(max);
    this.unseal(end);
    this.flush(end);
    return layer.peek(max) ?? (layer.ended ? EMPTY : null);
  }

  /** Bytes, an empty array at the end of the stream, or null when there is nothing yet. */
  read(end: Endpoint, max: number): Bytes | null {
    const { layer } = end;
    if (layer === null) return this.readWire(end, max);
    if (layer.available === 0) {
      this.unseal(end);
      this.flush(end);
    }
    const bytes = layer.read(max);
    if (bytes !== null) return bytes;
    if (layer.ended) return EMPTY;
    if (layer.state === 'failed') throw new SysError('EPROTO');
    return null;
  }

  private readWire(end: Endpoint, max: number): Bytes | null {
    if (end.rx.available > 0) return end.rx.take(max);
    if (end.error) {
      const error = end.error;
      end.error = 'EPIPE';
      if (error === 'ECONNRESET') throw new SysError(error);
      return EMPTY;
    }
    return end.rx.take(max);
  }

  shutdown(pid: number, end: Endpoint): void {
    if (end.shutWrite || end.closed) return;
    end.shutWrite = true;
    end.tx.end();
    this.sim.emit({ kind: 'conn.shut', conn: this.id, pid, dir: end.side, seq: 0, at: UNPLACED, cause: 0 });
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
      this.sim.emit({ kind: 'conn.closed', conn: this.id, seq: 0, at: UNPLACED, cause: 0 });
    }
  }

  private fail(end: Endpoint, error: 'ECONNRESET' | 'EPIPE'): void {
    if (end.closed) return;
    end.error = error;
    end.rx.readable.notifyAll();
    end.tx.writable.notifyAll();
  }
}
