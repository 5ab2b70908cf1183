/** map, geo and split_clients: variables that are tables (ngx_http_map_module.c and its kin). */
import type { ConfContext } from '../context.ts';
import { buildHash } from '../hash.ts';
import type { MapEntry } from '../model.ts';
import type { Template } from '../template.ts';
import { ipv4Number, isIpv4, isIpv6 } from '../url.ts';
import { isBuiltin } from '../variables.ts';
import type { Handler } from './handler.ts';

export function variableName(cf: ConfContext, text: string): string {
  if (!text.startsWith('$')) cf.fail(`invalid variable name "${text}"`);
  const name = text.slice(1).toLowerCase();
  if (isBuiltin(name)) cf.fail(`the duplicate "${name}" variable`);
  return name;
}

const map: Handler = (cf, d, _level, blocks) => {
  const key = cf.template(d.args[0] ?? '');
  const name = variableName(cf, d.args[1] ?? '');
  const entries: MapEntry[] = [];
  const seen = new Set<string>();
  let hostnames = false;
  let fallback: Template | null = null;
  blocks.words((words) => {
    const [first = '', value = ''] = words;
    if (words.length === 1 && (first === 'hostnames' || first === 'volatile')) {
      hostnames ||= first === 'hostnames';
      return null;
    }
    if (words.length !== 2) return 'invalid number of the map parameters';
    if (first === 'default') {
      if (fallback !== null) return 'duplicate default map parameter';
      fallback = cf.template(value);
      return null;
    }
    entries.push(mapEntry(cf, first, value, hostnames, seen));
    return null;
  });
  const exact = entries.filter(({ regex, wildcard }) => regex === null && wildcard === 'none');
  buildHash(
    cf,
    cf.http,
    'map_hash',
    exact.map((e) => e.key),
    2048,
  );
  cf.variables.set(name, { type: 'map', key, hostnames, entries, fallback });
  return null;
};

function mapEntry(cf: ConfContext, first: string, value: string, hostnames: boolean, seen: Set<string>): MapEntry {
  const template = cf.template(value);
  if (first.startsWith('~') && first.length > 1) {
    const caseless = first.startsWith('~*');
    const source = first.slice(caseless ? 2 : 1);
    return { key: first, regex: cf.regex(source, caseless), wildcard: 'none', value: template };
  }
  const key = (first.startsWith('\\') && first.length > 1 ? first.slice(1) : first).toLowerCase();
  const leading = hostnames && /^(?:\*\.|\.)/.test(key);
  const trailing = hostnames && key.endsWith('.*');
  if (hostnames && key.replace(/^\*\./, '').replace(/\.\*$/, '').includes('*'))
    cf.fail(`invalid hostname or wildcard "${first}"`);
  const wildcard = leading ? 'leading' : trailing ? 'trailing' : 'none';
  // Each kind of name has a table of its own.
  const place = `${wildcard} ${key}`;
  if (seen.has(place)) cf.fail(`conflicting parameter "${first}"`);
  seen.add(place);
  return { key, regex: null, wildcard, value: template };
}

const geo: Handler = (cf, d, _level, blocks) => {
  const source = d.args.length > 1 ? (d.args[0] ?? '') : '$remote_addr';
  // The source is the name of one variable, not a text with variables in it.
  if (!source.startsWith('$')) cf.fail(`invalid variable name "${source}"`);
  if (d.args.length > 1) cf.used.push(source.slice(1).toLowerCase());
  const name = variableName(cf, d.args.at(-1) ?? '');
  const table = new GeoTable(cf);
  blocks.words((words) => table.line(words));
  const key: Template = { source, parts: [{ type: 'variable', name: source.slice(1).toLowerCase() }] };
  cf.variables.set(name, { type: 'geo', key, ranges: table.entries, fallback: table.fallback });
  return null;
};

/** The lines of one geo block: networks, or after `ranges`, ranges of addresses. */
class GeoTable {
  readonly entries: { cidr: string; value: string }[] = [];
  fallback = '';
  private asRanges = false;
  private begun = false;
  private readonly cf: ConfContext;

  constructor(cf: ConfContext) {
    this.cf = cf;
  }

