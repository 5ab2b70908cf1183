/** Listening sockets (sock.py 26.2): five tries a second apart, unix sockets with the umask, their file removed at the end. */
import { utf8 } from '../../base/bytes.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Eff } from '../../engine/task.ts';
import { shownAddress, type Bind } from './address.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { PyError, reprText } from './value.ts';

export interface Listening {
  readonly fd: number;
  /** Path of a unix socket, else null. */
  readonly path: string | null;
}

const TRIES = 5;

/** An OSError of bind(2) that no system call here raises: `socket.gaierror`, whose number is none of errno's, and others. */
class BindFault {
  readonly errno = null;
  constructor(readonly message: string) {}
}

/** Bytes of a unix socket's path, the NUL at its end included (unix(7)). */
const LONGEST_PATH = 108;

/** Throws `PyError` when a path is no socket; exits with 1 when an address cannot be had. */
export function* createListeners(
  sys: Sys,
  config: Config,
  log: Log,
  inherited: readonly number[] = [],
): Eff<Listening[]> {
  const given = config.address;
  const fds = [...given.flatMap((b) => (b.kind === 'fd' ? [b.fd] : [])), ...inherited];
  if (fds.length > 0) return fds.map((fd) => ({ fd, path: unixPath(sys, fd) }));
  for (const name of ['certfile', 'keyfile']) {
    const path = config.text(name);
    if (path !== null && !sys.fs.exists(path)) throw new PyError('ValueError', `${name} "${path}" does not exist`);
  }
  const listening: Listening[] = [];
  for (const bind of given) {
    const made = yield* tryFive(sys, config, log, bind);
    if (made === null) {
      log.error(`Can't connect to ${shownAddress(bind)}`);
      return sys.exit(1);
    }
    listening.push(made);
  }
  return listening;
}

function* tryFive(sys: Sys, config: Config, log: Log, bind: Bind): Eff<Listening | null> {
  for (let i = 0; i < TRIES; i++) {
    try {
      return listenOn(sys, config, bind);
    } catch (error) {
      if (!(error instanceof SysError || error instanceof BindFault)) throw error;
      const { errno } = error;
      if (errno === 'EADDRINUSE') log.error(`Connection in use: ${shownAddress(bind)}`);
      if (errno === 'EADDRNOTAVAIL') log.error(`Invalid address: ${shownAddress(bind)}`);
      const why = errno === null ? error.message : `[Errno ${errnoNumber(errno)}] ${strerror(errno)}`;
      log.error(`connection to ${shownAddress(bind)} failed: ${why}`);
      log.debug('Retrying in 1 second.');
      yield* sleepAll(sys, 1_000_000);
    }
  }
  return null;
}

/** `time.sleep`: a handled signal does not shorten it. */
export function* sleepAll(sys: Sys, us: number): Eff<void> {
  const until = sys.now + us;
  while (sys.now < until) yield* sys.sleep(until - sys.now);
}

function listenOn(sys: Sys, config: Config, bind: Bind): Listening {
  const backlog = config.int('backlog');
  if (bind.kind === 'unix') return listenUnix(sys, config, bind.path, backlog);
  if (bind.kind === 'fd') return { fd: bind.fd, path: unixPath(sys, bind.fd) };
  if (bind.port < 0 || bind.port > 65_535) throw new PyError('OverflowError', 'bind(): port must be 0-65535.');
  const ip = addressOf(sys, bind.host);
  const fd = sys.net.socket();
  try {
    if (config.flag('reuse_port')) sys.net.reusePort(fd);
    sys.net.bind(fd, { family: 'tcp', ip, port: bind.port });
    sys.net.startListening(fd, backlog);
    return { fd, path: null };
  } catch (error) {
    sys.fs.close(fd);
    throw error;
  }
}

/** bind(2) of a name: its first IPv4 address; `0` and the like are numbers (inet_aton(3)). */
function addressOf(sys: Sys, host: string): string {
  if (host === '') return '0.0.0.0';
  if (/^\d+$/.test(host)) {
    const n = Number(host);
    return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
  }
  const found = sys.net.resolve(host);
  const ip = found.find((a) => !a.includes(':')) ?? found[0];
  if (ip === undefined || ip.split('.').some((part) => Number(part) > 255))
    throw new BindFault('[Errno -2] Name or service not known');
  return ip;
}

function listenUnix(sys: Sys, config: Config, path: string, backlog: number): Listening {
  // bind(2) gives it a name of its own; the chown(2) after it finds no file.
  if (path === '') throw new BindFault("[Errno 2] No such file or directory: ''");
  if (utf8(path).length >= LONGEST_PATH) throw new BindFault('AF_UNIX path too long');
  if (sys.fs.exists(path)) {
    if (sys.fs.stat(path).kind !== 'socket') throw new PyError('ValueError', `${reprText(path)} is not a socket`);
    sys.fs.unlink(path);
  }
  const fd = sys.net.socket();
  const before = sys.process.umask;
  try {
    sys.process.umask = config.int('umask');
    sys.net.bind(fd, { family: 'unix', path });
    sys.fs.chown(path, config.int('user'), config.int('group'));
    sys.net.startListening(fd, backlog);
  } catch (error) {
    sys.fs.close(fd);
    throw error;
  } finally {
    sys.process.umask = before;
  }
  return { fd, path };
}

function unixPath(sys: Sys, fd: number): string | null {
  const name = sys.net.localName(fd);
  return name.startsWith('unix:') ? name.slice(5) : name.startsWith('/') ? name : null;
}

/** Throws `SysError` for the file of a socket that is gone: another server took the path over, and its file with it. */
export function closeListeners(sys: Sys, listening: readonly Listening[], unlink: boolean): void {
  for (const { fd, path } of listening) {
    sys.fs.close(fd);
    if (!unlink || path === null) continue;
    if (!sys.fs.exists(path)) throw new SysError('ENOENT', path);
    sys.fs.unlink(path);
  }
}

/** `http://127.0.0.1:8000`, `unix:/run/app.sock`: as the boot log shows a listener. */
export function shownListener(sys: Sys, { fd, path }: Listening, tls: boolean): string {
  if (path !== null) return `unix:${path}`;
  const name = sys.net.localName(fd);
  return `${tls && !name.startsWith('[') ? 'https' : 'http'}://${name}`;
}

/** From a service manager (LISTEN_FDS, sd_listen_fds(3): `activated`), or from the master that this one replaces. */
export function inheritedFds(sys: Sys, replaces: boolean): { readonly fds: number[]; readonly activated: boolean } {
  const { env } = sys.process;
  const [count, pid] = [Number(env.get('LISTEN_FDS') ?? 0), env.get('LISTEN_PID')];
  if (count > 0 && pid === String(sys.pid)) {
    for (const name of ['LISTEN_FDS', 'LISTEN_PID', 'LISTEN_FDNAMES']) env.delete(name);
    return { fds: Array.from({ length: count }, (_, i) => 3 + i), activated: true };
  }
  const fds = sys.getenv('GUNICORN_FD');
  if (!replaces || fds === null) return { fds: [], activated: false };
  env.delete('GUNICORN_FD');
  return { fds: fds.split(',').map(Number), activated: false };
}
