/**
 * The control socket of gunicorn 25 and later (`--control-socket`). Its file is there and its line is logged; the
 * protocol of `gunicornc` is not modelled, so nobody answers on it.
 */
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';

/** `again`: as after a fork, which stops the server and starts it anew. That it listens again is not said here. */
export function openControlSocket(sys: Sys, config: Config, log: Log, again = false): void {
  const path = pathOf(sys, config);
  if (path === null) return;
  try {
    const parts = path.split('/').slice(1, -1);
    for (const [i] of parts.entries()) {
      const dir = `/${parts.slice(0, i + 1).join('/')}`;
      if (!sys.fs.exists(dir)) sys.fs.mkdir(dir, 0o700);
    }
    if (sys.fs.exists(path)) sys.fs.unlink(path);
    sys.fs.close(boundSocket(sys, path));
    sys.fs.chmod(path, config.int('control_socket_mode'));
    if (!again) log.info(`Control socket listening at ${path}`);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    log.error(`Control server error: ${error.message}`);
  }
}

function boundSocket(sys: Sys, path: string): number {
  const fd = sys.net.socket();
  sys.net.bind(fd, { family: 'unix', path });
  return fd;
}

export function closeControlSocket(sys: Sys, config: Config): void {
  const path = pathOf(sys, config);
  if (path !== null && sys.fs.exists(path)) sys.fs.unlink(path);
}

const pathOf = (sys: Sys, config: Config): string | null => {
  const path = config.text('control_socket');
  return path === null || config.flag('control_socket_disable') ? null : sys.path(path);
};
