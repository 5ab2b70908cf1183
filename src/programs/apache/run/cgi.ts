/** mod_cgi: a process for each request; its output is the answer, its errors go to the error log. */
import { concat, EMPTY, fromUtf8, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Program } from '../../../machine/world.ts';
import type { Sys } from '../../../machine/sys.ts';
import { cgiHead } from '../../../protocols/gateway/index.ts';
import type { Child, RequestBody } from './child.ts';
import type { Exchange } from './exchange.ts';
import { absolute, type Target } from './locate.ts';
import type { Sender } from './sender.ts';
import { cgiVariables } from './variables.ts';

type FileTarget = Target & { readonly type: 'file' };

export function* runCgi(child: Child, x: Exchange, target: FileTarget, sender: Sender, body: RequestBody): Eff<void> {
  const { sys } = child;
  const peer = `${x.peerAddress}:${x.peerPort}`;
  const complain = (text: string): void => child.logs.error(sys, x.tid, 'cgi', 'error', text, peer);
  if (!sys.fs.exists(target.path)) {
    complain(`AH02811: script not found or unable to stat: ${target.path}`);
    return yield* sender.page(404);
  }
  if (sys.fs.stat(target.path).kind === 'dir') return yield* sender.page(403);
  const input = sys.fs.pipe();
  const output = sys.fs.pipe();
  const errors = sys.fs.pipe();
  const vars = cgiVariables(child, x, { path: target.path, name: target.script, rest: target.rest });
  const pid = sys.fork(script(x, target.path, vars, [input[0], output[1], errors[1]], sys.pid));
  for (const fd of [input[0], output[1], errors[1]]) sys.fs.close(fd);
  const helpers = [
    sys.thread('cgi input', feed(sys, input[1], body)),
    sys.thread(
      'cgi errors',
      errorsOf(sys, errors[0], (line) => complain(`AH01215: ${line}: ${target.path}`)),
    ),
  ];
  try {
    yield* answer(sys, x, output[0], sender, complain);
    yield* sys.wait(pid);
    yield* sys.cpu(1);
  } finally {
    for (const task of helpers) sys.world.sim.cancel(task);
    for (const fd of [input[1], output[0], errors[0]]) if (sys.process.fds.has(fd)) sys.fs.close(fd);
  }
}

function* feed(sys: Sys, to: number, body: RequestBody): Eff<void> {
  try {
    for (;;) {
      const piece = yield* body.next();
      if (piece === null || piece.length === 0) break;
      yield* sys.fs.write(to, piece);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    if (sys.process.fds.has(to)) sys.fs.close(to);
  }
}

function* errorsOf(sys: Sys, from: number, say: (line: string) => void): Eff<void> {
  let open = '';
  for (;;) {
    const bytes = yield* sys.fs.read(from);
    if (bytes.length === 0) break;
    const lines = (open + fromUtf8(bytes)).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) say(line);
  }
  if (open !== '') say(open);
}

function* answer(sys: Sys, x: Exchange, from: number, sender: Sender, complain: (text: string) => void): Eff<void> {
  let received: Bytes = EMPTY;
  let head = cgiHead(received);
  while (head.type === 'more') {
    const bytes = yield* sys.fs.read(from);
    if (bytes.length === 0) {
      complain(`End of script output before headers: ${x.path.split('/').pop() ?? ''}`);
      return yield* sender.page(500);
    }
    received = concat([received, bytes]);
    head = cgiHead(received);
  }
  if (head.type === 'fault') {
    complain(`malformed header from script '${x.path.split('/').pop() ?? ''}': Bad header: ${head.line}`);
    return yield* sender.page(500);
  }
  const { status, reason, headers, rest } = head;
  const type = headers.find((h) => h.name.toLowerCase() === 'content-type')?.value ?? null;
  // A length that a script says is not believed since 2.4.59 (ap_trust_cgilike_cl).
  const others = headers.filter((h) => !/^content-(?:type|length)$/i.test(h.name));
  yield* sender.start({
    status,
    ...(reason === '' ? {} : { reason }),
    headers: others.map(({ name, value }) => [name, /^location$/i.test(name) ? absolute(x, value) : value]),
    type,
    length: null,
  });
  yield* sender.write(rest);
  for (;;) {
    const bytes = yield* sys.fs.read(from);
    if (bytes.length === 0) break;
    yield* sender.write(bytes);
  }
  yield* sender.finish();
}

function script(
  x: Exchange,
  path: string,
  vars: readonly (readonly [string, string])[],
  streams: readonly [number, number, number],
  server: number,
): Program {
  return function* cgi(sys: Sys): Eff<number> {
    const { pid } = sys;
    const { conn, req, method, target } = x;
    sys.process.interpreter = false;
    sys.process.serving = { conn, req };
    sys.emit({ kind: 'process.role', pid, program: 'cgi', role: 'script', index: 0 });
    sys.emit({ kind: 'worker.booting', pid, arbiter: server, workerClass: 'cgi', age: 1 });
    sys.emit({ kind: 'worker.booted', pid });
    sys.emit({ kind: 'worker.request', pid, tid: 0, conn, req, method, target });
    for (const [to, from] of streams.entries()) sys.fs.dup(from, to);
    for (const [fd] of Array.from(sys.process.fds.entries)) if (fd > 2) sys.fs.close(fd);
    for (const name of ['TERM', 'USR1', 'INT', 'HUP', 'WINCH', 'CHLD'] as const) sys.signal(name, 'default');
    sys.process.env.clear();
    for (const [name, value] of vars) sys.process.env.set(name, value);
    sys.process.cwd = path.slice(0, Math.max(1, path.lastIndexOf('/')));
    try {
      return yield* sys.exec([path]);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const why =
        error.errno === 'ENOEXEC'
          ? '(8)Exec format error'
          : `(${error.errno === 'EACCES' ? 13 : 2})${error.errno === 'EACCES' ? 'Permission denied' : 'No such file or directory'}`;
      sys.print(2, `${why}: AH01241: exec of '${path}' failed\n`);
      return 255;
    } finally {
      sys.emit({ kind: 'worker.done', pid, tid: 0, conn, req });
      sys.emit({ kind: 'worker.exiting', pid });
    }
  };
}
