/** `listen … proxy_protocol`: the header in front of a connection that says whose it is (ngx_proxy_protocol.c 1.22). */
import { fromLatin1, type Bytes } from '../../../base/bytes.ts';
import type { Introduction } from '../http/request.ts';

export type ProxyHeader =
  /** `length` bytes are the header; `by` is null when it names nobody. */
  | { readonly ok: true; readonly by: Introduction | null; readonly length: number }
  /** In nginx's words. */
  | { readonly ok: false; readonly why: string };

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
/** Signature, version and command, family and transport, length. */
const FIXED = 16;

/** `received`: what came with the first read, which has to hold the whole header. */
export function readProxyHeader(received: Bytes): ProxyHeader {
  const text = fromLatin1(received);
  if (received.length >= FIXED && text.startsWith(SIGNATURE)) return binary(received);
  return line(text) ?? { ok: false, why: `broken header: "${text}"` };
}

function line(text: string): ProxyHeader | null {
  const end = text.indexOf('\r\n');
  if (end < 0) return null;
  const length = end + 2;
  if (text.startsWith('PROXY UNKNOWN')) return { ok: true, by: null, length };
  const m = /^PROXY TCP[46] ([\d.:a-f]+) ([\d.:a-f]+) (\d+) (\d+)\r\n/i.exec(text);
  if (m === null) return null;
  const [, address = '', serverAddress = '', from, to] = m;
  const [port, serverPort] = [Number(from), Number(to)];
  if (port > 65535 || serverPort > 65535) return null;
  return { ok: true, by: { address, port, serverAddress, serverPort }, length };
}

function binary(received: Bytes): ProxyHeader {
  const word = (at: number): number => (received[at] ?? 0) * 256 + (received[at + 1] ?? 0);
  const [what = 0, how = 0] = [received[12], received[13]];
  if (what >> 4 !== 2) return { ok: false, why: `unknown PROXY protocol version: ${what >> 4}` };
  const length = FIXED + word(14);
  if (received.length < length) return { ok: false, why: 'header is too large' };
  const size = how === 0x11 ? 4 : how === 0x21 ? 16 : 0;
  // LOCAL, or a transport that is not TCP over IP: it names nobody.
  if ((what & 15) !== 1 || size === 0) return { ok: true, by: null, length };
  const ports = FIXED + 2 * size;
  if (length < ports + 4) return { ok: false, why: 'header is too small' };
  const by = {
    address: shown(received.subarray(FIXED, FIXED + size)),
    serverAddress: shown(received.subarray(FIXED + size, ports)),
    port: word(ports),
    serverPort: word(ports + 2),
  };
  return { ok: true, by, length };
}

/** As ngx_sock_ntop writes it: the longest run of zeros in an IPv6 address is left out. */
function shown(address: Bytes): string {
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((address[2 * i] ?? 0) * 256 + (address[2 * i + 1] ?? 0)).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/(?<![^:])0(?::0)+(?![^:])/g)];
  const longest = runs.reduce<RegExpExecArray | null>(
    (a, b) => (a !== null && a[0].length >= b[0].length ? a : b),
    null,
  );
  const text = groups.join(':');
  if (longest === null) return text;
  const before = text.slice(0, longest.index).replace(/:$/, '');
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
