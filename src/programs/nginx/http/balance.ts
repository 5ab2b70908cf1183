/** Choosing a peer of an upstream, as nginx 1.22.1 does: smooth weighted round robin, least_conn, ip_hash, hash, random. */
import type { Address, Upstream, UpstreamServer } from '../conf/model.ts';
import { addressText } from '../conf/url.ts';

export interface Peer {
  readonly server: UpstreamServer;
  readonly address: Address;
  /** `127.0.0.1:8000` or `unix:/run/app.sock`. */
  readonly text: string;
  currentWeight: number;
  effectiveWeight: number;
  conns: number;
  fails: number;
  /** Seconds. */
  accessed: number;
  checked: number;
}

/** Peers of one upstream in one worker, with their failures and weights; kept for the worker's life. */
export class Peers {
  readonly main: readonly Peer[];
  readonly backup: readonly Peer[];
  /** A server alone is never marked as failed. */
  readonly single: boolean;
  /** Idle connections: the `keepalive` cache. */
  readonly idle: { readonly fd: number; readonly address: string; readonly since: number; uses: number }[] = [];
  private readonly points: readonly (readonly [hash: number, server: string])[];

  constructor(readonly upstream: Upstream) {
    const make = (servers: readonly UpstreamServer[]): Peer[] =>
      servers.flatMap((s) => s.addresses.map((a) => newPeer(s, a)));
    this.main = make(upstream.servers.filter((s) => !s.backup));
    this.backup = make(upstream.servers.filter((s) => s.backup));
    this.single = this.main.length === 1 && this.backup.length === 0;
    this.points = upstream.balancing.type === 'hash' && upstream.balancing.consistent ? ketama(this.main) : [];
  }

  get tries(): number {
    return this.main.filter((p) => !p.server.down).length + this.backup.length;
  }

  /** The next peer to try, or null when none is alive. `key` is the client's address or the hash's text. */
  pick(tried: readonly Peer[], now: number, key: string, random: () => number): Peer | null {
    if (this.single) {
      const only = this.main[0];
      if (only === undefined || only.server.down || isFull(only)) return null;
      return take(only);
    }
    const usable = (p: Peer): boolean => !tried.includes(p) && !p.server.down && !isFull(p) && !resting(p, now);
    const chosen = this.byMethod(usable, now, key, random) ?? smooth(this.backup, usable, now);
    return chosen === null ? null : take(chosen);
  }

  private byMethod(usable: (p: Peer) => boolean, now: number, key: string, random: () => number): Peer | null {
    const { balancing } = this.upstream;
    switch (balancing.type) {
      case 'round-robin':
        return smooth(this.main, usable, now);
      case 'least-conn':
        return leastConn(this.main, usable, now);
      case 'ip-hash':
        return ipHash(this.main, usable, key, now);
      case 'hash':
        // Nothing to tell requests apart by.
        if (key === '') return smooth(this.main, usable, now);
        return balancing.consistent ? this.consistent(usable, key, now) : plainHash(this.main, usable, key, now);
      case 'random': {
        const open = this.main.filter(usable);
        const total = open.reduce((n, p) => n + p.server.weight, 0);
        let at = Math.floor(random() * total);
        return open.find((p) => (at -= p.server.weight) < 0) ?? null;
      }
    }
  }

  private consistent(usable: (p: Peer) => boolean, key: string, now: number): Peer | null {
    const hash = crc32(key);
    const from = this.points.findIndex(([h]) => h >= hash);
    for (let i = 0; i < Math.min(20, this.points.length); i++) {
      const [, name] = this.points[((from < 0 ? 0 : from) + i) % this.points.length] ?? [0, ''];
      const found = smooth(
        this.main.filter((p) => p.server.name === name),
        usable,
        now,
      );
      if (found !== null) return found;
    }
    return smooth(this.main, usable, now);
  }

  /** The attempt is over. */
  release(peer: Peer, failed: boolean, now: number): 'disabled' | null {
    peer.conns--;
    if (this.single) return null;
    if (!failed) {
      if (peer.accessed < peer.checked) peer.fails = 0;
      return null;
    }
    const { maxFails, weight } = peer.server;
    peer.fails++;
    peer.accessed = now;
    peer.checked = now;
    if (maxFails === 0) return null;
    peer.effectiveWeight = Math.max(0, peer.effectiveWeight - Math.trunc(weight / maxFails));
    return peer.fails >= maxFails ? 'disabled' : null;
  }
}

