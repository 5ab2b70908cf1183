/** What all connections of a worker process share. */
import type { Cond } from '../../../engine/cond.ts';
import type { Sys } from '../../../machine/sys.ts';
import { nginxDialect, type RequestDialect } from '../../../protocols/http1/index.ts';
import type { Config, Level, Upstream } from '../conf/model.ts';
import { parseSize } from '../conf/units.ts';
import { flag, lists, MimeTypes } from '../http/settings.ts';
import { Peers } from '../http/balance.ts';
import { Variables } from '../http/variables.ts';
import type { Zone } from '../http/limits.ts';
import type { Req } from '../http/request.ts';
import { locationLabel } from '../http/locate.ts';
import { Logger, type LogFiles, type RequestLogLevel } from './logs.ts';
import type { Cache } from './cache.ts';
import type { Identities } from './tls.ts';

/** Shared by the workers of one configuration and handed on over a reload. */
export interface SharedMemory {
  readonly zones: Map<string, Zone>;
  readonly caches: Map<string, Cache>;
  /** Connections of all workers, to clients and to upstreams: their numbers in logs. */
  connections: number;
}

export class WorkerState {
  readonly variables: Variables;
  readonly mime: MimeTypes;
  readonly log: Logger;
  /** How to close connections that wait for a request, oldest first. */
  readonly idle = new Set<() => void>();
  /** Stop accepting; finish what runs; go. */
  quitting = false;
  /** Connections in use, to clients and to upstreams. */
  connections = 0;
  /** Clients that have been accepted and not closed. */
  clients = 0;
  accepted = 0;
  requests = 0;
  tempFiles = 0;
  /** Notified when a client's connection has ended. */
  readonly changed: Cond;
  private readonly dialects = new Map<Level, RequestDialect>();
  private readonly peersOf = new Map<Upstream, Peers>();

  constructor(
    readonly sys: Sys,
    readonly config: Config,
    readonly shared: SharedMemory,
    files: LogFiles,
    readonly prefix: string,
    readonly maxConnections: number,
    readonly identities: Identities,
  ) {
    this.changed = sys.cond();
    this.log = new Logger(sys, files, prefix);
    this.mime = new MimeTypes(config);
    this.variables = new Variables({
      sources: config.variables,
      now: () => sys.clock,
      pid: sys.pid,
      hostname: sys.process.host.spec.name,
      prefix,
      counts: () => ({ active: this.clients, waiting: 0 }),
    });
  }

  get seconds(): number {
    return Math.floor(this.sys.clock / 1e6);
  }

  /** Room for one more connection? When there is none, idle ones are closed, an eighth of them at a time (ngx_drain_connections). */
  takeConnection(): boolean {
    if (this.connections >= this.maxConnections && this.idle.size > 0) {
      const count = Math.max(1, Math.min(32, Math.floor(this.idle.size / 8)));
      for (const kick of [...this.idle].slice(0, count)) {
        this.idle.delete(kick);
        kick();
        this.connections--;
      }
      this.sys.process.signalled.notifyAll();
    }
    if (this.connections >= this.maxConnections) {
      this.log.error(this.config.main, 'alert', `${this.maxConnections} worker_connections are not enough`);
      return false;
    }
    this.connections++;
    return true;
  }

  /** How requests to a server are read. */
  dialect(level: Level): RequestDialect {
    let known = this.dialects.get(level);
    if (known === undefined) {
      const large = lists(level, 'large_client_header_buffers')[0]?.args;
      known = nginxDialect({
        underscores: flag(level, 'underscores_in_headers', false),
        ignoreInvalid: flag(level, 'ignore_invalid_headers', true),
        buffers: Number(large?.[0] ?? '4'),
        bufferSize: parseSize(large?.[1] ?? '8k') ?? 8192,
      });
      this.dialects.set(level, known);
    }
    return known;
  }

  peers(upstream: Upstream): Peers {
    let peers = this.peersOf.get(upstream);
    if (peers === undefined) this.peersOf.set(upstream, (peers = new Peers(upstream)));
    return peers;
  }

  /** A line about a request, with the context that nginx appends. `upstream` is its address and URI once one is tried. */
  error(r: Req, rank: RequestLogLevel, text: string, upstream: string | null = r.upstream.label): void {
    const name = r.server.names[0]?.name ?? '';
    const host = r.header('host');
    const referer = r.header('referer');
    const { action } = r.main ?? r;
    const during = action === null || text.includes(' while ') ? '' : ` while ${action}`;
    const parts = [
      `*${r.client.id} ${text}${during}`,
      `client: ${r.remoteAddr}`,
      `server: ${name.replace(/^\./, '')}`,
      `request: "${r.line}"`,
      ...(r.main === null ? [] : [`subrequest: "${r.uri}"`]),
      ...(upstream === null ? [] : [`upstream: "${upstream}"`]),
      ...(host === undefined ? [] : [`host: "${host}"`]),
      ...(referer === undefined ? [] : [`referrer: "${referer}"`]),
    ];
    this.log.error(r.level, rank, parts.join(', '));
  }

  note(r: Req, topic: string, text: string): void {
    this.sys.emit({ kind: 'proxy.note', pid: this.sys.pid, req: this.reqOf(r), topic, text });
  }

  /** The trace's number of a request: for events alone. */
  reqOf(r: Req): number {
    return this.sys.net.traceOf(r.client.fd).req;
  }

  where(r: Req): string {
    return r.level.location === null ? 'server' : locationLabel(r.level.location);
  }
}
