import { EMPTY, fromUtf8, utf8, type Bytes } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import { SysError } from './errno.ts';
import { Flow } from './connection.ts';
import type { Description } from './fd.ts';
import { permits, type FileSystem } from './filesystem.ts';
import type { Inode } from './inode.ts';
import type { Process } from './process.ts';
import type { Sys } from './sys.ts';
import { UNPLACED } from '../trace/time.ts';

export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  readonly truncate?: boolean;
  readonly exclusive?: boolean;
  /** Before umask; default 0o666. */
  readonly mode?: number;
}

/** Names of what a process has open already (proc(5)). */
const STANDARD = ['/dev/stdin', '/dev/stdout', '/dev/stderr'];

const PIPE_CAPACITY = 65_536;

/** System calls on files, directories, pipes and descriptors. Paths are relative to the working directory. */
export class SysFiles {
  private readonly process: Process;
  private readonly tree: FileSystem;

  constructor(private readonly sys: Sys) {
    this.process = sys.process;
    this.tree = sys.process.host.files;
  }

  readFile(path: string): Bytes {
    return this.tree.readFile(this.sys.path(path), this.who);
  }

  readText(path: string): string {
    return fromUtf8(this.readFile(path));
  }

  writeFile(path: string, content: Bytes | string, mode = 0o666): void {
    const at = this.sys.path(path);
    this.tree.writeFile(
      at,
      typeof content === 'string' ? utf8(content) : content,
      this.who,
      mode & ~this.process.umask,
    );
    this.sys.emit({ kind: 'file.changed', pid: this.sys.pid, path: at });
  }

  /** The descriptor that `/dev/stdout` and its kin stand for; null for other paths, and when it is closed. */
  private openAs(path: string): number | null {
    const at = this.sys.path(path);
    const fd = /^\/proc\/self\/fd\/(\d+)$/.exec(at)?.[1] ?? STANDARD.indexOf(at);
    return Number(fd) >= 0 && this.process.fds.has(Number(fd)) ? Number(fd) : null;
  }

  exists(path: string): boolean {
    return path !== '' && (this.openAs(path) !== null || this.tree.exists(this.sys.path(path), this.who));
  }

  stat(path: string): Inode {
    if (this.openAs(path) !== null) return this.tree.lookup('/dev/null', this.who);
    return this.tree.lookup(this.sys.path(path), this.who);
  }

  lstat(path: string): Inode {
    return this.tree.lookup(this.sys.path(path), this.who, false);
  }

  readdir(path: string): string[] {
    return this.tree.readdir(this.sys.path(path), this.who);
  }

  /** access(2): 4 read, 2 write, 1 execute or search. */
  access(path: string, want: number): boolean {
    try {
      return permits(this.stat(path), this.who, want);
    } catch (error) {
      if (error instanceof SysError) return false;
      throw error;
    }
  }

  /** chdir(2) */
  chdir(path: string): void {
    const at = this.sys.path(path);
    const found = this.stat(at);
    if (found.kind !== 'dir') throw new SysError('ENOTDIR', path);
    if (!permits(found, this.who, 1)) throw new SysError('EACCES', path);
    this.process.cwd = at;
  }

  mkdir(path: string, mode = 0o777): void {
    this.tree.mkdir(this.sys.path(path), this.who, mode & ~this.process.umask);
  }

  unlink(path: string): void {
    const at = this.sys.path(path);
    this.tree.unlink(at, this.who);
    this.sys.emit({ kind: 'file.changed', pid: this.sys.pid, path: at });
  }

  rmdir(path: string): void {
    this.tree.rmdir(this.sys.path(path), this.who);
  }

  rename(from: string, to: string): void {
    const at = this.sys.path(to);
    this.tree.rename(this.sys.path(from), at, this.who);
    this.sys.emit({ kind: 'file.changed', pid: this.sys.pid, path: at });
  }

