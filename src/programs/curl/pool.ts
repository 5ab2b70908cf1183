/** Connections of one curl: opened when needed, kept for the next request, shared by all operations. */
import type { Cond } from '../../engine/cond.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { CurlError } from './body.ts';
import { Connector, goalFor, type Opened } from './connect.ts';
import type { Options } from './options.ts';
import type { Voice } from './terminal.ts';
import type { Security } from './tls.ts';
import type { Url } from './url.ts';

export interface Connection extends Opened {
  readonly key: string;
  readonly reused: boolean;
  /** Set once TLS stands. */
  security: Security | null;
}

export class Pool {
  private readonly connector: Connector;
  private readonly idle: Connection[] = [];
  /** -Z: servers whose first answer shows whether they take several requests on one connection. */
  private readonly asked = new Map<string, Cond>();
  private readonly known = new Set<string>();

  constructor(
    private readonly sys: Sys,
    private readonly voice: Voice,
  ) {
    this.connector = new Connector(sys, voice);
  }

  /** `req` is the request's number in the trace. Throws CurlError. */
  *get(options: Options, url: Url, deadline: number, req: number, proxy: Url | null): Eff<Connection> {
    const goal = goalFor(options, url, proxy);
    const via = proxy !== null && url.scheme === 'https' ? `${url.host}:${url.port} ` : '';
    const key = `${url.scheme}:${via}${goal.unix ?? `${goal.host}:${goal.port}`}`;
    yield* this.hold(options, key);
    const kept = this.kept(key);
    if (kept) {
      yield* this.voice.info(`Found bundle for host: 0x${(0x55d0c0de0000 + kept.number * 64).toString(16)} [serially]`);
      yield* this.voice.info('Can not multiplex, even if we wanted to');
      yield* this.voice.info(`Re-using existing connection #${kept.number} with host ${kept.host}`);
      return { ...kept, reused: true };
    }
    try {
      const opened = yield* this.connector.open(options, goal, deadline, req);
      return { ...opened, key, reused: false, security: null };
    } catch (error) {
      if (error instanceof CurlError) this.answered({ key });
      throw error;
    }
  }

  /** Of transfers at once to one server, all but the first wait for its answer, unless --parallel-immediate. */
  private *hold({ manner, flags }: Options, key: string): Eff<void> {
    if (manner.parallel === 0 || flags.has('parallel-immediate')) return;
    const first = this.asked.get(key);
    if (first === undefined) this.asked.set(key, this.sys.cond());
    else while (!this.known.has(key)) yield first;
  }

  /** The server has said what it speaks, or will not. */
  answered({ key }: { readonly key: string }): void {
    this.known.add(key);
    this.asked.get(key)?.notifyAll();
  }

  /** Keep for the next URL, or close. */
  *done(connection: Connection, keep: boolean): Eff<void> {
    this.answered(connection);
    if (keep) {
      this.idle.push(connection);
      yield* this.voice.info(`Connection #${connection.number} to host ${connection.host} left intact`);
    } else {
      yield* this.voice.info(`Closing connection ${connection.number}`);
      if (connection.security !== null) {
        this.sys.net.farewell(connection.fd);
        yield* connection.security.tell();
      }
      this.sys.fs.close(connection.fd);
    }
  }

  private kept(key: string): Connection | null {
    const at = this.idle.findIndex((c) => c.key === key);
    const [found] = at < 0 ? [] : this.idle.splice(at, 1);
    if (!found) return null;
    try {
      if (this.sys.net.recvNow(found.fd) === null) return found;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    this.sys.fs.close(found.fd);
    return null;
  }
}
