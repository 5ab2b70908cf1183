/** `pip uninstall`: what the package's archive had put there; what needs it is left as it is, as pip leaves it. */
import { fromUtf8, utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { normalisedName, withRequired } from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';
import { ownPackages, venvOf } from '../../machine/venv.ts';
import { installed, type Installed } from './installed.ts';
import { MANAGED } from './managed.ts';
import { modelled } from './modelled.ts';

export function* uninstall(sys: Sys, args: readonly string[]): Eff<number> {
  const write = (fd: 1 | 2, text: string): Eff<void> => sys.fs.write(fd, utf8(text));
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (names.length === 0) {
    yield* write(2, 'ERROR: You must give at least one requirement to uninstall (see "pip help uninstall")\n');
    return 1;
  }
  const prefix = venvOf(sys);
  if (prefix === null && !args.includes('--break-system-packages')) {
    yield* write(2, MANAGED);
    return 1;
  }
  const bin = prefix === null ? ownPackages(sys).bin : `${prefix}/bin`;
  for (const name of names) {
    const found = installed(sys).find((one) => normalisedName(one.name) === normalisedName(name));
    if (!found) {
      yield* write(2, `WARNING: Skipping ${name} as it is not installed.\n`);
      continue;
    }
    yield* write(
      1,
      `Found existing installation: ${found.name} ${found.version}\nUninstalling ${found.name}-${found.version}:\n`,
    );
    if (!args.some((arg) => arg === '-y' || arg === '--yes')) {
      yield* write(1, `  Would remove:\n    ${found.location}/${found.info}/*\nProceed (Y/n)? `);
      const answer = fromUtf8(yield* sys.fs.read(0)).trim();
      if (!/^(|y|yes)$/i.test(answer)) continue;
    }
    remove(sys, found, bin);
    yield* write(1, `  Successfully uninstalled ${found.name}-${found.version}\n`);
  }
  return 0;
}

function remove(sys: Sys, found: Installed, bin: string): void {
  const archive = (modelled(sys, found.name) ?? withRequired(sys.world.shelf, found.name))?.at(-1);
  for (const path of archive?.files.keys() ?? []) {
    const full = `${found.location}/${path}`;
    if (sys.fs.exists(full)) sys.fs.unlink(full);
  }
  for (const name of Object.keys(archive?.scripts ?? {}))
    if (sys.fs.exists(`${bin}/${name}`)) sys.fs.unlink(`${bin}/${name}`);
  const metadata = `${found.location}/${found.info}/METADATA`;
  if (sys.fs.exists(metadata)) sys.fs.unlink(metadata);
}
