/** `--pid FILE` (pidfile.py 26.2). */
import type { Sys } from '../../machine/sys.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import { pythonInt } from './python-int.ts';
import { PyError } from './value.ts';
import { temporaryName } from './workers.ts';

export class PidFile {
  constructor(
    private readonly sys: Sys,
    private path: string,
  ) {}

  /** Throws `PyError` when another live process is in the file, or its directory is missing. */
  create(): void {
    const old = this.owner();
    if (old === this.sys.pid) return;
    if (old !== null)
      throw new PyError('RuntimeError', `Already running on PID ${old} (or pid file '${this.path}' is stale)`);
    const slash = this.path.lastIndexOf('/');
    const dir = this.path.slice(0, Math.max(slash, 0));
    if (dir !== '' && !this.sys.fs.exists(dir))
      throw new PyError('RuntimeError', `${dir} doesn't exist. Can't create pidfile.`);
    // The file is made under another name and then moved.
    if (!this.sys.fs.access(dir === '' ? '.' : dir, 3)) {
      const file = `${dir}/tmp${temporaryName(this.sys)}`;
      throw new PyError('PermissionError', `[Errno ${errnoNumber('EACCES')}] ${strerror('EACCES')}: '${file}'`);
    }
    this.sys.fs.writeFile(this.path, `${this.sys.pid}\n`);
    this.sys.fs.chmod(this.path, 0o644);
  }

  rename(path: string): void {
    this.unlink();
    this.path = path;
    this.create();
  }

  /** Remove the file when it still names this process. */
  unlink(): void {
    try {
      if (pythonInt(this.sys.fs.readText(this.path), 10) === this.sys.pid) this.sys.fs.unlink(this.path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  /** The live process that the file names. */
  private owner(): number | null {
    if (!this.sys.fs.exists(this.path)) return null;
    const pid = pythonInt(this.sys.fs.readText(this.path), 10);
    return pid !== null && this.sys.process.host.processes.get(pid)?.state === 'running' ? pid : null;
  }
}
