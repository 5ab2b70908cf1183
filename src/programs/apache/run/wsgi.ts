/**
 * mod_wsgi 4.9: a WSGI script called in the child itself (embedded mode), or in a process of a WSGIDaemonProcess group,
 * reached over a socket of the parent's making (daemon mode). Sources: modwsgi.readthedocs.io, mod_wsgi.c, recordings F10.
 */
import { concat, EMPTY, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import { callApp, loadApp, prepareApps } from '../../../machine/guest-app.ts';
import type { Sys } from '../../../machine/sys.ts';
import { cgiHead, scgiRequest } from '../../../protocols/gateway/index.ts';
import { all, last } from '../conf/server.ts';
import type { Child, RequestBody } from './child.ts';
import type { Exchange } from './exchange.ts';
import type { Target } from './locate.ts';
import { wsgiPrefix, type Logs } from './logs.ts';
import type { Sender } from './sender.ts';
import { typeOf } from './static.ts';
import { cgiVariables, documentRoot } from './variables.ts';

type FileTarget = Target & { readonly type: 'file' };

/** Sockets of the daemon groups, by name. */
export type Daemons = ReadonlyMap<string, string>;

export interface Script {
  readonly path: string;
  readonly callable: string;
}

export type Loaded = 'ok' | 'missing-file' | 'missing-app' | 'failed';

/** Scripts that a process has loaded; one that has changed since is loaded again. */
export class Scripts {
  private readonly known = new Map<string, number>();
  private prepared = false;

  constructor(
    private readonly sys: Sys,
    private readonly logs: Logs,
    private readonly facts: { multithread: boolean; multiprocess: boolean; paths: readonly string[] },
  ) {}

  /** Has the script been loaded, and changed since? */
  changed(path: string): boolean {
    const at = this.known.get(path);
    return at !== undefined && this.sys.fs.exists(path) && this.sys.fs.stat(path).mtime !== at;
  }

  *load(tid: number, { path, callable }: Script, peer: string, who: 'client' | 'remote'): Eff<Loaded> {
    const { sys, logs } = this;
    const { pid } = sys;
    const say = (text: string): void => logs.error(sys, tid, 'wsgi', 'error', text, peer);
    if (!sys.fs.exists(path)) {
      say(`Target WSGI script not found or unable to stat: ${path}`);
      return 'missing-file';
    }
    const { mtime } = sys.fs.stat(path);
    if (this.known.get(path) === mtime) return 'ok';
    if (!this.prepared) {
      this.prepared = true;
      yield* prepareApps(sys, {
        server: 'mod_wsgi',
        ...this.facts,
        error_fd: logs.errorFd,
        prefix: wsgiPrefix(pid, tid, '', who),
      });
    }
    const failed = yield* loadApp(sys, tid, { mount: path, module: '', file: path, callable }, false);
    if (failed === null) {
      this.known.set(path, mtime);
      return 'ok';
    }
    if (failed.missing) {
      say(`mod_wsgi (pid=${pid}): Target WSGI script '${path}' does not contain WSGI application '${callable}'.`);
      return 'missing-app';
    }
    say(`mod_wsgi (pid=${pid}): Failed to exec Python script file '${path}'.`);
    say(`mod_wsgi (pid=${pid}): Exception occurred processing WSGI script '${path}'.`);
    for (const line of failed.traceback.trimEnd().split('\n')) say(line);
    return 'failed';
  }
}

export class Embedded {
  private scripts: Scripts | null = null;
  private announced = false;

  constructor(private readonly child: Child) {}

  of(): Scripts {
    const { sys, config, logs } = this.child;
    if (!this.announced) {
      this.announced = true;
      sys.emit({ kind: 'process.role', pid: sys.pid, program: 'apache2', role: 'worker', index: 0 });
      sys.emit({ kind: 'worker.booting', pid: sys.pid, arbiter: sys.ppid, workerClass: 'mod_wsgi', age: 1 });
      sys.emit({ kind: 'worker.booted', pid: sys.pid });
    }
    const paths = all(config.main, 'WSGIPythonPath').flatMap((d) => (d.args[0] ?? '').split(':'));
    const multithread = !config.modules.has('mpm_prefork');
    return (this.scripts ??= new Scripts(sys, logs, { multithread, multiprocess: true, paths }));
  }
}

export function* runWsgi(child: Child, x: Exchange, target: FileTarget, sender: Sender, body: RequestBody): Eff<void> {
  const scopes = child.scopesOf(x);
  const callable =
    target.options.get('callable-object') ?? last(scopes, 'WSGICallableObject')?.args[0] ?? 'application';
  const named = target.options.get('process-group') ?? last(scopes, 'WSGIProcessGroup')?.args[0] ?? '';
  const group = named === '%{GLOBAL}' ? '' : named;
  const application = applicationGroup(
    target.options.get('application-group') ?? last(scopes, 'WSGIApplicationGroup')?.args[0] ?? '%{RESOURCE}',
    x,
    target.script,
  );
  const local = /^\[?(.*?)\]?:(\d+)$/.exec(child.sys.net.localName(x.fd));
  const vars: [string, string][] = [
    ...cgiVariables(child, x, { path: target.path, name: target.script, rest: target.rest }),
    ['mod_wsgi.script_name', target.script],
    ['mod_wsgi.path_info', target.rest],
    ['mod_wsgi.process_group', group],
    ['mod_wsgi.application_group', application],
    ['mod_wsgi.callable_object', callable],
    ['mod_wsgi.request_handler', 'wsgi-script'],
    ['mod_wsgi.handler_script', ''],
    ['mod_wsgi.script_reloading', '1'],
    ['mod_wsgi.enable_sendfile', '0'],
    ['mod_wsgi.ignore_activity', '0'],
    ['mod_wsgi.listener_host', local?.[1] ?? ''],
    ['mod_wsgi.listener_port', local?.[2] ?? ''],
    ['CONTEXT_DOCUMENT_ROOT', documentRoot(child, x)],
    ...(target.rest === '' ? [] : [['PATH_TRANSLATED', target.path + target.rest] as [string, string]]),
    ...(group === ''
      ? []
      : ([
          ['mod_wsgi.daemon_connects', '1'],
          ['mod_wsgi.daemon_restarts', '0'],
        ] as [string, string][])),
  ];
  if (last(scopes, 'WSGIPassAuthorization')?.args[0]?.toLowerCase() === 'on') {
    const given = x.headers.find(([name]) => name.toLowerCase() === 'authorization');
    if (given) vars.push(['HTTP_AUTHORIZATION', given[1]]);
  }
  // Without a length the body could not be read to its end as WSGI knows it.
  if (body.framing.type === 'chunked' && last(scopes, 'WSGIChunkedRequest')?.args[0]?.toLowerCase() !== 'on')
    return yield* sender.page(411, x.method);
  const input = yield* body.all();
  if (input === null) return yield* sender.page(400);
  if (group === '') return yield* embedded(child, x, { path: target.path, callable }, vars, input, sender);
  const socket = child.shared.daemons.get(group);
  if (socket === undefined) {
    const text = `No WSGI daemon process called '${group}' has been configured: ${target.path}`;
    child.logs.error(child.sys, x.tid, 'wsgi', 'error', text, `${x.peerAddress}:${x.peerPort}`);
    return yield* sender.page(500);
  }
  yield* inDaemon(child, x, socket, group, target.path, vars, input, sender);
}

/** Which interpreter: `%{RESOURCE}` is one for each mounted script of each host, `%{SERVER}` one for each host. */
function applicationGroup(name: string, x: Exchange, script: string): string {
  const host = x.port === 80 || x.port === 443 ? x.serverName : `${x.serverName}:${x.port}`;
  switch (name) {
    case '%{GLOBAL}':
      return '';
    case '%{RESOURCE}':
      return `${host}|${script}`;
    case '%{SERVER}':
      return host;
    default:
      return name;
  }
}

function* embedded(
  child: Child,
  x: Exchange,
  script: Script,
  vars: [string, string][],
  input: Bytes,
  sender: Sender,
): Eff<void> {
  const { sys } = child;
  const { pid } = sys;
  const { tid, conn, req, method, target } = x;
  const peer = `${x.peerAddress}:${x.peerPort}`;
  const scripts = child.embedded.of();
  sys.emit({ kind: 'worker.request', pid, tid, conn, req, method, target });
  const loaded = yield* scripts.load(tid, script, peer, 'client');
  if (loaded !== 'ok') {
    yield* sender.page(loaded === 'failed' ? 500 : 404);
    sys.emit({ kind: 'worker.done', pid, tid, conn, req });
    return;
  }
  const [from, to] = sys.net.pair();
  const request = {
    from: to,
    to,
    mount: script.path,
    vars,
    length: input.length,
    rest: input,
    form: 'cgi',
    prefix: wsgiPrefix(pid, tid, peer, 'client'),
  } as const;
  let failed = false;
  const calling = sys.thread(
    'wsgi',
    (function* call(): Eff<void> {
      failed = !(yield* callApp(sys, tid, req, request)).returned;
      sys.fs.close(to);
    })(),
  );
  try {
    // In the child itself an exception in the middle of the body is no end of it.
    yield* relay(sys, from, sender, script.path, false, () => failed);
  } finally {
    sys.world.sim.cancel(calling);
    for (const fd of [from, to]) if (sys.process.fds.has(fd)) sys.fs.close(fd);
    sys.emit({ kind: 'worker.response', pid, tid, conn, req, status: x.status, by: 'app' });
    sys.emit({ kind: 'worker.done', pid, tid, conn, req });
  }
}

/** A daemon that leaves because its script has changed closes the connection unheard: the next one is asked. */
const TRIES = 3;

function* inDaemon(
  child: Child,
  x: Exchange,
  socket: string,
  group: string,
  path: string,
  vars: [string, string][],
  input: Bytes,
  sender: Sender,
): Eff<void> {
  const { sys } = child;
  const peer = `${x.peerAddress}:${x.peerPort}`;
  const complain = (text: string): void => child.logs.error(sys, x.tid, 'wsgi', 'error', text, peer);
  for (let n = 1; ; n++) {
    let fd: number;
    try {
      fd = yield* sys.net.connect({ family: 'unix', path: socket }, { req: x.req });
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const why = error.errno === 'EACCES' ? '(13)Permission denied' : '(2)No such file or directory';
      complain(
        `${why}: mod_wsgi (pid=${sys.pid}): Unable to connect to WSGI daemon process '${group}' on '${socket}'.`,
      );
      return yield* sender.page(503);
    }
    try {
      yield* sys.net.send(fd, concat([scgiRequest([...vars, ['mod_wsgi.peer', peer]], input.length), input]), x.req);
      if (yield* relay(sys, fd, sender, path, n < TRIES)) return;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    } finally {
      sys.fs.close(fd);
    }
    if (sender.begun || n < TRIES) {
      if (sender.begun) return;
      yield* sys.sleep(10_000);
      continue;
    }
    complain(`Truncated or oversized response headers received from daemon process '${group}': ${path}`);
    return yield* sender.page(500);
  }
}

/** What the application answers, on to the client. False when nothing came at all (and `again` allows another try). */
function* relay(
  sys: Sys,
  from: number,
  sender: Sender,
  path: string,
  again = false,
  cut: () => boolean = () => false,
): Eff<boolean> {
  let received: Bytes = EMPTY;
  let head = cgiHead(received);
  while (head.type === 'more') {
    const bytes = yield* sys.net.recv(from);
    if (bytes === null || bytes.length === 0) {
      if (again && received.length === 0) return false;
      yield* sender.page(500);
      return true;
    }
    received = concat([received, bytes]);
    head = cgiHead(received);
  }
  if (head.type === 'fault') {
    yield* sender.page(500);
    return true;
  }
  const { status, reason, headers, rest } = head;
  if (headers.length === 0 && rest.length === 0 && status >= 400) {
    yield* sender.page(status);
    return true;
  }
  // Where the application says nothing, mod_mime's word for the script stands.
  const type = headers.find((h) => h.name.toLowerCase() === 'content-type')?.value ?? typeOf(path);
  const others = headers.filter((h) => h.name.toLowerCase() !== 'content-type');
  const declared = headers.find((h) => h.name.toLowerCase() === 'content-length')?.value;
  yield* sender.start({
    status,
    ...(reason === '' ? {} : { reason }),
    headers: others.map(({ name, value }) => [name, value]),
    type,
    length: null,
  });
  let sent = rest.length;
  yield* sender.write(rest);
  for (;;) {
    const bytes = yield* sys.net.recv(from);
    if (bytes === null || bytes.length === 0) break;
    sent += bytes.length;
    yield* sender.write(bytes);
  }
  // Less than was promised: the client has to notice.
  if (declared !== undefined && sent < Number(declared)) sender.x.keepalive = false;
  if (cut()) sender.abandon();
  else yield* sender.finish();
  return true;
}
