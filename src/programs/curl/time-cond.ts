/** -z: a date, with `-` in front for "not after it", `=` for the very date (curl_getdate, in its usual forms). */
import { civilTime, MONTHS, two } from '../../base/calendar.ts';
import { dateOf } from './dates.ts';

export interface TimeCondition {
  readonly mark: '+' | '-' | '=';
  /** Seconds since the epoch. */
  readonly at: number;
}

/** `age` tells when a file was last changed; null where neither a date nor a file is meant. */
export function timeCondition(text: string, age: (path: string) => number | null): TimeCondition | null {
  const [, mark = '+', rest = ''] = /^([-+=]?)(.*)$/s.exec(text) ?? [];
  const at = dateIn(rest) ?? age(rest);
  return at === null ? null : { mark: mark === '-' || mark === '=' ? mark : '+', at };
}

/** `1 Jan 2024`, `Mon, 01 Jan 2024 10:00:00 GMT`, `20240101`; not `2024-01-01` */
function dateIn(text: string): number | null {
  const packed = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  const named = /(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})(?: (\d\d):(\d\d)(?::(\d\d))?)?/.exec(text);
  const [, year, month, day] = packed ?? [];
  const [, d, name, y, h = '00', m = '00', s = '00'] = named ?? [];
  const spoken = packed
    ? `${day ?? ''} ${MONTHS[Number(month) - 1] ?? ''} ${year ?? ''} 00:00:00`
    : `${d ?? ''} ${name ?? ''} ${y ?? ''} ${h}:${m}:${s}`;
  const at = packed || named ? dateOf(spoken) : 0;
  return at === 0 ? null : at;
}

const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');

/** The header that a condition goes by. */
export function conditionHeader({ mark, at }: TimeCondition): [name: string, value: string] {
  const t = civilTime(at);
  const date = `${two(t.day)} ${MONTHS[t.month - 1] ?? ''} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} GMT`;
  const name = mark === '-' ? 'If-Unmodified-Since' : mark === '=' ? 'Last-Modified' : 'If-Modified-Since';
  return [name, `${DAYS[t.weekday] ?? ''}, ${date}`];
}

/** Whether a document of that age is asked for; one without a date is. */
export const meets = ({ mark, at }: TimeCondition, documentAt: number): boolean =>
  documentAt === 0 || (mark === '-' ? documentAt < at : documentAt > at);
