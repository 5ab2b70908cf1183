import { MONTHS } from '../../base/calendar.ts';
import { civil } from './format.ts';

const UNITS: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
};

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Days from 1970-01-01; months beyond twelve go on in the next year. */
function dayNumber(year: number, month: number, day: number): number {
  const [y, m] = [year + Math.floor((month - 1) / 12), ((((month - 1) % 12) + 12) % 12) + 1];
  const shifted = m <= 2 ? y - 1 : y;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** A moment as it is put together from words: a day, the seconds within it, and steps. */
interface Moment {
  day: number;
  seconds: number;
  /** A day has been named: the name of a weekday says nothing then. */
  dated: boolean;
  /** Seconds east of Greenwich that the words are meant in. */
  zone: number;
  months: number;
  steps: number;
}

type Rule = readonly [words: RegExp, read: (found: RegExpExecArray, moment: Moment, now: number) => void];

const monthOf = (name: string): number =>
  MONTHS.findIndex((m) => m.toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;
const MONTH = `(${MONTHS.join('|')})[a-z]*`;
const clock = (moment: Moment, seconds: number): void => void (moment.seconds = seconds);

const RULES: readonly Rule[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(?:T(?=\d))?/, ([, y, m, d], moment) => on(moment, Number(y), Number(m), Number(d))],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})/, ([, y, m, d], moment) => on(moment, Number(y), Number(m), Number(d))],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})/, ([, m, d, y], moment) => on(moment, Number(y), Number(m), Number(d))],
  [
    new RegExp(`^(\\d{1,2})[ -]${MONTH}[ -]?(\\d{4})?(?!\\d)`, 'i'),
    ([, d, m = '', y], moment, now) => on(moment, Number(y ?? civil(now).year), monthOf(m), Number(d)),
  ],
  [
    new RegExp(`^${MONTH} +(\\d{1,2}),?(?: +(\\d{4}))?(?![\\d:])`, 'i'),
    ([, m = '', d, y], moment, now) => on(moment, Number(y ?? civil(now).year), monthOf(m), Number(d)),
  ],
  [
    /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: *([ap])m)?/i,
    ([, h, m, s = '0', half], moment) =>
      clock(
        moment,
        (half ? (Number(h) % 12) + (/p/i.test(half) ? 12 : 0) : Number(h)) * 3600 + Number(m) * 60 + Number(s),
      ),
  ],
  [
    /^(\d{1,2}) *([ap])m(?![a-z])/i,
    ([, h, half = ''], moment) => clock(moment, ((Number(h) % 12) + (/p/i.test(half) ? 12 : 0)) * 3600),
  ],
  [/^(?:UTC|GMT|Z)(?![a-z])/i, (_, moment) => void (moment.zone = 0)],
  [
    /^([-+])(\d\d):?(\d\d)(?![\d ]*[a-z])/i,
    ([, sign, h, m], moment) => void (moment.zone = (sign === '-' ? -1 : 1) * (Number(h) * 3600 + Number(m) * 60)),
  ],
  [
    /^(?:([-+]?\d+|next|last|an?)) *(sec|second|min|minute|hour|day|week|fortnight|month|year)s?(?![a-z])( +ago)?/i,
    stepped,
  ],
  [/^(?:now|today)(?![a-z])/i, () => undefined],
  [/^midnight(?![a-z])/i, (_, moment) => clock(moment, 0)],
  [/^noon(?![a-z])/i, (_, moment) => clock(moment, 43_200)],
  [/^tomorrow(?![a-z])/i, (_, moment) => void (moment.day += 1)],
  [/^yesterday(?![a-z])/i, (_, moment) => void (moment.day -= 1)],
  [/^(?:(next|last) +)?(sun|mon|tue|wed|thu|fri|sat)[a-z]*/i, weekday],
];

function on(moment: Moment, year: number, month: number, day: number): void {
  if (month < 1 || month > 12 || day < 1 || day > 31) throw new RangeError();
  moment.day = dayNumber(year, month, day);
  moment.seconds = 0;
  moment.dated = true;
}

function stepped([, count = '', unit = '', ago]: RegExpExecArray, moment: Moment): void {
  const number = /^next|^an?$/i.test(count) ? 1 : /^last/i.test(count) ? -1 : Number(count);
  const n = ago === undefined ? number : -number;
  const name = unit.toLowerCase();
  if (name === 'month' || name === 'year') moment.months += n * (name === 'year' ? 12 : 1);
  else moment.steps += n * (UNITS[name] ?? 0);
}

function weekday([, which, name = '']: RegExpExecArray, moment: Moment): void {
  if (moment.dated) return;
  const today = (((moment.day + 4) % 7) + 7) % 7;
  const ahead = (DAYS.indexOf(name.slice(0, 3).toLowerCase()) - today + 7) % 7;
  moment.day += which === 'last' ? (ahead === 0 ? -7 : ahead - 7) : which === 'next' && ahead === 0 ? 7 : ahead;
  moment.seconds = 0;
}

/**
 * A date as `date -d` and `touch -d` read it (coreutils manual, "Date input formats"), in UTC: `2026-11-20 08:00`,
 * `20 Nov 2026`, `@seconds`, `tomorrow 9:30`, `2 hours ago`. µs since the epoch; null when it cannot be read.
 */
export function instant(text: string, now: number): number | null {
  const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(text.trim());
  if (epoch) return Math.round(Number(epoch[1]) * 1e6);
  const seconds = Math.floor(now / 1e6);
  const day = Math.floor(seconds / 86_400);
  const moment: Moment = { day, seconds: seconds - day * 86_400, dated: false, zone: 0, months: 0, steps: 0 };
  if (text.trim() === '') moment.seconds = 0;
  // A sign may stand apart from its number: `+ 90 minutes`.
  let rest = text.trim().replace(/([-+]) +(?=\d)/g, '$1');
  try {
    while (rest !== '') {
      const rule = RULES.find(([words]) => words.test(rest));
      const found = rule?.[0].exec(rest);
      if (!rule || !found) return null;
      rule[1](found, moment, now);
      rest = rest.slice(found[0].length).replace(/^[\s,]+/, '');
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  if (moment.months !== 0) {
    const at = civil(moment.day * 86_400e6);
    moment.day = dayNumber(at.year, at.month + moment.months, at.day);
  }
  const whole = moment.day * 86_400 + moment.seconds - moment.zone + moment.steps;
  const relativeOnly = moment.day === day && /^(now|today|[-+]?\d+ *[a-z]|next|last)/i.test(text.trim());
  return whole * 1e6 + (relativeOnly ? now % 1e6 : 0);
}
