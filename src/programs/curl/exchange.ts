/** One request and its answer on a connection: sending, reading, and what the answer's head decides. */
import { concat, EMPTY, latin1, type Bytes } from '../../base/bytes.ts';
import type { Cond } from '../../engine/cond.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import {
  chunk,
  headerValue,
  headerValues,
  lastChunk,
  ResponseReader,
  wantsKeepAlive,
  type HttpFault,
  type ResponseEvent,
  type ResponseHead,
} from '../../protocols/http1/index.ts';
import { asides, brokenBody, jumpOf, modernLines, noAnswer, wantsBasic } from './answer.ts';
import { CurlError, type Payload } from './body.ts';
import { dateOf } from './dates.ts';
import type { BuiltRequest } from './request.ts';
import { HeadText } from './head-text.ts';
import type { Account, Setting } from './setting.ts';
import { meets } from './time-cond.ts';

const BUFFER = 102_400;

/** A small body of -d leaves with the head, as one piece: libcurl counts it as part of the request. */
const INITIAL_POST = 65_536;
const goesAlong = ({ expects, chunked }: BuiltRequest, payload: Payload | null): boolean =>
  payload !== null && !payload.streamed && !expects && !chunked && payload.bytes.length < INITIAL_POST;

export class Exchange {
  /** Where the answer says to go on. */
  jumpTo: string | null = null;
  /** The same again, with the name and password that the server asks for. */
  refused = false;
  /** Nothing at all came back. */
  silent = true;
  private head: ResponseHead | null = null;
  private readonly text = new HeadText();
  /** The head ended before its blank line. */
  private cut = false;
  /** Bytes of the body before those that came last. */
  private before = 0;
  /** More came than was promised: the connection is of no further use. */
  private overfull = false;
  private expected: number | null = null;
  private withheld = false;
  /** Bytes of the body as they came, not yet told of. */
  private raw: Bytes = EMPTY;
  private sent = 0;
  /** Whose name and password went along. */
  private user: string | null = null;
  /** The body is of no interest, and that has been said. */
  private ignoring = false;
  private stopped = false;
  /** The body waits for the server's word (Expect). */
  private waiting = false;

  constructor(
    private readonly fd: number,
    private readonly with_: Setting,
    private readonly account: Account,
  ) {}

  /** True when the connection can serve another request. Throws CurlError. */
  *run(request: BuiltRequest, payload: Payload | null): Eff<boolean> {
    const { sys, voice, security } = this.with_;
    if (security !== null) {
      yield* security.opening(request.lines, 'https');
      yield* security.record('}');
    }
    yield* voice.lines('>', security?.shown(request.lines) ?? request.lines);
    this.user = request.user;
    this.account.requestBytes +=
      request.bytes.length + (goesAlong(request, payload) ? (payload?.bytes.length ?? 0) : 0);
    this.account.startedAt = 0;
    const body =
      payload === null ? EMPTY : request.chunked ? concat([chunk(payload.bytes), lastChunk()]) : payload.bytes;
    const goAhead = sys.cond();
    const writer = sys.thread('send', this.send(request, body, payload?.streamed === true, goAhead));
    try {
      return yield* this.read(goAhead);
    } catch (error) {
      const quiet = error instanceof CurlError && error.code === 52 && this.with_.retries && this.silent;
      if (error instanceof CurlError && !quiet) yield* voice.info(error.message);
      throw error;
    } finally {
      sys.world.sim.cancel(writer);
    }
  }

  private *send(request: BuiltRequest, body: Bytes, streamed: boolean, goAhead: Cond): Eff<void> {
    const { sys, meter, options, voice, req } = this.with_;
    meter.toSend = body.length;
    try {
      if (!request.expects)
        yield* sys.net.send(this.fd, body.length === 0 ? request.bytes : concat([request.bytes, body]), req);
      else {
        yield* sys.net.send(this.fd, request.bytes, req);
        this.waiting = true;
        yield* sys.waitAny([goAhead], (options.numbers.get('expect100-timeout') || 1) * 1_000_000);
        this.waiting = false;
        yield* sys.net.send(this.fd, body, req);
      }
      yield* voice.data('}', body);
      if (body.length > 0 && (streamed || request.expects)) yield* voice.info('We are completely uploaded and fine');
      this.sent = body.length;
      this.account.uploaded += body.length;
      meter.sent = this.account.uploaded;
    } catch (error) {
      // The answer, or the lack of one, says what happened.
      if (!(error instanceof SysError)) throw error;
    }
  }

