/** Files as they lie there (core's default handler, mod_dir, mod_mime). */
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import { singleRange } from '../../../protocols/http1/index.ts';
import { all } from '../conf/server.ts';
import type { Child } from './child.ts';
import type { Exchange } from './exchange.ts';
import { headerOf } from './exchange.ts';
import { absolute, type Target } from './locate.ts';
import { httpDate, type Sender } from './sender.ts';

type FileTarget = Target & { readonly type: 'file' };

/** The types that Debian's /etc/mime.types gives the files that are likely here. */
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  xml: 'application/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  ico: 'image/vnd.microsoft.icon',
  pdf: 'application/pdf',
  zip: 'application/zip',
  py: 'text/x-python',
};

export function* serveFile(child: Child, x: Exchange, target: FileTarget, sender: Sender): Eff<void> {
  const { fs } = child.sys;
  let { path } = target;
  try {
    if (!fs.exists(path)) return yield* missing(child, x, path, sender);
    if (fs.stat(path).kind === 'dir') {
      if (!x.path.endsWith('/')) {
        const query = x.query === '' ? '' : `?${x.query}`;
        return yield* sender.page(301, '', [['Location', absolute(x, `${x.path}/${query}`)]]);
      }
      const index = indexOf(child, target, path);
      if (index === null) {
        const text = `AH01276: Cannot serve directory ${path.replace(/\/?$/, '/')}: No matching DirectoryIndex (index.html) found, and server-generated directory index forbidden by Options directive`;
        child.logs.error(child.sys, x.tid, 'autoindex', 'error', text, `${x.peerAddress}:${x.peerPort}`);
        return yield* sender.page(child.config.modules.has('autoindex') ? 403 : 404);
      }
      path = index;
    } else if (target.rest !== '') return yield* missing(child, x, path + target.rest, sender);
    // A POST to a file gets the file, as from any handler that does not read bodies.
    if (!['GET', 'HEAD', 'POST'].includes(x.method))
      return yield* sender.page(405, x.method, [['Allow', 'GET,POST,OPTIONS,HEAD']]);
    yield* send(child, x, path, sender);
  } catch (error) {
    if (!(error instanceof SysError) || error.errno !== 'EACCES') throw error;
    const text = `(13)Permission denied: AH00132: file permissions deny server access: ${path}`;
    child.logs.error(child.sys, x.tid, 'core', 'error', text, `${x.peerAddress}:${x.peerPort}`);
    yield* sender.page(403);
  }
}

function* missing(child: Child, x: Exchange, path: string, sender: Sender): Eff<void> {
  child.logs.error(
    child.sys,
    x.tid,
    'core',
    'info',
    `AH00128: File does not exist: ${path}`,
    `${x.peerAddress}:${x.peerPort}`,
  );
  yield* sender.page(404);
}

function indexOf(child: Child, target: FileTarget, path: string): string | null {
  const names = target.scopes.flatMap((s) => all(s, 'DirectoryIndex')).at(-1)?.args ?? ['index.html'];
  const dir = path.replace(/\/?$/, '/');
  return names.map((name) => dir + name).find((file) => child.sys.fs.exists(file)) ?? null;
}

function* send(child: Child, x: Exchange, path: string, sender: Sender): Eff<void> {
  const { fs } = child.sys;
  const { mtime } = fs.stat(path);
  const body = fs.readFile(path);
  // FileETag MTime Size.
  const etag = `"${body.length.toString(16)}-${Math.floor(mtime).toString(16)}"`;
  const modified = httpDate(mtime);
  const same =
    headerOf(x.headers, 'if-none-match')
      ?.split(/,\s*/)
      .some((tag) => tag === etag || tag === '*') ?? headerOf(x.headers, 'if-modified-since') === modified;
  const facts: [string, string][] = [
    ['Last-Modified', modified],
    ['ETag', etag],
    ['Accept-Ranges', 'bytes'],
  ];
  if (same) return yield* sender.start({ status: 304, headers: facts.slice(0, 2), length: null });
  const range = singleRange(headerOf(x.headers, 'range'), body.length);
  if (range === 'unsatisfiable')
    return yield* sender.page(416, '', [...facts, ['Content-Range', `bytes */${body.length}`]]);
  const type = typeOf(path);
  if (range === null) yield* sender.start({ status: 200, headers: facts, type, length: body.length });
  else {
    const named: [string, string] = ['Content-Range', `bytes ${range.start}-${range.end - 1}/${body.length}`];
    yield* sender.start({ status: 206, headers: [...facts, named], type, length: range.end - range.start });
  }
  yield* sender.write(range === null ? body : body.subarray(range.start, range.end));
  yield* sender.finish();
}

/** What mod_mime takes a file for. */
export const typeOf = (path: string): string | null => TYPES[path.split('.').pop() ?? ''] ?? null;
