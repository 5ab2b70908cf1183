/** Directives of the smaller http modules: access, log, headers, index, try_files, auth, charset, sub_filter, realip, ssl. */
import type { ConfContext } from '../context.ts';
import type { Directive } from '../model.ts';
import { parseNumber, parseSize, parseTime } from '../units.ts';
import { isIpv4, isIpv6 } from '../url.ts';
import { onceOnly, type Handler } from './handler.ts';
import { validNetwork, variableName, warnLowBits } from './tables.ts';

const accessRule: Handler = (cf, d) => {
  const value = d.args[0] ?? '';
  if (value === 'all' || value === 'unix:') return null;
  if (!validNetwork(value)) cf.fail(`invalid parameter "${value}"`);
  warnLowBits(cf, value);
  return null;
};

const addHeader: Handler = (cf, d) => {
  const [, value = '', always] = d.args;
  cf.template(value);
  if (always !== undefined && always !== 'always') cf.fail(`invalid parameter "${always}"`);
  return null;
};

const passwordFile: Handler = (cf, d) => {
  const path = cf.confFile(d.args[0] ?? '');
  return cf.host.sslFile(path).type === 'missing'
    ? cf.fail(`open() "${path}" failed (2: No such file or directory)`)
    : null;
};

const expires: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const [first = '', second] = d.args;
  if (second !== undefined) {
    if (first !== 'modified') return 'invalid value';
    if (second.startsWith('@')) return 'daily time cannot be used with "modified" parameter';
    return parseTime(second.replace(/^[@+-]/, ''), false) === null ? 'invalid value' : null;
  }
  if (['epoch', 'max', 'off'].includes(first)) return null;
  if (cf.template(first).parts.some((p) => p.type !== 'text')) return null;
  const length = parseTime(first.replace(/^[@+-]/, ''), false);
  if (length !== null && first.startsWith('@') && length > 86_400_000)
    return 'daily time value must be less than 24 hours';
  return length === null ? 'invalid value' : null;
};

const index: Handler = (cf, d) => {
  d.args.forEach((value, i) => {
    if (value === '') cf.fail('index "" in "index" directive is invalid');
    if (value.startsWith('/') && i < d.args.length - 1)
      cf.warn('only the last index in "index" directive should be absolute');
    cf.template(value);
  });
  return null;
};

const tryFiles: Handler = (cf, d, level) => {
  if (level.tryFiles !== null) return 'is duplicate';
  const files = d.args.slice(0, -1).map((value) => ({
    template: cf.template(value.endsWith('/') ? value.slice(0, -1) : value),
    directory: value.endsWith('/'),
  }));
  const last = d.args.at(-1) ?? '';
  if (last.startsWith('=')) {
    const status = parseNumber(last.slice(1));
    if (status === null || status > 999) return cf.fail(`invalid code "${last}"`);
    level.tryFiles = { files, fallback: { type: 'status', status } };
  } else if (last.startsWith('@')) level.tryFiles = { files, fallback: { type: 'named', name: last } };
  else level.tryFiles = { files, fallback: { type: 'uri', template: cf.template(last) } };
  return null;
};

const realIpFrom: Handler = (cf, d) => {
  const value = d.args[0] ?? '';
  if (value === 'unix:') return null;
  if (validNetwork(value)) warnLowBits(cf, value);
  else if (!isIpv6(value) && cf.host.resolve(value).length === 0)
    cf.fail(`host not found in set_real_ip_from "${value}"`);
  return null;
};

const templates =
  (once: boolean): Handler =>
  (cf, d, level) => {
    const twice = once ? onceOnly(level, d.name) : null;
    if (twice !== null) return twice;
    for (const value of d.args) cf.template(value);
    return null;
  };

/** mirror: `off` stands alone. */
const mirror: Handler = (cf, d, level) => {
  const before = level.byName.get(d.name) ?? [];
  const [uri = ''] = d.args;
  if (before.some((x) => x.args[0] === 'off') || (uri === 'off' && before.length > 0)) return 'is duplicate';
  cf.template(uri);
  return null;
};

/** A character set, or a single variable whose value is one. */
const charset: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const value = d.args[0] ?? '';
  if (value.startsWith('$')) cf.used.push(value.slice(1).toLowerCase());
  return null;
};

const subFilter: Handler = (cf, d) => {
  if (d.args[0] === '') cf.fail('empty search pattern');
  for (const value of d.args) cf.template(value);
  return null;
};

