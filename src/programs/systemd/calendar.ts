/** Calendar events of timers (systemd.time(7), "Calendar Events"): when one next comes. Months and weekdays by name. */
const DAY = 86_400;

const SHORTHANDS: Readonly<Record<string, string>> = {
  minutely: '*-*-* *:*:00',
  hourly: '*-*-* *:00:00',
  daily: '*-*-* 00:00:00',
  weekly: 'Mon *-*-* 00:00:00',
  monthly: '*-*-01 00:00:00',
  yearly: '*-01-01 00:00:00',
  annually: '*-01-01 00:00:00',
  quarterly: '*-01,04,07,10-01 00:00:00',
  semiannually: '*-01,07-01 00:00:00',
  biannually: '*-01,07-01 00:00:00',
};

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export interface Calendar {
  readonly weekdays: ReadonlySet<number> | null;
  readonly year: Field;
  readonly month: Field;
  readonly day: Field;
  readonly hour: Field;
  readonly minute: Field;
  readonly second: Field;
}

/** Which numbers fit; null: all. */
type Field = ((n: number) => boolean) | null;

/** Year to second, the least and the most. */
const LIMITS = [
  [1970, 2199],
  [1, 12],
  [1, 31],
  [0, 23],
  [0, 59],
  [0, 59],
] as const;

/** Would systemd take it? Zones, days counted from a month's end and `@seconds` too, which are not followed here. */
export function validCalendar(given: string): boolean {
  const text = given.trim();
  if (/^@\d+$/.test(text)) return true;
  const zoneless = text.replace(/ [A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z_]+)+$/, '');
  return parseCalendar(zoneless.replace(/(\d|\*)~(?=\d)/, '$1-')) !== null;
}

/** null: it is none. */
export function parseCalendar(given: string): Calendar | null {
  const text = SHORTHANDS[given.trim().toLowerCase()] ?? given.trim().replace(/ UTC$/, '');
  const match =
    /^(?:([A-Za-z][A-Za-z,.]*)\s+)?(?:(?:([\d*,/.]+)-)?([\d*,/.]+)-([\d*,/.]+))?\s*(?:([\d*,/.]+):([\d*,/.]+)(?::([\d*,/.]+))?)?$/.exec(
      text,
    );
  if (!match || text === '') return null;
  const [, names, year = '*', month = '*', day = '*', hour = '0', minute = '0', second = '0'] = match;
  const weekdays = names === undefined ? null : weekdaysOf(names);
  const fields = [year, month, day, hour, minute, second].map((field, i) => fieldOf(field, LIMITS[i] ?? [0, 59]));
  if (weekdays === undefined || fields.includes(undefined)) return null;
  const [y = null, mo = null, d = null, h = null, mi = null, s = null] = fields as Field[];
  return { weekdays, year: y, month: mo, day: d, hour: h, minute: mi, second: s };
}

/** `Mon..Fri`, `Sat,Sun`; undefined: no names of days. */
function weekdaysOf(text: string): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [from = -1, to = from] = part
      .split('..')
      .map((name) => WEEKDAYS.findIndex((day) => day === name.slice(0, 3)));
    if (from < 0 || to < 0) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      found.add(day);
      if (day === to) break;
    }
  }
  return found;
}

function fieldOf(text: string, [least, most]: readonly [number, number]): Field | undefined {
  if (text === '*') return null;
  const tests: ((n: number) => boolean)[] = [];
  for (const part of text.split(',')) {
    const [, first = '', last, step] = /^(\*|\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (first === '') return undefined;
    if ([first, last].some((n) => n !== undefined && n !== '*' && (Number(n) < least || Number(n) > most)))
      return undefined;
    const from = first === '*' ? 0 : Number(first);
    const to = last !== undefined ? Number(last) : step !== undefined || first === '*' ? Infinity : from;
    const by = Math.max(1, Number(step ?? 1));
    tests.push((n) => n >= from && n <= to && (n - from) % by === 0);
  }
  return (n) => tests.some((test) => test(n));
}

const fits = (field: Field, n: number): boolean => field === null || field(n);

/** The first instant after `after` (whole seconds since the epoch) that fits; null within the next five years: none. */
export function nextElapse(
  calendar: Calendar,
  after: number,
  dateOf: (seconds: number) => CalendarDate,
): number | null {
  const firstDay = Math.floor((after + 1) / DAY);
  for (let day = firstDay; day < firstDay + 1830; day++) {
    const date = dateOf(day * DAY);
    if (!fits(calendar.year, date.year) || !fits(calendar.month, date.month) || !fits(calendar.day, date.day)) continue;
    if (calendar.weekdays !== null && !calendar.weekdays.has(date.weekday)) continue;
    for (let minute = 0; minute < 1440; minute++) {
      if (!fits(calendar.hour, Math.floor(minute / 60)) || !fits(calendar.minute, minute % 60)) continue;
      for (let second = 0; second < 60; second++) {
        const at = day * DAY + minute * 60 + second;
        if (at > after && fits(calendar.second, second)) return at;
      }
    }
  }
  return null;
}

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** As systemd writes a calendar event that it has understood: `*-*-* 09:00:00`. */
export function normalForm(given: string): string {
  const text = SHORTHANDS[given.trim().toLowerCase()] ?? given.trim();
  const [, names = '', date = '*-*-*', time = '0:0:0', zone = ''] =
    /^(?:([A-Za-z][A-Za-z,.]*)\s*)?([\d*][\d*,/.-]*-[\d*,/.~-]+)?\s*([\d*,/.]+:[\d*,/.:]+)?(?: (UTC))?$/.exec(text) ??
    [];
  const padded = (part: string): string => part.replace(/(?<![\d/])\d(?!\d)/g, '0$&');
  const days = names.replace(/[a-z]+/gi, (day) => `${day[0]?.toUpperCase() ?? ''}${day.slice(1, 3).toLowerCase()}`);
  const whole = date.split('-').length === 2 ? `*-${date}` : date;
  const clock = time.split(':').length === 2 ? `${time}:0` : time;
  return [days, whole.split('-').map(padded).join('-'), clock.split(':').map(padded).join(':'), zone]
    .filter((part) => part !== '')
    .join(' ');
}
