import type { Inode } from '../../machine/inode.ts';

const TYPES = { file: '-', dir: 'd', symlink: 'l', socket: 's', device: 'c' } as const;

/** `-rw-r--r--` as ls prints it, with setuid, setgid and sticky bits. */
export function modeString(inode: Inode): string {
  const bits = [...'rwxrwxrwx'].map((c, i) => (inode.mode & (1 << (8 - i)) ? c : '-'));
  if (inode.mode & 0o4000) bits[2] = bits[2] === 'x' ? 's' : 'S';
  if (inode.mode & 0o2000) bits[5] = bits[5] === 'x' ? 's' : 'S';
  if (inode.mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T';
  return TYPES[inode.kind] + bits.join('');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 86_400_000_000;

export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
}

/** UTC calendar time of microseconds since the Unix epoch (Howard Hinnant's civil-from-days algorithm). */
export function civil(us: number): CivilTime {
  const days = Math.floor(us / DAY);
  const rest = Math.floor((us - days * DAY) / 1_000_000);
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

export const two = (n: number): string => String(n).padStart(2, '0');

/** `Jan  5 09:00`, or with the year when it is more than half a year away (ls(1)). */
export function listTime(us: number, now: number): string {
  const t = civil(us);
  const recent = Math.abs(now - us) < 182 * DAY;
  const tail = recent ? `${two(t.hour)}:${two(t.minute)}` : ` ${t.year}`;
  return `${MONTHS[t.month - 1]} ${String(t.day).padStart(2)} ${tail}`;
}
