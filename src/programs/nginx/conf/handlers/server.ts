/** server, listen and server_name (ngx_http_core_module.c, ngx_http.c). */
import { newLevel, type ConfContext } from '../context.ts';
import type { Directive, Listen, ServerBlock, ServerName } from '../model.ts';
import { parseNumber, parseSize, parseTime } from '../units.ts';
import { addressText, parseUrl } from '../url.ts';
import type { Handler } from './handler.ts';

const server: Handler = (cf, _d, level, blocks) => {
  const inner = newLevel('server', level, cf.place);
  const owner: ServerBlock = {
    level: inner,
    listens: [],
    names: [],
    locations: [],
    named: new Map(),
    file: cf.place.file ?? '',
    line: cf.place.line,
  };
  inner.server = owner;
  cf.servers.push(owner);
  blocks.level(inner);
  if (owner.listens.length === 0) addListen(cf, owner, defaultListen(cf, owner));
  if (owner.names.length === 0) owner.names.push({ name: '', kind: 'exact', regex: null });
  return null;
};

/** Without `listen`: port 80 for root, 8000 for anybody else. */
function defaultListen(cf: ConfContext, owner: ServerBlock): Listen {
  const port = cf.host.privileged ? 80 : 8000;
  return {
    address: { family: 'inet', host: '0.0.0.0', port },
    text: `0.0.0.0:${port}`,
    isDefault: false,
    ssl: false,
    http2: false,
    proxyProtocol: false,
    backlog: 511,
    ipv6only: true,
    reuseport: false,
    wildcard: true,
    bind: false,
    file: owner.file,
    line: owner.line,
  };
}

interface Options {
  isDefault: boolean;
  ssl: boolean;
  http2: boolean;
  proxyProtocol: boolean;
  backlog: number;
  ipv6only: boolean;
  reuseport: boolean;
  bind: boolean;
}

const listen: Handler = (cf, d, level) => {
  const value = d.args[0] ?? '';
  const url = parseUrl(value, {
    listen: true,
    defaultPort: 80,
    uriPart: false,
    resolve: (name) => cf.host.resolve(name),
  });
  if (!url.ok) return cf.fail(`${url.message} in "${value}" of the "listen" directive`);
  const options: Options = {
    isDefault: false,
    ssl: false,
    http2: false,
    proxyProtocol: false,
    backlog: 511,
    ipv6only: true,
    reuseport: false,
    bind: false,
  };
  for (const parameter of d.args.slice(1)) listenParameter(cf, parameter, options);
  const owner = level.server;
  if (owner === null) return null;
  for (const address of url.addresses) {
    addListen(cf, owner, {
      address,
      text: addressText(address),
      wildcard: url.wildcard,
      file: d.file,
      line: d.line,
      ...options,
    });
  }
  return null;
};

function listenParameter(cf: ConfContext, text: string, o: Options): void {
  const [key = '', value = ''] = text.includes('=')
    ? [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]
    : [text];
  const bound = (ok: boolean, what: string): void => {
    if (!ok) cf.fail(`invalid ${what} "${text}"`);
    o.bind = true;
  };
  if (text === 'default_server' || text === 'default') o.isDefault = true;
  else if (text === 'bind' || text === 'deferred') o.bind = true;
  else if (text === 'reuseport') o.reuseport = o.bind = true;
  else if (text === 'ssl') o.ssl = true;
  else if (text === 'http2') o.http2 = true;
  else if (text === 'proxy_protocol') o.proxyProtocol = true;
  else if (text === 'spdy')
    cf.warn('invalid parameter "spdy": ngx_http_spdy_module was superseded by ngx_http_v2_module');
  else if (!text.includes('=')) cf.fail(`invalid parameter "${text}"`);
  else if (key === 'backlog') {
    bound(!!parseNumber(value), 'backlog');
    o.backlog = Number(value);
  } else if (key === 'fastopen') bound(parseNumber(value) !== null, 'fastopen');
  else if (key === 'rcvbuf') bound(parseSize(value) !== null, 'rcvbuf');
  else if (key === 'sndbuf') bound(parseSize(value) !== null, 'sndbuf');
  else if (key === 'ipv6only') {
    if (value !== 'on' && value !== 'off') cf.fail(`invalid parameter "${text}"`);
    o.ipv6only = value === 'on';
    o.bind = true;
  } else if (key === 'so_keepalive') {
    if (value !== 'on' && value !== 'off' && !/^[^:]*:[^:]*(?::[^:]*)?$/.test(value))
      cf.fail(`invalid so_keepalive value: "${value}"`);
    if (value.includes(':') && value.split(':').some((v) => v !== '' && parseTime(v) === null))
      cf.fail(`invalid so_keepalive value: "${value}"`);
    o.bind = true;
  } else cf.fail(`invalid parameter "${text}"`);
}

/** One address may be listened on by many servers, but by each once, with one default server and one set of options. */
function addListen(cf: ConfContext, owner: ServerBlock, listen: Listen): void {
  const same = cf.servers.flatMap((s) => s.listens.filter((l) => l.text === listen.text).map((l) => ({ s, l })));
  if (same.some(({ s }) => s === owner)) cf.fail(`a duplicate listen ${listen.text}`);
  if (listen.bind && same.some(({ l }) => l.bind)) cf.fail(`duplicate listen options for ${listen.text}`);
  if (listen.isDefault && same.some(({ l }) => l.isDefault)) cf.fail(`a duplicate default server for ${listen.text}`);
  owner.listens.push(listen);
}

const serverName: Handler = (cf, d, level) => {
  for (const value of d.args) level.server?.names.push(oneName(cf, d, value));
  return null;
};

function oneName(cf: ConfContext, _d: Directive, value: string): ServerName {
  if ((value.startsWith('*') && (value.length < 3 || value.charAt(1) !== '.')) || value === '.') {
    cf.fail(`server name "${value}" is invalid`);
  }
  if (value.includes('/')) cf.warn(`server name "${value}" has suspicious symbols`);
  if (value === '$hostname') return { name: cf.host.hostname.toLowerCase(), kind: 'exact', regex: null };
  if (value.startsWith('~')) {
    if (value.length === 1) cf.fail('empty regex in server name "~"');
    return { name: value, kind: 'regex', regex: cf.regex(value.slice(1), /[A-Z]/.test(value)) };
  }
  const name = value.toLowerCase();
  if (name.startsWith('*.') || name.startsWith('.')) return { name, kind: 'leading-wildcard', regex: null };
  return { name, kind: name.endsWith('.*') ? 'trailing-wildcard' : 'exact', regex: null };
}

export const SERVER_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['server', server],
  ['listen', listen],
  ['server_name', serverName],
];
