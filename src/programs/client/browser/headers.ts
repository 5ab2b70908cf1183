/** What a browser says with a request, in Chromium's order; the User-Agent is this browser's own. */
import type { Header } from '../../../protocols/http1/index.ts';
import { authorityOf, hrefOf, isTrustworthy, originOf, type WebUrl } from '../../../protocols/web/url.ts';
import type { Bytes } from '../../../base/bytes.ts';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Diner/1.0';

/** Accept by what is asked for (Fetch, section "fetching", step 13, and Chromium's longer lists). */
const ACCEPT: Readonly<Record<string, string>> = {
  document: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  style: 'text/css,*/*;q=0.1',
  image: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  icon: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
};

export interface Saying {
  readonly url: WebUrl;
  readonly method: string;
  readonly resource: string;
  readonly body: Bytes | null;
  /** The page that asks; null for a document. */
  readonly page: WebUrl | null;
  readonly cookie: string | null;
  readonly conditions: readonly Header[];
  /** Of the plan: they stand in for the browser's own of that name. */
  readonly given: readonly (readonly [name: string, value: string])[];
}

export function requestHeaders(say: Saying): readonly Header[] {
  const { url, method, body, page, resource } = say;
  const own: [name: string, value: string | null][] = [
    ['Host', authorityOf(url)],
    ['Connection', 'keep-alive'],
    ['Content-Length', body !== null ? String(body.length) : method === 'POST' || method === 'PUT' ? '0' : null],
    ['Origin', page === null && method !== 'GET' && method !== 'HEAD' ? originOf(url) : null],
    ['Content-Type', body === null ? null : 'application/x-www-form-urlencoded'],
    ['Upgrade-Insecure-Requests', resource === 'document' ? '1' : null],
    ['User-Agent', AGENT],
    ['Accept', ACCEPT[resource] ?? '*/*'],
    ['Referer', page === null ? null : referrer(page, url)],
    ['Accept-Encoding', isTrustworthy(url) ? 'gzip, deflate, br, zstd' : 'gzip, deflate'],
    ['Accept-Language', 'en'],
    ['Cookie', say.cookie],
  ];
  const given = new Set(say.given.map(([name]) => name.toLowerCase()));
  return [
    ...own.flatMap(([name, value]) => (value === null || given.has(name.toLowerCase()) ? [] : [{ name, value }])),
    ...say.conditions,
    ...say.given.map(([name, value]) => ({ name, value })),
  ];
}

/** strict-origin-when-cross-origin (Referrer Policy, section 3.8), the default. */
function referrer(page: WebUrl, url: WebUrl): string | null {
  if (originOf(page) === originOf(url)) return hrefOf(page);
  return page.scheme === 'https' && url.scheme === 'http' ? null : `${originOf(page)}/`;
}
