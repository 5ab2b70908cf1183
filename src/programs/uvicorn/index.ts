/**
 * uvicorn 0.54 as a program of the simulated machine. Modelled: the command line, loading the application, lifespan, one
 * event loop per process, HTTP/1.1 with httptools' or h11's habits, WebSocket, proxy headers, signals, `--workers`, unix
 * sockets, `--reload`, `--log-config`. What is left out or without effect: see options.ts.
 */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { parseArgs, type Values } from './cli.ts';
import { makeConfig, type Config } from './config.ts';
import { loadApp } from './driver.ts';
import { helpText, usageError } from './help.ts';
import { Log } from './log.ts';
import { Multiprocess } from './multiprocess.ts';
import { OPTIONS } from './options.ts';
import { reload } from './reload.ts';
import { Server } from './server.ts';
import { VERSION } from './version.ts';

/** CPU that CPython, click and uvicorn's own imports take, µs. */
const STARTUP = 60_000;

export function* uvicorn(sys: Sys): Eff<number> {
  // `python3 -m uvicorn …` has two words more.
  const args = sys.argv.slice(sys.argv[1] === '-m' ? 3 : 1);
  yield* sys.cpu(STARTUP);
  const parsed = parseArgs(
    args,
    (name) => sys.getenv(name),
    (path) => sys.fs.exists(path),
  );
  switch (parsed.kind) {
    case 'help':
      sys.print(1, helpText());
      return 0;
    case 'version':
      sys.print(1, `Running uvicorn ${VERSION} with CPython 3.14.2 on Linux\n`);
      return 0;
    case 'error':
      sys.print(2, usageError(parsed.message));
      return 2;
    case 'run':
      return yield* run(sys, parsed.app, parsed.values);
  }
}

function* run(sys: Sys, app: string, values: Values): Eff<number> {
  const missing = notModelled(values);
  if (missing !== null) {
    sys.print(2, usageError(`${missing} is not modelled in this simulation.`));
    return 2;
  }
  const config = makeConfig(sys, app, values);
  const many = config.workers > 1 && config.reload === null;
  const role = many || config.reload !== null ? 'arbiter' : 'server';
  sys.emit({ kind: 'process.role', pid: sys.pid, program: 'uvicorn', role, index: 0 });
  if (role === 'server')
    sys.emit({ kind: 'worker.booting', pid: sys.pid, arbiter: sys.pid, workerClass: 'uvicorn', age: 1 });
  const log = new Log(sys, config);
  if (config.reload !== null) {
    const dirs = config.reload.dirs.map((dir) => `'${dir}'`).join(', ');
    log.info(`Will watch for changes in these directories: [${dirs}]`);
  } else if (['reload_dir', 'reload_include', 'reload_exclude'].some((name) => isGiven(values.get(name))))
    log.line(
      'warning',
      'Current configuration will not reload as not all conditions are met, please refer to documentation.',
    );
  const envFile = values.get('env_file');
  if (typeof envFile === 'string') loadEnv(sys, log, envFile);
  if (config.reload !== null && config.workers > 1)
    log.line('warning', '"workers" flag is ignored when reloading is enabled.');
  const code =
    config.reload !== null
      ? yield* reload(sys, config)
      : many
        ? yield* new Multiprocess(sys, config).run()
        : yield* alone(sys, config);
  if (config.uds !== null && sys.process.state === 'running' && sys.fs.exists(config.uds)) sys.fs.unlink(config.uds);
  return code;
}

const isGiven = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** The process that serves imports the application; a supervisor does not. */
function* alone(sys: Sys, config: Config): Eff<number> {
  const { exit, ownLogging } = yield* loadApp(sys, config.facts);
  if (exit === null) return yield* new Server(sys, config, null, ownLogging).run();
  sys.emit({ kind: 'worker.boot_failed', pid: sys.pid, code: exit, error: 'the application could not be loaded' });
  return exit;
}

/** The first option in use that this model refuses. */
function notModelled(values: Values): string | null {
  const used = OPTIONS.find((o) => {
    const value = values.get(o.name) ?? null;
    return o.modelled === 'no' && value !== o.default && !(Array.isArray(value) && value.length === 0);
  });
  return used?.flag ?? null;
}

/** `KEY=VALUE` lines, as python-dotenv reads the plain ones; what is set already stays. */
function loadEnv(sys: Sys, log: Log, path: string): void {
  log.info(`Loading environment from '${path}'`);
  for (const line of sys.fs.readText(path).split('\n')) {
    const m = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!m) continue;
    const [, name = '', raw = ''] = m;
    const quotedValue = /^(['"])(.*)\1$/.exec(raw);
    if (!sys.process.env.has(name))
      sys.process.env.set(name, quotedValue ? (quotedValue[2] ?? '') : raw.replace(/\s+#.*$/, ''));
  }
}
