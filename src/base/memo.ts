/**
 * What was worked out from a text, kept for when the same text comes again: clients repeat themselves, and what a head
 * means is decided by its characters alone. Bounded in both directions; when it is full it begins anew.
 */
export class TextMemo<T> {
  private readonly known = new Map<string, T>();

  constructor(
    private readonly most = 256,
    private readonly longest = 4096,
  ) {}

  get(text: string): T | undefined {
    return this.known.get(text);
  }

  set(text: string, value: T): T {
    if (text.length > this.longest) return value;
    if (this.known.size >= this.most) this.known.clear();
    this.known.set(text, value);
    return value;
  }
}
