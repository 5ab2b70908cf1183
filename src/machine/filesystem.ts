import { EMPTY, type Bytes } from '../base/bytes.ts';
import type { Limits } from '../engine/limits.ts';
import { SysError } from './errno.ts';
import {
  type DeviceInode,
  type DirInode,
  FileContent,
  type FileInode,
  type Inode,
  type SocketInode,
  type SymlinkInode,
} from './inode.ts';
import type { Credentials } from './process.ts';

const MAX_LINKS = 40;
export const ROOT: Credentials = { uid: 0, gid: 0, groups: [0] };

/** Normalise an absolute or relative path to its parts; `..` is resolved by name, as a shell does. */
export function absolute(path: string, cwd = '/'): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const dirname = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** May these credentials do this (4 read, 2 write, 1 search or execute)? path_resolution(7): the first class that fits decides. */
export function permits(inode: Inode, who: Credentials, want: number): boolean {
  if (who.uid === 0) return want !== 1 || inode.kind === 'dir' || (inode.mode & 0o111) !== 0;
  const shift = who.uid === inode.uid ? 6 : who.gid === inode.gid || who.groups.includes(inode.gid) ? 3 : 0;
  return ((inode.mode >> shift) & want) === want;
}

interface Place {
  readonly parent: DirInode;
  readonly name: string;
  readonly inode: Inode | null;
}

/** The in-memory POSIX tree of a host. Every operation checks permissions for `who` and throws `SysError`. */
export class FileSystem {
  private inodes = 1;
  private total = 0;
  readonly root: DirInode;

  constructor(
    private readonly limits: Limits,
    private readonly clock: () => number,
  ) {
    this.root = { ...this.fresh(0o755, ROOT), kind: 'dir', entries: new Map() };
  }

  /** Follow `path` (absolute); `follow` also the last link. */
  lookup(path: string, who: Credentials, follow = true): Inode {
    const { inode } = this.place(path, who, follow);
    if (!inode) throw new SysError('ENOENT', path);
    return inode;
  }

  exists(path: string, who: Credentials = ROOT): boolean {
    try {
      return this.place(path, who, true).inode !== null;
    } catch (error) {
      if (error instanceof SysError) return false;
      throw error;
    }
  }

  readFile(path: string, who: Credentials): Bytes {
    const inode = this.lookup(path, who);
    if (inode.kind === 'dir') throw new SysError('EISDIR', path);
    if (!permits(inode, who, 4)) throw new SysError('EACCES', path);
    return inode.kind === 'file' ? inode.content.all() : EMPTY;
  }

  writeFile(path: string, bytes: Bytes, who: Credentials, mode = 0o644): FileInode {
    const inode = this.create(path, who, mode);
    this.resize(inode, 0);
    this.writeAt(inode, 0, bytes);
    return inode;
  }

  /** Open for writing: the existing regular file, or a new one. */
  create(path: string, who: Credentials, mode: number): FileInode {
    const place = this.place(path, who, true);
    if (place.inode) {
      if (place.inode.kind === 'dir') throw new SysError('EISDIR', path);
      if (place.inode.kind !== 'file') throw new SysError('EINVAL', path);
      if (!permits(place.inode, who, 2)) throw new SysError('EACCES', path);
      return place.inode;
    }
    const inode: FileInode = { ...this.fresh(mode, who), kind: 'file', content: new FileContent() };
    this.link(place, inode, who, path);
    return inode;
  }

  writeAt(inode: FileInode, offset: number, bytes: Bytes): void {
    const end = Math.max(inode.content.size, offset + bytes.length);
    if (end > this.limits.fileBytes) throw new SysError('EFBIG');
    const growth = end - inode.content.size;
    if (this.total + growth > this.limits.totalFileBytes) throw new SysError('ENOSPC');
    this.total += growth;
    inode.content.write(offset, bytes);
    inode.mtime = this.clock();
  }

  resize(inode: FileInode, size: number): void {
    this.total += size - inode.content.size;
    inode.content.truncate(size);
    inode.mtime = this.clock();
  }

  mkdir(path: string, who: Credentials, mode = 0o755): DirInode {
    const place = this.place(path, who, false);
    if (place.inode) throw new SysError('EEXIST', path);
    const inode: DirInode = { ...this.fresh(mode, who), kind: 'dir', entries: new Map() };
    this.link(place, inode, who, path);
    return inode;
  }

  /** `mkdir -p`. */
  makePath(path: string, who: Credentials = ROOT, mode = 0o755): void {
    let at = '';
    for (const part of absolute(path).split('/').slice(1)) {
      at += `/${part}`;
      if (part !== '' && !this.exists(at, who)) this.mkdir(at, who, mode);
    }
  }

  symlink(target: string, path: string, who: Credentials): SymlinkInode {
    const place = this.place(path, who, false);
    if (place.inode) throw new SysError('EEXIST', path);
    const inode: SymlinkInode = { ...this.fresh(0o777, who), kind: 'symlink', target };
    this.link(place, inode, who, path);
    return inode;
  }

  /** link(2): one file under two names. */
  hardLink(from: string, to: string, who: Credentials): void {
    const inode = this.lookup(from, who, false);
    if (inode.kind === 'dir') throw new SysError('EPERM', from);
    const place = this.place(to, who, false);
    if (place.inode) throw new SysError('EEXIST', to);
    this.link(place, inode, who, to);
    inode.nlink++;
  }

