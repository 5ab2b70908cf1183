/** PUT, DELETE, MKCOL, COPY and MOVE (ngx_http_dav_module.c). */
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Inode } from '../../../machine/inode.ts';
import { asBytes, mapUri, onDisk } from '../http/paths.ts';
import { newReply } from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { flag, lists, number } from '../http/settings.ts';
import { escapeUri, unsafeUri } from '../http/uri.ts';
import type { ClientIo } from './client-io.ts';
import { errorText } from './host-sys.ts';
import { NEXT, statusOf, type Outcome } from './outcome.ts';
import { requestBody } from './proxy-body.ts';
import { accessMode, inodeAt, makeDir, makePath, storeFile } from './stored-file.ts';
import type { WorkerState } from './worker-state.ts';

/** Nothing to say but the status. */
function bare(r: Req, status: number): Outcome {
  const made = status === 201;
  const reply = newReply(status, { contentLength: made ? 0 : null, location: made ? escapeUri(r.uri) : null });
  return { type: 'reply', reply, body: new Uint8Array(0) };
}

export function* dav(worker: WorkerState, r: Req, client: ClientIo): Eff<Outcome> {
  const methods = lists(r.level, 'dav_methods').flatMap((d) => d.args.map((a) => a.toUpperCase()));
  if (!methods.includes(r.method)) return NEXT;
  const work = new Dav(worker, r);
  switch (r.method) {
    case 'PUT':
      return yield* work.put(client);
    case 'DELETE':
      return work.delete();
    case 'MKCOL':
      return work.makeCollection();
    default:
      return work.copyOrMove();
  }
}

class Dav {
  private readonly path: string;

  constructor(
    private readonly worker: WorkerState,
    private readonly r: Req,
  ) {
    this.path = mapUri(r, r.uri, worker.variables, worker.prefix);
  }

  private get fs() {
    return this.worker.sys.fs;
  }

  private refuse(status: number, text: string, level: 'error' | 'crit' = 'error'): Outcome {
    this.worker.error(this.r, level, text);
    return statusOf(status);
  }

  /** What a call that failed makes of the request (ngx_http_dav_error). */
  private failed(error: unknown, call: string, missing: number): Outcome {
    const text = `${call} failed (${errorText(error)})`;
    const errno = error instanceof SysError ? error.errno : '';
    if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ENAMETOOLONG') return this.refuse(missing, text);
    if (errno === 'EEXIST' || errno === 'EACCES') return this.refuse(errno === 'EEXIST' ? 405 : 403, text);
    return this.refuse(errno === 'ENOSPC' ? 507 : 500, text, 'crit');
  }

  *put(client: ClientIo): Eff<Outcome> {
    const { r, worker, path } = this;
    if (r.uri.endsWith('/')) return this.refuse(409, 'cannot PUT to a collection');
    if (r.header('content-range') !== undefined) return this.refuse(501, 'PUT with range is unsupported');
    const body = yield* requestBody(worker, r, client);
    if (body === null) return statusOf(500);
    if ('type' in body) return body;
    const before = this.inode(path);
    if (before?.kind === 'dir') return this.refuse(409, `"${path}" could not be created (21: Is a directory)`);
    const temporary = `/var/lib/nginx/body/${String(++worker.tempFiles).padStart(10, '0')}`;
    try {
      if (flag(r.level, 'create_full_put_path', false)) makePath(this.fs, path, this.access());
      storeFile(this.fs, path, body, this.access());
    } catch (error) {
      return this.refuse(500, `rename() "${temporary}" to "${path}" failed (${errorText(error)})`, 'crit');
    }
    return bare(r, before === null ? 201 : 204);
  }

  private inode(path: string): Inode | null {
    return inodeAt(this.fs, path);
  }

  private access(): number {
    return accessMode(this.r, 'dav_access');
  }

  delete(): Outcome {
    const { r, path } = this;
    if (r.bodyLength > 0) return this.refuse(415, 'DELETE with body is unsupported');
    const least = number(r.level, 'min_delete_depth', 0);
    const depth = r.uri.split('/').length - 1;
    if (depth < least) return this.refuse(409, `insufficient URI depth:${depth} to DELETE`);
    const target = this.inode(path);
    if (target === null) return this.refuse(404, `lstat() "${path}" failed (2: No such file or directory)`);
    if (target.kind === 'dir' && !r.uri.endsWith('/'))
      return this.refuse(409, `DELETE "${path}" failed (21: Is a directory)`);
    const header = r.header('depth');
    const word = header?.toLowerCase() ?? 'infinity';
    if (target.kind === 'dir' && word !== 'infinity') return this.refuse(400, '"Depth" header must be infinity');
    if (!['infinity', '0'].includes(word)) return this.refuse(400, '"Depth" header must be 0 or infinity');
    try {
      this.remove(path.replace(/\/$/, ''), target);
    } catch (error) {
      return this.failed(error, `${target.kind === 'dir' ? 'rmdir' : 'unlink'}() "${path}"`, 404);
    }
    return bare(r, 204);
  }

