/**
 * One end of HTTP/2 inside a TLS session (RFC 9113), for a program that speaks HTTP/1.1: it writes and reads that, and
 * frames go over the wire. Simplified: one stream after the other instead of many at once, windows that are never full,
 * no priorities, no push.
 */
import { concat, EMPTY, latin1, type Bytes } from '../../base/bytes.ts';
import type { TlsNote, TlsSession } from '../tls/session.ts';
import { encodeFrame, FLAG, FRAME, FrameReader, MAX_FRAME, type Frame } from './frames.ts';

/** These belong to a connection of HTTP/1.1 and have no place in HTTP/2 (section 8.2.2). */
export const CONNECTION_FIELDS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

export abstract class Http2End<S extends TlsSession> {
  protected readonly frames = new FrameReader();
  private readonly own: Bytes[] = [];
  private readonly plain: Bytes[] = [];
  private broken = false;
  private greeted = false;

  constructor(readonly session: S) {}

  protected abstract frame(frame: Frame): void;
  /** What the program wrote, as frames. */
  protected abstract translate(bytes: Bytes): Bytes;
  /** What comes before the first frame; false when it has not come yet. */
  protected abstract preface(): boolean;

  get side(): S['side'] {
    return this.session.side;
  }

  get state(): S['state'] {
    return this.session.state;
  }

  receive(bytes: Bytes): void {
    this.session.receive(bytes);
    this.pump();
  }

  /** Plaintext that the session holds becomes frames. */
  pump(): void {
    for (let part = this.session.read(Infinity); part !== null; part = this.session.read(Infinity))
      this.frames.feed(part);
    if (this.broken || (!this.greeted && !this.preface())) return;
    this.greeted = true;
    for (;;) {
      const next = this.frames.next();
      if (next === 'more') return;
      if (next === 'too-long') return this.fail();
      if (next.type === FRAME.settings && (next.flags & FLAG.acknowledge) === 0)
        this.send(encodeFrame(FRAME.settings, FLAG.acknowledge, 0));
      else if (next.type === FRAME.ping && (next.flags & FLAG.acknowledge) === 0)
        this.send(encodeFrame(FRAME.ping, FLAG.acknowledge, 0, next.payload));
      else this.frame(next);
    }
  }

  /** What cannot be understood ends the connection (COMPRESSION_ERROR). */
  protected fail(): void {
    if (this.broken) return;
    this.broken = true;
    this.send(encodeFrame(FRAME.goAway, 0, 0, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 9)));
  }

  protected send(frame: Bytes): void {
    this.own.push(...this.session.seal(frame));
  }

  /** For the program to read. */
  protected deliver(bytes: Bytes): void {
    if (bytes.length > 0) this.plain.push(bytes);
  }

  protected data(stream: number, bytes: Bytes, last: boolean): Bytes {
    const parts: Bytes[] = [];
    for (let at = 0; at < bytes.length; at += MAX_FRAME) {
      const part = bytes.subarray(at, at + MAX_FRAME);
      parts.push(encodeFrame(FRAME.data, last && at + MAX_FRAME >= bytes.length ? FLAG.endStream : 0, stream, part));
    }
    if (bytes.length === 0 && last) parts.push(encodeFrame(FRAME.data, FLAG.endStream, stream));
    return concat([EMPTY, ...parts]);
  }

  end(): void {
    this.session.end();
  }

  takeOutput(): readonly Bytes[] {
    return [...this.session.takeOutput(), ...this.own.splice(0)];
  }

  takeNotes(): readonly TlsNote[] {
    return this.session.takeNotes();
  }

  takeCost(): number {
    return this.session.takeCost();
  }

  get available(): number {
    return this.plain.reduce((sum, part) => sum + part.length, 0);
  }

  get ended(): boolean {
    return this.session.ended || this.broken;
  }

  peek(max: number): Bytes | null {
    return this.plain[0]?.subarray(0, max) ?? null;
  }

  read(max: number): Bytes | null {
    const first = this.plain.shift();
    if (first === undefined) return null;
    if (first.length > max) this.plain.unshift(first.subarray(max));
    return first.subarray(0, max);
  }

  seal(bytes: Bytes): readonly Bytes[] {
    const frames = this.translate(bytes);
    return frames.length === 0 ? [] : this.session.seal(frames);
  }

  close(): void {
    if (this.session.state === 'open' && !this.broken && this.session.side === 'server')
      this.send(encodeFrame(FRAME.goAway, 0, 0, new Uint8Array(8)));
    this.session.close();
  }
}

export const headBytes = (start: string, fields: readonly (readonly [string, string])[]): Bytes =>
  latin1(`${start}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
