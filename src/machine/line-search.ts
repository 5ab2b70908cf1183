export interface Found {
  /** Its number in the history. */
  readonly place: number;
  readonly text: string;
  /** The column of the match. */
  readonly at: number;
}

/** Ctrl-R: the newest line of the history that holds what is typed, from there to older ones; as readline has it. */
export class LineSearch {
  sought = '';
  failed = false;
  found: Found | null = null;

  constructor(
    private readonly history: readonly string[],
    /** The line as it was before. */
    readonly before: { readonly text: string; readonly at: number; readonly place: number },
  ) {}

  get prompt(): string {
    return `(${this.failed ? 'failed ' : ''}reverse-i-search)\`${this.sought}': `;
  }

  type(text: string): void {
    this.sought += text;
    this.seek(this.found?.place ?? this.history.length, this.found?.at ?? Infinity);
  }

  /** A character less: what is left is sought again from the newest line on. */
  erase(): void {
    this.sought = [...this.sought].slice(0, -1).join('');
    this.found = null;
    this.failed = false;
    if (this.sought !== '') this.seek(this.history.length, Infinity);
  }

  /** Ctrl-R again: further back; with nothing typed, what was sought last. */
  again(last: string): void {
    if (this.sought === '') return this.type(last);
    if (!this.found) return;
    const { place, at } = this.found;
    this.seek(at > 0 ? place : place - 1, at > 0 ? at - 1 : Infinity);
  }

  private seek(from: number, at: number): void {
    for (let place = from; place >= 0; place--) {
      const text = place === this.history.length ? this.before.text : (this.history[place] ?? '');
      const index = text.lastIndexOf(this.sought, place === from ? at : Infinity);
      if (index < 0 || (place !== from && text === this.found?.text)) continue;
      this.found = { place, text, at: Array.from(text.slice(0, index)).length };
      this.failed = false;
      return;
    }
    this.failed = true;
  }
}
