import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, EMPTY, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import {
  closePayload,
  encodeFrame,
  frameDecoder,
  webSocketReader,
  type Frame,
  type Opcode,
  type WebSocketEvent,
} from './index.ts';

const MAX = 1_000_000;
const bytes = fc.uint8Array({ maxLength: 300 });
const dataFrame = fc.record({
  fin: fc.boolean(),
  opcode: fc.constantFrom<Opcode>('text', 'binary', 'continuation'),
  payload: bytes,
});
const controlFrame = fc.record({
  fin: fc.constant(true),
  opcode: fc.constantFrom<Opcode>('ping', 'pong', 'close'),
  payload: fc.uint8Array({ maxLength: 125 }),
});
const anyFrame: fc.Arbitrary<Frame> = fc.oneof(dataFrame, controlFrame);
const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });

/** The same bytes, cut at the given places. */
function pieces(whole: Bytes, cuts: readonly number[]): Bytes[] {
  const at = [...new Set(cuts.map((c) => c % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => whole.subarray(from, at[i] ?? whole.length));
}

const plain = (frames: readonly Frame[]) => frames.map((f) => [f.fin, f.opcode, [...f.payload]]);

describe('frames', () => {
  it('come out as they went in, however the bytes are split and masked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyFrame, mask), { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.boolean(),
        (frames, cuts, client) => {
          const wire = concat(frames.map(([f, m]) => encodeFrame(f, client ? m : null)));
          const decoder = frameDecoder({ peer: client ? 'client' : 'server', maxSize: MAX });
          const out = pieces(wire, cuts).flatMap((piece) => {
            const { frames: got, fault } = decoder.feed(piece);
            expect(fault).toBeNull();
            return got;
          });
          expect(plain(out)).toEqual(plain(frames.map(([f]) => f)));
        },
      ),
    );
  });

  it.each([
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
  ])('use the shortest length for %i bytes', (size, head) => {
    const frame = encodeFrame({ fin: true, opcode: 'binary', payload: new Uint8Array(size) });
    expect(frame.length).toBe(size + head);
    expect(frameDecoder({ peer: 'server', maxSize: MAX }).feed(frame).frames[0]?.payload.length).toBe(size);
  });

  // RFC 6455 section 5.7.
  it('are those of the standard', () => {
    expect([...encodeFrame({ fin: true, opcode: 'text', payload: utf8('Hello') })]).toEqual([
      0x81, 5, 0x48, 0x65, 0x6c, 0x6c, 0x6f,
    ]);
    const masked = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
    expect([...encodeFrame({ fin: true, opcode: 'text', payload: utf8('Hello') }, masked.subarray(2, 6))]).toEqual([
      ...masked,
    ]);
  });

  it.each<[string, number[], number, string]>([
    ['an unmasked frame of a client', [0x81, 0x01, 0x41], 1002, 'incorrect masking'],
    ['reserved bits', [0xc1, 0x81], 1002, 'reserved bits must be 0'],
    ['an unknown opcode', [0x83, 0x80], 1002, 'invalid opcode'],
    ['a long ping', [0x89, 0xfe], 1002, 'control frame too long'],
    ['a ping in pieces', [0x09, 0x80], 1002, 'fragmented control frame'],
    [
      'too much',
      [0x82, 0xff, 0, 0, 0, 0, 0, 0x20, 0, 0, 1, 2, 3, 4],
      1009,
      'frame with 2097152 bytes exceeds limit of 1000000 bytes',
    ],
  ])('%s is a fault', (_, wire, code, reason) => {
    expect(frameDecoder({ peer: 'client', maxSize: MAX }).feed(Uint8Array.from(wire)).fault).toEqual({ code, reason });
  });
});

describe('messages', () => {
  const reader = () => webSocketReader({ peer: 'server', maxSize: 100 });
  const f = (opcode: Opcode, payload: Bytes, fin = true): Bytes => encodeFrame({ fin, opcode, payload });
  const shown = (events: readonly WebSocketEvent[]) =>
    events.map((e) => ('payload' in e ? { ...e, payload: String.fromCharCode(...e.payload) } : e));

  it('are joined from fragments, with a ping in between', () => {
    const wire = concat([f('text', latin1('He'), false), f('ping', latin1('?')), f('continuation', latin1('llo'))]);
    expect(shown(reader().feed(wire))).toEqual([
      { kind: 'ping', payload: '?' },
      { kind: 'message', type: 'text', payload: 'Hello' },
    ]);
  });

  it('end at a close', () => {
    const wire = concat([f('close', closePayload(4001, 'mine')), f('text', latin1('late'))]);
    expect(reader().feed(wire)).toEqual([{ kind: 'close', code: 4001, reason: 'mine' }]);
    expect(reader().feed(f('close', EMPTY))).toEqual([{ kind: 'close', code: 1005, reason: '' }]);
  });

  it.each<[string, Bytes, number, string]>([
    ['a continuation of nothing', f('continuation', EMPTY), 1002, 'unexpected continuation frame'],
    [
      'two messages at once',
      concat([f('text', EMPTY, false), f('text', EMPTY)]),
      1002,
      'expected a continuation frame',
    ],
    [
      'a message too long',
      concat([f('text', new Uint8Array(60), false), f('continuation', new Uint8Array(60))]),
      1009,
      'message exceeds limit of 100 bytes',
    ],
    ['a code that nobody may send', f('close', closePayload(1006)), 1002, 'invalid status code'],
    ['half a code', f('close', Uint8Array.of(3)), 1002, 'close frame too short'],
  ])('%s is refused', (_, wire, code, reason) => {
    expect(reader().feed(wire).at(-1)).toEqual({ kind: 'fail', code, reason });
  });

  it('take any bytes without a crash, and nothing after the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), (wire, cuts) => {
        const one = reader();
        const events = pieces(wire, cuts).flatMap((piece) => [...one.feed(piece)]);
        const end = events.findIndex((e) => e.kind === 'close' || e.kind === 'fail');
        expect(end === -1 || end === events.length - 1).toBe(true);
        expect(events).toEqual([...reader().feed(wire)]);
      }),
    );
  });
});
