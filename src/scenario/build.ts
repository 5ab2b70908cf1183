import { assert } from '../base/assert.ts';
import { utf8 } from '../base/bytes.ts';
import { LIMITS, type Limits } from '../engine/limits.ts';
import { Sim } from '../engine/sim.ts';
import { dirname, ROOT } from '../machine/filesystem.ts';
import type { Host } from '../machine/host.ts';
import type { PackageShelf } from '../machine/packages.ts';
import type { Credentials } from '../machine/process.ts';
import type { Sys } from '../machine/sys.ts';
import type { Eff } from '../engine/task.ts';
import { World } from '../machine/world.ts';
import { DEBIAN_DIRS, DEBIAN_FILES } from '../programs/nginx/debian.ts';
import { PACKAGE_UNITS } from '../machine/package-units.ts';
import { SYSTEM_UNITS } from '../programs/systemd/system-units.ts';
import { contentBytes } from './content.ts';
import { installPackages } from './packages.ts';
import { HOME_FILES, SHELL_FILES } from './files/shell.ts';
import { ZONE_FILES } from './files/zones.ts';
import {
  DIRECTORIES,
  group,
  hosts,
  LINKS,
  passwd,
  shadow,
  SYSTEM_FILES,
  SYSTEM_GROUPS,
  SYSTEM_USERS,
  TRUST_LINKS,
  TRUST_STORE,
} from './files/system.ts';
import { OTHER_DIRS, OTHER_FILES, OTHER_LINKS } from './other-servers.ts';
import { EXTRA_PATHS, extras, type Extras } from './extras-slot.ts';
import { PROGRAMS } from './programs.ts';
import type { Scenario, ScenarioFile } from './schema.ts';

/** The server's addresses besides loopback, and where public clients come from (RFC 5737's documentation block). */
const BOX_ADDRESSES = ['203.0.113.10', '10.0.0.5'];
const CLIENT_ADDRESS = '203.0.113.200';
const AUTHORITY_ADDRESS = '198.51.100.53';

/** Where the shell finds which options a command has. */
const COMPLETIONS_DIR = '/usr/share/bash-completion/completions';

export interface BuildOptions {
  /** The first process after init gets this pid. */
  readonly firstPid?: number;
  readonly limits?: Limits;
  /** Python packages that this build has; without it none. */
  readonly shelf?: PackageShelf;
}

export interface Built {
  readonly sim: Sim;
  readonly world: World;
  readonly box: Host;
  /** Load clients run here: another machine, some milliseconds away. */
  readonly outside: Host;
}

/** A world as it is before anything has been started: hosts, users, files, programs, pid 1. */
export function buildWorld(scenario: Scenario, options: BuildOptions = {}): Built {
  const sim = new Sim(scenario.seed, options.limits ?? LIMITS);
  const world = new World(sim, scenario.epoch * 1_000_000);
  const { name, cores, speed, offline, unprivilegedPort, latencyMs } = scenario.host;
  const box = world.addHost({
    name: name ?? 'box',
    addresses: offline ? [] : BOX_ADDRESSES,
    cores: cores ?? 2,
    speed,
    latency: 0,
  });
  const latency = Math.round(latencyMs * 1000);
  const outside = world.addHost({ name: 'internet', addresses: [CLIENT_ADDRESS], cores: 16, latency });
  box.unprivilegedPort = unprivilegedPort;
  for (const host of [box, outside]) {
    addUsers(host, scenario);
    makeTree(host);
    host.files.writeFile('/etc/passwd', utf8(passwd(host)), ROOT);
    host.files.writeFile('/etc/shadow', utf8(shadow(host)), ROOT, 0o640);
    host.files.writeFile('/etc/group', utf8(group(host)), ROOT);
    for (const [path, text] of Object.entries(TRUST_STORE)) host.files.writeFile(path, utf8(text), ROOT);
    for (const [path, target] of TRUST_LINKS) host.files.symlink(target, path, ROOT);
  }
  for (const [dns, ip] of Object.entries(scenario.dns)) for (const host of [box, outside]) host.names.set(dns, [ip]);
  for (const site of ['example.com', 'www.example.com', 'api.example.com'])
    outside.names.set(site, [BOX_ADDRESSES[0] as string]);
  const more = extras();
  if (!offline && more !== null) addAuthority(world, box, outside, latency, more.authority);
  if (options.shelf) world.shelf = options.shelf;
  furnish(box, scenario);
  installPackages(world, box, scenario.packages);
  outside.files.writeFile('/etc/hosts', utf8('127.0.0.1 localhost\n::1 localhost\n'), ROOT);
  for (const [program, { run }] of Object.entries(PROGRAMS)) world.programs.set(program, run);
  for (const [program, run] of Object.entries(more?.programs ?? {})) world.programs.set(program, run);
  const first = scenario.host.init === 'systemd' ? more?.manager : init;
  assert(first !== undefined, 'systemd was not brought along (extras-slot.ts)');
  world.lifecycle.start(box, first, { argv: ['/sbin/init'], credentials: ROOT, env: new Map(), cwd: '/' });
  world.startPidsAt(options.firstPid ?? 1001);
  return { sim, world, box, outside };
}

