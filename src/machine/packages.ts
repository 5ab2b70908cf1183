import { type Bytes, fromUtf8 } from '../base/bytes.ts';

/** A Python package that this build has at hand, as its wheel unpacks into a directory of packages. */
export interface PackageArchive {
  /** As the package writes itself: `Flask`. */
  readonly name: string;
  readonly version: string;
  /** Other packages that it needs, by normalised name. */
  readonly requires: readonly string[];
  /** Commands that come with it: name -> `module:function`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** By path below the directory of packages. */
  readonly files: ReadonlyMap<string, Bytes>;
}

/** What can be installed on the machines of a world, by normalised name. */
export type PackageShelf = ReadonlyMap<string, PackageArchive>;

/** PEP 503: `Flask`, `flask` and `FLASK` are one package. */
export const normalisedName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** The package and all that it needs, what is needed first; null where one of them is not on the shelf. */
export function withRequired(shelf: PackageShelf, name: string): PackageArchive[] | null {
  const found = new Map<string, PackageArchive>();
  const visit = (one: string): boolean => {
    if (found.has(one)) return true;
    const archive = shelf.get(one);
    if (!archive) return false;
    found.set(one, archive);
    const complete = archive.requires.every(visit);
    // Behind what it needs.
    found.delete(one);
    found.set(one, archive);
    return complete;
  };
  return visit(normalisedName(name)) ? [...found.values()] : null;
}

/** What a package needs for these extras of its (PEP 508: `Requires-Dist: asgiref>=3.2 ; extra == "async"`), by normalised name. */
export function requiredFor(archive: PackageArchive, extras: readonly string[]): string[] {
  const [, metadata] = [...archive.files].find(([path]) => path.endsWith('.dist-info/METADATA')) ?? [];
  if (!metadata || extras.length === 0) return [];
  const wanted = new Set(extras.map(normalisedName));
  return fromUtf8(metadata)
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, name = '', extra = ''] = /^Requires-Dist: ([\w.-]+).*;.*\bextra == ["']([\w.-]+)["']/.exec(line) ?? [];
      return wanted.has(normalisedName(extra)) ? [normalisedName(name)] : [];
    });
}

/** What pip writes for a command (distlib's template, as pip 25 fills it in). */
export function consoleScript(python: string, target: string): string {
  const [module = '', name = ''] = target.split(':');
  const [first = ''] = name.split('.');
  return `#!${python}\nimport sys\nfrom ${module} import ${first}\nif __name__ == '__main__':\n    sys.argv[0] = sys.argv[0].removesuffix('.exe')\n    sys.exit(${name}())\n`;
}
