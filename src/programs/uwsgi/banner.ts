/** What uWSGI says while it starts (core/uwsgi.c, core/init.c), in its order. All of it goes to standard error. */
import { civilTime, MONTHS, two } from '../../base/calendar.ts';
import type { Sys } from '../../machine/sys.ts';
import { venvOf } from '../../machine/venv.ts';
import type { Config } from './config.ts';

export const VERSION = '2.0.21-debian';
export const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Bytes that uWSGI maps for a core, and once more for itself, as Debian's build says of a machine of 64 bits. */
const CORE_BYTES = 72_920;

export const say = (sys: Sys, text: string): void => sys.print(2, `${text}\n`);

/** `Fri Nov 20 06:40:02 2026`: ctime(3). */
export function ctime(us: number): string {
  const t = civilTime(Math.floor(us / 1_000_000));
  const day = String(t.day).padStart(2, ' ');
  return `${DAYS[t.weekday] ?? ''} ${MONTHS[t.month - 1] ?? ''} ${day} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year}`;
}

/** An object's address, the same for the same process: 0x and twelve digits. */
const pointer = (sys: Sys, n: number): string =>
  `0x${(0x55d0_0000_0000 + sys.pid * 0x10_000 + n * 0x930).toString(16)}`;

export function greet(sys: Sys, { master }: Config): void {
  const { host, credentials } = sys.process;
  const venv = venvOf(sys);
  const lines = [
    `*** Starting uWSGI ${venv === null ? VERSION : VERSION.replace('-debian', '')} (64bit) on [${ctime(sys.clock)}] ***`,
    'compiled with version: 12.2.0 on 19 May 2023 13:59:29',
    'os: Linux-6.8.0-31-generic #31-Ubuntu SMP',
    `nodename: ${host.name}`,
    'machine: x86_64',
    'clock source: unix',
    'pcre jit disabled',
    `detected number of CPU cores: ${host.cpu.cores}`,
    `current working directory: ${sys.process.cwd}`,
    `detected binary path: ${venv === null ? '/usr/bin/uwsgi-core' : `${venv}/bin/uwsgi`}`,
  ];
  if (credentials.uid === 0)
    lines.push(
      'uWSGI running as root, you can use --uid/--gid/--chroot options',
      '*** WARNING: you are running uWSGI as root !!! (use the --uid flag) *** ',
    );
  if (!master) lines.push('*** WARNING: you are running uWSGI without its master process manager ***');
  lines.push(
    'your processes number limit is 96365',
    'your memory page size is 4096 bytes',
    'detected max file descriptor number: 1024',
    'lock engine: pthread robust mutexes',
    'thunder lock: disabled (you can enable it with --thunder-lock)',
  );
  say(sys, lines.join('\n'));
}

export function describePython(sys: Sys, config: Config): void {
  if (!config.hasPython) return;
  const threads = config.threads > 1 || config.options.flag('enable-threads');
  say(sys, 'Python version: 3.14.2 (main, Dec 11 2025, 00:00:00) [GCC 12.2.0]');
  if (!threads) say(sys, '*** Python threads support is disabled. You can enable it with --enable-threads ***');
  say(sys, `Python main interpreter initialized at ${pointer(sys, 1)}`);
  if (threads) say(sys, 'python threads support enabled');
}

export function describeMode(sys: Sys, config: Config): void {
  const { processes, threads, backlog } = config;
  const cores = processes * threads;
  const bytes = CORE_BYTES * (cores + 1);
  const mode =
    processes > 1 ? (threads > 1 ? 'preforking+threaded' : 'preforking') : threads > 1 ? 'threaded' : 'single process';
  say(sys, `your server socket listen backlog is limited to ${backlog} connections`);
  say(sys, `your mercy for graceful operations on workers is ${config.options.int('worker-reload-mercy', 60)} seconds`);
  say(sys, `mapped ${bytes} bytes (${Math.floor(bytes / 1024)} KB) for ${cores} cores`);
  say(sys, `*** Operational MODE: ${mode} ***`);
}

export function appReady(sys: Sys, n: number, mount: string, seconds: number): void {
  const what = `WSGI app ${n} (mountpoint='${mount}') ready in ${seconds} seconds`;
  const last = n === 0 ? ' (default app)' : '';
  say(sys, `${what} on interpreter ${pointer(sys, 1)} pid: ${sys.pid}${last}`);
}

export function describeInterpreters(sys: Sys, config: Config, loaded: boolean): void {
  if (!loaded && !config.needApp) say(sys, '*** no app loaded. going in full dynamic mode ***');
  if (config.options.flag('single-interpreter')) say(sys, '*** uWSGI is running in single interpreter mode ***');
  else say(sys, '*** uWSGI is running in multiple interpreter mode ***');
}