  private remove(path: string, inode: Inode): void {
    if (inode.kind !== 'dir') return this.fs.unlink(onDisk(path));
    for (const name of this.fs.readdir(onDisk(path))) {
      const below = `${path}/${asBytes(name)}`;
      this.remove(below, this.fs.lstat(onDisk(below)));
    }
    this.fs.rmdir(onDisk(path));
  }

  makeCollection(): Outcome {
    const { r, path } = this;
    if (r.bodyLength > 0) return this.refuse(415, 'MKCOL with body is unsupported');
    if (!r.uri.endsWith('/')) return this.refuse(409, 'MKCOL can create a collection only');
    const dir = path.slice(0, -1);
    try {
      makeDir(this.fs, dir, this.access());
    } catch (error) {
      return this.failed(error, `mkdir() "${dir}"`, 409);
    }
    return bare(r, 201);
  }

  copyOrMove(): Outcome {
    const { r, worker, path } = this;
    if (r.bodyLength > 0) return this.refuse(415, 'COPY and MOVE with body are unsupported');
    const destination = r.header('destination');
    if (destination === undefined) return this.refuse(400, 'client sent no "Destination" header');
    const [, host, to = ''] = /^(?:https?:\/\/([^/]*))?(\/.*)$/.exec(destination) ?? [];
    const target = unsafeUri(to);
    if (target === null) return this.refuse(400, `client sent invalid "Destination" header: "${destination}"`);
    if (host !== undefined && host.toLowerCase().replace(/:\d+$/, '') !== r.host)
      return this.refuse(
        400,
        `"Destination" URI "${destination}" is handled by different repository than the source URI`,
      );
    if (to.endsWith('/') !== r.uri.endsWith('/'))
      return this.refuse(
        409,
        `both URI "${r.uri}" and "Destination" URI "${destination}" should be either collections or non-collections`,
      );
    const overwrite = r.header('overwrite')?.toUpperCase() ?? 'T';
    if (!/^[TF]$/.test(overwrite))
      return this.refuse(400, `client sent invalid "Overwrite" header: "${r.header('overwrite') ?? ''}"`);
    return this.carry(path, mapUri(r, target.uri, worker.variables, worker.prefix), overwrite === 'T');
  }

  private carry(from: string, to: string, overwrite: boolean): Outcome {
    const { r } = this;
    const there = this.inode(to);
    if (there !== null && !overwrite) return this.refuse(412, `"${to}" could not be overwritten (17: File exists)`);
    const source = this.inode(from);
    if (source === null) return this.refuse(404, `lstat() "${from}" failed (2: No such file or directory)`);
    if (there?.kind === 'dir' && !to.endsWith('/'))
      return this.refuse(409, `"${to}" could not be ${r.method}ed to collection (21: Is a directory)`);
    if (source.kind === 'dir' && !r.uri.endsWith('/'))
      return this.refuse(400, `"${r.uri}" is collection (21: Is a directory)`);
    const [bareFrom, bareTo] = [from.replace(/\/$/, ''), to.replace(/\/$/, '')];
    try {
      if (there !== null && source.kind === 'dir') this.remove(bareTo, there);
      if (r.method === 'MOVE') this.fs.rename(onDisk(bareFrom), onDisk(bareTo));
      else this.copy(bareFrom, bareTo, source);
    } catch (error) {
      return this.failed(error, r.method === 'MOVE' ? `rename() "${from}" to "${to}"` : `open() "${to}"`, 409);
    }
    return bare(r, 204);
  }

  private copy(from: string, to: string, inode: Inode): void {
    if (inode.kind !== 'dir') return this.fs.writeFile(onDisk(to), this.fs.readFile(onDisk(from)), inode.mode & 0o777);
    this.fs.mkdir(onDisk(to), inode.mode & 0o777);
    for (const name of this.fs.readdir(onDisk(from))) {
      const entry = asBytes(name);
      this.copy(`${from}/${entry}`, `${to}/${entry}`, this.fs.lstat(onDisk(`${from}/${entry}`)));
    }
  }
}
