/** Anything that can stand in the queue: ordered by time, then priority, then sequence, so that equal times are FIFO. */
export interface Timed {
  readonly at: number;
  readonly priority: number;
  readonly sequence: number;
}

const before = (a: Timed, b: Timed): boolean =>
  a.at !== b.at ? a.at < b.at : a.priority !== b.priority ? a.priority < b.priority : a.sequence < b.sequence;

/** Binary min-heap with a total order. `push` and `pop` are O(log n); nothing is ever compared equal. */
export class Heap<T extends Timed> {
  private readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    const items = this.items;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = items[up] as T;
      if (!before(item, parent)) break;
      items[i] = parent;
      i = up;
    }
    items[i] = item;
  }

  pop(): T | undefined {
    const items = this.items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    this.sink(last);
    return top;
  }

  /** Take out all that `live` says no to. O(n). */
  keep(live: (item: T) => boolean): void {
    const items = this.items;
    const kept = items.filter(live);
    items.length = kept.length;
    for (let i = 0; i < kept.length; i++) items[i] = kept[i] as T;
    for (let i = (kept.length >> 1) - 1; i >= 0; i--) this.sink(items[i] as T, i);
  }

  private sink(item: T, from = 0): void {
    const items = this.items;
    const n = items.length;
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      const right = child + 1;
      if (right < n && before(items[right] as T, items[child] as T)) child = right;
      const c = items[child] as T;
      if (!before(c, item)) break;
      items[i] = c;
      i = child;
    }
    items[i] = item;
  }
}
