/** Numbers, sizes and times as nginx writes them (ngx_parse.c); null where nginx says "invalid value". */
export function parseNumber(text: string): number | null {
  if (!/^\d+$/.test(text)) return null;
  const n = Number(text);
  return n <= Number.MAX_SAFE_INTEGER ? n : null;
}

/** Bytes: `8k`, `1m`; with `gigabytes` also `1g`. */
export function parseSize(text: string, gigabytes = false): number | null {
  const m = /^(\d+)([kKmMgG]?)$/.exec(text);
  if (m === null) return null;
  const unit = (m[2] ?? '').toLowerCase();
  if (unit === 'g' && !gigabytes) return null;
  const size = Number(m[1]) * (unit === 'k' ? 1024 : unit === 'm' ? 1048576 : unit === 'g' ? 1073741824 : 1);
  return size <= LARGEST ? size : null;
}

/** Of a signed number of 64 bits. */
const LARGEST = 2 ** 63 - 1;

const TIME_UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['y', 31536000000],
  ['M', 2592000000],
  ['w', 604800000],
  ['d', 86400000],
  ['h', 3600000],
  ['m', 60000],
  ['s', 1000],
  ['ms', 1],
];

/** Milliseconds of `1h 30m`, `90`, `500ms`: units from large to small, each once; a bare number is seconds and stands last.
 * Where milliseconds are meant years and months are too long, elsewhere milliseconds are too short. */
export function parseTime(text: string, milliseconds = true): number | null {
  let rest = text;
  let total = 0;
  let from = 0;
  if (rest === '') return null;
  while (rest !== '') {
    const m = /^(\d+)(ms|[yMwdhms]?)( *)/.exec(rest);
    if (m === null) return null;
    rest = rest.slice(m[0].length);
    const unit = m[2] ?? '';
    if (unit === '' && rest !== '') return null;
    const index = TIME_UNITS.findIndex(([u]) => u === (unit === '' ? 's' : unit));
    if (index < from || (unit === 'ms' && !milliseconds) || ((unit === 'y' || unit === 'M') && milliseconds))
      return null;
    from = index + 1;
    total += Number(m[1]) * (TIME_UNITS[index]?.[1] ?? 0);
  }
  return total;
}
