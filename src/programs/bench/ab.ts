/**
 * ab, ApacheBench 2.3 of Apache 2.4: its requests (HTTP/1.0), its report, its exit codes. Left out: TLS, proxies, CSV,
 * gnuplot and HTML output.
 */
import { toBase64 } from '../../base/base64.ts';
import { utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { errnoNumber, strerror, type Errno } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { AB_OPTIONS } from './usages.ts';
import { fireAll, parseTarget, requestOf, type Shot, type Target } from './fire.ts';

const FLAGS = new Set('kqrldSiIwhV');
const VALUES = new Set('nctsHCApTmvbuBxyzPXgeZfE');
/** Known, and left out. */
const ELSEWHERE = new Set('wegXPfZEB');

interface Settings {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly headers: readonly string[];
  readonly target: Target;
  readonly requests: number;
  readonly users: number;
  readonly limit: number;
  readonly body: Bytes | null;
}

const usage = (name: string): string => `Usage: ${name} [options] [http[s]://]hostname[:port]/path\n${AB_OPTIONS}`;

const BANNER =
  'This is ApacheBench, Version 2.3 <$Revision$>\n' +
  'Copyright 1996 Adam Twiss, Zeus Technology Ltd, http://www.zeustech.net/\n' +
  'Licensed to The Apache Software Foundation, http://www.apache.org/\n\n';

export function* ab(sys: Sys): Eff<number> {
  const settings = read(sys);
  if ('said' in settings) {
    yield* sys.fs.write(settings.status === 0 ? 1 : 2, utf8(settings.said));
    return settings.status;
  }
  return yield* new Bench(sys, settings).run();
}

/** Something to say instead of a run. */
interface Refusal {
  readonly said: string;
  readonly status: number;
}

function read(sys: Sys): Settings | Refusal {
  const name = sys.argv[0] ?? 'ab';
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const headers: string[] = [];
  const rest: string[] = [];
  const args = sys.argv.slice(1);
  // What getopt does not like ends the options; the rest may still be a URL.
  let odd = '';
  const refuse = (text: string): Refusal => ({ said: `${odd}${name}: ${text}\n${usage(name)}`, status: 22 });
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const letter = arg[1] ?? '';
    if (odd !== '') {
      rest.push(arg);
      continue;
    }
    if (ELSEWHERE.has(letter) && arg.startsWith('-'))
      return { said: `${name}: -${letter} is not modelled by this simulated ab\n`, status: 22 };
    if (!arg.startsWith('-')) rest.push(arg);
    else if (FLAGS.has(letter) && arg.length === 2) flags.add(letter);
    else if (VALUES.has(letter)) {
      const value = arg.length > 2 ? arg.slice(2) : args[++i];
      if (value === undefined) odd = `${name}: option requires an argument -- ${letter}\n`;
      else if (letter === 'H') headers.push(value);
      else values.set(letter, value);
    } else odd = `${name}: invalid option -- ${letter}\n`;
  }
  if (flags.has('h')) return { said: usage(name), status: 22 };
  if (flags.has('V')) return { said: BANNER, status: 0 };
  const target = parseTarget(rest[0] ?? '');
  if (rest.length !== 1) return refuse('wrong number of arguments');
  if (!target || target.path === '') return refuse('invalid URL');
  const number = (letter: string, otherwise: number): number =>
    Number.parseInt(values.get(letter) ?? String(otherwise), 10);
  const seconds = values.has('t') ? number('t', 0) : 0;
  const requests = number('n', seconds > 0 ? 50_000 : 1);
  const users = number('c', 1);
  if (!(requests > 0)) return { said: 'Invalid number of requests\n\n', status: 1 };
  if (!(users > 0) || users > 20_000) return refuse('Invalid Concurrency [Range 0..20000]');
  if (users > requests) return refuse('Cannot use concurrency level greater than total number of requests');
  let body: Bytes | null = null;
  const file = values.get('p') ?? values.get('u');
  if (file !== undefined) {
    if (!sys.fs.access(file, 4))
      return { said: `ab: Could not open POST data file (${file}): No such file or directory\n`, status: 1 };
    body = sys.fs.readFile(file);
  }
  return { flags, values, headers, target, requests, users, limit: seconds > 0 ? seconds * 1_000_000 : Infinity, body };
}

/** APR's number for a name that is not known; ab ends with what a byte holds of it. */
const APR_NO_NAME = 670_002;

