import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { absolute, basename } from '../../machine/filesystem.ts';
import type { Sys } from '../../machine/sys.ts';
import { ask } from './ask.ts';
import { say, sayError } from './io.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

/** Runs an act per operand; failures in the tool's own words, exit status 1 when there was one. */
export function* each(
  sys: Sys,
  name: string,
  operands: readonly string[],
  act: (path: string) => string | null,
  failed: (path: string, error: SysError) => string,
): Eff<number> {
  let status = 0;
  for (const path of operands) {
    try {
      const said = act(path);
      if (said !== null) yield* say(sys, said);
    } catch (error) {
      if (!(error instanceof SysError) || error.errno === 'EPIPE') throw error;
      yield* sayError(sys, `${name}: ${failed(path, error)}: ${strerror(error.errno)}\n`);
      status = 1;
    }
  }
  return status;
}

export function isDir(sys: Sys, path: string): boolean {
  return sys.fs.exists(path) && sys.fs.stat(path).kind === 'dir';
}

interface Move {
  readonly from: string;
  readonly to: string;
}

/** The pairs that `cp` and `mv` work on: into a directory, or onto one name. */
function pairs(sys: Sys, options: Parsed): Move[] {
  const target = options.value('t');
  const operands = [...options.operands];
  if (operands.length === 0) throw misuse('missing file operand');
  if (target === null && operands.length === 1) throw misuse(`missing destination file operand after '${operands[0]}'`);
  const to = target ?? (operands.pop() as string);
  const into = isDir(sys, to) && !options.has('T');
  if (!into && (operands.length > 1 || target !== null))
    throw new ToolError(`target '${to}': ${sys.fs.exists(to) ? 'Not a directory' : 'No such file or directory'}`);
  return operands.map((from) => ({
    from,
    to: into ? `${to.replace(/\/+$/, '') || ''}/${basename(from.replace(/\/+$/, ''))}` : to,
  }));
}

class Told extends Error {}

function copyOne(sys: Sys, options: Parsed, from: string, to: string): string {
  const recursive = options.has('r') || options.has('R') || options.has('a');
  const preserve = options.has('p') || options.has('a');
  const source = recursive ? sys.fs.lstat(from) : sys.fs.stat(from);
  if (source.kind === 'dir' && !recursive) throw new Told(`-r not specified; omitting directory '${from}'`);
  const into = absolute(to, sys.process.cwd);
  if (source.kind === 'dir' && `${into}/`.startsWith(`${absolute(from, sys.process.cwd)}/`))
    throw new Told(`cannot copy a directory, '${from}', into itself, '${to}'`);
  const there = sys.fs.exists(to) ? sys.fs.stat(to) : null;
  if (there && there.ino === source.ino) throw new Told(`'${from}' and '${to}' are the same file`);
  if (there && options.has('n')) return '';
  let said = options.has('v') ? `'${from}' -> '${to}'\n` : '';
  try {
    if (source.kind === 'dir') {
      if (there && there.kind !== 'dir')
        throw new Told(`cannot overwrite non-directory '${to}' with directory '${from}'`);
      if (!there) sys.fs.mkdir(to, source.mode);
      for (const name of sys.fs.readdir(from)) said += copyOne(sys, options, `${from}/${name}`, `${to}/${name}`);
    } else if (source.kind === 'symlink') sys.fs.symlink(source.target, to);
    else {
      if (to.endsWith('/')) throw new SysError('ENOTDIR');
      if (there?.kind === 'dir') throw new Told(`cannot overwrite directory '${to}' with non-directory`);
      const bytes = readable(sys, from);
      sys.fs.writeFile(to, bytes, source.mode);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const what = source.kind === 'dir' ? `cannot create directory '${to}'` : `cannot create regular file '${to}'`;
    throw new Told(`${what}: ${strerror(error.errno)}`);
  }
  if (preserve && source.kind !== 'symlink') keepAttributes(sys, to, source);
  return said;
}

function readable(sys: Sys, from: string) {
  try {
    return sys.fs.readFile(from);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new Told(`cannot open '${from}' for reading: ${strerror(error.errno)}`);
  }
}

function keepAttributes(
  sys: Sys,
  to: string,
  source: { readonly mode: number; readonly mtime: number; readonly uid: number; readonly gid: number },
): void {
  const inode = sys.fs.stat(to);
  if (sys.process.credentials.uid === 0) sys.fs.chown(to, source.uid, source.gid);
  sys.fs.chmod(to, source.mode);
  inode.mtime = source.mtime;
}

function* moves(sys: Sys, name: string, options: Parsed, act: (move: Move) => string): Eff<number> {
  let status = 0;
  for (const move of pairs(sys, options)) {
    try {
      if (isOlder(sys, options, move)) continue;
      const asks = options.order.findLast((key) => ['i', 'f', 'n'].includes(key)) === 'i';
      if (asks && sys.fs.exists(move.to) && !(yield* ask(sys, `${name}: overwrite '${move.to}'? `))) continue;
      const said = act(move);
      if (said !== '') yield* say(sys, said);
    } catch (error) {
      if (error instanceof Told) yield* sayError(sys, `${name}: ${error.message}\n`);
      else if (error instanceof SysError)
        yield* sayError(sys, `${name}: cannot stat '${move.from}': ${strerror(error.errno)}\n`);
      else throw error;
      status = 1;
    }
  }
  return status;
}

/** -u: what is there is as new. */
function isOlder(sys: Sys, options: Parsed, { from, to }: Move): boolean {
  if (!options.has('u') || !sys.fs.exists(from) || !sys.fs.exists(to)) return false;
  return sys.fs.stat(from).mtime <= sys.fs.stat(to).mtime;
}

function* cp(sys: Sys, options: Parsed): Eff<number> {
  return yield* moves(sys, 'cp', options, ({ from, to }) => copyOne(sys, options, from, to));
}

function* mv(sys: Sys, options: Parsed): Eff<number> {
  return yield* moves(sys, 'mv', options, ({ from, to }) => {
    const source = sys.fs.lstat(from);
    const there = sys.fs.exists(to) ? sys.fs.lstat(to) : null;
    if (there && options.has('n')) return '';
    if (there && there.ino === source.ino) throw new Told(`'${from}' and '${to}' are the same file`);
    if (there?.kind === 'dir' && source.kind !== 'dir')
      throw new Told(`cannot overwrite directory '${to}' with non-directory '${from}'`);
    if (there && there.kind !== 'dir' && source.kind === 'dir')
      throw new Told(`cannot overwrite non-directory '${to}' with directory '${from}'`);
    try {
      sys.fs.rename(from, to);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.errno === 'EINVAL') throw new Told(`cannot move '${from}' to a subdirectory of itself, '${to}'`);
      throw new Told(`cannot move '${from}' to '${to}': ${strerror(error.errno)}`);
    }
    return options.has('v') ? `renamed '${from}' -> '${to}'\n` : '';
  });
}

