/** Zones and limits: limit_req, limit_conn, proxy_cache (ngx_http_limit_req_module.c and others). */
import type { ConfContext } from '../context.ts';
import type { Directive } from '../model.ts';
import { parseNumber, parseSize, parseTime } from '../units.ts';
import { onceOnly, type Handler } from './handler.ts';

/** The least size of a zone: eight pages. */
const SMALLEST = 8 * 4096;

interface ZoneArg {
  readonly name: string;
  readonly size: number;
}

/** `name:size` after the `=` of a parameter; messages quote the whole parameter. */
function zoneArg(cf: ConfContext, arg: string, what = 'zone'): ZoneArg {
  const text = arg.slice(arg.indexOf('=') + 1);
  const colon = text.indexOf(':');
  const size = colon < 0 ? null : parseSize(text.slice(colon + 1));
  if (colon < 0 || size === null) return cf.fail(`invalid ${what} size "${arg}"`);
  const name = text.slice(0, colon);
  if (size < SMALLEST) cf.fail(`${what} "${arg}" is too small`);
  return { name, size };
}

function define(cf: ConfContext, d: Directive, zone: ZoneArg, key: string, rate: number): null {
  const template = cf.template(key);
  const known = cf.zones.get(zone.name);
  cf.zone(zone.name, zone.size, ownerOf(d.name));
  if (known !== undefined && known.key !== null) {
    cf.fail(`${d.name} "${zone.name}" is already bound to key "${known.key.source}"`);
  }
  cf.zones.set(zone.name, { name: zone.name, size: zone.size, owner: ownerOf(d.name), key: template, rate, path: '' });
  return null;
}

const ownerOf = (directive: string): string => directive.replace(/_zone$/, '');

const limitReqZone: Handler = (cf, d) => {
  let zone: ZoneArg | null = null;
  let rate = 1000;
  for (const arg of d.args.slice(1)) {
    if (arg.startsWith('zone=')) zone = zoneArg(cf, arg);
    else if (arg.startsWith('rate=')) {
      const m = /^(\d+)(r\/s|r\/m)?$/.exec(arg.slice(5));
      if (m === null || Number(m[1]) <= 0) cf.fail(`invalid rate "${arg}"`);
      rate = Math.floor((Number(m?.[1]) * 1000) / (m?.[2] === 'r/m' ? 60 : 1));
    } else cf.fail(`invalid parameter "${arg}"`);
  }
  if (zone === null || zone.name === '') return cf.fail(`"${d.name}" must have "zone" parameter`);
  return define(cf, d, zone, d.args[0] ?? '', rate);
};

const limitConnZone: Handler = (cf, d) => {
  const arg = d.args[1] ?? '';
  if (!arg.startsWith('zone=')) cf.fail(`invalid parameter "${arg}"`);
  return define(cf, d, zoneArg(cf, arg), d.args[0] ?? '', 0);
};

const limitReq: Handler = (cf, d, level) => {
  let name: string | null = null;
  for (const arg of d.args) {
    const value = arg.slice(arg.indexOf('=') + 1);
    if (arg.startsWith('zone=')) name = value;
    else if (arg.startsWith('burst=')) {
      if (!parseNumber(value)) cf.fail(`invalid burst value "${arg}"`);
    } else if (arg.startsWith('delay=')) {
      if (!parseNumber(value)) cf.fail(`invalid delay value "${arg}"`);
    } else if (arg !== 'nodelay') cf.fail(`invalid parameter "${arg}"`);
  }
  if (name === null) return cf.fail(`"${d.name}" must have "zone" parameter`);
  cf.zone(name, 0, 'limit_req');
  const same = level.byName.get('limit_req')?.some((x) => x.args.includes(`zone=${name ?? ''}`));
  return same === true ? 'is duplicate' : null;
};

const limitConn: Handler = (cf, d, level) => {
  const [name = '', count = ''] = d.args;
  cf.zone(name, 0, 'limit_conn');
  if (level.byName.get('limit_conn')?.some((x) => x.args[0] === name) === true) return 'is duplicate';
  const n = parseNumber(count);
  if (!n) cf.fail(`invalid number of connections "${count}"`);
  if (Number(n) > 65535) cf.fail('connection limit must be less 65536');
  return null;
};

const cachePath: Handler = (cf, d) => {
  let zone: ZoneArg | null = null;
  for (const arg of d.args.slice(1)) {
    const value = arg.slice(arg.indexOf('=') + 1);
    if (arg.startsWith('keys_zone=')) zone = zoneArg(cf, arg, 'keys zone');
    else if (arg.startsWith('levels=')) {
      if (!/^[12](?::[12]){0,2}$/.test(value)) cf.fail(`invalid "levels" "${arg}"`);
    } else if (arg.startsWith('inactive=')) {
      if (parseTime(value, false) === null) cf.fail(`invalid inactive value "${arg}"`);
    } else if (/^(?:max|min)_(?:size|free)=/.test(arg)) {
      if (parseSize(value, true) === null) cf.fail(`invalid ${arg.slice(0, 8)} value "${arg}"`);
    } else if (arg.startsWith('use_temp_path=')) {
      if (value !== 'on' && value !== 'off') cf.fail(`invalid use_temp_path value "${arg}", it must be "on" or "off"`);
    } else if (!/^(?:loader|manager|purger)_\w+=|^purger=/.test(arg)) cf.fail(`invalid parameter "${arg}"`);
  }
  if (zone === null) return cf.fail(`"${d.name}" must have "keys_zone" parameter`);
  const path = cf.file(d.args[0] ?? '');
  const taken = cf.cachePaths.get(path);
  if (taken !== undefined) cf.fail(`the same path name "${path}" used${taken} and`);
  cf.cachePaths.set(path, cf.where());
  const known = cf.zones.get(zone.name);
  if (known !== undefined && known.path !== '') cf.fail(`duplicate zone "${zone.name}"`);
  cf.zone(zone.name, zone.size, d.name);
  cf.zones.set(zone.name, {
    name: zone.name,
    size: zone.size,
    owner: d.name,
    key: null,
    rate: 0,
    path: d.args[0] ?? '',
  });
  return null;
};

const cache: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const value = d.args[0] ?? '';
  if (value === 'off') return null;
  if (level.byName.has(d.name.replace('_cache', '_store')))
    return `is incompatible with "${d.name.replace('_cache', '_store')}"`;
  if (cf.template(value).parts.every((p) => p.type === 'text')) cf.zone(value, 0, `${d.name}_path`);
  return null;
};

const cacheValid: Handler = (cf, d) => {
  const time = d.args.at(-1) ?? '';
  if (parseTime(time, false) === null) cf.fail(`invalid time value "${time}"`);
  for (const code of d.args.slice(0, -1)) {
    const status = parseNumber(code);
    if (code !== 'any' && (status === null || status < 100 || status > 599)) cf.fail(`invalid status "${code}"`);
  }
  return null;
};

const template: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  cf.template(d.args[0] ?? '');
  return null;
};

const perBackend = ['proxy', 'fastcgi', 'uwsgi', 'scgi'].flatMap((p): (readonly [string, Handler])[] => [
  [`${p}_cache_path`, cachePath],
  [`${p}_cache`, cache],
  [`${p}_cache_valid`, cacheValid],
  [`${p}_cache_key`, template],
]);

export const LIMIT_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['limit_req_zone', limitReqZone],
  ['limit_conn_zone', limitConnZone],
  ['limit_req', limitReq],
  ['limit_conn', limitConn],
  ...perBackend,
];
