import { fromLatin1, type Bytes } from '../../base/bytes.ts';

/** Variables of a request, as CGI names them (RFC 3875), in the order in which they are sent. Latin-1 text. */
export type Params = readonly (readonly [name: string, value: string])[];

/** Bytes that come in pieces: taken in portions when enough of them are there. */
export class Portions {
  private held: Bytes = new Uint8Array(0);

  add(bytes: Bytes): void {
    if (bytes.length === 0) return;
    const joined = new Uint8Array(this.held.length + bytes.length);
    joined.set(this.held);
    joined.set(bytes, this.held.length);
    this.held = joined;
  }

  get size(): number {
    return this.held.length;
  }

  at(index: number): number {
    return this.held[index] ?? 0;
  }

  text(): string {
    return fromLatin1(this.held);
  }

  take(length: number): Bytes {
    const part = this.held.subarray(0, length);
    this.held = this.held.subarray(length);
    return part;
  }

  rest(): Bytes {
    return this.take(this.held.length);
  }
}
