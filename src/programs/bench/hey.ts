/** hey 0.1.4: requests (HTTP/1.1, kept alive) by a number of workers, and its report. Left out: TLS, HTTP/2, proxies, CSV. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { HEY_USAGE } from './usages.ts';
import { fireAll, parseTarget, requestOf, type Shot } from './fire.ts';

const BAR = 40;

export function* hey(sys: Sys): Eff<number> {
  const { values, headers, flags, url, odd } = read(sys.argv.slice(1));
  const target = url === null ? null : parseTarget(url);
  const users = Number(values.get('c') ?? 50);
  const seconds = duration(values.get('z') ?? '');
  const total = seconds === null ? Number(values.get('n') ?? 200) : Infinity;
  const refuse = function* (text: string): Eff<number> {
    yield* sys.fs.write(2, utf8(`${text === '' ? '' : `${text}\n\n`}${HEY_USAGE}\n`));
    return 1;
  };
  if (odd !== null) {
    yield* sys.fs.write(2, utf8(odd + HEY_USAGE));
    return 2;
  }
  if (!target) return yield* refuse('');
  if (!(users > 0) || !(total > 0)) return yield* refuse('-n and -c cannot be smaller than 1.');
  if (total < users) return yield* refuse('-n cannot be less than -c.');
  const ip = sys.net.resolve(target.host)[0];
  const method = values.get('m') ?? 'GET';
  const body = values.has('d') ? utf8(values.get('d') ?? '') : null;
  const lines = [
    `${method} ${target.path === '' ? '/' : target.path} HTTP/1.1`,
    `Host: ${values.get('host') ?? target.hostHeader}`,
    `User-Agent: ${values.get('U') ?? 'hey/0.0.1'}`,
    ...(body === null ? [] : [`Content-Length: ${body.length}`]),
    `Content-Type: ${values.get('T') ?? 'text/html'}`,
    ...headers,
    'Accept-Encoding: gzip',
  ];
  const keepAlive = !flags.has('disable-keepalive');
  const shots: Shot[] = [];
  const begun = sys.now;
  const timeout = Number(values.get('t') ?? 20) * 1_000_000;
  const aim = {
    address: { family: 'tcp', ip: ip ?? '', port: target.port } as const,
    request: requestOf(`${lines.join('\r\n')}${keepAlive ? '' : '\r\nConnection: close'}\r\n\r\n`, body),
    method,
    keepAlive,
    timeout: timeout > 0 ? timeout : 3_600_000_000,
  };
  // Every worker makes the same number of requests; what is left over is not made.
  const whole = total === Infinity ? total : Math.floor(total / users) * users;
  yield* fireAll(sys, aim, users, whole, begun + (seconds === null ? Infinity : seconds * 1_000_000), (shot) => {
    shots.push(shot);
    return true;
  });
  // Where a name is unknown, every request finds that out by itself.
  const address = ip === undefined ? `lookup ${target.host} on 127.0.0.1:53` : `${target.host}:${target.port}`;
  yield* sys.fs.write(1, utf8(report(shots, sys.now - begun, address, url ?? '', method)));
  return 0;
}

function read(args: readonly string[]): {
  values: Map<string, string>;
  headers: string[];
  flags: Set<string>;
  url: string | null;
  odd: string | null;
} {
  const values = new Map<string, string>();
  const headers: string[] = [];
  const flags = new Set<string>();
  let url: string | null = null;
  let odd: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const name = arg.replace(/^--?/, '');
    // Go's flags end where the first argument begins.
    if (!arg.startsWith('-') || url !== null) url ??= arg;
    else if (/^(?:disable-(?:compression|keepalive|redirects)|h2)$/.test(name)) flags.add(name);
    else if (!KNOWN.test(name)) odd ??= `flag provided but not defined: -${name}\n`;
    else {
      const value = args[++i];
      if (value === undefined) {
        odd ??= `flag needs an argument: -${name}\n`;
        break;
      }
      const good = /^(?:n|c|t|cpus)$/.test(name) ? /^[+-]?\d+$/.test(value) : name !== 'z' || duration(value) !== null;
      if (!good) odd ??= `invalid value "${value}" for flag -${name}: parse error\n`;
      if (name === 'H') headers.push(value);
      else values.set(name, value);
    }
  }
  return { values, headers, flags, url, odd };
}

const KNOWN = /^(?:[ncqzomHtAdDTaxU]|host|cpus)$/;

/** Go's durations, as far as people write them: 10s, 1m30s, 500ms. Seconds. */
export function duration(text: string): number | null {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0),
    0,
  );
}

