/** try_files, index, autoindex and files (ngx_http_try_files_module.c, _index_, _autoindex_, _static_). */
import type { Bytes } from '../../../base/bytes.ts';
import { errnoNumber, strerror, SysError } from '../../../machine/errno.ts';
import type { TryFiles } from '../conf/model.ts';
import { mapUri, onDisk } from '../http/paths.ts';
import { clientTakesGzip } from '../http/gzip-rules.ts';
import { newReply } from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { argsOf, flag, lists, word } from '../http/settings.ts';
import { escapeUri, extension } from '../http/uri.ts';
import { errorText } from './host-sys.ts';
import { listing, randomFile } from './listing.ts';
import { NEXT, statusOf, type Outcome } from './outcome.ts';
import type { WorkerState } from './worker-state.ts';

type FileKind = 'file' | 'dir' | 'none';

/** As the worker's user sees it. */
export function kindOf(worker: WorkerState, path: string): FileKind {
  try {
    const inode = worker.sys.fs.stat(onDisk(path));
    return inode.kind === 'dir' ? 'dir' : 'file';
  } catch (error) {
    if (error instanceof SysError) return 'none';
    throw error;
  }
}

export function tryFiles(worker: WorkerState, r: Req, rule: TryFiles): Outcome {
  for (const candidate of rule.files) {
    const name = worker.variables.text(candidate.template, r);
    const alias = lists(r.level, 'root')[0]?.name === 'alias';
    const path =
      alias && !name.startsWith(r.level.location?.name ?? '/')
        ? mapUri(r, '', worker.variables, worker.prefix) + name
        : mapUri(r, name, worker.variables, worker.prefix);
    const kind = kindOf(worker, path);
    const hit = candidate.directory ? kind === 'dir' : kind === 'file';
    worker.note(
      r,
      'try_files',
      `${name}${candidate.directory ? '/' : ''}: ${path} ${hit ? 'is there' : 'is not there'}`,
    );
    if (!hit) continue;
    r.setUri(name);
    return NEXT;
  }
  const { fallback } = rule;
  switch (fallback.type) {
    case 'status':
      return statusOf(fallback.status);
    case 'named':
      return { type: 'named', name: fallback.name };
    case 'uri': {
      const target = worker.variables.text(fallback.template, r);
      const question = target.indexOf('?');
      return {
        type: 'internal',
        uri: question < 0 ? target : target.slice(0, question),
        args: question < 0 ? r.args : target.slice(question + 1),
      };
    }
  }
}

/** The content phase of a location without a handler of its own. */
export function serveFile(worker: WorkerState, r: Req): Outcome {
  if (r.uri.endsWith('/')) {
    const dir = mapUri(r, r.uri, worker.variables, worker.prefix);
    const readable = (r.method === 'GET' || r.method === 'HEAD') && kindOf(worker, dir) === 'dir';
    const some = readable && flag(r.level, 'random_index', false) ? randomFile(worker, dir) : null;
    if (some !== null) return { type: 'internal', uri: r.uri + some, args: r.args };
    const found = index(worker, r);
    if (found.type !== 'next') return found;
    if (readable && flag(r.level, 'autoindex', false)) return listing(worker, r, dir);
    worker.error(r, 'error', `directory index of "${dir}" is forbidden`);
    return statusOf(403);
  }
  if (r.method !== 'GET' && r.method !== 'HEAD' && r.method !== 'POST') return statusOf(405);
  const path = mapUri(r, r.uri, worker.variables, worker.prefix);
  const packed = packedFile(worker, r, path);
  if (packed !== null) return packed;
  let content: Bytes;
  let modified: number;
  try {
    if (leadsAway(worker, r, path)) {
      worker.error(r, 'error', `openat() "${path}" failed (${errnoNumber('ELOOP')}: ${strerror('ELOOP')})`);
      return statusOf(403);
    }
    const inode = worker.sys.fs.stat(onDisk(path));
    if (inode.kind === 'dir') return slashRedirect(r);
    if (inode.kind !== 'file') {
      worker.error(r, 'crit', `"${path}" is not a regular file`);
      return statusOf(404);
    }
    if (r.method === 'POST') return statusOf(405);
    content = worker.sys.fs.readFile(onDisk(path));
    modified = Math.floor(inode.mtime / 1e6);
  } catch (error) {
    return openFailed(worker, r, path, error);
  }
  worker.sys.emit({ kind: 'proxy.static', pid: worker.sys.pid, req: worker.reqOf(r), path, found: true });
  r.busyWith('sending response to client');
  const etag = flag(r.level, 'etag', true) ? `"${modified.toString(16)}-${content.length.toString(16)}"` : null;
  const type = r.accelType ?? worker.mime.typeOf(r.level, extension(r.uri));
  const reply = newReply(200, {
    contentType: type,
    contentLength: content.length,
    lastModified: modified,
    etag,
    allowRanges: true,
    file: true,
  });
  return { type: 'reply', reply, body: content };
}

