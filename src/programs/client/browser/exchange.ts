/** One request and its answer on a connection that is there. */
import { concat, fromUtf8, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import {
  requestBytes,
  ResponseReader,
  wantsKeepAlive,
  type Header,
  type ResponseHead,
} from '../../../protocols/http1/index.ts';
import type { Failure } from '../failure.ts';

export interface Order {
  readonly req: number;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Bytes | null;
}

export interface Answer {
  readonly failure: Failure | null;
  /** Nothing came at all: on a kept connection that means that the server had closed it meanwhile. */
  readonly silent: boolean;
  readonly head: ResponseHead | null;
  /** Of the body, as it came. */
  readonly bytes: number;
  readonly keep: boolean;
}

export interface Listener {
  readonly onHead: (head: ResponseHead) => void;
  readonly onData: (data: Bytes) => void;
}

export function* exchange(sys: Sys, fd: number, order: Order, listener: Listener): Eff<Answer> {
  const writer = sys.thread('send', write(sys, fd, order));
  try {
    return yield* read(sys, fd, order, listener);
  } finally {
    sys.world.sim.cancel(writer);
  }
}

function* write(sys: Sys, fd: number, { req, method, target, headers, body }: Order): Eff<void> {
  sys.emit({ kind: 'request.sent', req, conn: sys.net.traceOf(fd).conn });
  const head = requestBytes({ method, target, version: { major: 1, minor: 1 }, headers });
  try {
    yield* sys.net.send(fd, body === null ? head : concat([head, body]), req);
  } catch (error) {
    // The server went away: the reader hears of it and says what it means.
    if (!(error instanceof SysError)) throw error;
  }
}

function* read(sys: Sys, fd: number, { req, method }: Order, listener: Listener): Eff<Answer> {
  const reader = new ResponseReader(method);
  let head: ResponseHead | null = null;
  let bytes = 0;
  let answered = false;
  const end = (failure: Failure | null, keep = false): Answer => ({ failure, silent: !answered, head, bytes, keep });
  for (;;) {
    let data: Bytes | null;
    try {
      data = yield* sys.net.recv(fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return end(!answered ? 'reset' : head === null ? 'incomplete-headers' : 'incomplete-reset');
    }
    if (data === null) continue;
    const ended = data.length === 0;
    if (ended && !answered) return end('empty-reply');
    answered = true;
    for (const event of ended ? reader.eof() : reader.feed(data)) {
      switch (event.type) {
        case 'interim':
          break;
        case 'head':
          head = event.head;
          sys.emit({
            kind: 'request.head',
            req,
            status: head.status,
            reason: head.reason,
            headers: head.headers.map((h) => [h.name, h.value] as const),
          });
          listener.onHead(head);
          break;
        case 'data':
          bytes += event.data.length;
          listener.onData(event.data);
          break;
        case 'end':
          return end(null, !ended && event.rest.length === 0 && head !== null && wantsKeepAlive(head));
        case 'fault':
          return end(faultOf(head, ended, event.received));
      }
    }
    if (ended) return end('incomplete');
  }
}

function faultOf(head: ResponseHead | null, ended: boolean, received: Bytes): Failure {
  if (head !== null) return ended ? 'incomplete' : 'bad-chunk';
  return ended && fromUtf8(received).startsWith('HTTP/') ? 'incomplete-headers' : 'bad-status-line';
}
