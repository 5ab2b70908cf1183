/** Getting a connection: names, --resolve, --connect-to, unix sockets, several addresses in turn, kept connections. */
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { CurlError } from './body.ts';
import type { Options } from './options.ts';
import type { Security } from './tls.ts';
import type { Voice } from './terminal.ts';
import type { Url } from './url.ts';

export interface Connection {
  readonly fd: number;
  readonly number: number;
  readonly key: string;
  readonly host: string;
  readonly remote: string;
  readonly reused: boolean;
  /** Set once TLS stands. */
  security: Security | null;
}

export class Pool {
  private numbers = 0;
  /** Names that have been looked up. */
  private readonly resolved = new Set<string>();
  private readonly idle: Connection[] = [];

  constructor(
    private readonly sys: Sys,
    private readonly options: Options,
    private readonly voice: Voice,
  ) {}

  /** `req` is the request's number in the trace. */
  *get(url: Url, deadline: number, req: number, proxy: Url | null): Eff<Connection> {
    const { host, port } = proxy ?? this.goal(url);
    this.checkResolve();
    const unix = this.options.texts.get('unix-socket');
    const via = proxy !== null && url.scheme === 'https' ? `${url.host}:${url.port} ` : '';
    const key = `${url.scheme}:${via}${unix ?? `${host}:${port}`}`;
    const kept = this.kept(key);
    if (kept) {
      yield* this.voice.info(`Found bundle for host: 0x${(0x55d0c0de0000 + kept.number * 64).toString(16)} [serially]`);
      yield* this.voice.info('Can not multiplex, even if we wanted to');
      yield* this.voice.info(`Re-using existing connection #${kept.number} with host ${url.host}`);
      return { ...kept, reused: true };
    }
    if (unix !== undefined) return yield* this.connectUnix(url, unix, key, req);
    return yield* this.connectTcp(url, { host, port, proxied: proxy !== null }, key, deadline, req);
  }

  private checkResolve(): void {
    const bad = this.options.resolve.find((rule) => !/^-?\+?[^:]+:\d+(?::.+)?$/.test(rule));
    if (bad !== undefined) throw new CurlError(49, `Couldn't parse CURLOPT_RESOLVE entry '${bad}'`);
  }

  /** Keep for the next URL, or close. */
  *done(connection: Connection, keep: boolean): Eff<void> {
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

  /** Where to, after --connect-to HOST1:PORT1:HOST2:PORT2 (empty parts match anything and change nothing). */
  private goal(url: Url): { host: string; port: number } {
    for (const rule of this.options.connectTo) {
      const [host1 = '', port1 = '', host2 = '', port2 = ''] = rule.split(/:(?![^[]*\])/);
      if ((host1 !== '' && host1 !== url.host) || (port1 !== '' && Number(port1) !== url.port)) continue;
      return {
        host: host2 === '' ? url.host : host2.replace(/^\[|\]$/g, ''),
        port: port2 === '' ? url.port : Number(port2),
      };
    }
    return { host: url.host, port: url.port };
  }

  private addresses(host: string, port: number): readonly string[] {
    for (const rule of this.options.resolve) {
      const match = /^\+?([^:]+):(\d+):(.+)$/.exec(rule);
      if (match && (match[1] === host || match[1] === '*') && Number(match[2]) === port) {
        return (match[3] ?? '').split(',').map((ip) => ip.replace(/^\[|\]$/g, ''));
      }
    }
    const { flags } = this.options;
    const found = this.sys.net
      .resolve(host)
      .filter((ip) => (ip.includes(':') ? !flags.has('ipv4') : !flags.has('ipv6')));
    // IPv6 first (RFC 6724), then in the order of the answer.
    return [...found.filter((ip) => ip.includes(':')), ...found.filter((ip) => !ip.includes(':'))];
  }

  private *connectTcp(
    url: Url,
    { host, port, proxied }: { readonly host: string; readonly port: number; readonly proxied: boolean },
    key: string,
    deadline: number,
    req: number,
  ): Eff<Connection> {
    const { sys, voice } = this;
    const begun = sys.now;
    const addresses = this.addresses(host, port);
    if (addresses.length === 0) {
      yield* voice.info(`Could not resolve host: ${host}`);
      yield* voice.info(`Could not resolve host: ${host}`);
      yield* voice.info(`Closing connection ${this.numbers++}`);
      throw proxied
        ? new CurlError(5, `Could not resolve proxy: ${host}`)
        : new CurlError(6, `Could not resolve host: ${host}`);
    }
    const limit = this.options.numbers.get('connect-timeout');
    if (this.resolved.has(`${host}:${port}`)) yield* voice.info(`Hostname ${host} was found in DNS cache`);
    this.resolved.add(`${host}:${port}`);
    const until = Math.min(deadline, limit === undefined ? Infinity : begun + limit * 1_000_000);
    for (const ip of addresses) {
      yield* voice.info(`  Trying ${ip.includes(':') ? `[${ip}]` : ip}:${port}...`);
      try {
        const fd = yield* sys.net.connect(
          { family: 'tcp', ip, port },
          { req, ...(until === Infinity ? {} : { timeout: Math.max(0, until - sys.now) }) },
        );
        const number = this.numbers++;
        yield* voice.info(`Connected to ${host} (${ip}) port ${port} (#${number})`);
        return { fd, number, key, host: url.host, remote: ip, reused: false, security: null };
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        if (error.errno === 'ETIMEDOUT' && sys.now >= until) {
          throw new CurlError(28, `Connection timed out after ${Math.round((sys.now - begun) / 1000)} milliseconds`);
        }
        yield* voice.info(`connect to ${ip} port ${port} failed: ${strerror(error.errno)}`);
      }
    }
    return yield* this.failed(host, port, begun);
  }

  private *connectUnix(url: Url, path: string, key: string, req: number): Eff<Connection> {
    const { sys, voice } = this;
    const begun = sys.now;
    yield* voice.info(`  Trying ${path}:0...`);
    try {
      const fd = yield* sys.net.connect({ family: 'unix', path }, { req });
      const number = this.numbers++;
      yield* voice.info(`Connected to ${url.host} (${path}) port ${url.port} (#${number})`);
      return { fd, number, key, host: url.host, remote: path, reused: false, security: null };
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* voice.info(`connect to ${path} port ${url.port} failed: ${strerror(error.errno)}`);
      return yield* this.failed(url.host, url.port, begun);
    }
  }

  private *failed(host: string, port: number, begun: number): Eff<never> {
    const message = `Failed to connect to ${host} port ${port} after ${Math.round((this.sys.now - begun) / 1000)} ms: Couldn't connect to server`;
    yield* this.voice.info(message);
    yield* this.voice.info(`Closing connection ${this.numbers++}`);
    throw new CurlError(7, message);
  }
}
