/** Addresses in directives (ngx_parse_url): host, port and what follows, or nginx's word for the mistake. */
import type { Address } from './model.ts';
import { parseNumber } from './units.ts';

export interface UrlOptions {
  readonly listen: boolean;
  readonly defaultPort: number;
  /** May a URI follow (proxy_pass)? */
  readonly uriPart: boolean;
  readonly resolve: ((name: string) => readonly string[]) | null;
}

export interface ParsedUrl {
  readonly ok: true;
  readonly host: string;
  readonly port: number;
  readonly noPort: boolean;
  readonly uri: string;
  readonly wildcard: boolean;
  readonly family: Address['family'];
  /** Empty when names are not to be resolved yet. */
  readonly addresses: readonly Address[];
}
export interface UrlProblem {
  readonly ok: false;
  readonly message: string;
}

const bad = (message: string): UrlProblem => ({ ok: false, message });

/** As ngx_inet_addr reads one: four numbers up to 255 with three dots, of which any may be left out. */
export const isIpv4 = (text: string): boolean =>
  /^\d*\.\d*\.\d*\.\d*$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

export const ipv4Number = (text: string): number => text.split('.').reduce((n, part) => n * 256 + Number(part), 0);

export const isIpv6 = (text: string): boolean =>
  /^[0-9A-Fa-f:.]+$/.test(text) &&
  text.includes(':') &&
  (text.match(/::/g) ?? []).length <= 1 &&
  text.split(':').length <= 8 + (text.includes('::') ? 1 : 0) &&
  (text.includes('::') || text.split(':').length === 8);

export function parseUrl(url: string, o: UrlOptions): ParsedUrl | UrlProblem {
  if (url.slice(0, 5).toLowerCase() === 'unix:') return unixUrl(url.slice(5), o);
  return url.startsWith('[') ? inet6Url(url, o) : inetUrl(url, o);
}

function unixUrl(rest: string, o: UrlOptions): ParsedUrl | UrlProblem {
  const colon = o.uriPart ? rest.indexOf(':') : -1;
  const path = colon < 0 ? rest : rest.slice(0, colon);
  if (path === '') return bad('no path in the unix domain socket');
  if (path.length > 107) return bad('too long path in the unix domain socket');
  const address: Address = { family: 'unix', host: path, port: 0 };
  return {
    ok: true,
    host: `unix:${path}`,
    port: 0,
    noPort: true,
    uri: colon < 0 ? '' : rest.slice(colon + 1),
    wildcard: false,
    family: 'unix',
    addresses: [address],
  };
}

function inet6Url(url: string, o: UrlOptions): ParsedUrl | UrlProblem {
  const close = url.indexOf(']');
  if (close < 0) return bad('invalid host');
  const host = url.slice(1, close);
  const rest = url.slice(close + 1);
  const slash = rest.search(/[/?]/);
  const uri = slash < 0 ? '' : rest.slice(slash);
  if (uri !== '' && (o.listen || !o.uriPart)) return bad('invalid host');
  const portText = slash < 0 ? rest : rest.slice(0, slash);
  let port = o.defaultPort;
  if (portText !== '') {
    if (!portText.startsWith(':')) return bad('invalid host');
    const n = parseNumber(portText.slice(1));
    if (n === null || n < 1 || n > 65535) return bad('invalid port');
    port = n;
  }
  if (host === '') return bad('no host');
  if (!isIpv6(host)) return bad('invalid IPv6 address');
  const address: Address = { family: 'inet6', host, port };
  return {
    ok: true,
    host: `[${host}]`,
    port,
    noPort: portText === '',
    uri,
    wildcard: host === '::',
    family: 'inet6',
    addresses: [address],
  };
}

function inetUrl(url: string, o: UrlOptions): ParsedUrl | UrlProblem {
  const cut = url.search(/[/?]/);
  const uri = cut < 0 ? '' : url.slice(cut);
  if (uri !== '' && (o.listen || !o.uriPart)) return bad('invalid host');
  const authority = cut < 0 ? url : url.slice(0, cut);
  const colon = authority.indexOf(':');
  const host = colon < 0 ? authority : authority.slice(0, colon);
  let port = o.defaultPort;
  if (colon >= 0) {
    const n = parseNumber(authority.slice(colon + 1));
    if (n === null || n < 1 || n > 65535) return bad('invalid port');
    port = n;
  } else if (o.listen) {
    const n = parseNumber(host);
    if (n !== null) {
      if (n < 1 || n > 65535) return bad('invalid port');
      return found({ host: '', port: n, noPort: false, uri, wildcard: true }, ['0.0.0.0']);
    }
  }
  if (host === '') return bad('no host');
  const noPort = colon < 0;
  if (host === '*' && o.listen) return found({ host, port, noPort, uri, wildcard: true }, ['0.0.0.0']);
  if (isIpv4(host)) return found({ host, port, noPort, uri, wildcard: host === '0.0.0.0' }, [host]);
  if (o.resolve === null) return found({ host, port, noPort, uri, wildcard: false }, []);
  const addresses = o.resolve(host);
  return addresses.length === 0
    ? bad('host not found')
    : found({ host, port, noPort, uri, wildcard: false }, addresses);
}

function found(
  part: { host: string; port: number; noPort: boolean; uri: string; wildcard: boolean },
  hosts: readonly string[],
): ParsedUrl {
  const addresses = hosts.map((host): Address => ({
    family: host.includes(':') ? 'inet6' : 'inet',
    host,
    port: part.port,
  }));
  return { ok: true, family: addresses[0]?.family ?? 'inet', addresses, ...part };
}

export function addressText(a: Address): string {
  if (a.family === 'unix') return `unix:${a.host}`;
  return a.family === 'inet6' ? `[${a.host}]:${a.port}` : `${a.host}:${a.port}`;
}
