/** Numbers as the page writes them. Times come in µs. */
export const ticket = (req: number): string => String(req).padStart(2, '0');

/** `3.42`, and for long times `123.4`. */
export const secondsOf = (us: number, digits = 2): string =>
  (us / 1_000_000).toFixed(Math.abs(us) >= 100_000_000 ? 1 : digits);

/** For log lines: milliseconds are what one looks for there. */
export const instant = (us: number): string => (us / 1_000_000).toFixed(3);

export const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
