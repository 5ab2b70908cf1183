/** Bytes of a head as they come, cut into lines; shared by the request and the response parser. */
import { EMPTY, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';

export interface HeadBuffer {
  add(bytes: Bytes): void;
  /** The next whole line without its end and without a CR before it, or null. */
  line(bareLf: boolean): string | null;
  /** What has come of a line that is not whole, a CR at its end taken off. */
  partial(): string;
  /** Skip blank lines at the very start. */
  skipBlank(): void;
  /** Is there an empty line at or after the read position? */
  hasEnd(bareLf: boolean): boolean;
  /** Bytes handed out since the head began. */
  taken(): number;
  /** Bytes after the read position, as they were given. */
  rest(): Bytes;
  /** All the text of the head so far. */
  text(): string;
  /** How much has not been handed out. */
  pending(): number;
}

export function headBuffer(): HeadBuffer {
  let text = '';
  let at = 0;
  let start = 0;
  let last: Bytes = EMPTY;
  return {
    add(bytes) {
      last = bytes;
      text += fromLatin1(bytes);
    },
    line(bareLf) {
      const end = text.indexOf(bareLf ? '\n' : '\r\n', at);
      if (end < 0) return null;
      const cr = bareLf && end > at && text.charAt(end - 1) === '\r';
      const line = text.slice(at, cr ? end - 1 : end);
      at = end + (bareLf ? 1 : 2);
      return line;
    },
    partial() {
      return text.slice(at, text.endsWith('\r') ? -1 : undefined);
    },
    skipBlank() {
      while (text.charAt(at) === '\r' || text.charAt(at) === '\n') at++;
      start = at;
    },
    hasEnd: (bareLf) => (bareLf ? /\n\r?\n|^\r?\n/.test(text.slice(at)) : /\r\n\r\n|^\r\n/.test(text.slice(at))),
    taken: () => at - start,
    rest() {
      const left = text.length - at;
      return left <= last.length ? last.subarray(last.length - left) : latin1(text.slice(at));
    },
    text: () => text.slice(start),
    pending: () => text.length - at,
  };
}

/** The shortest prefix that already fails, given that longer ones fail too: so that faults do not depend on how bytes were split. */
export function shortestPrefix(text: string, fails: (prefix: string) => boolean): string {
  let low = 1;
  let high = text.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (fails(text.slice(0, mid))) high = mid;
    else low = mid + 1;
  }
  return text.slice(0, low);
}
