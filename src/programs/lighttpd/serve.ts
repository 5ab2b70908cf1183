/** mod_staticfile, mod_alias, mod_redirect, mod_cgi, mod_proxy, mod_fastcgi, mod_scgi: what answers a request. */
import { concat, EMPTY, latin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Program } from '../../machine/world.ts';
import type { Sys } from '../../machine/sys.ts';
import {
  beginRequest,
  cgiHead,
  encodeParams,
  FastCgiReader,
  FCGI,
  fastCgiRecords,
  scgiRequest,
} from '../../protocols/gateway/index.ts';
import { looseDialect, requestBytes, ResponseReader, singleRange } from '../../protocols/http1/index.ts';
import { listOf, textOf, type List, type Value } from './config.ts';
import { errorAnswer, header, httpDate, VERSION, type Answer, type Request } from './request.ts';

export type Settings = ReadonlyMap<string, Value>;

export function* answerFor(r: Request, settings: Settings, say: (text: string) => void): Eff<Answer> {
  const moved = redirect(r, settings);
  if (moved) return moved;
  const backend = backendFor(r, settings);
  if (backend) return yield* passOn(r, settings, backend, say);
  return yield* file(r, settings, say);
}

function redirect(r: Request, settings: Settings): Answer | null {
  const url = r.path + (r.query === '' ? '' : `?${r.query}`);
  for (const [pattern, to] of listOf(settings.get('url.redirect'))) {
    const match = new RegExp(pattern).exec(url);
    if (!match) continue;
    const location = textOf(to, '').replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
    const status = Number(textOf(settings.get('url.redirect-code'), '301'));
    return { status, headers: [['Location', location]], body: EMPTY };
  }
  return null;
}

interface Backend {
  readonly kind: 'proxy' | 'fastcgi' | 'scgi';
  readonly prefix: string;
  readonly options: ReadonlyMap<string, Value>;
}

/** The longest prefix (or, with a dot in front, the ending) that has a server. */
function backendFor(r: Request, settings: Settings): Backend | null {
  for (const kind of ['proxy', 'fastcgi', 'scgi'] as const) {
    const servers = [...listOf(settings.get(`${kind}.server`))].sort(([a], [b]) => b.length - a.length);
    const found = servers.find(([key]) =>
      key.startsWith('/') || key === '' ? r.path.startsWith(key) : r.path.endsWith(key),
    );
    if (!found) continue;
    const [first] = listOf(found[1]);
    const options: List = first && typeof first[1] === 'object' ? first[1] : listOf(found[1]);
    return { kind, prefix: found[0].startsWith('/') ? found[0] : '', options: new Map(options) };
  }
  return null;
}

function* file(r: Request, settings: Settings, say: (text: string) => void): Eff<Answer> {
  const { fs } = r.sys;
  const found = place(r, settings);
  let { path } = found;
  try {
    const split = withRest(r.sys, path);
    const cgi = listOf(settings.get('cgi.assign')).find(([ending]) => split.path.endsWith(ending));
    if (cgi && fs.exists(split.path) && fs.stat(split.path).kind === 'file')
      return yield* runCgi(r, split.path, found.name(split.path), split.rest, textOf(cgi[1], ''), say);
    if (!fs.exists(path)) return errorAnswer(404);
    if (fs.stat(path).kind === 'dir') {
      if (!r.path.endsWith('/')) return { status: 301, headers: [['Location', `${r.path}/`]], body: EMPTY };
      const index = listOf(settings.get('index-file.names')).map(
        ([, name]) => `${path.replace(/\/$/, '')}/${textOf(name, '')}`,
      );
      const first = index.find((one) => fs.exists(one));
      if (first === undefined) return errorAnswer(403);
      path = first;
    }
    if (!['GET', 'HEAD', 'POST'].includes(r.method)) return errorAnswer(405);
    // The body of a POST is not read: after the answer the connection is of no more use.
    if (r.body.length > 0) r.keepalive = false;
    return plain(r, settings, path);
  } catch (error) {
    if (error instanceof SysError && error.errno === 'EACCES') return errorAnswer(403);
    throw error;
  }
}

function place(r: Request, settings: Settings): { path: string; name: (file: string) => string } {
  const root = textOf(settings.get('server.document-root'), '/var/www/html').replace(/\/$/, '');
  for (const [prefix, to] of listOf(settings.get('alias.url'))) {
    const target = textOf(to, '');
    if (r.path.startsWith(prefix))
      return { path: target + r.path.slice(prefix.length), name: (file) => prefix + file.slice(target.length) };
  }
  return { path: root + r.path, name: (file) => file.slice(root.length) };
}