  link(from: string, to: string): void {
    this.tree.hardLink(this.sys.path(from), this.sys.path(to), this.who);
  }

  symlink(target: string, path: string): void {
    this.tree.symlink(target, this.sys.path(path), this.who);
  }

  chmod(path: string, mode: number): void {
    this.tree.chmod(this.sys.path(path), mode, this.who);
  }

  chown(path: string, uid: number, gid: number): void {
    this.tree.chown(this.sys.path(path), uid, gid, this.who);
  }

  /** Where PATH finds a command, or null. */
  which(name: string): string | null {
    // Without a PATH, execvp(3) looks where confstr(_CS_PATH) says.
    for (const dir of (this.sys.getenv('PATH') ?? '/bin:/usr/bin').split(':')) {
      const path = `${dir}/${name}`;
      if (dir !== '' && this.access(path, 1) && this.stat(path).kind === 'file') return path;
    }
    return null;
  }

  /** The interpreter of an executable script and its one argument, from the first line; null for other files. */
  interpreter(path: string): readonly [string, string?] | null {
    const inode = this.stat(path);
    if (inode.kind !== 'file' || !permits(inode, this.who, 1)) throw new SysError('EACCES', path);
    const match = /^#![ \t]*(\/[^ \t\n]+)[ \t]*([^\n]*?)[ \t]*\n/.exec(fromUtf8(inode.content.read(0, 200)));
    if (!match) return null;
    const [, program = '', argument = ''] = match;
    return argument === '' ? [program] : [program, argument];
  }

  /** The name of the program in an executable file: its `#!program:name` line. Throws EACCES, ENOEXEC. */
  executable(path: string): string {
    const inode = this.stat(path);
    if (inode.kind !== 'file' || !permits(inode, this.who, 1)) throw new SysError('EACCES', path);
    const head = fromUtf8(inode.content.read(0, 200));
    const match = /^#!program:([\w.+-]+)/.exec(head);
    if (!match) throw new SysError('ENOEXEC', path);
    return match[1] as string;
  }

  open(path: string, flags: OpenFlags = { read: true }): number {
    const open = this.openAs(path);
    if (open !== null) return this.process.fds.dup(open);
    const at = this.sys.path(path);
    if (flags.create && flags.exclusive && this.tree.exists(at, this.who)) throw new SysError('EEXIST', path);
    const mode = (flags.mode ?? 0o666) & ~this.process.umask;
    const inode =
      flags.create && !this.isSpecial(at) ? this.tree.create(at, this.who, mode) : this.tree.lookup(at, this.who);
    if (flags.read && !permits(inode, this.who, 4)) throw new SysError('EACCES', path);
    if (flags.write && !permits(inode, this.who, 2)) throw new SysError('EACCES', path);
    return this.process.fds.add(this.describe(inode, at, flags));
  }

  close(fd: number): void {
    this.process.fds.close(fd);
  }

  dup(fd: number, to?: number): number {
    return this.process.fds.dup(fd, to);
  }

  /** pipe(2): [read end, write end]. */
  pipe(): [number, number] {
    const flow = new Flow(this.sys.world.sim, PIPE_CAPACITY, 0);
    return [this.process.fds.add({ kind: 'pipe-read', flow }), this.process.fds.add({ kind: 'pipe-write', flow })];
  }

  /** Up to `max` bytes; empty at the end. Waits on pipes, sockets and terminals. */
  *read(fd: number, max = 65_536): Eff<Bytes> {
    for (;;) {
      const bytes = this.readNow(fd, max);
      if (bytes) return bytes;
      const { description } = this.process.fds.get(fd);
      if (description.kind === 'pipe-read') yield description.flow.readable;
      else if (description.kind === 'tty') yield description.tty.readable;
      else if (description.kind === 'stream') yield description.end.rx.readable;
      else throw new SysError('EINVAL');
    }
  }

