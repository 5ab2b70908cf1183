import type { Req } from './request.ts';
import { flag } from './settings.ts';

/** `http://host[:port]/path`: the Host that was asked for, or the server's name. */
export function absoluteLocation(r: Req, path: string): string {
  const byName = flag(r.level, 'server_name_in_redirect', false);
  const host = byName
    ? (r.server.names[0]?.name ?? r.client.serverAddress)
    : r.host !== ''
      ? r.host
      : r.client.serverAddress;
  const usual = r.client.tls === null ? 80 : 443;
  const port =
    flag(r.level, 'port_in_redirect', true) && r.client.serverPort !== 0 && r.client.serverPort !== usual
      ? `:${r.client.serverPort}`
      : '';
  return `${r.client.tls === null ? 'http' : 'https'}://${host}${port}${path}`;
}
