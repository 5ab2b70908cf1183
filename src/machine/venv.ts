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

/** Directories of packages, the nearest first. */
export function packageDirectories(sys: Sys): string[] {
  const prefix = venvOf(sys);
  if (prefix === null) return [DIST_PACKAGES];
  return [`${prefix}/${SITE_PACKAGES}`, ...(seesSystem(sys, prefix) ? [DIST_PACKAGES] : [])];
}
