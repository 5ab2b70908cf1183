/** The arbiter's book of workers: spawn, kill, murder, reap (arbiter.py 26.2). */
import type { Eff } from '../../engine/task.ts';
import type { Program } from '../../machine/world.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Signal } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Config } from './config.ts';
import { HaltServer } from './halt.ts';
import type { Log } from './log.ts';
import { PyError } from './value.ts';

const BOOT_ERROR = 3;
const APP_LOAD_ERROR = 4;

/** The unlinked temporary file that a worker touches and the arbiter looks at. */
export interface Heartbeat {
  /** Virtual time of the last touch; before the first one the file is as young as can be, so nobody is killed while booting. */
  at: number;
}

export interface WorkerEntry {
  readonly pid: number;
  readonly age: number;
  readonly heartbeat: Heartbeat;
  aborted: boolean;
}

export class Workers {
  readonly byPid = new Map<number, WorkerEntry>();
  age = 0;

  constructor(
    private readonly sys: Sys,
    private readonly log: () => Log,
  ) {}

  get count(): number {
    return this.byPid.size;
  }

  /** Throws `PyError` when the heartbeat file cannot be made. */
  spawn(config: Config, program: (age: number, heartbeat: Heartbeat) => Program): number {
    this.age++;
    checkHeartbeatFile(this.sys, config);
    const heartbeat: Heartbeat = { at: Infinity };
    const age = this.age;
    const pid = this.sys.fork(program(age, heartbeat));
    this.byPid.set(pid, { pid, age, heartbeat, aborted: false });
    return pid;
  }

  /** Pid and age of each. */
  get known(): [number, number][] {
    return [...this.byPid.values()].map(({ pid, age }) => [pid, age]);
  }

  kill(pid: number, signal: Signal): void {
    try {
      this.sys.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof SysError) || error.errno !== 'ESRCH') throw error;
      this.byPid.delete(pid);
    }
  }

  killAll(signal: Signal): void {
    for (const pid of this.byPid.keys()) this.kill(pid, signal);
  }

  /** Too many: the oldest go first. */
  trim(wanted: number): void {
    const oldest = [...this.byPid.values()].sort((a, b) => a.age - b.age);
    for (const entry of oldest.slice(0, Math.max(0, oldest.length - wanted))) this.kill(entry.pid, 'TERM');
  }

  /** Silent for longer than the timeout: SIGABRT, and SIGKILL at the next look. */
  murder(timeout: number): void {
    if (timeout === 0) return;
    for (const entry of this.byPid.values()) {
      const silent = this.sys.now - entry.heartbeat.at;
      if (silent <= timeout * 1_000_000) continue;
      if (entry.aborted) this.kill(entry.pid, 'KILL');
      else {
        this.log().critical(`WORKER TIMEOUT (pid:${entry.pid})`);
        this.sys.emit({ kind: 'worker.timeout', pid: entry.pid, silent });
        entry.aborted = true;
        this.kill(entry.pid, 'ABRT');
      }
    }
  }

  /** Collect the dead. Throws `HaltServer` for one that could not boot. `other` may claim a child that is no worker; the workers go into `ended`. */
  reap(other: (pid: number) => boolean, ended: WorkerEntry[]): void {
    for (;;) {
      const dead = this.waitNow();
      if (dead === null) return;
      if (other(dead.pid)) continue;
      const entry = this.byPid.get(dead.pid);
      if (!entry) continue;
      this.byPid.delete(dead.pid);
      const { code, signal } = dead.status;
      if (signal !== null) this.mournSignal(dead.pid, signal);
      else if (code !== 0) this.log().error(`Worker (pid:${dead.pid}) exited with code ${code}.`);
      if (code === BOOT_ERROR) throw new HaltServer('Worker failed to boot.', BOOT_ERROR);
      if (code === APP_LOAD_ERROR) throw new HaltServer('App failed to load.', APP_LOAD_ERROR);
      ended.push(entry);
    }
  }

  private mournSignal(pid: number, signal: Signal): void {
    const text = `Worker (pid:${pid}) was sent SIG${signal}!`;
    if (signal === 'KILL') this.log().error(`${text} Perhaps out of memory?`);
    else if (signal === 'TERM') this.log().info(text);
    else this.log().warning(text);
  }

  private waitNow() {
    try {
      return this.sys.waitNow();
    } catch (error) {
      if (error instanceof SysError && error.errno === 'ECHILD') return null;
      throw error;
    }
  }
}

function checkHeartbeatFile(sys: Sys, config: Config): void {
  const dir = config.text('worker_tmp_dir');
  if (dir !== null && !(sys.fs.exists(dir) && sys.fs.stat(dir).kind === 'dir')) {
    throw new PyError('RuntimeError', `${dir} doesn't exist. Can't create workertmp.`);
  }
  const fault = heartbeatFault(sys, config, dir ?? '/tmp');
  if (fault === null) return;
  const file = `${dir ?? '/tmp'}/wgunicorn-${temporaryName(sys)}`;
  throw new PyError('PermissionError', `[Errno ${errnoNumber(fault)}] ${strerror(fault)}: '${file}'`);
}

/** The end of a name that Python's `tempfile` makes up. */
export const temporaryName = (sys: Sys): string =>
  sys.world.sim
    .random('gunicorn')
    .below(2 ** 31)
    .toString(36)
    .padStart(8, 'a');

/** The file is made, then given to the workers' user. */
function heartbeatFault(sys: Sys, config: Config, dir: string): 'EACCES' | 'EPERM' | null {
  if (!sys.fs.access(dir, 3)) return 'EACCES';
  const { uid, gid } = sys.process.credentials;
  return uid !== 0 && (config.int('user') !== uid || config.int('group') !== gid) ? 'EPERM' : null;
}

/** `time.sleep(0.1 * random())` between forks. */
export function* stagger(sys: Sys): Eff<void> {
  const until = sys.now + Math.floor(sys.world.sim.random('gunicorn').float() * 100_000);
  while (sys.now < until) yield* sys.sleep(until - sys.now);
}
