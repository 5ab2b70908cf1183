/**
 * What nginx finds out when the `http` block has ended: upstream names, merged settings, location trees, certificates,
 * unknown variables, server names (ngx_http_block). Messages without a place of their own name the block's last line.
 */
import { inForce, type ConfContext } from './context.ts';
import { buildHash, hiddenHeadersHash, proxyHeadersHash, typesHash } from './hash.ts';
import { oneServer } from './handlers/upstream.ts';
import type { Level, LocationBlock, ServerBlock } from './model.ts';
import { sslListen, sslSettings, upstreamSsl } from './ssl.ts';
import { parseSize } from './units.ts';
import { parseUrl } from './url.ts';
import { BUILTINS, isBuiltin } from './variables.ts';

export function finishHttp(cf: ConfContext): void {
  for (const u of cf.upstreams) resolveUpstream(cf, u);
  for (const s of cf.servers) headerBuffers(cf, s.level);
  for (const s of cf.servers) sslSettings(cf, s);
  // What `http` says is merged with the first server.
  const first = cf.servers.length > 0 && cf.http !== null ? [cf.http] : [];
  for (const level of first) typesHash(cf, level);
  for (const s of cf.servers) eachLevel(s, (level) => typesHash(cf, level));
  for (const level of first) headerHashes(cf, level);
  for (const s of cf.servers) eachLevel(s, (level) => mergeProxy(cf, level));
  // Headers and parameters are compiled where the settings of each server and location are merged.
  if (cf.servers.length > 0) for (const { source } of cf.late) cf.template(source);
  for (const s of cf.servers) duplicateLocations(cf, s.locations);
  sslListen(cf, cf.servers);
  for (const s of cf.servers) eachLevel(s, (level) => recoding(cf, level));
  for (const name of cf.used) {
    if (!isBuiltin(name) && !cf.variables.has(name)) cf.failPlain(`unknown "${name}" variable`);
  }
  buildHash(cf, cf.http, 'variables_hash', [...new Set([...BUILTINS, ...cf.variables.keys()])], 1024);
  serverNames(cf);
}

function resolveUpstream(cf: ConfContext, u: ConfContext['upstreams'][number]): void {
  const place = { file: u.file, line: u.line };
  if (u.explicit) {
    if (u.servers.length > 0 && u.servers.every((s) => s.backup)) cf.fail(`no servers in upstream "${u.host}"`, place);
    return;
  }
  if (u.servers.length > 0) return;
  if (u.port === 0) cf.fail(`no port in upstream "${u.host}"`, place);
  const url = parseUrl(`${u.host}:${u.port}`, {
    listen: false,
    defaultPort: u.port,
    uriPart: false,
    resolve: (n) => cf.host.resolve(n),
  });
  if (!url.ok) return cf.fail(`${url.message} in upstream "${u.host}"`, place);
  u.servers = [oneServer(`${u.host}:${u.port}`, url.addresses)];
}

/** All levels of a server that can hold location settings, outermost first, in the order of the file. */
function eachLevel(server: ServerBlock, visit: (level: Level) => void): void {
  visit(server.level);
  const walk = (locations: readonly LocationBlock[]): void => {
    for (const l of locations) {
      visit(l.level);
      walk(l.locations);
    }
  };
  walk(server.locations);
}

const size = (level: Level, name: string, fallback: number): number =>
  parseSize(inForce(level, name)[0]?.args[0] ?? '') ?? fallback;

function headerBuffers(cf: ConfContext, level: Level): void {
  const large = parseSize(inForce(level, 'large_client_header_buffers')[0]?.args[1] ?? '8k') ?? 8192;
  if (large < size(level, 'connection_pool_size', 512)) {
    cf.fail('the "large_client_header_buffers" size must be equal to or greater than "connection_pool_size"');
  }
}

function mergeProxy(cf: ConfContext, level: Level): void {
  referers(cf, level);
  upstreamSsl(cf, level);
  for (const backend of ['proxy', 'fastcgi', 'uwsgi', 'scgi']) {
    mergeBuffers(cf, level, backend);
    const cache = inForce(level, `${backend}_cache`)[0]?.args[0];
    if (cache !== undefined && cache !== 'off' && !cache.includes('$') && cf.zones.get(cache)?.path === '') {
      cf.fail(`"${backend}_cache" zone "${cache}" is unknown`);
    }
  }
  headerHashes(cf, level);
}

function headerHashes(cf: ConfContext, level: Level): void {
  hiddenHeadersHash(cf, level);
  proxyHeadersHash(cf, level);
}

