/**
 * WebSocket frames (RFC 6455 section 5.2) as a pure machine: bytes in pieces split anywhere, frames or one fault out.
 * A fault carries the close code that section 7.4.1 assigns to it and the words of the library `websockets` 17.
 */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';

export type Opcode = 'continuation' | 'text' | 'binary' | 'close' | 'ping' | 'pong';

export interface Frame {
  readonly fin: boolean;
  readonly opcode: Opcode;
  /** Unmasked. */
  readonly payload: Bytes;
}

export interface WebSocketFault {
  readonly code: number;
  readonly reason: string;
}

const NUMBER: Readonly<Record<Opcode, number>> = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const NAME: ReadonlyMap<number, Opcode> = new Map(Object.entries(NUMBER).map(([name, n]) => [n, name as Opcode]));

/** A frame as bytes. Clients give four bytes of mask, servers none (section 5.1). */
export function encodeFrame(frame: Frame, mask: Bytes | null = null): Bytes {
  const n = frame.payload.length;
  const masked = mask === null ? 0 : 0x80;
  const first = (frame.fin ? 0x80 : 0) | NUMBER[frame.opcode];
  const head = new Uint8Array(n < 126 ? 2 : n < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = masked | (n < 126 ? n : n < 65_536 ? 126 : 127);
  const view = new DataView(head.buffer);
  if (head.length === 4) view.setUint16(2, n);
  if (head.length === 10) view.setBigUint64(2, BigInt(n));
  return mask === null ? concat([head, frame.payload]) : concat([head, mask, applyMask(frame.payload, mask)]);
}

function applyMask(payload: Bytes, mask: Bytes): Bytes {
  return payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0));
}

export interface FrameDecoder {
  /** The frames that are whole now. After a fault nothing more is taken. */
  feed(bytes: Bytes): { readonly frames: readonly Frame[]; readonly fault: WebSocketFault | null };
}

export interface DecoderOptions {
  /** What the peer is: a client must mask its frames, a server must not (section 5.1). */
  readonly peer: 'client' | 'server';
  /** Bytes of one frame; more is fault 1009. */
  readonly maxSize: number;
}

interface Head {
  readonly fin: boolean;
  readonly opcode: Opcode;
  readonly mask: Bytes | null;
  readonly length: number;
  readonly size: number;
}

type HeadResult = Head | WebSocketFault | null;
const isFault = (result: Head | WebSocketFault): result is WebSocketFault => 'code' in result;

export function frameDecoder({ peer, maxSize }: DecoderOptions): FrameDecoder {
  let buffer = EMPTY;
  let broken = false;
  return {
    feed(bytes) {
      const frames: Frame[] = [];
      if (broken) return { frames, fault: null };
      buffer = buffer.length === 0 ? bytes : concat([buffer, bytes]);
      for (;;) {
        const head = readHead(buffer, peer, maxSize);
        if (head === null) return { frames, fault: null };
        if (isFault(head)) {
          broken = true;
          return { frames, fault: head };
        }
        if (buffer.length < head.size + head.length) return { frames, fault: null };
        const raw = buffer.subarray(head.size, head.size + head.length);
        buffer = buffer.subarray(head.size + head.length);
        frames.push({
          fin: head.fin,
          opcode: head.opcode,
          payload: head.mask === null ? raw : applyMask(raw, head.mask),
        });
      }
    },
  };
}

const protocolError = (reason: string): WebSocketFault => ({ code: 1002, reason });

function readHead(b: Bytes, peer: 'client' | 'server', maxSize: number): HeadResult {
  if (b.length < 2) return null;
  const [first = 0, second = 0] = b;
  if ((first & 0x70) !== 0) return protocolError('reserved bits must be 0');
  const opcode = NAME.get(first & 0x0f);
  if (opcode === undefined) return protocolError('invalid opcode');
  const fin = (first & 0x80) !== 0;
  const masked = (second & 0x80) !== 0;
  if (masked !== (peer === 'client')) return protocolError('incorrect masking');
  const short = second & 0x7f;
  if (NUMBER[opcode] >= 8 && short > 125) return protocolError('control frame too long');
  if (NUMBER[opcode] >= 8 && !fin) return protocolError('fragmented control frame');
  const plain = short === 126 ? 4 : short === 127 ? 10 : 2;
  const size = plain + (masked ? 4 : 0);
  if (b.length < size) return null;
  const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  const length = short === 126 ? view.getUint16(2) : short === 127 ? Number(view.getBigUint64(2)) : short;
  if (length > maxSize) return { code: 1009, reason: `frame with ${length} bytes exceeds limit of ${maxSize} bytes` };
  return { fin, opcode, mask: masked ? b.subarray(plain, size) : null, length, size };
}
