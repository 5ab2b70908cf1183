/** The target that the machine boots to: a link, which get-default reads and set-default makes anew. */
import type { Sys } from '../../machine/sys.ts';
import type { Installed } from './install.ts';
import { findFragment, UNIT_PATHS } from './load.ts';
import { mangle } from './names.ts';

const LINK = '/etc/systemd/system/default.target';

export function defaultTarget(sys: Sys): string {
  if (!sys.fs.exists(LINK)) return 'graphical.target';
  const inode = sys.fs.lstat(LINK);
  return inode.kind === 'symlink' ? (inode.target.split('/').pop() ?? '') : 'default.target';
}

export function setDefault(sys: Sys, name: string, booted: boolean): Installed {
  const target = mangle(name.includes('.') ? name : `${name}.target`);
  const failed = (offline: string, on: string): Installed => {
    const lines = [booted ? `Failed to set default target: ${on}` : `Failed to set default target, ${offline}`];
    return { status: 1, lines, bare: false };
  };
  if (!target.endsWith('.target')) return failed(`unit ${target} is not a target.`, 'Invalid argument');
  const found = findFragment(sys, target, UNIT_PATHS);
  if (!found) return failed(`unit ${target} does not exist.`, `Unit file ${target} does not exist.`);
  const lines: string[] = [];
  if (sys.fs.exists(LINK)) {
    sys.fs.unlink(LINK);
    lines.push(`Removed "${LINK}".`);
  }
  sys.fs.symlink(found.path, LINK);
  lines.push(`Created symlink ${LINK} → ${found.path}.`);
  return { status: 0, lines, bare: false };
}
