/** Requests as load generators make them: many connections at once, each answer timed. Shared by ab, hey and wrk. */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, type Errno } from '../../machine/errno.ts';
import type { Address } from '../../machine/network.ts';
import type { Sys } from '../../machine/sys.ts';
import { headerValue, ResponseReader, wantsKeepAlive, type ResponseHead } from '../../protocols/http1/index.ts';

/** One request, times in µs. */
export interface Shot {
  readonly started: number;
  readonly connected: number;
  readonly firstByte: number;
  readonly ended: number;
  /** All bytes of the answer, those after its head as they came, and those of its body. */
  readonly bytes: number;
  readonly afterHead: number;
  readonly body: number;
  readonly status: number;
  readonly server: string;
  readonly keptAlive: boolean;
  /** connect, receive: what failed, and how. */
  readonly failure: { readonly at: 'connect' | 'receive'; readonly errno: Errno | 'closed' | 'timeout' } | null;
}

export interface Aim {
  readonly address: Address;
  readonly request: Bytes;
  readonly method: string;
  readonly keepAlive: boolean;
  /** µs for one answer. */
  readonly timeout: number;
}

/**
 * What a request costs the client itself, µs of a core: without it a server that answers at once would be asked for ever.
 * More than the real tools take, so that a run of some seconds stays within the trace's limits.
 */
const CLIENT_COST = 500;

/** One user: a connection that is used again where both sides like to. */
class Gunner {
  private fd: number | null = null;

  constructor(
    private readonly sys: Sys,
    private readonly aim: Aim,
  ) {}

  *fire(): Eff<Shot> {
    const { sys, aim } = this;
    const started = sys.now;
    yield* sys.cpu(CLIENT_COST);
    const empty = {
      started,
      connected: sys.now,
      firstByte: sys.now,
      bytes: 0,
      afterHead: 0,
      body: 0,
      status: 0,
      server: '',
      keptAlive: false,
    };
    const reused = this.fd !== null;
    if (this.fd === null) {
      try {
        this.fd = yield* sys.net.connect(aim.address, { timeout: aim.timeout });
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        return { ...empty, ended: sys.now, failure: { at: 'connect', errno: error.errno } };
      }
    }
    const connected = sys.now;
    const answer = yield* this.exchange(this.fd);
    const keep = answer.failure === null && aim.keepAlive && answer.head !== null && wantsKeepAlive(answer.head);
    if (!keep) this.close();
    // A kept connection that the server had closed meanwhile is opened anew.
    if (answer.failure !== null && reused && answer.bytes === 0) return yield* this.fire();
    return {
      ...empty,
      ...answer,
      connected,
      ended: sys.now,
      status: answer.head?.status ?? 0,
      server: answer.head === null ? '' : (headerValue(answer.head.headers, 'server') ?? ''),
      keptAlive: keep,
    };
  }

  /** When the request under way has begun. */
  since: number | null = null;

  close(): void {
    if (this.fd !== null) this.sys.fs.close(this.fd);
    this.fd = null;
  }

  private *exchange(
    fd: number,
  ): Eff<Pick<Shot, 'bytes' | 'afterHead' | 'body' | 'failure' | 'firstByte'> & { head: ResponseHead | null }> {
    const { sys, aim } = this;
    const reader = new ResponseReader(aim.method);
    const result = { bytes: 0, afterHead: 0, body: 0, head: null as ResponseHead | null, firstByte: sys.now };
    let head: Bytes = EMPTY;
    const until = sys.now + aim.timeout;
    const failed = (errno: Errno | 'closed' | 'timeout') => ({ ...result, failure: { at: 'receive' as const, errno } });
    try {
      yield* sys.net.send(fd, aim.request);
      for (;;) {
        const bytes = yield* sys.net.recv(fd, 65_536, Math.max(0, until - sys.now));
        if (bytes === null) return failed('timeout');
        if (result.bytes === 0) result.firstByte = sys.now;
        result.bytes += bytes.length;
        if (result.head !== null) result.afterHead += bytes.length;
        else head = concat([head, bytes]);
        for (const event of bytes.length === 0 ? reader.eof() : reader.feed(bytes)) {
          if (event.type === 'head') {
            result.head = event.head;
            result.afterHead = head.length - endOfHead(head);
          } else if (event.type === 'data') result.body += event.data.length;
          else if (event.type === 'end') return { ...result, failure: null };
          else if (event.type === 'fault') return failed('closed');
        }
        if (bytes.length === 0) return failed('closed');
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return failed(error.errno);
    }
  }
}

/** Where the empty line has ended that ends a head. */
function endOfHead(bytes: Bytes): number {
  const at = bytes.findIndex(
    (b, i) => b === 10 && (bytes[i + 1] === 10 || (bytes[i + 1] === 13 && bytes[i + 2] === 10)),
  );
  return at + (bytes[at + 1] === 10 ? 2 : 3);
}

/** Looks from time to time at when the requests under way have begun. */
export interface Watch {
  /** µs */
  readonly every: number;
  readonly look: (begun: readonly number[]) => void;
}

/** `total` shots (Infinity: until the time is over) by `users` at once. Stops at the first failed connect when asked to. */
export function* fireAll(
  sys: Sys,
  aim: Aim,
  users: number,
  total: number,
  until: number,
  onShot: (shot: Shot) => boolean,
  watch: Watch | null = null,
): Eff<void> {
  let left = total;
  let busy = users;
  let stopped = false;
  const gunners: Gunner[] = [];
  let next = watch === null ? Infinity : sys.now + watch.every;
  const done = sys.cond();
  const user = function* (): Eff<void> {
    const gunner = new Gunner(sys, aim);
    gunners.push(gunner);
    while (left > 0 && !stopped && sys.now < until) {
      left--;
      gunner.since = sys.now;
      const shot = yield* gunner.fire();
      gunner.since = null;
      if (sys.now <= until || shot.failure === null) stopped = !onShot(shot) || stopped;
    }
    gunner.close();
    busy--;
    done.notifyAll();
  };
  for (let i = 0; i < users; i++) sys.thread(`user ${i + 1}`, user());
  while (busy > 0 && sys.now < until) {
    const due = Math.min(until, next);
    yield* sys.waitAny([done], due === Infinity ? null : Math.max(0, due - sys.now));
    if (watch === null || sys.now < next) continue;
    next += watch.every;
    watch.look(gunners.flatMap(({ since }) => (since === null ? [] : [since])));
  }
}

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly hostHeader: string;
}

export function parseTarget(url: string): Target | null {
  const match = /^(?:http:\/\/)?(\[[^\]]*\]|[^/:?#]+)(?::(\d+))?(\/[^#]*|\?[^#]*)?$/.exec(url);
  if (!match) return null;
  const [, host = '', port, path = ''] = match;
  const number = port === undefined ? 80 : Number(port);
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: number,
    path,
    hostHeader: number === 80 ? host : `${host}:${number}`,
  };
}

export const requestOf = (head: string, body: Bytes | null): Bytes =>
  concat([Uint8Array.from(head, (c) => c.charCodeAt(0) & 0xff), body ?? EMPTY]);
