/** Shorter ones cost less to bring across than to know. */
const SHORTEST = 64;
const LONGEST = 4096;
/** A power of two. */
const MOST = 64;

/**
 * Texts that Python has been given before, by the place where it keeps them: to bring four hundred characters across costs
 * as much as forty numbers, and most requests of a run read like another. One is kept when it comes for the second time.
 */
export class KeptTexts {
  /** The place of a text; -1 for one that has come once. */
  private readonly known = new Map<string, number>();
  private next = 0;

  /** `keep` puts a text in its place on the other side. */
  constructor(private readonly keep: (text: string, at: number) => void) {}

  /** Where Python has this text, or -1. */
  place(text: string): number {
    if (text.length < SHORTEST || text.length > LONGEST) return -1;
    const place = this.known.get(text);
    if (place !== undefined && place >= 0) return place;
    if (this.known.size >= MOST) {
      this.known.clear();
      this.next = 0;
    }
    if (place === undefined) {
      this.known.set(text, -1);
      return -1;
    }
    const at = this.next++;
    this.known.set(text, at);
    this.keep(text, at);
    return at;
  }
}
