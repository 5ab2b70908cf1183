/** gunicorn 26.2 settings: Server Hooks, Dirty Arbiter Hooks. Names, flags, types and defaults as its settings reference lists them. */
import { callable } from '../value.ts';
import type { Setting } from './setting.ts';

export const HOOKS: readonly Setting[] = [
  { name: 'on_starting', arity: 1, section: 'Server Hooks', order: 60, validator: 'callable', default: callable('OnStarting.on_starting') },
  { name: 'on_reload', arity: 1, section: 'Server Hooks', order: 61, validator: 'callable', default: callable('OnReload.on_reload') },
  { name: 'when_ready', arity: 1, section: 'Server Hooks', order: 62, validator: 'callable', default: callable('WhenReady.when_ready') },
  { name: 'pre_fork', arity: 2, section: 'Server Hooks', order: 63, validator: 'callable', default: callable('Prefork.pre_fork') },
  { name: 'post_fork', arity: 2, section: 'Server Hooks', order: 64, validator: 'callable', default: callable('Postfork.post_fork') },
  { name: 'post_worker_init', arity: 1, section: 'Server Hooks', order: 65, validator: 'callable', default: callable('PostWorkerInit.post_worker_init') },
  { name: 'worker_int', arity: 1, section: 'Server Hooks', order: 66, validator: 'callable', default: callable('WorkerInt.worker_int') },
  { name: 'worker_abort', arity: 1, section: 'Server Hooks', order: 67, validator: 'callable', default: callable('WorkerAbort.worker_abort') },
  { name: 'pre_exec', arity: 1, section: 'Server Hooks', order: 68, validator: 'callable', default: callable('PreExec.pre_exec') },
  { name: 'pre_request', arity: 2, section: 'Server Hooks', order: 69, validator: 'callable', default: callable('PreRequest.pre_request') },
  { name: 'post_request', section: 'Server Hooks', order: 70, validator: 'post_request', default: callable('PostRequest.post_request') },
  { name: 'child_exit', arity: 2, section: 'Server Hooks', order: 71, validator: 'callable', default: callable('ChildExit.child_exit') },
  { name: 'worker_exit', arity: 2, section: 'Server Hooks', order: 72, validator: 'callable', default: callable('WorkerExit.worker_exit') },
  { name: 'nworkers_changed', arity: 3, section: 'Server Hooks', order: 73, validator: 'callable', default: callable('NumWorkersChanged.nworkers_changed') },
  { name: 'on_exit', arity: 1, section: 'Server Hooks', order: 74, validator: 'callable', default: callable('OnExit.on_exit') },
  { name: 'ssl_context', arity: 2, section: 'Server Hooks', order: 75, validator: 'callable', default: callable('NewSSLContext.ssl_context') },
  { name: 'on_dirty_starting', arity: 1, section: 'Dirty Arbiter Hooks', order: 112, validator: 'callable', default: callable('OnDirtyStarting.on_dirty_starting') },
  { name: 'dirty_post_fork', arity: 2, section: 'Dirty Arbiter Hooks', order: 113, validator: 'callable', default: callable('DirtyPostFork.dirty_post_fork') },
  { name: 'dirty_worker_init', arity: 1, section: 'Dirty Arbiter Hooks', order: 114, validator: 'callable', default: callable('DirtyWorkerInit.dirty_worker_init') },
  { name: 'dirty_worker_exit', arity: 2, section: 'Dirty Arbiter Hooks', order: 115, validator: 'callable', default: callable('DirtyWorkerExit.dirty_worker_exit') },
];
