/** What uWSGI asks of Python: loading its applications, and its words about them. */
import type { Eff } from '../../engine/task.ts';
import { loadApp, prepareApps } from '../../machine/guest-app.ts';
import type { Sys } from '../../machine/sys.ts';
import { appReady, say } from './banner.ts';
import type { Config } from './config.ts';

export function* prepare(sys: Sys, config: Config, forkOf: number | null): Eff<void> {
  const facts = {
    server: 'uwsgi',
    multithread: config.threads > 1,
    multiprocess: config.processes > 1,
    paths: [sys.process.cwd, ...config.options.list('pythonpath').map((path) => sys.path(path))],
    environ: { 'uwsgi.node': sys.process.host.name },
  };
  yield* prepareApps(sys, facts, forkOf ?? undefined);
}

/** Load every application; the number of those that could be loaded. */
export function* loadApps(sys: Sys, config: Config, quiet = false): Eff<number> {
  let n = 0;
  for (const [i, app] of config.apps.entries()) {
    const began = sys.now;
    const failed = yield* loadApp(sys, 0, app, quiet);
    if (failed === null) {
      if (!quiet) appReady(sys, n, app.mount, Math.floor((sys.now - began) / 1_000_000));
      n++;
    } else if (!quiet) {
      if (!failed.missing) sys.print(2, failed.traceback);
      else if (app.file !== '') say(sys, `unable to find "${app.callable}" callable in file ${app.file}`);
      say(sys, `unable to load app ${i} (mountpoint='${app.mount}') (callable not found or import error)`);
    }
  }
  return n;
}
