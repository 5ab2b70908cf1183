import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Unit } from './unit.ts';

const KINDS = [
  ['RuntimeDirectory', '/run'],
  ['StateDirectory', '/var/lib'],
  ['CacheDirectory', '/var/cache'],
  ['LogsDirectory', '/var/log'],
] as const;

/** RuntimeDirectory= and its siblings (systemd.exec(5)): made before the start, owned by the service's user. */
export function makeDirectories(sys: Sys, unit: Unit): void {
  const { users } = sys.process.host;
  const user = users.byName(unit.text('Service.User') ?? 'root');
  const group = unit.text('Service.Group');
  const gid = group === null ? user?.gid : (users.groups.get(group)?.gid ?? user?.gid);
  for (const [key, base] of KINDS) {
    for (const name of unit.list(`Service.${key}`)) {
      let at: string = base;
      for (const part of name.split('/')) {
        at += `/${part}`;
        if (!sys.fs.exists(at)) sys.fs.mkdir(at, 0o755);
      }
      sys.fs.chmod(at, unit.mode(`Service.${key}Mode`, 0o755));
      sys.fs.chown(at, user?.uid ?? 0, gid ?? 0);
    }
  }
}

/** RUNTIME_DIRECTORY and its siblings: where they are, for the programs of the unit. */
export function directoryVariables(unit: Unit): (readonly [name: string, value: string])[] {
  return KINDS.flatMap(([key, base]) => {
    const names = unit.list(`Service.${key}`);
    if (names.length === 0) return [];
    const name = key.replace('Directory', '_Directory').toUpperCase();
    return [[name, names.map((one) => `${base}/${one}`).join(':')] as const];
  });
}

/** Runtime directories go when the service stops, unless RuntimeDirectoryPreserve= keeps them. */
export function removeDirectories(sys: Sys, unit: Unit): void {
  if (/^(yes|y|true|t|on|1|restart)$/.test(unit.text('Service.RuntimeDirectoryPreserve') ?? 'no')) return;
  for (const name of unit.list('Service.RuntimeDirectory')) removeTree(sys, `/run/${name}`);
}

export function removeTree(sys: Sys, path: string): void {
  try {
    if (sys.fs.lstat(path).kind !== 'dir') return sys.fs.unlink(path);
    for (const name of sys.fs.readdir(path)) removeTree(sys, `${path}/${name}`);
    sys.fs.rmdir(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}