const authRequestSet: Handler = (cf, d) => {
  const [variable = '', value = ''] = d.args;
  const name = variableName(cf, variable);
  cf.variables.set(name, { type: 'auth-request', value: cf.template(value) });
  return null;
};

const proxyRedirect: Handler = (cf, d, level) => {
  const [first = '', second] = d.args;
  if (level.byName.get(d.name)?.some((x) => x.args[0] === 'off') === true) return 'is duplicate';
  if (second !== undefined) {
    if (first.startsWith('~')) cf.regex(first.replace(/^~\*?/, ''), first.startsWith('~*'));
    else cf.template(first);
    cf.template(second);
    return null;
  }
  if (first === 'off' || first === 'false') return null;
  if (first !== 'default') return cf.fail(`invalid parameter "${first}"`);
  if (level.proxyPass === null) cf.fail('"proxy_redirect default" should be placed after the "proxy_pass" directive');
  if (level.proxyPass?.template)
    cf.fail('"proxy_redirect default" cannot be used with "proxy_pass" directive with variables');
  return null;
};

const http2Push: Handler = (cf, d, level) => {
  const before = level.byName.get(d.name) ?? [];
  const [uri = ''] = d.args;
  const both = 'URI cannot be used with "off" parameter';
  if (uri === 'off') return before.length === 0 ? null : before[0]?.args[0] === 'off' ? 'is duplicate' : both;
  if (before[0]?.args[0] === 'off') return both;
  cf.template(uri);
  return null;
};

const validReferers: Handler = (cf, d) => {
  for (const value of d.args) {
    if (value.startsWith('~')) cf.regex(value.slice(1), true);
    else if (value.replace(/^\*\./, '').replace(/\.\*$/, '').includes('*'))
      cf.fail(`invalid hostname or wildcard "${value}"`);
  }
  return null;
};

const userIdExpires: Handler = (_cf, d, level) =>
  onceOnly(level, d.name) ??
  (d.args[0] === 'max' || d.args[0] === 'off' || parseTime(d.args[0] ?? '', false) !== null ? null : 'invalid value');

const bindAddress: Handler = (cf, d) => {
  const [address = '', transparent] = d.args;
  if (address === 'off' && transparent === undefined) return null;
  const template = cf.template(address);
  if (
    template.parts.every((p) => p.type === 'text') &&
    !isIpv4(address.replace(/:\d+$/, '')) &&
    !isIpv6(address.replace(/^\[|\](?::\d+)?$/g, ''))
  ) {
    cf.fail(`invalid address "${address}"`);
  }
  if (transparent !== undefined && transparent !== 'transparent') cf.fail(`invalid parameter "${transparent}"`);
  return null;
};

const BROWSERS = ['msie', 'gecko', 'opera', 'safari', 'konqueror', 'unlisted'];

const modernBrowser: Handler = (cf, d) => {
  const [name = '', version] = d.args;
  if (version === undefined) {
    return name === 'unlisted' ? null : cf.failSilently();
  }
  if (!BROWSERS.includes(name) || name === 'unlisted') cf.fail(`unknown browser name "${name}"`);
  if (!/^\d+(?:\.\d+){0,3}$/.test(version)) cf.fail(`invalid browser version "${version}"`);
  return null;
};

const userIdMark: Handler = (_cf, d, level) =>
  onceOnly(level, d.name) ??
  (/^(?:off|[A-Za-z0-9=])$/.test(d.args[0] ?? '') ? null : 'value must be "off" or a single letter, digit or "="');

/** Sizes of gzip's hash: powers of two, each with a name (ngx_http_gzip_filter_module.c). */
const gzipHash: Handler = (_cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const size = parseSize(d.args[0] ?? '');
  if (size === null) return 'invalid value';
  const known = size >= 512 && size <= 131_072 && Number.isInteger(Math.log2(size));
  return known ? null : 'must be 512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k';
};

const splitPathInfo: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const pattern = d.args[0] ?? '';
  const { groups } = cf.regex(pattern, false);
  return groups === 2 ? null : cf.fail(`pattern "${pattern}" must have 2 captures`);
};

