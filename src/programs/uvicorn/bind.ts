/** Listening sockets (uvicorn 0.54 server.py `startup`, config.py `bind_socket`). */
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Config } from './config.ts';
import { paint, type Log } from './log.ts';

/** What could not be bound, in asyncio's words. */
export class BindError extends Error {}

/** Bind; with `listen` also start listening. Throws `BindError`. */
export function bindSocket(sys: Sys, config: Config, listen: boolean): number[] {
  if (config.fd !== null) {
    if (!sys.process.fds.has(config.fd)) throw new BindError('[Errno 9] Bad file descriptor');
    return [config.fd];
  }
  return config.uds === null ? bindTcp(sys, config, listen) : [bindUnix(sys, config, config.uds, listen)];
}

/** Every address of the name: `localhost` may have two. */
function bindTcp(sys: Sys, config: Config, listen: boolean): number[] {
  const host = config.host === '' ? '0.0.0.0' : config.host;
  const ips = [...new Set(sys.net.resolve(host))];
  if (ips.length === 0) throw new BindError('[Errno -2] Name or service not known');
  return ips.map((ip) => {
    const fd = sys.net.socket();
    try {
      sys.net.bind(fd, { family: 'tcp', ip, port: config.port });
      if (listen) sys.net.startListening(fd, config.backlog);
      return fd;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      sys.fs.close(fd);
      const n = errnoNumber(error.errno);
      const text = strerror(error.errno);
      if (!listen) throw new BindError(`[Errno ${n}] ${text}`);
      const where = ip.includes(':') ? `('${ip}', ${config.port}, 0, 0)` : `('${ip}', ${config.port})`;
      throw new BindError(`[Errno ${n}] error while attempting to bind on address ${where}: ${text.toLowerCase()}`);
    }
  });
}

/** A socket file that is there already is taken over, with its mode; a new one is open to all. */
function bindUnix(sys: Sys, config: Config, path: string, listen: boolean): number {
  let mode = 0o666;
  try {
    if (sys.fs.exists(path)) {
      const before = sys.fs.stat(path);
      mode = before.mode & 0o777;
      if (before.kind === 'socket') sys.fs.unlink(path);
    }
    const fd = sys.net.socket();
    sys.net.bind(fd, { family: 'unix', path });
    sys.fs.chmod(path, mode);
    if (listen) sys.net.startListening(fd, config.backlog);
    return fd;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new BindError(
      `[Errno ${errnoNumber(error.errno)}] ${error.errno === 'EADDRINUSE' ? `Address '${path}' is already in use` : strerror(error.errno)}`,
    );
  }
}

export function logRunning(sys: Sys, config: Config, fds: readonly number[], log: Log): void {
  const quit = '(Press CTRL+C to quit)';
  const [fd] = fds;
  const name = fd === undefined ? '' : sys.net.localName(fd);
  if (config.uds !== null || name.startsWith('unix:')) {
    const path = config.uds ?? name.slice(5);
    return log.info(`Uvicorn running on ${config.fd === null ? 'unix socket ' : 'socket '}${path} ${quit}`);
  }
  if (config.fd !== null) return log.info(`Uvicorn running on socket ('${name.replace(/:(\d+)$/, "', $1")}) ${quit}`);
  const port = Number(/:(\d+)$/.exec(name)?.[1] ?? config.port);
  const scheme = config.tls === null ? 'http' : 'https';
  const address = `${scheme}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  log.info(`Uvicorn running on ${address} ${quit}`, `Uvicorn running on ${paint(address, 1)} ${quit}`);
}
