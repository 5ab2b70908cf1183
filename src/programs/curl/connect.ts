/** Getting a connection: names, --resolve, --connect-to, --interface, unix sockets, several addresses in turn. */
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror, type Errno } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { CurlError } from './body.ts';
import type { Options } from './options.ts';
import type { Voice } from './terminal.ts';
import type { Url } from './url.ts';

export interface Goal {
  readonly host: string;
  readonly port: number;
  readonly proxied: boolean;
  /** --connect-to named the host. */
  readonly renamed: boolean;
  readonly unix: string | null;
}

export interface Opened {
  readonly fd: number;
  readonly number: number;
  /** As curl calls it in the end. */
  readonly host: string;
  readonly remote: string;
}

/** A connect(2) that does not block hears of these only later. */
const LATER: ReadonlySet<Errno> = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH']);

export class Connector {
  private numbers = 0;
  /** Names that have been looked up. */
  private readonly resolved = new Set<string>();

  constructor(
    private readonly sys: Sys,
    private readonly voice: Voice,
  ) {}

  /** `req` is the request's number in the trace. Throws CurlError. */
  *open(options: Options, goal: Goal, deadline: number, req: number): Eff<Opened> {
    yield* this.tellGoal(options, goal);
    return goal.unix === null ? yield* this.tcp(options, goal, deadline, req) : yield* this.unix(goal, goal.unix, req);
  }

  private *tellGoal(options: Options, { host, port, renamed }: Goal): Eff<void> {
    const { voice } = this;
    for (const rule of options.resolve) {
      const name = /^\+?([^:]+:\d+):/.exec(rule)?.[1];
      if (name === undefined || this.resolved.has(name)) continue;
      this.resolved.add(name);
      yield* voice.info(`Added ${rule.replace(/^\+/, '')} to DNS cache`);
    }
    if (!renamed) return;
    yield* voice.info(`Connecting to hostname: ${host}`);
    yield* voice.info(`Connecting to port: ${port}`);
  }

  private addresses(options: Options, host: string, port: number): readonly string[] {
    const { flags } = options;
    for (const rule of options.resolve) {
      const match = /^\+?([^:]+):(\d+):(.+)$/.exec(rule);
      if (match && (match[1]?.toLowerCase() === host.toLowerCase() || match[1] === '*') && Number(match[2]) === port) {
        return (match[3] ?? '').split(',').map((ip) => ip.replace(/^\[|\]$/g, ''));
      }
    }
    const found = this.sys.net
      .resolve(host)
      .filter((ip) => (ip.includes(':') ? !flags.has('ipv4') : !flags.has('ipv6')));
    const [four, six] = [found.filter((ip) => !ip.includes(':')), found.filter((ip) => ip.includes(':'))];
    // IPv6 first (RFC 6724), then in the order of the answer; but curl knows localhost by itself, IPv4 first.
    return /^(?:.+\.)?localhost$/i.test(host) ? [...four, ...six] : [...six, ...four];
  }

  private *tcp(options: Options, goal: Goal, deadline: number, req: number): Eff<Opened> {
    const { sys, voice } = this;
    const { host, port } = goal;
    const begun = sys.now;
    const addresses = this.addresses(options, host, port);
    if (addresses.length === 0) {
      yield* voice.info(`Could not resolve host: ${host}`);
      yield* voice.info(`Could not resolve host: ${host}`);
      yield* voice.info(`Closing connection ${this.numbers++}`);
      throw goal.proxied
        ? new CurlError(5, `Could not resolve proxy: ${host}`)
        : new CurlError(6, `Could not resolve host: ${host}`);
    }
    const limit = options.numbers.get('connect-timeout') || undefined;
    const known = this.resolved.has(`${host}:${port}`) || this.resolved.has(`*:${port}`);
    if (known) yield* voice.info(`Hostname ${host} was found in DNS cache`);
    this.resolved.add(`${host}:${port}`);
    const until = Math.min(deadline, limit === undefined ? Infinity : begun + limit * 1_000_000);
    const called = goal.renamed ? '(nil)' : host;
    for (const ip of addresses) {
      yield* voice.info(`  Trying ${ip.includes(':') ? `[${ip}]` : ip}:${port}...`);
      const source = yield* this.bound(options, goal, ip, begun);
      try {
        const fd = yield* sys.net.connect(
          { family: 'tcp', ip, port },
          {
            req,
            ...(until === Infinity ? {} : { timeout: Math.max(0, until - sys.now) }),
            ...(source === null ? {} : { source }),
          },
        );
        const own = options.texts.has('local-port') || options.texts.has('interface');
        if (own) yield* voice.info(`Local port: ${sys.net.localName(fd).replace(/^.*:/, '')}`);
        const number = this.numbers++;
        yield* voice.info(`Connected to ${called} (${ip}) port ${port} (#${number})`);
        return { fd, number, host: called, remote: ip };
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        if (error.errno === 'ETIMEDOUT' && sys.now >= until) {
          throw new CurlError(28, `Connection timed out after ${Math.round((sys.now - begun) / 1000)} milliseconds`);
        }
        const why = strerror(error.errno);
        if (LATER.has(error.errno)) yield* voice.info(`connect to ${ip} port ${port} failed: ${why}`);
        else yield* voice.info(`Immediate connect fail for ${ip}: ${why}`);
      }
    }
    return yield* this.failed(called, port, begun, "Couldn't connect to server", 7);
  }