  /** What can be read now; null when a wait would be needed. */
  readNow(fd: number, max = 65_536): Bytes | null {
    const { description } = this.process.fds.get(fd);
    switch (description.kind) {
      case 'file': {
        if (!description.readable) throw new SysError('EBADF');
        const bytes = description.inode.content.read(description.offset, max);
        description.offset += bytes.length;
        return bytes;
      }
      case 'dir':
        throw new SysError('EISDIR');
      case 'empty':
        return EMPTY;
      case 'device':
        return this.readDevice(description.inode.device, max);
      case 'pipe-read':
        return description.flow.take(max);
      case 'tty':
        return description.tty.read(max);
      case 'stream':
        return description.conn.read(description.end, max);
      default:
        throw new SysError('EBADF');
    }
  }

  /** All of it, waiting for room where the other side is slow. */
  *write(fd: number, bytes: Bytes): Eff<void> {
    for (let done = 0; done < bytes.length;) {
      const n = this.writeNow(fd, done === 0 ? bytes : bytes.subarray(done));
      done += n;
      if (done >= bytes.length) return;
      const { description } = this.process.fds.get(fd);
      if (description.kind === 'pipe-write') yield description.flow.writable;
      else if (description.kind === 'stream') yield description.end.tx.writable;
      else throw new SysError('EIO');
    }
  }

  /** As much as fits now; returns how much. */
  writeNow(fd: number, bytes: Bytes): number {
    const { description } = this.process.fds.get(fd);
    switch (description.kind) {
      case 'file':
        if (!description.writable) throw new SysError('EBADF');
        return this.writeToFile(description, bytes);
      case 'sink':
        description.sink.write(this.sys.pid, description.as, bytes);
        return bytes.length;
      case 'tty':
        description.tty.write(bytes);
        return bytes.length;
      case 'device':
        return bytes.length;
      case 'pipe-write':
        if (description.flow.deaf) throw new SysError('EPIPE');
        return description.flow.put(bytes, 0);
      case 'stream':
        return description.conn.write(this.sys.pid, description.end, bytes, description.end.rx.lastReq);
      default:
        throw new SysError('EBADF');
    }
  }

  private get who() {
    return this.process.credentials;
  }

  private isSpecial(path: string): boolean {
    return this.tree.exists(path, this.who) && this.tree.lookup(path, this.who).kind !== 'file';
  }

  private describe(inode: Inode, path: string, flags: OpenFlags): Description {
    switch (inode.kind) {
      case 'file':
        if (flags.truncate) this.tree.resize(inode, 0);
        return {
          kind: 'file',
          inode,
          path,
          offset: 0,
          append: flags.append ?? false,
          readable: flags.read ?? false,
          writable: flags.write ?? false,
        };
      case 'dir':
        if (flags.write) throw new SysError('EISDIR', path);
        return { kind: 'dir', inode, path };
      case 'device':
        return { kind: 'device', inode };
      case 'socket':
        throw new SysError('ENOTSOCK', path);
      case 'symlink':
        throw new SysError('ELOOP', path);
    }
  }

  private writeToFile(file: Description & { kind: 'file' }, bytes: Bytes): number {
    if (file.append) file.offset = file.inode.content.size;
    this.tree.writeAt(file.inode, file.offset, bytes);
    file.offset += bytes.length;
    if (file.append)
      this.sys.emit({
        kind: 'file.appended',
        pid: this.sys.pid,
        path: file.path,
        text: fromUtf8(bytes),
        seq: 0,
        at: UNPLACED,
        cause: 0,
      });
    else this.sys.emit({ kind: 'file.changed', pid: this.sys.pid, path: file.path });
    return bytes.length;
  }

  private readDevice(device: 'null' | 'zero' | 'urandom' | 'tty', max: number): Bytes {
    if (device === 'zero') return new Uint8Array(max);
    if (device !== 'urandom') return EMPTY;
    const random = this.sys.world.sim.random(`urandom/${this.sys.pid}`);
    return Uint8Array.from({ length: max }, () => random.below(256));
  }
}
