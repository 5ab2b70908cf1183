/**
 * Load clients: guests who arrive by a plan (a burst, every n ms, Poisson, a closed loop of users, a list), ask over
 * real sockets, and note how it went. Each request has a ticket number; a request is due when the plan says so, whether
 * or not the server keeps up (open loop), except for the users of a closed loop, who wait for their answers.
 */
import { concat, EMPTY, fromUtf8, latin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { ResponseReader, wantsKeepAlive, type ResponseHead } from '../../protocols/http1/index.ts';
import { arrivals, pickTarget } from './arrivals.ts';
import { hostHeader, isSecure, resolveAddress } from './address.ts';
import { Security } from './security.ts';
import { connectFailure, type Failure } from './failure.ts';
import type { Headers } from '../../trace/events.ts';
import { UNPLACED } from '../../trace/time.ts';

export interface LoadTarget {
  readonly path: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Bytes | null;
  readonly weight: number;
}

/** Times are µs after the client starts. */
export interface LoadPlan {
  readonly client: string;
  readonly kind: 'burst' | 'every' | 'poisson' | 'closed' | 'list';
  /** In all; 0 for no end but the run's. */
  readonly count: number;
  readonly every: number;
  /** Per second. */
  readonly rate: number;
  readonly users: number;
  readonly think: number;
  readonly list: readonly number[];
  /** Requests become due before this. */
  readonly stopAfter: number;
  readonly to: string;
  readonly hostHeader: string | null;
  readonly targets: readonly LoadTarget[];
  readonly keepalive: boolean;
  readonly slowUpload: { readonly pieces: number; readonly every: number } | null;
  readonly slowReader: { readonly bytes: number; readonly every: number } | null;
  readonly giveUp: number | null;
}

export function loadClient(plan: LoadPlan) {
  return function* client(sys: Sys): Eff<number> {
    const run = new Load(sys, plan);
    yield* plan.kind === 'closed' ? run.closed() : run.open();
    return 0;
  };
}

class Load {
  private readonly begin: number;
  private made = 0;
  private busy = 0;
  private readonly idle: number[] = [];
  private readonly security: Security;
  private readonly heads = new Map<LoadTarget, Bytes>();
  private readonly changed;

  constructor(
    private readonly sys: Sys,
    private readonly plan: LoadPlan,
  ) {
    this.begin = sys.now;
    this.security = new Security(sys);
    this.changed = sys.cond();
  }

  *open(): Eff<void> {
    for (const due of arrivals(this.sys, this.plan)) {
      if (due >= this.plan.stopAfter) break;
      const wait = this.begin + due - this.sys.now;
      if (wait > 0) yield* this.sys.sleep(wait);
      this.made++;
      this.busy++;
      this.sys.thread(`request ${this.made}`, this.counted(pickTarget(this.sys, this.plan.targets, this.plan.client)));
    }
    while (this.busy > 0) yield this.changed;
  }

  *closed(): Eff<void> {
    for (let user = 0; user < this.plan.users; user++) {
      this.busy++;
      this.sys.thread(`user ${user + 1}`, this.user());
    }
    while (this.busy > 0) yield this.changed;
  }

  private *user(): Eff<void> {
    const { plan, sys } = this;
    try {
      while (plan.count === 0 || this.made < plan.count) {
        if (sys.now - this.begin >= plan.stopAfter) return;
        this.made++;
        const started = sys.now;
        yield* this.request(pickTarget(this.sys, this.plan.targets, this.plan.client));
        // A refused connection takes no time: without a pause the user would ask for ever at one instant.
        const pause = plan.think > 0 ? plan.think : sys.now === started ? 1000 : 0;
        if (pause > 0) yield* sys.sleep(pause);
      }
    } finally {
      this.busy--;
      this.changed.notifyAll();
    }
  }

  private *counted(target: LoadTarget): Eff<void> {
    try {
      yield* this.request(target);
    } finally {
      this.busy--;
      this.changed.notifyAll();
    }
  }

  private *request(target: LoadTarget): Eff<void> {
    const { sys, plan } = this;
    const req = ++sys.world.requestIds;
    sys.emit({
      kind: 'request.started',
      req,
      client: plan.client,
      method: target.method,
      target: target.path,
      to: plan.to,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
    const visit = new Visit(sys, plan, target, req, this.idle, this.heads, this.security);
    const failure = yield* visit.run();
    if (failure === null)
      sys.emit({
        kind: 'request.finished',
        req,
        status: visit.status,
        bytes: visit.bytes,
        seq: 0,
        at: UNPLACED,
        cause: 0,
      });
    else sys.emit({ kind: 'request.failed', req, error: failure });
  }
}

/** Heads that come again are the same object (http1/remember.ts), so the trace can do with one list of their headers. */
const traced = new WeakMap<ResponseHead, Headers>();

function tracedHeaders(head: ResponseHead): Headers {
  let headers = traced.get(head);
  if (headers === undefined) traced.set(head, (headers = head.headers.map((h) => [h.name, h.value])));
  return headers;
}

/** One request from the door to the answer. */
class Visit {
  status = 0;
  bytes = 0;
  private readonly deadline: number;
  private head: ResponseHead | null = null;
  private answered = false;

  constructor(
    private readonly sys: Sys,
    private readonly plan: LoadPlan,
    private readonly target: LoadTarget,
    private readonly req: number,
    /** Kept connections that nobody uses right now. */
    private readonly idle: number[],
    /** Heads that were sent before: they are the same for every request to a target. */
    private readonly heads: Map<LoadTarget, Bytes>,
    private readonly security: Security,
  ) {
    this.deadline = plan.giveUp === null ? Infinity : sys.now + plan.giveUp;
  }

  *run(): Eff<Failure | null> {
    const { sys } = this;
    let fd = this.takeIdle();
    if (fd === null) {
      const address = resolveAddress(sys, this.plan.to);
      if (address === null) return 'unknown-host';
      try {
        fd = yield* this.connect(address);
      } catch (error) {
        return connectFailure(error);
      }
    }
    try {
      const refused = isSecure(this.plan.to) && !sys.net.secured(fd) ? yield* this.secure(fd) : null;
      const failure = refused ?? (yield* this.converse(fd));
      if (failure === null && this.plan.keepalive && this.head !== null && wantsKeepAlive(this.head)) {
        this.idle.push(fd);
        fd = null;
      }
      return failure;
    } finally {
      if (fd !== null && sys.process.fds.has(fd)) {
        sys.net.farewell(fd);
        sys.fs.close(fd);
      }
    }
  }

  private secure(fd: number): Eff<Failure | null> {
    return this.security.over(fd, this.plan.to, this.deadline - this.sys.now);
  }

  private connect(address: NonNullable<ReturnType<typeof resolveAddress>>): Eff<number> {
    const { plan, sys, req } = this;
    const timeout = this.deadline - sys.now;
    return sys.net.connect(address, {
      req,
      ...(timeout === Infinity ? {} : { timeout }),
      ...(plan.slowReader === null ? {} : { receiveBuffer: Math.max(4096, plan.slowReader.bytes) }),
    });
  }

  /** A kept connection that the server has not closed meanwhile. */
  private takeIdle(): number | null {
    for (let fd = this.idle.pop(); fd !== undefined; fd = this.idle.pop()) {
      try {
        if (this.sys.net.recvNow(fd) === null) return fd;
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      }
      this.sys.fs.close(fd);
    }
    return null;
  }

  private *converse(fd: number): Eff<Failure | null> {
    const { sys } = this;
    const writer = sys.thread('send', this.write(fd));
    try {
      return yield* this.read(fd);
    } finally {
      sys.world.sim.cancel(writer);
    }
  }

  private *write(fd: number): Eff<void> {
    const { sys, plan, req, target } = this;
    const { conn } = sys.net.traceOf(fd);
    const body = target.body ?? EMPTY;
    try {
      sys.emit({ kind: 'request.sent', req, conn, seq: 0, at: UNPLACED, cause: 0 });
      if (plan.slowUpload === null || body.length === 0) {
        const head = this.requestHead(body);
        yield* sys.net.send(fd, body.length === 0 ? head : concat([head, body]), req);
        return;
      }
      yield* sys.net.send(fd, this.requestHead(body), req);
      const size = Math.max(1, Math.ceil(body.length / plan.slowUpload.pieces));
      for (let at = 0; at < body.length; at += size) {
        yield* sys.sleep(plan.slowUpload.every);
        yield* sys.net.send(fd, body.subarray(at, at + size), req);
      }
    } catch (error) {
      // The server went away: the reader hears of it and says what it means.
      if (!(error instanceof SysError)) throw error;
    }
  }

  private requestHead(body: Bytes): Bytes {
    const known = this.heads.get(this.target) ?? this.makeHead(body);
    this.heads.set(this.target, known);
    return known;
  }

  private makeHead(body: Bytes): Bytes {
    const { plan, target } = this;
    const given = new Set(target.headers.map(([name]) => name.toLowerCase()));
    const lines = [`${target.method} ${target.path} HTTP/1.1`];
    if (!given.has('host')) lines.push(`Host: ${plan.hostHeader ?? hostHeader(plan.to)}`);
    if (!given.has('user-agent')) lines.push('User-Agent: diner/1.0');
    if (!given.has('accept')) lines.push('Accept: */*');
    if (!plan.keepalive && !given.has('connection')) lines.push('Connection: close');
    for (const [name, value] of target.headers) lines.push(`${name}: ${value}`);
    if (target.body !== null && !given.has('content-length')) lines.push(`Content-Length: ${body.length}`);
    return latin1(`${lines.join('\r\n')}\r\n\r\n`);
  }

  private *read(fd: number): Eff<Failure | null> {
    const { sys, plan } = this;
    const reader = new ResponseReader(this.target.method);
    for (;;) {
      const left = this.deadline - sys.now;
      if (left <= 0) return 'timeout';
      let bytes: Bytes | null;
      try {
        bytes = yield* sys.net.recv(fd, plan.slowReader?.bytes ?? 65_536, left === Infinity ? null : left);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        return !this.answered ? 'reset' : this.head === null ? 'incomplete-headers' : 'incomplete-reset';
      }
      if (bytes === null) return 'timeout';
      const ended = bytes.length === 0;
      if (ended && !this.answered) return 'empty-reply';
      this.answered = true;
      for (const event of ended ? reader.eof() : reader.feed(bytes)) {
        if (event.type === 'head') this.gotHead(event.head);
        else if (event.type === 'data') this.bytes += event.data.length;
        else if (event.type === 'end') return null;
        else if (event.type === 'fault') return this.fault(ended, event.received);
      }
      if (ended) return 'incomplete';
      if (plan.slowReader !== null) yield* sys.sleep(plan.slowReader.every);
    }
  }

  private fault(ended: boolean, received: Bytes): Failure {
    if (this.head !== null) return ended ? 'incomplete' : 'bad-chunk';
    return ended && fromUtf8(received).startsWith('HTTP/') ? 'incomplete-headers' : 'bad-status-line';
  }

  private gotHead(head: ResponseHead): void {
    this.head = head;
    this.status = head.status;
    this.sys.emit({
      kind: 'request.head',
      req: this.req,
      status: head.status,
      reason: head.reason,
      headers: tracedHeaders(head),
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
  }
}
