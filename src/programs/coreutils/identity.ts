import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError } from '../../machine/errno.ts';
import { say } from './io.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

function* id(sys: Sys, options: Parsed): Eff<number> {
  const { users } = sys.process.host;
  const [name] = options.operands;
  const user = name === undefined ? null : users.byName(name);
  if (name !== undefined && !user) throw new ToolError(`‘${name}’: no such user`);
  const who = user ? users.credentials(user) : sys.process.credentials;
  const named = options.has('n');
  const userText = named ? users.userName(who.uid) : String(who.uid);
  const groupText = (gid: number): string => (named ? users.groupName(gid) : String(gid));
  const groups = who.groups.includes(who.gid) ? who.groups : [who.gid, ...who.groups];
  if (options.has('u')) yield* say(sys, `${userText}\n`);
  else if (options.has('g')) yield* say(sys, `${groupText(who.gid)}\n`);
  else if (options.has('G')) yield* say(sys, `${groups.map(groupText).join(' ')}\n`);
  else if (named) throw new ToolError('cannot print only names or real IDs in default format');
  else {
    const g = (gid: number): string => `${gid}(${users.groupName(gid)})`;
    yield* say(sys, `uid=${who.uid}(${users.userName(who.uid)}) gid=${g(who.gid)} groups=${groups.map(g).join(',')}\n`);
  }
  return 0;
}

function* groups(sys: Sys, options: Parsed): Eff<number> {
  const { users } = sys.process.host;
  const names = (list: readonly number[]): string => list.map((gid) => users.groupName(gid)).join(' ');
  if (options.operands.length === 0) yield* say(sys, `${names(sys.process.credentials.groups)}\n`);
  for (const name of options.operands) {
    const user = users.byName(name);
    if (!user) throw new ToolError(`‘${name}’: no such user`);
    yield* say(sys, `${name} : ${names(users.credentials(user).groups)}\n`);
  }
  return 0;
}

function* which(sys: Sys, options: Parsed): Eff<number> {
  let status = 0;
  for (const name of options.operands) {
    const found = name.includes('/') ? (sys.fs.access(name, 1) ? name : null) : sys.fs.which(name);
    if (found === null) status = 1;
    else yield* say(sys, `${found}\n`);
  }
  return status;
}

function* env(sys: Sys, options: Parsed): Eff<number> {
  const vars = sys.process.env;
  if (options.has('i')) vars.clear();
  for (const name of options.values('u')) vars.delete(name);
  const rest = [...options.operands];
  while (rest[0]?.includes('=')) {
    const [pair = ''] = rest.splice(0, 1);
    vars.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  }
  if (rest.length === 0) {
    yield* say(sys, [...vars].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  try {
    sys.findProgram(rest[0] as string);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new ToolError(
      `‘${rest[0]}’: ${error.errno === 'ENOENT' ? 'No such file or directory' : 'Permission denied'}`,
      error.errno === 'ENOENT' ? 127 : 126,
    );
  }
  return yield* sys.exec(rest);
}

function* printenv(sys: Sys, options: Parsed): Eff<number> {
  const vars = sys.process.env;
  if (options.operands.length === 0) yield* say(sys, [...vars].map(([name, value]) => `${name}=${value}\n`).join(''));
  let status = 0;
  for (const name of options.operands) {
    const value = vars.get(name);
    if (value === undefined) status = 1;
    else yield* say(sys, `${value}\n`);
  }
  return status;
}

function* whoami(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands[0] !== undefined) throw misuse(`extra operand ‘${options.operands[0]}’`);
  yield* say(sys, `${sys.process.host.users.userName(sys.process.credentials.uid)}\n`);
  return 0;
}

export const identityTools: readonly Tool[] = [
  tool(
    {
      name: 'id',
      version: gnu('id'),
      usage: 'id [OPTION]... [USER]',
      about: 'Print user and group information for the USER, or for the current user.',
      options: [
        '-g, --group  print only the effective group ID',
        '-G, --groups  print all group IDs',
        '-n, --name  print a name instead of a number, for -ugG',
        '-u, --user  print only the effective user ID',
      ],
    },
    id,
  ),
  tool(
    {
      name: 'groups',
      version: gnu('groups'),
      usage: 'groups [USERNAME]...',
      about: 'Print group memberships for each USERNAME.',
      options: [],
    },
    groups,
  ),
  tool(
    {
      name: 'whoami',
      version: gnu('whoami'),
      usage: 'whoami',
      about: 'Print the user name associated with the current effective user ID.',
      options: [],
    },
    whoami,
  ),
  tool(
    {
      name: 'which',
      version: 'which',
      usage: 'which [-a] args',
      about: 'Print the path of each command that would be run.',
      options: ['-a  (one is all there are)'],
    },
    which,
  ),
  tool(
    {
      name: 'env',
      version: gnu('env'),
      usage: 'env [OPTION]... [NAME=VALUE]... [COMMAND [ARG]...]',
      about: 'Set each NAME to VALUE in the environment and run COMMAND.',
      options: [
        '-i, --ignore-environment  start with an empty environment',
        '-u, --unset=NAME  remove variable from the environment',
      ],
      stopsAtOperand: true,
      usageStatus: 125,
    },
    env,
  ),
  tool(
    {
      name: 'printenv',
      version: gnu('printenv'),
      usage: 'printenv [VARIABLE]...',
      about: 'Print the values of the specified environment VARIABLE(s).',
      options: [],
      usageStatus: 2,
    },
    printenv,
  ),
];
