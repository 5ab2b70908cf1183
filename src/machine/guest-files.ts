import { SysError } from './errno.ts';
import { permits } from './filesystem.ts';
import type { ImmediateCall } from './guest-kernel.ts';
import type { GuestValue } from './guest-port.ts';
import { bytes, int, intOr, text } from './guest-values.ts';
import type { Inode } from './inode.ts';
import type { Sys } from './sys.ts';

/** Type bits of st_mode (inode(7)). */
const TYPE_BITS = {
  file: 0o100_000,
  dir: 0o040_000,
  symlink: 0o120_000,
  socket: 0o140_000,
  device: 0o020_000,
} as const;

/** Linux's open(2) flags. */
const O_ACCMODE = 3;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;

const sizeOf = (inode: Inode): number =>
  inode.kind === 'file'
    ? inode.content.size
    : inode.kind === 'symlink'
      ? inode.target.length
      : inode.kind === 'dir'
        ? 4096
        : 0;

function statOf(inode: Inode): GuestValue {
  const { mtime } = inode;
  return [
    TYPE_BITS[inode.kind] | inode.mode,
    sizeOf(inode),
    inode.uid,
    inode.gid,
    mtime,
    inode.ino,
    inode.nlink,
    mtime,
    mtime,
  ];
}

function open(sys: Sys, path: string, flags: number, mode: number): number {
  const access = flags & O_ACCMODE;
  return sys.fs.open(path, {
    read: access !== 1,
    write: access !== 0,
    append: (flags & O_APPEND) !== 0,
    create: (flags & O_CREAT) !== 0,
    truncate: (flags & O_TRUNC) !== 0,
    exclusive: (flags & O_EXCL) !== 0,
    mode,
  });
}

/** pread and pwrite for regular files, plain reads and writes for what has no position. */
function positioned(sys: Sys, fd: number, offset: number): void {
  const { description } = sys.process.fds.get(fd);
  if (description.kind === 'file' && offset >= 0) description.offset = offset;
}

function truncate(sys: Sys, target: GuestValue | undefined, size: number): void {
  const { files } = sys.process.host;
  const who = sys.process.credentials;
  if (typeof target === 'number') {
    const { description } = sys.process.fds.get(target);
    if (description.kind !== 'file' || !description.writable) throw new SysError('EINVAL');
    return files.resize(description.inode, size);
  }
  const inode = sys.fs.stat(text(target));
  if (inode.kind !== 'file') throw new SysError(inode.kind === 'dir' ? 'EISDIR' : 'EINVAL');
  if (!permits(inode, who, 2)) throw new SysError('EACCES');
  files.resize(inode, size);
}

const done = (act: (sys: Sys, args: readonly GuestValue[]) => void): ImmediateCall => {
  return (sys, args) => {
    act(sys, args);
    return null;
  };
};

/** The file system as Python sees it: see SYSCALLS.md in the room `python`. */
export const fileCalls: Readonly<Record<string, ImmediateCall>> = {
  'fs.stat': (sys, [path]) => statOf(sys.fs.stat(text(path))),
  'fs.lstat': (sys, [path]) => statOf(sys.fs.lstat(text(path))),
  'fs.readdir': (sys, [path]) => sys.fs.readdir(text(path)),
  'fs.open': (sys, [path, flags, mode]) => open(sys, text(path), int(flags), intOr(mode, 0o666)),
  'fs.read': (sys, [fd, n, offset]) => {
    positioned(sys, int(fd), intOr(offset, -1));
    return sys.fs.readNow(int(fd), int(n)) ?? new Uint8Array(0);
  },
  'fs.write': (sys, [fd, data, offset]) => {
    positioned(sys, int(fd), intOr(offset, -1));
    return sys.fs.writeNow(int(fd), bytes(data));
  },
  'fs.close': done((sys, [fd]) => sys.fs.close(int(fd))),
  'fs.truncate': done((sys, [target, size]) => truncate(sys, target, int(size))),
  'fs.mkdir': done((sys, [path, mode]) => sys.fs.mkdir(text(path), intOr(mode, 0o777))),
  'fs.unlink': done((sys, [path]) => sys.fs.unlink(text(path))),
  'fs.rmdir': done((sys, [path]) => sys.fs.rmdir(text(path))),
  'fs.rename': done((sys, [from, to]) => sys.fs.rename(text(from), text(to))),
  'fs.symlink': done((sys, [target, path]) => sys.fs.symlink(text(target), text(path))),
  'fs.readlink': (sys, [path]) => {
    const inode = sys.fs.lstat(text(path));
    if (inode.kind !== 'symlink') throw new SysError('EINVAL');
    return inode.target;
  },
  'fs.chmod': done((sys, [path, mode]) => sys.fs.chmod(text(path), int(mode))),
  'fs.chown': done((sys, [path, uid, gid]) => {
    const inode = sys.fs.stat(text(path));
    sys.fs.chown(text(path), int(uid) < 0 ? inode.uid : int(uid), int(gid) < 0 ? inode.gid : int(gid));
  }),
  'fs.utime': done((sys, [path, , mtime]) => {
    const inode = sys.fs.stat(text(path));
    const { uid } = sys.process.credentials;
    if (uid !== 0 && uid !== inode.uid && !permits(inode, sys.process.credentials, 2)) throw new SysError('EACCES');
    inode.mtime = int(mtime);
  }),
  'fs.access': done((sys, [path, mask]) => {
    if (!permits(sys.fs.stat(text(path)), sys.process.credentials, int(mask) & 7)) throw new SysError('EACCES');
  }),
};