const newPeer = (server: UpstreamServer, address: Address): Peer => ({
  server,
  address,
  text: addressText(address),
  currentWeight: 0,
  effectiveWeight: server.weight,
  conns: 0,
  fails: 0,
  accessed: 0,
  checked: 0,
});

const isFull = (p: Peer): boolean => p.server.maxConns > 0 && p.conns >= p.server.maxConns;
const resting = (p: Peer, now: number): boolean =>
  p.server.maxFails > 0 && p.fails >= p.server.maxFails && now - p.checked <= p.server.failTimeout;

function take(peer: Peer): Peer {
  peer.conns++;
  return peer;
}

/** Each turn every peer gains its weight; the richest is chosen and pays the total. */
function smooth(peers: readonly Peer[], usable: (p: Peer) => boolean, now: number): Peer | null {
  let best: Peer | null = null;
  let total = 0;
  for (const p of peers) {
    if (!usable(p)) continue;
    p.currentWeight += p.effectiveWeight;
    total += p.effectiveWeight;
    if (p.effectiveWeight < p.server.weight) p.effectiveWeight++;
    if (best === null || p.currentWeight > best.currentWeight) best = p;
  }
  if (best === null) return null;
  best.currentWeight -= total;
  if (now - best.checked > best.server.failTimeout) best.checked = now;
  return best;
}

function leastConn(peers: readonly Peer[], usable: (p: Peer) => boolean, now: number): Peer | null {
  const open = peers.filter(usable);
  const load = (p: Peer): number => p.conns / p.server.weight;
  const least = Math.min(...open.map(load));
  const equal = new Set(open.filter((p) => load(p) === least));
  return smooth(peers, (p) => equal.has(p), now);
}

function byWeight(peers: readonly Peer[], at: number): Peer | undefined {
  let left = at;
  return peers.find((p) => (left -= p.server.weight) < 0);
}

const totalWeight = (peers: readonly Peer[]): number => peers.reduce((n, p) => n + p.server.weight, 0);

/** The first three octets of IPv4, all of IPv6: a hash that goes on until it meets a live peer, at most 20 times. */
function ipHash(peers: readonly Peer[], usable: (p: Peer) => boolean, address: string, now: number): Peer | null {
  const bytes = address.includes(':')
    ? [...address].map((c) => c.charCodeAt(0))
    : address.split('.').slice(0, 3).map(Number);
  let hash = 89;
  for (let i = 0; i <= 20; i++) {
    for (const b of bytes) hash = (hash * 113 + b) % 6271;
    const peer = byWeight(peers, hash % totalWeight(peers));
    if (peer !== undefined && usable(peer)) return peer;
  }
  return smooth(peers, usable, now);
}

function plainHash(peers: readonly Peer[], usable: (p: Peer) => boolean, key: string, now: number): Peer | null {
  let hash = 0;
  for (let rehash = 0; rehash <= 20; rehash++) {
    hash += (crc32(rehash === 0 ? key : `${rehash}${key}`) >>> 16) & 0x7fff;
    const peer = byWeight(peers, hash % totalWeight(peers));
    if (peer !== undefined && usable(peer)) return peer;
  }
  return smooth(peers, usable, now);
}

/** The ring of libketama: 160 points for each unit of weight. */
function ketama(peers: readonly Peer[]): (readonly [number, string])[] {
  const points: (readonly [number, string])[] = [];
  for (const server of new Set(peers.map((p) => p.server))) {
    const unix = server.name.startsWith('unix:');
    const colon = unix ? -1 : server.name.lastIndexOf(':');
    const host = unix ? server.name.slice(5) : colon < 0 ? server.name : server.name.slice(0, colon);
    const port = colon < 0 ? '' : server.name.slice(colon + 1);
    const base = crcUpdate(0xffffffff, `${host}\0${port}`);
    let previous = 0;
    for (let i = 0; i < server.weight * 160; i++) {
      const tail = String.fromCharCode(
        previous & 255,
        (previous >>> 8) & 255,
        (previous >>> 16) & 255,
        previous >>> 24,
      );
      previous = (crcUpdate(base, tail) ^ 0xffffffff) >>> 0;
      points.push([previous, server.name]);
    }
  }
  return points.sort((a, b) => a[0] - b[0]);
}

const CRC_TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crcUpdate(start: number, text: string): number {
  let c = start;
  for (let i = 0; i < text.length; i++) c = ((CRC_TABLE[(c ^ text.charCodeAt(i)) & 255] ?? 0) ^ (c >>> 8)) >>> 0;
  return c;
}

const crc32 = (text: string): number => (crcUpdate(0xffffffff, text) ^ 0xffffffff) >>> 0;
