import { fromUtf8 } from '../base/bytes.ts';
import type { Sys } from './sys.ts';

/** Where a virtual environment has its packages (venv, CPython 3.14: `sysconfig` scheme `venv`). */
export const SITE_PACKAGES = 'lib/python3.14/site-packages';
/** Where Debian's own Python has them. */
export const DIST_PACKAGES = '/usr/lib/python3/dist-packages';

/**
 * The virtual environment whose program this process runs, or null: a `pyvenv.cfg` beside the directory of the file that
 * was executed (site.py, `venv()`), links not followed.
 */
export function venvOf(sys: Sys): string | null {
  const { exe } = sys.process;
  const bin = exe.slice(0, exe.lastIndexOf('/'));
  const prefix = bin.slice(0, bin.lastIndexOf('/'));
  return prefix !== '' && sys.fs.exists(`${prefix}/pyvenv.cfg`) ? prefix : null;
}

/** Is it one that sees the system's packages too? */
function seesSystem(sys: Sys, prefix: string): boolean {
  return /^include-system-site-packages\s*=\s*true/im.test(fromUtf8(sys.fs.readFile(`${prefix}/pyvenv.cfg`)));
}

/** Below $HOME (site.py, `USER_SITE`), and where Debian has root's own pip put things. */
const USER_PACKAGES = '.local/lib/python3.14/site-packages';
const LOCAL_PACKAGES = '/usr/local/lib/python3.14/dist-packages';

/** Outside of environments: packages and commands of this user. */
export function ownPackages(sys: Sys): { readonly site: string; readonly bin: string } {
  if (sys.process.credentials.uid === 0) return { site: LOCAL_PACKAGES, bin: '/usr/local/bin' };
  const home = sys.getenv('HOME') ?? '/';
  return { site: `${home}/${USER_PACKAGES}`, bin: `${home}/.local/bin` };
}

/** Directories of packages, the nearest first. */
export function packageDirectories(sys: Sys): string[] {
  const prefix = venvOf(sys);
  if (prefix === null) {
    const home = sys.getenv('HOME');
    const own = home === null ? [] : [`${home}/${USER_PACKAGES}`];
    return [...own, LOCAL_PACKAGES].filter((path) => sys.fs.exists(path)).concat(DIST_PACKAGES);
  }
  return [`${prefix}/${SITE_PACKAGES}`, ...(seesSystem(sys, prefix) ? [DIST_PACKAGES] : [])];
}

/** Is a package installed where this process looks for packages? */
export const hasPackage = (sys: Sys, name: string): boolean =>
  packageDirectories(sys).some(
    (dir) =>
      sys.fs.exists(dir) &&
      sys.fs.readdir(dir).some((entry) => entry.startsWith(`${name}-`) && entry.endsWith('.dist-info')),
  );
