/** upstream blocks and the *_pass directives that name them (ngx_http_upstream.c, ngx_http_proxy_module.c). */
import { newLevel, type ConfContext } from '../context.ts';
import type { Balancing, Level, Upstream, UpstreamServer } from '../model.ts';
import { hasVariables } from '../template.ts';
import { parseNumber, parseSize, parseTime } from '../units.ts';
import { parseUrl, type ParsedUrl } from '../url.ts';
import { onceOnly, type Handler } from './handler.ts';

interface NewUpstream {
  readonly host: string;
  readonly port: number;
  readonly noPort: boolean;
  readonly explicit: boolean;
}

/** Find or add an upstream, as ngx_http_upstream_add does: a name with a port must not be that of a block. */
function addUpstream(cf: ConfContext, wanted: NewUpstream): Upstream {
  for (const known of cf.upstreams) {
    if (known.host.toLowerCase() !== wanted.host.toLowerCase()) continue;
    if (wanted.explicit && known.explicit) cf.fail(`duplicate upstream "${wanted.host}"`);
    if (known.explicit && !wanted.noPort) cf.fail(`upstream "${wanted.host}" may not have port ${wanted.port}`);
    if (wanted.explicit && !known.noPort) {
      cf.fail(`upstream "${wanted.host}" may not have port ${known.port}`, { file: known.file, line: known.line });
    }
    if (known.port !== 0 && wanted.port !== 0 && known.port !== wanted.port) continue;
    if (wanted.explicit) cf.upstreams.splice(cf.upstreams.indexOf(known), 1, Object.assign(known, { explicit: true }));
    return known;
  }
  const upstream: Upstream = {
    ...wanted,
    file: cf.place.file ?? '',
    line: cf.place.line,
    servers: [],
    balancing: { type: 'round-robin' },
    keepalive: 0,
    shared: false,
    level: null,
  };
  cf.upstreams.push(upstream);
  return upstream;
}

const block: Handler = (cf, d, level, blocks) => {
  const upstream = addUpstream(cf, { host: d.args[0] ?? '', port: 0, noPort: true, explicit: true });
  const inner = newLevel('upstream', level, cf.place);
  upstream.level = inner;
  current.set(inner, upstream);
  blocks.level(inner);
  if (upstream.servers.length === 0) cf.fail('no servers are inside upstream');
  return null;
};

/** Which upstream a level belongs to. */
const current = new WeakMap<Level, Upstream>();

const server: Handler = (cf, d, level) => {
  const upstream = current.get(level);
  const name = d.args[0] ?? '';
  let weight = 1;
  let maxConns = 0;
  let maxFails = 1;
  let failTimeout = 10;
  let backup = false;
  let down = false;
  for (const arg of d.args.slice(1)) {
    const [key = '', text = ''] = arg.split('=');
    const number = arg.includes('=') ? parseNumber(text) : null;
    const seconds = arg.includes('=') ? parseTime(text, false) : null;
    if (key === 'weight' && number !== null && number > 0) weight = number;
    else if (key === 'max_conns' && number !== null) maxConns = number;
    else if (key === 'max_fails' && number !== null) maxFails = number;
    else if (key === 'fail_timeout' && seconds !== null) failTimeout = seconds / 1000;
    else if (arg === 'backup' || arg === 'down') {
      if (arg === 'backup' && ['ip-hash', 'hash', 'random'].includes(upstream?.balancing.type ?? '')) {
        cf.fail(`balancing method does not support parameter "${arg}"`);
      }
      backup ||= arg === 'backup';
      down ||= arg === 'down';
    } else cf.fail(`invalid parameter "${arg}"`);
  }
  const url = parseUrl(name, { listen: false, defaultPort: 80, uriPart: false, resolve: (n) => cf.host.resolve(n) });
  if (!url.ok) return cf.fail(`${url.message} in upstream "${name}"`);
  const one: UpstreamServer = { name, addresses: url.addresses, weight, maxConns, maxFails, failTimeout, backup, down };
  upstream?.servers.push(one);
  return null;
};

const balance =
  (make: (cf: ConfContext, args: readonly string[]) => Balancing): Handler =>
  (cf, d, level) => {
    const upstream = current.get(level);
    if (upstream === undefined) return null;
    if (['hash', 'ip_hash', 'least_conn', 'random', 'keepalive'].some((n) => level.byName.has(n)))
      cf.warn('load balancing method redefined');
    upstream.balancing = make(cf, d.args);
    return null;
  };

const hash = balance((cf, [key = '', mode]) => {
  const template = cf.template(key);
  if (mode !== undefined && mode !== 'consistent') cf.fail(`invalid parameter "${mode}"`);
  return { type: 'hash', key: template, consistent: mode === 'consistent' };
});

const random = balance((cf, [two, method]) => {
  if (two !== undefined && two !== 'two') cf.fail(`invalid parameter "${two}"`);
  if (method !== undefined && !['least_conn', 'least_time'].includes(method)) cf.fail(`invalid parameter "${method}"`);
  return { type: 'random' };
});

