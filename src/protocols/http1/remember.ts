/**
 * Heads that have been read before. Clients and servers say the same again and again, and what a head means is decided by
 * its characters alone: when all of it comes in one piece, it is looked up before it is parsed.
 */
import { EMPTY, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';
import { TextMemo } from '../../base/memo.ts';
import type { HeadParser, HeadResult } from './types.ts';

interface Head {
  readonly line: string;
}

/** Heads by their text, up to and with the blank line, for each dialect. */
export type KnownHeads<H> = WeakMap<object, TextMemo<H>>;

const END = '\r\n\r\n';

export class RememberingParser<H extends Head> implements HeadParser<H> {
  private parser: HeadParser<H> | null = null;
  private text = '';
  private found: H | null = null;

  /** `make`: the parser for a head that is not known, or that comes in pieces. */
  constructor(
    private readonly known: KnownHeads<H>,
    private readonly dialect: object,
    private readonly make: () => HeadParser<H>,
  ) {}

  feed(bytes: Bytes): HeadResult<H> {
    if (this.parser !== null) return this.parser.feed(bytes);
    const text = fromLatin1(bytes);
    const end = text.indexOf(END);
    if (end < 0) return (this.parser = this.make()).feed(bytes);
    const size = end + END.length;
    const key = size === text.length ? text : text.slice(0, size);
    const memo = this.memo();
    const head = memo.get(key);
    if (head === undefined) return this.first(bytes, key, memo);
    this.text = text;
    this.found = head;
    return { type: 'head', head, rest: size === bytes.length ? EMPTY : bytes.subarray(size) };
  }

  private first(bytes: Bytes, key: string, memo: TextMemo<H>): HeadResult<H> {
    const result = (this.parser = this.make()).feed(bytes);
    // A dialect may have seen the end earlier, at a bare LF.
    if (result.type === 'head' && result.rest.length === bytes.length - key.length) memo.set(key, result.head);
    return result;
  }

  private memo(): TextMemo<H> {
    let memo = this.known.get(this.dialect);
    if (memo === undefined) this.known.set(this.dialect, (memo = new TextMemo<H>()));
    return memo;
  }

  received(): Bytes {
    return this.parser?.received() ?? latin1(this.text);
  }

  started(): boolean {
    return this.parser?.started() ?? this.found !== null;
  }

  startLine(): string | null {
    return this.parser === null ? (this.found?.line ?? null) : this.parser.startLine();
  }
}
