/** Status lines and built-in pages, byte for byte those of nginx 1.22.1 (ngx_http_special_response.c, ngx_http_header_filter_module.c). */
import { latin1, type Bytes } from '../../../base/bytes.ts';
import { VERSION } from '../options.ts';

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Time-out',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  416: 'Requested Range Not Satisfiable',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
  505: 'HTTP Version Not Supported',
  507: 'Insufficient Storage',
};

/** Empty for codes that nginx does not know: the status line then ends after the number and a space. */
export const reasonOf = (status: number): string => REASONS[status] ?? '';

/** Titles of pages whose words differ from the status line. */
const TITLES: Readonly<Record<number, string>> = {
  302: '302 Found',
  401: '401 Authorization Required',
  494: '400 Request Header Or Cookie Too Large',
  495: '400 The SSL certificate error',
  496: '400 No required SSL certificate was sent',
  497: '400 The plain HTTP request was sent to HTTPS port',
};

const NO_PAGE = new Set([201, 204, 206, 304, 444, 499]);
const SECOND_LINE = new Set([494, 495, 496, 497]);

/** These end the connection: the request may not have been read whole, or the server is in trouble. */
export const closesConnection = (status: number): boolean => [400, 413, 414, 495, 496, 497, 500, 501].includes(status);

/** The built-in page, or null for statuses that have none. */
export function builtinPage(status: number, tokens: 'on' | 'off' | 'build', padded: boolean): Bytes | null {
  if (status < 300 || NO_PAGE.has(status)) return null;
  const known = TITLES[status] ?? (reasonOf(status) === '' ? null : `${status} ${reasonOf(status)}`);
  if (known === null) return null;
  const heading = SECOND_LINE.has(status)
    ? `<center><h1>400 Bad Request</h1></center>\r\n<center>${known.slice(4)}</center>\r\n`
    : `<center><h1>${known}</h1></center>\r\n`;
  const name = tokens === 'off' ? 'nginx' : `nginx/${VERSION}`;
  const page = `<html>\r\n<head><title>${known}</title></head>\r\n<body>\r\n${heading}<hr><center>${name}</center>\r\n</body>\r\n</html>\r\n`;
  const padding =
    padded && status >= 400 ? '<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n'.repeat(6) : '';
  return latin1(page + padding);
}
