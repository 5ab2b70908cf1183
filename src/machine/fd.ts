import type { Bytes } from '../base/bytes.ts';
import type { Connection, Endpoint, Flow } from './connection.ts';
import { type Errno, SysError } from './errno.ts';
import type { DeviceInode, DirInode, FileInode } from './inode.ts';
import type { Listener } from './listener.ts';
import type { Tty } from './tty.ts';

/** Where a process's standard output goes when nobody on the machine reads it: straight into the trace. */
export interface Sink {
  readonly name: string;
  write(pid: number, fd: 1 | 2, bytes: Bytes): void;
}

/** An open file description (open(2)): shared by `dup` and `fork`, closed when its last descriptor is. */
export type Description =
  | {
      readonly kind: 'file';
      readonly inode: FileInode;
      readonly path: string;
      offset: number;
      readonly append: boolean;
      readonly readable: boolean;
      readonly writable: boolean;
    }
  | { readonly kind: 'dir'; readonly inode: DirInode; readonly path: string }
  | { readonly kind: 'device'; readonly inode: DeviceInode }
  | { readonly kind: 'sink'; readonly sink: Sink; readonly as: 1 | 2 }
  | { readonly kind: 'empty' }
  | { readonly kind: 'pipe-read'; readonly flow: Flow }
  | { readonly kind: 'pipe-write'; readonly flow: Flow }
  | { readonly kind: 'tty'; readonly tty: Tty }
  | {
      readonly kind: 'socket';
      family: 'tcp' | 'tcp6' | 'unix';
      bound: string | null;
      boundInode: string | null;
      /** SO_REUSEPORT: others that ask for it too may have the same address. */
      reusePort: boolean;
      connecting: boolean;
      /** Of a connect in the background (SO_ERROR). */
      error: Errno | null;
    }
  | { readonly kind: 'listener'; readonly listener: Listener }
  | { readonly kind: 'stream'; readonly conn: Connection; readonly end: Endpoint };

export interface OpenFile {
  refs: number;
  description: Description;
}

/** The descriptors of one process; `onLastClose` releases what nobody refers to any more. */
export class FdTable {
  private readonly table = new Map<number, OpenFile>();

  constructor(
    private readonly limit: number,
    private readonly onLastClose: (description: Description) => void,
  ) {}

  get entries(): IterableIterator<[number, OpenFile]> {
    return this.table.entries();
  }

  get(fd: number): OpenFile {
    const file = this.table.get(fd);
    if (!file) throw new SysError('EBADF');
    return file;
  }

  has(fd: number): boolean {
    return this.table.has(fd);
  }

  /** Install at the lowest free number (POSIX). */
  add(description: Description): number {
    return this.install({ refs: 0, description });
  }

  dup(fd: number, to?: number): number {
    const file = this.get(fd);
    if (to === undefined) return this.install(file);
    if (to === fd) return to;
    if (this.table.has(to)) this.close(to);
    file.refs++;
    this.table.set(to, file);
    return to;
  }

  put(fd: number, description: Description): void {
    if (this.table.has(fd)) this.close(fd);
    this.table.set(fd, { refs: 1, description });
  }

  close(fd: number): void {
    const file = this.get(fd);
    this.table.delete(fd);
    if (--file.refs === 0) this.onLastClose(file.description);
  }

  closeAll(): void {
    for (const fd of [...this.table.keys()].sort((a, b) => a - b)) this.close(fd);
  }

  /** Close all but these, which get the numbers from `first` on: what a service manager hands to a child (sd_listen_fds(3)). */
  keepOnly(kept: readonly number[], first: number): void {
    const files = kept.map((fd) => this.get(fd));
    for (const file of files) file.refs++;
    this.closeAll();
    files.forEach((file, i) => this.table.set(first + i, file));
  }

  /** For fork: the same open files under the same numbers. */
  copyTo(child: FdTable): void {
    for (const [fd, file] of this.table) {
      file.refs++;
      child.table.set(fd, file);
    }
  }

  private install(file: OpenFile): number {
    if (this.table.size >= this.limit) throw new SysError('EMFILE');
    let fd = 0;
    while (this.table.has(fd)) fd++;
    file.refs++;
    this.table.set(fd, file);
    return fd;
  }
}
