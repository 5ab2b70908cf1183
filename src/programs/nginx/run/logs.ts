/** Log files: opened by the master, written by workers through the descriptors they inherit (ngx_log.c, ngx_http_log_module.c). */
import { latin1 } from '../../../base/bytes.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { inForce, type LogLevel, type Message } from '../conf/context.ts';
import type { Level } from '../conf/model.ts';
import { errorLogTime } from '../http/dates.ts';
import { fullName } from '../conf/host.ts';

export type RequestLogLevel = LogLevel | 'info' | 'debug';
const RANK: Record<RequestLogLevel, number> = {
  emerg: 1,
  alert: 2,
  crit: 3,
  error: 4,
  warn: 5,
  notice: 6,
  info: 7,
  debug: 8,
};

/** Path to descriptor: shared by the master and the workers that it forks, since descriptors keep their numbers. */
export class LogFiles {
  private readonly fds = new Map<string, number>();

  /** Null, or why the file cannot be opened. Throws nothing else. */
  open(sys: Sys, path: string): void {
    if (this.fds.has(path)) return;
    this.fds.set(path, sys.fs.open(path, { write: true, append: true, create: true, mode: 0o644 }));
  }

  has(path: string): boolean {
    return this.fds.has(path);
  }

  fd(path: string): number | undefined {
    return this.fds.get(path);
  }

  /** After a rename by logrotate: close and open again under the same names. */
  reopen(sys: Sys): void {
    for (const [path, fd] of this.fds) {
      sys.fs.close(fd);
      this.fds.set(path, sys.fs.open(path, { write: true, append: true, create: true, mode: 0o644 }));
    }
  }

  copy(): LogFiles {
    const other = new LogFiles();
    for (const [path, fd] of this.fds) other.fds.set(path, fd);
    return other;
  }
}

export class Logger {
  constructor(
    private readonly sys: Sys,
    readonly files: LogFiles,
    private readonly prefix: string,
  ) {}

  /** A line of the error log: of the logs in force at `level` that take lines of this rank; stderr when none is set. */
  error(level: Level | null, rank: RequestLogLevel, text: string): void {
    const line = `${this.stamp()} [${rank}] ${this.sys.pid}#${this.sys.pid}: ${text}\n`;
    const targets = inForce(level, 'error_log');
    if (targets.length === 0) {
      if (RANK[rank] <= RANK.error) this.stderr(line);
      return;
    }
    for (const d of targets) {
      const [target = '', least = 'error'] = d.args;
      if (RANK[rank] > (RANK[least as RequestLogLevel] ?? RANK.error)) continue;
      if (target === 'stderr') this.stderr(line);
      else this.append(fullName(this.prefix, target), line);
    }
  }

  /** What a check of the configuration says, to standard error. */
  toStderr(message: Message): void {
    if (message.level === 'plain') this.stderr(`nginx: ${message.text}\n`);
    else this.stderr(`${this.stamp()} [${message.level}] ${this.sys.pid}#${this.sys.pid}: ${message.text}\n`);
  }

  /** Text is bytes in latin-1: a file's own, whatever its encoding. */
  private stderr(line: string): void {
    if (this.sys.process.fds.has(2)) this.sys.fs.writeNow(2, latin1(line));
  }

  /** Null, or why the file could not be opened. */
  append(path: string, line: string): SysError | null {
    const fd = this.files.fd(path);
    if (fd !== undefined) {
      this.sys.fs.writeNow(fd, latin1(line));
      return null;
    }
    try {
      // A path with variables: opened for each line.
      const opened = this.sys.fs.open(path, { write: true, append: true, create: true, mode: 0o644 });
      this.sys.fs.writeNow(opened, latin1(line));
      this.sys.fs.close(opened);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return error;
    }
    return null;
  }

  private stamp(): string {
    return errorLogTime(this.sys.clock / 1e6);
  }
}

const UNSAFE = /["\\\x00-\x1f\x7f-\xff]/;
const ALL_UNSAFE = new RegExp(UNSAFE, 'g');

/** `"`, `\` and bytes outside printable ASCII become `\xXX`, as the access log escapes them. */
export const escapeLog = (text: string): string =>
  UNSAFE.test(text)
    ? text.replace(ALL_UNSAFE, (ch) => `\\x${ch.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    : text;

export function escapeJson(text: string): string {
  return text.replace(/["\\\x00-\x1f]/g, (ch) => {
    const short: Record<string, string> = {
      '"': '\\"',
      '\\': '\\\\',
      '\n': '\\n',
      '\r': '\\r',
      '\t': '\\t',
      '\b': '\\b',
      '\f': '\\f',
    };
    return short[ch] ?? `\\u${ch.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}
