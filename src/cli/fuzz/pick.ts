import { Random } from '../../base/random.ts';

/** Seeded choices for the fuzzers: one stream per round and purpose, so that a round can be run again alone. */
export class Pick {
  private readonly random: Random;

  constructor(seed: number, name: string) {
    this.random = new Random(seed, name);
  }

  chance(p: number): boolean {
    return this.random.float() < p;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + this.random.below(high - low + 1);
  }

  of<T>(list: readonly T[]): T {
    const one = list[this.random.below(list.length)];
    if (one === undefined) throw new RangeError('nothing to pick from');
    return one;
  }

  /** `low` to `high` things made one after the other. */
  some<T>(low: number, high: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.int(low, high) }, (_, index) => make(index));
  }
}
