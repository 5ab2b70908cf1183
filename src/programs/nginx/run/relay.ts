/**
 * Passing an upstream's body on (ngx_event_pipe.c, ngx_http_upstream.c). With proxy_buffering the upstream is read as
 * fast as it writes, into memory and beyond it a temporary file, and full buffers go to the client; chunks of a chunked
 * answer go as they come. Without buffering every piece goes at once and a slow client slows the upstream down.
 */
import { concat, EMPTY, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { bodyDecoder, responseFraming, type ResponseHead } from '../../../protocols/http1/index.ts';
import { inForce } from '../conf/context.ts';
import { parseSize } from '../conf/units.ts';
import type { Req } from '../http/request.ts';
import { bytes as sizeSetting } from '../http/settings.ts';
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
  /** Stop reading when the client is gone? Not while a cache waits for the answer. */
  readonly whileClientGone: boolean;
}

const WHAT = 'reading upstream';

export function* relay(worker: WorkerState, r: Req, up: UpstreamConnection, head: ResponseHead, rest: Bytes, sender: Sender, o: RelayOptions): Eff<RelayResult> {
  const framed = responseFraming(head, r.method);
  const framing = framed.ok ? framed.framing : ({ type: 'close' } as const);
  const decoder = bodyDecoder(framing);
  const hold = o.buffering && framing.type !== 'chunked';
  const buffers = inForce(r.level, 'proxy_buffers')[0]?.args;
  const bufferSize = parseSize(buffers?.[1] ?? '4k') ?? 4096;
  let room = Math.max(1, sizeSetting(r.level, 'proxy_buffer_size', 4096) - head.size);
  let partial: Bytes[] = [];
  let partialBytes = 0;
  const kept: Bytes[] = [];
  let total = 0;
  let ended = decoder.finished;
  let leftover = 0;
  let problem: Failure | null = null;
  let input: Bytes = rest;
  let warned = false;

  for (;;) {
    if (input.length > 0 && !ended) {
      const step = decoder.feed(input);
      if (step.fault !== null) problem = failure('error', `upstream sent invalid chunked response while ${WHAT}`);
      if (step.end !== null) {
        ended = true;
        leftover = step.end.rest.length;
      }
      total += step.data.length;
      if (o.keep) kept.push(step.data);
      partial.push(step.data);
      partialBytes += step.data.length;
    }
    if (!warned && partialBytes > 8 * bufferSize && o.buffering) {
      warned = true;
      const name = `${'/var/lib/nginx/proxy'}/${tempName(++worker.tempFiles)}`;
      worker.error(r, 'warn', `an upstream response is buffered to a temporary file ${name} while ${WHAT}`, up.label);
    }
    const whole = ended || problem !== null;
    if (partialBytes > 0 && (whole || !hold || partialBytes >= room)) {
      const all = concat(partial);
      let take = all.length;
      if (hold && !whole) take = all.length < room ? 0 : room + Math.floor((all.length - room) / bufferSize) * bufferSize;
      if (take > 0) {
        if (hold && !whole) room = bufferSize;
        yield* sender.write(all.subarray(0, take), !hold);
      }
      partial = take < all.length ? [all.subarray(take)] : [];
      partialBytes = all.length - take;
    }
    if (whole) break;
    if (sender.broken && !o.whileClientGone) break;
    const bytes = yield* up.read(WHAT, false);
    if (!(bytes instanceof Uint8Array)) {
      problem = bytes;
      input = EMPTY;
      continue;
    }
    if (bytes.length === 0) {
      const end = decoder.eof();
      if (end.fault === null) ended = true;
      else problem = failure('error', `upstream prematurely closed connection while ${WHAT}`);
    }
    input = bytes;
  }
  return { failure: problem, reusable: ended && problem === null && framing.type !== 'close' && leftover === 0, bytes: total, body: o.keep ? concat([...kept, EMPTY]) : null };
}

/** `1/00/0000000001`: names in proxy_temp_path with its default levels. */
const tempName = (n: number): string => {
  const digits = String(n).padStart(10, '0');
  return `${digits.slice(-1)}/${digits.slice(-3, -1)}/${digits}`;
};

/** An upgraded connection: bytes both ways until one side ends or nothing comes for proxy_read_timeout. */
export function* tunnel(worker: WorkerState, r: Req, up: UpstreamConnection, sender: Sender, timeout: number, fromClient: () => Bytes | null): Eff<void> {
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
      worker.error(r, 'error', 'upstream timed out (110: Connection timed out) while proxying upgraded connection', up.label);
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
