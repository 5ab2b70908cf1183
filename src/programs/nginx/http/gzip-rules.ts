/** Whether an answer is compressed (ngx_http_gzip_filter_module.c, ngx_http_gzip_ok). */
import { isNamed } from '../../../protocols/http1/index.ts';
import { compileRegex } from '../conf/regex.ts';
import { parseHttpDate } from './dates.ts';
import { hasType, type Reply } from './reply.ts';
import type { Req } from './request.ts';
import { lists, number, word } from './settings.ts';

const named = (reply: Reply, name: string): string | undefined =>
  reply.headers.find((h) => isNamed(h.name, name))?.value;

/** May this answer be compressed, if the client takes it? */
export function mayGzip(reply: Reply, r: Req): boolean {
  if (word(r.level, 'gzip', 'off') !== 'on' || ![200, 403, 404].includes(reply.status)) return false;
  if (named(reply, 'content-encoding') !== undefined) return false;
  const least = number(r.level, 'gzip_min_length', 20);
  if (reply.contentLength !== null && reply.contentLength < least) return false;
  return hasType(reply, r.level, 'gzip_types');
}

/** `now` in seconds. */
export function clientTakesGzip(reply: Reply, r: Req, now: number): boolean {
  const accepted = r.header('accept-encoding') ?? '';
  if (!accepted.startsWith('gzip,') && !accepts(accepted)) return false;
  const minimum = word(r.level, 'gzip_http_version', '1.1') === '1.0' ? 1000 : 1001;
  if (r.protocol < minimum) return false;
  if (r.header('via') !== undefined && !proxied(reply, r, now)) return false;
  const agent = r.header('user-agent') ?? '';
  return !lists(r.level, 'gzip_disable').some((d) => d.args.some((pattern) => disables(pattern, agent)));
}

/** `gzip` among the codings, as a word of its own, with a quality above 0. */
function accepts(header: string): boolean {
  const found = /(?:^|[, ])gzip *(?:(?=,)|$|; *(?:q *= *([0-9.]*))?)/i.exec(header);
  return found !== null && (found[1] === undefined || Number(found[1]) > 0);
}

const OLD_MSIE = /MSIE (?:4\.|[56]\.(?!.*SV1))/;

function disables(pattern: string, agent: string): boolean {
  if (pattern === 'msie6') return OLD_MSIE.test(agent);
  const compiled = compileRegex(pattern, true);
  return compiled.ok && compiled.regex.regexp.test(agent);
}

/** gzip_proxied: what may be compressed for a client that is a proxy itself. */
function proxied(reply: Reply, r: Req, now: number): boolean {
  const kinds = lists(r.level, 'gzip_proxied').flatMap((d) => d.args);
  const has = (kind: string): boolean => kinds.includes(kind);
  if (kinds.length === 0 || has('off')) return false;
  if (has('any') || (has('auth') && r.header('authorization') !== undefined)) return true;
  const expires = named(reply, 'expires');
  if (expires !== undefined) {
    if (!has('expired')) return false;
    const at = parseHttpDate(expires);
    return at === null || at < (parseHttpDate(named(reply, 'date') ?? '') ?? now);
  }
  const control = named(reply, 'cache-control')?.toLowerCase();
  if (control !== undefined) {
    return ['no-cache', 'no-store', 'private'].some((kind) => has(kind) && control.includes(kind));
  }
  return !(has('no_last_modified') && reply.lastModified !== null) && !(has('no_etag') && reply.etag !== null);
}
