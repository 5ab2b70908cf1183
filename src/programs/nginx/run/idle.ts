/** Connections to upstreams that are kept for later requests (ngx_http_upstream_keepalive_module.c). */
import type { Peer, Peers } from '../http/balance.ts';
import { parseTime } from '../conf/units.ts';
import type { Req } from '../http/request.ts';
import { lists } from '../http/settings.ts';
import { httpVersion } from './proxy-headers.ts';
import type { WorkerState } from './worker-state.ts';

/** Upstream connections are kept only with `keepalive`, HTTP/1.1 and no `Connection: close`. */
export function keepsAlive(r: Req, peers: Peers): boolean {
  if (r.backend !== 'proxy' || peers.upstream.keepalive === 0 || httpVersion(r) !== '1.1') return false;
  const connection = lists(r.level, 'proxy_set_header').find((d) => d.args[0]?.toLowerCase() === 'connection');
  return connection !== undefined && !/close/i.test(connection.args[1] ?? '');
}

/** keepalive_requests: after so many a connection is not kept. */
export const mostUses = ({ upstream }: Peers): number =>
  upstream.level === null ? 1000 : Number(upstream.level.byName.get('keepalive_requests')?.[0]?.args[0] ?? '1000');

/** keepalive_timeout of the upstream, µs. */
const longestIdle = ({ upstream }: Peers): number =>
  (parseTime(upstream.level?.byName.get('keepalive_timeout')?.[0]?.args[0] ?? '60s') ?? 60_000) * 1000;

export function takeIdle(
  worker: WorkerState,
  peers: Peers,
  peer: Peer,
): { readonly fd: number; readonly uses: number } | null {
  for (let i = peers.idle.length - 1; i >= 0; i--) {
    const found = peers.idle[i];
    if (found === undefined || found.address !== peer.text) continue;
    peers.idle.splice(i, 1);
    const tooOld = worker.sys.now - found.since >= longestIdle(peers);
    if (tooOld || worker.sys.net.pollNow([{ fd: found.fd, read: true }]).length > 0) {
      worker.sys.fs.close(found.fd);
      continue;
    }
    worker.connections++;
    return found;
  }
  return null;
}

export function trimIdle(worker: WorkerState, peers: Peers): void {
  while (peers.idle.length > peers.upstream.keepalive) {
    const oldest = peers.idle.shift();
    if (oldest !== undefined) worker.sys.fs.close(oldest.fd);
  }
}
