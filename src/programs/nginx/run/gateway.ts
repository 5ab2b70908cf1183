/**
 * fastcgi_pass, uwsgi_pass, scgi_pass: what they add to a proxied request. Variables come from `*_param` in the order of
 * the file, then the client's headers as HTTP_NAME; there is no path of the upstream's own, and no Host.
 */
import { concat, EMPTY, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import {
  beginRequest,
  encodeParams,
  FCGI,
  fastCgiRecords,
  scgiRequest,
  uwsgiPacket,
  type Params,
} from '../../../protocols/gateway/index.ts';
import type { GatewayPass, Upstream } from '../conf/model.ts';
import { oneServer } from '../conf/handlers/upstream.ts';
import { parseUrl } from '../conf/url.ts';
import { Peers } from '../http/balance.ts';
import type { Req } from '../http/request.ts';
import { flag, lists, number, time } from '../http/settings.ts';
import type { ClientIo } from './client-io.ts';
import { FastCgiConnection, GatewayConnection } from './gateway-connection.ts';
import { brokenOff } from './proxy-body.ts';
import type { ProxyTarget } from './proxy-target.ts';
import { failure, type HeadAnswer, type UpstreamConnection } from './upstream-io.ts';
import type { WorkerState } from './worker-state.ts';

/** Null when the address cannot be found: 502, and the log says why. */
export function gatewayTarget(worker: WorkerState, r: Req, pass: GatewayPass): ProxyTarget | null {
  const { backend, template } = pass;
  const upstream = template === null ? pass.upstream : namedAtRunTime(worker, r, worker.variables.text(template, r));
  if (upstream === null) return null;
  const known = worker.config.upstreams.includes(upstream);
  const peers = known ? worker.peers(upstream) : new Peers(upstream);
  return { scheme: backend, peers, upstream, uri: '', redirect: null };
}

function namedAtRunTime(worker: WorkerState, r: Req, url: string): Upstream | null {
  const parsed = parseUrl(url, { listen: false, defaultPort: 0, uriPart: false, resolve: null });
  if (!parsed.ok) {
    worker.error(r, 'error', `${parsed.message} in upstream "${url}"`);
    return null;
  }
  const known = worker.config.upstreams.find((u) => u.host === parsed.host && (u.explicit || u.port === parsed.port));
  if (known) return known;
  if (parsed.addresses.length === 0) {
    worker.error(r, 'error', `no resolver defined to resolve ${parsed.host}`);
    return null;
  }
  return {
    host: parsed.host,
    port: parsed.port,
    explicit: false,
    noPort: parsed.noPort,
    file: '',
    line: 0,
    servers: [oneServer(parsed.host, parsed.addresses)],
    balancing: { type: 'round-robin' },
    keepalive: 0,
    shared: false,
    level: null,
  };
}

export function gatewayConnection(worker: WorkerState, r: Req, client: ClientIo, fd: number): UpstreamConnection {
  return r.backend === 'fastcgi'
    ? new FastCgiConnection(worker, r, client, fd)
    : new GatewayConnection(worker, r, client, fd);
}

function paramsOf(worker: WorkerState, r: Req): Params {
  const params: [string, string][] = [];
  const given = new Set<string>();
  for (const d of lists(r.level, r.own('param'))) {
    const [name = '', source = '', condition] = d.args;
    given.add(name);
    const value = worker.variables.source(source, r);
    if (value !== '' || condition !== 'if_not_empty') params.push([name, value]);
  }
  if (!flag(r.level, r.own('pass_request_headers'), true)) return params;
  for (const header of r.headers) {
    const name = `HTTP_${header.name.toUpperCase().replaceAll('-', '_')}`;
    if (!given.has(name)) params.push([name, header.value]);
  }
  return params;
}

/** What goes ahead of the body; null when it cannot be said in this protocol. `length`: of the body, as far as known. */
function gatewayHead(worker: WorkerState, r: Req, length: number): Bytes | null {
  const params = paramsOf(worker, r);
  switch (r.backend) {
    case 'uwsgi': {
      const packet = uwsgiPacket(params, number(r.level, 'uwsgi_modifier1', 0), number(r.level, 'uwsgi_modifier2', 0));
      if (packet === null) worker.error(r, 'alert', 'uwsgi request is too big: it does not fit into one packet');
      return packet;
    }
    case 'scgi':
      return scgiRequest(params, length);
    case 'fastcgi':
    case 'proxy':
      return concat([
        beginRequest(flag(r.level, 'fastcgi_keep_conn', false)),
        fastCgiRecords(FCGI.PARAMS, encodeParams(params), true),
      ]);
  }
}

/** A part of the body as the protocol has it; `last`: nothing follows. */
function gatewayBody(r: Req, data: Bytes, last: boolean): Bytes {
  return r.backend === 'fastcgi' ? fastCgiRecords(FCGI.STDIN, data, last) : data.length > 0 ? data : EMPTY;
}

/** Send the request, read the head of the answer. `body` null: it is passed on while it comes. */
export function* gatewayExchange(
  worker: WorkerState,
  r: Req,
  client: ClientIo,
  up: UpstreamConnection,
  body: Bytes | null,
  headSent: () => void,
): Eff<HeadAnswer> {
  const head = gatewayHead(worker, r, body === null ? Number(r.header('content-length') ?? 0) : body.length);
  if (head === null) return failure('error', '');
  let problem = yield* up.send(body === null ? head : concat([head, gatewayBody(r, body, true)]));
  headSent();
  for (let last = body !== null; !last && problem === null;) {
    const piece = yield* client.bodyPiece(time(r.level, 'client_body_timeout', 60));
    if (typeof piece === 'string') return brokenOff(piece, client);
    last = piece === null;
    problem = yield* up.send(gatewayBody(r, piece ?? EMPTY, last));
  }
  return problem ?? (yield* up.head());
}
