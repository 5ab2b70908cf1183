/** `pip install`, from what the build has on its shelf; any other name is one that the index does not know. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { MODELLED_NAMES } from '../../machine/modelled-packages.ts';
import {
  consoleScript,
  normalisedName,
  type PackageArchive,
  requiredFor,
  withRequired,
} from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';
import { ownPackages, SITE_PACKAGES, venvOf } from '../../machine/venv.ts';
import { installed } from './installed.ts';
import { MANAGED } from './managed.ts';
import { applies } from './markers.ts';
import { modelled } from './modelled.ts';

/** A package from a near mirror: the question, the file, its unpacking, µs. */
const ASK = 120_000;
const UNPACK_PER_FILE = 400;

const REQUIREMENT = /^([A-Za-z0-9][\w.-]*)(\[[\w,-]*\])?\s*(?:(==|>=|<=|~=|!=|>|<)\s*([\w.*]+).*)?$/;

/** As pip's own `ERROR:` lines; what goes on is the same without an installation of the project itself. */
const NO_PROJECTS =
  'ERROR: pip builds no projects in this sandbox: install what yours needs by name or with -r, and start the program in its directory (or name that in PYTHONPATH)\n';

interface Planned {
  readonly archive: PackageArchive;
  readonly by: string | null;
}

export function* install(sys: Sys, wanted: readonly string[], breaking = false): Eff<number> {
  const prefix = venvOf(sys);
  if (prefix === null && !breaking) return yield* fail(sys, MANAGED);
  if (wanted.length === 0)
    return yield* fail(sys, 'ERROR: You must give at least one requirement to install (see "pip help install")\n');
  const { site, bin } =
    prefix === null ? ownPackages(sys) : { site: `${prefix}/${SITE_PACKAGES}`, bin: `${prefix}/bin` };
  if (prefix === null && sys.process.credentials.uid !== 0)
    yield* say(sys, 'Defaulting to user installation because normal site-packages is not writeable\n');
  const plan = new Map<PackageArchive, Planned>();
  for (const whole of wanted) {
    const [word = '', marker = ''] = whole.split(/\s*;\s*/);
    if (marker !== '' && !applies(marker)) {
      yield* say(sys, `Ignoring ${named(word)}: markers '${marker}' don't match your environment\n`);
      continue;
    }
    const [, name = '', extras = '', relation = '', version = ''] = REQUIREMENT.exec(word) ?? [];
    if (name === '' && /^[./~]/.test(word)) return yield* fail(sys, NO_PROJECTS);
    if (name === '') return yield* fail(sys, `ERROR: Invalid requirement: '${word}'\n`);
    const have = installed(sys).find((one) => normalisedName(one.name) === normalisedName(name));
    if (have && extras === '' && agrees(have.version, relation, version)) {
      yield* say(sys, `Requirement already satisfied: ${word} in ${have.location} (${have.version})\n`);
      continue;
    }
    yield* sys.sleep(ASK);
    const archives = modelled(sys, name) ?? withRequired(sys.world.shelf, name);
    const found = archives?.at(-1);
    if (!archives || !found || !agrees(found.version, relation, version))
      return yield* fail(sys, notFound(word, found?.version ?? 'none') + (found ? '' : onlyThese(sys)));
    for (const archive of archives.toReversed())
      if (!plan.has(archive)) plan.set(archive, { archive, by: archive === found ? null : name });
    for (const more of requiredFor(found, extras.slice(1, -1).split(',').filter(Boolean))) {
      const theirs = modelled(sys, more) ?? withRequired(sys.world.shelf, more);
      if (!theirs)
        yield* sys.fs.write(2, utf8(`WARNING: ${more} is not in this sandbox's index, and left out (from ${word})\n`));
      for (const archive of theirs?.toReversed() ?? [])
        if (!plan.has(archive)) plan.set(archive, { archive, by: word });
    }
  }
  yield* carryOut(sys, [...plan.values()], site, bin);
  return 0;
}

const named = (word: string): string => /^[\w.-]*/.exec(word)?.[0] ?? '';

/** What pip would not say: who knows the package needs to hear that it is missing here alone. */
const onlyThese = (sys: Sys): string =>
  `[notice] The index of this sandbox has no others than: ${[...new Set([...sys.world.shelf.keys(), ...MODELLED_NAMES])].sort().join(' ')}\n`;

const notFound = (word: string, versions: string): string =>
  `ERROR: Could not find a version that satisfies the requirement ${word} (from versions: ${versions})\n` +
  `ERROR: No matching distribution found for ${word}\n`;

