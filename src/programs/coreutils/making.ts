import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { absolute } from '../../machine/filesystem.ts';
import type { Inode } from '../../machine/inode.ts';
import type { Sys } from '../../machine/sys.ts';
import { each, isDir, linked } from './files.ts';
import { ask } from './ask.ts';
import { sayError } from './io.ts';
import { applyMode, parseMode } from './mode.ts';
import { instant } from './moment.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

const VERBOSE = '-v, --verbose  explain what is being done';

/** A failure at another path than the operand's. */
class PathError extends SysError {
  constructor(
    readonly path: string,
    errno: SysError['errno'],
  ) {
    super(errno);
  }
}

function* rmdir(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  return yield* each(
    sys,
    'rmdir',
    options.operands,
    (path) => {
      for (let at = path; at !== ''; at = options.has('p') ? at.replace(/\/?[^/]*\/*$/, '') : '') sys.fs.rmdir(at);
      return null;
    },
    (path) => `failed to remove '${path}'`,
  );
}

function* mkdir(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing operand');
  const spec = options.value('m');
  const mode = spec === null ? null : parseMode(spec);
  if (spec !== null && !mode) throw new ToolError(`invalid mode ‘${spec}’`);
  return yield* each(
    sys,
    'mkdir',
    options.operands,
    (path) => {
      let at = path.startsWith('/') ? '/' : '';
      let said = '';
      for (const part of options.has('p') ? path.split('/').filter((p) => p !== '') : []) {
        at += `${at === '' || at === '/' ? '' : '/'}${part}`;
        if (sys.fs.exists(at) && !isDir(sys, at)) throw new PathError(at, at === path ? 'EEXIST' : 'ENOTDIR');
        if (sys.fs.exists(at)) continue;
        sys.fs.mkdir(at);
        said += `mkdir: created directory '${at}'\n`;
      }
      if (!options.has('p')) {
        sys.fs.mkdir(path);
        said = `mkdir: created directory '${path}'\n`;
      }
      if (mode) sys.fs.chmod(path, applyMode(mode, 0o777 & ~sys.process.umask, true, sys.process.umask));
      return options.has('v') ? said : null;
    },
    (path, error) => `cannot create directory ‘${error instanceof PathError ? error.path : path}’`,
  );
}

function* rm(sys: Sys, options: Parsed): Eff<number> {
  const force = options.has('f');
  const recursive = options.has('r') || options.has('R');
  if (options.operands.length === 0 && !force) throw misuse('missing operand');
  const dangerous = options.operands.find((p) => recursive && absolute(p, sys.process.cwd) === '/');
  if (dangerous !== undefined) {
    yield* sayError(
      sys,
      "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n",
    );
    return 1;
  }
  let said = '';
  const asks = options.order.findLast((key) => ['i', 'f'].includes(key)) === 'i';
  const agreed: string[] = [];
  for (const path of options.operands) {
    if (!asks || !linked(sys, path) || (yield* ask(sys, `rm: remove ${kindOf(sys.fs.lstat(path))} '${path}'? `)))
      agreed.push(path);
  }
  const remove = (path: string): void => {
    if (sys.fs.lstat(path).kind === 'dir') {
      if (!recursive && !options.has('d')) throw new SysError('EISDIR');
      if (!recursive && sys.fs.readdir(path).length > 0) throw new SysError('ENOTEMPTY');
      for (const name of sys.fs.readdir(path)) remove(`${path}/${name}`);
      sys.fs.rmdir(path);
    } else sys.fs.unlink(path);
    if (options.has('v')) said += `removed '${path}'\n`;
  };
  return yield* each(
    sys,
    'rm',
    agreed,
    (path) => {
      said = '';
      if (recursive && /(^|\/)\.\.?\/*$/.test(path))
        throw new ToolError(`refusing to remove '.' or '..' directory: skipping '${path}'`);
      if (!(force && !linked(sys, path))) remove(path);
      return said === '' ? null : said;
    },
    (path) => `cannot remove '${path}'`,
  );
}

const kindOf = (inode: Inode): string =>
  inode.kind === 'file'
    ? `regular ${inode.content.size === 0 ? 'empty ' : ''}file`
    : ({ dir: 'directory', symlink: 'symbolic link', socket: 'socket', device: 'character special file' } as const)[
        inode.kind
      ];

/** µs since the epoch: -d, -t, -r, or now. */
function timeOf(sys: Sys, options: Parsed): number {
  const [text, stamp, like] = [options.value('d'), options.value('t'), options.value('r')];
  if (like !== null) {
    if (!sys.fs.exists(like)) throw new ToolError(`failed to get attributes of '${like}': No such file or directory`);
    return sys.fs.stat(like).mtime;
  }
  const [, year, month, day, hour, minute, second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(stamp ?? '') ?? [];
  const given = stamp === null ? text : `${year}-${month}-${day} ${hour}:${minute}:${second}`;
  const us = given === null ? sys.clock : instant(given, sys.clock);
  if (us === null) throw new ToolError(`invalid date format ‘${stamp ?? text}’`);
  return us;
}

function* touch(sys: Sys, options: Parsed): Eff<number> {
  if (options.operands.length === 0) throw misuse('missing file operand');
  const to = timeOf(sys, options);
  return yield* each(
    sys,
    'touch',
    options.operands,
    (path) => {
      if (!sys.fs.exists(path)) {
        if (options.has('c')) return null;
        sys.fs.close(sys.fs.open(path, { write: true, create: true, append: true }));
      }
      const inode = sys.fs.stat(path);
      const { uid } = sys.process.credentials;
      if (uid !== 0 && uid !== inode.uid && !sys.fs.access(path, 2)) throw new SysError('EACCES');
      inode.mtime = to;
      return null;
    },
    (path) => `cannot touch '${path}'`,
  );
}

/** What makes names and takes them away. */
export const makingTools: readonly Tool[] = [
  tool(
    {
      name: 'rmdir',
      version: gnu('rmdir'),
      usage: 'rmdir DIRECTORY...',
      about: 'Remove the DIRECTORY(ies), if they are empty.',
      options: ['-p, --parents  remove DIRECTORY and its ancestors'],
    },
    rmdir,
  ),
  tool(
    {
      name: 'mkdir',
      version: gnu('mkdir'),
      usage: 'mkdir [OPTION]... DIRECTORY...',
      about: 'Create the DIRECTORY(ies), if they do not already exist.',
      options: [
        '-m, --mode=MODE  set file mode (as in chmod)',
        '-p, --parents  no error if existing, make parent directories as needed',
        VERBOSE,
      ],
    },
    mkdir,
  ),
  tool(
    {
      name: 'rm',
      version: gnu('rm'),
      usage: 'rm [OPTION]... [FILE]...',
      about: 'Remove (unlink) the FILE(s).',
      options: [
        '-d, --dir  remove empty directories',
        '-f, --force  ignore nonexistent files and arguments',
        '-i  prompt before every removal (of a directory once)',
        '-r, --recursive  remove directories and their contents recursively',
        '-R  the same as -r',
        VERBOSE,
      ],
    },
    rm,
  ),
  tool(
    {
      name: 'touch',
      version: gnu('touch'),
      usage: 'touch [OPTION]... FILE...',
      about: 'Update the modification time of each FILE to the current time.',
      options: [
        '-a  (access times are not kept)',
        '-c, --no-create  do not create any files',
        '-d, --date=STRING  parse STRING and use it instead of current time',
        '-m  change only the modification time',
        "-r, --reference=FILE  use this file's time instead of current time",
        '-t STAMP  use CCYYMMDDhhmm[.ss] instead of current time',
      ],
    },
    touch,
  ),
];
