import { civilTime, MONTHS, two, type CivilTime } from '../../base/calendar.ts';
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

/** Names of an inode: a directory has its own, `.`, and the `..` of each directory in it. */
export const linksOf = (inode: Inode): number =>
  inode.kind === 'dir' ? 2 + [...inode.entries.values()].filter((one) => one.kind === 'dir').length : inode.nlink;

/** Microseconds since the Unix epoch, on the calendar. */
export const civil = (us: number): CivilTime => civilTime(Math.floor(us / 1_000_000));

/** `Jan  5 09:00`, or with the year when it is more than half a year away (ls(1)). */
export function listTime(us: number, now: number): string {
  const t = civil(us);
  const recent = Math.abs(now - us) < 182 * 86_400_000_000;
  const tail = recent ? `${two(t.hour)}:${two(t.minute)}` : ` ${t.year}`;
  return `${MONTHS[t.month - 1]} ${String(t.day).padStart(2)} ${tail}`;
}

/** 512, 1.5K, 23M: as `-h` of ls and du writes sizes, rounded up. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const units = ['K', 'M', 'G'];
  let value = bytes;
  let unit = '';
  while (value >= 1024 && units.length > 0) {
    value /= 1024;
    unit = units.shift() ?? '';
  }
  return value < 10 ? `${(Math.ceil(value * 10) / 10).toFixed(1)}${unit}` : `${Math.ceil(value)}${unit}`;
}
