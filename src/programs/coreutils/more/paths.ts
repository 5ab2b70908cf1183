import type { Eff } from '../../../engine/task.ts';
import { SysError, strerror } from '../../../machine/errno.ts';
import { absolute, basename } from '../../../machine/filesystem.ts';
import type { Sys } from '../../../machine/sys.ts';
import { each, isDir, linked } from '../files.ts';
import { say, sayError } from '../io.ts';
import { applyMode, parseMode } from '../mode.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from '../tool.ts';

/**
 * The path without links, `.` and `..`. `missing`: how many of its last parts may be absent (realpath: one; -m: all;
 * -e: none). Throws SysError.
 */
function resolve(sys: Sys, path: string, missing: number): string {
  let at = '';
  const parts = absolute(path, sys.process.cwd)
    .split('/')
    .filter((part) => part !== '');
  for (let hops = 0; parts.length > 0;) {
    const next = `${at}/${parts.shift()}`;
    if (!linked(sys, next)) {
      if (parts.length >= missing) throw new SysError('ENOENT', path);
      at = next;
      continue;
    }
    const inode = sys.fs.lstat(next);
    if (inode.kind === 'symlink') {
      if (++hops > 40) throw new SysError('ELOOP', path);
      parts.unshift(
        ...absolute(inode.target, at === '' ? '/' : at)
          .split('/')
          .filter((part) => part !== ''),
      );
      at = '';
    } else at = next;
  }
  return at === '' ? '/' : at;
}

const mayMiss = (options: Parsed): number => (options.has('m') ? Infinity : options.has('e') ? 0 : 1);

function* readlink(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  let status = 0;
  const canonical = ['f', 'e', 'm'].some((key) => options.has(key));
  for (const path of options.operands) {
    try {
      const inode = canonical ? null : sys.fs.lstat(path);
      if (inode && inode.kind !== 'symlink') throw new SysError('EINVAL', path);
      const text = inode?.kind === 'symlink' ? inode.target : resolve(sys, path, mayMiss(options));
      yield* say(sys, `${text}${options.has('n') ? '' : '\n'}`);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (options.has('v')) yield* sayError(sys, `readlink: ${path}: ${strerror(error.errno)}\n`);
      status = 1;
    }
  }
  return status;
}

function relative(path: string, to: string): string {
  const [here, there] = [path, to].map((p) => p.split('/').filter((part) => part !== ''));
  let same = 0;
  while (same < (here?.length ?? 0) && here?.[same] === there?.[same]) same++;
  const up = (there ?? []).slice(same).map(() => '..');
  return [...up, ...(here ?? []).slice(same)].join('/') || '.';
}

function* realpath(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  const from = options.value('relative-to');
  return yield* each(
    sys,
    'realpath',
    options.operands,
    (path) => {
      const full = options.has('s') ? absolute(path, sys.process.cwd) : resolve(sys, path, mayMiss(options));
      return `${from === null ? full : relative(full, resolve(sys, from, Infinity))}\n`;
    },
    (path) => path,
  );
}