  private *read(goAhead: Cond): Eff<boolean> {
    const { sys, options, meter } = this.with_;
    const reader = new ResponseReader(options.flags.has('head') ? 'HEAD' : 'GET');
    for (;;) {
      const bytes = yield* this.receive();
      if (bytes === null) continue;
      this.before = this.account.received;
      if (this.account.startedAt === 0) this.account.startedAt = sys.now;
      if (this.head === null) {
        this.text.add(bytes);
        if (!this.text.possible) {
          if (!options.flags.has('http0.9')) throw new CurlError(1, 'Received HTTP/0.9 when not allowed');
          return yield* this.bare(bytes);
        }
        yield* this.judge();
      }
      const ended = bytes.length === 0;
      if (ended && this.head === null && this.text.lines().length > 0) return yield* this.cutShort(reader);
      this.raw = this.head === null ? EMPTY : bytes;
      for (const event of ended ? reader.eof() : reader.feed(bytes)) {
        const done = yield* this.take(event, goAhead, ended);
        if (done !== null) return done && !ended && !this.stopped;
      }
      if (this.head !== null) yield* this.tellRaw();
      if (ended) throw new CurlError(52, 'Empty reply from server');
      yield* meter.update();
      yield* this.slowDown();
    }
  }

  /** The head is shown as far as it was one. */
  private *judge(): Eff<void> {
    const wrong = this.text.fault();
    if (wrong === null) return;
    yield* this.with_.voice.lines('<', wrong.before);
    yield* this.with_.to.head(wrong.before.join(''));
    throw wrong.error;
  }

  /** The server left within the head: the lines that are whole count as all of it. */
  private *cutShort(reader: ResponseReader): Eff<boolean> {
    const lines = this.text.lines();
    const [event] = new ResponseReader('HEAD').feed(latin1(`${lines.join('')}\r\n`));
    if (event?.type !== 'head') throw this.broken(reader.eof().length > 0);
    this.cut = true;
    yield* this.gotHead(event.head);
    return true;
  }

  /** An answer without a head (HTTP/0.9) is all body. */
  private *bare(first: Bytes): Eff<boolean> {
    for (let bytes: Bytes | null = first; bytes?.length !== 0; bytes = yield* this.receive()) {
      if (bytes === null) continue;
      this.raw = bytes;
      yield* this.tellRaw();
      yield* this.gotData(bytes);
    }
    return false;
  }

  private *tellRaw(): Eff<void> {
    const { raw } = this;
    this.raw = EMPTY;
    if (raw.length === 0) return;
    yield* this.with_.voice.data('{', raw);
    if (this.with_.options.flags.has('raw') && this.chunked && this.shows) yield* this.with_.to.body(raw);
  }

  private get chunked(): boolean {
    return this.head !== null && headerValue(this.head.headers, 'transfer-encoding') !== undefined;
  }

  /** Another request follows. */
  private get goesOn(): boolean {
    return this.jumpTo !== null || this.refused;
  }

  private get shows(): boolean {
    return !this.goesOn && !this.withheld;
  }

  private *gotData(bytes: Bytes): Eff<void> {
    const { account, with_ } = this;
    account.downloaded += bytes.length;
    account.received += bytes.length;
    with_.meter.received = account.downloaded;
    if (this.shows && !(with_.options.flags.has('raw') && this.chunked)) yield* with_.to.body(bytes);
  }

  /** --limit-rate: what came too fast is waited for. */
  private *slowDown(): Eff<void> {
    const { sys, options } = this.with_;
    const rate = options.numbers.get('limit-rate') ?? 0;
    if (rate <= 0) return;
    const due = this.account.begun + Math.floor((this.account.received * 1_000_000) / rate);
    if (due > sys.now) yield* sys.sleep(Math.min(due, this.account.deadline) - sys.now);
  }

