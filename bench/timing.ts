export function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Milliseconds of one piece of work that starts from a collected heap. */
export async function once(work: () => Promise<void> | void): Promise<number> {
  collect();
  return timed(work);
}

/** Milliseconds of one piece of work. */
export async function timed(work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** `gc` exists under `node --expose-gc` alone; bench/run.mjs sets that flag. */
function collect(): void {
  (globalThis as { gc?: () => void }).gc?.();
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
