/**
 * `--reload` (uvicorn 0.54 supervisors/basereload.py, watchfilesreload.py): a parent that binds, watches the code and
 * starts the one worker anew when it changed. A worker that dies stays dead until the next change.
 */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { BindError, bindSocket, logRunning } from './bind.ts';
import { STARTUP_FAILURE, type Config } from './config.ts';
import { Log, paint } from './log.ts';
import { spawnServer } from './spawn.ts';
import { VERSION } from './version.ts';
import { isWatched } from './watched.ts';

/** watchfiles hands changes over when nothing more changed for this long. */
const STEP = 50_000;

type Seen = ReadonlyMap<string, string>;

export function* reload(sys: Sys, config: Config): Eff<number> {
  const watch = config.reload;
  const log = new Log(sys, config);
  if (watch === null) return 0;
  let stopping = false;
  let fds: readonly number[];
  try {
    fds = bindSocket(sys, config, false);
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    log.line('error', error.message);
    return STARTUP_FAILURE;
  }
  logRunning(sys, config, fds, log);
  log.info(
    `Started reloader process [${sys.pid}] using WatchFiles`,
    `Started reloader process [${paint(paint(sys.pid, 36), 1)}] using ${paint(paint('WatchFiles', 36), 1)}`,
  );
  for (const signal of ['INT', 'TERM'] as const) sys.signal(signal, () => (stopping = true));
  announce(sys, fds);
  let age = 1;
  let child = spawnServer(sys, config, fds, age);
  const pass = function* (us: number): Eff<void> {
    for (const end = sys.now + us; !stopping && sys.now < end;) yield* sys.sleep(end - sys.now);
  };
  let before = look(sys, watch.dirs);
  while (!stopping) {
    yield* pass(Math.max(STEP, watch.delay));
    const changed: string[] = [];
    for (let now = look(sys, watch.dirs); !stopping; now = look(sys, watch.dirs)) {
      const fresh = differing(before, now);
      before = now;
      if (fresh.length === 0 && changed.length > 0) break;
      changed.push(...fresh);
      yield* pass(STEP);
    }
    const wanted = [...new Set(changed)].filter((path) => isWatched(path, watch.watched)).sort();
    if (stopping || wanted.length === 0) continue;
    log.line('warning', `WatchFiles detected changes in ${wanted.map((p) => shown(sys, p)).join(', ')}. Reloading...`);
    sys.emit({ kind: 'server.reloading', pid: sys.pid });
    yield* end(sys, child);
    child = spawnServer(sys, config, fds, ++age);
  }
  sys.emit({ kind: 'server.stopping', pid: sys.pid, graceful: true });
  yield* end(sys, child);
  const number = paint(paint(sys.pid, 36), 1);
  log.info(`Stopping reloader process [${sys.pid}]`, `Stopping reloader process [${number}]`);
  return 0;
}

function announce(sys: Sys, fds: readonly number[]): void {
  const bind = fds.map((fd) => sys.net.localName(fd));
  const { pid } = sys;
  const about = { version: VERSION, workerClass: 'uvicorn', workers: 1, threads: 1, timeout: 0 };
  sys.emit({ kind: 'server.started', pid, server: 'uvicorn', bind, ...about });
  sys.emit({ kind: 'server.workers', pid, workers: 1 });
}

/** SIGTERM, and wait; it may have ended by itself long ago. */
function* end(sys: Sys, pid: number): Eff<void> {
  try {
    sys.kill(pid, 'TERM');
    yield* sys.wait(pid);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

/** Path to time and inode, of all files below. */
function look(sys: Sys, dirs: readonly string[]): Seen {
  const seen = new Map<string, string>();
  const visit = (dir: string): void => {
    for (const name of sys.fs.readdir(dir)) {
      const path = `${dir === '/' ? '' : dir}/${name}`;
      const stat = sys.fs.lstat(path);
      if (stat.kind === 'dir') visit(path);
      else seen.set(path, `${stat.mtime} ${stat.ino}`);
    }
  };
  for (const dir of dirs) visit(dir);
  return seen;
}

const differing = (a: Seen, b: Seen): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));

function shown(sys: Sys, path: string): string {
  const here = `${sys.path('.')}/`;
  return `'${path.startsWith(here) ? path.slice(here.length) : path}'`;
}
