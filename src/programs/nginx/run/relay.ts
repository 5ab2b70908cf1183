/**
 * Passing an upstream's body on (ngx_event_pipe.c, ngx_http_upstream.c). With proxy_buffering the upstream is read as
 * fast as it writes, into memory and beyond it a temporary file, and full buffers go to the client; chunks of a chunked
 * answer go as they come. Without buffering every piece goes at once and a slow client slows the upstream down.
 */
import { concat, EMPTY, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import {
  bodyDecoder,
  responseFraming,
  type BodyDecoder,
  type Framing,
  type ResponseHead,
} from '../../../protocols/http1/index.ts';
import { parseSize } from '../conf/units.ts';
import type { Req } from '../http/request.ts';
import { bytes as sizeSetting, lists } from '../http/settings.ts';
import { failure, type Failure, type UpstreamConnection } from './upstream-io.ts';
import type { Sender } from './sender.ts';
import type { WorkerState } from './worker-state.ts';

export interface RelayResult {
  readonly failure: Failure | null;
  /** The upstream's connection may be used again. */
  readonly reusable: boolean;
  readonly bytes: number;
  /** The body, when it was to be kept. */
  readonly body: Bytes | null;
}

export interface RelayOptions {
  readonly buffering: boolean;
  readonly keep: boolean;
  /** The method that the upstream was asked with. */
  readonly method: string;
  /** Both sides of the upstream's connection want to use it again. */
  readonly keepsUpstream: boolean;
  /** Stop reading when the client is gone? Not while a cache waits for the answer. */
  readonly whileClientGone: boolean;
}

const WHAT = 'reading upstream';

export function relay(
  worker: WorkerState,
  r: Req,
  up: UpstreamConnection,
  head: ResponseHead,
  rest: Bytes,
  sender: Sender,
  options: RelayOptions,
): Eff<RelayResult> {
  return new Relay(worker, r, up, head, sender, options).run(rest);
}

class Relay {
  private readonly framing: Framing;
  private readonly decoder: BodyDecoder;
  /** Pieces wait until a buffer is full. */
  private readonly hold: boolean;
  private readonly bufferSize: number;
  /** Free bytes of the buffer that fills; the head took some of the first. */
  private room: number;
  private partial: Bytes[] = [];
  private partialBytes = 0;
  private readonly kept: Bytes[] = [];
  private total = 0;
  private ended: boolean;
  private leftover = 0;
  private problem: Failure | null = null;
  private warned = false;
  /** With buffering: what waits for the client, and how much of it there may be. */
  private readonly due: Bytes[] = [];
  private dueBytes = 0;
  private readonly most: number;
  private complete = false;
  private delivering = true;
  private readonly changed;

  constructor(
    private readonly worker: WorkerState,
    private readonly r: Req,
    private readonly up: UpstreamConnection,
    head: ResponseHead,
    private readonly sender: Sender,
    private readonly options: RelayOptions,
  ) {
    // For nginx an interim answer is the whole one: what follows is its body.
    const framed = head.status < 200 ? null : responseFraming(head, options.method);
    this.framing = framed?.ok === true ? framed.framing : { type: 'close' };
    this.decoder = bodyDecoder(this.framing);
    this.ended = this.decoder.finished;
    this.hold = options.buffering && this.framing.type !== 'chunked';
    this.bufferSize = parseSize(lists(r.level, r.own('buffers'))[0]?.args[1] ?? '4k') ?? 4096;
    this.changed = worker.sys.cond();
    this.most = 8 * this.bufferSize + sizeSetting(r.level, r.own('max_temp_file_size'), 1024 ** 3);
    this.room = Math.max(1, sizeSetting(r.level, r.own('buffer_size'), 4096) - head.size);
  }

  *run(first: Bytes): Eff<RelayResult> {
    if (!this.options.buffering) {
      if (first.length === 0) yield* this.sender.flush();
      return yield* this.pass(first);
    }
    const { sys } = this.worker;
    const writer = sys.thread('relay to the client', this.deliver());
    try {
      const result = yield* this.pass(first);
      // The upstream is done with, however long the client still takes.
      if (!result.reusable || !this.options.keepsUpstream) this.up.close();
      this.complete = true;
      this.changed.notifyAll();
      while (this.delivering) yield this.changed;
      return result;
    } finally {
      sys.world.sim.cancel(writer);
    }
  }

  /** With buffering the client gets what is due at its own pace, while the upstream is read on. */
  private *deliver(): Eff<void> {
    for (;;) {
      const next = this.due.shift();
      if (next) {
        yield* this.sender.write(next, this.hold ? 'waits' : 'goes');
        this.dueBytes -= next.length;
        this.changed.notifyAll();
      } else if (this.complete) break;
      else yield this.changed;
    }
    this.delivering = false;
    this.changed.notifyAll();
  }

  private *pass(first: Bytes): Eff<RelayResult> {
    let input = first;
    for (;;) {
      this.decode(input);
      this.warnOfFile();
      const whole = this.ended || this.problem !== null;
      if (this.mayForward(whole)) yield* this.forward(whole);
      if (whole || (this.sender.broken && !this.options.whileClientGone)) break;
      const bytes = yield* this.up.read(WHAT, !this.options.whileClientGone);
      if (bytes instanceof Uint8Array) {
        input = bytes;
        if (bytes.length === 0) this.upstreamEnded();
      } else {
        this.problem = bytes;
        input = EMPTY;
      }
    }
    const { framing, ended, problem, leftover, total } = this;
    const reusable = ended && problem === null && framing.type !== 'close' && leftover === 0;
    return { failure: problem, reusable, bytes: total, body: this.options.keep ? concat([...this.kept, EMPTY]) : null };
  }

  private decode(input: Bytes): void {
    if (input.length === 0 || this.ended) return;
    const step = this.decoder.feed(input);
    if (step.fault !== null) this.problem = failure('error', `upstream sent invalid chunked response while ${WHAT}`);
    if (step.end !== null) {
      this.ended = true;
      this.leftover = step.end.rest.length;
    }
    this.total += step.data.length;
    if (this.options.keep) this.kept.push(step.data);
    this.partial.push(step.data);
    this.partialBytes += step.data.length;
  }

  private upstreamEnded(): void {
    if (this.decoder.eof().fault === null) this.ended = true;
    else this.problem = failure('error', `upstream prematurely closed connection while ${WHAT}`);
  }

  private mayForward(whole: boolean): boolean {
    return this.partialBytes > 0 && (!this.hold || whole || this.partialBytes >= this.room);
  }

  /** Give the client what is due: all of it, or the full buffers. */
  private *forward(whole: boolean): Eff<void> {
    const { hold, room, bufferSize } = this;
    const all = concat(this.partial);
    const full = hold && !whole;
    const take = full ? room + Math.floor((all.length - room) / bufferSize) * bufferSize : all.length;
    if (full) this.room = bufferSize;
    const part = take < all.length ? all.subarray(0, take) : all;
    if (this.options.buffering) yield* this.enqueue(part);
    else yield* this.sender.write(part, 'flushes');
    this.partial = take < all.length ? [all.subarray(take)] : [];
    this.partialBytes = all.length - take;
  }

  /** Memory and the temporary file are finite too: beyond them the upstream has to wait after all. */
  private *enqueue(part: Bytes): Eff<void> {
    this.due.push(part);
    this.dueBytes += part.length;
    this.changed.notifyAll();
    while (this.dueBytes > this.most && !this.sender.broken) yield this.changed;
  }

  private warnOfFile(): void {
    const { worker, r, up } = this;
    if (this.warned || !this.options.buffering || this.partialBytes + this.dueBytes <= 8 * this.bufferSize) return;
    this.warned = true;
    const name = `/var/lib/nginx/proxy/${tempName(++worker.tempFiles)}`;
    worker.error(r, 'warn', `an upstream response is buffered to a temporary file ${name} while ${WHAT}`, up.label);
    worker.note(r, 'response-buffered', name);
  }
}

/** `1/00/0000000001`: names in proxy_temp_path with its default levels. */
const tempName = (n: number): string => {
  const digits = String(n).padStart(10, '0');
  return `${digits.slice(-1)}/${digits.slice(-3, -1)}/${digits}`;
};

/** An upgraded connection: bytes both ways until one side ends or nothing comes for proxy_read_timeout. */
export function* tunnel(
  worker: WorkerState,
  r: Req,
  up: UpstreamConnection,
  sender: Sender,
  timeout: number,
  fromClient: () => Bytes | null,
): Eff<void> {
  const { sys } = worker;
  let until = sys.now + timeout;
  for (;;) {
    const ready = yield* sys.net.poll(
      [
        { fd: r.client.fd, read: true },
        { fd: up.fd, read: true },
      ],
      Math.max(0, until - sys.now),
    );
    if (ready.length > 0) until = sys.now + timeout;
    else if (sys.now < until) continue;
    else {
      // Said of the client's connection, whose troubles are no errors (ngx_connection_error).
      worker.error(
        r,
        'info',
        'upstream timed out (110: Connection timed out) while proxying upgraded connection',
        up.label,
      );
      return;
    }
    if (ready.includes(up.fd)) {
      const bytes = up.readNow('proxying upgraded connection');
      if (!(bytes instanceof Uint8Array) || bytes.length === 0) return;
      yield* sender.raw(bytes);
      if (sender.broken) return;
    }
    if (ready.includes(r.client.fd)) {
      const bytes = fromClient();
      if (bytes === null) return;
      if ((yield* up.send(bytes)) !== null && up.closed) return;
    }
  }
}
