/** Writing answers to a client: head, chunks, rates, time limits; and counting what has gone out. */
import { concat, EMPTY, latin1, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import { chunk, isNamed, lastChunk, type Header } from '../../../protocols/http1/index.ts';
import { VERSION } from '../options.ts';
import { absoluteLocation } from '../http/absolute-location.ts';
import { httpDate, presentHttpDate } from '../http/dates.ts';
import { clientTakesGzip, mayGzip } from '../http/gzip-rules.ts';
import { Packer, packerSettings } from '../http/gzip.ts';
import { reasonOf } from '../http/pages.ts';
import {
  addCharset,
  addHeaders,
  mayAddHeaders,
  applyRanges,
  conditional,
  parseRanges,
  rangeStillValid,
  clearRanges,
  weaken,
  toNotModified,
  type Reply,
} from '../http/reply.ts';
import type { Req } from '../http/request.ts';
import { bytes as byteSetting, flag, lists, number, time, word } from '../http/settings.ts';
import { parseSize } from '../conf/units.ts';
import { bodyFilters, type BodyFilter, type Include } from './body-filters.ts';
import type { Destination } from './subrequests.ts';
import type { WorkerState } from './worker-state.ts';
import { UNPLACED } from '../../../trace/time.ts';

/** nginx holds small output back until it has this much, or is told to flush. */
const POSTPONE = 1460;
/** Of memory and of files, bytes. */
const PAGE = 4096;

/**
 * How urgent a piece of a body is: `waits` for company, `goes` at once as far as the filters let it (a buffer that the
 * upstream's reader needs back), `flushes` the filters, too.
 */
export type Urgency = 'waits' | 'goes' | 'flushes';

export class Sender {
  /** The client is gone or too slow: nothing more can be written. */
  broken = false;
  headSent = false;
  private held: Bytes[] = [];
  private heldBytes = 0;
  private chunked = false;
  private noBody = false;
  /** Another client might get this answer compressed. */
  private varies = false;
  private collect: Bytes[] | null = null;
  private changes: readonly BodyFilter[] = [];
  private packer: Packer | null = null;
  /** How much of what goes out comes last and by sendfile(2), which is limited to whole pages. */
  private sendfile = 0;
  /** limit_rate: nothing goes out before. */
  private delayedUntil = 0;

  constructor(
    private readonly worker: WorkerState,
    private readonly r: Req,
    private readonly to: Destination = 'client',
  ) {}

  /** The head of an answer whose body follows by `write` and `finish`. */
  *start(reply: Reply): Eff<void> {
    const { r, worker } = this;
    errorStatusOf(reply, r);
    reply.headers.push(...r.carried);
    this.announce(reply);
    if (this.to === 'client') addHeaders(reply, r, worker.variables, worker.seconds);
    this.filters(reply);
    const due = this.head(reply);
    if (due !== null) yield* this.put(due);
  }

  /** A whole answer whose body is at hand: conditions and ranges apply. */
  *whole(reply: Reply, body: Bytes): Eff<void> {
    const { r } = this;
    errorStatusOf(reply, r);
    reply.headers.push(...r.carried);
    const outside = this.to === 'client';
    const verdict = outside && reply.by === 'nginx' && reply.lastModified !== null ? conditional(reply, r) : 'send';
    let out = body;
    if (verdict === 'precondition-failed') return yield* this.precondition();
    if (verdict === 'not-modified') {
      toNotModified(reply);
      out = EMPTY;
    }
    this.announce(reply);
    if (outside) addHeaders(reply, r, this.worker.variables, this.worker.seconds);
    this.filters(reply);
    if (outside && this.collect === null && reply.status === 200 && reply.allowRanges) out = this.ranges(reply, out);
    if (reply.status === 416) return yield* this.rangeNotSatisfiable(reply);
    const due = this.head(reply);
    if (due !== null) yield* this.put(due);
    const untouched = reply.file && this.collect === null && this.packer === null && flag(r.level, 'sendfile', false);
    if (untouched) this.sendfile = out.length;
    yield* this.finish(out);
  }

  /** What add_header may name: the status and the headers so far. */
  private announce(reply: Reply): void {
    this.r.status = onTheWire(reply.status);
    this.r.sent = () => this.headerLines(reply, this.r.status);
  }

  /** Replaced by the handler: what another address of ours answers, in pieces. */
  onInclude: Include | null = null;
  /** Replaced by the handler: answers with a built-in page of this status. */
  onStatus: ((status: number, headers: readonly Header[]) => Eff<void>) | null = null;

  private *precondition(): Eff<void> {
    if (this.onStatus !== null) yield* this.onStatus(412, []);
  }

  private *rangeNotSatisfiable(reply: Reply): Eff<void> {
    if (this.onStatus !== null)
      yield* this.onStatus(
        416,
        reply.headers.filter((h) => h.name === 'Content-Range'),
      );
  }

  private ranges(reply: Reply, body: Bytes): Bytes {
    const { r } = this;
    const header = r.header('range');
    const most = number(r.level, 'max_ranges', Infinity);
    if (most === 0) reply.allowRanges = false;
    if (most === 0 || (header !== undefined && header.split(',').length > most)) return body;
    if (header === undefined || !rangeStillValid(reply, r.header('if-range'))) return body;
    const ranges = parseRanges(header, body.length);
    const boundary = String(r.client.id).padStart(20, '0');
    return ranges === null ? body : applyRanges(reply, body, ranges, boundary);
  }

  /** Filters that change the body: charset by name alone, some on the collected whole, gzip piece by piece. */
  private filters(reply: Reply): void {
    const { r, worker } = this;
    this.changes = bodyFilters(reply, r, worker, this.onInclude);
    addCharset(reply, r);
    if (this.changes.length > 0) this.collect = [];
    if (this.to !== 'client') return;
    this.varies = mayGzip(reply, r);
    if (this.varies && clientTakesGzip(reply, r, worker.seconds)) {
      this.packer = new Packer(packerSettings(r.level, reply.contentLength));
      r.packed = this.packer;
      reply.headers.push({ name: 'Content-Encoding', value: 'gzip' });
      reply.contentLength = null;
      clearRanges(reply);
      weaken(reply);
    }
  }

  /** Begin the answer; what of it goes out now. */
  private head(reply: Reply): Bytes | null {
    const { r, worker } = this;
    const { status } = reply;
    const wire = onTheWire(status);
    r.status = wire;
    this.noBody = r.method === 'HEAD' || status === 304 || status === 204;
    if (worker.quitting) r.keepalive = false;
    // Trailers need a chunked body.
    if (this.trailers().length > 0 && r.protocol >= 1001) reply.contentLength = null;
    // An answer below 200 that an upstream began with is passed on as the whole one, the real one as its body (before 1.29).
    const unknownLength = reply.contentLength === null && !this.noBody && status >= 200;
    if (this.to !== 'client') this.chunked = false;
    else if (unknownLength && (r.protocol < 1001 || !flag(r.level, 'chunked_transfer_encoding', true)))
      r.keepalive = false;
    else this.chunked = unknownLength;
    const headers = this.headerLines(reply, wire);
    r.sent = () => headers;
    if (this.to === 'client') this.report(reply.by, wire);
    this.headSent = true;
    if (r.protocol === 9 || this.to !== 'client') return null;
    const reason = reply.reason ?? reasonOf(wire);
    let text = `HTTP/1.1 ${String(wire).padStart(3, '0')} ${reason}\r\n`;
    for (const h of headers) text += `${h.name}: ${h.value}\r\n`;
    text += '\r\n';
    r.headerSent = text.length;
    return this.hold(latin1(text), reply.upgrade);
  }

  /** add_trailer */
  private trailers(): Header[] {
    const { r, worker } = this;
    const said = lists(r.level, 'add_trailer');
    if (said.length === 0) return [];
    return said
      .filter((d) => mayAddHeaders(r.status) || d.args[2] !== undefined)
      .map((d) => ({ name: d.args[0] ?? '', value: worker.variables.source(d.args[1] ?? '', r) }))
      .filter(({ value }) => value !== '');
  }

  private report(by: Reply['by'], status: number): void {
    const { r, worker } = this;
    const { conn, req } = worker.sys.net.traceOf(r.client.fd);
    worker.sys.emit({
      kind: 'proxy.response',
      pid: worker.sys.pid,
      conn,
      req,
      status,
      by,
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
  }

  private headerLines(reply: Reply, status: number): Header[] {
    const { r, worker } = this;
    const out: Header[] = [];
    const add = (name: string, value: string): void => void out.push({ name, value });
    let server = reply.left.includes('server');
    let date = reply.left.includes('date');
    let encoded = false;
    for (const { name } of reply.headers) {
      if (isNamed(name, 'server')) server = true;
      else if (isNamed(name, 'date')) date = true;
      else if (name === 'Content-Encoding') encoded = true;
    }
    if (!server) add('Server', word(r.level, 'server_tokens', 'on') === 'off' ? 'nginx' : `nginx/${VERSION}`);
    if (!date) add('Date', presentHttpDate(worker.seconds));
    if (reply.contentType !== null) add('Content-Type', reply.contentType);
    if (reply.contentLength !== null) add('Content-Length', String(reply.contentLength));
    const kept = reply.by === 'upstream' || [200, 206, 304].includes(status);
    const modified = kept ? reply.lastModified : null;
    // A file's comes early, an upstream's with the rest of its headers.
    if (modified !== null && reply.by === 'nginx') add('Last-Modified', httpDate(modified));
    if (reply.location !== null) {
      const absolute = reply.location.startsWith('/') && flag(r.level, 'absolute_redirect', true);
      if (absolute) add('Location', absoluteLocation(r, reply.location));
    }
    if (this.chunked) add('Transfer-Encoding', 'chunked');
    if (reply.upgrade) add('Connection', 'upgrade');
    else if (r.keepalive) {
      add('Connection', 'keep-alive');
      const advertised = lists(r.level, 'keepalive_timeout')[0]?.args[1];
      if (advertised !== undefined) add('Keep-Alive', `timeout=${advertised.replace(/s$/, '')}`);
    } else add('Connection', 'close');
    const packed = this.varies || r.gzipVaries || encoded;
    if (packed && flag(r.level, 'gzip_vary', false)) add('Vary', 'Accept-Encoding');
    if (reply.location !== null && !out.some((h) => h.name === 'Location')) add('Location', reply.location);
    if (modified !== null && reply.by === 'upstream') add('Last-Modified', httpDate(modified));
    if (reply.etag !== null) add('ETag', reply.etag);
    for (const header of reply.headers) out.push(header);
    if (reply.allowRanges && status === 200) add('Accept-Ranges', 'bytes');
    return out;
  }

  /** A piece of the body. */
  *write(data: Bytes, urgency: Urgency): Eff<void> {
    if (this.noBody || data.length === 0) return;
    if (this.collect !== null) return void this.collect.push(data);
    const packed = this.packer?.push(data, urgency === 'flushes') ?? data;
    const due = packed.length > 0 ? this.piece(packed, urgency !== 'waits') : null;
    if (due !== null) yield* this.put(due);
  }

  /** Out with what there is, head and all: an answer that is not buffered has begun, or one broke off. */
  *flush(): Eff<void> {
    const last = this.collect === null && !this.noBody ? (this.packer?.push(EMPTY, true) ?? EMPTY) : EMPTY;
    const due = this.piece(last, true);
    if (due !== null) yield* this.put(due);
  }

  private piece(data: Bytes, flush: boolean): Bytes | null {
    return this.hold(this.chunked && data.length > 0 ? chunk(data) : data, flush);
  }

  /** The end of the body, with what is left of it. */
  *finish(last: Bytes = EMPTY): Eff<void> {
    let rest = last;
    if (this.collect !== null && !this.noBody) {
      const pieces = yield* this.changed(concat([...this.collect, last]));
      rest = pieces.pop() ?? EMPTY;
      for (const piece of pieces) {
        const due = this.piece(this.packer?.push(piece, false) ?? piece, false);
        if (due !== null) yield* this.put(due);
      }
    }
    this.collect = null;
    const body = this.noBody ? null : this.piece(this.packer?.finish(rest) ?? rest, false);
    if (body !== null) yield* this.put(body);
    const due = this.hold(this.chunked ? lastChunk(this.trailers()) : EMPTY, true);
    if (due !== null) yield* this.put(due);
    if (!this.broken) this.r.completed = true;
  }

  /** What the filters make of the whole body: pieces, as they come to be sent one after another. */
  private *changed(whole: Bytes): Eff<Bytes[]> {
    let pieces = [whole];
    for (const change of this.changes) {
      const next: Bytes[] = [];
      for (const [i, piece] of pieces.entries()) {
        const made = change(piece, { first: i === 0, last: i === pieces.length - 1 });
        next.push(...('next' in made ? yield* made : made));
      }
      pieces = next.filter((piece) => piece.length > 0);
    }
    return pieces;
  }

  /** Bytes as they are: an upgraded connection, or an upstream that speaks no HTTP. */
  *raw(data: Bytes): Eff<void> {
    this.headSent = true;
    const due = this.hold(data, true);
    if (due !== null) yield* this.put(due);
  }

  private put(out: Bytes): Eff<void> {
    const { r } = this;
    r.rate ??= parseSize(this.worker.variables.source(word(r.level, 'limit_rate', '0'), r)) ?? 0;
    const { rate } = r;
    return rate > 0 ? this.slowly(out, rate) : this.now(out);
  }

  /** Keep it with what waits; all of that when it is to go out now, else null. */
  private hold(data: Bytes, flush: boolean): Bytes | null {
    if (data.length > 0) {
      this.held.push(data);
      this.heldBytes += data.length;
    }
    if (this.to !== 'client') {
      if (this.to !== 'nobody' && this.headSent) this.to.push(...this.held);
      this.held = [];
      this.heldBytes = 0;
    }
    if (this.broken || this.heldBytes === 0 || (!flush && this.heldBytes < POSTPONE)) return null;
    const out = concat(this.held);
    this.held = [];
    this.heldBytes = 0;
    return out;
  }

  private *now(out: Bytes): Eff<void> {
    const { sys } = this.worker;
    try {
      const sent = yield* sys.net.send(
        this.r.client.fd,
        out,
        this.worker.reqOf(this.r),
        time(this.r.level, 'send_timeout', 60),
      );
      if (sent) this.r.bytesSent += out.length;
      else {
        this.r.client.timedOut = true;
        this.giveUp('client timed out (110: Connection timed out)');
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.giveUp(`writev() failed (${error.errno})`);
    }
  }

  private giveUp(why: string): void {
    this.broken = true;
    this.r.keepalive = false;
    this.worker.error(this.r, 'info', why);
  }

  /** limit_rate: so many bytes for each second since the request began, the first second counted whole. */
  private *slowly(out: Bytes, rate: number): Eff<void> {
    const { sys } = this.worker;
    const after = byteSetting(this.r.level, 'limit_rate_after', 0);
    const startSecond = Math.floor(this.r.startedAt / 1e6);
    for (let done = 0; done < out.length && !this.broken;) {
      if (sys.now < this.delayedUntil) yield* sys.sleep(this.delayedUntil - sys.now);
      const allowed = rate * (Math.floor(sys.clock / 1e6) - startSecond + 1) - (this.r.bytesSent - after);
      if (allowed <= 0) {
        yield* sys.sleep(Math.floor((-allowed * 1000) / rate + 1) * 1000);
        continue;
      }
      const fileAt = out.length - this.sendfile;
      const inFile = done + allowed - fileAt;
      // Up to the next page of the file, if it has one (ngx_chain_coalesce_file).
      const aligned = Math.ceil(inFile / PAGE) * PAGE;
      const part = out.subarray(done, inFile > 0 && aligned <= this.sendfile ? fileAt + aligned : done + allowed);
      yield* this.now(part);
      done += part.length;
      // What was sent has to take its time, too (ngx_http_write_filter).
      this.delayedUntil = sys.now + Math.floor((part.length * 1000) / rate) * 1000;
    }
  }
}

/** nginx's own codes for bad requests are 400 to the client. */
export const onTheWire = (status: number): number => (status >= 494 && status <= 497 ? 400 : status);

/** What error_page said the status is to be holds before any filter looks at it (ngx_http_send_header). */
function errorStatusOf(reply: Reply, r: Req): void {
  if (r.errorStatus === 0 || r.errorStatus === reply.status) return;
  reply.status = r.errorStatus;
  reply.reason = null;
}
