import { consoleScript, withRequired } from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';
import { DIST_PACKAGES } from '../../machine/venv.ts';

/** A Python package and what it needs into dist-packages, its commands into /usr/bin; the paths that were written. */
export function unpack(sys: Sys, name: string): string[] {
  const written: string[] = [];
  for (const archive of withRequired(sys.world.shelf, name) ?? []) {
    for (const [path, bytes] of archive.files) {
      const full = `${DIST_PACKAGES}/${path}`;
      sys.process.host.files.makePath(full.slice(0, full.lastIndexOf('/')));
      sys.fs.writeFile(full, bytes);
      written.push(full);
    }
    for (const [command, target] of Object.entries(archive.scripts)) {
      const full = `/usr/bin/${command}`;
      if (sys.fs.exists(full)) continue;
      sys.fs.writeFile(full, consoleScript('/usr/bin/python3', target));
      sys.fs.chmod(full, 0o755);
      written.push(full);
    }
  }
  return written;
}