const cookieFlags: Handler = (cf, d, level) => {
  const before = level.byName.get(d.name) ?? [];
  if (before.some((x) => x.args.length === 1)) return 'is duplicate';
  const [name = '', ...flags] = d.args;
  if (flags.length === 0)
    return name === 'off' ? (before.length > 0 ? 'is duplicate' : null) : cf.fail(`invalid parameter "${name}"`);
  if (name.startsWith('~')) cf.regex(name.slice(1), true);
  else cf.template(name);
  // What a flag is, nginx finds out when there is a cookie.
  for (const flag of flags) cf.template(flag);
  return null;
};

/** proxy_cookie_domain and proxy_cookie_path: `off` stands alone. */
const cookieRewrite: Handler = (cf, d, level) => {
  const before = level.byName.get(d.name) ?? [];
  if (before.some((x) => x.args.length === 1)) return 'is duplicate';
  const [first = '', second] = d.args;
  if (second === undefined)
    return first === 'off' ? (before.length > 0 ? 'is duplicate' : null) : cf.fail(`invalid parameter "${first}"`);
  if (first.startsWith('~')) cf.regex(first.replace(/^~\*?/, ''), first.startsWith('~*'));
  else cf.template(first);
  cf.template(second);
  return null;
};

const ssl: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const value = d.args[0] ?? '';
  if (!/^(?:on|off)$/i.test(value)) cf.fail(`invalid value "${value}" in "ssl" directive, it must be "on" or "off"`);
  cf.warn('the "ssl" directive is deprecated, use the "listen ... ssl" directive instead');
  return null;
};

const sessionCache: Handler = (cf, d) => {
  for (const value of d.args) {
    if (['off', 'none', 'builtin'].includes(value)) continue;
    if (/^builtin:\d+$/.test(value)) continue;
    const shared = /^shared:([^:]+):(.+)$/.exec(value);
    const size = shared === null ? null : parseSize(shared[2] ?? '');
    if (shared === null || size === null) cf.fail(`invalid session cache "${value}"`);
    if (Number(size) < 32768) cf.fail(`session cache "${value}" is too small`);
    cf.zone(shared?.[1] ?? '', size ?? 0, 'ssl_session_cache');
  }
  return null;
};

/** Directives of http2 that newer versions gave up: a warning. */
function obsolete(cf: ConfContext, d: Directive): void {
  const instead: Record<string, string> = {
    http2_max_requests: 'keepalive_requests',
    http2_max_field_size: 'large_client_header_buffers',
    http2_max_header_size: 'large_client_header_buffers',
    http2_recv_timeout: 'client_header_timeout',
    http2_idle_timeout: 'keepalive_timeout',
  };
  const better = instead[d.name];
  if (better !== undefined) cf.warn(`the "${d.name}" directive is obsolete, use the "${better}" directive instead`);
}

export const MODULE_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['allow', accessRule],
  ['deny', accessRule],
  ['add_header', addHeader],
  ['add_trailer', addHeader],
  ['expires', expires],
  ['ssl_password_file', passwordFile],
  ['index', index],
  ['try_files', tryFiles],
  ['set_real_ip_from', realIpFrom],
  ['auth_basic_user_file', templates(true)],
  ['auth_request', templates(true)],
  ['auth_request_set', authRequestSet],
  ['charset', charset],
  ['source_charset', charset],
  ['sub_filter', subFilter],
  ['proxy_redirect', proxyRedirect],
  ['proxy_store', templates(true)],
  ['mirror', mirror],
  ['http2_push', http2Push],
  ['valid_referers', validReferers],
  ['real_ip_header', (_cf, d, level) => onceOnly(level, d.name)],
  ['internal', (_cf, d, level) => onceOnly(level, d.name)],
  ['userid_expires', userIdExpires],
  ['userid_mark', userIdMark],
  ['modern_browser', modernBrowser],
  ['gzip_hash', gzipHash],
  ['fastcgi_split_path_info', splitPathInfo],
  ...['proxy', 'fastcgi', 'uwsgi', 'scgi', 'grpc', 'memcached'].map((p): readonly [string, Handler] => [
    `${p}_bind`,
    bindAddress,
  ]),
  ['proxy_cookie_domain', cookieRewrite],
  ['proxy_cookie_path', cookieRewrite],
  ['proxy_cookie_flags', cookieFlags],
  ['ssl', ssl],
  ['ssl_session_cache', sessionCache],
  ...[
    'http2_max_requests',
    'http2_max_field_size',
    'http2_max_header_size',
    'http2_recv_timeout',
    'http2_idle_timeout',
  ].map((name): readonly [string, Handler] => [name, (cf, d) => (obsolete(cf, d), null)]),
];
