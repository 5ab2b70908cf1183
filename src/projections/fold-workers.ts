import type { Activity, TraceEvent } from '../trace/events.ts';
import type { ActivitySpan, WorkerHistory } from './model.ts';
import type { Mutable } from './mutable.ts';
import { isLoop } from './worker-class.ts';

type Worker = Mutable<WorkerHistory>;

interface Doing {
  span: ActivitySpan | null;
  req: number | null;
}

/** Follows the worker processes: their lives, and what each of their threads does. */
export class WorkerFold {
  readonly list: Worker[] = [];
  private readonly byPid = new Map<number, Worker>();
  private readonly doing = new Map<string, Doing>();
  private readonly threads = new Map<number, readonly Doing[]>();
  private readonly born = new Map<number, { readonly at: number; readonly parent: number }>();

  constructor(
    private readonly requestOfCall: (call: number) => number | null,
    /** One that only serves, and says nothing about itself. */
    private readonly isPlain: (pid: number) => boolean,
  ) {}

  push(event: TraceEvent): void {
    if (event.kind === 'worker.booting') return this.boot(event.at, event.pid, event.arbiter, event.workerClass);
    if (!('pid' in event) || event.pid === undefined) return;
    const worker = this.byPid.get(event.pid) ?? this.found(event);
    if (!worker) return;
    this.life(worker, event);
    this.work(worker, event);
  }

  programOf(pid: number, program: string): void {
    const worker = this.byPid.get(pid);
    if (worker) worker.program = program;
  }

  /**
   * A server that announces no workers (a process for every request, an app that is run by hand): whoever calls the app
   * is one.
   */
  private found(event: TraceEvent): Worker | undefined {
    if (event.kind === 'process.started') {
      this.born.set(event.pid, { at: event.at, parent: event.ppid });
      return undefined;
    }
    const pid = 'pid' in event ? event.pid : undefined;
    const serves = event.kind === 'app.called' || event.kind === 'worker.request' || event.kind === 'worker.booted';
    if (pid === undefined || !serves) return undefined;
    const birth = this.born.get(pid);
    this.boot(birth?.at ?? event.at, pid, birth?.parent || pid, '');
    const worker = this.byPid.get(pid);
    // It is at work: nobody will say that it has come up.
    if (worker) worker.bootedAt = event.at;
    return worker;
  }

  private boot(at: number, pid: number, arbiter: number, workerClass: string): void {
    const taken = new Set(this.list.filter((w) => w.arbiter === arbiter && w.exitedAt === null).map((w) => w.slot));
    let slot = 0;
    while (taken.has(slot)) slot++;
    const worker: Worker = {
      pid,
      arbiter,
      program: '',
      workerClass,
      slot,
      bootingAt: at,
      bootedAt: null,
      exitingAt: null,
      exitedAt: null,
      exit: null,
      timeouts: [],
      heartbeats: [],
      spans: [],
      threads: 1,
      served: [],
      globals: [],
    };
    this.list.push(worker);
    this.byPid.set(pid, worker);
  }

  private life(worker: Worker, event: TraceEvent): void {
    switch (event.kind) {
      case 'worker.booted':
        worker.bootedAt = event.at;
        this.become(worker, 0, event.at, 'free');
        return;
      case 'worker.exiting':
        worker.exitingAt ??= event.at;
        return;
      case 'worker.timeout':
        worker.timeouts.push(event.at);
        return;
      case 'worker.heartbeat':
        worker.heartbeats.push(event.at);
        return;
      case 'process.exited':
        worker.exitedAt = event.at;
        worker.exit = event.signal ? `SIG${event.signal}` : String(event.code);
        for (const doing of this.threadsOf(worker.pid)) this.close(doing, event.at);
        return;
      case 'python.globals':
        worker.globals.push({ at: event.at, module: event.module, values: event.values });
        return;
      default:
        return;
    }
  }

  private work(worker: Worker, event: TraceEvent): void {
    switch (event.kind) {
      case 'worker.activity':
        this.become(worker, event.tid, event.at, event.activity);
        return;
      case 'worker.request':
        this.doingOf(worker.pid, event.tid).req = event.req;
        this.become(worker, event.tid, event.at, 'run');
        return;
      case 'worker.done':
        this.doingOf(worker.pid, event.tid).req = null;
        worker.served.push(event.req);
        this.become(worker, event.tid, event.at, 'free');
        return;
      case 'app.parked':
        // Such a server does not say that its loop is free: it waits for whatever comes next.
        if (this.isPlain(worker.pid)) this.doingOf(worker.pid, 0).req = null;
        return;
      case 'app.called':
      case 'app.resumed':
        this.doingOf(worker.pid, event.kind === 'app.called' ? event.tid : 0).req =
          event.kind === 'app.called' ? event.req : this.requestOfCall(event.call);
        return;
      case 'python.ran': {
        const heaviest = event.lines.reduce<readonly [string, number, number] | null>(
          (best, l) => (best && best[2] >= l[2] ? best : l),
          null,
        );
        this.become(worker, event.tid, event.at, 'run', heaviest?.[0], heaviest?.[1]);
        return;
      }
      case 'python.blocked':
        // Between two customers a plain server waits for the next one.
        if (this.isPlain(worker.pid) && this.doingOf(worker.pid, event.tid).req === null)
          return this.become(worker, event.tid, event.at, 'free');
        // A loop with nothing to run asks what has come for all of its tasks, and waits for none of them.
        if (event.what === 'net.poll' && event.file === '' && isLoop(worker))
          return this.become(worker, event.tid, event.at, 'free');
        // A helper of a thread pool that waits for work, with none of the learner's code on its stack, waits for nobody.
        if (event.tid > 0 && event.what === 'lock.wait' && event.file === '')
          return this.become(worker, event.tid, event.at, 'free');
        this.become(worker, event.tid, event.at, 'io', event.file, event.line, event.what);
        return;
      case 'python.resumed':
        if (this.isPlain(worker.pid) && this.doingOf(worker.pid, event.tid).req === null) return;
        this.become(worker, event.tid, event.at, 'run');
        return;
      default:
        return;
    }
  }

  private become(worker: Worker, tid: number, at: number, activity: Activity, file = '', line = 0, what = ''): void {
    const doing = this.doingOf(worker.pid, tid);
    worker.threads = this.threadsOf(worker.pid).length;
    const req = activity === 'free' ? null : doing.req;
    const { span } = doing;
    if (span && span.activity === activity && span.req === req && span.file === file && span.line === line) return;
    this.close(doing, at);
    doing.span = { tid, activity, req, file, line, what, from: at, to: null };
    worker.spans.push(doing.span);
  }

  private close(doing: Doing, at: number): void {
    if (doing.span) doing.span.to = at;
    doing.span = null;
  }

  private doingOf(pid: number, tid: number): Doing {
    const key = `${pid}/${tid}`;
    let doing = this.doing.get(key);
    if (!doing) {
      this.doing.set(key, (doing = { span: null, req: null }));
      this.threads.set(pid, [...this.threadsOf(pid), doing]);
    }
    return doing;
  }

  private threadsOf(pid: number): readonly Doing[] {
    return this.threads.get(pid) ?? [];
  }
}