const four = (us: number): string => (us / 1_000_000).toFixed(4);

function report(shots: readonly Shot[], took: number, address: string, url: string, method: string): string {
  const good = shots.filter((s) => s.failure === null);
  const times = good.map((s) => s.ended - s.started).sort((a, b) => a - b);
  const sum = times.reduce((n, x) => n + x, 0);
  const bytes = good.reduce((n, s) => n + s.body, 0);
  const [fastest = 0, slowest = 0] = [times[0], times.at(-1)];
  const average = good.length > 0 ? sum / good.length : 0;
  const lines = [
    '',
    'Summary:',
    `  Total:\t${four(took)} secs`,
    `  Slowest:\t${four(slowest)} secs`,
    `  Fastest:\t${four(fastest)} secs`,
    `  Average:\t${four(average)} secs`,
    `  Requests/sec:\t${(shots.length / Math.max(took / 1_000_000, 0.000_001)).toFixed(4)}`,
    '  ',
    ...(bytes > 0
      ? [`  Total data:\t${bytes} bytes`, `  Size/request:\t${Math.floor(bytes / good.length)} bytes`]
      : []),
    '',
    ...(good.length > 0
      ? [...histogram(times), '', ...latencies(times), '', ...details(good), '', ...statuses(good)]
      : []),
    ...errors(shots, address, url, method),
  ];
  return `${lines.join('\n')}\n`;
}

function histogram(times: readonly number[]): string[] {
  const [fastest = 0, slowest = 0] = [times[0], times.at(-1)];
  const buckets = Array.from({ length: 11 }, (_, i) => fastest + ((slowest - fastest) / 10) * i);
  const counts = buckets.map(() => 0);
  for (const time of times) {
    const at = Math.max(
      0,
      buckets.findIndex((bound) => time <= bound + 1e-6),
    );
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return [
    'Response time histogram:',
    ...buckets.map(
      (bound, i) =>
        `  ${(bound / 1_000_000).toFixed(3)} [${counts[i] ?? 0}]\t|${'■'.repeat(Math.floor(((counts[i] ?? 0) * BAR + most / 2) / most))}`,
    ),
    '',
  ];
}

const latencies = (times: readonly number[]): string[] => [
  'Latency distribution:',
  ...[10, 25, 50, 75, 90, 95, 99]
    .filter((p) => Math.floor((times.length * p) / 100) < times.length)
    .map((p) => `  ${p}%% in ${four(times[Math.floor((times.length * p) / 100)] ?? 0)} secs`),
];

function details(good: readonly Shot[]): string[] {
  const row = (name: string, of: (shot: Shot) => number): string => {
    const all = good.map(of).sort((a, b) => a - b);
    const average = all.reduce((n, x) => n + x, 0) / all.length;
    return `  ${name}:\t${four(average)} secs, ${four(all[0] ?? 0)} secs, ${four(all.at(-1) ?? 0)} secs`;
  };
  return [
    'Details (average, fastest, slowest):',
    row('DNS+dialup', (s) => s.connected - s.started),
    row('DNS-lookup', () => 0),
    row('req write', () => 0),
    row('resp wait', (s) => s.firstByte - s.connected),
    row('resp read', (s) => s.ended - s.firstByte),
  ];
}

function counted(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts];
}

const statuses = (good: readonly Shot[]): string[] => [
  'Status code distribution:',
  ...counted(good.map((s) => String(s.status))).map(([status, n]) => `  [${status}]\t${n} responses`),
  '',
];

function errors(shots: readonly Shot[], address: string, url: string, method: string): string[] {
  const texts = shots.flatMap(({ failure }) => {
    if (failure === null) return [];
    const verb = method[0] + method.slice(1).toLowerCase();
    if (failure.errno === 'timeout' || failure.errno === 'ETIMEDOUT')
      return [`${verb} "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`];
    if (failure.at === 'connect' && address.startsWith('lookup '))
      return [`${verb} "${url}": dial tcp: ${address}: no such host`];
    if (failure.at === 'connect')
      return [
        `${verb} "${url}": dial tcp ${address}: connect: ${failure.errno === 'ECONNREFUSED' ? 'connection refused' : 'no route to host'}`,
      ];
    return [`${verb} "${url}": ${failure.errno === 'closed' ? 'EOF' : 'read: connection reset by peer'}`];
  });
  return texts.length === 0
    ? []
    : ['Error distribution:', ...counted(texts).map(([text, n]) => `  [${n}]\t${text}`), ''];
}
