import type { EventOf, TraceEvent } from '../trace/events.ts';
import type { CallHistory, Outcome, Phase, RequestHistory } from './model.ts';
import type { Mutable } from './mutable.ts';

type Request = Mutable<RequestHistory>;
type Call = Mutable<CallHistory>;

const REFUSED: ReadonlySet<string> = new Set(['refused', 'no-socket', 'permission', 'backlog-full']);
const GAVE_UP: ReadonlySet<string> = new Set(['timeout', 'aborted', 'connect-timeout']);

/** Follows every request along its hops. `isProxy` says whether a process is a front server (its queue is the street). */
export class RequestFold {
  readonly list: Request[] = [];
  private readonly byReq = new Map<number, Request>();
  private readonly calls = new Map<number, { request: Request; call: Call }>();

  constructor(
    private readonly isProxy: (pid: number) => boolean,
    private readonly listenerOwner: (listener: number) => number,
  ) {}

  requestOfCall(call: number): number | null {
    return this.calls.get(call)?.request.req ?? null;
  }

  push(event: TraceEvent): void {
    if (event.kind === 'request.started') this.start(event);
    const request = this.requestOf(event);
    if (!request) return;
    request.events.push(event.seq);
    this.followHops(request, event);
    this.followCall(request, event);
    this.followClient(request, event);
    this.followBrowser(request, event);
  }

  private requestOf(event: TraceEvent): Request | undefined {
    if ('req' in event && event.req) return this.byReq.get(event.req);
    if ('call' in event) return this.calls.get(event.call)?.request;
    return undefined;
  }

  private start(event: EventOf<'request.started'>): void {
    const request: Request = {
      req: event.req,
      client: event.client,
      method: event.method,
      target: event.target,
      to: event.to,
      startedAt: event.at,
      phases: [],
      conns: [],
      proxyPid: null,
      file: null,
      workerPid: null,
      calls: [],
      status: null,
      reason: '',
      headers: [],
      error: null,
      outcome: null,
      finishedAt: null,
      browser: null,
      events: [],
    };
    this.list.push(request);
    this.byReq.set(event.req, request);
    this.enter(request, event.at, { place: 'street' });
  }

  private followHops(request: Request, event: TraceEvent): void {
    switch (event.kind) {
      case 'conn.opening':
        request.conns.push(event.conn);
        return;
      case 'request.sent':
        if (!request.conns.includes(event.conn)) request.conns.unshift(event.conn);
        return;
      case 'conn.queued':
        if (!this.isProxy(this.listenerOwner(event.listener)))
          this.enter(request, event.at, { place: 'queued', listener: event.listener });
        return;
      case 'conn.accepted':
        if (this.isProxy(event.pid)) return;
        this.enter(request, event.at, { place: 'worker', pid: event.pid, activity: 'recv' });
        return;
      case 'proxy.request':
        request.proxyPid = event.pid;
        this.enter(request, event.at, { place: 'proxy', pid: event.pid });
        return;
      case 'proxy.static':
        if (event.found) request.file = event.path;
        return;
      case 'worker.request':
        request.workerPid = event.pid;
        this.enter(request, event.at, { place: 'worker', pid: event.pid, tid: event.tid, activity: 'run' });
        return;
      case 'worker.done':
      case 'proxy.response':
        this.enter(request, event.at, { place: 'leaving' });
        return;
      default:
        return;
    }
  }

  private followCall(request: Request, event: TraceEvent): void {
    switch (event.kind) {
      case 'app.called':
        this.called(request, event);
        return;
      case 'app.parked':
        this.enter(request, event.at, { place: 'parked', pid: event.pid, activity: 'io' });
        return;
      case 'app.due': {
        const last = request.phases.at(-1);
        if (last?.place === 'parked') last.due = Math.max(event.due, last.from);
        return;
      }
      case 'app.resumed':
        this.enter(request, event.at, { place: 'worker', pid: event.pid, activity: 'run' });
        return;
      case 'app.responded':
        this.updateCall(event.call, (call) => (call.status = event.status));
        return;
      case 'app.raised':
        this.updateCall(event.call, (call) => {
          call.raised = { error: event.error, traceback: event.traceback, file: event.file, line: event.line };
          call.end = event.at;
        });
        return;
      case 'app.returned':
        this.updateCall(event.call, (call) => (call.end = event.at));
        return;
      default:
        return;
    }
  }

  private followClient(request: Request, event: TraceEvent): void {
    switch (event.kind) {
      case 'request.head':
        request.status = event.status;
        request.reason = event.reason;
        request.headers = [...event.headers];
        return;
      case 'request.finished':
        request.status = event.status;
        this.finish(
          request,
          event.at,
          event.status < 400 ? 'ok' : event.status < 500 ? 'client-error' : 'server-error',
        );
        return;
      case 'request.failed':
        request.error = event.error;
        this.finish(
          request,
          event.at,
          REFUSED.has(event.error) ? 'refused' : GAVE_UP.has(event.error) ? 'gave-up' : 'broken',
        );
        return;
      default:
        return;
    }
  }

  private followBrowser(request: Request, event: TraceEvent): void {
    if (event.kind === 'request.resource') {
      const page = event.page === 0 ? null : event.page;
      request.browser = { resource: event.resource, page, cached: null, redirected: null, held: null };
      return;
    }
    const { browser } = request;
    if (browser === null) return;
    switch (event.kind) {
      case 'request.held':
        request.browser = { ...browser, held: { at: event.at, until: null, limit: event.limit } };
        return;
      case 'conn.opening':
      case 'request.sent':
      case 'request.failed':
        if (browser.held?.until === null) request.browser = { ...browser, held: { ...browser.held, until: event.at } };
        return;
      case 'request.cached': {
        const { how, status, age, lifetime } = event;
        request.browser = { ...browser, cached: { how, status, age, lifetime } };
        return;
      }
      case 'request.redirected':
        request.browser = { ...browser, redirected: { location: event.location, how: event.how } };
        return;
      default:
        return;
    }
  }

  private called(request: Request, event: EventOf<'app.called'>): void {
    const call: Call = {
      call: event.call,
      pid: event.pid,
      tid: event.tid,
      via: event.via,
      at: event.at,
      end: null,
      environ: event.environ,
      status: null,
      raised: null,
    };
    request.calls.push(call);
    request.workerPid = event.pid;
    this.calls.set(event.call, { request, call });
    this.enter(request, event.at, { place: 'worker', pid: event.pid, tid: event.tid, activity: 'run' });
  }

  private updateCall(id: number, change: (call: Call) => void): void {
    const found = this.calls.get(id);
    if (found) change(found.call);
  }

  private finish(request: Request, at: number, outcome: Outcome): void {
    this.enter(request, at, { place: 'leaving' });
    const last = request.phases.at(-1);
    if (last) last.to = at;
    request.finishedAt = at;
    request.outcome = outcome;
  }

  /** A request that has ended for its client moves no more, whatever the servers still do for it. */
  private enter(request: Request, at: number, phase: Partial<Phase> & Pick<Phase, 'place'>): void {
    if (request.finishedAt !== null) return;
    const last = request.phases.at(-1);
    if (last && last.place === phase.place && last.pid === (phase.pid ?? null) && last.tid === (phase.tid ?? 0)) return;
    if (last) last.to = at;
    const plain = { from: at, to: null, pid: null, tid: 0, listener: null, activity: null, due: null };
    request.phases.push({ ...plain, ...phase });
  }
}