/** The certificate authority: a machine of its own, whose server starts when somebody first asks it. */
function addAuthority(
  world: World,
  box: Host,
  outside: Host,
  latency: number,
  { server, names }: Extras['authority'],
): void {
  const authority = world.addHost({ name: 'authority', addresses: [AUTHORITY_ADDRESS], cores: 4, latency });
  for (const [name, addresses] of outside.names) authority.names.set(name, addresses);
  for (const name of names) box.names.set(name, [AUTHORITY_ADDRESS]);
  authority.onDemand.set(443, server);
}

/** pid 1 adopts orphans; the machine reaps them for it. */
function* init(sys: Sys): Eff<number> {
  for (;;) yield* sys.waitAny([], null);
}

function addUsers(host: Host, scenario: Scenario): void {
  for (const [name, gid] of SYSTEM_GROUPS) host.users.addGroup(name, gid);
  for (const user of SYSTEM_USERS) {
    host.users.addGroup(user.name === 'nobody' ? 'nogroup' : user.name, user.uid);
    host.users.add({ ...user, gid: user.uid });
  }
  for (const { name, uid, groups } of scenario.users) {
    host.users.addGroup(name, uid);
    host.users.add({ name, uid, gid: uid, home: `/home/${name}`, shell: '/bin/bash' });
    for (const group of groups) {
      if (!host.users.groups.has(group)) host.users.addGroup(group, 100 + host.users.groups.size);
      host.users.groups.get(group)?.members.push(name);
    }
  }
}

/** The start files of shells, for everybody who logs in. */
function greet(box: Host): void {
  for (const [path, text] of Object.entries(SHELL_FILES)) box.files.writeFile(path, utf8(text), ROOT);
  for (const user of box.users.list) {
    if (!/^\/(home|root)(\/|$)/.test(user.home)) continue;
    for (const [name, text] of Object.entries(HOME_FILES)) {
      box.files.writeFile(`${user.home}/${name}`, utf8(text), ROOT);
      box.files.chown(`${user.home}/${name}`, user.uid, user.gid, ROOT);
    }
  }
}

function makeTree(host: Host): void {
  for (const [path, mode] of DIRECTORIES) {
    host.files.makePath(path);
    if (mode !== undefined) host.files.chmod(path, mode, ROOT);
  }
  for (const [path, target] of LINKS) host.files.symlink(target, path, ROOT);
  for (const device of ['null', 'zero', 'urandom', 'tty'] as const) host.files.device(`/dev/${device}`, device);
  for (const user of host.users.list) {
    if (!user.home.startsWith('/home/')) continue;
    host.files.makePath(user.home);
    host.files.chown(user.home, user.uid, user.gid, ROOT);
  }
}