function* ln(sys: Sys, options: Parsed): Eff<number> {
  const [target, given] = options.operands;
  if (target === undefined) throw misuse('missing file operand');
  const kind = options.has('s') ? 'symbolic' : 'hard';
  const place = given ?? '.';
  if (kind === 'hard' && !linked(sys, target))
    throw new ToolError(`failed to access '${target}': No such file or directory`);
  if (kind === 'hard' && sys.fs.lstat(target).kind === 'dir')
    throw new ToolError(`${target}: hard link not allowed for directory`);
  const at =
    isDir(sys, place) && !options.has('T') && !options.has('n')
      ? `${place.replace(/\/+$/, '')}/${basename(target)}`
      : place;
  const failed = (errno: SysError): never => {
    const what = kind === 'symbolic' ? `symbolic link '${at}'` : `hard link '${at}'`;
    throw new ToolError(`failed to create ${what}: ${strerror(errno.errno)}`);
  };
  try {
    if (options.has('f') && linked(sys, at)) sys.fs.unlink(at);
    if (kind === 'symbolic') sys.fs.symlink(target, at);
    else sys.fs.link(target, at);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    failed(error);
  }
  if (options.has('v')) yield* say(sys, `'${at}' ${kind === 'symbolic' ? '->' : '=>'} '${target}'\n`);
  return 0;
}

/** Is there something under this name, be it a link to nothing? */
export function linked(sys: Sys, path: string): boolean {
  try {
    sys.fs.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

const VERBOSE = '-v, --verbose  explain what is being done';
const INTO = '-t, --target-directory=DIRECTORY  put all SOURCE arguments into DIRECTORY';
const ASK = '-i, --interactive  prompt before overwrite';
const UPDATE = '-u, --update  only when the SOURCE file is newer than the destination file';
const PLAIN = '-T, --no-target-directory  treat DEST as a normal file';
const FORCE = '-f, --force  never ask';
const CLOBBER = '-n, --no-clobber  do not overwrite an existing file';

export const fileTools: readonly Tool[] = [
  tool(
    {
      name: 'cp',
      version: gnu('cp'),
      usage: 'cp [OPTION]... SOURCE... DEST',
      about: 'Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.',
      options: [
        '-a, --archive  same as -R -p',
        FORCE,
        ASK,
        CLOBBER,
        '-p  preserve mode, ownership, timestamps',
        '-r, --recursive  copy directories recursively',
        '-R  the same as -r',
        INTO,
        PLAIN,
        UPDATE,
        VERBOSE,
      ],
    },
    cp,
  ),
  tool(
    {
      name: 'mv',
      version: gnu('mv'),
      usage: 'mv [OPTION]... SOURCE... DEST',
      about: 'Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.',
      options: [FORCE, ASK, CLOBBER, INTO, PLAIN, UPDATE, VERBOSE],
    },
    mv,
  ),
  tool(
    {
      name: 'ln',
      version: gnu('ln'),
      usage: 'ln [OPTION]... TARGET [LINK_NAME]',
      about: 'Create a link to TARGET with the name LINK_NAME: hard links by default, symbolic links with --symbolic.',
      options: [
        '-f, --force  remove existing destination files',
        '-n, --no-dereference  treat LINK_NAME as a normal file if it is a link to a directory',
        '-s, --symbolic  make symbolic links',
        PLAIN,
        VERBOSE,
      ],
    },
    ln,
  ),
];
