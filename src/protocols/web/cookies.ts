/**
 * Cookies as a browser keeps them: RFC 6265 section 5, with what its revision (draft-ietf-httpbis-rfc6265bis) adds and
 * browsers do: SameSite (Lax where nothing is said; None wants Secure), the prefixes __Secure- and __Host-, and the rule
 * that an unsafe answer leaves secure cookies alone. There is no public suffix list: a Domain of one label is refused.
 */
import { webDate } from './date.ts';
import { isAddress, isTrustworthy, siteOf, type WebUrl } from './url.ts';

export type SameSite = 'strict' | 'lax' | 'none';

/** One Set-Cookie line, read but not judged. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Without the leading dot, lower case; null where it is not said. */
  readonly domain: string | null;
  readonly path: string | null;
  /** Seconds to live; beats `expires`. */
  readonly maxAge: number | null;
  /** Seconds since the epoch. */
  readonly expires: number | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: SameSite | null;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  /** Seconds since the epoch; null ends with the browser. */
  readonly expires: number | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: SameSite;
  /** Age rank: a cookie that is set again keeps its place. */
  readonly rank: number;
}

const LONGEST = 4096;
const LONGEST_ATTRIBUTE = 1024;
/** What Chromium keeps per host. */
const PER_DOMAIN = 180;

/** RFC 6265 section 5.2. Null for a line that sets nothing. */
export function parseSetCookie(line: string): SetCookie | null {
  if (hasControls(line)) return null;
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  const name = equals < 0 ? '' : pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if ((name === '' && value === '') || name.length + value.length > LONGEST) return null;
  const cookie: { -readonly [F in keyof SetCookie]: SetCookie[F] } = {
    name,
    value,
    domain: null,
    path: null,
    maxAge: null,
    expires: null,
    secure: false,
    httpOnly: false,
    sameSite: null,
  };
  for (const attribute of attributes) {
    const at = attribute.indexOf('=');
    const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const said = at < 0 ? '' : attribute.slice(at + 1).trim();
    if (said.length <= LONGEST_ATTRIBUTE) applyAttribute(cookie, key, said);
  }
  return cookie;
}

function applyAttribute(cookie: { -readonly [F in keyof SetCookie]: SetCookie[F] }, key: string, said: string): void {
  switch (key) {
    case 'expires':
      cookie.expires = webDate(said) ?? cookie.expires;
      break;
    case 'max-age':
      if (/^-?\d+$/.test(said)) cookie.maxAge = Number(said);
      break;
    case 'domain':
      if (said !== '') cookie.domain = said.replace(/^\./, '').toLowerCase();
      break;
    case 'path':
      cookie.path = said.startsWith('/') ? said : null;
      break;
    case 'secure':
      cookie.secure = true;
      break;
    case 'httponly':
      cookie.httpOnly = true;
      break;
    case 'samesite':
      cookie.sameSite = SAME_SITE.find((one) => one === said.toLowerCase()) ?? null;
      break;
    default:
  }
}

const SAME_SITE: readonly SameSite[] = ['strict', 'lax', 'none'];

const hasControls = (text: string): boolean =>
  Array.from(text).some((char) => (char < ' ' && char !== '\t') || char === '\u007f');

/** RFC 6265 section 5.1.3. */
const domainMatches = (host: string, domain: string): boolean =>
  host === domain || (host.endsWith(`.${domain}`) && !isAddress(host));

/** RFC 6265 section 5.1.4. */
const pathMatches = (path: string, cookiePath: string): boolean =>
  path === cookiePath || (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'));

const pathOf = (url: WebUrl): string => url.target.replace(/\?.*$/s, '');

/** RFC 6265 section 5.1.4: up to, but not including, the right-most slash. */
function defaultPath(url: WebUrl): string {
  const path = pathOf(url);
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** Who asks: the page that a request belongs to; null where the person typed the address or followed their own link. */
export type Asker = WebUrl | null;

const sameSite = (url: WebUrl, asker: Asker): boolean =>
  asker === null || (siteOf(url.host) === siteOf(asker.host) && url.scheme === asker.scheme);

export class CookieJar {
  private cookies: readonly Cookie[] = [];
  private ranks = 0;

  /** One Set-Cookie line of an answer; `now` in seconds since the epoch. Returns whether it was kept. */
  set(line: string, url: WebUrl, asker: Asker, now: number): boolean {
    const read = parseSetCookie(line);
    const fresh = read === null ? null : this.judged(read, url, asker, now);
    if (fresh === null) return false;
    const same = (c: Cookie): boolean => c.name === fresh.name && c.domain === fresh.domain && c.path === fresh.path;
    const before = this.cookies.find(same);
    const others = this.cookies.filter((c) => !same(c) && (c.expires === null || c.expires > now));
    const kept = { ...fresh, rank: before?.rank ?? fresh.rank };
    this.cookies = kept.expires !== null && kept.expires <= now ? others : [...others, kept];
    const crowd = this.cookies.filter((c) => c.domain === kept.domain);
    if (crowd.length > PER_DOMAIN) this.cookies = this.cookies.filter((c) => c !== crowd[0]);
    return true;
  }

  private judged(read: SetCookie, url: WebUrl, asker: Asker, now: number): Cookie | null {
    const domain = read.domain === null || read.domain === url.host ? url.host : read.domain;
    const hostOnly = read.domain === null || isAddress(url.host);
    if (!domainMatches(url.host, domain) || (domain !== url.host && !domain.includes('.'))) return null;
    const safe = isTrustworthy(url);
    const { secure, name } = read;
    const path = read.path ?? defaultPath(url);
    const mode = read.sameSite ?? 'lax';
    if (secure && !safe) return null;
    if (mode === 'none' && !secure) return null;
    if (mode !== 'none' && !sameSite(url, asker)) return null;
    if (/^__secure-/i.test(name) && !secure) return null;
    if (/^__host-/i.test(name) && (!secure || read.domain !== null || path !== '/')) return null;
    const hidden = (c: Cookie): boolean =>
      c.secure && c.name === name && (domainMatches(c.domain, domain) || domainMatches(domain, c.domain));
    if (!safe && this.cookies.some((c) => hidden(c) && pathMatches(path, c.path))) return null;
    const expires = read.maxAge === null ? read.expires : read.maxAge <= 0 ? 0 : now + read.maxAge;
    const { value, httpOnly } = read;
    return { name, value, domain, hostOnly, path, expires, secure, httpOnly, sameSite: mode, rank: ++this.ranks };
  }

  /** What goes with a request, longest path first, then oldest (RFC 6265 section 5.4). */
  cookiesFor(url: WebUrl, asker: Asker, now: number): readonly Cookie[] {
    const path = pathOf(url);
    return this.cookies
      .filter(
        (c) =>
          (c.hostOnly ? c.domain === url.host : domainMatches(url.host, c.domain)) &&
          pathMatches(path, c.path) &&
          (!c.secure || isTrustworthy(url)) &&
          (c.expires === null || c.expires > now) &&
          (c.sameSite === 'none' || sameSite(url, asker)),
      )
      .toSorted((a, b) => b.path.length - a.path.length || a.rank - b.rank);
  }

  /** The Cookie header, or null for none. */
  header(url: WebUrl, asker: Asker, now: number): string | null {
    const cookies = this.cookiesFor(url, asker, now);
    return cookies.length === 0
      ? null
      : cookies.map((c) => (c.name === '' ? c.value : `${c.name}=${c.value}`)).join('; ');
  }
}