/** gzip_static: `x.gz` beside `x`, for clients that take it. */
function packedFile(worker: WorkerState, r: Req, path: string): Outcome | null {
  const mode = word(r.level, 'gzip_static', 'off');
  if (mode === 'off' || r.method === 'POST' || kindOf(worker, `${path}.gz`) !== 'file') return null;
  if (mode === 'on') {
    r.gzipVaries = true;
    if (!clientTakesGzip(newReply(200), r, worker.seconds)) return null;
  }
  const inode = worker.sys.fs.stat(onDisk(`${path}.gz`));
  const content = worker.sys.fs.readFile(onDisk(`${path}.gz`));
  const modified = Math.floor(inode.mtime / 1e6);
  const etag = flag(r.level, 'etag', true) ? `"${modified.toString(16)}-${content.length.toString(16)}"` : null;
  const reply = newReply(200, {
    contentType: worker.mime.typeOf(r.level, extension(r.uri)),
    contentLength: content.length,
    lastModified: modified,
    etag,
  });
  reply.headers.push({ name: 'Content-Encoding', value: 'gzip' });
  return { type: 'reply', reply, body: content };
}

function openFailed(worker: WorkerState, r: Req, path: string, error: unknown): Outcome {
  const text = errorText(error);
  const errno = error instanceof SysError ? error.errno : '';
  worker.sys.emit({ kind: 'proxy.static', pid: worker.sys.pid, req: worker.reqOf(r), path, found: false });
  const missing = errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ENAMETOOLONG';
  if (!missing || flag(r.level, 'log_not_found', true)) {
    worker.error(r, missing || errno === 'EACCES' ? 'error' : 'crit', `open() "${path}" failed (${text})`);
  }
  return statusOf(missing ? 404 : errno === 'EACCES' ? 403 : 500);
}

/** disable_symlinks: does a part of the path, after what `from` vouches for, go through a link that may not be followed? */
function leadsAway(worker: WorkerState, r: Req, path: string): boolean {
  const [mode = 'off', from] = argsOf(r.level, 'disable_symlinks') ?? [];
  if (mode === 'off') return false;
  const vouched = from === undefined ? '' : worker.variables.source(from.slice('from='.length), r);
  const start = path.startsWith(vouched) ? vouched.replace(/\/$/, '').length : 0;
  for (let end = path.indexOf('/', start + 1); ; end = path.indexOf('/', end + 1)) {
    const part = onDisk(end < 0 ? path : path.slice(0, end));
    const link = worker.sys.fs.lstat(part);
    if (link.kind === 'symlink' && (mode === 'on' || link.uid !== worker.sys.fs.stat(part).uid)) return true;
    if (end < 0) return false;
  }
}

function slashRedirect(r: Req): Outcome {
  const location = `${escapeUri(r.uri)}/${r.args === '' ? '' : `?${r.args}`}`;
  return statusOf(301, [{ name: 'Location', value: location }]);
}

function index(worker: WorkerState, r: Req): Outcome {
  const names = lists(r.level, 'index').flatMap((d) => d.args);
  const dir = mapUri(r, r.uri, worker.variables, worker.prefix);
  for (const source of names.length > 0 ? names : ['index.html']) {
    const name = worker.variables.source(source, r);
    if (name.startsWith('/')) return { type: 'internal', uri: name, args: r.args };
    try {
      const inode = worker.sys.fs.stat(onDisk(dir + name));
      if (inode.kind === 'dir') continue;
      return { type: 'internal', uri: r.uri + name, args: r.args };
    } catch (error) {
      const text = errorText(error);
      const errno = error instanceof SysError ? error.errno : '';
      if (errno === 'EACCES') {
        worker.error(r, 'error', `"${dir}${name}" is forbidden (${text})`);
        return statusOf(403);
      }
      // An alias without its slash: what the location's part of the path stands for is no directory.
      const kind = kindOf(worker, dir);
      if (kind === 'file' && errno === 'ENOENT') {
        worker.error(r, 'alert', `"${dir}${name}" is not a directory`);
        return statusOf(500);
      }
      if (kind !== 'dir') {
        if (flag(r.level, 'log_not_found', true)) worker.error(r, 'error', `"${dir}${name}" is not found (${text})`);
        return statusOf(404);
      }
    }
  }
  return NEXT;
}
