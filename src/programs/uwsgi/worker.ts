/** A worker: as many cores as `--threads` says take connections from the sockets that all workers share. */
import { latin1 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { callApp, type Answered } from '../../machine/guest-app.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Params } from '../../protocols/gateway/index.ts';
import { ctime, say } from './banner.ts';
import type { App, Config, Protocol } from './config.ts';
import { find, readRequest, type Request } from './request.ts';
import { sendStatic, staticFile } from './static.ts';

export interface Listening {
  readonly fd: number;
  readonly protocol: Protocol;
  readonly name: string;
}

/** Memory that master and workers share. */
export interface Shared {
  requests: number;
  readonly workers: WorkerSlot[];
}

export interface WorkerSlot {
  readonly id: number;
  pid: number;
  /** When the request of a core began; null while the core is free. */
  readonly busySince: (number | null)[];
  /** Of what runs: for harakiri's words. */
  readonly doing: string[];
  startedAt: number;
}

export class Worker {
  alive = true;
  private nr = 0;
  private exitCode: number | null = null;
  private readonly ended;

  constructor(
    readonly sys: Sys,
    readonly config: Config,
    readonly slot: WorkerSlot,
    private readonly shared: Shared,
    private readonly listeners: readonly Listening[],
    /** How many applications could be loaded. */
    private readonly loaded: number,
  ) {
    this.ended = sys.cond();
  }

  /** Finish what runs, take nothing new. */
  leave(): void {
    this.alive = false;
    this.ended.notifyAll();
  }

  /** All cores until told to leave; the exit code. */
  *run(): Eff<number> {
    const { sys, config, slot } = this;
    const { pid } = sys;
    for (let tid = 1; tid < config.threads; tid++) sys.thread(`core ${tid}`, this.core(tid));
    for (let tid = 0; tid < config.threads; tid++) sys.emit({ kind: 'worker.activity', pid, tid, activity: 'free' });
    yield* this.core(0);
    while (slot.busySince.some((at) => at !== null)) yield* sys.waitAny([this.ended], null);
    sys.emit({ kind: 'worker.exiting', pid });
    return this.exitCode ?? 0;
  }

  private *core(tid: number): Eff<void> {
    const { sys } = this;
    const interests = this.listeners.map(({ fd }) => ({ fd, read: true }));
    while (this.alive) {
      const ready = yield* sys.net.poll(interests, null, [this.ended]);
      for (const { fd, protocol } of this.listeners) {
        if (!this.alive || !ready.includes(fd)) continue;
        const conn = sys.net.acceptNow(fd);
        if (conn === null) continue;
        yield* this.connection(tid, conn, protocol);
      }
    }
  }

  private *connection(tid: number, fd: number, protocol: Protocol): Eff<void> {
    const { sys, slot, config } = this;
    const { pid } = sys;
    slot.busySince[tid] = sys.now;
    sys.emit({ kind: 'worker.activity', pid, tid, activity: 'recv' });
    const request = yield* readRequest(sys, fd, protocol, config.bufferSize);
    const most = config.options.int('limit-post', 0);
    if (request && most > 0 && request.length > most) say(sys, 'Invalid (too big) CONTENT_LENGTH. skip.');
    else if (request) {
      slot.doing[tid] =
        `${find(request.vars, 'REMOTE_ADDR')} - ${find(request.vars, 'REQUEST_METHOD')} ${find(request.vars, 'REQUEST_URI')}`;
      yield* this.answer(tid, fd, request);
    }
    slot.busySince[tid] = null;
    if (sys.process.fds.has(fd)) sys.fs.close(fd);
    sys.emit({ kind: 'worker.activity', pid, tid, activity: 'free' });
    if (!this.alive) this.ended.notifyAll();
  }

  private *answer(tid: number, fd: number, request: Request): Eff<void> {
    const { sys, config } = this;
    const { pid } = sys;
    const { conn, req } = sys.net.traceOf(fd);
    const began = sys.now;
    const method = find(request.vars, 'REQUEST_METHOD');
    sys.emit({ kind: 'worker.request', pid, tid, conn, req, method, target: find(request.vars, 'REQUEST_URI') });
    this.shared.requests++;
    const file = staticFile(sys, config.options, request.vars);
    if (file !== null) {
      const sent = yield* sendStatic(sys, fd, file, request.vars);
      sys.emit({ kind: 'worker.response', pid, tid, conn, req, status: sent.status, by: 'server' });
      sys.emit({ kind: 'worker.done', pid, tid, conn, req });
      if (!config.options.flag('disable-logging')) this.log(tid, request, sent, sent.status, sys.now - began, false);
      return;
    }
    const { app, vars } = route(config, request.vars);
    const ready = app !== null && this.loaded > 0;
    if (ready) this.nr++;
    const { length, rest } = request;
    const asked = { from: fd, to: fd, mount: app?.mount ?? '', vars, length, rest, form: 'http', prefix: '' } as const;
    const answered = ready ? yield* callApp(sys, tid, req, asked) : this.noApp(tid, fd, vars);
    const status = answered.status === 0 ? 500 : answered.status;
    sys.emit({ kind: 'worker.done', pid, tid, conn, req });
    if (!config.options.flag('disable-logging')) this.log(tid, request, answered, status, sys.now - began, ready);
    if (answered.exit !== null) this.exitCode = answered.exit;
    const most = config.maxRequests;
    if (answered.exit === null && (most === 0 || this.nr < most)) return;
    if (answered.exit === null) say(sys, `...The work of process ${pid} is done. Seeya!`);
    this.leave();
  }

  /** plugins/python/wsgi_handlers.c, python_call: 500 and a line in the log. Without Python nobody answers at all. */
  private noApp(tid: number, fd: number, vars: Params): Answered {
    const { sys, config } = this;
    const nothing = { status: 0, headers: 0, headBytes: 0, bodyBytes: 0, returned: false, exit: null };
    if (!config.hasPython) {
      say(sys, '-- unavailable modifier requested: 0 --');
      return nothing;
    }
    say(sys, '--- no python application found, check your startup logs for errors ---');
    const protocol = find(vars, 'SERVER_PROTOCOL') || 'HTTP/1.1';
    const head = `${protocol} 500 Internal Server Error\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n`;
    const body = 'Internal Server Error';
    const { conn, req } = sys.net.traceOf(fd);
    try {
      sys.net.sendNow(fd, latin1(head + body), req);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    sys.emit({ kind: 'worker.response', pid: sys.pid, tid, conn, req, status: 500, by: 'server' });
    return { ...nothing, status: 500, headers: 2, headBytes: head.length, bodyBytes: body.length };
  }

  private log(tid: number, request: Request, answered: Answered, status: number, us: number, ready: boolean): void {
    const { sys, shared } = this;
    const { vars, size } = request;
    const of = (name: string): string => find(vars, name);
    const { headers, headBytes, bodyBytes, returned } = answered;
    say(
      sys,
      `[pid: ${sys.pid}|app: ${ready ? 0 : -1}|req: ${ready ? this.nr : -1}/${shared.requests}] ${of('REMOTE_ADDR')} (${of('REMOTE_USER')}) ` +
        `{${vars.length * 2} vars in ${size} bytes} [${ctime(sys.clock)}] ${of('REQUEST_METHOD')} ${of('REQUEST_URI')} => ` +
        `generated ${bodyBytes} bytes in ${Math.floor(us / 1000)} msecs (${of('SERVER_PROTOCOL')} ${status}) ` +
        `${headers} headers in ${headBytes} bytes (${returned ? 1 : 0} switches on core ${tid})`,
    );
  }
}

/** `--mount /app=…` with `--manage-script-name`: the longest mount that begins the path takes it away. */
function route(config: Config, vars: Params): { app: App | null; vars: Params } {
  const path = find(vars, 'PATH_INFO');
  const plain = config.apps.find((app) => app.mount === '') ?? config.apps[0] ?? null;
  if (!config.options.flag('manage-script-name')) return { app: plain, vars };
  const mounted = config.apps
    .filter(({ mount }) => mount !== '' && mount !== '/' && (path === mount || path.startsWith(`${mount}/`)))
    .sort((a, b) => b.mount.length - a.mount.length)[0];
  if (!mounted) return { app: plain, vars };
  const moved = vars.map(([name, value]): readonly [string, string] =>
    name === 'PATH_INFO'
      ? [name, path.slice(mounted.mount.length)]
      : name === 'SCRIPT_NAME'
        ? [name, mounted.mount]
        : [name, value],
  );
  return {
    app: mounted,
    vars: moved.some(([name]) => name === 'SCRIPT_NAME') ? moved : [...moved, ['SCRIPT_NAME', mounted.mount]],
  };
}
