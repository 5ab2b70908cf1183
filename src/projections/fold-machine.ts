import type { EventOf, TraceEvent } from '../trace/events.ts';
import type { ConnHistory, LogLine, ProcessHistory, QueueHistory, ServerHistory } from './model.ts';
import type { Mutable } from './mutable.ts';

/** Processes, servers, accept queues, connections and log lines. */
export class MachineFold {
  readonly processes: Mutable<ProcessHistory>[] = [];
  readonly servers: Mutable<ServerHistory>[] = [];
  readonly queues: Mutable<QueueHistory>[] = [];
  readonly conns = new Map<number, Mutable<ConnHistory>>();
  readonly logs: LogLine[] = [];
  private readonly byPid = new Map<number, Mutable<ProcessHistory>>();
  private readonly byListener = new Map<number, Mutable<QueueHistory>>();
  private readonly partial = new Map<string, string>();

  programOf(pid: number): string {
    return this.byPid.get(pid)?.program ?? '';
  }

  ownerOf(listener: number): number {
    return this.byListener.get(listener)?.pid ?? 0;
  }

  push(event: TraceEvent): void {
    this.process(event);
    this.server(event);
    this.socket(event);
    if (event.kind === 'process.output') this.log(event, event.fd === 1 ? 'stdout' : 'stderr');
    else if (event.kind === 'file.appended') this.log(event, event.path);
  }

  private process(event: TraceEvent): void {
    switch (event.kind) {
      case 'process.started': {
        const parent = this.byPid.get(event.ppid);
        const process: Mutable<ProcessHistory> = {
          pid: event.pid,
          ppid: event.ppid,
          host: event.host,
          argv: [...event.argv],
          user: event.user,
          startedAt: event.at,
          exitedAt: null,
          exit: null,
          program: parent && sameCommand(parent.argv, event.argv) ? parent.program : commandName(event.argv),
          role: '',
          signals: [],
        };
        this.processes.push(process);
        this.byPid.set(event.pid, process);
        return;
      }
      case 'process.role': {
        const process = this.byPid.get(event.pid);
        if (!process) return;
        process.program = event.program;
        process.role = event.role;
        return;
      }
      case 'process.user': {
        const process = this.byPid.get(event.pid);
        if (process) process.user = event.user;
        return;
      }
      case 'process.signalled':
        this.byPid.get(event.pid)?.signals.push({ at: event.at, signal: event.signal, from: event.from });
        return;
      case 'process.exited': {
        const process = this.byPid.get(event.pid);
        if (!process) return;
        process.exitedAt = event.at;
        process.exit = event.signal ? `SIG${event.signal}` : String(event.code);
        return;
      }
      default:
        return;
    }
  }

  private server(event: TraceEvent): void {
    const server = 'pid' in event ? this.servers.find((s) => s.pid === event.pid) : undefined;
    switch (event.kind) {
      case 'server.started':
        this.servers.push({
          pid: event.pid,
          program: event.server,
          version: event.version,
          bind: [...event.bind],
          workerClass: event.workerClass,
          threads: event.threads,
          timeout: event.timeout,
          workers: [{ at: event.at, count: event.workers }],
          reloads: [],
          stoppedAt: null,
        });
        return;
      case 'server.workers':
        server?.workers.push({ at: event.at, count: event.workers });
        return;
      case 'server.reloading':
        server?.reloads.push(event.at);
        return;
      case 'server.stopping':
        if (server) server.stoppedAt ??= event.at;
        return;
      default:
        return;
    }
  }

  private socket(event: TraceEvent): void {
    switch (event.kind) {
      case 'socket.listening': {
        // Where systemctl and services speak with the manager: nobody queues there for an answer of the site.
        if (event.address.startsWith('unix:/run/systemd/')) return;
        const queue: Mutable<QueueHistory> = {
          listener: event.listener,
          pid: event.pid,
          address: event.address,
          backlog: event.backlog,
          openedAt: event.at,
          closedAt: null,
          depth: [{ at: event.at, depth: 0 }],
          dropped: [],
        };
        this.queues.push(queue);
        this.byListener.set(event.listener, queue);
        return;
      }
      case 'socket.unlistened': {
        const queue = this.byListener.get(event.listener);
        if (queue) queue.closedAt = event.at;
        return;
      }
      case 'conn.opening':
        this.conns.set(event.conn, {
          conn: event.conn,
          to: event.to,
          openedBy: event.pid,
          openedAt: event.at,
          acceptedBy: null,
          acceptedAt: null,
          closedAt: null,
          refused: null,
          sent: [],
          said: [],
        });
        return;
      case 'conn.queued':
        this.byListener.get(event.listener)?.depth.push({ at: event.at, depth: event.depth });
        return;
      case 'conn.dropped':
        this.byListener.get(event.listener)?.dropped.push(event.at);
        return;
      case 'conn.accepted':
        this.byListener.get(event.listener)?.depth.push({ at: event.at, depth: event.depth });
        this.update(event.conn, (conn) => {
          conn.acceptedBy = event.pid;
          conn.acceptedAt = event.at;
        });
        return;
      case 'conn.refused':
        this.update(event.conn, (conn) => (conn.refused = event.errno));
        return;
      case 'conn.sent':
      case 'tls.sent':
        this.carried(event);
        return;
      case 'conn.closed':
        this.update(event.conn, (conn) => (conn.closedAt = event.at));
        return;
      default:
        return;
    }
  }

  /** Bytes on the wire, or what was said under their seal. */
  private carried({ kind, conn, at, seq, dir, bytes, data, req }: EventOf<'conn.sent' | 'tls.sent'>): void {
    const piece = { at, seq, dir, bytes, data, req: req ?? 0 };
    this.update(conn, (one) => (kind === 'conn.sent' ? one.sent : one.said).push(piece));
  }

  private update(id: number, change: (conn: Mutable<ConnHistory>) => void): void {
    const conn = this.conns.get(id);
    if (conn) change(conn);
  }

  /** Output comes in pieces: a line is kept until its newline arrives. */
  private log(event: TraceEvent & { readonly pid: number; readonly text: string }, source: string): void {
    const key = `${event.pid}/${source}`;
    const lines = ((this.partial.get(key) ?? '') + event.text).split('\n');
    this.partial.set(key, lines.pop() ?? '');
    for (const text of lines) this.logs.push({ at: event.at, seq: event.seq, pid: event.pid, source, text, req: null });
  }
}

const commandName = (argv: readonly string[]): string => (argv[0] ?? '').slice((argv[0] ?? '').lastIndexOf('/') + 1);
const sameCommand = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);
