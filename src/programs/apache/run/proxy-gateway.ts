/** mod_proxy_uwsgi, mod_proxy_scgi, mod_proxy_fcgi: variables go up, a CGI response comes back. */
import { concat, EMPTY, fromLatin1, latin1, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import type { Sys } from '../../../machine/sys.ts';
import {
  beginRequest,
  cgiHead,
  encodeParams,
  FastCgiReader,
  FCGI,
  fastCgiRecords,
  scgiRequest,
  uwsgiPacket,
} from '../../../protocols/gateway/index.ts';
import type { RequestBody } from './child.ts';
import { begin, broken, type Up } from './upstream.ts';
import { cgiVariables } from './variables.ts';

/** uwsgi, SCGI, FastCGI: variables instead of a head, a CGI response back. */
export function* gateway(up: Up, body: RequestBody): Eff<void> {
  const { child, x, fd, where } = up;
  const { sys } = child;
  const input = yield* body.all();
  if (input === null) return;
  const path = (where.uri.split('?')[0] ?? '').replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  const vars = cgiVariables(child, x, {
    path: `proxy:${where.scheme}://${where.host}:${where.port}${path}`,
    name: '',
    rest: path,
  });
  const head =
    where.scheme === 'uwsgi'
      ? uwsgiPacket(vars)
      : where.scheme === 'scgi'
        ? scgiRequest(vars, input.length)
        : concat([
            beginRequest(false),
            fastCgiRecords(FCGI.PARAMS, encodeParams(vars), true),
            fastCgiRecords(FCGI.STDIN, input, true),
          ]);
  if (head === null) return yield* broken(up, 'AH10101: uwsgi: variables do not fit into one packet');
  yield* sys.net.send(fd, where.scheme === 'fcgi' ? head : concat([head, input]), x.req);
  yield* gatewayAnswer(up);
}

function* gatewayAnswer(up: Up): Eff<void> {
  const { where, sender, x, child } = up;
  const source = new Source(child.sys, up.fd, up.timeout, where.scheme === 'fcgi');
  let received: Bytes = EMPTY;
  let head = cgiHead(received);
  while (head.type === 'more') {
    const bytes = yield* source.next();
    if (bytes === null || bytes.length === 0)
      return yield* broken(up, `AH01102: error reading status line from remote server ${where.host}:${where.port}`);
    received = concat([received, bytes]);
    // A uwsgi server begins with a status line, which is as good as a Status header.
    head = cgiHead(asCgi(received));
  }
  if (head.type === 'fault') return yield* broken(up, `AH01070: Error parsing script headers: ${head.line}`);
  yield* begin(up, head.status, head.reason, head.headers, null);
  yield* sender.write(head.rest);
  for (;;) {
    const bytes = yield* source.next();
    if (bytes === null || bytes.length === 0) break;
    yield* sender.write(bytes);
  }
  yield* sender.finish();
  child.sys.emit({
    kind: 'proxy.response',
    pid: child.sys.pid,
    conn: x.conn,
    req: x.req,
    status: x.status,
    by: 'upstream',
  });
}

const asCgi = (bytes: Bytes): Bytes => latin1(fromLatin1(bytes).replace(/^HTTP\/\d\.\d /, 'Status: '));

/** Bytes of the answer: as they come, or out of FastCGI's records. */
class Source {
  private readonly reader = new FastCgiReader();
  private readonly due: Bytes[] = [];
  private done = false;

  constructor(
    private readonly sys: Sys,
    private readonly fd: number,
    private readonly timeout: number,
    private readonly records: boolean,
  ) {}

  *next(): Eff<Bytes | null> {
    for (;;) {
      const ready = this.due.shift();
      if (ready) return ready;
      if (this.done) return EMPTY;
      const bytes = yield* this.sys.net.recv(this.fd, 65_536, this.timeout);
      if (bytes === null || bytes.length === 0 || !this.records) return bytes;
      for (const { type, content } of this.reader.feed(bytes) ?? []) {
        if (type === FCGI.STDOUT && content.length > 0) this.due.push(content);
        if (type === FCGI.END_REQUEST) this.done = true;
      }
    }
  }
}
