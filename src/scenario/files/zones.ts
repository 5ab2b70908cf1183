/**
 * Time zones where Debian's tzdata has them (tzfile(5), RFC 8536). Simplified: each file holds the rule of today for all
 * times, and there are a few of them.
 */
import { concat, utf8, type Bytes } from '../../base/bytes.ts';

const HOUR = 3600;

/** Name -> offset from UTC in seconds, abbreviation, and the rule as TZ has it (POSIX, 8.3). */
const ZONES: Readonly<Record<string, readonly [offset: number, abbreviation: string, rule: string]>> = {
  UTC: [0, 'UTC', 'UTC0'],
  'Etc/UTC': [0, 'UTC', 'UTC0'],
  'America/Chicago': [-6 * HOUR, 'CST', 'CST6CDT,M3.2.0,M11.1.0'],
  'America/Los_Angeles': [-8 * HOUR, 'PST', 'PST8PDT,M3.2.0,M11.1.0'],
  'America/New_York': [-5 * HOUR, 'EST', 'EST5EDT,M3.2.0,M11.1.0'],
  'Asia/Hong_Kong': [8 * HOUR, 'HKT', 'HKT-8'],
  'Asia/Seoul': [9 * HOUR, 'KST', 'KST-9'],
  'Asia/Shanghai': [8 * HOUR, 'CST', 'CST-8'],
  'Asia/Singapore': [8 * HOUR, '+08', '<+08>-8'],
  'Asia/Taipei': [8 * HOUR, 'CST', 'CST-8'],
  'Asia/Tokyo': [9 * HOUR, 'JST', 'JST-9'],
  'Europe/Berlin': [HOUR, 'CET', 'CET-1CEST,M3.5.0,M10.5.0/3'],
  'Europe/London': [0, 'GMT', 'GMT0BST,M3.5.0/1,M10.5.0'],
  'Europe/Paris': [HOUR, 'CET', 'CET-1CEST,M3.5.0,M10.5.0/3'],
};

const HEADER = 44;
/** Where the six counts of the header begin; of them only the types and their names' characters are not 0. */
const TYPE_COUNT = 36;
const CHARACTER_COUNT = 40;

/** Header and one local time type; the same for both versions in a file, since there is no transition. */
function block(offset: number, abbreviation: string): Bytes {
  const name = utf8(`${abbreviation}\0`);
  const bytes = new Uint8Array(HEADER + 6 + name.length);
  const view = new DataView(bytes.buffer);
  bytes.set(utf8('TZif2'));
  view.setUint32(TYPE_COUNT, 1);
  view.setUint32(CHARACTER_COUNT, name.length);
  view.setInt32(HEADER, offset);
  bytes.set(name, HEADER + 6);
  return bytes;
}

export const ZONE_FILES: Readonly<Record<string, Bytes>> = Object.fromEntries(
  Object.entries(ZONES).map(([name, [offset, abbreviation, rule]]) => {
    const once = block(offset, abbreviation);
    return [`/usr/share/zoneinfo/${name}`, concat([once, once, utf8(`\n${rule}\n`)])];
  }),
);
