/** wrk 4.1.0: connections that ask again and again for a while, and its report. Left out: TLS, Lua scripts. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { fireAll, parseTarget, requestOf, type Shot } from './fire.ts';
import { duration } from './hey.ts';
import { WRK_USAGE } from './usages.ts';

const CHECK = 2_000_000;

const LONG: Readonly<Record<string, string>> = {
  connections: 'c',
  duration: 'd',
  threads: 't',
  header: 'H',
  timeout: 'timeout',
  latency: 'latency',
};

export function* wrk(sys: Sys): Eff<number> {
  const { values, headers, url, odd, version } = read(sys.argv.slice(1));
  const target = url === null ? null : parseTarget(url);
  const text = (name: string, otherwise: string): string => values.get(name) ?? otherwise;
  const connections = Number(text('c', '10'));
  const threads = Number(text('t', '2'));
  const time = text('d', '10s');
  const seconds = duration(/^\d+$/.test(time) ? `${time}s` : time);
  const wrong = function* (complaint: string): Eff<number> {
    yield* sys.fs.write(2, utf8(complaint));
    yield* sys.fs.write(1, utf8(WRK_USAGE));
    return 1;
  };
  if (version) yield* sys.fs.write(1, utf8('wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012 Will Glozer\n'));
  if (version) return yield* wrong('');
  if (odd !== null) return yield* wrong(odd);
  if (url !== null && (!target || !/^https?:\/\//.test(url))) return yield* wrong(`invalid URL: ${url}\n`);
  if (!target || !seconds || !(threads > 0)) return yield* wrong('');
  if (connections < threads) return yield* wrong('number of connections must be >= threads\n');
  const ip = sys.net.resolve(target.host)[0];
  if (ip === undefined) {
    yield* sys.fs.write(2, utf8(`unable to resolve ${target.host}:http Name or service not known\n`));
    return 1;
  }
  const shots: Shot[] = [];
  const limit = duration(text('timeout', '2s')) ?? 2;
  const lines = [`GET ${target.path === '' ? '/' : target.path} HTTP/1.1`, `Host: ${target.hostHeader}`, ...headers];
  const aim = {
    address: { family: 'tcp', ip, port: target.port } as const,
    request: requestOf(`${lines.join('\r\n')}\r\n\r\n`, null),
    method: 'GET',
    keepAlive: true,
    timeout: seconds * 2_000_000,
  };
  const begun = sys.now;
  let refused = false;
  // wrk gives up on no request: every other second it counts those that take too long.
  let timeouts = 0;
  const look = (starts: readonly number[]): void => {
    timeouts += starts.filter((start) => sys.now - start > limit * 1_000_000).length;
  };
  const onShot = (shot: Shot): boolean => {
    refused ||= shots.length === 0 && shot.failure?.errno === 'ECONNREFUSED';
    shots.push(shot);
    return !refused;
  };
  yield* fireAll(sys, aim, connections, Infinity, begun + seconds * 1_000_000, onShot, { every: CHECK, look });
  if (refused) {
    yield* sys.fs.write(2, utf8(`unable to connect to ${target.host}:${target.port} Connection refused\n`));
    return 1;
  }
  const head = `Running ${time.replace(/^(\d+)$/, '$1s')} test @ ${url ?? ''}\n  ${threads} threads and ${connections} connections\n`;
  yield* sys.fs.write(
    1,
    utf8(head + report(shots, sys.now - begun, { threads, latency: values.has('latency'), timeouts })),
  );
  return 0;
}

interface Read {
  readonly values: ReadonlyMap<string, string>;
  readonly headers: readonly string[];
  readonly url: string | null;
  /** What getopt has to say of an option; null for nothing. */
  readonly odd: string | null;
  readonly version: boolean;
}

