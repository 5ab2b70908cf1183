/** Reading a request: a uwsgi packet, or HTTP that becomes the same variables (proto/http.c, proto/uwsgi.c). */
import { fromLatin1, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { UwsgiReader, type Params } from '../../protocols/gateway/index.ts';
import { nginxDialect, requestHeadParser, type RequestHead } from '../../protocols/http1/index.ts';
import { say } from './banner.ts';
import type { Protocol } from './config.ts';

export interface Request {
  readonly vars: Params;
  /** Bytes of the variables as uwsgi counts them. */
  readonly size: number;
  /** What came behind the head. */
  readonly rest: Bytes;
  readonly length: number;
}

/** Null: the client left, or what it sent is no request; the log says so. */
export function* readRequest(sys: Sys, fd: number, protocol: Protocol, limit: number): Eff<Request | null> {
  try {
    switch (protocol) {
      case 'uwsgi':
        return yield* readUwsgi(sys, fd, limit);
      case 'http':
        return yield* readHttp(sys, fd, limit);
    }
  } catch (error) {
    if (error instanceof SysError) return null;
    throw error;
  }
}

export const find = (vars: Params, name: string): string => vars.find(([key]) => key === name)?.[1] ?? '';

const sizeOf = (vars: Params): number => vars.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);

const request = (vars: Params, rest: Bytes): Request => ({
  vars,
  size: sizeOf(vars),
  rest,
  length: Number.parseInt(find(vars, 'CONTENT_LENGTH'), 10) || 0,
});

function* readUwsgi(sys: Sys, fd: number, limit: number): Eff<Request | null> {
  const reader = new UwsgiReader(limit);
  for (;;) {
    const bytes = yield* sys.net.recv(fd);
    if (bytes === null || bytes.length === 0) return null;
    const result = reader.feed(bytes);
    if (result.type === 'fault') {
      say(sys, result.why);
      return null;
    }
    if (result.type === 'request') return request(result.params, result.rest);
  }
}

function* readHttp(sys: Sys, fd: number, limit: number): Eff<Request | null> {
  const parser = requestHeadParser(nginxDialect({ underscores: true, bufferSize: limit, buffers: 1 }));
  for (;;) {
    const bytes = yield* sys.net.recv(fd);
    if (bytes === null || bytes.length === 0) return null;
    const result = parser.feed(bytes);
    if (result.type === 'more') continue;
    if (result.type === 'fault') {
      const { kind } = result.fault;
      const large = kind === 'head-too-large' || kind === 'header-too-long' || kind === 'request-line-too-long';
      say(
        sys,
        large ? `invalid HTTP request size (max ${limit})...skip` : 'invalid request block size: 0 (max 4096)...skip',
      );
      return null;
    }
    return request(httpVars(sys, fd, result.head, null), result.rest);
  }
}

/** `router`: the port of the client, where the HTTP router has parsed the request. */
export function httpVars(sys: Sys, fd: number, head: RequestHead, router: string | null): Params {
  const [path = '', ...query] = head.target.split('?');
  const local = /^\[?(.*?)\]?:(\d+)$/.exec(sys.net.localName(fd));
  const peer = /^\[?(.*?)\]?:(\d+)$/.exec(sys.net.peerName(fd));
  const vars: [string, string][] = [
    ['REQUEST_METHOD', head.method],
    ['REQUEST_URI', head.target],
    ['PATH_INFO', unquote(path)],
    ['QUERY_STRING', query.join('?')],
    ['SERVER_PROTOCOL', `HTTP/${head.version.major}.${head.version.minor}`],
    ['SCRIPT_NAME', ''],
    ['SERVER_NAME', sys.process.host.name],
    ['SERVER_PORT', local?.[2] ?? ''],
  ];
  if (router !== null) vars.push(['UWSGI_ROUTER', 'http']);
  vars.push(['REMOTE_ADDR', peer?.[1] ?? '']);
  if (router !== null) vars.push(['REMOTE_PORT', router]);
  for (const { name, value } of head.headers) {
    const key = name.toUpperCase().replaceAll('-', '_');
    const own = key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH';
    vars.push([own ? key : `HTTP_${key}`, value]);
  }
  return vars;
}

function unquote(text: string): string {
  if (!text.includes('%')) return text;
  return fromLatin1(utf8(text)).replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}
