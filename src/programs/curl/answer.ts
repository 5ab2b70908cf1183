/** What is read off an answer's head, and the words for a broken body. */
import { headerValue, headerValues, type HttpFault, type ResponseHead } from '../../protocols/http1/index.ts';
import { CurlError } from './body.ts';
import type { Options } from './options.ts';

/** A head as HTTP/2 has it. */
export const modernLines = ({ status, headers }: ResponseHead): string[] =>
  [
    `HTTP/2 ${status} `,
    ...headers.filter((h) => h.name !== 'transfer-encoding').map((h) => `${h.name}: ${h.value}`),
    '',
  ].map((line) => `${line}\r\n`);

/** What a chunk's framing was found to be. */
function chunkWords(kind: HttpFault['kind'], text: string): string {
  if (kind !== 'bad-chunk-size') return 'Malformed encoding found';
  return /^[0-9a-f]{14}/i.test(text) ? 'Too long hexadecimal number' : 'Illegal or missing hexadecimal sequence';
}

/** Where -L goes on after this head. */
export function jumpOf({ flags }: Options, head: ResponseHead): string | null {
  const location = headerValue(head.headers, 'location');
  if (!flags.has('location') || location === undefined) return null;
  return head.status >= 300 && head.status < 400 ? location : null;
}

/** There is no head. */
export const noAnswer = (ended: boolean): CurlError =>
  ended ? new CurlError(52, 'Empty reply from server') : new CurlError(8, 'Weird server reply');

/** `missing`: how much of the promised body has not come; null when its length was not said. */
export function brokenBody(ended: boolean, missing: number | null, fault?: HttpFault): CurlError {
  if (!ended)
    return new CurlError(56, `${chunkWords(fault?.kind ?? 'incomplete', fault?.text ?? '')} in chunked-encoding`);
  if (missing === null) return new CurlError(18, 'transfer closed with outstanding read data remaining');
  return new CurlError(18, `transfer closed with ${missing} bytes remaining to read`);
}

/** The server asks for a name and password as they are (RFC 7617). */
export const wantsBasic = ({ status, headers }: ResponseHead): boolean =>
  status === 401 && headerValues(headers, 'www-authenticate').some((value) => /^basic\b/i.test(value));

/** What -v says in the middle of a head: before which of its lines, and what. */
export function asides(
  options: Options,
  head: ResponseHead,
  lines: readonly string[],
  uploaded: boolean,
  user: string | null,
  refused: boolean,
): [number, string][] {
  const found: [number, string][] = [];
  const before = (pattern: RegExp, text: string): void => {
    const at = lines.findIndex((line) => pattern.test(line));
    if (at >= 0) found.push([at, text]);
  };
  if (wantsBasic(head) && user !== null)
    before(/^www-authenticate:\s*basic\b/i, 'Authentication problem. Ignoring this.');
  // A body that has gone out cannot go out again without further ado.
  const again = 'Please rewind output before next send';
  if (uploaded && jumpOf(options, head) !== null) before(/^location:/i, again);
  else if (uploaded && refused) before(/^\r?\n$/, again);
  return found;
}