  private *receive(): Eff<Bytes | null> {
    const { sys, options, security } = this.with_;
    const slow = options.numbers.get('speed-time') ?? (options.numbers.has('speed-limit') ? 30 : 0);
    const left = Math.min(this.account.deadline - sys.now, slow > 0 ? slow * 1_000_000 : Infinity);
    if (left <= 0) throw this.late();
    try {
      const bytes = yield* sys.net.recv(this.fd, this.portion(), left === Infinity ? null : left);
      if (bytes === null && slow > 0 && sys.now < this.account.deadline)
        throw new CurlError(
          28,
          `Operation too slow. Less than ${options.numbers.get('speed-limit') ?? 1} bytes/sec transferred the last ${slow} seconds`,
        );
      if (security !== null) {
        yield* security.record('{');
        yield* security.tell();
        if (bytes !== null && bytes.length > 0) yield* security.record('{');
        if (bytes?.length === 0 && security.broken !== null) throw new CurlError(56, security.broken);
      }
      if (bytes?.length === 0 && this.head === null && this.account.startedAt === 0)
        throw new CurlError(52, 'Empty reply from server');
      if (bytes !== null) this.silent = false;
      return bytes;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CurlError(56, security?.broken ?? 'Recv failure: Connection reset by peer');
    }
  }

  /** A slow transfer is read in small pieces. */
  private portion(): number {
    const rate = this.with_.options.numbers.get('limit-rate') ?? 0;
    return rate > 0 ? Math.min(BUFFER, Math.max(1024, rate)) : BUFFER;
  }

  private late(): CurlError {
    const spent = Math.round((this.with_.sys.now - this.account.begun) / 1000);
    const outOf = this.expected === null ? '' : ` out of ${this.expected}`;
    return new CurlError(
      28,
      `Operation timed out after ${spent} milliseconds with ${this.account.received}${outOf} bytes received`,
    );
  }

  /** null while the answer goes on; then whether the connection stays open. */
  private *take(event: ResponseEvent, goAhead: Cond, ended: boolean): Eff<boolean | null> {
    switch (event.type) {
      case 'interim':
        yield* this.showHead(event.head, 'interim');
        yield* this.judge();
        goAhead.notifyAll();
        return null;
      case 'head':
        yield* this.gotHead(event.head);
        if (!this.stopped && event.framing.type !== 'none') this.raw = this.text.rest();
        return null;
      case 'data':
        if (this.goesOn && !this.ignoring) {
          // Why read what nobody wants, on a connection that ends with it?
          if (this.head === null || !wantsKeepAlive(this.head)) return false;
          this.ignoring = true;
          yield* this.with_.voice.info('Ignoring the response-body');
        }
        yield* this.tellRaw();
        yield* this.gotData(event.data);
        return null;
      case 'end':
        if (!this.withheld) yield* this.tellRaw();
        yield* this.leftOver(event.rest.length);
        if (event.trailers.length > 0)
          yield* this.with_.to.head(event.trailers.map((h) => `${h.name}: ${h.value}\r\n`).join(''));
        return !this.overfull && this.head !== null && wantsKeepAlive(this.head);
      case 'fault':
        yield* this.tellRaw();
        throw this.broken(ended, event.fault);
    }
  }

  /** More came than belongs to the answer. */
  private *leftOver(excess: number): Eff<void> {
    const { voice, path } = this.with_;
    if (excess === 0 || this.head === null) return;
    if (this.chunked) yield* voice.info(`Leftovers after chunking:  ${excess}u bytes`);
    else if (this.withheld || (this.expected ?? 0) === 0)
      yield* voice.info(`Excess found: excess = ${excess} url = ${path} (zero-length body)`);
    else if (!this.goesOn) {
      const [size, before] = [this.expected ?? 0, this.before];
      yield* voice.info(
        `Excess found in a read: excess = ${excess}, size = ${size}, maxdownload = ${size}, bytecount = ${before}`,
      );
      this.overfull = true;
    }
  }