function furnish(box: Host, scenario: Scenario): void {
  const { files } = box;
  files.makePath(COMPLETIONS_DIR);
  for (const [path, mode, user, group] of [...DEBIAN_DIRS, ...OTHER_DIRS]) {
    files.makePath(path);
    files.chmod(path, mode, ROOT);
    chown(box, path, `${user}:${group}`);
  }
  for (const [path, text] of Object.entries({ ...SYSTEM_FILES, ...DEBIAN_FILES, ...OTHER_FILES }))
    files.writeFile(path, utf8(text), ROOT);
  for (const [path, target] of Object.entries(OTHER_LINKS)) files.symlink(target, path, ROOT);
  for (const [path, bytes] of Object.entries(ZONE_FILES)) {
    files.makePath(path.slice(0, path.lastIndexOf('/')));
    files.writeFile(path, bytes, ROOT);
  }
  files.makePath('/lib/systemd/system');
  for (const [name, text] of Object.entries(SYSTEM_UNITS))
    files.writeFile(`/lib/systemd/system/${name}`, utf8(text), ROOT);
  for (const [name, text] of Object.entries(PACKAGE_UNITS))
    if (!scenario.absent.some((program) => name === `${program}.service`))
      files.writeFile(`/lib/systemd/system/${name}`, utf8(text), ROOT);
  files.writeFile('/etc/hostname', utf8(`${box.name}\n`), ROOT);
  files.writeFile('/etc/hosts', utf8(hosts(box.name, scenario.hostsLines)), ROOT);
  const executables = [
    ...Object.entries(PROGRAMS).map(([name, { path, mode }]) => ({ name, path, mode })),
    ...Object.entries(EXTRA_PATHS).map(([name, path]) => ({ name, path, mode: undefined })),
  ];
  for (const { name, path, mode } of executables) {
    if (scenario.absent.includes(name)) continue;
    files.writeFile(path, utf8(`#!program:${name}\n`), ROOT);
    files.chmod(path, mode ?? 0o755, ROOT);
  }
  for (const [name, text] of Object.entries(extras()?.completions ?? {}))
    files.writeFile(`${COMPLETIONS_DIR}/${name}`, utf8(text), ROOT);
  greet(box);
  for (const [name, text] of Object.entries(extras()?.manuals ?? {})) {
    files.makePath(dirname(`/usr/share/man/${name}`));
    files.writeFile(`/usr/share/man/${name}`, utf8(text), ROOT);
  }
  writeFiles(box, scenario.files);
  for (const [path, dir] of Object.entries(scenario.dirs)) {
    makeOwned(box, path);
    if (dir.mode !== undefined) files.chmod(path, Number.parseInt(dir.mode, 8), ROOT);
    if (dir.owner !== undefined) chown(box, path, dir.owner);
  }
}

/** Write files as their owners would have them: below a home that user's, else root's. */
export function writeFiles(box: Host, list: Readonly<Record<string, ScenarioFile>>): void {
  for (const [path, spec] of Object.entries(list)) {
    const file = typeof spec === 'string' ? { content: spec } : spec;
    makeOwned(box, dirname(path));
    const { uid, gid } = ownerOf(box, path);
    if (file.symlink === undefined) {
      const inode = box.files.writeFile(path, contentBytes(file.content ?? ''), ROOT);
      if (inode.uid === 0) box.files.chown(path, uid, gid, ROOT);
      if (file.mode !== undefined) inode.mode = Number.parseInt(file.mode, 8);
      if (file.mtime !== undefined) inode.mtime = Math.round(file.mtime * 1_000_000);
      if (file.owner !== undefined) chown(box, path, file.owner);
    } else if (!box.files.exists(path)) {
      box.files.symlink(file.symlink, path, { uid, gid, groups: [gid] });
    }
  }
}

function makeOwned(box: Host, path: string): void {
  if (path === '/' || box.files.exists(path)) return;
  makeOwned(box, dirname(path));
  box.files.mkdir(path, ROOT);
  const { uid, gid } = ownerOf(box, path);
  box.files.chown(path, uid, gid, ROOT);
}

function ownerOf(box: Host, path: string): Credentials {
  const user = box.users.list.find((u) => u.home.startsWith('/home/') && path.startsWith(`${u.home}/`));
  return user ? box.users.credentials(user) : ROOT;
}

function chown(box: Host, path: string, owner: string): void {
  const [userName = 'root', groupName] = owner.split(':');
  const user = box.users.byName(userName);
  if (!user) return;
  const gid = groupName === undefined ? user.gid : (box.users.groups.get(groupName)?.gid ?? user.gid);
  box.files.chown(path, user.uid, gid, ROOT);
}
