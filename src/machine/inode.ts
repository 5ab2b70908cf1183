import { EMPTY, type Bytes } from '../base/bytes.ts';
import type { UnixListener } from './listener.ts';

interface InodeBase {
  readonly ino: number;
  /** Permission bits only, e.g. 0o644. */
  mode: number;
  uid: number;
  gid: number;
  /** Microseconds since the Unix epoch. */
  mtime: number;
  nlink: number;
}

export type FileInode = InodeBase & { readonly kind: 'file'; content: FileContent };
export type DirInode = InodeBase & { readonly kind: 'dir'; readonly entries: Map<string, Inode> };
export type SymlinkInode = InodeBase & { readonly kind: 'symlink'; readonly target: string };
export type SocketInode = InodeBase & { readonly kind: 'socket'; listener: UnixListener | null };
export type DeviceInode = InodeBase & { readonly kind: 'device'; readonly device: 'null' | 'zero' | 'urandom' | 'tty' };
export type Inode = FileInode | DirInode | SymlinkInode | SocketInode | DeviceInode;

/** Growable bytes of a regular file. */
export class FileContent {
  private buffer: Bytes = EMPTY;
  size = 0;

  constructor(bytes: Bytes = EMPTY) {
    this.buffer = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number): Bytes {
    return this.buffer.slice(offset, Math.min(this.size, offset + length));
  }

  all(): Bytes {
    return this.buffer.slice(0, this.size);
  }

  write(offset: number, bytes: Bytes): void {
    const end = offset + bytes.length;
    if (end > this.buffer.length) {
      const grown = new Uint8Array(Math.max(end, this.buffer.length * 2, 256));
      grown.set(this.buffer.subarray(0, this.size));
      this.buffer = grown;
    } else if (this.size === this.buffer.length) {
      // The initial bytes belong to whoever gave them: copy before the first write.
      this.buffer = this.buffer.slice();
    }
    this.buffer.set(bytes, offset);
    this.size = Math.max(this.size, end);
  }

  truncate(size: number): void {
    const next = new Uint8Array(size);
    next.set(this.buffer.subarray(0, Math.min(size, this.size)));
    this.buffer = next;
    this.size = size;
  }
}
