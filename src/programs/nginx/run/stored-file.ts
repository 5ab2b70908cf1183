/** Files that nginx makes to stay: what is put on it, what an upstream answered (ngx_ext_rename_file, ngx_create_full_path). */
import type { Bytes } from '../../../base/bytes.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Inode } from '../../../machine/inode.ts';
import type { SysFiles } from '../../../machine/sys-files.ts';
import { onDisk } from '../http/paths.ts';
import type { Req } from '../http/request.ts';
import { argsOf } from '../http/settings.ts';

/** Null: nothing there that this user could see. */
export function inodeAt(fs: SysFiles, path: string): Inode | null {
  try {
    return fs.lstat(onDisk(path.replace(/\/$/, '')));
  } catch (error) {
    if (error instanceof SysError) return null;
    throw error;
  }
}

/** The temporary file takes the other's place: what was there is a file of its own. Throws `SysError`. */
export function storeFile(fs: SysFiles, path: string, body: Bytes, mode: number): void {
  const at = onDisk(path);
  if (inodeAt(fs, path) !== null) fs.unlink(at);
  fs.writeFile(at, body, 0o600);
  fs.chmod(at, mode);
}

/** The directories above a path. Throws `SysError`. */
export function makePath(fs: SysFiles, path: string, mode: number): void {
  for (let end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
    const dir = path.slice(0, end);
    if (inodeAt(fs, dir) === null) makeDir(fs, dir, mode);
  }
}

/** Who may read a directory may also go through it. */
export const makeDir = (fs: SysFiles, path: string, mode: number): void =>
  fs.mkdir(onDisk(path), mode | ((mode & 0o444) >> 2));

/** dav_access, proxy_store_access: `user:rw` unless it says more. */
export function accessMode(r: Req, directive: string): number {
  const places: Readonly<Record<string, number>> = { user: 6, group: 3, all: 0 };
  let mode = 0o600;
  for (const word of argsOf(r.level, directive) ?? []) {
    const [who = '', what = ''] = word.split(':');
    mode |= ((what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0)) << (places[who] ?? 0);
  }
  return mode;
}
