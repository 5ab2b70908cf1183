/** Heads of requests that cannot be: nginx's answer and its words for them, and what had been read by then. */
import { fromLatin1, type Bytes } from '../../../base/bytes.ts';
import { isNamed, type Header, type HttpFault } from '../../../protocols/http1/index.ts';
import { validHost } from '../http/uri.ts';

/** nginx's status and log line for what the parser found. */
export function faultStatus(fault: HttpFault): [status: number, text: string] {
  const line = ' while reading client request line';
  const headers = ' while reading client request headers';
  switch (fault.kind) {
    case 'bad-method':
      return [400, `client sent invalid method${line}`];
    case 'unsupported-version':
      return [505, `client sent invalid version${line}`];
    case 'bad-09-method':
      return [400, `client sent invalid method in HTTP/0.9 request${line}`];
    case 'request-line-too-long':
      return [414, `client sent too long URI${line}`];
    case 'header-too-long':
    case 'head-too-large':
      return [494, `client sent too large request${headers}`];
    case 'bad-content-length':
      return [400, `client sent invalid "Content-Length" header${headers}`];
    case 'duplicate-content-length':
      return [
        400,
        `client sent duplicate header line: "Content-Length: ${fault.text.split(', ')[1] ?? ''}", previous value: "Content-Length: ${fault.text.split(', ')[0] ?? ''}"${headers}`,
      ];
    case 'length-and-chunked':
      return [400, `client sent "Content-Length" and "Transfer-Encoding" headers at the same time${headers}`];
    case 'chunked-in-http10':
      return [400, `client sent HTTP/1.0 request with "Transfer-Encoding" header${headers}`];
    case 'unsupported-transfer-encoding':
    case 'bad-transfer-encoding':
      return [501, `client sent unknown "Transfer-Encoding": "${fault.text}"${headers}`];
    case 'bad-header-line':
    case 'bad-header-name':
    case 'bad-header-value':
    case 'obsolete-folding':
      return [400, `client sent invalid header line: "${upToTheFault(fault.text)}..."${headers}`];
    default:
      return [400, `client sent invalid request${line}`];
  }
}

/** The character that cannot be there is shown by its number. */
export const upToTheFault = (text: string): string => {
  const last = text.slice(-1);
  return `${text.slice(0, -1)}${last === '' ? '' : `\\x${last.charCodeAt(0).toString(16).padStart(2, '0')}`}`;
};

/** The headers before the one that made trouble. */
export function completeHeaders(received: Bytes, fault: HttpFault): Header[] {
  const known: Header[] = [];
  if (!/head/.test(fault.kind) && fault.kind !== 'obsolete-folding') return known;
  const lines = fromLatin1(received).split(/\r?\n/);
  for (const line of lines.slice(1, -1)) {
    const m = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/s.exec(line);
    if (m === null || ('text' in fault && fault.text !== '' && line.startsWith(fault.text))) break;
    known.push({ name: m[1] ?? '', value: m[2] ?? '' });
  }
  return known;
}

/** With a bad Host the reading ends there: what follows is not known, not even to the log. */
export function readUpTo(headers: readonly Header[]): readonly Header[] {
  const first = headers.findIndex((h) => isNamed(h.name, 'host'));
  if (first < 0) return headers;
  if (validHost(headers[first]?.value ?? '') === null) return headers.slice(0, first + 1);
  const second = headers.findIndex((h, i) => i > first && isNamed(h.name, 'host'));
  return second < 0 ? headers : headers.slice(0, second + 1);
}

/** Headers that may come once (ngx_http_process_unique_header_line); Host and Content-Length are judged elsewhere. */
const UNIQUE = new Set([
  'if-modified-since',
  'if-unmodified-since',
  'if-match',
  'if-none-match',
  'if-range',
  'content-range',
  'transfer-encoding',
  'expect',
  'authorization',
]);

/** The first header that comes a second time and must not. */
export function duplicate(headers: readonly Header[]): (Header & { readonly before: string }) | null {
  const seen = new Map<string, string>();
  for (const h of headers) {
    const name = h.name.toLowerCase();
    if (!UNIQUE.has(name)) continue;
    const before = seen.get(name);
    if (before !== undefined) return { ...h, before };
    seen.set(name, h.value);
  }
  return null;
}
