/** What the Python driver is told once per worker: where logs go and what the environ of every request holds. */
import type { GuestValue } from '../../machine/guest-port.ts';
import { settingsForPython } from './settings-for-python.ts';
import type { Worker } from './worker.ts';

export function driverSettings(worker: Worker): GuestValue {
  const { config, seed } = worker;
  return {
    error_fd: seed.target.errorFd,
    access_fd: seed.target.accessFd,
    access_format: config.text('access_log_format'),
    level: seed.target.level,
    multithread: seed.workerClass === 'gthread' || seed.workerClass === 'gevent',
    pooled: seed.workerClass === 'gthread',
    multiprocess: config.int('workers') > 1,
    sendfile:
      config.get('sendfile') === null && /^(|y|1|yes|true)$/.test((worker.sys.getenv('SENDFILE') ?? '').toLowerCase()),
    chdir: config.text('chdir'),
    // What hooks may ask for, and a logger of the project's.
    config: seed.target.python || config.hooks.size > 0 ? settingsForPython(config) : null,
    age: seed.age,
    worker_class: seed.workerClass,
    python_log: seed.target.python,
    location: seed.loaded.location,
    // Those that Python calls itself, with each request.
    hooks: ['pre_request', 'post_request'].some((name) => config.hooks.has(name)) ? seed.loaded.location : null,
  };
}
