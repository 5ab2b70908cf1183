/**
 * The gevent worker (workers/ggevent.py 26.2) as a model of its hub: each connection is a greenlet, one runs at a time
 * and keeps the processor until it waits; sleeping and socket I/O are patched to yield. A computing greenlet stops all
 * others, heartbeat included.
 */
import { EMPTY } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { activity, peerOf, serveOne, type Exchange } from './serve.ts';
import { WorkerExit } from './exit.ts';
import type { Worker } from './worker.ts';

const SECOND = 1_000_000;

/** `gevent.Timeout` around the reading of a request. */
class Expired {}

export function* runGevent(worker: Worker): Eff<void> {
  const { sys, seed, config } = worker;
  const listeners = seed.listeners.map((l) => l.fd);
  const most = config.int('worker_connections');
  sys.process.cooperative = true;
  const changed = sys.cond();
  let active = 0;
  let greenlets = 0;
  const accept = function* (listener: number): Eff<void> {
    for (;;) {
      while (active >= most) yield changed;
      const fd = yield* sys.net.accept(listener);
      // The hub accepts when it has control.
      yield* hubTurn(worker);
      active++;
      const tid = ++greenlets;
      sys.thread(
        `greenlet-${tid}`,
        (function* greenlet(): Eff<void> {
          yield* serveConnection(worker, { fd, tid, peer: peerOf(worker, fd, listener), before: EMPTY });
          active--;
          changed.notifyAll();
        })(),
      );
    }
  };
  const acceptors = listeners.map((fd) => sys.thread(`accept-${fd}`, accept(fd)));
  while (worker.alive) {
    yield* hubTurn(worker);
    worker.notify();
    // An orphan leaves at once, and its greenlets with it.
    if (!worker.parentAlive()) return;
    yield* pause(worker, SECOND);
  }
  for (const task of acceptors) sys.world.sim.cancel(task);
  // Its servers close their sockets: nobody waits in a queue that the arbiter has closed as well.
  for (const fd of listeners) sys.fs.close(fd);
  const deadline = sys.now + config.int('graceful_timeout') * SECOND;
  while (active > 0 && sys.now <= deadline) {
    worker.notify();
    yield* pause(worker, SECOND);
  }
  if (active > 0) worker.log.warning(`Worker graceful timeout (pid:${sys.pid})`);
}

/** `gevent.sleep`: the hub's timer is not cut short by a signal, but a handler's exit comes out of it. */
function* pause(worker: Worker, us: number): Eff<void> {
  const until = worker.sys.now + us;
  while (worker.sys.now < until) {
    yield* worker.sys.sleep(until - worker.sys.now);
    yield* worker.checkExit();
  }
}

/** Wait until no greenlet computes. */
function* hubTurn(worker: Worker): Eff<void> {
  const { process } = worker.sys;
  while (process.gilHolder !== null || process.running !== null) yield process.gilFree;
}

function* serveConnection(worker: Worker, exchange: Exchange): Eff<void> {
  const { sys, config } = worker;
  const { fd, tid } = exchange;
  const keepAlive = config.int('keepalive') * SECOND;
  try {
    for (;;) {
      const deadline = sys.now + keepAlive;
      const wait = function* (): Eff<void> {
        const ready = yield* sys.net.poll(
          [{ fd, read: true }],
          keepAlive === 0 ? null : Math.max(0, deadline - sys.now),
        );
        if (ready.length === 0 && keepAlive > 0 && sys.now >= deadline) throw new Expired();
      };
      if (!(yield* serveOne(worker, exchange, wait, () => keepAlive > 0 && worker.alive))) break;
    }
  } catch (error) {
    if (error instanceof SysError) worker.log.debug('Ignoring connection reset');
    else if (!(error instanceof Expired || error instanceof WorkerExit)) throw error;
  }
  if (sys.process.fds.has(fd)) sys.fs.close(fd);
  activity(worker, tid, 'free');
}
