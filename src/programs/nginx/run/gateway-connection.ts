/**
 * An upstream that speaks uwsgi, SCGI or FastCGI (ngx_http_uwsgi_module.c, ngx_http_scgi_module.c,
 * ngx_http_fastcgi_module.c): what it sends back has the head of a CGI response; uwsgi and SCGI servers may send a whole
 * HTTP head instead. FastCGI wraps both streams, answer and errors, in records.
 */
import { concat, EMPTY, fromLatin1, fromUtf8, latin1, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { FastCgiReader, FCGI } from '../../../protocols/gateway/index.ts';
import { nginxUpstreamDialect, responseHeadParser, type ResponseHead } from '../../../protocols/http1/index.ts';
import { bytes as sizeSetting } from '../http/settings.ts';
import { upToTheFault } from './head-faults.ts';
import { failure, UpstreamConnection, type Failure, type HeadAnswer } from './upstream-io.ts';

const READING_HEAD = 'reading response header from upstream';
const STATUS_LINE = 'HTTP/1.1 200 OK\r\n';

export class GatewayConnection extends UpstreamConnection {
  override *head(): Eff<HeadAnswer> {
    let received: Bytes = EMPTY;
    while (received.length < 5 && 'HTTP/'.startsWith(fromLatin1(received))) {
      const bytes = yield* this.read(READING_HEAD);
      if (!(bytes instanceof Uint8Array)) return bytes;
      if (bytes.length === 0) return this.endedEarly();
      received = concat([received, bytes]);
    }
    const http = this.speaksHttp && fromLatin1(received.subarray(0, 5)) === 'HTTP/';
    const limit = sizeSetting(this.r.level, this.r.own('buffer_size'), 4096);
    const parser = responseHeadParser(nginxUpstreamDialect(limit + (http ? 0 : STATUS_LINE.length)));
    let result = parser.feed(http ? received : concat([latin1(STATUS_LINE), received]));
    while (result.type === 'more') {
      const bytes = yield* this.read(READING_HEAD);
      if (!(bytes instanceof Uint8Array)) return bytes;
      if (bytes.length === 0) return this.endedEarly();
      result = parser.feed(bytes);
    }
    if (result.type === 'head')
      return { type: 'head', head: http ? result.head : cgiStatus(result.head), rest: result.rest };
    if (result.fault.kind === 'head-too-large')
      return failure('invalid_header', `upstream sent too big header while ${READING_HEAD}`);
    return failure(
      'invalid_header',
      `upstream sent invalid header: "${upToTheFault(result.fault.text)}..." while ${READING_HEAD}`,
    );
  }

  protected get speaksHttp(): boolean {
    return true;
  }

  protected endedEarly(): Failure {
    return failure('error', `upstream prematurely closed connection while ${READING_HEAD}`);
  }
}

/** `Status` is the status line; without one a `Location` makes it a redirect. The body has no coding of its own. */
function cgiStatus(head: ResponseHead): ResponseHead {
  const find = (name: string): string | undefined => head.headers.find((h) => h.name.toLowerCase() === name)?.value;
  const status = /^(\d{3})(?: *(.*))?$/.exec(find('status') ?? '');
  const headers = head.headers.filter((h) => !/^(?:status|transfer-encoding)$/i.test(h.name));
  const size = head.size - STATUS_LINE.length;
  if (status) return { ...head, status: Number(status[1]), reason: status[2] ?? '', headers, size };
  if (find('location') !== undefined) return { ...head, status: 302, reason: 'Moved Temporarily', headers, size };
  return { ...head, headers, size };
}

export class FastCgiConnection extends GatewayConnection {
  private readonly records = new FastCgiReader();
  private readonly due: Bytes[] = [];
  private complete = false;

  protected override get speaksHttp(): boolean {
    return false;
  }

  /** The next bytes of the answer proper; empty when the request is complete, or the connection at its end. */
  override *read(what: string, watch?: boolean): Eff<Bytes | Failure> {
    for (;;) {
      const next = this.due.shift();
      if (next) return next;
      if (this.complete) return EMPTY;
      const bytes = yield* super.read(what, watch);
      if (!(bytes instanceof Uint8Array) || bytes.length === 0) return bytes;
      const problem = this.take(bytes, what);
      if (problem) return problem;
    }
  }

  private take(bytes: Bytes, what: string): Failure | null {
    const records = this.records.feed(bytes);
    if (records === null)
      return failure('error', `upstream sent unsupported FastCGI protocol version: ${bytes[0] ?? 0} while ${what}`);
    for (const { type, content } of records) {
      if (type === FCGI.STDERR && content.length > 0) this.complain(fromUtf8(content), what);
      else if (type === FCGI.STDOUT && content.length > 0) this.due.push(content);
      else if (type === FCGI.END_REQUEST) this.complete = true;
    }
    return null;
  }

  private complain(text: string, what: string): void {
    const said = text.replace(/[\r\n. ]+$/, '');
    this.worker.error(this.r, 'error', `FastCGI sent in stderr: "${said}" while ${what}`, this.label);
  }

  protected override endedEarly(): Failure {
    return this.complete
      ? failure('error', `upstream prematurely closed FastCGI stdout while ${READING_HEAD}`)
      : super.endedEarly();
  }
}
