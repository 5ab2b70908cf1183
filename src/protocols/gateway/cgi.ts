/**
 * The head of a CGI response (RFC 3875 section 6): header lines up to an empty one, of which `Status` and `Location` say
 * what the server's own status line becomes. Line ends may be bare LF.
 */
import { fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import type { Header } from '../http1/index.ts';

export type CgiHead =
  | { readonly type: 'more' }
  | {
      readonly type: 'head';
      readonly status: number;
      readonly reason: string;
      /** Without `Status`. */
      readonly headers: readonly Header[];
      readonly rest: Bytes;
    }
  | { readonly type: 'fault'; readonly line: string };

const STATUS = /^(\d{3})(?: +(.*))?$/;

/** `received` is all that has come so far. */
export function cgiHead(received: Bytes): CgiHead {
  const text = fromLatin1(received);
  const headers: Header[] = [];
  let status: RegExpExecArray | null = null;
  for (let at = 0; ;) {
    const end = text.indexOf('\n', at);
    if (end < 0) return { type: 'more' };
    const line = text.slice(at, end).replace(/\r$/, '');
    at = end + 1;
    if (line === '') return done(headers, status, latin1(text.slice(at)));
    const colon = line.indexOf(':');
    if (colon <= 0 || /[\s\0]/.test(line.slice(0, colon))) return { type: 'fault', line };
    const header = { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    if (header.name.toLowerCase() !== 'status') headers.push(header);
    else status = STATUS.exec(header.value);
  }
}

function done(headers: readonly Header[], status: RegExpExecArray | null, rest: Bytes): CgiHead {
  const moved = headers.some((h) => h.name.toLowerCase() === 'location');
  const [code, reason] = status ? [Number(status[1]), status[2] ?? ''] : moved ? [302, 'Found'] : [200, 'OK'];
  return { type: 'head', status: code, reason, headers, rest };
}
