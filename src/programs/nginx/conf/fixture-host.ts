/** A machine of text files for checking configurations where there is no simulated one: tests and the editor. */
import { DEBIAN_DIRS, DEBIAN_FILES } from '../debian.ts';
import type { ConfHost } from './host.ts';
import { isIpv4, isIpv6 } from './url.ts';
import type { StartHost } from './verify.ts';

export interface FixtureOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly privileged?: boolean;
  /** Other machinery makes the certificates: whether they will be there cannot be known. */
  readonly unknownKeys?: boolean;
  /** Treat every name as resolvable, for an editor that cannot know. */
  readonly trustNames?: boolean;
}

const NAMES: Readonly<Record<string, readonly string[]>> = { localhost: ['::1', '127.0.0.1'], box: ['127.0.1.1'] };
/** What inet_aton(3) takes for an address too: fewer than four numbers. */
const SHORT_IPV4 = /^\d+(?:\.\d+){0,2}$/;
const USERS = new Set(['root', 'www-data', 'nobody', 'u', 'daemon']);
const GROUPS = new Set(['root', 'www-data', 'nogroup', 'u', 'adm', 'daemon']);

/** Debian's /etc/nginx with the given files over it. */
export function fixtureHost(options: FixtureOptions): ConfHost & StartHost {
  const files = new Map(Object.entries({ ...DEBIAN_FILES, ...options.files }));
  const dirs = new Set(['/', '/tmp', ...DEBIAN_DIRS.map(([path]) => path)]);
  for (const path of files.keys()) for (let p = parent(path); p !== '/'; p = parent(p)) dirs.add(p);
  return {
    readFile(path) {
      const text = files.get(path);
      if (text !== undefined) return { ok: true, text };
      if (dirs.has(path)) return { ok: false, problem: { call: 'pread', errno: 21, text: 'Is a directory' } };
      return { ok: false, problem: { call: 'open', errno: 2, text: 'No such file or directory' } };
    },
    glob: (pattern) => [...new Set([...files.keys(), ...dirs])].filter((p) => globMatches(pattern, p)).sort(),
    resolve: (name) =>
      options.names?.[name] ??
      NAMES[name] ??
      (isIpv4(name) || isIpv6(name) || SHORT_IPV4.test(name)
        ? [name]
        : options.trustNames === true
          ? ['127.0.0.1']
          : []),
    userExists: (name) => USERS.has(name),
    groupExists: (name) => GROUPS.has(name),
    privileged: options.privileged ?? true,
    hostname: 'box',
    cores: 2,
    sslFile(path) {
      if (options.unknownKeys === true) return { type: 'unknown' };
      const text = files.get(path);
      return text === undefined ? { type: 'missing' } : { type: 'text', text };
    },
    pidFile: () => null,
    makeDir: () => null,
    openLog: (path) => (dirs.has(parent(path)) ? null : '2: No such file or directory'),
    bind: () => null,
  };
}

const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/'))) || '/';

/** Shell patterns as glob(3) takes them: `*` and `?` do not cross a slash and do not match a leading dot. */
export function globMatches(pattern: string, path: string): boolean {
  const want = pattern.split('/');
  const have = path.split('/');
  return want.length === have.length && want.every((w, i) => segmentMatches(w, have[i] ?? ''));
}

function segmentMatches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^');
  return new RegExp(`^${source}$`, 's').test(name);
}
