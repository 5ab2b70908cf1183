import { expect, it } from 'vitest';
import { proxyLine } from './proxy-line.ts';

it.each([
  ['PROXY TCP4 1.2.3.4 5.6.7.8 111 222\r\nGET / H', { kind: 'introduced', length: 36 }],
  ['PROXY TCP6 ::1 2001:db8::2 1 2\r\n', { by: { protocol: 'TCP6', client: '::1', proxyPort: '2' } }],
  ['PROXY TCP4 1.2.3.4 5.6.7.8 111', { kind: 'more' }],
  ['GET / HTTP/1.1\r\n', { kind: 'none' }],
  ['GET /', { kind: 'more' }],
  ['PROXY UNKNOWN\r\n', { kind: 'invalid', why: 'PROXY UNKNOWN' }],
  ['PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n', { why: "protocol 'UDP4' not supported" }],
  ['PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n', { why: 'PROXY TCP4 1.2.3 5.6.7.8 1 2' }],
  ['PROXY TCP4 1.2.3.4 5.6.7.8 1 70000\r\n', { why: 'invalid port PROXY TCP4 1.2.3.4 5.6.7.8 1 70000' }],
])('reads %j', (text, expected) => {
  expect(proxyLine(text)).toMatchObject(expected);
});
