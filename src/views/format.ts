import type { Messages } from '../i18n/index.ts';

/** Numbers as the page writes them. Times come in µs. */
export const ticket = (req: number): string => String(req).padStart(2, '0');

/** An instant, or the seconds of a long time: `3.42`, and `123.4`. */
export const secondsOf = (us: number, digits = 2): string =>
  (us / 1_000_000).toFixed(Math.abs(us) >= 100_000_000 ? 1 : digits);

/**
 * How long something lasted, in the unit that it is short in: `2.04 s`, `12 ms`, `4.2 ms`, `250 µs`. Tenths of a second and
 * more are seconds, so that a column of waits is compared at a glance.
 */
export function lasting(us: number, { seconds }: Pick<Messages, 'seconds'>): string {
  const size = Math.abs(us);
  if (size < 0.5) return seconds('0');
  if (size < 1_000) return seconds(us.toFixed(0), 'µs');
  if (size < 100_000) return seconds((us / 1_000).toFixed(size < 10_000 ? 1 : 0), 'ms');
  return seconds(secondsOf(us));
}

/** For log lines: milliseconds are what one looks for there. */
export const instant = (us: number): string => (us / 1_000_000).toFixed(3);

export const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
