/** One FastCGI connection: its variables, the script as a process of its own, and its output as records. */
import { concat, EMPTY, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Program } from '../../machine/world.ts';
import type { Sys } from '../../machine/sys.ts';
import {
  decodeParams,
  endRequest,
  FastCgiReader,
  FCGI,
  fastCgiRecords,
  type Params,
} from '../../protocols/gateway/index.ts';
import type { Options } from './index.ts';

/** The exit status of a child that could not become the script. */
const FAILED = 99;
const NO_RESPONSE =
  'Status: 502 Bad Gateway\r\nContent-Type: text/plain\r\n\r\nAn error occurred while reading CGI reply (no response received)\n';

export function* serveConnection(sys: Sys, options: Options, fd: number): Eff<void> {
  try {
    const request = yield* readRequest(sys, fd);
    if (request) yield* runScript(sys, options, fd, request);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    if (sys.process.fds.has(fd)) sys.fs.close(fd);
  }
}

interface Request {
  readonly id: number;
  readonly params: Params;
  readonly body: Bytes;
}

/** The variables and the whole body: the script reads it at its own pace from a pipe. Null when the client left. */
function* readRequest(sys: Sys, fd: number): Eff<Request | null> {
  const reader = new FastCgiReader();
  const parts = new Map<number, Bytes[]>([
    [FCGI.PARAMS, []],
    [FCGI.STDIN, []],
  ]);
  for (;;) {
    const bytes = yield* sys.net.recv(fd);
    if (bytes === null || bytes.length === 0) return null;
    const records = reader.feed(bytes);
    if (records === null) return null;
    for (const { type, id, content } of records) {
      parts.get(type)?.push(content);
      if (type === FCGI.ABORT_REQUEST) return null;
      if (type !== FCGI.STDIN || content.length > 0) continue;
      const all = (kind: number): Bytes => concat([...(parts.get(kind) ?? []), EMPTY]);
      const params = decodeParams(all(FCGI.PARAMS));
      return params === null ? null : { id, params, body: all(FCGI.STDIN) };
    }
  }
}

function* runScript(sys: Sys, options: Options, fd: number, { id, params, body }: Request): Eff<void> {
  const input = sys.fs.pipe();
  const output = sys.fs.pipe();
  const errors = options.forward ? sys.fs.pipe() : null;
  const { conn, req } = sys.net.traceOf(fd);
  const child = sys.fork(script(params, options, { input, output, errors, conn, req, server: sys.pid }));
  sys.fs.close(input[0]);
  sys.fs.close(output[1]);
  if (errors) sys.fs.close(errors[1]);
  const feeding = sys.thread('cgi input', feed(sys, input[1], body));
  try {
    const streams = [
      { from: output[0], type: FCGI.STDOUT },
      ...(errors ? [{ from: errors[0], type: FCGI.STDERR }] : []),
    ];
    // Nothing at all, on either stream: fcgiwrap answers in the script's place (cgi_error).
    if (!(yield* relay(sys, fd, id, streams)))
      yield* sys.net.send(fd, fastCgiRecords(FCGI.STDOUT, utf8(NO_RESPONSE), false, id), req);
  } finally {
    sys.world.sim.cancel(feeding);
    for (const end of [input[1], output[0], ...(errors ? [errors[0]] : [])])
      if (sys.process.fds.has(end)) sys.fs.close(end);
  }
  const { status } = yield* sys.wait(child);
  const ended = concat([
    fastCgiRecords(FCGI.STDOUT, EMPTY, true, id),
    ...(errors ? [fastCgiRecords(FCGI.STDERR, EMPTY, true, id)] : []),
    endRequest(status.code ?? 0, id),
  ]);
  yield* sys.net.send(fd, ended, req);
}

function* feed(sys: Sys, to: number, body: Bytes): Eff<void> {
  try {
    yield* sys.fs.write(to, body);
  } catch (error) {
    // The script does not read it, or is gone: nobody misses it.
    if (!(error instanceof SysError)) throw error;
  } finally {
    if (sys.process.fds.has(to)) sys.fs.close(to);
  }
}

/** What a script needs to write a few lines at once, µs: they are read together. */
const BREATH = 200;

