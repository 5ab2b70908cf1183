/** `--static-map`, `--check-static`: a file is sent by the worker itself, without asking Python (core/static.c 2.0.21). */
import { concat, latin1 } from '../../base/bytes.ts';
import { civilTime, MONTHS, two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Answered } from '../../machine/guest-app.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Params } from '../../protocols/gateway/index.ts';
import type { Options } from './options.ts';
import { DAYS } from './banner.ts';
import { find } from './request.ts';

/** What Debian's /etc/mime.types says of the files that are likely here. */
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  gif: 'image/gif',
  html: 'text/html',
  ico: 'image/vnd.microsoft.icon',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  webp: 'image/webp',
  xml: 'application/xml',
};

/** `/static=/srv/files`: where a path is looked for, and whether its prefix is taken off. */
export const mappings = (options: Options): readonly (readonly [prefix: string, dir: string])[] => [
  ...options.list('static-map').map((one) => {
    const [prefix = '', ...dir] = one.split('=');
    return [prefix, dir.join('=')] as const;
  }),
  ...options.list('check-static').map((dir) => ['', dir] as const),
];

/** The path of a regular file that may be read, or null: the application is asked. */
export function staticFile(sys: Sys, options: Options, vars: Params): string | null {
  const asked = find(vars, 'PATH_INFO');
  if (!['GET', 'HEAD'].includes(find(vars, 'REQUEST_METHOD'))) return null;
  for (const [prefix, dir] of mappings(options)) {
    if (!asked.startsWith(prefix)) continue;
    const path = sys.path(`${dir}/${asked.slice(prefix.length)}`);
    // What leads out of the directory is none of it.
    if (!path.startsWith(`${sys.path(dir)}/`)) continue;
    if (sys.fs.exists(path) && sys.fs.stat(path).kind === 'file' && sys.fs.access(path, 4)) return path;
  }
  return null;
}

export function* sendStatic(sys: Sys, fd: number, path: string, vars: Params): Eff<Answered> {
  const body = sys.fs.readFile(path);
  const changed = httpDate(sys.fs.stat(path).mtime);
  const protocol = find(vars, 'SERVER_PROTOCOL') || 'HTTP/1.1';
  const { req } = sys.net.traceOf(fd);
  const same = find(vars, 'HTTP_IF_MODIFIED_SINCE') === changed;
  const type = TYPES[path.split('.').pop() ?? ''];
  const lines = same
    ? []
    : [
        ...(type === undefined ? [] : [`Content-Type: ${type}`]),
        `Content-Length: ${body.length}`,
        `Last-Modified: ${changed}`,
      ];
  const head = [`${protocol} ${same ? '304 Not Modified' : '200 OK'}`, ...lines, '', ''].join('\r\n');
  const bare = same || find(vars, 'REQUEST_METHOD') === 'HEAD';
  try {
    yield* sys.net.send(fd, bare ? latin1(head) : concat([latin1(head), body]), req);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  const bodyBytes = bare ? 0 : body.length;
  return {
    status: same ? 304 : 200,
    headers: lines.length,
    headBytes: head.length,
    bodyBytes,
    returned: false,
    exit: null,
  };
}

function httpDate(us: number): string {
  const t = civilTime(Math.floor(us / 1_000_000));
  const day = `${DAYS[t.weekday] ?? ''}, ${two(t.day)} ${MONTHS[t.month - 1] ?? ''} ${t.year}`;
  return `${day} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} GMT`;
}
