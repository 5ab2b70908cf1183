/**
 * A scripted HTTP client: one connection, requests in order, each with every unkindness that a test or a lesson asks
 * for (pieces, pauses, garbage, leaving early, reading late). It reports what it saw, to the byte and the microsecond.
 */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';
import type { Eff, Task } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import {
  chunk,
  lastChunk,
  ResponseReader,
  type Framing,
  type Header,
  type ResponseEvent,
  type ResponseHead,
} from '../../protocols/http1/index.ts';
import { TlsClient } from '../../protocols/tls/client.ts';
import { resolveAddress } from './address.ts';
import { connectFailure, type Failure } from './failure.ts';
import { isHttp09, methodOf, requestHead, type Part, type ScriptRequest } from './script-request.ts';
import { playWebSocket, type WsFrame } from './websocket.ts';

/** What the client saw. Times are absolute virtual µs, except in `frames`. */
export interface ScriptOutcome {
  readonly id: string;
  readonly req: number;
  start: number;
  end: number;
  error: Failure | null;
  head: ResponseHead | null;
  framing: Framing | 'http/0.9' | null;
  readonly interim: { readonly at: number; readonly status: number; readonly reason: string }[];
  /** Body data as it came, decoded, with the instant. */
  readonly pieces: { readonly at: number; readonly data: Bytes }[];
  /** Everything received, for what is no HTTP or was to be read raw. */
  raw: Bytes | null;
  firstByte: number | null;
  sentAll: number | null;
  reused: boolean;
  idleClosed: boolean;
  /** With linger: µs after the response, null when the server did not close. */
  serverClosedAfter: number | null | undefined;
  frames: readonly WsFrame[] | null;
}

/** The program of one connection's requests. Tells `report` each outcome when the client is done with it. */
export function scriptedClient(requests: readonly ScriptRequest[], report: (outcome: ScriptOutcome) => void) {
  return function* client(sys: Sys): Eff<number> {
    const connection: Connection = { fd: null };
    for (const [i, request] of requests.entries()) {
      if (request.at > sys.now) yield* sys.sleep(request.at - sys.now);
      const run = new Exchange(sys, connection, request);
      const outcome = yield* run.play(i > 0);
      const last = i === requests.length - 1;
      if (last && request.hold !== null && connection.fd !== null) yield* sys.sleep(request.hold);
      if (outcome.error !== null || last) run.close('close');
      report(outcome);
    }
    return 0;
  };
}

interface Connection {
  fd: number | null;
}

class Exchange {
  private readonly outcome: ScriptOutcome;
  private readonly received: Bytes[] = [];
  private readonly reader: ResponseReader;
  private readonly start: number;
  private readonly mayContinue;
  private continued = false;

  constructor(
    private readonly sys: Sys,
    private readonly connection: Connection,
    private readonly request: ScriptRequest,
  ) {
    this.start = sys.now;
    this.mayContinue = sys.cond();
    this.reader = new ResponseReader(methodOf(request));
    this.outcome = {
      id: request.id,
      req: ++sys.world.requestIds,
      start: sys.now,
      end: sys.now,
      error: null,
      head: null,
      framing: null,
      interim: [],
      pieces: [],
      raw: null,
      firstByte: null,
      sentAll: null,
      reused: false,
      idleClosed: false,
      serverClosedAfter: undefined,
      frames: null,
    };
  }

  *play(mayReuse: boolean): Eff<ScriptOutcome> {
    const { sys, request, outcome } = this;
    const { req } = outcome;
    sys.emit({
      kind: 'request.started',
      req,
      client: request.id,
      method: methodOf(request),
      target: request.target,
      to: request.to,
    });
    if (mayReuse) this.checkIdle();
    const failure = yield* this.connect();
    if (failure === null) {
      const writer = sys.thread('send', this.write());
      try {
        outcome.error = yield* this.read();
      } finally {
        sys.world.sim.cancel(writer as Task);
      }
    } else outcome.error = failure;
    outcome.end = sys.now;
    if (outcome.error === null) {
      const bytes = outcome.pieces.reduce((n, p) => n + p.data.length, 0);
      sys.emit({ kind: 'request.finished', req, status: outcome.head?.status ?? 0, bytes });
      if (request.linger !== null) outcome.serverClosedAfter = yield* this.linger(request.linger);
    } else {
      sys.emit({ kind: 'request.failed', req, error: outcome.error });
      if (outcome.error === 'aborted') this.close(request.abortHow);
    }
    return outcome;
  }

