/** The client's end of a websocket (RFC 6455), as a script: send, ping, close, receive, leave. Frames are masked. */
import { concat, EMPTY, fromLatin1, fromUtf8, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

/** ['send_text', s] ['send_binary', latin1] ['ping', s] ['close', code?, reason?] ['recv', n, µs] ['recv_until_close', µs] ['sleep', µs] ['drop', 'rst'?] */
export type WsStep = readonly [kind: string, ...args: readonly (string | number)[]];
/** [µs since the request's start, kind, …]; binary as latin-1 text. */
export type WsFrame = readonly [at: number, kind: string, ...rest: readonly (string | number)[]];

const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const RECEIVE_LIMIT = 5_000_000;

interface Frame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payload: Bytes;
}

export function* playWebSocket(
  sys: Sys,
  fd: number,
  steps: readonly WsStep[],
  rest: Bytes,
  start: number,
  req: number,
): Eff<{ readonly frames: readonly WsFrame[]; readonly reset: boolean }> {
  const socket = new Socket(sys, fd, rest, start, req);
  try {
    for (const step of steps) {
      if (!(yield* socket.step(step))) break;
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    socket.note('reset');
  }
  return socket;
}

class Socket {
  readonly frames: WsFrame[] = [];
  /** Does the script drop the connection with a reset? */
  reset = false;
  private over = false;
  private fragments: Bytes[] = [];
  private fragmentKind: 'text' | 'binary' = 'text';

  constructor(
    private readonly sys: Sys,
    private readonly fd: number,
    private buffer: Bytes,
    private readonly start: number,
    private readonly req: number,
  ) {}

  note(kind: string, ...rest: (string | number)[]): void {
    this.frames.push([this.sys.now - this.start, kind, ...rest]);
  }

  /** False when the connection is gone by the script's own will. */
  *step(step: WsStep): Eff<boolean> {
    const [kind, first, second] = step;
    switch (kind) {
      case 'send_text':
        yield* this.send(OPCODE.text, utf8(String(first ?? '')));
        return true;
      case 'send_binary':
        yield* this.send(OPCODE.binary, latin1(String(first ?? '')));
        return true;
      case 'ping':
        yield* this.send(OPCODE.ping, utf8(String(first ?? '')));
        return true;
      case 'close':
        yield* this.send(OPCODE.close, closePayload(first, second));
        return true;
      case 'recv':
        yield* this.receive(Number(first ?? 1), Number(second ?? RECEIVE_LIMIT), false);
        return true;
      case 'recv_until_close':
        yield* this.receive(Infinity, Number(first ?? RECEIVE_LIMIT), true);
        return true;
      case 'sleep':
        yield* this.sys.sleep(Number(first ?? 0));
        return true;
      default:
        this.reset = kind === 'drop' && first === 'rst';
        return false;
    }
  }

  private *receive(wanted: number, limit: number, untilClose: boolean): Eff<void> {
    const deadline = this.sys.now + limit;
    for (let got = 0; got < wanted && !this.over;) {
      const frame = this.next();
      if (frame) {
        const shown = yield* this.take(frame);
        if (shown) got++;
        if (untilClose && frame.opcode === OPCODE.close) return;
        continue;
      }
      const left = deadline - this.sys.now;
      const bytes = left <= 0 ? null : yield* this.sys.net.recv(this.fd, 65_536, left);
      if (bytes === null) return this.note('timeout');
      if (bytes.length === 0) {
        this.over = true;
        return this.note('eof');
      }
      this.buffer = concat([this.buffer, bytes]);
    }
  }

  /** Record a frame; false for what is answered and not shown. */
  private *take(frame: Frame): Eff<boolean> {
    switch (frame.opcode) {
      case OPCODE.ping:
        yield* this.send(OPCODE.pong, frame.payload);
        return false;
      case OPCODE.pong:
        this.note('pong', fromUtf8(frame.payload));
        return true;
      case OPCODE.close: {
        const code = frame.payload.length >= 2 ? ((frame.payload[0] ?? 0) << 8) | (frame.payload[1] ?? 0) : 1005;
        this.note('close', code, fromUtf8(frame.payload.subarray(2)));
        return true;
      }
      default:
        return this.takeData(frame);
    }
  }

  private takeData(frame: Frame): boolean {
    if (frame.opcode !== OPCODE.continuation) this.fragmentKind = frame.opcode === OPCODE.binary ? 'binary' : 'text';
    this.fragments.push(frame.payload);
    if (!frame.fin) return false;
    const whole = concat(this.fragments);
    this.fragments = [];
    this.note(this.fragmentKind, this.fragmentKind === 'binary' ? fromLatin1(whole) : fromUtf8(whole));
    return true;
  }

  /** The next whole frame of the buffer (RFC 6455 section 5.2), or null. */
  private next(): Frame | null {
    const b = this.buffer;
    if (b.length < 2) return null;
    const short = (b[1] ?? 0) & 0x7f;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (b.length < head) return null;
    let length = short;
    if (short >= 126) {
      length = 0;
      for (let i = 2; i < head; i++) length = length * 256 + (b[i] ?? 0);
    }
    if (b.length < head + length) return null;
    this.buffer = b.subarray(head + length);
    return { fin: ((b[0] ?? 0) & 0x80) !== 0, opcode: (b[0] ?? 0) & 0x0f, payload: b.subarray(head, head + length) };
  }

  private *send(opcode: number, payload: Bytes): Eff<void> {
    const random = this.sys.world.sim.random('websocket-mask');
    const mask = Uint8Array.from({ length: 4 }, () => random.below(256));
    const n = payload.length;
    const head =
      n < 126
        ? [n]
        : n < 65_536
          ? [126, n >> 8, n & 0xff]
          : [127, 0, 0, 0, 0, n >>> 24, (n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff];
    const masked = payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0));
    const frame = concat([Uint8Array.of(0x80 | opcode, 0x80 | (head[0] ?? 0), ...head.slice(1)), mask, masked]);
    yield* this.sys.net.send(this.fd, frame, this.req);
  }
}

function closePayload(code: string | number | undefined, reason: string | number | undefined): Bytes {
  if (code === undefined) return EMPTY;
  const n = Number(code);
  return concat([Uint8Array.of((n >> 8) & 0xff, n & 0xff), utf8(String(reason ?? ''))]);
}
