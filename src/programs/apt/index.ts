/**
 * apt 2.6 and apt-get (apt(8)): `update`, `install`, `remove`, `purge`, `upgrade`, `list`, `show`, `search`, `autoremove`; dpkg's `-l`, `-s`, `-L`.
 * What can be installed is in packages.ts; any other name gets apt's own answer. A package is installed when its
 * executables (or, of those that have none, its mark in /var/lib/dpkg/info) are there.
 */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { PACKAGE_UNITS } from '../../machine/package-units.ts';
import { normalisedName, withRequired } from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';
import { DIST_PACKAGES } from '../../machine/venv.ts';
import { PACKAGES, type DebianPackage } from './packages.ts';
import { unpack } from './unpack.ts';

const INFO = '/var/lib/dpkg/info';
const MIRROR = 'http://deb.debian.org/debian bookworm/main amd64';
/** A mirror that is near: bytes per second, and what a package takes to be set up, µs. */
const SPEED = 8_000_000;
const SETUP = 150_000;

const USAGE = `apt 2.6.1 (amd64)
Usage: apt [options] command

apt is a commandline package manager and provides commands for
searching and managing as well as querying information about packages.

Commands:
  list - list packages based on package names
  search - search in package descriptions
  show - show package details
  install - install packages
  remove - remove packages
  autoremove - automatically remove all unused packages
  update - update list of available packages
  upgrade - upgrade the system by installing/upgrading packages
`;

export function* apt(sys: Sys): Eff<number> {
  const name = (sys.argv[0] ?? 'apt').split('/').at(-1) ?? 'apt';
  const args = sys.argv.slice(1);
  const [verb, ...given] = args.filter((arg) => !arg.startsWith('-'));
  const say = (text: string): Eff<void> => sys.fs.write(1, utf8(text));
  // apt says that it is for people, wherever its output is read by a program.
  if (name === 'apt' && sys.process.fds.get(1).description.kind !== 'tty')
    sys.print(2, '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n');
  yield* sys.cpu(60_000);
  switch (verb) {
    case 'update':
      return yield* update(sys, say);
    case 'install':
      return yield* install(sys, given, args, say);
    case 'remove':
    case 'purge':
    case 'autoremove':
      return yield* remove(sys, given, verb, say);
    case 'upgrade':
    case 'full-upgrade':
    case 'dist-upgrade':
      return (yield* locked(sys)) ?? (yield* nothing(say));
    case 'list':
      yield* say('Listing...\n');
      for (const one of PACKAGES.filter((p) => given.length === 0 || given.includes(p.name)))
        if (!args.includes('--installed') || isInstalled(sys, one))
          yield* say(`${one.name}/stable ${one.version} amd64${isInstalled(sys, one) ? ' [installed]' : ''}\n`);
      return 0;
    case 'show':
      return yield* show(sys, given, say);
    case 'search':
      for (const one of PACKAGES.filter((p) => given.every((word) => `${p.name} ${p.about}`.includes(word))))
        yield* say(`${one.name}/stable ${one.version} amd64\n  ${one.about}\n\n`);
      return 0;
    case undefined:
      yield* say(USAGE);
      return args.length === 0 ? 1 : 0;
    default:
      sys.print(2, `E: Invalid operation ${verb}\n`);
      return 100;
  }
}

const LISTS = 'Reading package lists... Done\n';
const TREE = 'Building dependency tree... Done\nReading state information... Done\n';

type Say = (text: string) => Eff<void>;

function* nothing(say: Say): Eff<number> {
  yield* say(
    `${LISTS}${TREE}Calculating upgrade... Done\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
  );
  return 0;
}

/** Only root may; null: go on. */
function* locked(
  sys: Sys,
  file = '/var/lib/dpkg/lock-frontend',
  what = 'dpkg frontend lock (/var/lib/dpkg/lock-frontend)',
): Eff<number | null> {
  if (sys.process.credentials.uid === 0) return null;
  yield* sys.fs.write(
    2,
    utf8(
      `E: Could not open lock file ${file} - open (13: Permission denied)\nE: Unable to acquire the ${what}, are you root?\n`,
    ),
  );
  return 100;
}

function* update(sys: Sys, say: Say): Eff<number> {
  if (sys.process.credentials.uid !== 0) {
    yield* say('Reading package lists... Done\n');
    sys.print(
      2,
      'E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)\nE: Unable to lock directory /var/lib/apt/lists/\n',
    );
    return 100;
  }
  if (sys.process.host.spec.addresses.length === 0) {
    sys.print(
      2,
      "Err:1 http://deb.debian.org/debian bookworm InRelease\n  Temporary failure resolving 'deb.debian.org'\n",
    );
    return 0;
  }
  for (const [i, suite] of ['bookworm', 'bookworm-updates', 'bookworm-security'].entries()) {
    yield* sys.sleep(120_000);
    yield* say(`Hit:${i + 1} http://deb.debian.org/debian ${suite} InRelease\n`);
  }
  yield* say(`${LISTS}${TREE}All packages are up to date.\n`);
  return 0;
}