  private broken(ended: boolean, fault?: HttpFault): CurlError {
    const missing = this.expected === null ? null : this.expected - this.account.received;
    return this.head === null ? noAnswer(ended) : brokenBody(ended, missing, fault);
  }

  private *gotHead(head: ResponseHead): Eff<void> {
    const { sys, options, voice, meter } = this.with_;
    const { flags } = options;
    this.head = this.account.head = head;
    this.with_.answered();
    const headers = head.headers.map((h): [string, string] => [h.name, h.value]);
    sys.emit({ kind: 'request.head', req: this.with_.req, status: head.status, reason: head.reason, headers });
    if (head.version.minor === 0 && head.version.major === 1 && !wantsKeepAlive(head))
      yield* voice.info('HTTP 1.0, assume close after body');
    const length = headerValue(head.headers, 'content-length');
    this.expected = length === undefined || this.chunked ? null : Number(length);
    const most = options.numbers.get('max-filesize') ?? 0;
    if (most > 0 && (this.expected ?? 0) > most) throw new CurlError(63, 'Maximum file size exceeded');
    meter.total = this.expected ?? 0;
    for (const cookie of headerValues(head.headers, 'set-cookie')) this.with_.keepCookie(cookie);
    this.refused = this.with_.holdsBack && wantsBasic(head);
    const fails = head.status >= 400 && flags.has('fail') && !this.refused;
    yield* this.showHead(head, fails && !this.cut ? 'failed' : 'whole');
    if (fails) throw new CurlError(22, `The requested URL returned error: ${head.status}`);
    if (head.status >= 300 && this.waiting) {
      yield* voice.info('HTTP error before end of send, stop sending');
      this.stopped = true;
    }
    this.jumpTo = jumpOf(options, head);
    this.withheld = flags.has('head');
    yield* this.mindTime(head);
    if (this.with_.to.begun > 0 && this.sent === 0 && this.jumpTo === null) this.resumed(head);
  }

  /** -z: an answer that is no newer than asked for counts as if the server had said so. */
  private *mindTime(head: ResponseHead): Eff<void> {
    const { options, voice } = this.with_;
    const { since, texts } = options;
    if (since === null || texts.has('range') || !this.shows || head.status === 304) return;
    if (meets(since, dateOf(headerValue(head.headers, 'last-modified')))) return;
    yield* voice.info(`The requested document is not ${since.mark === '-' ? 'old' : 'new'} enough`);
    yield* voice.info('Simulate an HTTP 304 response');
    this.withheld = this.stopped = true;
    this.account.head = { ...head, status: 304 };
    this.raw = EMPTY;
  }

  /** Was the rest sent that -C asked for? */
  private resumed(head: ResponseHead): void {
    const { begun } = this.with_.to;
    // All of it is there already.
    if (head.status === 416) this.withheld = true;
    else if (head.status === 200 && headerValue(head.headers, 'content-range') === undefined) {
      if (this.expected === begun) this.withheld = true;
      else throw new CurlError(33, "HTTP server doesn't seem to support byte ranges. Cannot resume.");
    }
  }

  /** A failure is noticed before the blank line; that of an interim answer is kept, but not told of. */
  private *showHead(head: ResponseHead, kind: 'whole' | 'failed' | 'interim'): Eff<void> {
    const { security, voice, to, options } = this.with_;
    const modern = security?.http2 === true;
    const own = this.cut ? this.text.lines() : this.text.take();
    const lines = modern ? modernLines(head) : own;
    if (kind === 'failed') lines.pop();
    const shown = kind === 'interim' ? lines.slice(0, -1) : lines;
    let from = 0;
    for (const [at, aside] of asides(options, head, lines, this.sent > 0, this.user, this.refused)) {
      yield* voice.lines('<', shown.slice(from, at));
      yield* voice.info(aside);
      from = at;
    }
    yield* voice.lines('<', shown.slice(from));
    const text = lines.join('');
    this.account.headerBytes += latin1(text).length;
    yield* to.head(text);
  }
}
