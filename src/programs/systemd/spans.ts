/** Spans of time as systemd writes them: `1min 30s`, `1.234s`, `5ms` (systemd 252, format_timespan). */
const PARTS: readonly (readonly [name: string, us: number])[] = [
  ['y', 31_557_600e6],
  ['month', 2_629_800e6],
  ['w', 604_800e6],
  ['d', 86_400e6],
  ['h', 3600e6],
  ['min', 60e6],
  ['s', 1e6],
  ['ms', 1e3],
  ['us', 1],
];

/** Down to `accuracy` µs; below a minute the rest is written as a fraction. */
export function formatSpan(us: number, accuracy = 1): string {
  if (us === Infinity) return 'infinity';
  if (us <= 0) return '0';
  const out: string[] = [];
  let rest = us;
  for (const [name, unit] of PARTS) {
    if (rest <= 0 || (rest < accuracy && out.length > 0)) break;
    if (rest < unit) continue;
    const whole = Math.floor(rest / unit);
    const fraction = rest - whole * unit;
    if (rest < 60e6 && fraction > 0 && unit > accuracy) {
      const digits = Math.round(Math.log10(unit / Math.max(accuracy, 1)));
      const text = String(Math.floor((fraction * 10 ** digits) / unit))
        .padStart(digits, '0')
        .replace(/0+$/, '');
      if (text !== '') return [...out, `${whole}.${text}${name}`].join(' ');
    }
    out.push(`${whole}${name}`);
    rest = fraction;
  }
  return out.length > 0 ? out.join(' ') : '0';
}

/** How long ago or ahead, coarser the further away: `13min`, `2 days` (format_timestamp_relative). */
export function formatRelative(us: number): string {
  const [YEAR, MONTH, WEEK, DAY, HOUR, MINUTE] = [31_557_600e6, 2_629_800e6, 604_800e6, 86_400e6, 3600e6, 60e6];
  const many = (n: number, what: string): string => (n === 0 ? '' : `${n} ${what}${n === 1 ? '' : 's'}`);
  const two = (unit: number, name: string, smaller: number, other: string): string =>
    `${many(Math.floor(us / unit), name)} ${many(Math.floor((us % unit) / smaller), other)}`.trim();
  if (us >= YEAR) return two(YEAR, 'year', MONTH, 'month');
  if (us >= MONTH) return two(MONTH, 'month', DAY, 'day');
  if (us >= WEEK) return two(WEEK, 'week', DAY, 'day');
  if (us >= 2 * DAY) return many(Math.floor(us / DAY), 'day');
  if (us >= DAY + HOUR) return `1 day ${Math.floor((us - DAY) / HOUR)}h`;
  const grain = us >= 6 * HOUR ? HOUR : us >= 5 * MINUTE ? MINUTE : us >= 1e6 ? 1e6 : us >= 1e3 ? 1e3 : 1;
  return formatSpan(Math.floor(us / grain) * grain);
}
