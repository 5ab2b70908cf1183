/** Reading from a client: bytes kept until wanted, request bodies, the notice that it has left. */
import { concat, EMPTY, latin1, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { bodyDecoder, type BodyDecoder, type Framing } from '../../../protocols/http1/index.ts';

export type BodyProblem = 'closed' | 'timeout' | 'malformed' | 'too-large';

/** More than this is not read ahead while a request is being answered. */
const READ_AHEAD = 65_536;

export class ClientIo {
  /** Bytes that came and belong to what follows. */
  private held: Bytes[] = [];
  private heldBytes = 0;
  private decoder: BodyDecoder | null = null;
  /** Pieces of the body that were decoded ahead. */
  private gathered: Bytes[] = [];
  private wantsContinue = false;
  /** The client has closed its side, or the connection is broken. */
  gone = false;
  bodyBytes = 0;
  /** Bytes of 100 Continue: they count as sent. */
  interimBytes = 0;
  /** For the log, when a body was too large: what had come before, and the piece that was too much. */
  excess = '';

  constructor(
    readonly sys: Sys,
    readonly fd: number,
  ) {}

  /** The next bytes: kept ones first. Null at the time limit, empty at the end. */
  *read(timeout: number | null, most = 65_536): Eff<Bytes | null> {
    if (this.heldBytes > 0) return this.takeHeld();
    if (this.gone) return EMPTY;
    try {
      const bytes = yield* this.sys.net.recv(this.fd, most, timeout);
      if (bytes !== null && bytes.length === 0) this.gone = true;
      return bytes;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.gone = true;
      return EMPTY;
    }
  }

  /** What has come, left where it is. */
  peek(most: number): Bytes {
    try {
      return this.sys.net.peekNow(this.fd, most) ?? EMPTY;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return EMPTY;
    }
  }

  private takeHeld(): Bytes {
    const all = concat(this.held);
    this.held = [];
    this.heldBytes = 0;
    return all;
  }

  giveBack(bytes: Bytes): void {
    if (bytes.length === 0) return;
    this.held.unshift(bytes);
    this.heldBytes += bytes.length;
  }

  get pending(): number {
    return this.heldBytes;
  }

  /** Has the client left? What it has sent meanwhile is kept for later. */
  checkGone(): boolean {
    if (this.gone || !this.watchable) return this.gone;
    try {
      const bytes = this.sys.net.recvNow(this.fd);
      if (bytes === null) return false;
      if (bytes.length === 0) this.gone = true;
      else {
        this.held.push(bytes);
        this.heldBytes += bytes.length;
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.gone = true;
    }
    return this.gone;
  }

  /** All that has come, for a connection that is no longer HTTP; null when the client has left. */
  takeNow(): Bytes | null {
    this.checkGone();
    if (this.heldBytes > 0) return this.takeHeld();
    return this.gone ? null : EMPTY;
  }

  /** Is it worth waiting for this client's bytes while it is being served? */
  get watchable(): boolean {
    return !this.gone && this.heldBytes < READ_AHEAD;
  }

  /** A request's body begins here. */
  beginBody(framing: Framing, wantsContinue: boolean): void {
    this.decoder = bodyDecoder(framing);
    this.gathered = [];
    this.wantsContinue = wantsContinue && !this.decoder.finished;
    this.bodyBytes = 0;
    this.interimBytes = 0;
  }

  get bodyDone(): boolean {
    return this.decoder === null || this.decoder.finished;
  }

  /** Would `bodyPiece` answer without a look at the connection? */
  get hasPiece(): boolean {
    return this.bodyDone || this.gathered.length > 0 || this.heldBytes > 0;
  }

  /** An answer that is final makes 100 Continue pointless. */
  forgetContinue(): void {
    this.wantsContinue = false;
  }

  /** The next piece of the body; null at its end. */
  *bodyPiece(timeout: number): Eff<Bytes | BodyProblem | null> {
    const early = this.gathered.shift();
    if (early !== undefined) return early;
    return yield* this.nextPiece(timeout);
  }

  /** 100 Continue, if the client waits for it and none of the body has come. */
  *invite(): Eff<void> {
    if (!this.wantsContinue) return;
    this.wantsContinue = false;
    const interim = latin1('HTTP/1.1 100 Continue\r\n\r\n');
    this.interimBytes += interim.length;
    yield* this.sys.net.send(this.fd, interim);
  }

  private *nextPiece(timeout: number): Eff<Bytes | BodyProblem | null> {
    const { decoder } = this;
    if (decoder === null || decoder.finished) return null;
    yield* this.invite();
    const bytes = yield* this.read(timeout);
    if (bytes === null) return 'timeout';
    if (bytes.length === 0) return 'closed';
    const step = decoder.feed(bytes);
    if (step.fault !== null) {
      // Nobody can tell where it would end: there is nothing to wait for.
      this.decoder = null;
      return 'malformed';
    }
    if (step.end !== null) this.giveBack(step.end.rest);
    this.bodyBytes += step.data.length;
    return step.data;
  }

  /** Decode what has come of a body, without waiting; true when that was all of it. The pieces are given by `bodyPiece` again. */
  *gather(): Eff<boolean> {
    while (!this.bodyDone && this.heldBytes > 0) {
      const piece = yield* this.nextPiece(0);
      if (piece === null || typeof piece === 'string') break;
      this.gathered.push(piece);
    }
    return this.bodyDone;
  }

  /** All of the body. `limit` 0 means none. */
  *wholeBody(timeout: number, limit: number): Eff<Bytes | BodyProblem> {
    const parts: Bytes[] = [];
    let total = 0;
    for (;;) {
      const piece = yield* this.bodyPiece(timeout);
      if (piece === null) return parts.length === 0 ? EMPTY : concat(parts);
      if (typeof piece === 'string') return piece;
      parts.push(piece);
      total += piece.length;
      if (limit > 0 && total > limit) {
        this.excess = `${total - piece.length}+${piece.length}`;
        return 'too-large';
      }
    }
  }

  /** Read and forget the rest of a body, within lingering_timeout and lingering_time; false when it did not end. */
  *discardBody(idle: number, total: number): Eff<boolean> {
    const until = this.sys.now + total;
    while (!this.bodyDone) {
      if (this.sys.now >= until) return false;
      const piece = yield* this.bodyPiece(idle);
      if (piece === null) return true;
      if (typeof piece === 'string') return false;
    }
    return true;
  }
}