class Bench {
  private readonly shots: Shot[] = [];
  private documentLength: number | null = null;
  private readonly failed = { connect: 0, receive: 0, length: 0, exceptions: 0 };
  private fatal: Errno | 'timeout' | null = null;

  constructor(
    private readonly sys: Sys,
    private readonly settings: Settings,
  ) {}

  *run(): Eff<number> {
    const { sys, settings } = this;
    const { target, requests, flags } = settings;
    const step = !flags.has('q') && requests > 150 ? Math.max(100, Math.floor(requests / 10)) : 0;
    yield* this.say(BANNER);
    const ip = sys.net.resolve(target.host)[0];
    yield* this.say(`Benchmarking ${target.host} (be patient)${step > 0 ? '\n' : '...'}`);
    if (ip === undefined) {
      yield* sys.fs.write(
        2,
        utf8(`apr_sockaddr_info_get() for ${target.host}: Name or service not known (${APR_NO_NAME})\n`),
      );
      return APR_NO_NAME & 0xff;
    }
    const begun = sys.now;
    const aim = {
      address: { family: 'tcp', ip, port: target.port } as const,
      request: this.request(),
      method: this.method(),
      keepAlive: flags.has('k'),
      timeout: Number(settings.values.get('s') ?? 30) * 1_000_000,
    };
    yield* fireAll(sys, aim, settings.users, requests, begun + settings.limit, (shot) => {
      this.count(shot);
      if (step > 0 && this.shots.length % step === 0) sys.print(2, `Completed ${this.shots.length} requests\n`);
      return this.fatal === null;
    });
    if (this.fatal !== null) return yield* this.broken(this.fatal);
    if (step > 0) sys.print(2, `Finished ${this.shots.length} requests\n`);
    else yield* this.say('..done\n');
    yield* this.say(this.report((sys.now - begun) / 1_000_000));
    return 0;
  }

  private *say(text: string): Eff<void> {
    yield* this.sys.fs.write(1, utf8(text));
  }

  private method(): string {
    const { flags, values } = this.settings;
    return values.get('m') ?? (flags.has('i') ? 'HEAD' : values.has('p') ? 'POST' : values.has('u') ? 'PUT' : 'GET');
  }

  private request(): Bytes {
    const { flags, values, headers, target, body } = this.settings;
    const own = new Set(headers.map((h) => h.split(':')[0]?.trim().toLowerCase()));
    const auth = values.get('A');
    const lines = [
      `${this.method()} ${target.path} HTTP/1.0`,
      ...(flags.has('k') ? ['Connection: Keep-Alive'] : []),
      ...(values.has('C') ? [`Cookie: ${values.get('C') ?? ''}`] : []),
      ...(auth === undefined ? [] : [`Authorization: Basic ${toBase64(utf8(auth))}`]),
      ...(body === null ? [] : [`Content-length: ${body.length}`, `Content-type: ${values.get('T') ?? 'text/plain'}`]),
      ...(own.has('host') ? [] : [`Host: ${target.hostHeader}`]),
      ...(own.has('user-agent') ? [] : ['User-Agent: ApacheBench/2.3']),
      ...(own.has('accept') ? [] : ['Accept: */*']),
      ...headers,
    ];
    return requestOf(`${lines.join('\r\n')}\r\n\r\n`, body);
  }

  private count(shot: Shot): void {
    const { failure } = shot;
    if (failure !== null && failure.errno === 'closed') {
      // ab takes the end of the connection for the end of the answer.
      if (shot.bytes === 0) this.failed.length += this.documentLength === null ? 0 : 1;
    } else if (failure !== null) {
      if (!this.settings.flags.has('r')) {
        this.fatal =
          failure.errno === 'timeout' || failure.errno === 'ETIMEDOUT' ? 'timeout' : (failure.errno as Errno);
        return;
      }
      this.failed[failure.at]++;
      this.failed.exceptions++;
    }
    if (this.documentLength === null) this.documentLength = shot.afterHead;
    else if (shot.afterHead !== this.documentLength && !this.settings.flags.has('l')) this.failed.length++;
    this.shots.push(shot);
  }

  private *broken(errno: Errno | 'timeout'): Eff<number> {
    const text =
      errno === 'timeout'
        ? 'apr_pollset_poll: The timeout specified has expired (70007)'
        : `apr_socket_recv: ${strerror(errno)} (${errnoNumber(errno)})`;
    yield* this.sys.fs.write(2, utf8(`${text}\n`));
    if (this.shots.length > 0) yield* this.say(`Total of ${this.shots.length} requests completed\n`);
    return errno === 'timeout' ? 70007 & 0xff : errnoNumber(errno);
  }

