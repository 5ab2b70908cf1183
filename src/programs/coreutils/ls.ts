import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Inode } from '../../machine/inode.ts';
import type { Sys } from '../../machine/sys.ts';
import { say, sayError } from './io.ts';
import { listTime, modeString } from './format.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly inode: Inode;
}

interface Options {
  readonly long: boolean;
  readonly all: boolean;
  readonly directory: boolean;
  readonly one: boolean;
  /** As in `ls -t`, `-S`; `-r` turns the order round. */
  readonly order: 'name' | 'time' | 'size';
  readonly reverse: boolean;
}

/** ls (GNU coreutils 9.1): -l -a -A -d -1 -t -S -r, -h is accepted; sorted as in the C locale; one name per line when not on a terminal. */
export function* ls(sys: Sys): Eff<number> {
  const flags = sys.argv
    .slice(1)
    .filter((a) => /^-\w/.test(a))
    .join('');
  const unknown = [...flags.replace(/-/g, '')].find((f) => !'laAdh1trS'.includes(f));
  if (unknown) {
    yield* sayError(sys, `ls: invalid option -- '${unknown}'\nTry 'ls --help' for more information.\n`);
    return 2;
  }
  const options: Options = {
    long: flags.includes('l'),
    all: flags.includes('a') || flags.includes('A'),
    directory: flags.includes('d'),
    order: flags.includes('t') ? 'time' : flags.includes('S') ? 'size' : 'name',
    reverse: flags.includes('r'),
    one: flags.includes('1') || sys.process.fds.get(1).description.kind !== 'tty',
  };
  const names = sys.argv.slice(1).filter((a) => !/^-\w/.test(a));
  return yield* list(sys, names.length > 0 ? names : ['.'], options);
}

function* list(sys: Sys, names: readonly string[], options: Options): Eff<number> {
  let status = 0;
  const files: Entry[] = [];
  const dirs: Entry[] = [];
  for (const name of names) {
    try {
      const inode = options.long || options.directory ? sys.fs.lstat(name) : sys.fs.stat(name);
      (inode.kind === 'dir' && !options.directory ? dirs : files).push({ name, path: name, inode });
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `ls: cannot access '${name}': ${strerror(error.errno)}\n`);
      status = 2;
    }
  }
  if (files.length > 0) yield* show(sys, files, options);
  for (const [i, dir] of dirs.entries()) {
    if (names.length > 1) yield* say(sys, `${i > 0 || files.length > 0 ? '\n' : ''}${dir.name}:\n`);
    if (!sys.fs.access(dir.path, 4)) {
      yield* sayError(sys, `ls: cannot open directory '${dir.name}': Permission denied\n`);
      status = 2;
      continue;
    }
    const inside = sys.fs.readdir(dir.path).filter((n) => options.all || !n.startsWith('.'));
    const entries = ordered(
      inside.map((n) => ({ name: n, path: `${dir.path}/${n}`, inode: sys.fs.lstat(`${dir.path}/${n}`) })),
      options,
    );
    if (options.long) yield* say(sys, `total ${entries.reduce((sum, e) => sum + blocks(e.inode), 0)}\n`);
    yield* show(sys, entries, options);
  }
  return status;
}

function ordered(entries: Entry[], options: Options): Entry[] {
  if (options.order === 'time') entries.sort((a, b) => b.inode.mtime - a.inode.mtime);
  if (options.order === 'size') entries.sort((a, b) => size(b.inode) - size(a.inode));
  return options.reverse ? entries.reverse() : entries;
}

const size = (inode: Inode): number =>
  inode.kind === 'file'
    ? inode.content.size
    : inode.kind === 'dir'
      ? 4096
      : inode.kind === 'symlink'
        ? inode.target.length
        : 0;
const blocks = (inode: Inode): number =>
  inode.kind === 'symlink' || inode.kind === 'socket' ? 0 : Math.ceil(size(inode) / 4096) * 4;

function* show(sys: Sys, entries: readonly Entry[], options: Options): Eff<void> {
  if (!options.long) {
    if (entries.length > 0)
      yield* say(
        sys,
        options.one ? entries.map((e) => `${e.name}\n`).join('') : `${entries.map((e) => e.name).join('  ')}\n`,
      );
    return;
  }
  const { users } = sys.process.host;
  const rows = entries.map((e) => ({
    mode: modeString(e.inode),
    links: String(e.inode.kind === 'dir' ? 2 : e.inode.nlink),
    user: users.userName(e.inode.uid),
    group: users.groupName(e.inode.gid),
    size: String(size(e.inode)),
    time: listTime(e.inode.mtime, sys.clock),
    name: e.inode.kind === 'symlink' ? `${e.name} -> ${e.inode.target}` : e.name,
  }));
  const widest = (key: 'links' | 'user' | 'group' | 'size'): number => Math.max(...rows.map((r) => r[key].length), 0);
  const [links, user, group, bytes] = [widest('links'), widest('user'), widest('group'), widest('size')];
  yield* say(
    sys,
    rows
      .map(
        (r) =>
          `${r.mode} ${r.links.padStart(links)} ${r.user.padEnd(user)} ${r.group.padEnd(group)} ${r.size.padStart(bytes)} ${r.time} ${r.name}\n`,
      )
      .join(''),
  );
}