function* carryOut(sys: Sys, plan: readonly Planned[], site: string, bin: string): Eff<void> {
  const fresh: PackageArchive[] = [];
  for (const { archive, by } of plan) {
    const from = by === null ? '' : ` (from ${by})`;
    const have = installed(sys).find((one) => normalisedName(one.name) === normalisedName(archive.name));
    if (have) {
      yield* say(
        sys,
        `Requirement already satisfied: ${archive.name.toLowerCase()}${from} in ${have.location} (${have.version})\n`,
      );
      continue;
    }
    yield* say(sys, `Collecting ${archive.name.toLowerCase()}${from}\n`);
    yield* sys.sleep(ASK);
    fresh.push(archive);
  }
  for (const archive of fresh) {
    yield* say(sys, `Using cached ${wheel(archive)} (${kilobytes(archive)} kB)\n`);
  }
  if (fresh.length === 0) return;
  const order = fresh.toReversed();
  yield* say(sys, `Installing collected packages: ${order.map(({ name }) => name.toLowerCase()).join(', ')}\n`);
  for (const archive of order) {
    yield* sys.cpu(archive.files.size * UNPACK_PER_FILE);
    unpack(sys, archive, site, bin);
  }
  const commands = order.flatMap(({ scripts }) => Object.keys(scripts));
  if (commands.length > 0 && !(sys.getenv('PATH') ?? '').split(':').includes(bin))
    yield* sys.fs.write(
      2,
      utf8(
        `  WARNING: The script${commands.length > 1 ? 's' : ''} ${commands.sort().join(', ')} ${commands.length > 1 ? 'are' : 'is'} installed in '${bin}' which is not on PATH.\n  Consider adding this directory to PATH or, if you prefer to suppress this warning, use --no-warn-script-location.\n`,
      ),
    );
  const done = order.map(({ name, version }) => `${name.toLowerCase()}-${version}`).sort();
  yield* say(sys, `\nSuccessfully installed ${done.join(' ')}\n`);
}

function unpack(sys: Sys, archive: PackageArchive, site: string, bin: string): void {
  const made = new Set<string>();
  const directory = (path: string): void => {
    if (made.has(path) || sys.fs.exists(path)) return;
    directory(path.slice(0, path.lastIndexOf('/')));
    sys.fs.mkdir(path);
    made.add(path);
  };
  for (const [path, bytes] of archive.files) {
    const full = `${site}/${path}`;
    directory(full.slice(0, full.lastIndexOf('/')));
    sys.fs.writeFile(full, bytes);
  }
  directory(bin);
  for (const [name, target] of Object.entries(archive.scripts)) {
    const text =
      target === ''
        ? `#!program:${name}\n`
        : consoleScript(sys.fs.exists(`${bin}/python3`) ? `${bin}/python3` : '/usr/bin/python3', target);
    sys.fs.writeFile(`${bin}/${name}`, utf8(text));
    sys.fs.chmod(`${bin}/${name}`, 0o755);
  }
}

const wheel = ({ name, version }: PackageArchive): string =>
  `${normalisedName(name).replaceAll('-', '_')}-${version}-py3-none-any.whl`;

const kilobytes = ({ files }: PackageArchive): number =>
  Math.max(1, Math.round([...files.values()].reduce((sum, bytes) => sum + bytes.length, 0) / 3500));

/** PEP 440 for plain numbers. */
function agrees(version: string, relation: string, wanted: string): boolean {
  if (relation === '') return true;
  const parts = (text: string): number[] => text.split('.').map(Number);
  const [a, b] = [parts(version), parts(wanted)];
  if (wanted.endsWith('.*') || relation === '~=') {
    const start = b.slice(0, -1).every((part, i) => part === a[i]);
    return relation === '!=' ? !start : start;
  }
  let sign = 0;
  for (let i = 0; i < Math.max(a.length, b.length) && sign === 0; i++) sign = Math.sign((a[i] ?? 0) - (b[i] ?? 0));
  const holds: Readonly<Record<string, boolean>> = {
    '==': sign === 0,
    '!=': sign !== 0,
    '>=': sign >= 0,
    '<=': sign <= 0,
    '>': sign > 0,
    '<': sign < 0,
  };
  return holds[relation] ?? false;
}

const say = (sys: Sys, text: string): Eff<unknown> => sys.fs.write(1, utf8(text));

function* fail(sys: Sys, text: string): Eff<number> {
  yield* sys.fs.write(2, utf8(text));
  return 1;
}
