/** useradd, adduser, usermod, groupadd, gpasswd (passwd 4.13, adduser 3.134): users and groups, kept in /etc/passwd and /etc/group. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { ROOT } from '../../machine/filesystem.ts';
import type { Host } from '../../machine/host.ts';
import type { Sys } from '../../machine/sys.ts';
import { say } from './io.ts';
import { tool, ToolError, type Parsed, type Tool } from './tool.ts';

const SHADOW = 'passwd 4.13';

function mustBeRoot(sys: Sys, file: string): void {
  if (sys.process.credentials.uid !== 0)
    throw new ToolError(
      `Permission denied.\n${(sys.argv[0] ?? '').split('/').at(-1)}: cannot lock ${file}; try again later.`,
      1,
    );
}

/** The files say what the machine knows. */
function writeFiles(host: Host): void {
  const passwd = host.users.list.map((u) => `${u.name}:x:${u.uid}:${u.gid}:${u.name}:${u.home}:${u.shell}\n`).join('');
  const group = [...host.users.groups].map(([name, g]) => `${name}:x:${g.gid}:${g.members.join(',')}\n`).join('');
  host.files.writeFile('/etc/passwd', utf8(passwd), ROOT);
  host.files.writeFile('/etc/group', utf8(group), ROOT);
}

/** The lowest number that nobody has: from 1000 for people, from 999 down for the system's. */
function freeId(host: Host, system: boolean): number {
  const taken = new Set([...host.users.list.map((u) => u.uid), ...[...host.users.groups.values()].map((g) => g.gid)]);
  let id = system ? 999 : 1000;
  while (taken.has(id)) id += system ? -1 : 1;
  return id;
}

interface NewUser {
  readonly name: string;
  readonly system: boolean;
  readonly home: boolean;
  readonly shell: string;
  readonly group: string | null;
}

function addUser(sys: Sys, { name, system, home, shell, group }: NewUser): void {
  const { host } = sys.process;
  if (host.users.byName(name)) throw new ToolError(`user '${name}' already exists`, 9);
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(name)) throw new ToolError(`invalid user name '${name}'`, 3);
  const own = group === null ? null : host.users.groups.get(group);
  if (group !== null && !own) throw new ToolError(`group '${group}' does not exist`, 6);
  const uid = freeId(host, system);
  if (!own) host.users.addGroup(name, uid);
  const place = `/home/${name}`;
  host.users.add({ name, uid, gid: own?.gid ?? uid, home: place, shell });
  if (home) {
    host.files.makePath(place);
    host.files.chown(place, uid, own?.gid ?? uid, ROOT);
  }
  writeFiles(host);
}

function* useradd(sys: Sys, options: Parsed): Eff<number> {
  mustBeRoot(sys, '/etc/passwd');
  const [name] = options.operands;
  if (name === undefined) throw new ToolError('a name is required', 2);
  addUser(sys, {
    name,
    system: options.has('r'),
    home: options.has('m'),
    shell: options.value('s') ?? '/bin/sh',
    group: options.value('g'),
  });
  join(sys, name, options.value('G'));
  yield* sys.cpu(2000);
  return 0;
}

/** Groups after a comma; unknown ones are refused. */
function join(sys: Sys, name: string, groups: string | null): void {
  const { users } = sys.process.host;
  for (const group of (groups ?? '').split(',').filter((one) => one !== '')) {
    const found = users.groups.get(group);
    if (!found) throw new ToolError(`group '${group}' does not exist`, 6);
    if (!found.members.includes(name)) found.members.push(name);
  }
  writeFiles(sys.process.host);
}

function* usermod(sys: Sys, options: Parsed): Eff<number> {
  mustBeRoot(sys, '/etc/passwd');
  const [name] = options.operands;
  const user = name === undefined ? null : sys.process.host.users.byName(name);
  if (!user) throw new ToolError(`user '${name ?? ''}' does not exist`, 6);
  if (!options.has('a') && options.has('G')) {
    for (const group of sys.process.host.users.groups.values()) {
      const at = group.members.indexOf(user.name);
      if (at >= 0) group.members.splice(at, 1);
    }
  }
  join(sys, user.name, options.value('G'));
  yield* sys.cpu(2000);
  return 0;
}

function* groupadd(sys: Sys, options: Parsed): Eff<number> {
  mustBeRoot(sys, '/etc/group');
  const { host } = sys.process;
  const [name] = options.operands;
  if (name === undefined) throw new ToolError('a name is required', 2);
  if (host.users.groups.has(name)) throw new ToolError(`group '${name}' already exists`, 9);
  host.users.addGroup(name, freeId(host, options.has('r')));
  writeFiles(host);
  yield* sys.cpu(2000);
  return 0;
}

/** `adduser name`, `adduser --system …`, `adduser user group`. */
function* adduser(sys: Sys, options: Parsed): Eff<number> {
  if (sys.process.credentials.uid !== 0) throw new ToolError('Only root may add a user or group to the system.', 1);
  const [name, group] = options.operands;
  if (name === undefined) throw new ToolError('Only one or two names allowed.', 1);
  if (group !== undefined) {
    join(sys, name, group);
    yield* say(sys, `Adding user \`${name}' to group \`${group}' ...\nDone.\n`);
    return 0;
  }
  const system = options.has('system');
  const shell = options.value('shell') ?? (system ? '/usr/sbin/nologin' : '/bin/bash');
  addUser(sys, { name, system, home: !options.has('no-create-home'), shell, group: options.value('ingroup') });
  yield* say(sys, `Adding user \`${name}' ...\nDone.\n`);
  return 0;
}

export const accountTools: readonly Tool[] = [
  tool(
    {
      name: 'useradd',
      version: SHADOW,
      usage: 'useradd [options] LOGIN',
      about: 'Create a new user. (No account here has a password.)',
      options: [
        '-g, --gid=GROUP  name of the primary group',
        '-G, --groups=GROUPS  list of supplementary groups',
        '-m, --create-home  create the home directory',
        '-r, --system  create a system account',
        '-s, --shell=SHELL  login shell',
      ],
      usageStatus: 2,
      onWrongOption: 'usage',
    },
    useradd,
  ),
  tool(
    {
      name: 'usermod',
      version: SHADOW,
      usage: 'usermod [options] LOGIN',
      about: 'Modify a user account. A shell that is open keeps the groups that it began with.',
      options: ['-a, --append  append to the groups, with -G', '-G, --groups=GROUPS  new list of supplementary groups'],
      usageStatus: 2,
      onWrongOption: 'usage',
    },
    usermod,
  ),
  tool(
    {
      name: 'groupadd',
      version: SHADOW,
      usage: 'groupadd [options] GROUP',
      about: 'Create a new group.',
      options: ['-r, --system  create a system group'],
      usageStatus: 2,
      onWrongOption: 'usage',
    },
    groupadd,
  ),
  tool(
    {
      name: 'adduser',
      version: 'adduser 3.134',
      usage: 'adduser [--system] [--no-create-home] [--ingroup GROUP] [--shell SHELL] USER [GROUP]',
      about: 'Add a user, or a user to a group.',
      options: [
        '--system  a system user',
        '--group  a group of its own',
        '--no-create-home  without a home',
        '--disabled-password  (no account has one)',
        '--gecos=TEXT  (not kept)',
        '--ingroup=GROUP  primary group',
        '--shell=SHELL  login shell',
      ],
      onWrongOption: 'usage',
    },
    adduser,
  ),
];
