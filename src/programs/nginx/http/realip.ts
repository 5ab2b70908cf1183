/** set_real_ip_from, real_ip_header and real_ip_recursive (ngx_http_realip_module.c). */
import { headerValues } from '../../../protocols/http1/index.ts';
import { inNetwork } from './network.ts';
import type { Req } from './request.ts';
import { flag, lists, word } from './settings.ts';

const ADDRESS = /^([\d.]+)(?::(\d+))?$|^\[?([0-9a-f:]*:[0-9a-f:.]*)(?:\]:(\d+))?\]?$/i;

/** Whoever the connection's PROXY header names. */
function introduced(r: Req): void {
  const { introduced: by } = r.client;
  if (by === null) return;
  r.realIpFound = true;
  r.remoteAddr = by.address;
  r.remotePort = by.port;
}

/** Believe a trusted neighbour about who the client is. Asked with the server's settings, then with the location's; once believed is enough. */
export function realIp(r: Req): void {
  const trusted = lists(r.level, 'set_real_ip_from').map((d) => d.args[0] ?? '');
  if (r.realIpFound || !trusted.some((n) => inNetwork(r.remoteAddr, n))) return;
  const name = word(r.level, 'real_ip_header', 'X-Real-IP');
  if (name === 'proxy_protocol') return introduced(r);
  const values = headerValues(r.headers, name);
  // Of X-Forwarded-For all lines count, as one list; of any other header the first.
  const addresses = (/^x-forwarded-for$/i.test(name) ? values : values.slice(0, 1)).flatMap((v) => v.split(/[,\s]+/));
  const recursive = flag(r.level, 'real_ip_recursive', false);
  for (let address = addresses.pop(); address !== undefined && address !== ''; address = addresses.pop()) {
    const m = ADDRESS.exec(address);
    if (m === null) return;
    r.realIpFound = true;
    r.remoteAddr = m[1] ?? m[3] ?? '';
    r.remotePort = Number(m[2] ?? m[4] ?? 0);
    if (!recursive || !trusted.some((n) => inNetwork(r.remoteAddr, n))) return;
  }
}
