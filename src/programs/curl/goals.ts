/** Where an upload ends up, and where a redirect may lead. */
import { CurlError } from './body.ts';
import { fromUtf8 } from '../../base/bytes.ts';
import type { Options } from './options.ts';
import { parseUrl, type Url } from './url.ts';

const MALFORMED = 'URL using bad/illegal format or missing URL';
export const disallowed = (scheme: string): CurlError =>
  new CurlError(1, `Protocol "${scheme}" not supported or disabled in libcurl`);

/** The URL that is asked for: with what -G, --url-query and -T add to it. Throws CurlError. */
export function goalOf(options: Options, address: string, upload: string | null): Url {
  const { flags, post, queries, texts } = options;
  const parsed = parseUrl(address, flags.has('path-as-is'), texts.get('proto-default'));
  if (!parsed.ok) throw new CurlError(parsed.code, parsed.message);
  const { scheme } = parsed.url;
  if (options.protocols?.has(scheme) === false) throw disallowed(scheme);
  const url = upload === null || upload === '-' || upload === '.' ? parsed.url : named(parsed.url, upload);
  const data = (flags.has('get') && post !== null ? [fromUtf8(post)] : queries).filter((text) => text !== '');
  if (data.length === 0) return url;
  if (data.some((text) => /[\s\0]/.test(text))) throw new CurlError(3, MALFORMED);
  const { target } = url;
  // Appended to a URL, percent codes are written in small letters (curl_url_set, CURLU_APPENDQUERY).
  const query = data.join('&').replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const mark = !target.includes('?') ? '?' : /[?&]$/.test(target) ? '' : '&';
  return { ...url, target: `${target}${mark}${query}` };
}

/** -T to a directory: the file keeps its name. */
const named = (url: Url, file: string): Url =>
  url.target.endsWith('/') ? { ...url, target: url.target + encodeURIComponent(file.split('/').pop() ?? '') } : url;

/** By default a redirect may lead to http, https, ftp and ftps; --proto-redir says otherwise, and --proto limits both. */
export function mayFollow(options: Options, scheme: string): boolean {
  const usual = options.redirProtocols ?? new Set(['http', 'https', 'ftp', 'ftps']);
  return usual.has(scheme) && options.protocols?.has(scheme) !== false;
}
