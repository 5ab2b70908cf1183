import { utf8 } from '../base/bytes.ts';
import { dirname, ROOT } from '../machine/filesystem.ts';
import type { Host } from '../machine/host.ts';
import { modelledPackage } from '../machine/modelled-packages.ts';
import { consoleScript, normalisedName, type PackageArchive, withRequired } from '../machine/packages.ts';
import { DIST_PACKAGES } from '../machine/venv.ts';
import type { World } from '../machine/world.ts';
import { isProgram } from './programs.ts';

/** As a distribution's package would have: files below dist-packages, commands in /usr/bin. */
export function installPackages(world: World, box: Host, names: readonly string[]): void {
  const done = new Set<PackageArchive>();
  for (const name of names) {
    const known = modelledPackage(name);
    const archives = known?.library ? [known] : withRequired(world.shelf, name);
    if (archives) for (const archive of archives) done.add(archive);
    else world.sim.emit({ kind: 'run.note', note: `packages: this build does not contain ${normalisedName(name)}` });
  }
  for (const archive of done) {
    for (const [path, bytes] of archive.files) {
      box.files.makePath(dirname(`${DIST_PACKAGES}/${path}`));
      box.files.writeFile(`${DIST_PACKAGES}/${path}`, bytes, ROOT);
    }
    for (const [command, target] of Object.entries(archive.scripts)) {
      if (isProgram(command)) continue;
      box.files.writeFile(`/usr/bin/${command}`, utf8(consoleScript('/usr/bin/python3', target)), ROOT);
      box.files.chmod(`/usr/bin/${command}`, 0o755, ROOT);
    }
  }
}
