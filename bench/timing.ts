/** Median of several timings of the same work, in milliseconds; the first runs warm up and do not count. */
export function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

export function timed(work: () => void, repeat = 7, warmUp = 2): number {
  const times: number[] = [];
  for (let i = 0; i < repeat + warmUp; i++) {
    const start = performance.now();
    work();
    if (i >= warmUp) times.push(performance.now() - start);
  }
  return median(times);
}

export async function timedAsync(work: () => Promise<void>, repeat = 5, warmUp = 1): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < repeat + warmUp; i++) {
    const start = performance.now();
    await work();
    if (i >= warmUp) times.push(performance.now() - start);
  }
  return median(times);
}

/** One line of the table: what was measured, against what, and the promise. */
export interface Row {
  readonly name: string;
  readonly value: string;
  readonly against: string;
  readonly ratio: number | null;
  readonly promise: string;
  readonly kept: boolean;
}
