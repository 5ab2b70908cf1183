/** Worker classes by the names of `-k` (workers/__init__.py and util.load_class 26.2). */
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { Modules } from './modules.ts';
import { Other, PyError, repr, str } from './value.ts';

export type WorkerClass = 'sync' | 'gthread' | 'gevent' | 'asgi' | 'uvicorn';

const NAMES: Readonly<Record<string, WorkerClass>> = {
  sync: 'sync',
  'gunicorn.workers.sync.SyncWorker': 'sync',
  gthread: 'gthread',
  'gunicorn.workers.gthread.ThreadWorker': 'gthread',
  gevent: 'gevent',
  gevent_wsgi: 'gevent',
  gevent_pywsgi: 'gevent',
  'gunicorn.workers.ggevent.GeventWorker': 'gevent',
  asgi: 'asgi',
  'gunicorn.workers.gasgi.ASGIWorker': 'asgi',
  'uvicorn_worker.UvicornWorker': 'uvicorn',
  'uvicorn.workers.UvicornWorker': 'uvicorn',
};

/** Modules that are there, so that only the class can be wrong. */
const MODULES: ReadonlySet<string> = new Set([
  'gunicorn',
  'gunicorn.glogging',
  'gunicorn.workers',
  ...['base', 'base_async', 'sync', 'gthread', 'ggevent', 'gasgi'].map((name) => `gunicorn.workers.${name}`),
  'uvicorn',
  'uvicorn.workers',
]);

/**
 * `project` for a class of the project's own. Null for a class that its module does not have: gunicorn takes the name itself for the class then, and fails when it calls
 * it. Throws `PyError` for a name that is none.
 */
export function resolveWorkerClass(config: Config, modules: Modules): WorkerClass | 'project' | null {
  const given = config.get('worker_class');
  if (given instanceof Other) return 'project';
  const name = str(given);
  const found = NAMES[name];
  if (found === 'sync' && config.int('threads') > 1) return 'gthread';
  if (found) return found;
  // Of gunicorn before 26, which left it out; who has eventlet installed is given that one.
  if (isEventlet(config) && modules.installed('eventlet')) return 'gevent';
  if (MODULES.has(moduleOf(name))) return null;
  if (name.includes('.') && modules.project(name.split('.')[0] ?? '')) return 'project';
  throw noClass(name, 'gunicorn.workers');
}

export const isEventlet = (config: Config): boolean => EVENTLET.includes(str(config.get('worker_class')));

const EVENTLET: readonly string[] = ['eventlet', 'gunicorn.workers.geventlet.EventletWorker'];

/** `exists` knows the modules of the project. Throws `PyError` for a logger that cannot be loaded. */
export function checkLoggerClass(config: Config, exists: (module: string) => boolean): void {
  const name = config.text('logger_class');
  if (name === null || name === 'simple' || MODULES.has(moduleOf(name))) return;
  const [first = ''] = name.split('.');
  if (name === STATSD || (name.includes('.') && exists(first))) return;
  throw noClass(name, 'gunicorn.loggers');
}

const STATSD = 'gunicorn.instrument.statsd.Statsd';
const moduleOf = (name: string): string => name.split('.').slice(0, -1).join('.');

function noClass(name: string, section: string): PyError {
  const reason = name.includes('.')
    ? `ModuleNotFoundError: No module named ${repr(firstMissing(moduleOf(name)))}`
    : `ImportError: Entry point (${repr(section)}, ${repr(name)}) not found`;
  return new PyError(
    'RuntimeError',
    `class uri ${repr(name)} invalid or not found: \n\n[Traceback (most recent call last):\n${reason}\n]`,
  );
}

function firstMissing(module: string): string {
  const parts = module.split('.');
  const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join('.'));
  return prefixes.find((prefix) => !MODULES.has(prefix)) ?? module;
}

export function checkThreads(config: Config, log: Log, workerClass: WorkerClass | null): void {
  if (
    workerClass === 'gthread' &&
    config.int('worker_connections') - config.int('threads') <= 0 &&
    config.int('keepalive') > 0
  ) {
    log.warning('No keepalived connections can be handled. Check the number of worker connections and threads.');
  }
}
