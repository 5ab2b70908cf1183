/**
 * fcgiwrap 1.1.0 (fcgiwrap(8), fcgiwrap.c): FastCGI on one side, CGI on the other. Every request is a new process that
 * becomes the script; what it prints is the answer.
 */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Address } from '../../machine/network.ts';
import type { Sys } from '../../machine/sys.ts';
import { serveConnection } from './request.ts';

export const VERSION = '1.1.0';

const HELP = `Usage: fcgiwrap [OPTION]
Invokes CGI scripts as FCGI.

fcgiwrap version ${VERSION}

Options are:
  -f\t\t\tSend CGI's stderr over FastCGI
  -c <number>\t\tNumber of processes to prefork
  -s <socket_url>\tSocket to bind to (say -s help for help)
  -h\t\t\tShow this help message and exit
  -p <path>\t\tRestrict execution to this script. (repeated options will be merged)

Report bugs to Grzegorz Nosek <grzegorz.nosek@gmail.com>.
fcgiwrap home page: <http://nginx.localdomain.pl/wiki/FcgiWrap>
`;

export interface Options {
  /** Errors of scripts go through FastCGI, into the log of the server in front. */
  readonly forward: boolean;
  readonly processes: number;
  readonly socket: string | null;
  /** Empty: any script. */
  readonly allowed: readonly string[];
}

function parse(args: readonly string[]): Options | string {
  let options: Options = { forward: false, processes: 1, socket: null, allowed: [] };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const letter = arg[1] ?? '';
    if (arg === '-f') options = { ...options, forward: true };
    else if (arg === '-h') return HELP;
    else if (/^-[csp]/.test(arg)) {
      const value = arg.length > 2 ? arg.slice(2) : args[++i];
      if (value === undefined) return `Option -${letter} requires an argument.\n`;
      if (letter === 'c') options = { ...options, processes: Math.max(1, Number.parseInt(value, 10) || 1) };
      else if (letter === 's') options = { ...options, socket: value };
      else options = { ...options, allowed: [...options.allowed, value] };
    } else return `Unknown option \`${arg}'.\n`;
  }
  return options;
}

const SOCKET_HELP =
  'Valid socket URLs are:\nunix:/path/to/socket for Unix sockets\ntcp:dot.ted.qu.ad:port for IPv4 sockets\ntcp6:[ipv6_addr]:port for IPv6 sockets\n';

function addressOf(url: string): Address | null {
  if (url.startsWith('unix:')) return { family: 'unix', path: url.slice(5) };
  const tcp = /^(?:tcp:([\d.]+)|tcp6:\[([^\]]+)\]):(\d+)$/.exec(url);
  return tcp ? { family: 'tcp', ip: tcp[1] ?? tcp[2] ?? '', port: Number(tcp[3]) } : null;
}

export function* fcgiwrap(sys: Sys): Eff<number> {
  const options = parse(sys.argv.slice(1));
  if (typeof options === 'string') {
    yield* sys.fs.write(options === HELP ? 1 : 2, utf8(options));
    return options === HELP ? 0 : 1;
  }
  const listener = yield* listen(sys, options);
  if (listener === null) return 1;
  announce(sys, options);
  // Whoever waits for a script reaps it; SIGTERM ends at once with success (fcgiwrap.c, sigterm_handler).
  sys.signal('TERM', () => sys.world.lifecycle.terminate(sys.process, { code: 0, signal: null }));
  sys.signal('INT', () => sys.world.lifecycle.terminate(sys.process, { code: 0, signal: null }));
  const { processes } = options;
  for (let n = 1; n < processes; n++) sys.fork((child) => serve(child, options, listener));
  return yield* serve(sys, options, listener);
}

function announce(sys: Sys, { socket, processes }: Options): void {
  const { pid } = sys;
  sys.emit({ kind: 'process.role', pid, program: 'fcgiwrap', role: 'server', index: 0 });
  sys.emit({
    kind: 'server.started',
    pid,
    server: 'fcgiwrap',
    version: VERSION,
    bind: [socket ?? ''],
    workerClass: 'cgi',
    workers: 0,
    threads: processes,
    timeout: 0,
  });
}

function* listen(sys: Sys, { socket }: Options): Eff<number | null> {
  // Without -s the socket is standard input, as spawn-fcgi and systemd hand it over.
  if (socket === null) {
    if (sys.process.fds.has(0) && sys.process.fds.get(0).description.kind === 'listener') return 0;
    yield* sys.fs.write(2, utf8('fcgiwrap: no socket on standard input; use -s, spawn-fcgi or systemd\n'));
    return null;
  }
  const address = addressOf(socket);
  if (address === null) {
    yield* sys.fs.write(2, utf8(socket === 'help' ? SOCKET_HELP : `Malformed socket URL\n${SOCKET_HELP}`));
    return null;
  }
  try {
    return sys.net.listen(address, 511);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* sys.fs.write(2, utf8(`Failed to bind: ${strerror(error.errno)} (${errnoNumber(error.errno)})\n`));
    return null;
  }
}

/** One request after the other: the next connection waits in the queue while a script runs. */
function* serve(sys: Sys, options: Options, listener: number): Eff<number> {
  for (;;) {
    const fd = yield* sys.net.accept(listener);
    yield* serveConnection(sys, options, fd);
  }
}