function* install(sys: Sys, names: readonly string[], args: readonly string[], say: Say): Eff<number> {
  const refused = yield* locked(sys);
  if (refused !== null) return refused;
  yield* say(LISTS + TREE);
  const plan = new Set<DebianPackage>();
  for (const given of names) {
    const name = given.replace(/=.*$/, '');
    const found = PACKAGES.find((one) => one.name === name);
    if (!found) {
      sys.print(2, `E: Unable to locate package ${name}\n`);
      return 100;
    }
    const missing = missingPart(sys, found);
    if (missing !== null) {
      sys.print(2, `E: Unable to fetch ${name}: ${missing} is not part of this simulated machine\n`);
      return 100;
    }
    if (isInstalled(sys, found)) yield* say(`${found.name} is already the newest version (${found.version}).\n`);
    else pull(sys, found, plan);
  }
  const fresh = [...plan];
  if (fresh.length === 0) {
    yield* say('0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n');
    return 0;
  }
  const kilobytes = fresh.reduce((sum, one) => sum + one.size, 0);
  yield* say(
    `The following NEW packages will be installed:\n  ${fresh
      .map((one) => one.name)
      .sort()
      .join(
        ' ',
      )}\n0 upgraded, ${fresh.length} newly installed, 0 to remove and 0 not upgraded.\nNeed to get ${kilobytes} kB of archives.\nAfter this operation, ${kilobytes * 4} kB of additional disk space will be used.\n`,
  );
  const more = fresh.length > names.length;
  if (more && !args.some((arg) => /^(-y|--yes|--assume-yes|-qy|-yq)$/.test(arg)) && !(yield* agrees(sys, say)))
    return 1;
  for (const [i, one] of fresh.entries()) {
    yield* sys.sleep(Math.round((one.size * 1000 * 1e6) / SPEED));
    yield* say(`Get:${i + 1} ${MIRROR} ${one.name} amd64 ${one.version} [${one.size} kB]\n`);
  }
  yield* say(`Fetched ${kilobytes} kB in 1s\n`);
  for (const one of fresh) {
    yield* say(
      `Selecting previously unselected package ${one.name}.\nPreparing to unpack .../${one.name}_${one.version.replace(/^\d+:/, '')}_amd64.deb ...\nUnpacking ${one.name} (${one.version}) ...\n`,
    );
    put(sys, one);
  }
  for (const one of fresh) {
    yield* sys.cpu(SETUP);
    yield* say(`Setting up ${one.name} (${one.version}) ...\n`);
    if (one.service !== undefined && sys.fs.exists('/run/systemd/system')) {
      const pid = sys.fork((child) => child.exec(['systemctl', 'enable', '--now', one.service ?? '']));
      yield* sys.wait(pid);
    }
  }
  return 0;
}

/** The unit file that a package brings. */
function unitOf({ service = '' }: DebianPackage): { readonly path: string; readonly text: string } | null {
  const text = PACKAGE_UNITS[service];
  return text === undefined ? null : { path: `/lib/systemd/system/${service}`, text };
}

/** What this machine does not have of a package; null: it has all. */
function missingPart(sys: Sys, one: DebianPackage): string | null {
  const program = Object.values(one.commands ?? {}).find((name) => !sys.world.programs.has(name));
  if (program !== undefined) return program;
  return one.python !== undefined && !withRequired(sys.world.shelf, one.python) ? one.python : null;
}

function* agrees(sys: Sys, say: Say): Eff<boolean> {
  yield* say('Do you want to continue? [Y/n] ');
  const answer = new TextDecoder().decode(yield* sys.fs.read(0)).trim();
  if (/^(|y|yes)$/i.test(answer)) return true;
  yield* say('Abort.\n');
  return false;
}

function pull(sys: Sys, one: DebianPackage, plan: Set<DebianPackage>): void {
  if (plan.has(one)) return;
  for (const name of one.depends ?? []) {
    const other = PACKAGES.find((p) => p.name === name);
    if (other && !isInstalled(sys, other)) pull(sys, other, plan);
  }
  plan.add(one);
}

const marked = (sys: Sys, one: DebianPackage): boolean => sys.fs.exists(`${INFO}/${one.name}.list`);

/** Packages of the first installation have no mark: their commands are there. */
function isInstalled(sys: Sys, one: DebianPackage): boolean {
  if (marked(sys, one)) return true;
  const commands = Object.keys(one.commands ?? {});
  if (commands.length > 0) return commands.every((path) => sys.fs.exists(path));
  if (one.python !== undefined) return sys.fs.exists(`${DIST_PACKAGES}/${normalisedName(one.python)}`);
  const whole = PACKAGES.find((p) => p.depends?.includes(one.name) === true);
  return one.name.startsWith('python3-v') || (whole?.commands !== undefined && isInstalled(sys, whole));
}

