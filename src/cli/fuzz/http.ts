/** Random bytes of HTTP: requests that are nearly right, cut at any point, sent one behind the other. */
import type { Pick } from './pick.ts';

const METHODS = ['GET', 'GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'get', 'X-Y', '', 'PRI'];
const TARGETS = [
  '/',
  '/',
  '/x?a=1',
  '/%2e%2e/',
  '/%00',
  '/%zz',
  '/a b',
  '*',
  'http://h/x',
  '//',
  '/é',
  `/${'y'.repeat(9000)}`,
  '',
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'http/1.1', 'HTTP/1.', ''];
const HEADERS = [
  'Host: a.example',
  'Connection: close',
  'Connection: keep-alive',
  'Content-Length: 3',
  'Content-Length: 3',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Expect: 100-continue',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'X_Under: y',
  ' folded',
  'NoColon',
  ': empty',
  'X: \u0001',
  `X-Long: ${'z'.repeat(9000)}`,
  'Cookie: a=b; c',
  'Range: bytes=0-',
];
const BODIES = [
  '',
  '',
  'abc',
  '3\r\nabc\r\n0\r\n\r\n',
  'ffffffffffffffffff\r\n',
  '3;ext=1\r\nabc\r\n0\r\nT: x\r\n\r\n',
  '-1\r\n',
  'zz',
];

function message(pick: Pick): string {
  const line = [pick.of(METHODS), pick.of(TARGETS), pick.of(VERSIONS)].join(' ');
  const host = pick.chance(0.8) ? ['Host: a.example'] : [];
  const headers = [...host, ...pick.some(0, 4, () => pick.of(HEADERS))];
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${pick.of(BODIES)}`;
}

/** Bytes of one connection, as latin-1 text. */
export function randomHttp(pick: Pick): string {
  let bytes = pick.some(1, 3, () => message(pick)).join('');
  if (pick.chance(0.3)) {
    const at = pick.int(0, bytes.length);
    bytes =
      bytes.slice(0, at) + pick.of(['\r', '\n', '\0', ' ', '\r\n\r\n', 'ÿ', '']) + bytes.slice(at + pick.int(0, 3));
  }
  return pick.chance(0.1) ? bytes.slice(0, pick.int(0, bytes.length)) : bytes;
}

/** The same bytes in pieces, each with its offset in µs. */
export function pieces(pick: Pick, bytes: string): [number, string][] {
  const cuts = pick.some(0, 4, () => pick.int(0, bytes.length)).toSorted((a, b) => a - b);
  let at = 0;
  return [0, ...cuts].map((from, i) => {
    const part: [number, string] = [at, bytes.slice(from, cuts[i] ?? bytes.length)];
    at += pick.int(0, 60_000);
    return part;
  });
}
