/** map, geo and split_clients: variables that are tables (ngx_http_map_module.c and its kin). */
import type { ConfContext } from '../context.ts';
import type { MapEntry } from '../model.ts';
import type { Template } from '../template.ts';
import { isIpv4, isIpv6 } from '../url.ts';
import { isBuiltin } from '../variables.ts';
import type { Handler } from './handler.ts';

function variableName(cf: ConfContext, text: string): string {
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
  if (seen.has(key)) cf.fail(`conflicting parameter "${first}"`);
  seen.add(key);
  return { key, regex: null, wildcard: leading ? 'leading' : trailing ? 'trailing' : 'none', value: template };
}

const geo: Handler = (cf, d, _level, blocks) => {
  const source = d.args.length > 1 ? (d.args[0] ?? '') : '$remote_addr';
  const name = variableName(cf, d.args.at(-1) ?? '');
  const ranges: { cidr: string; value: string }[] = [];
  let fallback = '';
  let asRanges = false;
  blocks.words((words) => {
    const [net = '', value = ''] = words;
    if (words.length === 1 && (net === 'ranges' || net === 'proxy_recursive')) {
      asRanges ||= net === 'ranges';
      return null;
    }
    if (words.length !== 2) return 'invalid number of the geo parameters';
    if (net === 'default') fallback = value;
    else if (net === 'delete' || net === 'proxy') return null;
    else if (asRanges ? !net.split('-').every(isIpv4) : !validNetwork(net)) return `invalid network "${net}"`;
    else {
      if (ranges.some((r) => r.cidr === net))
        cf.warn(
          `duplicate network "${net}", value: "${value}", old value: "${ranges.find((r) => r.cidr === net)?.value ?? ''}"`,
        );
      ranges.push({ cidr: net, value });
    }
    return null;
  });
  cf.variables.set(name, { type: 'geo', key: cf.template(source), ranges, fallback });
  return null;
};

export function validNetwork(text: string): boolean {
  const [host = '', bits] = text.split('/');
  if (bits !== undefined && (!/^\d+$/.test(bits) || Number(bits) > (host.includes(':') ? 128 : 32))) {
    return isIpv4(bits);
  }
  return isIpv4(host) || isIpv6(host);
}

const splitClients: Handler = (cf, d, _level, blocks) => {
  const key = cf.template(d.args[0] ?? '');
  const name = variableName(cf, d.args[1] ?? '');
  const parts: { upTo: number; value: string }[] = [];
  let total = 0;
  blocks.words((words) => {
    const [percent = '', value = ''] = words;
    const m = /^(\d+)(?:\.(\d{1,2}))?%$/.exec(percent);
    if (percent !== '*' && (m === null || (Number(m[1]) === 0 && !Number(m[2] ?? 0))))
      return `invalid percent value "${percent}"`;
    total += percent === '*' ? 0 : Number(percent.slice(0, -1));
    if (total > 100) return 'percent total is greater than 100%';
    parts.push({ upTo: percent === '*' ? 100 : total, value });
    return null;
  });
  cf.variables.set(name, { type: 'split', key, parts });
  return null;
};

export const TABLE_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['map', map],
  ['geo', geo],
  ['split_clients', splitClients],
  ['charset_map', (_cf, _d, _level, blocks) => (blocks.words(() => null), null)],
];
