/** The sync worker (workers/sync.py 26.2): one request at a time, every connection closed after it. */
import type { Eff } from '../../engine/task.ts';
import { EMPTY } from '../../base/bytes.ts';
import { SysError } from '../../machine/errno.ts';
import { activity, closeGraceful, crashPage, peerOf, serveOne, type Exchange } from './serve.ts';
import { WorkerExit } from './exit.ts';
import type { Worker } from './worker.ts';

const NO_HTTP2 =
  'HTTP/2 is not supported by the sync worker. Use gthread, gevent, or asgi workers for HTTP/2 support. ' +
  'Falling back to HTTP/1.1 only.';

export function* runSync(worker: Worker): Eff<void> {
  const { sys, seed, config } = worker;
  if (config.list('http_protocols').includes('h2')) worker.log.warning(NO_HTTP2);
  const fds = seed.listeners.map((l) => l.fd);
  // Half of --timeout, so that an idle worker's heartbeat is never late.
  const pause = (config.int('timeout') / 2 || 0.5) * 1_000_000;
  const only = fds.length === 1 ? fds[0] : undefined;
  const waiting = fds.map((fd) => ({ fd, read: true }));
  activity(worker, 0, 'free');
  while (worker.alive) {
    worker.notify();
    if (only !== undefined) {
      // Go on accepting until nobody waits: no select for each client.
      const fd = sys.net.acceptNow(only);
      if (fd !== null) {
        yield* serveClient(worker, fd, only);
        continue;
      }
      if (!worker.parentAlive()) return;
      // Nobody waits: acceptNow has just said so.
      yield sys.net.awaited(waiting, pause);
      if (worker.mustExit) yield* worker.checkExit();
      continue;
    }
    const ready = yield* sys.net.poll(waiting, pause);
    yield* worker.checkExit();
    for (const listener of ready) {
      const fd = sys.net.acceptNow(listener);
      if (fd !== null) yield* serveClient(worker, fd, listener);
    }
    if (!worker.parentAlive()) return;
  }
}

function* serveClient(worker: Worker, fd: number, listener: number): Eff<void> {
  const { sys } = worker;
  const exchange: Exchange = { fd, tid: 0, peer: peerOf(worker, fd, listener), before: EMPTY };
  const waitForClient = function* (): Eff<void> {
    yield* sys.net.poll([{ fd, read: true }], null);
    yield* worker.checkExit();
  };
  try {
    yield* serveOne(worker, exchange, waitForClient, () => false);
  } catch (error) {
    if (error instanceof WorkerExit) crashPage(worker, exchange, '(no URI read)', `SystemExit: ${error.code}`);
    else if (error instanceof SysError) worker.log.debug('Ignoring connection reset');
    else throw error;
  }
  if (sys.process.fds.has(fd)) {
    activity(worker, 0, 'send');
    yield* closeGraceful(worker, fd);
  }
  activity(worker, 0, 'free');
}