  private report(seconds: number): string {
    const { shots, settings, failed } = this;
    const { target, flags, body } = settings;
    const sum = (of: (shot: Shot) => number): number => shots.reduce((n, shot) => n + of(shot), 0);
    const bad = failed.connect + failed.receive + failed.length + failed.exceptions;
    const non2xx = shots.filter((s) => s.status !== 0 && (s.status < 200 || s.status >= 300)).length;
    const time = Math.max(seconds, 0.000_001);
    const transferred = sum((s) => s.bytes);
    const line = (name: string, value: string | number): string => `${`${name}:`.padEnd(24)}${value}\n`;
    const sent = (body === null ? 0 : this.request().length) * shots.length;
    return [
      '\n\n',
      line('Server Software', shots.find((s) => s.server !== '')?.server ?? ''),
      line('Server Hostname', target.host),
      line('Server Port', target.port),
      '\n',
      line('Document Path', target.path),
      line('Document Length', flags.has('l') ? 'Variable' : `${this.documentLength ?? 0} bytes`),
      '\n',
      line('Concurrency Level', settings.users),
      line('Time taken for tests', `${seconds.toFixed(3)} seconds`),
      line('Complete requests', shots.length),
      line('Failed requests', bad),
      bad > 0
        ? `   (Connect: ${failed.connect}, Receive: ${failed.receive}, Length: ${failed.length}, Exceptions: ${failed.exceptions})\n`
        : '',
      non2xx > 0 ? line('Non-2xx responses', non2xx) : '',
      flags.has('k') ? line('Keep-Alive requests', shots.filter((s) => s.keptAlive).length) : '',
      line('Total transferred', `${transferred} bytes`),
      sent > 0 ? line('Total body sent', sent) : '',
      line('HTML transferred', `${sum((s) => s.afterHead)} bytes`),
      line('Requests per second', `${(shots.length / time).toFixed(2)} [#/sec] (mean)`),
      line('Time per request', `${((settings.users * time * 1000) / shots.length).toFixed(3)} [ms] (mean)`),
      line(
        'Time per request',
        `${((time * 1000) / shots.length).toFixed(3)} [ms] (mean, across all concurrent requests)`,
      ),
      line('Transfer rate', `${(transferred / 1024 / time).toFixed(2)} [Kbytes/sec] received`),
      this.times(),
      flags.has('d') ? '' : this.percentiles(),
    ].join('');
  }

  private times(): string {
    const plain = this.settings.flags.has('S');
    const row = (name: string, of: (shot: Shot) => number): string => {
      const all = this.shots.map((s) => of(s) / 1000).sort((a, b) => a - b);
      const mean = all.reduce((n, x) => n + x, 0) / all.length;
      const spread = all.length > 1 ? Math.sqrt(all.reduce((n, x) => n + (x - mean) ** 2, 0) / (all.length - 1)) : 0;
      const whole = (x: number, width: number): string => String(Math.round(x)).padStart(width);
      const median = all[Math.floor(all.length / 2)] ?? 0;
      if (plain)
        return `${`${name}:`.padEnd(12)}${whole(all[0] ?? 0, 5)} ${whole(mean, 5)}${whole(all.at(-1) ?? 0, 5)}\n`;
      return `${`${name}:`.padEnd(12)}${whole(all[0] ?? 0, 5)} ${whole(mean, 4)} ${spread.toFixed(1).padStart(5)} ${whole(median, 6)} ${whole(all.at(-1) ?? 0, 7)}\n`;
    };
    return (
      `\nConnection Times (ms)\n              min  ${plain ? ' avg   max' : 'mean[+/-sd] median   max'}\n` +
      row('Connect', (s) => s.connected - s.started) +
      row('Processing', (s) => s.ended - s.connected) +
      row('Waiting', (s) => s.firstByte - s.connected) +
      row('Total', (s) => s.ended - s.started)
    );
  }

  private percentiles(): string {
    if (this.shots.length < 2) return '';
    const all = this.shots.map((s) => (s.ended - s.started) / 1000).sort((a, b) => a - b);
    const lines = [50, 66, 75, 80, 90, 95, 98, 99].map(
      (p) => `  ${p}%  ${String(Math.round(all[Math.floor((all.length * p) / 100)] ?? 0)).padStart(5)}\n`,
    );
    return `\nPercentage of the requests served within a certain time (ms)\n${lines.join('')} 100%  ${String(Math.round(all.at(-1) ?? 0)).padStart(5)} (longest request)\n`;
  }
}