const keepalive: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const n = parseNumber(d.args[0] ?? '');
  if (n === null || n === 0) return cf.fail(`invalid value "${d.args[0] ?? ''}" in "keepalive" directive`);
  const upstream = current.get(level);
  if (upstream !== undefined) upstream.keepalive = n;
  return null;
};

const zone: Handler = (cf, d, level) => {
  const [name = '', text] = d.args;
  const size = text === undefined ? 0 : parseSize(text);
  if (size === null) return cf.fail(`invalid zone size "${text ?? ''}"`);
  if (text !== undefined && size < 8 * 4096) cf.fail(`zone "${name}" is too small`);
  cf.zone(name, size, 'upstream');
  const upstream = current.get(level);
  if (upstream !== undefined) upstream.shared = true;
  return null;
};

const NO_URI =
  '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block';

const proxyPass: Handler = (cf, d, level) => {
  if (level.proxyPass !== null) return 'is duplicate';
  const url = d.args[0] ?? '';
  const template = cf.template(url);
  const base = { locationLength: level.location?.name.length ?? 0, template: null };
  if (hasVariables(template)) {
    level.proxyPass = { ...base, scheme: 'http', url, hostHeader: '', uri: null, upstream: null, template };
    return null;
  }
  const scheme = /^https?(?=:\/\/)/i.exec(url)?.[0].toLowerCase();
  if (scheme === undefined) return cf.fail('invalid URL prefix');
  const rest = url.slice(scheme.length + 3);
  const parsed = parseUrl(rest, {
    listen: false,
    defaultPort: scheme === 'https' ? 443 : 80,
    uriPart: true,
    resolve: null,
  });
  if (!parsed.ok) return cf.fail(`${parsed.message} in upstream "${rest}"`);
  const upstream = upstreamOf(cf, parsed);
  const { match } = level.location ?? { match: 'prefix' };
  if (parsed.uri !== '' && (match === 'regex' || match === 'named' || level.kind !== 'location')) cf.fail(NO_URI);
  level.proxyPass = {
    ...base,
    scheme: scheme === 'https' ? 'https' : 'http',
    url,
    hostHeader: hostHeader(parsed, scheme),
    uri: parsed.uri === '' ? null : parsed.uri,
    upstream,
  };
  return null;
};

function upstreamOf(cf: ConfContext, url: ParsedUrl): Upstream {
  const upstream = addUpstream(cf, { host: url.host, port: url.port, noPort: url.noPort, explicit: false });
  if (
    !upstream.explicit &&
    upstream.servers.length === 0 &&
    url.addresses.length > 0 &&
    (url.port !== 0 || url.family === 'unix')
  ) {
    upstream.servers = [oneServer(url.host, url.addresses)];
  }
  return upstream;
}

export function oneServer(name: string, addresses: UpstreamServer['addresses']): UpstreamServer {
  return { name, addresses, weight: 1, maxConns: 0, maxFails: 1, failTimeout: 10, backup: false, down: false };
}

/** `$proxy_host`: the port only where it is not the scheme's own; `localhost` for a unix socket. */
function hostHeader(url: ParsedUrl, scheme: string): string {
  if (url.family === 'unix') return 'localhost';
  const usual = scheme === 'https' ? 443 : 80;
  return url.noPort || url.port === usual ? url.host : `${url.host}:${url.port}`;
}

const otherPass: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const value = d.args[0] ?? '';
  if (d.name === 'memcached_pass') cf.used.push('memcached_key');
  const backend = GATEWAYS.find((one) => d.name === `${one}_pass`);
  const template = cf.template(value);
  if (hasVariables(template)) {
    if (backend !== undefined) level.gatewayPass = { backend, upstream: null, template };
    return null;
  }
  const url = parseUrl(value.replace(SCHEMES[d.name] ?? /^$/, ''), {
    listen: false,
    defaultPort: 0,
    uriPart: false,
    resolve: null,
  });
  if (!url.ok) return cf.fail(`${url.message} in upstream "${value.replace(SCHEMES[d.name] ?? /^$/, '')}"`);
  const upstream = upstreamOf(cf, url);
  if (backend !== undefined) level.gatewayPass = { backend, upstream, template: null };
  return null;
};

/** What may stand before the address. */
const SCHEMES: Readonly<Record<string, RegExp>> = { uwsgi_pass: /^uwsgi:\/\//, grpc_pass: /^grpcs?:\/\//i };

const GATEWAYS = ['fastcgi', 'uwsgi', 'scgi'] as const;

export const UPSTREAM_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['upstream', block],
  ['upstream server', server],
  ['hash', hash],
  ['ip_hash', balance(() => ({ type: 'ip-hash' }))],
  ['least_conn', balance(() => ({ type: 'least-conn' }))],
  ['random', random],
  ['keepalive', keepalive],
  ['zone', zone],
  ['proxy_pass', proxyPass],
  ['fastcgi_pass', otherPass],
  ['uwsgi_pass', otherPass],
  ['scgi_pass', otherPass],
  ['memcached_pass', otherPass],
  ['grpc_pass', otherPass],
];
