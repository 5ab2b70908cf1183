/** Times as systemd and the journal write them; the machine's zone is UTC. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const DAY = 86_400_000_000;
const two = (n: number): string => String(n).padStart(2, '0');

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: string;
  readonly time: string;
}

/** Proleptic Gregorian calendar, counted in 400-year eras that begin in March. */
function civil(us: number): Civil {
  const days = Math.floor(us / DAY);
  const seconds = Math.floor((us - days * DAY) / 1e6);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  return {
    year: year + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * march + 2) / 5) + 1,
    weekday: DAYS[((days % 7) + 7) % 7] ?? '',
    time: `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`,
  };
}

/** `Fri 2026-11-20 08:00:00 UTC` */
export function longTime(us: number): string {
  const { year, month, day, weekday, time } = civil(us);
  return `${weekday} ${year}-${two(month)}-${two(day)} ${time} UTC`;
}

/** `Nov 20 08:00:00` */
export function journalTime(us: number): string {
  const { month, day, time } = civil(us);
  return `${MONTHS[month - 1] ?? ''} ${two(day)} ${time}`;
}

/** `2026-11-20T08:00:00+0000` */
export function isoTime(us: number): string {
  const { year, month, day, time } = civil(us);
  return `${year}-${two(month)}-${two(day)}T${time}+0000`;
}

/** Midnight before an instant. */
export const midnight = (us: number): number => Math.floor(us / DAY) * DAY;

/** `2026-11-20 08:00[:00]`, `08:00`, or a date alone; null when it is none. */
export function parseTime(text: string, now: number): number | null {
  const match = /^(?:(\d{4})-(\d\d)-(\d\d))?\s*(?:(\d{1,2}):(\d\d)(?::(\d\d))?)?(?: UTC)?$/.exec(text.trim());
  if (!match || text.trim() === '') return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = match;
  const date = year === undefined ? midnight(now) : daysFrom(Number(year), Number(month), Number(day)) * DAY;
  return date + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1e6;
}

function daysFrom(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
