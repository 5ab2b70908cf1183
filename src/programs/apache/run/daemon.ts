/** One process of a WSGIDaemonProcess group: threads that take requests from the group's socket and call the script. */
import { EMPTY, latin1, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import { callApp } from '../../../machine/guest-app.ts';
import type { Program } from '../../../machine/world.ts';
import type { Sys } from '../../../machine/sys.ts';
import { ScgiReader, type Params } from '../../../protocols/gateway/index.ts';
import type { DaemonGroup } from '../conf/server.ts';
import { wsgiPrefix, type Logs } from './logs.ts';
import { Scripts } from './wsgi.ts';

interface Request {
  readonly vars: Params;
  readonly rest: Bytes;
}

export function wsgiDaemon(group: DaemonGroup, index: number, listener: number, logs: Logs, user: string): Program {
  return function* daemon(sys: Sys): Eff<number> {
    const { pid } = sys;
    sys.process.interpreter = false;
    sys.process.title = group.displayName === '%{GROUP}' ? `(wsgi:${group.name})` : (group.displayName ?? null);
    sys.emit({ kind: 'process.role', pid, program: 'apache2', role: 'worker', index });
    sys.emit({ kind: 'worker.booting', pid, arbiter: sys.ppid, workerClass: 'mod_wsgi', age: index });
    if (sys.process.credentials.uid === 0) sys.become(group.user ?? user, group.group ?? undefined);
    const home = sys.process.host.users.byName(group.user ?? user)?.home;
    sys.process.cwd = group.home ?? home ?? '/';
    for (const name of ['INT', 'HUP', 'USR1', 'WINCH', 'CHLD'] as const) sys.signal(name, 'ignore');
    sys.signal('TERM', () => sys.world.lifecycle.terminate(sys.process, { code: 0, signal: null }));
    sys.emit({ kind: 'worker.booted', pid });
    return yield* new Daemon(sys, group, listener, logs).run();
  };
}

class Daemon {
  private alive = true;
  private served = 0;
  private busy = 0;
  private readonly changed;
  private readonly scripts: Scripts;

  constructor(
    private readonly sys: Sys,
    private readonly group: DaemonGroup,
    private readonly listener: number,
    private readonly logs: Logs,
  ) {
    this.changed = sys.cond();
    this.scripts = new Scripts(sys, logs, {
      multithread: group.threads > 1,
      multiprocess: group.many,
      paths: [...group.pythonPath, ...(group.home === null ? [] : [group.home])],
    });
  }

  *run(): Eff<number> {
    const { sys, group } = this;
    for (let tid = 1; tid < group.threads; tid++) sys.thread(`thread ${tid}`, this.thread(tid));
    yield* this.thread(0);
    while (this.busy > 0) yield this.changed;
    sys.emit({ kind: 'worker.exiting', pid: sys.pid });
    return 0;
  }

  private *thread(tid: number): Eff<void> {
    const { sys } = this;
    sys.emit({ kind: 'worker.activity', pid: sys.pid, tid, activity: 'free' });
    while (this.alive) {
      const ready = yield* sys.net.poll([{ fd: this.listener, read: true }], null, [this.changed]);
      if (!this.alive || ready.length === 0) continue;
      const fd = sys.net.acceptNow(this.listener);
      if (fd === null) continue;
      this.busy++;
      try {
        const request = yield* this.read(fd);
        if (request) yield* this.answer(tid, fd, request);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      } finally {
        this.busy--;
        if (sys.process.fds.has(fd)) sys.fs.close(fd);
        sys.emit({ kind: 'worker.activity', pid: sys.pid, tid, activity: 'free' });
      }
      const most = this.group.maxRequests;
      if (most > 0 && this.served >= most) this.leave();
    }
  }

  private leave(): void {
    this.alive = false;
    this.changed.notifyAll();
  }

  private *read(fd: number): Eff<Request | null> {
    const reader = new ScgiReader();
    for (;;) {
      const bytes = yield* this.sys.net.recv(fd);
      if (bytes === null || bytes.length === 0) return null;
      const result = reader.feed(bytes);
      if (result.type === 'fault') return null;
      if (result.type === 'request') return { vars: result.params, rest: result.rest };
    }
  }

  private *answer(tid: number, fd: number, { vars, rest }: Request): Eff<void> {
    const { sys } = this;
    const { pid } = sys;
    const of = (name: string): string => vars.find(([key]) => key === name)?.[1] ?? '';
    const path = of('SCRIPT_FILENAME');
    // A changed script makes the whole process begin anew (WSGIScriptReloading in daemon mode).
    if (this.scripts.changed(path)) return this.leave();
    const { conn, req } = sys.net.traceOf(fd);
    this.served++;
    sys.emit({ kind: 'worker.request', pid, tid, conn, req, method: of('REQUEST_METHOD'), target: of('REQUEST_URI') });
    const peer = of('mod_wsgi.peer');
    const script = { path, callable: of('mod_wsgi.callable_object') };
    const loaded = yield* this.scripts.load(tid, script, peer, 'remote');
    const status = loaded === 'ok' ? yield* this.call(tid, fd, req, path, vars, rest) : loaded === 'failed' ? 500 : 404;
    if (status !== 0) {
      const text = status === 404 ? 'Not Found' : 'Internal Server Error';
      yield* sys.net.send(fd, latin1(`Status: ${status} ${text}\r\n\r\n`), req);
      sys.emit({ kind: 'worker.response', pid, tid, conn, req, status, by: 'server' });
    }
    sys.emit({ kind: 'worker.done', pid, tid, conn, req });
  }

  /** 0 when the application has answered; else the status of the page that Apache shows. */
  private *call(tid: number, fd: number, req: number, path: string, vars: Params, rest: Bytes): Eff<number> {
    const { sys } = this;
    const length = Number(vars.find(([key]) => key === 'CONTENT_LENGTH')?.[1] ?? 0) || 0;
    const peer = vars.find(([key]) => key === 'mod_wsgi.peer')?.[1] ?? '';
    const own = new Set(['SCGI', 'mod_wsgi.peer', ...(length === 0 ? ['CONTENT_LENGTH'] : [])]);
    const answered = yield* callApp(sys, tid, req, {
      from: fd,
      to: fd,
      mount: path,
      vars: vars.filter(([name]) => !own.has(name)),
      length,
      rest: rest.length > 0 ? rest : EMPTY,
      form: 'cgi',
      prefix: wsgiPrefix(sys.pid, tid, peer, 'remote'),
    });
    if (answered.exit !== null)
      this.logs.error(
        sys,
        tid,
        'wsgi',
        'error',
        `mod_wsgi (pid=${sys.pid}): SystemExit exception raised when doing exec of Python script file '${path}'.`,
      );
    return answered.headBytes > 0 ? 0 : 500;
  }
}
