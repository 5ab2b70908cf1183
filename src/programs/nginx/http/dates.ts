/** Times as HTTP and nginx's logs write them, from seconds since the Unix epoch, UTC. */
import { civilTime, MONTHS, two, type CivilTime } from '../../../base/calendar.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const clock = (c: CivilTime): string => `${two(c.hour)}:${two(c.minute)}:${two(c.second)}`;

/** The text of the second that was asked for last: logs and Date headers ask for the same one again and again. */
function lastSecond(format: (c: CivilTime) => string): (seconds: number) => string {
  let second = Number.NaN;
  let text = '';
  return (seconds) => {
    const asked = Math.floor(seconds);
    if (asked !== second) {
      second = asked;
      text = format(civilTime(asked));
    }
    return text;
  };
}

/** `Mon, 01 Jan 2024 00:00:00 GMT` */
export const httpDate = (seconds: number): string => httpDateOf(civilTime(Math.floor(seconds)));

/** The same for the present second. */
export const presentHttpDate = lastSecond((c) => httpDateOf(c));

const httpDateOf = (c: CivilTime): string =>
  `${DAYS[c.weekday] ?? ''}, ${two(c.day)} ${MONTHS[c.month - 1] ?? ''} ${c.year} ${clock(c)} GMT`;

/** `2024/01/01 00:00:00`, for the error log. */
export function errorLogTime(seconds: number): string {
  const c = civilTime(Math.floor(seconds));
  return `${c.year}/${two(c.month)}/${two(c.day)} ${clock(c)}`;
}

/** `01/Jan/2024:00:00:00 +0000`, for the access log. */
export const accessLogTime = lastSecond(
  (c) => `${two(c.day)}/${MONTHS[c.month - 1] ?? ''}/${c.year}:${clock(c)} +0000`,
);

export function isoTime(seconds: number): string {
  const c = civilTime(Math.floor(seconds));
  return `${c.year}-${two(c.month)}-${two(c.day)}T${clock(c)}+00:00`;
}

/** Any of HTTP's three forms of date; null when it is none. */
export function parseHttpDate(text: string): number | null {
  const rfc = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/.exec(text);
  if (rfc !== null) return fromParts(rfc[3], rfc[2], rfc[1], rfc[4], rfc[5], rfc[6]);
  const old = /^\w+, (\d\d)-(\w{3})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/.exec(text);
  if (old !== null)
    return fromParts(
      String(Number(old[3]) + (Number(old[3]) < 70 ? 2000 : 1900)),
      old[2],
      old[1],
      old[4],
      old[5],
      old[6],
    );
  const c = /^\w{3} (\w{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/.exec(text);
  return c === null ? null : fromParts(c[6], c[1], c[2], c[3], c[4], c[5]);
}

function fromParts(
  year?: string,
  month?: string,
  day?: string,
  hour?: string,
  minute?: string,
  second?: string,
): number | null {
  const m = MONTHS.findIndex((name) => name === month) + 1;
  if (m === 0) return null;
  const y = Number(year) - (m <= 2 ? 1 : 0);
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (m > 2 ? m - 3 : m + 9) + 2) / 5) + Number(day) - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return (era * 146097 + doe - 719468) * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
}

const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const LONG_MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** strftime(3) in the C locale, as far as pages ask for it; `zone` is what %Z says. */
export function strftime(format: string, seconds: number, zone: string): string {
  const c = civilTime(Math.floor(seconds));
  const day = LONG_DAYS[c.weekday] ?? '';
  const month = LONG_MONTHS[c.month - 1] ?? '';
  const parts: Readonly<Record<string, string>> = {
    A: day,
    a: day.slice(0, 3),
    B: month,
    b: month.slice(0, 3),
    d: two(c.day),
    e: String(c.day).padStart(2),
    F: `${c.year}-${two(c.month)}-${two(c.day)}`,
    H: two(c.hour),
    I: two(c.hour % 12 || 12),
    M: two(c.minute),
    m: two(c.month),
    p: c.hour < 12 ? 'AM' : 'PM',
    S: two(c.second),
    s: String(Math.floor(seconds)),
    T: clock(c),
    Y: String(c.year),
    y: two(c.year % 100),
    Z: zone,
    '%': '%',
  };
  return format.replace(/%(.)/gs, (whole, letter: string) => parts[letter] ?? whole);
}
