/** URLs as curl reads them (RFC 3986, and curl's guess of http where the scheme is missing). */
export interface Url {
  readonly scheme: string;
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

/** `usualScheme`: the scheme where none is written (--proto-default). */
export function parseUrl(text: string, asIs = false, usualScheme?: string): UrlResult {
  const file = /^file:\/\/(?:localhost|127\.0\.0\.1)?(\/[^?#]*)/i.exec(text)?.[1];
  if (file !== undefined) return { ok: true, url: { scheme: 'file', user: null, host: '', port: 0, target: file } };
  const match =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/{1,3})?(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::([^/?#]*))?([^#]*)/.exec(text);
  const host = dotted((match?.[3] ?? '').replace(/^\[|\]$/g, ''));
  const scheme = (match?.[1] ?? usualScheme ?? guess(host)).toLowerCase();
  const port = match?.[4];
  const usual = PORTS[scheme];
  if (usual === undefined) return bad(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  if (/\s/.test(text)) return bad(3, 'URL using bad/illegal format or missing URL');
  if (host === '') return bad(3, 'URL using bad/illegal format or missing URL');
  if (port !== undefined && port !== '' && (!/^\d+$/.test(port) || Number(port) > 65_535)) {
    return bad(3, 'URL using bad/illegal format or missing URL');
  }
  const rest = match?.[5] ?? '';
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const target = asIs ? path : normalisePath(path);
  const number = port === undefined || port === '' ? usual : Number(port);
  const user = match?.[2] === undefined ? null : decoded(match[2]);
  return { ok: true, url: { scheme, user, host, port: number, target } };
}

/** What libcurl speaks, and where; of these http, https and file are modelled beyond the connection. */
const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ftp: 21,
  ftps: 990,
  scp: 22,
  sftp: 22,
  telnet: 23,
  smtp: 25,
  tftp: 69,
  gopher: 70,
  gophers: 70,
  pop3: 110,
  imap: 143,
  ldap: 389,
  smb: 445,
  smbs: 445,
  smtps: 465,
  rtsp: 554,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  rtmp: 1935,
  mqtt: 1883,
  dict: 2628,
};

/** Without a scheme the host's name tells. */
const guess = (host: string): string => /^(ftp|dict|ldap|imap|smtp|pop3)\./i.exec(host)?.[1] ?? 'http';

const decoded = (user: string): string => {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
};

/** An IPv4 address with fewer than four numbers, or in octal or hexadecimal, in its usual form (ipv4_normalize). */
function dotted(host: string): string {
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every((p) => /^(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(p))) return host;
  const numbers = parts.map((p) => (/^0[0-7]+$/.test(p) ? parseInt(p, 8) : Number(p)));
  const last = numbers.pop() ?? 0;
  if (numbers.some((n) => n > 255) || last >= 256 ** (4 - numbers.length)) return host;
  const value = numbers.reduce((sum, n, i) => sum + n * 256 ** (3 - i), last);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
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

const isDefaultPort = (url: Url): boolean => url.port === PORTS[url.scheme];
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
export const authority = (url: Url): string => bracketed(url.host) + (isDefaultPort(url) ? '' : `:${url.port}`);
export const urlText = (url: Url): string => `${url.scheme}://${authority(url)}${url.target}`;

/** A Location, against the URL that sent it. */
export function follow(base: Url, location: string): UrlResult {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) {
    const next = parseUrl(location);
    if (next.ok && next.url.scheme === 'file') return bad(1, 'Protocol "file" not supported or disabled in libcurl');
    const why = next.ok || next.code === 1 ? 'Unsupported URL scheme' : 'No host part in the URL';
    return next.ok ? next : bad(next.code, `The redirect target URL could not be parsed: ${why}`);
  }
  const root = `${base.scheme}://${authority(base)}`;
  if (location.startsWith('//')) return parseUrl(`${base.scheme}:${location}`);
  if (location.startsWith('/')) return parseUrl(root + location);
  const path = splitQuery(base.target)[0] ?? '/';
  if (location.startsWith('?')) return parseUrl(root + path + location);
  return parseUrl(root + path.slice(0, path.lastIndexOf('/') + 1) + location);
}

/** The last part of the path: what -O calls the file. */
export const remoteName = (url: Url): string => (splitQuery(url.target)[0] ?? '').split('/').pop() ?? '';
