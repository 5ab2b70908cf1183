/** A directory as a page, JSON or XML (ngx_http_autoindex_module.c). */
import { fromUtf8, latin1, utf8 } from '../../../base/bytes.ts';
import type { Inode } from '../../../machine/inode.ts';
import { httpDate, isoTime } from '../http/dates.ts';
import { escapeHtml } from '../http/escape.ts';
import { asBytes, onDisk } from '../http/paths.ts';
import { newReply } from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { flag, word } from '../http/settings.ts';
import { escapeComponent } from '../http/uri.ts';
import type { Outcome } from './outcome.ts';
import type { WorkerState } from './worker-state.ts';

interface Row {
  readonly name: string;
  readonly inode: Inode;
}

const isDir = ({ inode }: Row): boolean => inode.kind === 'dir';
/** A bare number for a file, null for a directory. */
const sizeOf = ({ inode }: Row): number | null => (inode.kind === 'file' ? inode.content.size : null);

export function listing(worker: WorkerState, r: Req, dir: string): Outcome {
  const rows = worker.sys.fs
    .readdir(onDisk(dir))
    .filter((name) => !name.startsWith('.'))
    .map((name): Row => ({ name: asBytes(name), inode: worker.sys.fs.stat(onDisk(dir) + name) }))
    .sort((a, b) => (isDir(a) === isDir(b) ? (a.name < b.name ? -1 : 1) : isDir(a) ? -1 : 1));
  const format = word(r.level, 'autoindex_format', 'html');
  const [contentType, page] =
    format === 'json'
      ? ['application/json', json(rows)]
      : format === 'xml'
        ? ['text/xml; charset=utf-8', xml(rows)]
        : ['text/html', html(rows, r)];
  const callback = worker.variables.source('$arg_callback', r);
  const jsonp = format === 'jsonp';
  const text = jsonp ? (callback === '' ? json(rows) : `/* callback */\r\n${callback}(${json(rows)});`) : page;
  const type = jsonp ? (callback === '' ? 'application/json' : 'application/javascript') : contentType;
  return { type: 'reply', reply: newReply(200, { contentType: type }), body: latin1(text) };
}

function html(rows: readonly Row[], r: Req): string {
  const exact = flag(r.level, 'autoindex_exact_size', true);
  const characters = word(r.level, 'charset', 'off').toLowerCase() === 'utf-8';
  const lines = rows.map((row) => {
    const slash = isDir(row) ? '/' : '';
    const date = httpDate(row.inode.mtime / 1e6);
    const when = `${date.slice(5, 7)}-${date.slice(8, 11)}-${date.slice(12, 16)} ${date.slice(17, 22)}`;
    const size = sizeOf(row);
    const shown = exact ? String(size ?? '-').padStart(20) : ` ${size === null ? '      -' : rounded(size)}`;
    return `<a href="${escapeComponent(row.name)}${slash}">${label(`${row.name}${slash}`, characters)}${when}${shown}\r\n`;
  });
  const title = escapeHtml(r.uri);
  return `<html>\r\n<head><title>Index of ${title}</title></head>\r\n<body>\r\n<h1>Index of ${title}</h1><hr><pre><a href="../">../</a>\r\n${lines.join('')}</pre><hr></body>\r\n</html>\r\n`;
}

/** The name, cut at fifty, and the blanks up to the date: counted in bytes, in characters where `charset` is UTF-8. */
function label(shown: string, characters: boolean): string {
  const text = characters ? fromUtf8(latin1(shown)) : '\ufffd';
  const units = text.includes('\ufffd') ? [...shown] : [...text].map((ch) => String.fromCharCode(...utf8(ch)));
  if (units.length <= 50) return `${escapeHtml(shown)}</a>${' '.repeat(51 - units.length)}`;
  return `${escapeHtml(units.slice(0, 47).join(''))}..&gt;</a> `;
}

/** `autoindex_exact_size off`: six places and a unit, or a blank and six places. */
function rounded(size: number): string {
  const [unit, letter] =
    size > 2 ** 30 - 1 ? [2 ** 30, 'G'] : size > 2 ** 20 - 1 ? [2 ** 20, 'M'] : size > 9999 ? [1024, 'K'] : [1, ''];
  const whole = Math.floor(size / unit) + (size % unit > unit / 2 - 1 && unit > 1 ? 1 : 0);
  return letter === '' ? String(whole).padStart(7) : String(whole).padStart(6) + letter;
}

function json(rows: readonly Row[]): string {
  const entries = rows.map((row) => {
    const size = sizeOf(row);
    const type = isDir(row) ? 'directory' : size === null ? 'other' : 'file';
    const tail = size === null ? '' : `, "size":${size}`;
    return `{ "name":${JSON.stringify(row.name)}, "type":"${type}", "mtime":"${httpDate(row.inode.mtime / 1e6)}"${tail} }`;
  });
  return `[\r\n${entries.join(',\r\n')}${entries.length > 0 ? '\r\n' : ''}]`;
}

function xml(rows: readonly Row[]): string {
  const entries = rows.map((row) => {
    const size = sizeOf(row);
    const tag = isDir(row) ? 'directory' : size === null ? 'other' : 'file';
    const mtime = `${isoTime(row.inode.mtime / 1e6).slice(0, 19)}Z`;
    return `<${tag} mtime="${mtime}"${size === null ? '' : ` size="${size}"`}>${escapeHtml(row.name)}</${tag}>\r\n`;
  });
  return `<?xml version="1.0"?>\r\n<list>\r\n${entries.join('')}</list>\r\n`;
}

/** random_index: one of the files, or null when there is none. */
export function randomFile(worker: WorkerState, dir: string): string | null {
  const files = worker.sys.fs
    .readdir(onDisk(dir))
    .filter((name) => !name.startsWith('.') && worker.sys.fs.stat(onDisk(dir) + name).kind === 'file');
  const chosen = files[worker.sys.world.sim.random('nginx/random').below(Math.max(1, files.length))];
  return chosen === undefined ? null : asBytes(chosen);
}
