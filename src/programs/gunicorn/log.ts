/** gunicorn's error log (glogging.py 26.2): `[time] [pid] [LEVEL] message` to standard error or to a file. */
import { civilTime, two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError } from '../../machine/errno.ts';
import { utf8 } from '../../base/bytes.ts';
import type { Config } from './config.ts';
import { ask } from './guest-app.ts';
import { PythonLog, wantsPython } from './python-log.ts';
import { osErrorType, PyError } from './value.ts';

const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** Where log lines go, and from which level on; shared by a fork, since its descriptors are. */
export interface LogTarget {
  readonly errorFd: number;
  /** Null: no access log. */
  readonly accessFd: number | null;
  readonly level: Level;
  /** Python's `logging` writes the lines, and opens its files itself. */
  readonly python: boolean;
}

/** Open the files that the settings name. Throws `PyError` for one that cannot be written. */
export function openLogs(sys: Sys, config: Config): LogTarget {
  const wanted = config.text('loglevel')?.toLowerCase() ?? '';
  const level = LEVELS.find((l) => l === wanted) ?? 'info';
  const errorLog = config.text('errorlog') ?? '-';
  const accessLog = config.text('accesslog');
  if (wantsPython(config)) return { errorFd: 2, accessFd: 1, level, python: true };
  const errorFd = errorLog === '-' ? 2 : openLog(sys, errorLog);
  if (config.flag('capture_output') && errorFd !== 2) {
    sys.fs.dup(errorFd, 1);
    sys.fs.dup(errorFd, 2);
  }
  const accessFd = accessLog === null ? null : accessLog === '-' ? 1 : openLog(sys, accessLog);
  return { errorFd, accessFd, level, python: false };
}

export function closeLogs(sys: Sys, target: LogTarget): void {
  for (const fd of [target.errorFd, target.accessFd]) if (fd !== null && fd > 2) sys.fs.close(fd);
}

function reopenLogs(sys: Sys, config: Config, target: LogTarget): void {
  const files = [
    [config.text('errorlog'), target.errorFd],
    [config.text('accesslog'), target.accessFd],
  ] as const;
  for (const [path, fd] of files) {
    if (path === null || path === '-' || fd === null || fd <= 2) continue;
    const opened = openLog(sys, path);
    sys.fs.dup(opened, fd);
    sys.fs.close(opened);
  }
}

function openLog(sys: Sys, path: string): number {
  try {
    return sys.fs.open(path, { write: true, append: true, create: true });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new PyError('RuntimeError', `Error: '${path}' isn't writable [${osErrorType(error)}(${errnoArgs(error)})]`);
  }
}

const errnoArgs = (error: SysError): string => {
  const m = /^\[Errno (\d+)\] ([^:]*)/.exec(error.message);
  return `${m?.[1] ?? ''}, '${m?.[2] ?? ''}'`;
};

/** The log of one process. */
export class Log {
  private readonly python: PythonLog | null;

  constructor(
    private readonly sys: Sys,
    readonly target: LogTarget,
  ) {
    this.python = target.python ? new PythonLog(sys) : null;
  }

  debug(text: string): void {
    this.line('debug', text);
  }
  info(text: string): void {
    this.line('info', text);
  }
  warning(text: string): void {
    this.line('warning', text);
  }
  error(text: string): void {
    this.line('error', text);
  }
  critical(text: string): void {
    this.line('critical', text);
  }

  /** `text` may hold further lines (a traceback). */
  line(level: Level, text: string): void {
    if (this.python) return this.python.push(level, text);
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.target.level)) return;
    const stamp = `[${timeStamp(this.sys.clock)}] [${this.sys.pid}] [${level.toUpperCase()}] `;
    const { errorFd } = this.target;
    const line = `${stamp}${text}\n`;
    if (errorFd === 2) this.sys.print(2, line);
    else this.sys.fs.writeNow(errorFd, utf8(line));
  }

  /** Until all that was said is written: before the process ends. */
  *settled(): Eff<void> {
    if (this.python) yield* this.python.settled();
  }

  /** USR1: open the files again under the same descriptors, as after a log rotation. */
  reopen(config: Config): void {
    if (this.python) this.sys.thread('reopen', ask(this.sys, 'reopen_logs', []));
    else reopenLogs(this.sys, config, this.target);
  }
}

/** Microseconds since 1970 as `2026-11-20 07:01:44 +0000`: the simulated host keeps UTC. */
export function timeStamp(micros: number): string {
  const { year, month, day, hour, minute, second } = civilTime(Math.floor(micros / 1_000_000));
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)} +0000`;
}