  socket(path: string, who: Credentials, mode: number): SocketInode {
    const place = this.place(path, who, true);
    if (place.inode) throw new SysError('EADDRINUSE', path);
    const inode: SocketInode = { ...this.fresh(mode, who), kind: 'socket', listener: null };
    this.link(place, inode, who, path);
    return inode;
  }

  device(path: string, device: DeviceInode['device']): void {
    this.link(this.place(path, ROOT, true), { ...this.fresh(0o666, ROOT), kind: 'device', device }, ROOT, path);
  }

  unlink(path: string, who: Credentials): void {
    const place = this.place(path, who, false);
    if (!place.inode) throw new SysError('ENOENT', path);
    if (place.inode.kind === 'dir') throw new SysError('EISDIR', path);
    this.mayChange(place.parent, place.inode, who, path);
    place.parent.entries.delete(place.name);
    if (--place.inode.nlink === 0 && place.inode.kind === 'file') this.total -= place.inode.content.size;
    place.parent.mtime = this.clock();
  }

  rmdir(path: string, who: Credentials): void {
    const place = this.place(path, who, false);
    if (!place.inode) throw new SysError('ENOENT', path);
    if (place.inode.kind !== 'dir') throw new SysError('ENOTDIR', path);
    if (place.inode.entries.size > 0) throw new SysError('ENOTEMPTY', path);
    this.mayChange(place.parent, place.inode, who, path);
    place.parent.entries.delete(place.name);
  }

  rename(from: string, to: string, who: Credentials): void {
    const source = this.place(from, who, false);
    if (!source.inode) throw new SysError('ENOENT', from);
    const target = this.place(to, who, false);
    if (target.inode === source.inode) return;
    const [old, fresh] = [absolute(from), absolute(to)];
    if (source.inode.kind === 'dir' && fresh.startsWith(`${old}/`)) throw new SysError('EINVAL', to);
    this.mayChange(source.parent, source.inode, who, from);
    if (target.inode) {
      if (target.inode.kind === 'dir') this.rmdir(to, who);
      else this.unlink(to, who);
    } else if (!permits(target.parent, who, 3)) throw new SysError('EACCES', to);
    source.parent.entries.delete(source.name);
    target.parent.entries.set(target.name, source.inode);
  }

  chmod(path: string, mode: number, who: Credentials): void {
    const inode = this.lookup(path, who);
    if (who.uid !== 0 && who.uid !== inode.uid) throw new SysError('EPERM', path);
    inode.mode = mode & 0o7777;
  }

  chown(path: string, uid: number, gid: number, who: Credentials): void {
    const inode = this.lookup(path, who);
    const ownGroup = who.uid === inode.uid && uid === inode.uid && (who.gid === gid || who.groups.includes(gid));
    if (who.uid !== 0 && !ownGroup) throw new SysError('EPERM', path);
    inode.uid = uid;
    inode.gid = gid;
  }

  readdir(path: string, who: Credentials): string[] {
    const inode = this.lookup(path, who);
    if (inode.kind !== 'dir') throw new SysError('ENOTDIR', path);
    if (!permits(inode, who, 4)) throw new SysError('EACCES', path);
    return [...inode.entries.keys()].sort();
  }

  private place(path: string, who: Credentials, follow: boolean, links = 0): Place {
    if (path === '') throw new SysError('ENOENT', path);
    const parts = absolute(path)
      .split('/')
      .filter((p) => p !== '');
    let dir: Inode = this.root;
    if (parts.length === 0) return { parent: this.root, name: '', inode: this.root };
    for (let i = 0; ; i++) {
      if (dir.kind !== 'dir') throw new SysError('ENOTDIR', path);
      if (!permits(dir, who, 1)) throw new SysError('EACCES', path);
      const name = parts[i] as string;
      if (name.length > 255) throw new SysError('ENAMETOOLONG', path);
      const last = i === parts.length - 1;
      const inode: Inode | null = dir.entries.get(name) ?? null;
      if (inode?.kind === 'symlink' && (!last || follow)) {
        if (links >= MAX_LINKS) throw new SysError('ELOOP', path);
        const here = `/${parts.slice(0, i).join('/')}`;
        const rest = parts.slice(i + 1).join('/');
        const target = absolute(inode.target, here);
        return this.place(rest ? `${target}/${rest}` : target, who, follow, links + 1);
      }
      if (last) return { parent: dir, name, inode };
      if (!inode) throw new SysError('ENOENT', path);
      dir = inode;
    }
  }

  private link(place: Place, inode: Inode, who: Credentials, path: string): void {
    if (!permits(place.parent, who, 3)) throw new SysError('EACCES', path);
    place.parent.entries.set(place.name, inode);
    place.parent.mtime = this.clock();
  }

  /** Removing a name needs write and search on the directory, and with the sticky bit also the file or the directory itself. */
  private mayChange(parent: DirInode, inode: Inode, who: Credentials, path: string): void {
    if (!permits(parent, who, 3)) throw new SysError('EACCES', path);
    const sticky = (parent.mode & 0o1000) !== 0;
    if (sticky && who.uid !== 0 && who.uid !== inode.uid && who.uid !== parent.uid) throw new SysError('EPERM', path);
  }

  private fresh(mode: number, who: Credentials) {
    return { ino: this.inodes++, mode, uid: who.uid, gid: who.gid, mtime: this.clock(), nlink: 1 };
  }
}