/** True when the script wrote anything. */
function* relay(sys: Sys, fd: number, id: number, streams: { from: number; type: number }[]): Eff<boolean> {
  const { req } = sys.net.traceOf(fd);
  const open = new Set(streams);
  let wrote = false;
  while (open.size > 0) {
    yield* sys.net.poll(
      [...open].map(({ from }) => ({ fd: from, read: true })),
      null,
    );
    yield* sys.cpu(BREATH);
    for (const stream of Array.from(open)) {
      const bytes = sys.fs.readNow(stream.from, 8192);
      if (bytes === null) continue;
      wrote ||= bytes.length > 0;
      if (bytes.length === 0) open.delete(stream);
      else yield* sys.net.send(fd, fastCgiRecords(stream.type, bytes, false, id), req);
    }
  }
  return wrote;
}

interface Around {
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  readonly errors: readonly [number, number] | null;
  readonly conn: number;
  readonly req: number;
  readonly server: number;
}

/** The child: its standard streams, the variables as its environment, the directory of the script, then the script. */
function script(params: Params, options: Options, around: Around): Program {
  return function* cgi(sys: Sys): Eff<number> {
    const { pid } = sys;
    const values = new Map(params);
    announce(sys, around, values);
    sys.fs.dup(around.input[0], 0);
    sys.fs.dup(around.output[1], 1);
    if (around.errors) sys.fs.dup(around.errors[1], 2);
    for (const [fd] of Array.from(sys.process.fds.entries)) if (fd > 2) sys.fs.close(fd);
    for (const signal of ['TERM', 'INT'] as const) sys.signal(signal, 'default');
    for (const [name, value] of params) sys.process.env.set(name, value);
    const path = fileOf(sys, values);
    if (path === null || (options.allowed.length > 0 && !options.allowed.includes(path)))
      return yield* refuse(
        sys,
        '403 Forbidden',
        path === null
          ? 'Cannot get script name, are DOCUMENT_ROOT and SCRIPT_NAME (or SCRIPT_FILENAME) set and is the script executable?'
          : `The given script is not allowed to execute (${path})`,
      );
    try {
      sys.process.cwd = path.slice(0, Math.max(1, path.lastIndexOf('/')));
      return yield* sys.exec([path]);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return yield* refuse(sys, '502 Bad Gateway', `Cannot execute script (${path})`);
    } finally {
      sys.emit({ kind: 'worker.done', pid, tid: 0, conn: around.conn, req: around.req });
      sys.emit({ kind: 'worker.exiting', pid });
    }
  };
}

/** A process for one request: what a worker is elsewhere. */
function announce(sys: Sys, { conn, req, server }: Around, values: ReadonlyMap<string, string>): void {
  const { pid } = sys;
  sys.process.serving = { conn, req };
  sys.emit({ kind: 'process.role', pid, program: 'cgi', role: 'script', index: 0 });
  sys.emit({ kind: 'worker.booting', pid, arbiter: server, workerClass: 'cgi', age: 1 });
  sys.emit({ kind: 'worker.booted', pid });
  const target = values.get('REQUEST_URI') ?? values.get('SCRIPT_NAME') ?? '';
  sys.emit({ kind: 'worker.request', pid, tid: 0, conn, req, method: values.get('REQUEST_METHOD') ?? '', target });
}

/** SCRIPT_FILENAME if it can be executed, else DOCUMENT_ROOT and SCRIPT_NAME, of which the end may be PATH_INFO. */
function fileOf(sys: Sys, values: ReadonlyMap<string, string>): string | null {
  const executable = (path: string): boolean => sys.fs.access(path, 1) && sys.fs.stat(path).kind === 'file';
  const named = values.get('SCRIPT_FILENAME');
  if (named !== undefined && named !== '') return executable(named) ? named : null;
  const [root, name] = [values.get('DOCUMENT_ROOT'), values.get('SCRIPT_NAME')];
  if (root === undefined || name === undefined) return null;
  for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1)) {
    const path = `${root}${name.slice(0, end)}`;
    if (!executable(path)) continue;
    sys.process.env.set('SCRIPT_NAME', name.slice(0, end));
    sys.process.env.set('PATH_INFO', name.slice(end));
    return path;
  }
  return null;
}

function* refuse(sys: Sys, status: string, reason: string): Eff<number> {
  yield* sys.fs.write(1, utf8(`Status: ${status}\r\nContent-Type: text/plain\r\n\r\n${status}\r\n`));
  yield* sys.fs.write(2, utf8(`${reason}\n`));
  return FAILED;
}
