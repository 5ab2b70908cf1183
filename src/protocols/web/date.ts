/**
 * Dates as browsers read them: the lenient algorithm of RFC 6265 section 5.1.1, which also takes the three forms of HTTP
 * dates (RFC 9110 section 5.6.7).
 */
import { MONTHS } from '../../base/calendar.ts';

const DELIMITER = /[\t\u0020-\u002f\u003b-\u0040\u005b-\u0060\u007b-\u007e]+/;
const NAMES: readonly string[] = MONTHS.map((name) => name.toLowerCase());

/** Seconds since the Unix epoch, or null for what is no date. */
export function webDate(text: string): number | null {
  let time: readonly number[] | null = null;
  let day: number | null = null;
  let month: number | null = null;
  let year: number | null = null;
  for (const token of text.slice(0, 200).split(DELIMITER)) {
    const clock: RegExpExecArray | null = time === null ? /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/.exec(token) : null;
    if (clock) {
      time = clock.slice(1, 4).map(Number);
      continue;
    }
    const dayToken: RegExpExecArray | null = day === null ? /^(\d{1,2})(?:\D|$)/.exec(token) : null;
    if (dayToken) {
      day = Number(dayToken[1]);
      continue;
    }
    const named: number = month === null ? NAMES.indexOf(token.slice(0, 3).toLowerCase()) : -1;
    if (named >= 0) {
      month = named + 1;
      continue;
    }
    const yearToken: RegExpExecArray | null = year === null ? /^(\d{2,4})(?:\D|$)/.exec(token) : null;
    if (yearToken) year = fullYear(Number(yearToken[1]));
  }
  if (time === null || day === null || month === null || year === null) return null;
  const [hour = 0, minute = 0, second = 0] = time;
  if (day < 1 || day > daysIn(year, month) || year < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  return daysBefore(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
}

const fullYear = (year: number): number => (year >= 70 && year <= 99 ? year + 1900 : year <= 69 ? year + 2000 : year);

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** Days since 1970-01-01 (the inverse of `civilTime`). */
function daysBefore(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
}