/** A path that goes on behind a file: the rest is PATH_INFO. */
function withRest(sys: Sys, path: string): { path: string; rest: string } {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const head = path.slice(0, end);
    if (head.endsWith('/') && head !== '/') continue;
    if (sys.fs.exists(head))
      return sys.fs.stat(head).kind === 'file' ? { path: head, rest: path.slice(end) } : { path, rest: '' };
  }
  return { path, rest: '' };
}

function plain(r: Request, settings: Settings, path: string): Answer {
  const { fs } = r.sys;
  const { mtime } = fs.stat(path);
  const body = fs.readFile(path);
  const types = listOf(settings.get('mimetype.assign'));
  const type = types.find(([ending]) => path.endsWith(ending))?.[1];
  const modified = httpDate(mtime);
  const etag = `"${(Math.floor(mtime / 1_000_000) + body.length * 31) >>> 0}"`;
  const facts: [string, string][] = [['Content-Type', textOf(type, 'application/octet-stream')]];
  // What has no type of its own is not to be kept by anyone.
  if (type !== undefined) facts.push(['ETag', etag], ['Last-Modified', modified]);
  const same =
    type !== undefined &&
    (header(r.headers, 'if-none-match') === etag || header(r.headers, 'if-modified-since') === modified);
  if (same) return { status: 304, headers: facts, body: EMPTY };
  const range = r.method === 'GET' && r.version >= 1001 ? singleRange(header(r.headers, 'range'), body.length) : null;
  if (range === null) return { status: 200, headers: facts, body };
  const ranges: [string, string] = ['Accept-Ranges', 'bytes'];
  if (range === 'unsatisfiable')
    return { ...errorAnswer(416), headers: [ranges, ['Content-Range', `bytes */${body.length}`]] };
  const named: [string, string] = ['Content-Range', `bytes ${range.start}-${range.end - 1}/${body.length}`];
  return { status: 206, headers: [...facts, ranges, named], body: body.subarray(range.start, range.end) };
}

/** CGI variables in lighttpd's sense (http_cgi.c). CONTENT_LENGTH is always there. */
function variables(r: Request, script: { path: string; name: string; rest: string; root: string }): [string, string][] {
  const vars: [string, string][] = [
    ['CONTENT_LENGTH', String(r.body.length)],
    ['QUERY_STRING', r.query],
    ['REQUEST_URI', r.target],
    ['REDIRECT_STATUS', '200'],
    ['SCRIPT_NAME', script.name],
    ...(script.rest === ''
      ? []
      : ([
          ['PATH_INFO', script.rest],
          ['PATH_TRANSLATED', script.root.replace(/\/$/, '') + script.rest],
        ] as [string, string][])),
    ['SCRIPT_FILENAME', script.path],
    ['DOCUMENT_ROOT', script.root],
    ['REQUEST_METHOD', r.method],
    ['SERVER_PROTOCOL', `HTTP/${Math.floor(r.version / 1000)}.${r.version % 1000}`],
    ['SERVER_SOFTWARE', `lighttpd/${VERSION}`],
    ['GATEWAY_INTERFACE', 'CGI/1.1'],
    ['REQUEST_SCHEME', 'http'],
    ['SERVER_PORT', String(r.port)],
    ['SERVER_ADDR', /^(.*):\d+$/.exec(r.sys.net.localName(r.fd))?.[1] ?? ''],
    ['SERVER_NAME', r.host === '' ? r.sys.process.host.name : r.host],
    ['REMOTE_ADDR', r.peer],
    ['REMOTE_PORT', r.peerPort],
  ];
  for (const [name, value] of r.headers) {
    const key = name.toUpperCase().replaceAll('-', '_');
    if (key === 'CONTENT_TYPE') vars.push(['CONTENT_TYPE', value]);
    else if (key !== 'CONTENT_LENGTH' && key !== 'PROXY') vars.push([`HTTP_${key}`, value]);
  }
  return vars;
}

