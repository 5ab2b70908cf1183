/** Variables of smaller modules: secure_link, gzip_ratio, cookies of an upstream. */
import { latin1 } from '../../../base/bytes.ts';
import { fromBase64Url } from '../../../base/base64url.ts';
import { md5 } from '../../../base/md5.ts';
import type { Req } from './request.ts';
import { argsOf } from './settings.ts';

/** Undefined: not one of these. `text` evaluates a directive's argument, `now` is in seconds. */
export function moduleVariable(
  name: string,
  r: Req,
  text: (source: string) => string,
  now: number,
): string | null | undefined {
  switch (name) {
    case 'secure_link':
      return secureLink(r, text, now);
    case 'secure_link_expires':
      return /^[^,]*,([1-9]\d*)$/.exec(text(argsOf(r.level, 'secure_link')?.[0] ?? ''))?.[1] ?? null;
    case 'gzip_ratio':
      return r.packed === null || r.packed.bytesOut === 0 ? null : (r.packed.bytesIn / r.packed.bytesOut).toFixed(2);
    case 'realip_remote_port':
      return String(r.client.port);
    default:
      return name.startsWith('upstream_cookie_') ? upstreamCookie(r, name.slice('upstream_cookie_'.length)) : undefined;
  }
}

function upstreamCookie(r: Req, name: string): string | null {
  for (const h of r.upstream.headers) {
    const [, key = '', value = ''] = /^\s*([^=;]*)=([^;]*)/.exec(h.value) ?? [];
    if (h.name.toLowerCase() === 'set-cookie' && key.toLowerCase() === name.toLowerCase()) return value;
  }
  return null;
}

/** `1` for a link that holds, `0` for one whose time is over, null for one that nobody has made. */
function secureLink(r: Req, text: (source: string) => string, now: number): string | null {
  const given = argsOf(r.level, 'secure_link')?.[0];
  const secret = argsOf(r.level, 'secure_link_secret')?.[0];
  if (given === undefined) return secret === undefined ? null : linkInPath(r, secret);
  const [hash = '', expires] = text(given).split(',', 2);
  if (expires !== undefined && !(Number(expires) > 0)) return null;
  const wanted = md5(latin1(text(argsOf(r.level, 'secure_link_md5')?.[0] ?? '')));
  const shown = fromBase64Url(hash.replace(/=+$/, ''));
  if (shown?.length !== wanted.length || shown.some((byte, i) => byte !== wanted[i])) return null;
  return expires !== undefined && Number(expires) < now ? '0' : '1';
}

/** secure_link_secret: `/prefix/hash/link`, and the link is the value. */
function linkInPath(r: Req, secret: string): string | null {
  const [, hash = '', link = ''] = /^\/[^/]*\/([0-9a-f]{32})\/(.+)$/i.exec(r.unparsedUri) ?? [];
  const wanted = [...md5(latin1(link + secret))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return link !== '' && hash.toLowerCase() === wanted ? link : null;
}
