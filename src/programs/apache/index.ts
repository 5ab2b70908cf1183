/**
 * Apache httpd 2.4 as Debian packages it (apache2(8), apachectl(8)): a parent that opens sockets and logs as root, children
 * of mpm_event that serve, WSGI daemon processes beside them.
 */
import type { Eff } from '../../engine/task.ts';
import type { Signal } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError } from '../../machine/errno.ts';
import { readConfig, last, pathOf } from './conf/server.ts';
import { ConfigError } from './conf/parse.ts';
import { Parent } from './run/parent.ts';
import { VERSION } from './run/version.ts';

const DEFAULT = '/etc/apache2/apache2.conf';

interface Arguments {
  readonly file: string;
  readonly defines: readonly string[];
  readonly command: string | null;
  readonly mode: 'run' | 'test' | 'version' | 'modules' | 'vhosts';
  readonly directives: readonly string[];
}

function parse(args: readonly string[]): Arguments | string {
  let file = DEFAULT;
  let command: string | null = null;
  let mode: Arguments['mode'] = 'run';
  const defines: string[] = [];
  const directives: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const flag = arg.slice(0, 2);
    const value = (): string => (arg.length > 2 ? arg.slice(2) : (args[++i] ?? ''));
    if (flag === '-f') file = value();
    else if (flag === '-D') defines.push(value());
    else if (flag === '-k') command = value();
    else if (flag === '-C' || flag === '-c') directives.push(value());
    else if (flag === '-d') value();
    else if (arg === '-t') mode = 'test';
    else if (arg === '-S') mode = 'vhosts';
    else if (arg === '-M') mode = 'modules';
    else if (arg === '-X') defines.push('FOREGROUND');
    else if (/^-[vV]$/.test(arg)) mode = 'version';
    else
      return `Usage: apache2 [-D name] [-d directory] [-f file]\n               [-C "directive"] [-c "directive"]\n               [-k start|restart|graceful|graceful-stop|stop]\n               [-v] [-V] [-h] [-l] [-L] [-t] [-T] [-S] [-X]\n`;
  }
  return { file: file.startsWith('/') ? file : `/etc/apache2/${file}`, defines, command, mode, directives };
}

export function* apache2(sys: Sys): Eff<number> {
  const asked = parse(sys.argv.slice(1));
  if (typeof asked === 'string') {
    sys.print(2, asked);
    return 1;
  }
  if (asked.mode === 'version') {
    sys.print(1, `Server version: Apache/${VERSION} (Debian)\nServer built:   2026-01-01T00:00:00\n`);
    return 0;
  }
  try {
    const config = readConfig(sys, asked.file, asked.defines);
    const pidfile = pathOf(config, last([config.main], 'PidFile')?.args[0] ?? '/var/run/apache2/apache2.pid');
    if (asked.command !== null && asked.command !== 'start') return control(sys, pidfile, asked.command);
    if (last([config.main], 'ServerName') === null && config.hosts.every((h) => h.names.length === 0))
      sys.print(
        2,
        `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using 127.0.1.1. Set the 'ServerName' directive globally to suppress this message\n`,
      );
    switch (asked.mode) {
      case 'test':
        sys.print(2, 'Syntax OK\n');
        return 0;
      case 'modules':
        sys.print(1, `Loaded Modules:\n${[...config.modules].map((name) => ` ${name}_module (shared)\n`).join('')}`);
        return 0;
      case 'vhosts':
        sys.print(
          1,
          `VirtualHost configuration:\n${config.hosts.map((h) => `${(h.addresses[0] ?? '').padEnd(22)} ${h.names[0] ?? sys.process.host.name} (${asked.file})\n`).join('')}ServerRoot: "${config.root}"\n`,
        );
        return 0;
      case 'run': {
        if (running(sys, pidfile) !== null) {
          sys.print(2, `httpd (pid ${running(sys, pidfile) ?? 0}) already running\n`);
          return 0;
        }
        const parent = new Parent(sys, asked.file, asked.defines, config, pidfile);
        return asked.defines.includes('FOREGROUND') ? yield* parent.run() : detach(sys, parent);
      }
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    sys.print(2, `${error.message}\n`);
    if (asked.mode === 'test') sys.print(2, "Action '-t' failed.\nThe Apache error log may have more information.\n");
    return 1;
  }
}

/** Without -DFOREGROUND the command comes back at once and the server goes on. */
function detach(sys: Sys, parent: Parent): number {
  if (!parent.open()) return 1;
  sys.fork((child) => parent.as(child).run());
  return 0;
}

function running(sys: Sys, pidfile: string): number | null {
  if (!sys.fs.exists(pidfile)) return null;
  const pid = Number.parseInt(sys.fs.readText(pidfile), 10);
  return sys.process.host.processes.get(pid)?.state === 'running' ? pid : null;
}

const SIGNAL_OF: Readonly<Record<string, Signal>> = {
  stop: 'TERM',
  restart: 'HUP',
  graceful: 'USR1',
  'graceful-stop': 'WINCH',
};

function control(sys: Sys, pidfile: string, command: string): number {
  const signal = SIGNAL_OF[command];
  if (signal === undefined) {
    sys.print(2, `Usage: apache2 [-k start|restart|graceful|graceful-stop|stop]\n`);
    return 1;
  }
  const pid = running(sys, pidfile);
  if (pid === null) {
    if (command === 'stop') sys.print(2, 'httpd (no pid file) not running\n');
    else sys.print(2, 'httpd not running, trying to start\n');
    return command === 'stop' ? 0 : 1;
  }
  try {
    sys.kill(pid, signal);
    return 0;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    sys.print(2, `(1)Operation not permitted: AH00095: sending signal to server\n`);
    return 1;
  }
}
