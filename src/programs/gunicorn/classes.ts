/** Worker classes by the names of `-k` (workers/__init__.py and util.load_class 26.2). */
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { PyError, repr, str } from './value.ts';

export type WorkerClass = 'sync' | 'gthread' | 'gevent' | 'asgi' | 'uvicorn';

const NAMES: Readonly<Record<string, WorkerClass>> = {
  sync: 'sync',
  'gunicorn.workers.sync.SyncWorker': 'sync',
  gthread: 'gthread',
  'gunicorn.workers.gthread.ThreadWorker': 'gthread',
  gevent: 'gevent',
  'gunicorn.workers.ggevent.GeventWorker': 'gevent',
  asgi: 'asgi',
  'gunicorn.workers.gasgi.ASGIWorker': 'asgi',
  'uvicorn_worker.UvicornWorker': 'uvicorn',
  'uvicorn.workers.UvicornWorker': 'uvicorn',
};

/** Throws `PyError` for a name that is none. */
export function resolveWorkerClass(config: Config): WorkerClass {
  const name = str(config.get('worker_class'));
  const found = NAMES[name];
  if (found === 'sync' && config.int('threads') > 1) return 'gthread';
  if (found) return found;
  const reason = name.includes('.')
    ? `ModuleNotFoundError: No module named '${name.split('.')[0] ?? ''}'`
    : `ImportError: Entry point ${repr(['gunicorn.workers', name]).replace('[', '(').replace(']', ')')} not found`;
  throw new PyError(
    'RuntimeError',
    `class uri ${repr(name)} invalid or not found: \n\n[Traceback (most recent call last):\n${reason}\n]`,
  );
}

export function checkThreads(config: Config, log: Log, workerClass: WorkerClass): void {
  if (
    workerClass === 'gthread' &&
    config.int('worker_connections') - config.int('threads') <= 0 &&
    config.int('keepalive') > 0
  ) {
    log.warning('No keepalived connections can be handled. Check the number of worker connections and threads.');
  }
}
