/** -z: a date, with `-` in front for "not after it"; what libcurl's getdate cannot read makes no header. */
export function timeCondition(text: string | undefined): [name: string, value: string] | null {
  if (text === undefined) return null;
  const inverse = text.startsWith('-');
  const at = dateText(text.replace(/^[-+=]/, ''));
  return at === null ? null : [inverse ? 'If-Unmodified-Since' : 'If-Modified-Since', at];
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DAYS = 'Thu Fri Sat Sun Mon Tue Wed'.split(' ');

/** `1 Jan 2024`, `Mon, 01 Jan 2024 10:00:00 GMT`, `20240101` */
function dateText(text: string): string | null {
  const named = /(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})(?: (\d\d):(\d\d):(\d\d))?/.exec(text);
  const packed = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  const month = named ? MONTHS.findIndex((m) => m.toLowerCase() === named[2]?.toLowerCase()) : Number(packed?.[2]) - 1;
  const year = Number(named?.[3] ?? packed?.[1]);
  const day = Number(named?.[1] ?? packed?.[3]);
  const time = [named?.[4] ?? '00', named?.[5] ?? '00', named?.[6] ?? '00'].join(':');
  if (!Number.isInteger(year) || month < 0 || month > 11 || day < 1 || day > 31) return null;
  const y = year - (month < 2 ? 1 : 0);
  const days =
    y * 365 +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) -
    719_468 +
    Math.floor((153 * ((month + 10) % 12) + 2) / 5) +
    day -
    1;
  return `${DAYS[((days % 7) + 7) % 7] ?? ''}, ${String(day).padStart(2, '0')} ${MONTHS[month] ?? ''} ${year} ${time} GMT`;
}