/** The letters are the machine's chance: the same run makes the same names. */
function* mktemp(sys: Sys, options: Parsed): Eff<number> {
  const [template = 'tmp.XXXXXXXXXX'] = options.operands;
  const xs = /X{3,}(?=[^X/]*$)/.exec(template);
  if (!xs) throw new ToolError(`too few X's in template ‘${template}’`);
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const stream = sys.world.sim.random('mktemp');
  const name = template.replace(xs[0], Array.from(xs[0], () => letters[stream.below(letters.length)] ?? 'a').join(''));
  const inTmp = options.operands.length === 0 || options.has('t') || options.has('p');
  const path = inTmp ? `${options.value('p') ?? sys.getenv('TMPDIR') ?? '/tmp'}/${name}` : name;
  try {
    if (options.has('d') && !options.has('u')) {
      sys.fs.mkdir(path, 0o700);
    } else if (!options.has('u')) {
      sys.fs.close(sys.fs.open(path, { write: true, create: true, exclusive: true, mode: 0o600 }));
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const what = options.has('d') ? 'directory' : 'file';
    throw new ToolError(
      `failed to create ${what} via template ‘${path.replace(name, template)}’: ${strerror(error.errno)}`,
    );
  }
  yield* say(sys, `${path}\n`);
  return 0;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1_048_576, G: 1_073_741_824 };

function* truncate(sys: Sys, options: Parsed): Eff<number> {
  const text = options.value('s');
  if (text === null) throw misuse('you must specify either ‘--size’ or ‘--reference’');
  const [, sign = '', digits, unit = ''] = /^([-+<>]?)(\d+)([KMG]?)$/.exec(text) ?? [];
  if (digits === undefined) throw new ToolError(`Invalid number: ‘${text}’`);
  if (options.operands.length === 0) throw misuse('missing file operand');
  const n = Number(digits) * (UNITS[unit] ?? 1);
  return yield* each(
    sys,
    'truncate',
    options.operands,
    (path) => {
      if (!sys.fs.exists(path) && options.has('c')) return null;
      const before = sys.fs.exists(path) ? sys.fs.readFile(path) : new Uint8Array();
      const size = before.length;
      const wanted =
        { '+': size + n, '-': Math.max(0, size - n), '<': Math.min(size, n), '>': Math.max(size, n) }[sign] ?? n;
      const after = new Uint8Array(wanted);
      after.set(before.subarray(0, wanted));
      sys.fs.writeFile(path, after);
      return null;
    },
    (path) => `cannot open '${path}' for writing`,
  );
}

/** install(1): a copy with a mode and an owner; with -d, directories. */
function* install(sys: Sys, options: Parsed): Eff<number> {
  const spec = parseMode(options.value('m') ?? '755');
  if (!spec) throw misuse(`invalid mode ‘${options.value('m')}’`);
  const mode = applyMode(spec, 0, false, 0);
  const { users } = sys.process.host;
  const [user, group] = [options.value('o'), options.value('g')];
  const uid = user === null ? null : users.byName(user)?.uid;
  const gid = group === null ? null : users.groups.get(group)?.gid;
  if (uid === undefined) throw new ToolError(`invalid user ‘${user}’`);
  if (gid === undefined) throw new ToolError(`invalid group ‘${group}’`);
  const finish = (path: string): void => {
    sys.fs.chmod(path, mode);
    const inode = sys.fs.stat(path);
    if (uid !== null || gid !== null) sys.fs.chown(path, uid ?? inode.uid, gid ?? inode.gid);
  };
  const operands = [...options.operands];
  if (operands.length === 0) throw misuse('missing file operand');
  if (options.has('d'))
    return yield* each(
      sys,
      'install',
      operands,
      (path) => {
        let at = path.startsWith('/') ? '' : '.';
        for (const part of path.split('/').filter((p) => p !== '')) {
          at += `/${part}`;
          if (!isDir(sys, at)) sys.fs.mkdir(at);
        }
        finish(path);
        return options.has('v') ? `install: creating directory '${path}'\n` : null;
      },
      (path) => `cannot create directory '${path}'`,
    );
  const to = options.value('t') ?? operands.pop() ?? '';
  if (operands.length === 0) throw misuse(`missing destination file operand after '${to}'`);
  return yield* each(
    sys,
    'install',
    operands,
    (path) => {
      const target = isDir(sys, to) ? `${to.replace(/\/+$/, '')}/${basename(path)}` : to;
      sys.fs.writeFile(target, sys.fs.readFile(path));
      finish(target);
      return options.has('v') ? `'${path}' -> '${target}'\n` : null;
    },
    (path) => (sys.fs.exists(path) ? `cannot create regular file '${to}'` : `cannot stat '${path}'`),
  );
}

const EXISTING = '-e, --canonicalize-existing  all components of the path must exist';
const MISSING = '-m, --canonicalize-missing  no path components need exist or be a directory';

export const pathTools: readonly Tool[] = [
  tool(
    {
      name: 'readlink',
      version: gnu('readlink'),
      usage: 'readlink [OPTION]... FILE...',
      about: 'Print value of a symbolic link or canonical file name.',
      options: [
        '-f, --canonicalize  follow every symlink in every component of the given name',
        EXISTING,
        MISSING,
        '-n, --no-newline  do not output the trailing delimiter',
        '-v, --verbose  report error messages',
      ],
    },
    readlink,
  ),
  tool(
    {
      name: 'realpath',
      version: gnu('realpath'),
      usage: 'realpath [OPTION]... FILE...',
      about: 'Print the resolved absolute file name.',
      options: [
        EXISTING,
        MISSING,
        '-s, --no-symlinks  do not expand symlinks',
        '--relative-to=DIR  print the resolved path relative to DIR',
      ],
    },
    realpath,
  ),
  tool(
    {
      name: 'mktemp',
      version: gnu('mktemp'),
      usage: 'mktemp [OPTION]... [TEMPLATE]',
      about: 'Create a temporary file or directory, safely, and print its name.',
      options: [
        '-d, --directory  create a directory, not a file',
        '-p, --tmpdir=DIR  interpret TEMPLATE relative to DIR',
        '-t  interpret TEMPLATE relative to a directory for temporary files',
        '-u, --dry-run  do not create anything; merely print a name',
      ],
    },
    mktemp,
  ),
  tool(
    {
      name: 'truncate',
      version: gnu('truncate'),
      usage: 'truncate OPTION... FILE...',
      about: 'Shrink or extend the size of each FILE to the specified size.',
      options: [
        '-c, --no-create  do not create any files',
        '-s, --size=SIZE  set or adjust the file size by SIZE bytes',
      ],
    },
    truncate,
  ),
  tool(
    {
      name: 'install',
      version: gnu('install'),
      usage: 'install [OPTION]... SOURCE... DEST',
      about: 'Copy files and set attributes.',
      options: [
        '-d, --directory  treat all arguments as directory names',
        '-g, --group=GROUP  set group ownership',
        '-m, --mode=MODE  set permission mode (as in chmod), instead of rwxr-xr-x',
        '-o, --owner=OWNER  set ownership (super-user only)',
        '-t, --target-directory=DIRECTORY  copy all SOURCE arguments into DIRECTORY',
        '-v, --verbose  print the name of each created file or directory',
      ],
    },
    install,
  ),
];
