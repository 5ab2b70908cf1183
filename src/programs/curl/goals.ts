/** Where an upload ends up, and where a redirect may lead. */
import type { Sys } from '../../machine/sys.ts';
import { CurlError, dataText, postData, queryText } from './body.ts';
import type { Options } from './options.ts';
import { parseUrl, type Url } from './url.ts';

const MALFORMED = 'URL using bad/illegal format or missing URL';

/** The URL that is asked for: with what -G, --url-query and -T add to it. Throws CurlError. */
export function goalOf(sys: Sys, options: Options, address: string): Url {
  const { flags, queries, texts } = options;
  const parsed = parseUrl(address, flags.has('path-as-is'));
  if (!parsed.ok) throw new CurlError(parsed.code, parsed.message);
  const upload = texts.get('upload-file');
  const url = upload === undefined || upload === '-' ? parsed.url : named(parsed.url, upload);
  const data = [
    ...(flags.has('get') ? [dataText(postData(sys, options))] : []),
    ...queries.map((text) => queryText(sys, text)),
  ].filter((text) => text !== '');
  if (data.length === 0) return url;
  if (data.some((text) => /[\s\0]/.test(text))) throw new CurlError(3, MALFORMED);
  const { target } = url;
  // Appended to a URL, percent codes are written in small letters (curl_url_set, CURLU_APPENDQUERY).
  const query = data.join('&').replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return { ...url, target: `${target}${target.includes('?') ? '&' : '?'}${query}` };
}

/** -T to a directory: the file keeps its name. */
const named = (url: Url, file: string): Url =>
  url.target.endsWith('/') ? { ...url, target: url.target + encodeURIComponent(file.split('/').pop() ?? '') } : url;

/** --proto-redir: by default a redirect may lead to http, https, ftp and ftps. */
export function mayFollow(rule: string | undefined, scheme: string): boolean {
  const allowed = new Set(['http', 'https', 'ftp', 'ftps']);
  for (const word of (rule ?? '').split(',').filter((w) => w !== '')) {
    const [, mark = '+', name = ''] = /^([=+-]?)(.*)$/.exec(word) ?? [];
    if (mark === '=') allowed.clear();
    if (mark === '-') allowed.delete(name);
    else allowed.add(name);
  }
  return allowed.has(scheme) || allowed.has('all');
}
