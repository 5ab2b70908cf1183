/** The header in front of a connection's first request that says whose it is: PROXY protocol, version 2 (http/message.py 26.2). */
import type { Bytes } from '../../base/bytes.ts';
import type { Introduction, ProxyLine } from './proxy-line.ts';

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
/** Signature, version and command, family and protocol, length. */
const FIXED = 16;

/** A header that gunicorn has no answer for: an exception in its own code. */
export type ProxyHeader = ProxyLine | { readonly kind: 'broken'; readonly exception: string };

const broken = (why: string): ProxyHeader => ({
  kind: 'broken',
  exception: `gunicorn.http.errors.InvalidProxyHeader: Invalid PROXY header: ${why}`,
});

export const hasSignature = (bytes: Bytes): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte);

/** `bytes` begin with the signature. */
export function proxyHeader(bytes: Bytes): ProxyHeader {
  if (bytes.length < FIXED) return { kind: 'more' };
  const [what = 0, how = 0] = [bytes[12], bytes[13]];
  if (what >> 4 !== 2) return broken(`unsupported version ${what >> 4}`);
  const command = what & 15;
  if (command > 1) return broken(`unsupported command ${command}`);
  const length = FIXED + word(bytes, 14);
  if (bytes.length < length) return { kind: 'more' };
  if (command === 0) return { kind: 'introduced', by: nobody('LOCAL'), length };
  if ((how & 15) !== 1) return broken('only TCP protocol is supported');
  const data = bytes.subarray(FIXED, length);
  const family = how >> 4;
  if (family === 0) return { kind: 'introduced', by: nobody('UNSPEC'), length };
  if (family > 2) return broken(`unsupported address family ${family}`);
  const [size, version] = family === 1 ? [4, 4] : [16, 6];
  if (data.length < 2 * size + 4) return broken(`insufficient address data for IPv${version}`);
  const address = (at: number): string => shown(data.subarray(at, at + size));
  const by: Introduction = {
    protocol: family === 1 ? 'TCP4' : 'TCP6',
    client: address(0),
    clientPort: String(word(data, 2 * size)),
    proxy: address(size),
    proxyPort: String(word(data, 2 * size + 2)),
  };
  return { kind: 'introduced', by, length };
}

/** Python's None stands in its environ, and as a text where ports are. */
const nobody = (protocol: 'LOCAL' | 'UNSPEC'): Introduction => ({
  protocol,
  client: 'None',
  clientPort: 'None',
  proxy: 'None',
  proxyPort: 'None',
});

const word = (bytes: Bytes, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);

/** As inet_ntop(3) writes it: the longest run of zeros in an IPv6 address is left out. */
function shown(address: Bytes): string {
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => word(address, 2 * i).toString(16));
  const runs = [
    ...groups
      .map((g) => (g === '0' ? '0' : '-'))
      .join('')
      .matchAll(/00+/g),
  ];
  const longest = runs.reduce<(typeof runs)[number] | null>(
    (best, r) => (best && best[0].length >= r[0].length ? best : r),
    null,
  );
  if (!longest) return groups.join(':');
  const before = groups.slice(0, longest.index).join(':');
  return `${before}::${groups.slice(longest.index + longest[0].length).join(':')}`;
}
