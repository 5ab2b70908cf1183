import { two, type CivilTime } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { civil } from './format.ts';
import { instant } from './moment.ts';
import { say } from './io.ts';
import { gnu, misuse, tool, ToolError, type Parsed, type Tool } from './tool.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The conversions of strftime(3) in the C locale and UTC. */
export function strftime(format: string, us: number, t: CivilTime): string {
  const day = DAYS[t.weekday] as string;
  const month = MONTHS[t.month - 1] as string;
  const hour12 = t.hour % 12 === 0 ? 12 : t.hour % 12;
  const start = civilDays(t.year);
  const yearDay = Math.floor(us / 86_400_000_000) - start + 1;
  const of = (letter: string): string | null => {
    const values: Readonly<Record<string, string | number>> = {
      Y: t.year,
      C: two(Math.floor(t.year / 100)),
      y: two(t.year % 100),
      m: two(t.month),
      d: two(t.day),
      e: String(t.day).padStart(2),
      H: two(t.hour),
      k: String(t.hour).padStart(2),
      I: two(hour12),
      l: String(hour12).padStart(2),
      M: two(t.minute),
      S: two(t.second),
      p: t.hour < 12 ? 'AM' : 'PM',
      P: t.hour < 12 ? 'am' : 'pm',
      a: day.slice(0, 3),
      A: day,
      b: month.slice(0, 3),
      h: month.slice(0, 3),
      B: month,
      u: t.weekday === 0 ? 7 : t.weekday,
      w: t.weekday,
      j: String(yearDay).padStart(3, '0'),
      s: Math.floor(us / 1_000_000),
      N: String(us % 1_000_000).padStart(6, '0') + '000',
      Z: 'UTC',
      z: '+0000',
      n: '\n',
      t: '\t',
      '%': '%',
    };
    const value = values[letter];
    return value === undefined ? null : String(value);
  };
  const whole: Readonly<Record<string, string>> = {
    F: '%Y-%m-%d',
    T: '%H:%M:%S',
    R: '%H:%M',
    D: '%m/%d/%y',
    x: '%m/%d/%y',
    X: '%H:%M:%S',
    c: '%a %b %e %H:%M:%S %Y',
    r: '%I:%M:%S %p',
  };
  return format
    .replace(/%([FTRDxXcr])/g, (_all, l: string) => whole[l] ?? '')
    .replace(/%([-_0]?)(\d?)(.)/g, (all, flag: string, digits: string, l: string) => {
      const value = of(l);
      if (value === null) return all;
      if (l === 'N' && digits !== '') return value.slice(0, Number(digits));
      return flag === '-'
        ? value.replace(/^[0 ]+(?=.)/, '')
        : flag === '_'
          ? value.replace(/^0+(?=.)/, (z) => ' '.repeat(z.length))
          : value;
    });
}

/** Days from 1970-01-01 to the first of January. */
function civilDays(year: number): number {
  const y = year - 1;
  return 365 * (year - 1970) + (Math.floor(y / 4) - 492) - (Math.floor(y / 100) - 19) + (Math.floor(y / 400) - 4);
}

function* date(sys: Sys, options: Parsed): Eff<number> {
  const [format] = options.operands;
  if (format !== undefined && !format.startsWith('+')) throw new ToolError(`invalid date ‘${format}’`);
  const given = options.value('d');
  const like = options.value('r');
  if (like !== null && !sys.fs.exists(like)) throw new ToolError(`${like}: No such file or directory`);
  const us = like !== null ? sys.fs.stat(like).mtime : given === null ? sys.clock : instant(given, sys.clock);
  if (us === null) throw new ToolError(`invalid date ‘${given}’`);
  const iso = {
    date: '%Y-%m-%d',
    hours: '%Y-%m-%dT%H+00:00',
    minutes: '%Y-%m-%dT%H:%M+00:00',
    seconds: '%Y-%m-%dT%H:%M:%S+00:00',
  };
  const precision = options.value('I') ?? 'date';
  if (options.has('I') && !(precision in iso)) throw misuse(`invalid argument ‘${precision}’ for ‘--iso-8601’`);
  const pattern =
    format?.slice(1) ??
    (options.has('I')
      ? iso[precision as keyof typeof iso]
      : options.has('R')
        ? '%a, %d %b %Y %H:%M:%S +0000'
        : '%a %b %e %H:%M:%S UTC %Y');
  yield* say(sys, `${strftime(pattern, us, civil(us))}\n`);
  return 0;
}

export const dateTools: readonly Tool[] = [
  tool(
    {
      name: 'date',
      version: gnu('date'),
      usage: 'date [OPTION]... [+FORMAT]',
      about: 'Display the current (virtual) time in the given FORMAT.',
      options: [
        '-d, --date=STRING  display time described by STRING: 2026-11-20 08:00, @SECONDS, "2 hours ago", tomorrow',
        '-I, --iso-8601[=FMT]  output date/time in ISO 8601 format',
        "-r, --reference=FILE  display FILE's last modification time",
        '-R, --rfc-email  output date and time in RFC 5322 format',
        '-u, --utc  print Coordinated Universal Time (always so here)',
      ],
    },
    date,
  ),
];
