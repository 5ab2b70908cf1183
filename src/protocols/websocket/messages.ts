/** From frames to messages (RFC 6455 section 5.4 to 5.6): fragments joined, control frames in between, close codes checked. */
import { concat, EMPTY, fromUtf8, utf8, type Bytes } from '../../base/bytes.ts';
import { frameDecoder, type DecoderOptions, type Frame, type WebSocketFault } from './frame.ts';

export type WebSocketEvent =
  /** `text` is checked to be UTF-8 by whoever decodes it. */
  | { readonly kind: 'message'; readonly type: 'text' | 'binary'; readonly payload: Bytes }
  | { readonly kind: 'ping' | 'pong'; readonly payload: Bytes }
  /** `code` is 1005 when the peer gave none. */
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  | { readonly kind: 'fail'; readonly code: number; readonly reason: string };

export interface WebSocketReader {
  /** After a close or a failure nothing more comes out. */
  feed(bytes: Bytes): readonly WebSocketEvent[];
}

const fail = ({ code, reason }: WebSocketFault): WebSocketEvent => ({ kind: 'fail', code, reason });

export function webSocketReader(options: DecoderOptions): WebSocketReader {
  const decoder = frameDecoder(options);
  let open: { readonly type: 'text' | 'binary'; readonly parts: Bytes[] } | null = null;
  let size = 0;
  let over = false;

  const data = (frame: Frame, type: 'text' | 'binary' | null): WebSocketEvent | null => {
    if (type !== null && open !== null) return fail({ code: 1002, reason: 'expected a continuation frame' });
    if (type !== null) open = { type, parts: [] };
    if (open === null) return fail({ code: 1002, reason: 'unexpected continuation frame' });
    size += frame.payload.length;
    if (size > options.maxSize)
      return fail({ code: 1009, reason: `message exceeds limit of ${options.maxSize} bytes` });
    open.parts.push(frame.payload);
    if (!frame.fin) return null;
    const message: WebSocketEvent = {
      kind: 'message',
      type: open.type,
      payload: open.parts.length === 0 ? EMPTY : concat(open.parts),
    };
    open = null;
    size = 0;
    return message;
  };

  const take = (frame: Frame): WebSocketEvent | null => {
    switch (frame.opcode) {
      case 'ping':
      case 'pong':
        return { kind: frame.opcode, payload: frame.payload };
      case 'close':
        return parseClose(frame.payload);
      case 'continuation':
        return data(frame, null);
      case 'text':
      case 'binary':
        return data(frame, frame.opcode);
    }
  };

  return {
    feed(bytes) {
      if (over) return [];
      const { frames, fault } = decoder.feed(bytes);
      const events: WebSocketEvent[] = [];
      for (const frame of frames) {
        const event = take(frame);
        if (event === null) continue;
        events.push(event);
        over = event.kind === 'close' || event.kind === 'fail';
        if (over) return events;
      }
      if (fault !== null) events.push(fail(fault));
      over = fault !== null;
      return events;
    },
  };
}

/** Codes that may stand on the wire (section 7.4). */
const isCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) || (code >= 3000 && code < 5000);

export function parseClose(payload: Bytes): WebSocketEvent {
  if (payload.length === 0) return { kind: 'close', code: 1005, reason: '' };
  if (payload.length === 1) return fail({ code: 1002, reason: 'close frame too short' });
  const code = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  if (!isCode(code)) return fail({ code: 1002, reason: 'invalid status code' });
  return { kind: 'close', code, reason: fromUtf8(payload.subarray(2)) };
}

export function closePayload(code: number, reason = ''): Bytes {
  return code === 1005 ? EMPTY : concat([Uint8Array.of(code >> 8, code & 0xff), utf8(reason)]);
}