function* runCgi(
  r: Request,
  path: string,
  name: string,
  rest: string,
  interpreter: string,
  say: (text: string) => void,
): Eff<Answer> {
  const { sys } = r;
  // The child cannot execute it.
  if (interpreter === '' && !sys.fs.access(path, 1)) return errorAnswer(500);
  const input = sys.fs.pipe();
  const output = sys.fs.pipe();
  const vars = variables(r, { path, name, rest, root: path.slice(0, path.lastIndexOf('/') + 1) });
  const pid = sys.fork(
    script(r, interpreter === '' ? [path] : [interpreter, path], vars, input[0], output[1], sys.pid),
  );
  sys.fs.close(input[0]);
  sys.fs.close(output[1]);
  const feeding = sys.thread('cgi input', feed(sys, input[1], r.body));
  try {
    const parts: Bytes[] = [];
    for (;;) {
      const bytes = yield* sys.fs.read(output[0]);
      if (bytes.length === 0) break;
      parts.push(bytes);
    }
    yield* sys.wait(pid);
    return { ...ofCgi(concat([...parts, EMPTY]), say), closes: true };
  } finally {
    sys.world.sim.cancel(feeding);
    for (const fd of [input[1], output[0]]) if (sys.process.fds.has(fd)) sys.fs.close(fd);
  }
}

function* feed(sys: Sys, to: number, body: Bytes): Eff<void> {
  try {
    yield* sys.fs.write(to, body);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    if (sys.process.fds.has(to)) sys.fs.close(to);
  }
}

function ofCgi(bytes: Bytes, say: (text: string) => void): Answer {
  const head = cgiHead(bytes);
  if (head.type !== 'head') {
    if (bytes.length === 0) say('(mod_cgi.c.588) CGI pid died without an answer');
    return errorAnswer(500);
  }
  const { status, headers, rest } = head;
  return { status, headers: headers.map(({ name, value }) => [name, value]), body: rest };
}

function script(
  r: Request,
  argv: readonly string[],
  vars: readonly (readonly [string, string])[],
  input: number,
  output: number,
  server: number,
): Program {
  return function* cgi(sys: Sys): Eff<number> {
    const { pid } = sys;
    const { conn, req, method, target } = r;
    sys.process.serving = { conn, req };
    sys.emit({ kind: 'process.role', pid, program: 'cgi', role: 'script', index: 0 });
    sys.emit({ kind: 'worker.booting', pid, arbiter: server, workerClass: 'cgi', age: 1 });
    sys.emit({ kind: 'worker.booted', pid });
    sys.emit({ kind: 'worker.request', pid, tid: 0, conn, req, method, target });
    sys.fs.dup(input, 0);
    sys.fs.dup(output, 1);
    for (const [fd] of Array.from(sys.process.fds.entries)) if (fd > 2) sys.fs.close(fd);
    for (const name of ['TERM', 'INT', 'HUP', 'USR1', 'CHLD'] as const) sys.signal(name, 'default');
    const path = sys.getenv('PATH');
    sys.process.env.clear();
    if (path !== null) sys.process.env.set('PATH', path);
    for (const [name, value] of vars) sys.process.env.set(name, value);
    const file = argv.at(-1) ?? '';
    sys.process.cwd = file.slice(0, Math.max(1, file.lastIndexOf('/')));
    try {
      return yield* sys.exec(argv);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return 1;
    } finally {
      sys.emit({ kind: 'worker.done', pid, tid: 0, conn, req });
      sys.emit({ kind: 'worker.exiting', pid });
    }
  };
}

function* passOn(r: Request, settings: Settings, backend: Backend, say: (text: string) => void): Eff<Answer> {
  const { sys } = r;
  const host = textOf(backend.options.get('host'), '127.0.0.1');
  const port = Number(textOf(backend.options.get('port'), backend.kind === 'proxy' ? '80' : '0'));
  const socket = backend.options.get('socket');
  const address =
    typeof socket === 'string' ? `unix:${socket}` : host.startsWith('/') ? `unix:${host}` : `tcp:${host}:${port}`;
  let fd: number;
  try {
    const to = address.startsWith('unix:')
      ? ({ family: 'unix', path: address.slice(5) } as const)
      : ({ family: 'tcp', ip: sys.net.resolve(host)[0] ?? host, port } as const);
    fd = yield* sys.net.connect(to, { req: r.req });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    say(`(gw_backend.c.315) establishing connection failed: socket: ${address}: Connection refused`);
    sys.emit({ kind: 'proxy.upstream_failed', pid: sys.pid, req: r.req, address, error: error.errno });
    return errorAnswer(503);
  }
  sys.emit({
    kind: 'proxy.upstream',
    pid: sys.pid,
    req: r.req,
    conn: sys.net.traceOf(fd).conn,
    upstream: host,
    address,
    uri: r.target,
    why: `${backend.kind}.server`,
  });
  try {
    if (backend.kind === 'proxy') return yield* http(r, fd);
    return yield* gateway(r, settings, backend, fd, say);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return errorAnswer(502);
  } finally {
    sys.fs.close(fd);
  }
}

