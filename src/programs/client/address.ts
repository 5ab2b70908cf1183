import type { Address } from '../../machine/network.ts';
import type { Sys } from '../../machine/sys.ts';

/** `127.0.0.1:80`, `[::1]:8000`, `name:80`, `unix:/path`, with or without `http://` or `https://`. Null when a name is unknown. */
export function resolveAddress(sys: Sys, to: string): Address | null {
  const text = to.replace(SCHEME, '');
  if (text.startsWith('unix:')) return { family: 'unix', path: text.slice('unix:'.length) };
  const { host, port } = splitHostPort(text, isSecure(to) ? 443 : 80);
  const ip = sys.net.resolve(host)[0];
  return ip === undefined ? null : { family: 'tcp', ip, port };
}

const SCHEME = /^https?:\/\//;

export const isSecure = (to: string): boolean => to.startsWith('https://');

/** The name or address in `https://name:port`, without brackets. */
export const hostOf = (to: string): string => splitHostPort(to.replace(SCHEME, ''), 443).host;

function splitHostPort(text: string, usual: number): { host: string; port: number } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text);
  return { host: (match?.[1] ?? text).replace(/^\[|\]$/g, ''), port: Number(match?.[2] ?? usual) };
}

/** What a client writes into Host: the address without the default port; localhost for a unix socket. */
export function hostHeader(to: string): string {
  const text = to.replace(SCHEME, '');
  return text.startsWith('unix:') ? 'localhost' : text.replace(isSecure(to) ? /:443$/ : /:(80|443)$/, '');
}
