import type { TraceEvent } from '../trace/events.ts';
import { MachineFold } from './fold-machine.ts';
import { RequestFold } from './fold-requests.ts';
import { WorkerFold } from './fold-workers.ts';
import type { PythonErrorAt, RunModel, RunNote } from './model.ts';
import { PlainServers } from './plain-servers.ts';

/** Programs that stand in front of the app servers: their accept queue is the street, not the rope line. */
const PROXIES: ReadonlySet<string> = new Set(['nginx', 'apache2', 'lighttpd']);

/** Builds a `RunModel` from a trace as it comes in. Feeding it in one piece or in many gives the same model. */
export class RunFold {
  private readonly events: TraceEvent[] = [];
  private readonly machine = new MachineFold();
  private readonly requests = new RequestFold(
    (pid) => PROXIES.has(this.machine.programOf(pid)),
    (listener) => this.machine.ownerOf(listener),
  );
  private readonly plain = new PlainServers();
  private readonly workers = new WorkerFold(
    (call) => this.requests.requestOfCall(call),
    (pid) => this.plain.has(pid),
  );
  private readonly notes: RunNote[] = [];
  private readonly pythonErrors: PythonErrorAt[] = [];
  private scenario = '';
  private seed = 0;
  private readyAt: number | null = null;
  private ended = false;

  push(events: readonly TraceEvent[]): void {
    for (const event of events) this.one(event);
  }

  /** A new object whenever it is asked for after a push (so that memoised views notice), sharing the histories. */
  get model(): RunModel {
    return {
      scenario: this.scenario,
      seed: this.seed,
      t0: this.readyAt ?? this.events[0]?.at ?? 0,
      end: this.events.at(-1)?.at ?? 0,
      ended: this.ended,
      events: this.events,
      requests: this.requests.list,
      workers: this.workers.list,
      servers: this.machine.servers,
      processes: this.machine.processes,
      queues: this.machine.queues,
      conns: this.machine.conns,
      logs: this.machine.logs,
      notes: this.notes,
      pythonErrors: this.pythonErrors,
    };
  }

  private one(event: TraceEvent): void {
    this.events.push(event);
    this.machine.push(event);
    for (const told of this.plain.push(event)) {
      this.requests.push(told);
      this.workers.push(told);
    }
    this.requests.push(event);
    this.workers.push(event);
    switch (event.kind) {
      case 'run.started':
        this.scenario = event.scenario;
        this.seed = event.seed;
        return;
      case 'run.ready':
        this.readyAt = event.at;
        return;
      case 'run.ended':
        this.ended = true;
        return;
      case 'run.note':
        this.notes.push({ at: event.at, seq: event.seq, note: event.note, pid: event.pid ?? null });
        return;
      case 'run.limit':
        this.notes.push({
          at: event.at,
          seq: event.seq,
          note: `limit:${event.limit}:${event.value}`,
          pid: event.pid ?? null,
        });
        return;
      case 'python.error':
        this.pythonErrors.push(event);
        return;
      case 'process.role':
        this.workers.programOf(event.pid, event.program);
        return;
      default:
        return;
    }
  }
}
