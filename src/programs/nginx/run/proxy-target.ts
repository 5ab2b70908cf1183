/** Where a proxied request goes: upstream, Host, URI (ngx_http_proxy_module.c: eval, create_request). */
import type { Address, Backend, ProxyPass, Upstream } from '../conf/model.ts';
import { oneServer } from '../conf/handlers/upstream.ts';
import { parseUrl } from '../conf/url.ts';
import { Peers } from '../http/balance.ts';
import type { Req } from '../http/request.ts';
import { escapeUri } from '../http/uri.ts';
import type { WorkerState } from './worker-state.ts';
import { lists } from '../http/settings.ts';

export interface ProxyTarget {
  readonly scheme: 'http' | 'https' | Exclude<Backend, 'proxy'>;
  readonly peers: Peers;
  readonly upstream: Upstream;
  readonly uri: string;
  /** What `proxy_redirect default` replaces, and by what; null with variables. */
  readonly redirect: { readonly from: string; readonly to: string } | null;
}

/** Null when the address cannot be found: 502, and the log says why. */
export function proxyTarget(worker: WorkerState, r: Req, pass: ProxyPass): ProxyTarget | null {
  if (pass.template !== null) return variableTarget(worker, r, pass);
  const { upstream } = pass;
  if (upstream === null) return null;
  r.proxyHost = pass.hostHeader;
  r.proxyPort = String(upstream.port);
  const location = r.level.location?.name ?? '/';
  const redirect = pass.uri === null ? { from: `${pass.url}/`, to: '/' } : { from: pass.url, to: location };
  return { scheme: pass.scheme, peers: worker.peers(upstream), upstream, uri: proxyUri(r, pass), redirect };
}

/** Without a URI part the target goes on as it came; with one the location's text is replaced by it. */
function proxyUri(r: Req, pass: ProxyPass): string {
  const args = r.args === '' ? '' : `?${r.args}`;
  if (pass.uri === null) return r.validUnparsed ? r.unparsedUri : escapeUri(r.uri) + args;
  const escaped = (rest: string): string => (r.quoted || r.internal ? escapeUri(rest) : rest);
  if (!r.validLocation) return escaped(r.uri) + args;
  return pass.uri + escaped(r.uri.slice(pass.locationLength)) + args;
}

function variableTarget(worker: WorkerState, r: Req, pass: ProxyPass): ProxyTarget | null {
  const url = worker.variables.text(pass.template ?? { source: '', parts: [] }, r);
  const m = /^(https?):\/\/(.*)$/is.exec(url);
  if (m === null) {
    worker.error(r, 'error', `invalid URL prefix in "${url}"`);
    return null;
  }
  const scheme = (m[1] ?? '').toLowerCase() === 'https' ? 'https' : 'http';
  const parsed = parseUrl(m[2] ?? '', {
    listen: false,
    defaultPort: scheme === 'https' ? 443 : 80,
    uriPart: true,
    resolve: null,
  });
  if (!parsed.ok) {
    worker.error(r, 'error', `${parsed.message} in upstream "${m[2] ?? ''}"`);
    return null;
  }
  r.proxyHost = parsed.family === 'unix' ? 'localhost' : parsed.noPort ? parsed.host : `${parsed.host}:${parsed.port}`;
  r.proxyPort = String(parsed.port);
  const uri =
    parsed.uri === ''
      ? r.validUnparsed
        ? r.unparsedUri
        : escapeUri(r.uri) + (r.args === '' ? '' : `?${r.args}`)
      : parsed.uri.startsWith('?')
        ? `/${parsed.uri}`
        : parsed.uri;
  const known = worker.config.upstreams.find((u) => u.host === parsed.host && (u.explicit || u.port === parsed.port));
  if (known !== undefined) return { scheme, peers: worker.peers(known), upstream: known, uri, redirect: null };
  const addresses = parsed.addresses.length > 0 ? parsed.addresses : lookUp(worker, r, parsed.host, parsed.port);
  if (addresses === null) return null;
  const upstream: Upstream = {
    host: parsed.host,
    port: parsed.port,
    explicit: false,
    noPort: parsed.noPort,
    file: '',
    line: 0,
    servers: [oneServer(parsed.host, addresses)],
    balancing: { type: 'round-robin' },
    keepalive: 0,
    shared: false,
    level: null,
  };
  return { scheme, peers: new Peers(upstream), upstream, uri, redirect: null };
}

/** Names in variables are looked up at each request, by `resolver` alone: /etc/hosts is not asked. */
function lookUp(worker: WorkerState, r: Req, name: string, port: number): Address[] | null {
  if (lists(r.level, 'resolver').length === 0) {
    worker.error(r, 'error', `no resolver defined to resolve ${name}`);
    return null;
  }
  const found = worker.sys.net.resolve(name);
  if (found.length === 0) {
    worker.error(r, 'error', `${name} could not be resolved (3: Host not found)`);
    return null;
  }
  return found.map((host) => ({ family: host.includes(':') ? 'inet6' : 'inet', host, port }));
}