  line(words: readonly string[]): string | null {
    const [net = '', value = ''] = words;
    if (words.length === 1 && net === 'ranges') {
      if (this.begun) this.cf.fail('the "ranges" directive must be the first directive inside "geo" block');
      this.asRanges = true;
      return null;
    }
    if (words.length === 1 && net === 'proxy_recursive') return null;
    if (words.length !== 2) return 'invalid number of the geo parameters';
    if (net === 'proxy') return validNetwork(value) ? null : `invalid network "${value}"`;
    this.begun = true;
    if (net === 'default') {
      this.fallback = value;
      return null;
    }
    const removed = net === 'delete';
    const range = removed ? value : net;
    if (this.asRanges ? !validRange(range) : !validNetwork(range))
      return `invalid ${this.asRanges ? 'range' : 'network'} "${range}"`;
    if (!removed) this.add(net, value);
    return null;
  }

  private add(cidr: string, value: string): void {
    const old = this.entries.find((entry) => entry.cidr === cidr);
    if (old && !this.asRanges)
      this.cf.warn(`duplicate network "${cidr}", value: "${value}", old value: "${old.value}"`);
    if (!this.asRanges) warnLowBits(this.cf, cidr);
    this.entries.push({ cidr, value });
  }
}

function validRange(text: string): boolean {
  const [from = '', to = '', ...rest] = text.split('-');
  return rest.length === 0 && isIpv4(from) && isIpv4(to) && ipv4Number(from) <= ipv4Number(to);
}

export function validNetwork(text: string): boolean {
  const [host = '', bits] = text.split('/');
  if (bits !== undefined && (!/^\d+$/.test(bits) || Number(bits) > (host.includes(':') ? 128 : 32))) {
    return isIpv4(bits);
  }
  return isIpv4(host) || isIpv6(host);
}

export function warnLowBits(cf: ConfContext, text: string): void {
  const [host = '', bits] = text.split('/');
  if (bits === undefined || !isIpv4(host)) return;
  if (ipv4Number(host) % 2 ** (32 - Number(bits)) !== 0) cf.warn(`low address bits of ${text} are meaningless`);
}

const splitClients: Handler = (cf, d, _level, blocks) => {
  const key = cf.template(d.args[0] ?? '');
  const name = variableName(cf, d.args[1] ?? '');
  const parts: { upTo: number; value: string }[] = [];
  let total = 0;
  let over = false;
  blocks.words((words) => {
    const [percent = '', value = ''] = words;
    const m = /^(\d+)(?:\.(\d{1,2}))?%$/.exec(percent);
    if (percent !== '*' && (m === null || (Number(m[1]) === 0 && !Number(m[2] ?? 0))))
      return `invalid percent value "${percent}"`;
    total = percent === '*' ? 100 : total + Number(percent.slice(0, -1));
    over ||= total > 100;
    parts.push({ upTo: percent === '*' ? 100 : total, value });
    return null;
  });
  // Added up when the block has ended; the rest, `*`, counts as the whole.
  if (over) cf.fail('percent total is greater than 100%');
  cf.variables.set(name, { type: 'split', key, parts });
  return null;
};

/** charset_map: codes, and what they are in the other charset: another code, or in utf-8 several bytes. */
const charsetMap: Handler = (cf, d, _level, blocks) => {
  const [from = '', to = ''] = d.args.map((name) => name.toLowerCase());
  if (from === to) cf.fail(`"charset_map" between the same charsets "${d.args[0] ?? ''}" and "${d.args[1] ?? ''}"`);
  if (cf.charsetMaps.has(`${from} ${to}`))
    cf.fail(`duplicate "charset_map" between "${d.args[0] ?? ''}" and "${d.args[1] ?? ''}"`);
  cf.charsetMaps.add(`${from} ${to}`).add(`${to} ${from}`);
  const bytes = to === 'utf-8' ? /^(?:[0-9a-f]{2})+$/i : /^[0-9a-f]{1,2}$/i;
  blocks.words((words) => {
    if (words.length !== 2) return 'invalid parameters number';
    const wrong = [/^[0-9a-f]{1,2}$/i, bytes].findIndex((form, i) => !form.test(words[i] ?? ''));
    return wrong < 0 ? null : `invalid value "${words[wrong] ?? ''}"`;
  });
  return null;
};

/** The first map settles the sizes of their tables. */
const mapHash: Handler = (cf) =>
  [...cf.variables.values()].some(({ type }) => type === 'map') ? 'is duplicate' : null;

export const TABLE_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['map', map],
  ['map_hash_max_size', mapHash],
  ['map_hash_bucket_size', mapHash],
  ['geo', geo],
  ['split_clients', splitClients],
  ['charset_map', charsetMap],
];