/** No referer or a hidden one is worth a word only beside some that are known; regular expressions are not counted. */
function referers(cf: ConfContext, level: Level): void {
  const words = (level.byName.get('valid_referers') ?? []).flatMap((d) => d.args);
  const bare = words.some((w) => w === 'none' || w === 'blocked');
  if (bare && words.every((w) => w === 'none' || w === 'blocked' || w.startsWith('~')))
    cf.failPlain(
      'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer',
    );
}

/** What is in one charset and sent in another needs a table between them. */
function recoding(cf: ConfContext, level: Level): void {
  const [to, from] = ['charset', 'source_charset'].map((name) => inForce(level, name)[0]?.args[0] ?? 'off');
  if (to === undefined || from === undefined || to === from) return;
  if ([to, from].some((name) => name === 'off' || name.startsWith('$'))) return;
  if (!cf.charsetMaps.has(`${from} ${to}`.toLowerCase()))
    cf.failPlain(`no "charset_map" between the charsets "${from}" and "${to}"`);
}

function mergeBuffers(cf: ConfContext, level: Level, backend: string): void {
  const buffers = inForce(level, `${backend}_buffers`)[0]?.args;
  const count = Number(buffers?.[0] ?? '8');
  const one = parseSize(buffers?.[1] ?? '4k') ?? 4096;
  if (count < 2) cf.fail(`there must be at least 2 "${backend}_buffers"`);
  const largest = Math.max(size(level, `${backend}_buffer_size`, 4096), one);
  const both = `the maximum of the value of "${backend}_buffer_size" and one of the "${backend}_buffers"`;
  const busy = size(level, `${backend}_busy_buffers_size`, 2 * largest);
  if (busy < largest) cf.fail(`"${backend}_busy_buffers_size" must be equal to or greater than ${both}`);
  if (busy > (count - 1) * one)
    cf.fail(`"${backend}_busy_buffers_size" must be less than the size of all "${backend}_buffers" minus one buffer`);
  if (size(level, `${backend}_temp_file_write_size`, 2 * largest) < largest) {
    cf.fail(`"${backend}_temp_file_write_size" must be equal to or greater than ${both}`);
  }
  const most = size(level, `${backend}_max_temp_file_size`, 1073741824);
  if (most !== 0 && most < largest) {
    cf.fail(
      `"${backend}_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than ${both}`,
    );
  }
}

function duplicateLocations(cf: ConfContext, locations: readonly LocationBlock[]): void {
  const seen = new Set<string>();
  for (const l of [...locations]
    .filter((x) => x.match !== 'regex' && x.match !== 'named')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    const key = `${l.match === 'exact' ? '=' : ''} ${l.name}`;
    if (seen.has(key)) cf.fail(`duplicate location "${l.name}"`, { file: l.level.file, line: l.level.line });
    seen.add(key);
  }
  for (const l of locations) duplicateLocations(cf, l.locations);
}

/**
 * Names are looked at only where an address has several servers. nginx keeps them in hashes whose buckets must hold a
 * name; a name used twice on an address is ignored with a warning; `.x` stands for `x` and `*.x`.
 */
function serverNames(cf: ConfContext): void {
  const bucket = Number(inForce(cf.http, 'server_names_hash_bucket_size')[0]?.args[0] ?? '64');
  const addresses = new Map<string, ServerBlock[]>();
  for (const s of cf.servers) for (const l of s.listens) addresses.set(l.text, [...(addresses.get(l.text) ?? []), s]);
  for (const [address, servers] of addresses) {
    if (servers.length < 2) continue;
    const names = new Set<string>();
    for (const n of servers.flatMap((s) => s.names)) {
      if (n.kind === 'regex') continue;
      const keys = n.name.startsWith('.') ? [n.name.slice(1), `*${n.name}`] : [n.name];
      const bare = n.name.replace(/^\*\./, '').replace(/\.\*$/, '');
      if (bare.includes('*') || bare.includes('..'))
        cf.failPlain(`invalid server name or wildcard "${n.name}" on ${address}`);
      if (keys.some((k) => names.has(k))) cf.warn(`conflicting server name "${n.name}" on ${address}, ignored`, null);
      for (const k of keys) names.add(k);
    }
    for (const n of names) {
      const entry = 8 + Math.ceil((n.length + 2) / 8) * 8 + 8;
      if (entry > bucket)
        cf.failPlain(`could not build server_names_hash, you should increase server_names_hash_bucket_size: ${bucket}`);
    }
  }
}