function put(sys: Sys, one: DebianPackage): void {
  const written = Object.entries(one.commands ?? {}).map(([path, program]) => {
    sys.fs.writeFile(path, `#!program:${program}\n`);
    sys.fs.chmod(path, 0o755);
    return path;
  });
  for (const [path, target] of Object.entries(one.links ?? {})) {
    if (!sys.fs.exists(path)) sys.fs.symlink(target, path);
    written.push(path);
  }
  if (one.python !== undefined) written.push(...unpack(sys, one.python));
  const unit = unitOf(one);
  if (unit !== null) {
    sys.fs.writeFile(unit.path, unit.text);
    written.push(unit.path);
  }
  sys.process.host.files.makePath(INFO);
  sys.fs.writeFile(`${INFO}/${one.name}.list`, `${written.join('\n')}\n`);
}

function* remove(sys: Sys, names: readonly string[], verb: string, say: Say): Eff<number> {
  const refused = yield* locked(sys);
  if (refused !== null) return refused;
  yield* say(LISTS + TREE);
  const gone: DebianPackage[] = [];
  for (const name of names) {
    const found = PACKAGES.find((one) => one.name === name);
    if (!found) {
      sys.print(2, `E: Unable to locate package ${name}\n`);
      return 100;
    }
    if (isInstalled(sys, found)) gone.push(found);
    else yield* say(`Package '${name}' is not installed, so not removed\n`);
  }
  if (gone.length > 0)
    yield* say(
      `The following packages will be REMOVED:\n  ${gone.map((one) => one.name + (verb === 'purge' ? '*' : '')).join(' ')}\n`,
    );
  yield* say(`0 upgraded, 0 newly installed, ${gone.length} to remove and 0 not upgraded.\n`);
  for (const one of gone) {
    yield* sys.cpu(SETUP);
    yield* say(`Removing ${one.name} (${one.version}) ...\n`);
    if (one.service !== undefined && sys.fs.exists('/run/systemd/system')) {
      const pid = sys.fork((child) => child.exec(['systemctl', 'disable', '--now', '--quiet', one.service ?? '']));
      yield* sys.wait(pid);
    }
    const kept = verb === 'purge' ? Object.keys(one.links ?? {}) : [];
    for (const path of kept) if (sys.fs.exists(path)) sys.fs.unlink(path);
    for (const path of Object.keys(one.commands ?? {})) if (sys.fs.exists(path)) sys.fs.unlink(path);
    const unit = unitOf(one);
    if (unit !== null && sys.fs.exists(unit.path)) {
      sys.fs.unlink(unit.path);
      if (sys.fs.exists('/run/systemd/system'))
        yield* sys.wait(sys.fork((child) => child.exec(['systemctl', 'daemon-reload'])));
    }
    if (marked(sys, one)) sys.fs.unlink(`${INFO}/${one.name}.list`);
  }
  return 0;
}

function* show(sys: Sys, names: readonly string[], say: Say): Eff<number> {
  for (const name of names) {
    const one = PACKAGES.find((p) => p.name === name);
    if (!one) {
      sys.print(2, `N: Unable to locate package ${name}\nE: No packages found\n`);
      return 100;
    }
    const depends = one.depends ? `Depends: ${one.depends.join(', ')}\n` : '';
    yield* say(
      `Package: ${one.name}\nVersion: ${one.version}\nPriority: optional\nInstalled-Size: ${one.size * 4} kB\n${depends}Description: ${one.about}\n\n`,
    );
  }
  return 0;
}

/** `dpkg -l [name]`, `-s name`, `-L name`. */
export function* dpkg(sys: Sys): Eff<number> {
  const [flag, ...names] = sys.argv.slice(1);
  yield* sys.cpu(20_000);
  const installed = PACKAGES.filter((one) => isInstalled(sys, one) && (names.length === 0 || names.includes(one.name)));
  if (flag === '-l' || flag === '--list') {
    if (installed.length === 0) {
      sys.print(2, `dpkg-query: no packages found matching ${names.join(' ')}\n`);
      return 1;
    }
    yield* sys.fs.write(
      1,
      utf8(
        '||/ Name                      Version                Architecture Description\n+++-=========================-======================-============-=================================\n',
      ),
    );
    for (const one of installed)
      yield* sys.fs.write(1, utf8(`ii  ${one.name.padEnd(25)} ${one.version.padEnd(22)} amd64        ${one.about}\n`));
    return 0;
  }
  if ((flag === '-s' || flag === '-L') && names[0] !== undefined) {
    const [one] = installed;
    if (!one) {
      sys.print(
        2,
        `dpkg-query: package '${names[0]}' is not installed${flag === '-s' ? ' and no information is available' : ''}\n`,
      );
      return 1;
    }
    const paths = Object.keys(one.commands ?? {})
      .map((path) => `${path}\n`)
      .join('');
    yield* sys.fs.write(
      1,
      utf8(
        flag === '-L'
          ? paths
          : `Package: ${one.name}\nStatus: install ok installed\nVersion: ${one.version}\nDescription: ${one.about}\n`,
      ),
    );
    return 0;
  }
  sys.print(
    2,
    "dpkg: error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];\nUse 'apt' for user-friendly package management.\n",
  );
  return 2;
}