function read(args: readonly string[]): Read {
  let odd: string | null = null;
  let version = false;
  const values = new Map<string, string>();
  const headers: string[] = [];
  let url: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!arg.startsWith('-')) {
      url = arg;
      continue;
    }
    const [name, given] = arg.startsWith('--')
      ? [LONG[arg.slice(2)] ?? '', undefined]
      : [arg[1] ?? '', arg.slice(2) || undefined];
    if (arg.startsWith('--') ? name === '' && arg !== '--version' : !/^[cdtsHv]$/.test(name)) {
      odd ??= arg.startsWith('--') ? `wrk: unrecognized option '${arg}'\n` : `wrk: invalid option -- '${name}'\n`;
      continue;
    }
    if (name === 'v' || arg === '--version') version = true;
    else if (name === 'latency') values.set(name, '');
    else {
      const value = given ?? args[++i] ?? '';
      if (name === 'H') headers.push(value);
      else values.set(name, value);
    }
  }
  return { values, headers, url, odd, version };
}

function report(
  shots: readonly Shot[],
  took: number,
  { threads, latency, timeouts }: { readonly threads: number; readonly latency: boolean; readonly timeouts: number },
): string {
  const good = shots.filter((s) => s.failure === null);
  const times = good.map((s) => s.ended - s.started).sort((a, b) => a - b);
  const bytes = good.reduce((n, s) => n + s.bytes, 0);
  const perSecond = good.length / (took / 1_000_000);
  const bad = good.filter((s) => s.status > 399).length;
  const at = (why: 'connect' | 'receive'): number =>
    shots.filter((s) => s.failure?.at === why && s.failure.errno !== 'timeout').length;
  const trouble = at('connect') + at('receive') + timeouts;
  const each = perSecond / threads;
  return [
    '  Thread Stats   Avg      Stdev     Max   +/- Stdev\n',
    statistics('Latency', times, time),
    statistics('Req/Sec', [each], count),
    latency
      ? `  Latency Distribution\n${[50, 75, 90, 99].map((p) => `     ${p}%  ${time(times[Math.min(times.length - 1, Math.floor((times.length * p) / 100))] ?? 0).padStart(8)}\n`).join('')}`
      : '',
    `  ${good.length} requests in ${time(took)}, ${size(bytes)} read\n`,
    trouble > 0
      ? `  Socket errors: connect ${at('connect')}, read ${at('receive')}, write 0, timeout ${timeouts}\n`
      : '',
    bad > 0 ? `  Non-2xx or 3xx responses: ${bad}\n` : '',
    `Requests/sec: ${perSecond.toFixed(2).padStart(9)}\n`,
    `Transfer/sec: ${size(bytes / (took / 1_000_000)).padStart(10)}\n`,
  ].join('');
}

function statistics(name: string, all: readonly number[], show: (n: number) => string): string {
  const mean = all.reduce((n, x) => n + x, 0) / Math.max(1, all.length);
  const spread = Math.sqrt(all.reduce((n, x) => n + (x - mean) ** 2, 0) / Math.max(1, all.length - 1));
  const within = all.filter((x) => Math.abs(x - mean) <= spread).length / Math.max(1, all.length);
  const columns = [mean, spread, Math.max(0, ...all.slice(-1))].map((n) => show(n).padStart(9)).join('');
  return `    ${name.padEnd(8)}${columns}${(within * 100).toFixed(2).padStart(9)}%\n`;
}

function time(us: number): string {
  if (us < 1000) return `${us.toFixed(2)}us`;
  if (us < 1_000_000) return `${(us / 1000).toFixed(2)}ms`;
  return us < 60_000_000 ? `${(us / 1_000_000).toFixed(2)}s` : `${(us / 60_000_000).toFixed(2)}m`;
}

const count = (n: number): string => (n < 1000 ? n.toFixed(2) : `${(n / 1000).toFixed(2)}k`);

function size(n: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1024 ** 3, 'GB'],
    [1024 ** 2, 'MB'],
    [1024, 'KB'],
  ];
  const found = units.find(([unit]) => n >= unit);
  return found ? `${(n / found[0]).toFixed(2)}${found[1]}` : `${n.toFixed(2)}B`;
}
