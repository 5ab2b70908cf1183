/** Packages that need no archive (machine/modelled-packages.ts), as far as this build has their programs. */
import { modelledPackage } from '../../machine/modelled-packages.ts';
import type { PackageArchive } from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';

/** The package alone, or null where it is none of these. */
export function modelled(sys: Sys, name: string): PackageArchive[] | null {
  const found = modelledPackage(name);
  return found && (found.library || sys.world.programs.has(found.name)) ? [found] : null;
}
