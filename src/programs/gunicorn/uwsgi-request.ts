/** `--protocol uwsgi`: requests as nginx's uwsgi_pass sends them (uwsgi/message.py 26.2). Nothing of it is refused politely. */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { UwsgiReader, type Params } from '../../protocols/gateway/index.ts';
import type { ReadResult, Request } from './request.ts';
import { reprText } from './value.ts';
import type { Worker } from './worker.ts';

const HEAD = 4;
const MOST = 0xffff;

const crashed = (error: string, text: string): ReadResult => ({
  kind: 'crashed',
  exception: `gunicorn.uwsgi.errors.${error}: ${text}`,
});
const invalid = (what: string): ReadResult => crashed('InvalidUWSGIHeader', `Invalid uWSGI header: ${what}`);

/** `peer` is the client's address, empty for a unix socket. `wait` returns when there may be more bytes. */
export function* readUwsgi(
  worker: Worker,
  fd: number,
  peer: string,
  before: Bytes,
  wait: () => Eff<void>,
): Eff<ReadResult> {
  const allowed = worker.config.list('uwsgi_allow_ips');
  if (peer !== '' && !allowed.includes('*') && !allowed.includes(peer))
    return crashed('ForbiddenUWSGIRequest', `uWSGI request from ${reprText(peer)} not allowed`);
  const reader = new UwsgiReader(MOST);
  let head: Bytes = EMPTY;
  let bytes: Bytes | null = before.length > 0 ? before : null;
  for (;;) {
    bytes ??= worker.sys.net.recvNow(fd, 8192);
    if (bytes === null) {
      yield* wait();
      continue;
    }
    if (bytes.length === 0) return invalid(head.length < HEAD ? 'incomplete header' : 'incomplete vars block');
    if (head.length < HEAD) head = concat([head, bytes.subarray(0, HEAD - head.length)]);
    const [modifier = 0] = head;
    if (head.length === HEAD && modifier !== 0)
      return crashed('UnsupportedModifier', `Unsupported uWSGI modifier1: ${modifier}`);
    const result = reader.feed(bytes);
    bytes = null;
    if (result.type === 'fault') return invalid('truncated value');
    if (result.type === 'request')
      return { kind: 'request', request: requestOf(result.params, result.rest, worker.secure) };
  }
}

function requestOf(params: Params, rest: Bytes, secure: boolean): Request {
  const vars = new Map(params);
  const path = vars.get('PATH_INFO') ?? '/';
  const query = vars.get('QUERY_STRING') ?? '';
  const https = /^(on|1|true)$/i.test(vars.get('HTTPS') ?? '') || vars.get('wsgi.url_scheme') === 'https' || secure;
  const length = Number(vars.get('CONTENT_LENGTH') ?? 0);
  return {
    method: vars.get('REQUEST_METHOD') ?? 'GET',
    uri: query === '' ? path : `${path}?${query}`,
    path,
    query,
    version: [1, 1],
    headers: [...vars].flatMap(([key, value]): [string, string][] => {
      const name = headerOf(key);
      return name === null ? [] : [[name, value]];
    }),
    scheme: https ? 'https' : 'http',
    expect100: false,
    body: Number.isInteger(length) ? Math.max(0, length) : 0,
    close: vars.get('HTTP_CONNECTION')?.toLowerCase() === 'close',
    rest,
  };
}

/** The header that a variable stands for. */
function headerOf(variable: string): string | null {
  if (variable.startsWith('HTTP_')) return variable.slice(5).replaceAll('_', '-');
  return variable === 'CONTENT_TYPE' || variable === 'CONTENT_LENGTH' ? variable.replace('_', '-') : null;
}
