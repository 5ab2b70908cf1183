/**
 * gunicorn 26.2 as a program of the simulated machine. Modelled: settings and command line, the configuration file (real
 * Python), arbiter, signals, the sync, gthread and gevent workers and the ASGI ones. Left out, and said so when asked for:
 * HTTP/2, statsd, syslog, dirty workers, the control protocol. A note in the trace says so, not the log, which
 * reads as the real one's.
 */
import type { Eff } from '../../engine/task.ts';
import { callGuest } from '../../machine/guest.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError } from '../../machine/errno.ts';
import { Arbiter } from './arbiter.ts';
import { daemonize } from './daemon.ts';
import { HookFailed } from './hooks.ts';
import { asModule, load, type Loaded } from './loader.ts';
import { importApp, traceback } from './preload.ts';
import { PyError } from './value.ts';

/** CPU that CPython and gunicorn's own imports take before the first line of the configuration, µs. */
const STARTUP = 45_000;

export function* gunicorn(sys: Sys): Eff<number> {
  const code = yield* run(sys);
  // What an imported application has registered for the end.
  if (sys.process.interpreter) yield* callGuest(sys, 0, 'gd.main:finish', []);
  return code;
}

function* run(sys: Sys): Eff<number> {
  const startCwd = sys.process.cwd;
  sys.emit({ kind: 'process.role', pid: sys.pid, program: 'gunicorn', role: 'arbiter', index: 0 });
  // CPython ignores it.
  sys.signal('PIPE', 'ignore');
  yield* sys.cpu(STARTUP);
  const prog = asModule(sys.argv) ? 'gunicorn' : (sys.argv[0] ?? 'gunicorn').replace(/^.*\//, '');
  try {
    const loaded = yield* load(sys, prog);
    if (loaded.config.flag('print_config')) sys.print(1, `${loaded.config.print()}\n`);
    if (loaded.config.flag('print_config') || loaded.config.flag('check_config')) return yield* check(sys, loaded);
    if (loaded.config.flag('daemon')) return yield* daemonize(sys, (child) => serve(child, loaded, startCwd));
    return yield* serve(sys, loaded, startCwd);
  } catch (error) {
    if (!(error instanceof PyError || error instanceof SysError || error instanceof HookFailed)) throw error;
    sys.print(
      2,
      error instanceof PyError && error.type === 'RuntimeError' ? `\nError: ${error.message}\n\n` : traceback(error),
    );
    return 1;
  }
}

const serve = (sys: Sys, loaded: Loaded, startCwd: string): Eff<number> => new Arbiter(sys, loaded, startCwd).run();

function* check(sys: Sys, loaded: Loaded): Eff<number> {
  // --pythonpath is not looked at yet.
  const failure = yield* importApp(sys, loaded, loaded.paths);
  if (failure === null) return 0;
  if (failure.exit !== null) return failure.exit;
  sys.print(2, `\nError while loading the application:\n\n${failure.traceback}`);
  return 1;
}
