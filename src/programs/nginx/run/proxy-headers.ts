/** Headers on their way to the upstream and back (ngx_http_proxy_module.c, ngx_http_upstream.c). */
import type { Header, ResponseHead } from '../../../protocols/http1/index.ts';
import { inForce } from '../conf/context.ts';
import { compileRegex } from '../conf/regex.ts';
import { parseHttpDate } from '../http/dates.ts';
import { newReply, type Reply } from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { flag, word } from '../http/settings.ts';
import type { ProxyTarget } from './proxy-target.ts';
import type { WorkerState } from './worker-state.ts';

/** Sent unless proxy_set_header says otherwise; an empty value leaves the header out. */
function defaults(
  r: Req,
  bodyLength: number | null,
  chunked: boolean,
  cached: boolean,
): readonly (readonly [string, string])[] {
  const list: (readonly [string, string])[] = [
    ['Host', r.proxyHost],
    ['Connection', 'close'],
    ['Content-Length', bodyLength === null ? '' : String(bodyLength)],
    ['Transfer-Encoding', chunked ? 'chunked' : ''],
    ['TE', ''],
    ['Keep-Alive', ''],
    ['Expect', ''],
    ['Upgrade', ''],
  ];
  if (cached)
    for (const name of ['If-Modified-Since', 'If-Unmodified-Since', 'If-None-Match', 'If-Match', 'Range', 'If-Range'])
      list.push([name, '']);
  return list;
}

export function upstreamHeaders(
  worker: WorkerState,
  r: Req,
  body: { readonly length: number | null; readonly chunked: boolean },
  cached: boolean,
): Header[] {
  const set = inForce(r.level, 'proxy_set_header').map((d): readonly [string, string] => [
    d.args[0] ?? '',
    worker.variables.source(d.args[1] ?? '', r),
  ]);
  const names = new Set(set.map(([name]) => name.toLowerCase()));
  const all = [
    ...set,
    ...defaults(r, body.length, body.chunked, cached).filter(([name]) => !names.has(name.toLowerCase())),
  ];
  for (const [name] of all) names.add(name.toLowerCase());
  const own = all.filter(([, value]) => value !== '').map(([name, value]): Header => ({ name, value }));
  if (!flag(r.level, 'proxy_pass_request_headers', true)) return own;
  return [...own, ...r.headers.filter((h) => !names.has(h.name.toLowerCase()))];
}

const HIDDEN = [
  'date',
  'server',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
];
/** Headers that nginx reads for itself and writes anew. */
const OWN = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-type',
  'last-modified',
  'etag',
  'status',
  'location',
];

/** The upstream's answer as one of nginx's. */
export function proxiedReply(worker: WorkerState, r: Req, head: ResponseHead, target: ProxyTarget): Reply {
  const lower = (name: string): string[] => inForce(r.level, name).flatMap((d) => d.args.map((a) => a.toLowerCase()));
  const passed = new Set(lower('proxy_pass_header'));
  const hidden = new Set([...HIDDEN.filter((h) => !passed.has(h)), ...lower('proxy_hide_header')]);
  const find = (name: string): string | null => head.headers.find((h) => h.name.toLowerCase() === name)?.value ?? null;
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
  const location = find('location');
  if (location !== null && !hidden.has('location')) {
    const rewritten = rewriteRedirect(worker, r, location, target);
    if (rewritten === null) reply.headers.push({ name: 'Location', value: location });
    else if (rewritten.startsWith('/')) reply.location = rewritten;
    else reply.headers.push({ name: 'Location', value: rewritten });
  }
  for (const h of head.headers) {
    const name = h.name.toLowerCase();
    if (hidden.has(name) || OWN.includes(name)) continue;
    reply.headers.push(name === 'set-cookie' ? { name: h.name, value: rewriteCookie(worker, r, h.value) } : h);
  }
  return reply;
}

/** proxy_redirect: the first rule that fits; null when none does. */
function rewriteRedirect(worker: WorkerState, r: Req, location: string, target: ProxyTarget): string | null {
  const rules = inForce(r.level, 'proxy_redirect');
  const pairs: { readonly from: string; readonly to: string }[] = [];
  if (rules.length === 0 && target.redirect !== null) pairs.push(target.redirect);
  for (const d of rules) {
    const [from = '', to] = d.args;
    if (to === undefined && from === 'default') {
      if (target.redirect !== null) pairs.push(target.redirect);
    } else if (to !== undefined) pairs.push({ from, to });
  }
  for (const { from, to } of pairs) {
    const text = (source: string): string => worker.variables.source(source, r);
    if (from.startsWith('~')) {
      const compiled = compileRegex(from.replace(/^~\*?/, ''), from.startsWith('~*'));
      const match = compiled.ok ? compiled.regex.regexp.exec(location) : null;
      if (match === null) continue;
      r.captures = match.map((m) => m ?? '');
      return text(to);
    }
    const prefix = text(from);
    if (location.startsWith(prefix)) return text(to) + location.slice(prefix.length);
  }
  return null;
}

/** proxy_cookie_domain and proxy_cookie_path. */
function rewriteCookie(worker: WorkerState, r: Req, value: string): string {
  const change = (directive: string, attribute: string, text: string): string => {
    const rules = inForce(r.level, directive);
    return text.replace(new RegExp(`(;\\s*${attribute}=)([^;]*)`, 'i'), (whole, lead: string, old: string) => {
      for (const d of rules) {
        const [from = '', to] = d.args;
        if (to === undefined) continue;
        const prefix = worker.variables.source(from, r);
        const replacement = worker.variables.source(to, r);
        if (attribute === 'domain' ? old.toLowerCase() === prefix.toLowerCase() : old.startsWith(prefix))
          return lead + replacement + (attribute === 'domain' ? '' : old.slice(prefix.length));
      }
      return whole;
    });
  };
  return change('proxy_cookie_path', 'path', change('proxy_cookie_domain', 'domain', value));
}

export const httpVersion = (r: Req): '1.0' | '1.1' =>
  word(r.level, 'proxy_http_version', '1.0') === '1.1' ? '1.1' : '1.0';
