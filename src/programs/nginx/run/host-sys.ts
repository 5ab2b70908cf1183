/** The machine as a configuration's reader sees it: files, names, users of the process that reads. */
import { fromLatin1 } from '../../../base/bytes.ts';
import { errnoNumber, strerror, SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { globMatches } from '../conf/fixture-host.ts';
import type { ConfHost } from '../conf/host.ts';

/** `2: No such file or directory`; anything that is not a system call's failure goes on. */
export function errorText(error: unknown): string {
  if (!(error instanceof SysError)) throw error;
  return `${errnoNumber(error.errno)}: ${strerror(error.errno)}`;
}

export function sysHost(sys: Sys): ConfHost {
  const { host } = sys.process;
  return {
    readFile(path) {
      try {
        return { ok: true, text: fromLatin1(sys.fs.readFile(path)) };
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        const call = error.errno === 'EISDIR' ? 'pread' : 'open';
        return { ok: false, problem: { call, errno: errnoNumber(error.errno), text: strerror(error.errno) } };
      }
    },
    glob: (pattern) => glob(sys, pattern),
    // getaddrinfo(3) sorts by RFC 6724: IPv6 before IPv4.
    resolve: (name) => sys.net.resolve(name).toSorted((a, b) => Number(b.includes(':')) - Number(a.includes(':'))),
    userExists: (name) => host.users.byName(name) !== null,
    groupExists: (name) => host.users.groups.has(name),
    privileged: sys.process.credentials.uid === 0,
    hostname: host.spec.name,
    cores: host.spec.cores,
    sslFile(path) {
      const text = readOrUndefined(sys, path);
      return text === undefined ? { type: 'missing' } : { type: 'text', text };
    },
  };
}

function readOrUndefined(sys: Sys, path: string): string | undefined {
  try {
    return fromLatin1(sys.fs.readFile(path));
  } catch (error) {
    // A directory opens, and has nothing in it that could be read.
    if (error instanceof SysError) return error.errno === 'EISDIR' ? '' : undefined;
    throw error;
  }
}

/** glob(3): directories are read only where a segment has a pattern. */
function glob(sys: Sys, pattern: string): string[] {
  const segments = pattern.split('/').slice(1);
  let found = [''];
  for (const segment of segments) {
    const next: string[] = [];
    for (const dir of found) {
      if (!/[*?[]/.test(segment)) next.push(`${dir}/${segment}`);
      else
        for (const name of list(sys, dir === '' ? '/' : dir))
          if (globMatches(segment, name)) next.push(`${dir}/${name}`);
    }
    found = next;
  }
  return found.filter((path) => isThere(sys, path)).sort();
}

/** A link that leads nowhere counts: opening it then fails. */
function isThere(sys: Sys, path: string): boolean {
  try {
    sys.fs.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

function list(sys: Sys, dir: string): string[] {
  try {
    return sys.fs.readdir(dir);
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}
