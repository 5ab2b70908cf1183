/**
 * Addresses as a browser reads them: http and https, relative to the page that names them (RFC 3986 section 5, with the
 * leniencies of the WHATWG URL standard: white space, backslashes, characters beyond ASCII). Fragments are dropped, for
 * they are never sent. Not here: user names in addresses, international host names.
 */
import { utf8 } from '../../base/bytes.ts';

export interface WebUrl {
  readonly scheme: 'http' | 'https';
  /** In lower case, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query, at least "/". */
  readonly target: string;
}

const LONGEST = 8192;

const portOf = (scheme: 'http' | 'https'): number => (scheme === 'https' ? 443 : 80);
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** `name` or `name:port`: the port where it is not the scheme's own. */
export const authorityOf = (url: WebUrl): string =>
  bracketed(url.host) + (url.port === portOf(url.scheme) ? '' : `:${url.port}`);
export const originOf = (url: WebUrl): string => `${url.scheme}://${authorityOf(url)}`;
export const hrefOf = (url: WebUrl): string => originOf(url) + url.target;

/** Null for what is no http(s) address: other schemes (`data:`, `mailto:`), no host, a port that cannot be. */
export function resolveUrl(text: string, base: WebUrl | null): WebUrl | null {
  if (text.length > LONGEST) return null;
  // Spaces and control characters around it go, tabs and line ends within it too.
  const clean = trimmed(text)
    .replace(/[\t\n\r]/g, '')
    .replace(/#.*$/s, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(clean)?.[1]?.toLowerCase() ?? null;
  if (scheme !== null && scheme !== 'http' && scheme !== 'https') return null;
  const own = scheme ?? base?.scheme ?? null;
  if (own === null || (own !== 'http' && own !== 'https')) return null;
  const rest = (scheme === null ? clean : clean.slice(scheme.length + 1)).replace(/^[^?]*/, (path) =>
    path.replaceAll('\\', '/'),
  );
  if (rest.startsWith('//')) return absolute(own, rest.replace(/^\/+/, ''));
  if (scheme !== null && (base === null || base.scheme !== scheme)) return absolute(own, rest.replace(/^\/+/, ''));
  if (base === null) return null;
  if (rest === '') return base;
  const [path] = split(base.target);
  if (rest.startsWith('?')) return { ...base, target: encoded(path + rest) };
  if (rest.startsWith('/')) return { ...base, target: normal(rest) };
  return { ...base, target: normal(path.slice(0, path.lastIndexOf('/') + 1) + rest) };
}

function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 32) from++;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return text.slice(from, to);
}

function absolute(scheme: 'http' | 'https', rest: string): WebUrl | null {
  const match = /^(\[[\da-f:.]+\]|[^/?:@\s[\]]+)(?::(\d{0,5}))?(?=[/?]|$)(.*)$/is.exec(rest);
  if (match === null) return null;
  const port = match[2] === undefined || match[2] === '' ? portOf(scheme) : Number(match[2]);
  if (port > 65_535) return null;
  const host = (match[1] ?? '').toLowerCase().replace(/^\[|\]$/g, '');
  const tail = match[3] ?? '';
  return { scheme, host, port, target: normal(tail.startsWith('/') ? tail : `/${tail}`) };
}

function split(target: string): [path: string, query?: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)];
}

/** `.` and `..` resolved (RFC 3986 section 5.2.4), and what may not stand in a request line encoded. */
function normal(target: string): string {
  const [path, query] = split(target);
  const out: string[] = [];
  const parts = path.split('/').slice(1);
  for (const [i, part] of parts.entries()) {
    const plain = part.replace(/%2e/gi, '.');
    if (plain === '..') out.pop();
    if (plain === '.' || plain === '..') {
      if (i === parts.length - 1) out.push('');
    } else out.push(part);
  }
  return encoded(`/${out.join('/')}${query === undefined ? '' : `?${query}`}`);
}

const encoded = (text: string): string =>
  text.replace(/[^!$-;=?-_a-z{|}~]/gu, (char) =>
    Array.from(utf8(char), (b) => `%${b.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );

export const isAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host);

/**
 * The site that a host belongs to: its last two labels. Browsers look the boundary up in the public suffix list
 * (publicsuffix.org), which this one does not have: `co.uk` counts as a site here.
 */
export const siteOf = (host: string): string => (isAddress(host) ? host : host.split('.').slice(-2).join('.'));

/** Is the way to it safe without TLS (secure-contexts: loopback and its names)? */
export const isTrustworthy = (url: WebUrl): boolean =>
  url.scheme === 'https' || /^(localhost|.*\.localhost|127(\.\d+){3}|::1)$/.test(url.host);
