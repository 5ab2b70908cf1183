/** Which proxy a URL goes by: -x, or the environment's; --noproxy and no_proxy name what goes without. */
import type { Sys } from '../../machine/sys.ts';
import { CurlError } from './body.ts';
import type { Options } from './options.ts';
import { parseUrl, type Url } from './url.ts';

/** Null: straight to the server. Throws CurlError for kinds of proxies that there are not. */
export function proxyOf(sys: Sys, options: Options, url: Url): Url | null {
  const env = (name: string): string | undefined => sys.process.env.get(name) || undefined;
  const given = options.texts.get('proxy');
  // HTTP_PROXY in capitals could come from a request, in a CGI program (httpoxy).
  const own =
    url.scheme === 'http'
      ? env('http_proxy')
      : (env(`${url.scheme}_proxy`) ?? env(`${url.scheme}_proxy`.toUpperCase()));
  const text = given ?? own ?? env('all_proxy') ?? env('ALL_PROXY') ?? '';
  const without = options.texts.get('noproxy') ?? env('no_proxy') ?? env('NO_PROXY') ?? '';
  if (text === '' || goesWithout(url.host, without)) return null;
  const scheme = /^([a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase() ?? 'http';
  if (!/^(?:https?|socks(?:4a?|5h?)?)$/.test(scheme)) throw new CurlError(7, `Unsupported proxy scheme for '${text}'`);
  const parsed = parseUrl(`http://${text.replace(/^[a-z0-9+.-]+:\/\//i, '')}`);
  if (!parsed.ok) throw new CurlError(5, `Unsupported proxy syntax in '${text}'`);
  const typedPort = /:\d+\/?$/.test(text);
  return { ...parsed.url, port: typedPort ? parsed.url.port : 1080 };
}

/** `*` is everything; a name holds for what ends in it, too. */
function goesWithout(host: string, list: string): boolean {
  if (list.trim() === '*') return true;
  return list
    .split(/[,\s]+/)
    .filter((name) => name !== '')
    .some((name) => {
      const bare = name.replace(/^\./, '').toLowerCase();
      return host.toLowerCase() === bare || host.toLowerCase().endsWith(`.${bare}`);
    });
}
