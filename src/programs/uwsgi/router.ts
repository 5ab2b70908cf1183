/** `uWSGI http 1` (plugins/http): speaks HTTP to clients and uwsgi to the workers' socket, many connections at once. */
import { concat, latin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { uwsgiPacket } from '../../protocols/gateway/index.ts';
import { nginxDialect, requestHeadParser, type HeadResult, type RequestHead } from '../../protocols/http1/index.ts';
import { addressOf, type Config } from './config.ts';
import { httpVars } from './request.ts';

/** Seconds of silence (`--http-timeout`), µs. */
const PATIENCE = 60_000_000;

export function* router(sys: Sys, config: Config, listener: number, workers: string): Eff<number> {
  sys.emit({ kind: 'process.role', pid: sys.pid, program: 'uwsgi', role: 'http', index: 1 });
  for (const name of ['TERM', 'INT', 'HUP', 'QUIT'] as const) sys.signal(name, 'default');
  for (;;) {
    const fd = yield* sys.net.accept(listener);
    sys.thread('connection', connection(sys, config, fd, workers));
  }
}

function* connection(sys: Sys, config: Config, client: number, workers: string): Eff<void> {
  let upstream: number | null = null;
  try {
    const result = yield* readHead(sys, client, config.bufferSize);
    if (result === null) return;
    const port = /:(\d+)$/.exec(sys.net.peerName(client))?.[1] ?? '';
    const packet = uwsgiPacket(httpVars(sys, client, result.head, port));
    if (packet === null) return;
    const { req } = sys.net.traceOf(client);
    upstream = yield* sys.net.connect(addressOf(sys, workers), { req });
    yield* sys.net.send(upstream, concat([packet, result.rest]), req);
    yield* pump(sys, client, upstream);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    for (const fd of [client, upstream]) if (fd !== null && sys.process.fds.has(fd)) sys.fs.close(fd);
  }
}

function* readHead(sys: Sys, fd: number, limit: number): Eff<{ head: RequestHead; rest: Bytes } | null> {
  const parser = requestHeadParser(nginxDialect({ underscores: true, bufferSize: limit, buffers: 1 }));
  let result: HeadResult<RequestHead> = { type: 'more' };
  while (result.type === 'more') {
    const bytes = yield* sys.net.recv(fd, 65_536, PATIENCE);
    if (bytes === null || bytes.length === 0) return null;
    result = parser.feed(bytes);
    if (result.type === 'head' && result.head.headers.some((h) => /^expect$/i.test(h.name)))
      yield* sys.net.send(fd, latin1('HTTP/1.1 100 Continue\r\n\r\n'));
  }
  return result.type === 'head' ? result : null;
}

/** Bytes both ways until the worker closes: nothing of the answer is looked at. */
function* pump(sys: Sys, client: number, upstream: number): Eff<void> {
  const { req } = sys.net.traceOf(client);
  let talking = true;
  for (;;) {
    const watched = [{ fd: upstream, read: true }, ...(talking ? [{ fd: client, read: true }] : [])];
    const ready = yield* sys.net.poll(watched, PATIENCE);
    if (ready.length === 0) return;
    if (ready.includes(client) && talking) {
      const bytes = sys.net.recvNow(client);
      if (bytes !== null && bytes.length > 0) yield* sys.net.send(upstream, bytes, req);
      else if (bytes !== null) talking = false;
    }
    if (!ready.includes(upstream)) continue;
    const bytes = sys.net.recvNow(upstream);
    if (bytes === null) continue;
    if (bytes.length === 0) return;
    yield* sys.net.send(client, bytes, req);
  }
}
