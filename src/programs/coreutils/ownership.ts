import type { Eff } from '../../engine/task.ts';
import type { Inode } from '../../machine/inode.ts';
import type { Sys } from '../../machine/sys.ts';
import { modeString } from './format.ts';
import { applyMode, parseMode } from './mode.ts';
import { each } from './files.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
const TOLD = [
  '-c, --changes  report only when a change is made',
  '-v, --verbose  output a diagnostic for every file processed',
];
const RECURSIVE = '-R, --recursive  operate on files and directories recursively';

function* chmod(sys: Sys, options: Parsed): Eff<number> {
  const like = options.value('reference');
  if (like !== null && !sys.fs.exists(like))
    throw new ToolError(`failed to get attributes of '${like}': No such file or directory`);
  const [spec, ...paths] = like === null ? options.operands : [octal(sys.fs.stat(like).mode), ...options.operands];
  if (spec === undefined) throw misuse('missing operand');
  if (paths.length === 0) throw misuse(`missing operand after ‘${spec}’`);
  const mode = parseMode(spec);
  if (!mode) throw misuse(`invalid mode: ‘${spec}’`);
  let said = '';
  const one = (path: string): void => {
    const inode = sys.fs.stat(path);
    const before = [octal(inode.mode), modeString(inode).slice(1)];
    sys.fs.chmod(path, applyMode(mode, inode.mode, inode.kind === 'dir', sys.process.umask));
    const after = [octal(inode.mode), modeString(inode).slice(1)];
    if (before[0] !== after[0] && (options.has('v') || options.has('c')))
      said += `mode of '${path}' changed from ${before[0]} (${before[1]}) to ${after[0]} (${after[1]})\n`;
    else if (options.has('v')) said += `mode of '${path}' retained as ${after[0]} (${after[1]})\n`;
    if (options.has('R') && inode.kind === 'dir')
      for (const name of sys.fs.readdir(path))
        if (sys.fs.lstat(`${path}/${name}`).kind !== 'symlink') one(`${path}/${name}`);
  };
  return yield* each(
    sys,
    'chmod',
    paths,
    (path) => {
      said = '';
      one(path);
      return said === '' ? null : said;
    },
    (path) => (sys.fs.exists(path) ? `changing permissions of '${path}'` : `cannot access '${path}'`),
  );
}

function* chown(sys: Sys, options: Parsed): Eff<number> {
  const [spec, ...paths] = options.operands;
  if (spec === undefined) throw misuse('missing operand');
  if (paths.length === 0) throw misuse(`missing operand after ‘${spec}’`);
  return yield* changeOwner(sys, 'chown', options, spec, paths);
}

function* chgrp(sys: Sys, options: Parsed): Eff<number> {
  const [spec, ...paths] = options.operands;
  if (spec === undefined) throw misuse('missing operand');
  if (paths.length === 0) throw misuse(`missing operand after ‘${spec}’`);
  return yield* changeOwner(sys, 'chgrp', options, `:${spec}`, paths);
}

function* changeOwner(sys: Sys, name: string, options: Parsed, spec: string, paths: readonly string[]): Eff<number> {
  const { users } = sys.process.host;
  const [userName = '', groupName] = spec.split(/[:.]/);
  const user =
    userName === '' ? null : (users.byName(userName)?.uid ?? (/^\d+$/.test(userName) ? Number(userName) : undefined));
  const loginGroup = groupName === '' ? users.byName(userName)?.gid : undefined;
  const group =
    groupName === undefined
      ? null
      : (loginGroup ?? users.groups.get(groupName)?.gid ?? (/^\d+$/.test(groupName) ? Number(groupName) : undefined));
  if (user === undefined) throw new ToolError(`invalid user: ‘${spec}’`);
  if (group === undefined) throw new ToolError(`invalid group: ‘${name === 'chgrp' ? spec.slice(1) : spec}’`);
  const what = userName === '' ? 'group' : 'ownership';
  const owner = ({ uid, gid }: Inode): string =>
    userName === '' ? users.groupName(gid) : users.userName(uid) + (group === null ? '' : `:${users.groupName(gid)}`);
  // What is in a directory comes before it, and each that fails is told.
  const all = options.has('R') ? paths.flatMap((path) => [...within(sys, path)]) : paths;
  return yield* each(
    sys,
    name,
    all,
    (path) => {
      const inode = sys.fs.stat(path);
      const [uid, gid, before] = [inode.uid, inode.gid, owner(inode)];
      sys.fs.chown(path, user ?? uid, group ?? gid);
      const isSame = inode.uid === uid && inode.gid === gid;
      if (!options.has('v') && (isSame || !options.has('c'))) return null;
      return isSame
        ? `${what} of '${path}' retained as ${owner(inode)}\n`
        : `changed ${what} of '${path}' from ${before} to ${owner(inode)}\n`;
    },
    (path) => (sys.fs.exists(path) ? `changing ${what} of '${path}'` : `cannot access '${path}'`),
  );
}

/** A path and all below it, deepest first. */
function* within(sys: Sys, path: string): Generator<string> {
  if (sys.fs.exists(path) && sys.fs.lstat(path).kind === 'dir')
    for (const child of sys.fs.readdir(path)) yield* within(sys, `${path}/${child}`);
  yield path;
}

/** `chmod -x file`: a mode that begins with a minus is no option. */
const withModes = (t: Tool): Tool => ({
  ...t,
  *program(sys): Eff<number> {
    const at = sys.argv.findIndex((arg, i) => i > 0 && /^-[rwxXst]+$/.test(arg));
    const before = sys.argv.slice(1, at).filter((arg) => arg.startsWith('-'));
    const rest = sys.argv.slice(1).filter((arg, i) => i + 1 !== at && !before.includes(arg));
    if (at > 0) sys.process.argv = [sys.argv[0] ?? 'chmod', ...before, '--', sys.argv[at] ?? '', ...rest];
    return yield* t.program(sys);
  },
});

export const ownershipTools: readonly Tool[] = [
  withModes(
    tool(
      {
        name: 'chmod',
        version: gnu('chmod'),
        usage: 'chmod [OPTION]... MODE[,MODE]... FILE...',
        about: 'Change the mode of each FILE to MODE.',
        options: [RECURSIVE, ...TOLD, '--reference=RFILE  use the mode of RFILE instead of a MODE'],
      },
      chmod,
    ),
  ),
  tool(
    {
      name: 'chown',
      version: gnu('chown'),
      usage: 'chown [OPTION]... [OWNER][:[GROUP]] FILE...',
      about: 'Change the owner and/or group of each FILE to OWNER and/or GROUP.',
      options: [RECURSIVE, ...TOLD],
    },
    chown,
  ),
  tool(
    {
      name: 'chgrp',
      version: gnu('chgrp'),
      usage: 'chgrp [OPTION]... GROUP FILE...',
      about: 'Change the group of each FILE to GROUP.',
      options: [RECURSIVE, ...TOLD],
    },
    chgrp,
  ),
];
