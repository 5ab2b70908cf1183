/**
 * What the runtime tells of servers that are Python packages (gd/witness.py), in the words that all servers have. The
 * connection is found by the client's address; a server that does not tell it is taken to serve the one that it accepted
 * last.
 *
 * | call | arguments |
 * |---|---|
 * | `server.announce` | program, version, kind, threads: this process is a server |
 * | `app.begins` | `wsgi`, `asgi` or `resource`, client `ip:port` or '', environ or scope; answers the call's number |
 * | `app.answers` | call, status, reason, headers as lines |
 * | `app.ends` | call, did it return? |
 */
import { APP_KINDS, type Headers } from '../trace/events.ts';
import type { ImmediateCall } from './guest-kernel.ts';
import { int, text } from './guest-values.ts';
import type { Process } from './process.ts';
import type { Sys } from './sys.ts';

interface Served {
  readonly tid: number;
  readonly conn: number;
  readonly req: number;
}

const calls = new WeakMap<Process, Map<number, Served>>();

function callsOf(process: Process): Map<number, Served> {
  const known = calls.get(process) ?? new Map<number, Served>();
  calls.set(process, known);
  return known;
}

/** Its workers and requests are known by what the process does with connections; the name is told here. */
function announce(sys: Sys, program: string, version: string, kind: string, threads: number): void {
  const { pid, process } = sys;
  // A CGI script has been announced by who started it, a forked worker by its parent.
  if (process.serving || (process.parent !== null && calls.has(process.parent))) return;
  callsOf(process);
  const what = { server: program, version, bind: [], workerClass: kind, workers: 1, threads, timeout: 0 };
  sys.emit({ kind: 'server.started', pid, ...what });
}

/** The connection of this client among the process's descriptors, else the youngest accepted one. */
function served(sys: Sys, client: string): { conn: number; req: number } {
  if (sys.process.serving) return sys.process.serving;
  let youngest: number | null = null;
  for (const [fd, { description: d }] of sys.process.fds.entries) {
    if (d.kind !== 'stream' || d.end !== d.conn.down) continue;
    if (client !== '' && sys.net.peerName(fd) === client) return sys.net.traceOf(fd);
    if (youngest === null || sys.net.traceOf(fd).conn > sys.net.traceOf(youngest).conn) youngest = fd;
  }
  return youngest === null ? { conn: 0, req: 0 } : sys.net.traceOf(youngest);
}

const headerLines = (lines: string): Headers =>
  lines === ''
    ? []
    : lines.split('\n').map((line): [string, string] => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon), line.slice(colon + 2)];
      });

export const witnessCalls: Readonly<Record<string, ImmediateCall>> = {
  'server.announce': (sys, [program, version, kind, threads]) => {
    announce(sys, text(program), text(version), text(kind), int(threads));
    return null;
  },
  'app.begins': (sys, [via, client, environ], tid) => {
    const { pid } = sys;
    const { conn, req } = served(sys, text(client));
    const call = ++sys.world.callIds;
    callsOf(sys.process).set(call, { tid, conn, req });
    const kind = APP_KINDS.find((one) => one === text(via)) ?? 'wsgi';
    const shown = text(environ).slice(0, sys.world.sim.limits.tracedBytes);
    sys.emit({ kind: 'app.called', pid, tid, call, req, via: kind, environ: shown });
    return call;
  },
  'app.answers': (sys, [call, status, reason, headers]) => {
    const { pid } = sys;
    const which = int(call);
    const told = { status: int(status), reason: text(reason), headers: headerLines(text(headers)) };
    sys.emit({ kind: 'app.responded', call: which, pid, ...told });
    const of = callsOf(sys.process).get(which);
    if (of) sys.emit({ kind: 'worker.response', pid, ...of, status: told.status, by: 'app' });
    return null;
  },
  'app.ends': (sys, [call, returned]) => {
    const { pid } = sys;
    const which = int(call);
    callsOf(sys.process).delete(which);
    if (returned === true) sys.emit({ kind: 'app.returned', call: which, pid });
    return null;
  },
};
