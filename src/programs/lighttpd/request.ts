/** One request of lighttpd: which settings hold, what serves it, and the answer in lighttpd's order of headers. */
import { concat, EMPTY, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import { civilTime, MONTHS, two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Block, Condition, Value } from './config.ts';

export const VERSION = '1.4.69';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export interface Request {
  readonly sys: Sys;
  readonly fd: number;
  readonly conn: number;
  readonly req: number;
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly version: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Bytes;
  readonly host: string;
  readonly port: number;
  readonly peer: string;
  readonly peerPort: string;
  keepalive: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Bytes;
  /** An HTTP/1.0 client, too, is told that the connection ends. */
  readonly closes?: boolean;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  203: 'Non-Authoritative Information',
  204: 'No Content',
  205: 'Reset Content',
  206: 'Partial Content',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  305: 'Use Proxy',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  417: 'Expectation Failed',
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** lighttpd's own page (response.c, http_response_static_errdoc). */
export function errorAnswer(status: number, headers: Answer['headers'] = []): Answer {
  const title = `${status} ${REASONS[status] ?? ''}`.trim();
  const page =
    '<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n         "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n' +
    `<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">\n <head>\n  <title>${title}</title>\n </head>\n <body>\n  <h1>${title}</h1>\n </body>\n</html>\n`;
  return { status, headers: [...headers, ['Content-Type', 'text/html']], body: utf8(page) };
}

export const header = (headers: Answer['headers'], name: string): string | null =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;

/** Global settings, then those of every block whose conditions hold, later ones over earlier ones. */
export function settingsFor(blocks: readonly Block[], r: Request): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const { conditions, settings } of blocks)
    if (conditions.every((c) => holds(c, r))) for (const [name, value] of settings) found.set(name, value);
  return found;
}

function holds({ on, operator, text }: Condition, r: Request): boolean {
  const what = subject(on, r);
  switch (operator) {
    case '==':
      return what === text;
    case '!=':
      return what !== text;
    case '=~':
      return new RegExp(text).test(what);
    case '!~':
      return !new RegExp(text).test(what);
    case '=^':
      return what.startsWith(text);
    case '=$':
      return what.endsWith(text);
  }
}

function subject(on: string, r: Request): string {
  const header_ = /^REQUEST_HEADER\["(.*)"\]$|^HTTP\["(referer|user-agent|cookie|language)"\]$/.exec(on);
  if (header_) return header(r.headers, (header_[1] ?? header_[2] ?? '').toLowerCase()) ?? '';
  switch (on) {
    case 'HTTP["host"]':
      return r.host;
    case 'HTTP["url"]':
      return r.path;
    case 'HTTP["querystring"]':
      return r.query;
    case 'HTTP["scheme"]':
      return 'http';
    case 'HTTP["remoteip"]':
    case 'HTTP["remote-ip"]':
      return r.peer;
    case 'HTTP["request-method"]':
      return r.method;
    case 'SERVER["socket"]':
      return r.sys.net.localName(r.fd);
    default:
      return '';
  }
}

export function httpDate(us: number): string {
  const t = civilTime(Math.floor(us / 1_000_000));
  const day = `${DAYS[t.weekday] ?? ''}, ${two(t.day)} ${MONTHS[t.month - 1] ?? ''} ${t.year}`;
  return `${day} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} GMT`;
}

const OWN = /^(?:connection|transfer-encoding|keep-alive)$/i;

/** The whole answer is known before its head is written (server.stream-response-body 0): it always has a length. */
export function* send(r: Request, answer: Answer, tag: string): Eff<void> {
  const { sys } = r;
  const { status, body } = answer;
  const bare = status === 204 || status === 304;
  const own = bare ? /^(?:connection|transfer-encoding|keep-alive|content-length)$/i : OWN;
  const headers = answer.headers.filter(([name]) => !own.test(name));
  if (!bare && header(headers, 'content-length') === null) headers.push(['Content-Length', String(body.length)]);
  const ranged = status === 200 && r.version >= 1001 && (r.method === 'GET' || r.method === 'HEAD');
  if (ranged && header(headers, 'accept-ranges') === null) headers.push(['Accept-Ranges', 'bytes']);
  // To an HTTP/1.0 client only a backend's own word is passed on.
  const said = answer.closes === true || /\bclose\b/i.test(header(answer.headers, 'connection') ?? '');
  if (!r.keepalive && (r.version >= 1001 || said)) headers.push(['Connection', 'close']);
  else if (r.keepalive && r.version < 1001) headers.push(['Connection', 'keep-alive']);
  if (header(headers, 'date') === null) headers.push(['Date', httpDate(sys.clock)]);
  if (tag !== '' && header(headers, 'server') === null) headers.push(['Server', tag]);
  // The words are lighttpd's own, whatever a program behind it said.
  const reason = REASONS[status] ?? '';
  const protocol = r.version < 1001 ? 'HTTP/1.0' : 'HTTP/1.1';
  const head = latin1(`${protocol} ${status} ${reason}\r\n${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`);
  const all = bare || r.method === 'HEAD' ? head : concat([head, body, EMPTY]);
  try {
    yield* sys.net.send(r.fd, all, r.req);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    r.keepalive = false;
  }
}