  close(how: 'close' | 'rst'): void {
    const { fd } = this.connection;
    if (fd === null) return;
    this.connection.fd = null;
    if (how === 'rst') this.sys.net.abort(fd);
    else this.sys.fs.close(fd);
  }

  /** Has the server closed the idle connection meanwhile? */
  private checkIdle(): void {
    if (this.connection.fd === null) return;
    if (this.recvNow()?.length === 0) {
      this.outcome.idleClosed = true;
      this.close('close');
    } else this.outcome.reused = true;
  }

  private *connect(): Eff<Failure | null> {
    if (this.connection.fd !== null) return null;
    const { sys, request } = this;
    const address = resolveAddress(sys, request.to);
    if (address === null) return 'unknown-host';
    try {
      this.connection.fd = yield* sys.net.connect(address, {
        timeout: Math.min(request.timeout, request.abortAt ?? Infinity),
        nonblocking: true,
        req: this.outcome.req,
        ...(request.source === null ? {} : { source: request.source }),
        ...(request.receiveBuffer === null ? {} : { receiveBuffer: request.receiveBuffer }),
      });
      return request.tls === null ? null : yield* this.secure(this.connection.fd, request.tls.sni);
    } catch (error) {
      const failure = connectFailure(error);
      return failure === 'connect-timeout' && request.abortAt !== null ? 'aborted' : failure;
    }
  }

  private *secure(fd: number, sni: string | null): Eff<Failure | null> {
    const { sys, request } = this;
    const session = new TlsClient({ random: (count) => sys.random(count), sni, alpn: [], trust: null });
    sys.net.secure(fd, session);
    try {
      if (!(yield* sys.net.handshake(fd, request.timeout))) return 'timeout';
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return 'reset';
    }
    return session.failure === null ? null : `tls: ${session.failure.reason}`;
  }

