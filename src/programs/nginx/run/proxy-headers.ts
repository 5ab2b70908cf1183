/** Headers on their way to the upstream and back (ngx_http_proxy_module.c, ngx_http_upstream.c). */
import { isNamed, type Header, type ResponseHead } from '../../../protocols/http1/index.ts';
import { CACHE_HEADERS, HIDDEN_HEADERS, PROXY_HEADERS } from '../conf/hash.ts';
import { parseHttpDate } from '../http/dates.ts';
import { newReply, type Reply } from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { flag, lists, word, wordsOf } from '../http/settings.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { rewriteCookie, rewriteRedirect, rewriteRefresh } from './upstream-rewrites.ts';
import type { WorkerState } from './worker-state.ts';

const lowered = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()));
const DEFAULT_NAMES = lowered(PROXY_HEADERS);
const CACHED_NAMES = lowered(CACHE_HEADERS);

export function upstreamHeaders(
  worker: WorkerState,
  r: Req,
  body: { readonly length: number | null; readonly chunked: boolean },
  cached: boolean,
): Header[] {
  const out: Header[] = [];
  const add = (name: string, value: string): void => {
    if (value !== '') out.push({ name, value });
  };
  const set = lists(r.level, 'proxy_set_header');
  const given = set.length === 0 ? NONE : lowered(set.map((d) => d.args[0] ?? ''));
  for (const d of set) add(d.args[0] ?? '', worker.variables.source(d.args[1] ?? '', r));
  if (!given.has('host')) add('Host', r.proxyHost);
  if (!given.has('connection')) add('Connection', 'close');
  if (!given.has('content-length') && body.length !== null) add('Content-Length', String(body.length));
  if (!given.has('transfer-encoding') && body.chunked) add('Transfer-Encoding', 'chunked');
  if (!flag(r.level, 'proxy_pass_request_headers', true)) return out;
  const own = cached ? CACHED_NAMES : DEFAULT_NAMES;
  for (const h of r.headers) {
    const name = h.name.toLowerCase();
    if (!own.has(name) && !given.has(name)) out.push(h);
  }
  return out;
}

const NONE: ReadonlySet<string> = new Set();

const HIDDEN = HIDDEN_HEADERS.map((name) => name.toLowerCase());
const ALL_HIDDEN: ReadonlySet<string> = new Set(HIDDEN);
/** What nginx says itself, where the upstream's word is not passed on. */
const SAID: readonly string[] = ['server', 'date'];
/** Behind another protocol than HTTP (ngx_http_fastcgi_hide_headers and its like) the upstream's own word goes. */
const GATEWAY_HIDDEN: ReadonlySet<string> = new Set([
  ...HIDDEN.filter((name) => name !== 'x-pad' && !SAID.includes(name)),
  'status',
]);
/** Headers that nginx reads for itself and writes anew. */
const OWN: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-type',
  'last-modified',
  'etag',
  'status',
  'location',
]);

function hiddenFrom(r: Req, passed: readonly string[]): ReadonlySet<string> {
  const more = wordsOf(r.level, r.own('hide_header'));
  const proxied = r.backend === 'proxy';
  if (passed.length === 0 && more.length === 0) return proxied ? ALL_HIDDEN : GATEWAY_HIDDEN;
  const usual = proxied ? HIDDEN : [...GATEWAY_HIDDEN];
  return new Set([...usual.filter((h) => !passed.includes(h)), ...more]);
}

/** The upstream's answer as one of nginx's. */
export function proxiedReply(worker: WorkerState, r: Req, head: ResponseHead, target: ProxyTarget): Reply {
  const passed = wordsOf(r.level, r.own('pass_header'));
  const hidden = hiddenFrom(r, passed);
  const find = (name: string): string | null => head.headers.find((h) => isNamed(h.name, name))?.value ?? null;
  const length = find('content-length');
  const modified = find('last-modified');
  const reply = newReply(head.status, {
    reason: head.reason,
    contentType: hidden.has('content-type') ? null : find('content-type'),
    contentLength:
      length !== null && /^\d+$/.test(length) && find('transfer-encoding') === null ? Number(length) : null,
    lastModified: modified === null ? null : parseHttpDate(modified),
    etag: find('etag'),
    by: 'upstream',
  });
  reply.left = SAID.filter((name) =>
    r.backend === 'proxy' ? passed.includes(name) : !hidden.has(name) && find(name) !== null,
  );
  const location = find('location');
  if (location !== null && !hidden.has('location')) {
    const rewritten = rewriteRedirect(worker, r, location, target);
    if (rewritten === null) reply.headers.push({ name: 'Location', value: location });
    else if (rewritten.startsWith('/')) reply.location = rewritten;
    else reply.headers.push({ name: 'Location', value: rewritten });
  }
  for (const h of head.headers) {
    const name = h.name.toLowerCase();
    if (hidden.has(name) || OWN.has(name)) continue;
    if (name === 'set-cookie') reply.headers.push({ name: h.name, value: rewriteCookie(worker, r, h.value) });
    else if (name === 'refresh')
      reply.headers.push({ name: h.name, value: rewriteRefresh(worker, r, h.value, target) });
    else reply.headers.push(h);
  }
  return reply;
}

export const httpVersion = (r: Req): '1.0' | '1.1' =>
  word(r.level, 'proxy_http_version', '1.0') === '1.1' ? '1.1' : '1.0';
