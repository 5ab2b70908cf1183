/** The line in front of a connection's first request that says whose it is: PROXY protocol, version 1 (http/message.py 26.2). */

/** Whom the proxy speaks for, as the environ tells it. */
export interface Introduction {
  readonly protocol: 'TCP4' | 'TCP6' | 'LOCAL' | 'UNSPEC';
  readonly client: string;
  readonly clientPort: string;
  readonly proxy: string;
  readonly proxyPort: string;
}

export type ProxyLine =
  /** Not known yet. */
  | { readonly kind: 'more' }
  /** The bytes are a request. */
  | { readonly kind: 'none' }
  /** `length` bytes, the line's end included. */
  | { readonly kind: 'introduced'; readonly by: Introduction; readonly length: number }
  /** In gunicorn's words. */
  | { readonly kind: 'invalid'; readonly why: string };

/** So many bytes are looked at before anything is decided: version 2 has a signature of that length. */
const SIGNATURE = 12;

export function proxyLine(text: string): ProxyLine {
  if (text.length < SIGNATURE) return { kind: 'more' };
  if (!text.startsWith('PROXY ')) return { kind: 'none' };
  const end = text.indexOf('\r\n');
  if (end < 0) return { kind: 'more' };
  const line = text.slice(0, end);
  const [, protocol = '', client = '', proxy = '', from = '', to = '', ...more] = line.split(' ');
  if (line.split(' ').length !== 6 || more.length > 0) return { kind: 'invalid', why: line };
  if (protocol !== 'TCP4' && protocol !== 'TCP6')
    return { kind: 'invalid', why: `protocol '${protocol}' not supported` };
  const right = protocol === 'TCP4' ? isIPv4 : isIPv6;
  if (!right(client) || !right(proxy)) return { kind: 'invalid', why: line };
  if (!isPort(from) || !isPort(to)) return { kind: 'invalid', why: `invalid port ${line}` };
  const by = { protocol, client, clientPort: String(Number(from)), proxy, proxyPort: String(Number(to)) } as const;
  return { kind: 'introduced', by, length: end + 2 };
}

const isPort = (text: string): boolean => /^\d+$/.test(text) && Number(text) <= 65_535;
const isIPv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);
const isIPv6 = (text: string): boolean => /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/.test(text) && text.split('::').length < 3;