  /** Sends head and body; a peer that went away is the reader's to notice. */
  private *write(): Eff<void> {
    const { sys, request, outcome } = this;
    try {
      if (request.rawParts === null) yield* this.writeRequest();
      else yield* this.writeParts(request.rawParts);
      outcome.sentAll = sys.now;
      if (request.shutdownWrite && this.connection.fd !== null) sys.net.shutdown(this.connection.fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  private *writeRequest(): Eff<void> {
    const { request } = this;
    const parts = request.bodyParts ?? (request.body === null ? [] : [[0, request.body] as const]);
    const head = requestHead(request, parts);
    const first = parts[0];
    // What needs no pause goes out in one piece, as from one sendall.
    if (first && first[0] === 0 && parts.length === 1 && !request.expect100) {
      const body = request.chunked ? concat([chunk(first[1]), lastChunk()]) : first[1];
      return yield* this.send(concat([head, body]));
    }
    yield* this.send(head);
    if (request.expect100 && !this.continued) yield* this.sys.waitAny([this.mayContinue], 1_000_000);
    yield* this.writeParts(request.chunked ? parts.map(([delay, data]) => [delay, chunk(data)] as const) : parts);
    if (request.chunked) yield* this.send(lastChunk());
  }

  private *writeParts(parts: readonly Part[]): Eff<void> {
    for (const [delay, bytes] of parts) {
      if (delay > 0) yield* this.sys.sleep(delay);
      yield* this.send(bytes);
    }
  }

  private *send(bytes: Bytes): Eff<void> {
    const { fd } = this.connection;
    if (fd === null || bytes.length === 0) return;
    yield* this.sys.net.send(fd, bytes, this.outcome.req);
    const { conn } = this.sys.net.traceOf(fd);
    if (this.outcome.sentAll === null) this.sys.emit({ kind: 'request.sent', req: this.outcome.req, conn });
    this.outcome.sentAll = this.sys.now;
  }

  private *read(): Eff<Failure | null> {
    const { sys, request } = this;
    if (request.readDelay !== null) yield* sys.sleep(request.readDelay);
    const limit = this.start + request.timeout;
    const leave = request.abortAt === null ? Infinity : this.start + request.abortAt;
    for (;;) {
      const left = Math.min(limit, leave) - sys.now;
      if (left <= 0) return leave <= limit ? 'aborted' : this.givenUp('timeout');
      let bytes: Bytes | null;
      try {
        bytes = yield* sys.net.recv(this.connection.fd ?? -1, 1_048_576, left);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        return this.cutOff(error.errno === 'ECONNRESET');
      }
      if (bytes === null) continue;
      if (bytes.length === 0) return this.cutOff(false);
      this.received.push(bytes);
      if (this.outcome.firstByte === null) this.outcome.firstByte = sys.now;
      if (request.readUntilClose) continue;
      const done = this.take(this.reader.feed(bytes));
      if (done === 'upgraded') return yield* this.upgraded();
      if (done !== 'more') return done;
    }
  }

  /** Note what came; 'more' while the response goes on, null when it is complete. */
  private take(events: readonly ResponseEvent[]): Failure | null | 'more' | 'upgraded' {
    const { sys, outcome } = this;
    for (const event of events) {
      switch (event.type) {
        case 'interim':
          outcome.interim.push({ at: sys.now, status: event.head.status, reason: event.head.reason });
          this.continued = true;
          this.mayContinue.notifyAll();
          break;
        case 'head':
          outcome.head = event.head;
          outcome.framing = event.framing;
          sys.emit({
            kind: 'request.head',
            req: outcome.req,
            status: event.head.status,
            reason: event.head.reason,
            headers: event.head.headers.map((h: Header) => [h.name, h.value] as const),
          });
          break;
        case 'data':
          outcome.pieces.push({ at: sys.now, data: event.data });
          break;
        case 'end':
          this.rest = event.rest;
          return this.request.ws !== null && outcome.head?.status === 101 ? 'upgraded' : null;
        case 'fault':
          return this.broken(event.received);
      }
    }
    return 'more';
  }

  private rest: Bytes = EMPTY;

  private *upgraded(): Eff<Failure | null> {
    const { fd } = this.connection;
    if (fd === null || this.request.ws === null) return null;
    const { sys, request, outcome } = this;
    const played = yield* playWebSocket(sys, fd, request.ws ?? [], this.rest, this.start, outcome.req);
    outcome.frames = played.frames;
    if (played.reset) this.close('rst');
    return null;
  }

  private broken(received: Bytes): Failure | null {
    if (this.outcome.head !== null) return 'bad-chunk';
    if (isHttp09(this.request)) return 'bad-status-line';
    this.outcome.raw = received;
    return 'bad-status-line';
  }

  /** The server closed, or reset the connection. */
  private cutOff(reset: boolean): Failure | null {
    const { outcome } = this;
    const all = this.received.length === 0 ? EMPTY : concat(this.received);
    if (this.request.readUntilClose) {
      outcome.raw = all;
      return all.length > 0 ? null : reset ? 'reset' : 'empty-reply';
    }
    if (all.length === 0) return reset ? 'reset' : 'empty-reply';
    if (outcome.head === null && isHttp09(this.request)) {
      outcome.raw = all;
      outcome.framing = 'http/0.9';
      return null;
    }
    if (outcome.head !== null) {
      const done = reset ? 'more' : this.take(this.reader.eof());
      return done === null ? null : reset ? 'incomplete-reset' : 'incomplete';
    }
    outcome.raw = all;
    return /^HTTP\/\d/.test(String.fromCharCode(...all.subarray(0, 6))) ? 'incomplete-headers' : 'bad-status-line';
  }

  private givenUp(failure: Failure): Failure {
    if (this.request.readUntilClose && this.received.length > 0) this.outcome.raw = concat(this.received);
    return failure;
  }

  private *linger(limit: number): Eff<number | null> {
    const { sys } = this;
    const from = sys.now;
    const { fd } = this.connection;
    if (fd === null) return 0;
    while (sys.now - from < limit) {
      try {
        const bytes = yield* sys.net.recv(fd, 65_536, limit - (sys.now - from));
        if (bytes?.length === 0) return sys.now - from;
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        return sys.now - from;
      }
    }
    return null;
  }

  private recvNow(): Bytes | null {
    try {
      return this.sys.net.recvNow(this.connection.fd ?? -1);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return EMPTY;
    }
  }
}
