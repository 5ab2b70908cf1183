/** The error log and access logs (core.c, log.c; mod_log_config). */
import { utf8 } from '../../../base/bytes.ts';
import { civilTime, MONTHS, two } from '../../../base/calendar.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { all, last, pathOf, type Host, type ServerConfig } from '../conf/server.ts';
import type { Exchange } from './exchange.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export type Level = 'emerg' | 'alert' | 'crit' | 'error' | 'warn' | 'notice' | 'info';
const RANK: readonly Level[] = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info'];

/** `Fri Nov 20 06:40:02.123456 2026` */
function stamp(us: number): string {
  const t = civilTime(Math.floor(us / 1_000_000));
  const clock = `${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(us % 1_000_000).padStart(6, '0')}`;
  return `${DAYS[t.weekday] ?? ''} ${MONTHS[t.month - 1] ?? ''} ${two(t.day)} ${clock} ${t.year}`;
}

/** Linux numbers threads among the processes: the main one has its process's number, others come later. */
const threadId = (pid: number, tid: number): number => (tid === 0 ? pid : pid + 100_000 + tid);

/** What stands between time and text of a line that Python's side writes. */
export const wsgiPrefix = (pid: number, tid: number, peer: string, who: 'client' | 'remote'): string =>
  `[wsgi:error] [pid ${pid}:tid ${threadId(pid, tid)}] ${peer === '' ? '' : `[${who} ${peer}] `}`;

export class Logs {
  readonly errorFd: number;
  private readonly access: { readonly fd: number; readonly format: string; readonly host: Host | null }[] = [];
  private readonly threshold: number;

  /** Opened by the parent, as root; children write to the same descriptors. */
  constructor(
    private readonly sys: Sys,
    config: ServerConfig,
  ) {
    const { main } = config;
    this.errorFd = this.open(pathOf(config, last([main], 'ErrorLog')?.args[0] ?? '/var/log/apache2/error.log'));
    const level = (last([main], 'LogLevel')?.args[0] ?? 'warn').toLowerCase();
    this.threshold = Math.max(RANK.indexOf('notice'), RANK.indexOf(RANK.find((one) => one === level) ?? 'warn'));
    const nicknames = new Map(all(main, 'LogFormat').map((d) => [d.args[1] ?? '', d.args[0] ?? '']));
    for (const host of [main, ...config.hosts]) {
      for (const d of all(host, 'CustomLog')) {
        const [file = '', format = ''] = d.args;
        const fd = this.open(pathOf(config, file));
        this.access.push({ fd, format: nicknames.get(format) ?? format, host: host === main ? null : host });
      }
    }
  }

  private open(path: string): number {
    return this.sys.fs.open(path, { write: true, append: true, create: true, mode: 0o644 });
  }

  /** `[mpm_event:notice] [pid 19:tid 19] AH00489: …` */
  error(sys: Sys, tid: number, module: string, level: Level, text: string, peer = ''): void {
    if (RANK.indexOf(level) > this.threshold) return;
    const client = peer === '' ? '' : `[client ${peer}] `;
    // An errno stands ahead of the client.
    const [, errno = '', rest = text] = /^(\(\d+\)[^:]+: )(.*)$/s.exec(text) ?? [];
    const line = `[${stamp(sys.clock)}] [${module}:${level}] [pid ${sys.pid}:tid ${threadId(sys.pid, tid)}] ${errno}${client}${rest}\n`;
    this.write(sys, this.errorFd, line);
  }

  request(sys: Sys, exchange: Exchange): void {
    for (const { fd, format, host } of this.access) {
      // A virtual host with a log of its own keeps out of the main server's.
      const own = this.access.some((one) => one.host === exchange.host && one.host !== null);
      if (own ? host === exchange.host : host === null) this.write(sys, fd, `${formatted(format, exchange, sys)}\n`);
    }
  }

  private write(sys: Sys, fd: number, text: string): void {
    try {
      sys.fs.writeNow(fd, utf8(text));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
}

/** `%…` of mod_log_config; what is not known stays as it is. */
function formatted(format: string, x: Exchange, sys: Sys): string {
  return format.replace(
    /%(?:[<>]|!?[\d,]+)*(?:\{([^}]*)\})?([a-zA-Z%])/g,
    (whole, arg: string | undefined, letter: string) => {
      const header = (list: readonly (readonly [string, string])[]): string =>
        list.find(([name]) => name.toLowerCase() === (arg ?? '').toLowerCase())?.[1] ?? '-';
      switch (letter) {
        case 'h':
        case 'a':
          return x.peerAddress;
        case 'l':
        case 'u':
          return '-';
        case 't':
          return `[${clf(x.beganAt)}]`;
        case 'r':
          return x.line;
        case 's':
          return String(x.status);
        case 'b':
          return x.bodyBytes === 0 ? '-' : String(x.bodyBytes);
        case 'B':
          return String(x.bodyBytes);
        case 'O':
          return String(x.bytesOut);
        case 'D':
          return String(sys.clock - x.beganAt);
        case 'T':
          return String(Math.floor((sys.clock - x.beganAt) / 1_000_000));
        case 'v':
        case 'V':
          return x.serverName;
        case 'p':
          return String(x.port);
        case 'P':
          return String(sys.pid);
        case 'U':
          return x.path;
        case 'q':
          return x.query === '' ? '' : `?${x.query}`;
        case 'm':
          return x.method;
        case 'H':
          return x.protocol;
        case 'i':
          return header(x.headers);
        case 'o':
          return header(x.sent);
        case '%':
          return '%';
        default:
          return whole;
      }
    },
  );
}

function clf(us: number): string {
  const t = civilTime(Math.floor(us / 1_000_000));
  return `${two(t.day)}/${MONTHS[t.month - 1] ?? ''}/${t.year}:${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
}