  /** --interface: an address of this machine, the name of a device or a host; null to let the system choose. */
  private *bound(options: Options, { host, port }: Goal, ip: string, begun: number): Eff<string | null> {
    const { sys, voice } = this;
    const name = options.texts.get('interface')?.replace(/^(?:if|host)!/, '');
    if (name === undefined || name === 'lo' || name === 'eth0') return null;
    const [source] = sys.net.resolve(name).filter((one) => one.includes(':') === ip.includes(':'));
    if (source === undefined) {
      const message = `Couldn't bind to '${name}'`;
      yield* voice.info(message);
      yield* this.close(host, port, begun, 'Failed binding local connection end');
      throw new CurlError(45, message);
    }
    const family = ip.includes(':') ? 10 : 2;
    yield* voice.info(`Name '${name}' family ${family} resolved to '${source}' family ${family}`);
    if (sys.process.host.owns(source)) return source;
    const message = 'bind failed with errno 99: Cannot assign requested address';
    yield* voice.info(message);
    yield* this.close(host, port, begun, 'Failed binding local connection end');
    throw new CurlError(45, message);
  }

  private *unix({ host, port }: Goal, path: string, req: number): Eff<Opened> {
    const { sys, voice } = this;
    const begun = sys.now;
    yield* voice.info(`  Trying ${path}:0...`);
    try {
      const fd = yield* sys.net.connect({ family: 'unix', path }, { req });
      const number = this.numbers++;
      yield* voice.info(`Connected to ${host} (${path}) port ${port} (#${number})`);
      return { fd, number, host, remote: path };
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* voice.info(`Immediate connect fail for ${path}: ${strerror(error.errno)}`);
      return yield* this.failed(host, port, begun, "Couldn't connect to server", 7);
    }
  }

  private *close(host: string, port: number, begun: number, why: string): Eff<string> {
    const spent = Math.round((this.sys.now - begun) / 1000);
    const message = `Failed to connect to ${host} port ${port} after ${spent} ms: ${why}`;
    yield* this.voice.info(message);
    yield* this.voice.info(`Closing connection ${this.numbers++}`);
    return message;
  }

  private *failed(host: string, port: number, begun: number, why: string, code: number): Eff<never> {
    throw new CurlError(code, yield* this.close(host, port, begun, why));
  }
}

export function checkResolve(options: Options): void {
  const bad = options.resolve.find((rule) => !/^(?:-[^:]+:\d+|\+?[^:]+:\d+:.+)$/.test(rule));
  if (bad !== undefined) throw new CurlError(49, `Couldn't parse CURLOPT_RESOLVE entry '${bad}'`);
}

/** Where to, after --connect-to HOST1:PORT1:HOST2:PORT2 (empty parts match anything and change nothing). */
export function goalFor(options: Options, url: Url, proxy: Url | null): Goal {
  const unix = options.texts.get('unix-socket') ?? null;
  const plain = { host: url.host, port: url.port, proxied: false, renamed: false, unix };
  if (unix !== null) return plain;
  if (proxy !== null) return { ...plain, host: proxy.host, port: proxy.port, proxied: true };
  for (const rule of options.connectTo) {
    const [host1 = '', port1 = '', host2 = '', port2 = ''] = rule.split(/:(?![^[]*\])/);
    if ((host1 !== '' && host1 !== url.host) || (port1 !== '' && Number(port1) !== url.port)) continue;
    const host = host2 === '' ? url.host : host2.replace(/^\[|\]$/g, '');
    return { ...plain, host, port: port2 === '' ? url.port : Number(port2), renamed: host2 !== '' };
  }
  return plain;
}
