/** URLs as curl reads them (RFC 3986, and curl's guess of http where the scheme is missing). */
export interface Url {
  readonly scheme: 'http' | 'https';
  readonly user: string | null;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query, at least "/". */
  readonly target: string;
}

export type UrlResult =
  | { readonly ok: true; readonly url: Url }
  | { readonly ok: false; readonly code: number; readonly message: string };

const bad = (code: number, message: string): UrlResult => ({ ok: false, code, message });

export function parseUrl(text: string, asIs = false): UrlResult {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::([^/?#]*))?([^#]*)/.exec(
    text,
  );
  const scheme = (match?.[1] ?? 'http').toLowerCase();
  const host = (match?.[3] ?? '').replace(/^\[|\]$/g, '');
  const port = match?.[4];
  if (scheme !== 'http' && scheme !== 'https')
    return bad(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  if (/\s/.test(text)) return bad(3, 'URL using bad/illegal format or missing URL');
  if (host === '') return bad(3, 'URL using bad/illegal format or missing URL');
  if (port !== undefined && port !== '' && (!/^\d+$/.test(port) || Number(port) > 65_535)) {
    return bad(3, 'URL using bad/illegal format or missing URL');
  }
  const rest = match?.[5] ?? '';
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const target = asIs ? path : normalisePath(path);
  const number = port === undefined || port === '' ? (scheme === 'https' ? 443 : 80) : Number(port);
  return { ok: true, url: { scheme, user: match?.[2] ?? null, host, port: number, target } };
}

/** `.` and `..` are resolved before sending (RFC 3986 section 5.2.4), unless --path-as-is. */
function normalisePath(target: string): string {
  const [path, query] = splitQuery(target);
  const out: string[] = [];
  const parts = path.split('/').slice(1);
  for (const [i, part] of parts.entries()) {
    if (part === '..') out.pop();
    if (part === '.' || part === '..') {
      if (i === parts.length - 1) out.push('');
    } else out.push(part);
  }
  return `/${out.join('/')}${query === undefined ? '' : `?${query}`}`;
}

function splitQuery(target: string): [string, string?] {
  const at = target.indexOf('?');
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)];
}

const isDefaultPort = (url: Url): boolean => url.port === (url.scheme === 'https' ? 443 : 80);
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
export const authority = (url: Url): string => bracketed(url.host) + (isDefaultPort(url) ? '' : `:${url.port}`);
export const urlText = (url: Url): string => `${url.scheme}://${authority(url)}${url.target}`;

/** A Location, against the URL that sent it. */
export function follow(base: Url, location: string): UrlResult {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return parseUrl(location);
  const root = `${base.scheme}://${authority(base)}`;
  if (location.startsWith('//')) return parseUrl(`${base.scheme}:${location}`);
  if (location.startsWith('/')) return parseUrl(root + location);
  const path = splitQuery(base.target)[0] ?? '/';
  if (location.startsWith('?')) return parseUrl(root + path + location);
  return parseUrl(root + path.slice(0, path.lastIndexOf('/') + 1) + location);
}

/** The last part of the path: what -O calls the file. */
export const remoteName = (url: Url): string => (splitQuery(url.target)[0] ?? '').split('/').pop() ?? '';