/** HTTP/1.0 to the server behind, with the client's own Host (mod_proxy.c). */
function* http(r: Request, fd: number): Eff<Answer> {
  const { sys } = r;
  const own = /^(?:connection|keep-alive|transfer-encoding|te|upgrade|proxy-connection|content-length|expect)$/i;
  const headers = r.headers.filter(([name]) => !own.test(name)).map(([name, value]) => ({ name, value }));
  const more = [
    { name: 'X-Forwarded-For', value: r.peer },
    { name: 'X-Host', value: r.host },
    { name: 'X-Forwarded-Host', value: header(r.headers, 'host') ?? '' },
    { name: 'X-Forwarded-Proto', value: 'http' },
    ...(r.body.length > 0 || r.method === 'POST' || r.method === 'PUT'
      ? [{ name: 'Content-Length', value: String(r.body.length) }]
      : []),
    { name: 'Connection', value: 'close' },
  ];
  const head = requestBytes({
    method: r.method,
    target: r.target,
    version: { major: 1, minor: 1 },
    headers: [...headers, ...more],
  });
  yield* sys.net.send(fd, concat([head, r.body, EMPTY]), r.req);
  const reader = new ResponseReader(r.method, looseDialect);
  const parts: Bytes[] = [];
  let answer: Answer | null = null;
  for (;;) {
    const bytes = yield* sys.net.recv(fd, 65_536, 60_000_000);
    if (bytes === null) return errorAnswer(504);
    for (const event of bytes.length === 0 ? reader.eof() : reader.feed(bytes)) {
      if (event.type === 'head')
        answer = {
          status: event.head.status,
          headers: event.head.headers.map(({ name, value }) => [name, value]),
          body: EMPTY,
        };
      else if (event.type === 'data') parts.push(event.data);
      else if (event.type === 'fault' && answer === null) return errorAnswer(502);
      else if (event.type === 'end' && answer) return { ...answer, body: concat([...parts, EMPTY]) };
    }
    if (bytes.length === 0) return answer ? { ...answer, body: concat([...parts, EMPTY]) } : errorAnswer(502);
  }
}

function* gateway(
  r: Request,
  settings: Settings,
  backend: Backend,
  fd: number,
  say: (text: string) => void,
): Eff<Answer> {
  const { sys } = r;
  const root = textOf(
    backend.options.get('docroot'),
    textOf(settings.get('server.document-root'), '/var/www/html'),
  ).replace(/\/$/, '');
  // check-local "disable": the prefix is the script, what follows it PATH_INFO.
  const local = backend.options.get('check-local') !== false && backend.options.get('check-local') !== 'disable';
  const name = local ? r.path : backend.prefix.replace(/\/$/, '');
  const vars = variables(r, { path: root + name, name, rest: local ? '' : r.path.slice(name.length), root });
  const fast = backend.kind === 'fastcgi';
  const all = fast
    ? concat([
        beginRequest(false),
        fastCgiRecords(FCGI.PARAMS, encodeParams(vars), true),
        fastCgiRecords(FCGI.STDIN, r.body, true),
      ])
    : concat([scgiRequest(vars, r.body.length), r.body, EMPTY]);
  yield* sys.net.send(fd, all, r.req);
  const reader = new FastCgiReader();
  const parts: Bytes[] = [];
  for (let done = false; !done;) {
    const bytes = yield* sys.net.recv(fd, 65_536, 60_000_000);
    if (bytes === null) return errorAnswer(504);
    if (bytes.length === 0) break;
    if (!fast) parts.push(bytes);
    for (const { type, content } of fast ? (reader.feed(bytes) ?? []) : []) {
      if (type === FCGI.STDOUT) parts.push(content);
      else if (type === FCGI.STDERR && content.length > 0)
        say(`(mod_fastcgi.c.421) FastCGI-stderr: ${String.fromCharCode(...content.subarray(0, 2000)).trimEnd()}`);
      else if (type === FCGI.END_REQUEST) done = true;
    }
  }
  const answered = concat([...parts, EMPTY]);
  const http_ = /^HTTP\/\d\.\d /.test(String.fromCharCode(...answered.subarray(0, 9)));
  return ofCgi(http_ ? concat([latin1('Status: '), answered.subarray(9)]) : answered, say);
}
