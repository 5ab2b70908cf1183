/** systemctl's rarer ways with unit files: add-wants and add-requires, revert (systemctl(1), systemd 252). */
import type { Sys } from '../../machine/sys.ts';
import { link, type InstallHow, type Installed } from './install.ts';
import { findFragment, listed, UNIT_PATHS } from './load.ts';
import { mangle, unitType } from './names.ts';

const CONFIG = '/etc/systemd/system';
const VENDOR = UNIT_PATHS.filter((dir) => dir !== CONFIG && !dir.startsWith('/run/'));

/** `add-wants TARGET UNIT…`: a link as enable makes it, without any [Install]. */
export function addDependencies(sys: Sys, operands: readonly string[], how: InstallHow): Installed {
  const [given = '', ...units] = operands;
  const target = unitType(given) === null ? `${given}.target` : given;
  const lines: string[] = [];
  for (const name of [target, ...units.map(mangle)])
    if (!findFragment(sys, name, UNIT_PATHS))
      return { status: 1, lines: [`Failed to add dependency: Unit file ${name} does not exist.`], bare: false };
  for (const name of units.map(mangle)) {
    const found = findFragment(sys, name, UNIT_PATHS);
    if (found) link(sys, found.path, `${CONFIG}/${target}.${how.verb.replace('add-', '')}/${name}`, lines);
  }
  return { status: 0, lines, bare: false };
}

/** `revert UNIT…`: away with the drop-ins, and with a copy in /etc of what a package brought. */
export function revert(sys: Sys, units: readonly string[]): Installed {
  const lines: string[] = [];
  const remove = (path: string, isDirectory: boolean): void => {
    if (isDirectory) sys.fs.rmdir(path);
    else sys.fs.unlink(path);
    lines.push(`Removed "${path}".`);
  };
  for (const name of units.map(mangle)) {
    const own = `${CONFIG}/${name}`;
    const files = listed(sys, `${own}.d`).filter((file) => file.endsWith('.conf'));
    for (const file of files) remove(`${own}.d/${file}`, false);
    if (files.length > 0 && listed(sys, `${own}.d`).length === 0) remove(`${own}.d`, true);
    if (sys.fs.exists(own) && VENDOR.some((dir) => sys.fs.exists(`${dir}/${name}`))) remove(own, false);
  }
  return { status: 0, lines, bare: false };
}
