import { concat, fromUtf8, type Bytes } from '../../../base/bytes.ts';
import { gunzipBounded } from '../../../base/inflate.ts';
import { headerValue, type ResponseHead } from '../../../protocols/http1/index.ts';

/** Of a text; what is longer is not looked into further. */
const LONGEST_TEXT = 512_000;

/** The text of a page or a style sheet as it comes; of all else nothing is kept. */
export class Body {
  private wanted = false;
  private coding = '';
  private parts: Bytes[] = [];
  private size = 0;
  /** While it comes it is looked at so many times at most. */
  private looks = 60;

  constructor(
    /** Hears of the text while it comes, where it is not packed. */
    private readonly onText: ((text: string) => void) | null,
  ) {}

  begin({ headers }: ResponseHead): void {
    this.wanted = /^\s*(text\/(html|css)|application\/xhtml\+xml)\b/i.test(headerValue(headers, 'content-type') ?? '');
    this.coding = (headerValue(headers, 'content-encoding') ?? '').trim().toLowerCase();
  }

  add(data: Bytes): void {
    if (!this.wanted || this.size > LONGEST_TEXT) return;
    this.parts.push(data);
    this.size += data.length;
    if (this.onText !== null && this.coding === '' && this.looks-- > 0) this.onText(fromUtf8(concat(this.parts)));
  }

  /** Unpacked where it is gzip; what cannot be unpacked has no text. */
  text(): string {
    if (!this.wanted) return '';
    const whole = concat(this.parts);
    if (this.coding === '' || this.coding === 'identity') return fromUtf8(whole);
    if (this.coding !== 'gzip' && this.coding !== 'x-gzip') return '';
    try {
      return fromUtf8(gunzipBounded(whole, LONGEST_TEXT));
    } catch {
      return '';
    }
  }
}
