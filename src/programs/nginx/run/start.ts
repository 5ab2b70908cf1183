/** The steps between a configuration that reads well and sockets that listen (ngx_init_cycle), on the machine. */
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { argsOf } from '../conf/context.ts';
import { fullName } from '../conf/host.ts';
import type { Config, Listen } from '../conf/model.ts';
import type { StartHost } from '../conf/verify.ts';
import { errorText } from './host-sys.ts';
import type { LogFiles } from './logs.ts';

/** Debian's build: where its prefix, its configuration and its process id are. */
export const DEBIAN = {
  prefix: '/usr/share/nginx/',
  confPrefix: '/etc/nginx/',
  conf: '/etc/nginx/nginx.conf',
  pid: '/run/nginx.pid',
} as const;

export const pidPath = (config: Config | null): string =>
  fullName(DEBIAN.prefix, argsOf(config?.main ?? null, 'pid')?.[0] ?? DEBIAN.pid);

/** Listening sockets by address: kept over a reload where the address stays. */
export type Sockets = Map<string, number>;

function bindSocket(sys: Sys, l: Listen): number {
  const { address } = l;
  if (address.family !== 'unix')
    return sys.net.listen({ family: 'tcp', ip: address.host, port: address.port }, l.backlog);
  const fd = sys.net.listen({ family: 'unix', path: address.host }, l.backlog);
  sys.fs.chmod(address.host, 0o666);
  return fd;
}

/** For `-t`: everything is tried and nothing is left behind, but for logs and the empty pid file that nginx leaves too. */
export function testHost(sys: Sys): StartHost {
  return {
    pidFile: (path) => attempt(() => sys.fs.close(sys.fs.open(path, { write: true, create: true, mode: 0o644 }))),
    makeDir: (path, user) => makeDir(sys, path, user),
    openLog: (path) =>
      attempt(() => sys.fs.close(sys.fs.open(path, { write: true, append: true, create: true, mode: 0o644 }))),
    bind(l) {
      if (l.address.family === 'unix') return null;
      const problem = attempt(() => sys.fs.close(bindSocket(sys, l)));
      return problem?.startsWith('98:') === true ? null : problem;
    },
  };
}

/** For a start or a reload: logs stay open, sockets listen. Addresses in `kept` are already there. */
export function liveHost(sys: Sys, files: LogFiles, kept: Sockets, made: Sockets): StartHost {
  return {
    pidFile: () => null,
    makeDir: (path, user) => makeDir(sys, path, user),
    openLog: (path) => attempt(() => files.open(sys, path)),
    bind(l) {
      const known = kept.get(l.text);
      if (known !== undefined) {
        made.set(l.text, known);
        return null;
      }
      return attempt(() => made.set(l.text, bindSocket(sys, l)));
    },
  };
}

/** The workers' user gets it (ngx_create_paths), if nginx may give it away. */
function makeDir(sys: Sys, path: string, user: string): string | null {
  try {
    sys.fs.mkdir(path, 0o700);
  } catch (error) {
    if (!(error instanceof SysError && error.errno === 'EEXIST')) return errorText(error);
  }
  const owner = sys.process.credentials.uid === 0 ? sys.process.host.users.byName(user) : null;
  if (owner !== null) sys.fs.chown(path, owner.uid, sys.fs.stat(path).gid);
  return null;
}

function attempt(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return errorText(error);
  }
}
