import type { GuestValue, Immediate } from '../machine/guest-port.ts';
import type { EmscriptenFs, EmscriptenModule, FsNode, FsStream } from './pyodide-types.ts';

/**
 * The machine's files as a file system of Emscripten's: every operation is a system call of the running process, so that
 * `open`, `os.stat`, `import` and `sqlite3` see the machine's files, owners and errors. Nothing is kept on this side:
 * nodes are taken out of Emscripten's cache at once, since other programs of the machine change files too.
 */
export type FileCalls = (name: string, args: readonly GuestValue[]) => Immediate | { readonly kind: 'raise' };

const MOUNTS = [
  '/home',
  '/root',
  '/etc',
  '/var',
  '/tmp',
  '/run',
  '/srv',
  '/opt',
  '/bin',
  '/sbin',
  '/usr/lib/python3',
  '/usr/bin',
  '/usr/sbin',
  '/usr/local',
  '/usr/share',
] as const;

const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;
const O_WRONLY = 1;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_APPEND = 0o2000;
/** What a node claims to allow: everything, since the machine decides, at the call itself. */
const ALL = 0o777;

interface Attributes {
  readonly mode?: number | null;
  readonly size?: number;
  readonly atime?: number | Date;
  readonly mtime?: number | Date;
}

interface MachineNode extends FsNode {
  /** Made by an `open` with O_CREAT that has still to say the mode. */
  fresh?: boolean;
}

export function mountMachine(module: EmscriptenModule, calls: FileCalls): void {
  // Emscripten's own terminal is nobody's: who wants to ask there asks on standard input.
  module.FS.unlink('/dev/tty');
  const files = new MachineFiles(module.FS, module.ERRNO_CODES, calls);
  for (const point of MOUNTS) {
    module.FS.mkdirTree(point);
    module.FS.mount({ mount: () => files.root() }, {}, point);
  }
}

class MachineFiles {
  constructor(
    private readonly fs: EmscriptenFs,
    private readonly errnoCodes: Readonly<Record<string, number>>,
    private readonly calls: FileCalls,
  ) {}

  root(): FsNode {
    return this.node(null, '/', S_IFDIR);
  }

  private call(name: string, ...args: GuestValue[]): GuestValue {
    const outcome = this.calls(name, args);
    if (outcome === 'block') throw new this.fs.ErrnoError(this.errnoCodes['EAGAIN'] ?? 6);
    if (outcome.kind === 'value') return outcome.value;
    // Not EINTR: C code would try again, for ever, while its stack is being taken down.
    const errno = outcome.kind === 'errno' ? outcome.errno : 'EIO';
    throw new this.fs.ErrnoError(this.errnoCodes[errno] ?? this.errnoCodes['EIO'] ?? 29);
  }

  private stat(path: string): readonly number[] {
    return this.call('fs.lstat', path) as readonly number[];
  }

  private node(parent: FsNode | null, name: string, mode: number): MachineNode {
    const node: MachineNode = this.fs.createNode(parent, name, (mode & S_IFMT) | ALL, 0);
    node.node_ops = this.nodeOps;
    node.stream_ops = this.streamOps;
    if (parent) this.fs.hashRemoveNode(node);
    return node;
  }

  private readonly path = (node: FsNode): string => this.fs.getPath(node);
  private readonly below = (parent: FsNode, name: string): string => `${this.path(parent)}/${name}`;

  private readonly nodeOps = {
    getattr: (node: FsNode): object => {
      const [mode = 0, size = 0, uid = 0, gid = 0, mtime = 0, ino = 0, nlink = 1, atime = mtime, ctime = mtime] =
        this.stat(this.path(node));
      const date = (us: number): Date => new Date(us / 1000);
      const times = { atime: date(atime), mtime: date(mtime), ctime: date(ctime) };
      return {
        dev: 1,
        ino,
        mode,
        nlink,
        uid,
        gid,
        rdev: 0,
        size,
        ...times,
        blksize: 4096,
        blocks: Math.ceil(size / 512),
      };
    },
    setattr: (node: MachineNode, attributes: Attributes): void => this.setAttributes(node, attributes),
    lookup: (parent: FsNode, name: string): FsNode =>
      this.node(parent, name, this.stat(this.below(parent, name))[0] ?? 0),
    mknod: (parent: FsNode, name: string, mode: number): FsNode => {
      const path = this.below(parent, name);
      if ((mode & S_IFMT) === S_IFDIR) this.call('fs.mkdir', path, mode & 0o7777);
      else this.call('fs.close', this.call('fs.open', path, O_WRONLY | O_CREAT | O_EXCL, 0o666));
      const node = this.node(parent, name, mode);
      node.fresh = true;
      return node;
    },
    rename: (node: FsNode, parent: FsNode, name: string): void =>
      void this.call('fs.rename', this.path(node), this.below(parent, name)),
    unlink: (parent: FsNode, name: string): void => void this.call('fs.unlink', this.below(parent, name)),
    rmdir: (parent: FsNode, name: string): void => void this.call('fs.rmdir', this.below(parent, name)),
    readdir: (node: FsNode): string[] => ['.', '..', ...(this.call('fs.readdir', this.path(node)) as string[])],
    symlink: (parent: FsNode, name: string, target: string): FsNode => {
      this.call('fs.symlink', target, this.below(parent, name));
      return this.node(parent, name, 0o120000);
    },
    readlink: (node: FsNode): string => this.call('fs.readlink', this.path(node)) as string,
  };

  private setAttributes(node: MachineNode, attributes: Attributes): void {
    const path = this.path(node);
    const { mode, size, atime, mtime } = attributes;
    const micros = (t: number | Date): number => Math.round(Number(t) * 1000);
    if (typeof mode === 'number') {
      const bits = mode & 0o7777;
      if (!node.fresh) this.call('fs.chmod', path, bits);
      else if (bits !== 0o666) this.call('fs.chmod', path, bits & ~Number(this.call('umask', null)));
      node.fresh = false;
    }
    if (typeof size === 'number') this.call('fs.truncate', path, size);
    if (atime !== undefined && mtime !== undefined) this.call('fs.utime', path, micros(atime), micros(mtime));
  }

  private readonly streamOps = {
    open: (stream: FsStream): void => {
      if ((stream.node.mode & S_IFMT) === S_IFDIR) return;
      stream.kernelFd = Number(this.call('fs.open', this.path(stream.node), stream.flags & (3 | O_APPEND), 0));
    },
    close: (stream: FsStream): void => {
      if (stream.kernelFd !== undefined) this.call('fs.close', stream.kernelFd);
    },
    read: (stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number): number => {
      const bytes = this.call('fs.read', stream.kernelFd ?? -1, length, position) as Uint8Array;
      buffer.set(bytes, offset);
      return bytes.length;
    },
    write: (stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number): number => {
      const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length).slice();
      return Number(this.call('fs.write', stream.kernelFd ?? -1, bytes, stream.flags & O_APPEND ? -1 : position));
    },
    llseek: (stream: FsStream, offset: number, whence: number): number => {
      let position = offset;
      if (whence === 1) position += stream.position;
      else if (whence === 2) position += this.stat(this.path(stream.node))[1] ?? 0;
      if (position < 0) throw new this.fs.ErrnoError(this.errnoCodes['EINVAL'] ?? 28);
      return position;
    },
  };
}
