/**
 * The Python packages that a build has (scripts/frameworks.mjs fetches them): from the archives' bytes and the list that
 * came with them to what the machine can install. Both come from outside and are checked.
 */
import { unzipSync } from 'fflate';
import { normalisedName, type PackageArchive } from '../machine/packages.ts';

/** One archive as the list tells of it. */
export interface Listed {
  readonly name: string;
  readonly version: string;
  readonly requires: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  /** Of the archive. */
  readonly bytes: number;
}

/** More than any of them unpacks to. */
const MAXIMUM_BYTES = 60_000_000;

/** What `index.json` says; empty where it is none of ours. */
export function readList(text: string): Listed[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return [];
  }
  const packages: unknown = typeof data === 'object' && data !== null && 'packages' in data ? data.packages : null;
  return Array.isArray(packages) ? packages.filter(isListed) : [];
}

function isListed(one: unknown): one is Listed {
  if (typeof one !== 'object' || one === null) return false;
  const { name, version, requires, scripts, bytes } = one as Partial<Record<keyof Listed, unknown>>;
  const texts = (list: unknown): boolean => Array.isArray(list) && list.every((item) => typeof item === 'string');
  return (
    typeof name === 'string' &&
    /^[\w.-]+$/.test(name) &&
    typeof version === 'string' &&
    typeof bytes === 'number' &&
    texts(requires) &&
    typeof scripts === 'object' &&
    scripts !== null &&
    texts(Object.values(scripts))
  );
}

/** The file name of a package's archive. */
export const archiveName = ({ name, version }: Listed): string => `${normalisedName(name)}-${version}.zip`;

/** A package whose archive is unpacked when somebody first asks for its files. */
function archiveOf({ name, version, requires, scripts }: Listed, bytes: Uint8Array): PackageArchive {
  let files: PackageArchive['files'] | null = null;
  return {
    name,
    version,
    requires,
    scripts,
    get files() {
      return (files ??= unpack(name, bytes));
    },
  };
}

/** Throws on bytes that are no archive, and on one that would fill the memory. */
function unpack(of: string, bytes: Uint8Array): PackageArchive['files'] {
  let total = 0;
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      total += originalSize;
      if (total > MAXIMUM_BYTES) throw new Error(`${of}: more than ${MAXIMUM_BYTES} bytes`);
      return !name.endsWith('/') && !name.split('/').includes('..') && !name.startsWith('/');
    },
  });
  return new Map(Object.entries(files));
}

/** All archives of `read` by normalised name; those that cannot be read are not there. */
export function makeShelf(
  list: readonly Listed[],
  read: (file: string) => Uint8Array | null,
): Map<string, PackageArchive> {
  const shelf = new Map<string, PackageArchive>();
  for (const listed of list) {
    const bytes = read(archiveName(listed));
    if (bytes) shelf.set(normalisedName(listed.name), archiveOf(listed, bytes));
  }
  return shelf;
}

/** The names, and all that they need, as far as they are listed. */
export function listedWithRequired(list: readonly Listed[], names: readonly string[]): Listed[] {
  const byName = new Map(list.map((one) => [normalisedName(one.name), one]));
  const found = new Set<Listed>();
  const visit = (name: string): void => {
    const one = byName.get(normalisedName(name));
    if (!one || found.has(one)) return;
    found.add(one);
    one.requires.forEach(visit);
  };
  names.forEach(visit);
  return [...found];
}
