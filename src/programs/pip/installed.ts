/** What is installed in directories of packages: their `dist-info` (PyPA: "Recording installed projects"). */
import { fromUtf8 } from '../../base/bytes.ts';
import { normalisedName } from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';
import { packageDirectories } from '../../machine/venv.ts';

export interface Installed {
  readonly name: string;
  readonly version: string;
  /** The directory of packages that it lies in. */
  readonly location: string;
  readonly info: string;
  /** A field of METADATA; empty where it is not said. */
  readonly field: (name: string) => string;
  readonly requires: readonly string[];
}

/** By name, without regard to case. */
export function installed(sys: Sys): Installed[] {
  const found = new Map<string, Installed>();
  for (const location of packageDirectories(sys)) {
    if (!sys.fs.exists(location)) continue;
    for (const entry of sys.fs.readdir(location)) {
      if (!entry.endsWith('.dist-info') || !sys.fs.exists(`${location}/${entry}/METADATA`)) continue;
      const one = read(fromUtf8(sys.fs.readFile(`${location}/${entry}/METADATA`)), location, entry);
      if (!found.has(normalisedName(one.name))) found.set(normalisedName(one.name), one);
    }
  }
  return [...found.values()].sort((a, b) => (normalisedName(a.name) < normalisedName(b.name) ? -1 : 1));
}

function read(text: string, location: string, info: string): Installed {
  const [head = ''] = text.split(/\r?\n\r?\n/);
  const lines = head.split(/\r?\n/);
  const field = (name: string): string =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const requires = lines
    .filter(
      (line) => line.startsWith('Requires-Dist: ') && !/extra ==|python_version ?< ?.3\.(\d|1[0-4])\b|win32/.test(line),
    )
    .map((line) => /^[\w.-]+/.exec(line.slice(15))?.[0] ?? '');
  return { name: field('Name'), version: field('Version'), location, info, field, requires };
}
