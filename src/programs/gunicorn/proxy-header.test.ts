import { expect, it } from 'vitest';
import { latin1 } from '../../base/bytes.ts';
import { hasSignature, proxyHeader } from './proxy-header.ts';

const broken = (why: string): string => `gunicorn.http.errors.InvalidProxyHeader: Invalid PROXY header: ${why}`;
const SIGNATURE = '\r\n\r\n\x00\r\nQUIT\n';

it.each([
  [
    '\x21\x11\x00\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x10\x00\x00\x50GET',
    {
      kind: 'introduced',
      length: 28,
      by: { client: '1.2.3.4', clientPort: '4096', proxy: '5.6.7.8', proxyPort: '80' },
    },
  ],
  [
    `\x21\x21\x00\x24\x20\x01\x0d\xb8${'\x00'.repeat(11)}\x01${'\x00'.repeat(15)}\x01\x30\x39\x01\xbb`,
    { by: { protocol: 'TCP6', client: '2001:db8::1', proxy: '::1', clientPort: '12345' } },
  ],
  ['\x20\x00\x00\x00', { kind: 'introduced', length: 16, by: { protocol: 'LOCAL' } }],
  ['\x21\x01\x00\x00', { by: { protocol: 'UNSPEC' } }],
  ['\x21\x11\x00', { kind: 'more' }],
  ['\x21\x11\x00\x0cAAAA', { kind: 'more' }],
  ['\x31\x11\x00\x00', { kind: 'broken', exception: broken('unsupported version 3') }],
  ['\x22\x11\x00\x00', { exception: broken('unsupported command 2') }],
  ['\x21\x12\x00\x00', { exception: broken('only TCP protocol is supported') }],
  ['\x21\x31\x00\x00', { exception: broken('unsupported address family 3') }],
  ['\x21\x11\x00\x02AA', { exception: broken('insufficient address data for IPv4') }],
])('reads %j', (text, expected) => {
  const bytes = latin1(SIGNATURE + text);
  expect(hasSignature(bytes)).toBe(true);
  expect(proxyHeader(bytes)).toMatchObject(expected);
});
