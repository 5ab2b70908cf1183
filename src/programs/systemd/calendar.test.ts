import { expect, it } from 'vitest';
import { civilTime } from '../../base/calendar.ts';
import { longTime } from './clock.ts';
import { exitText } from './exit-codes.ts';
import { formatRelative } from './spans.ts';
import { nextElapse, normalForm, parseCalendar, validCalendar } from './calendar.ts';

/** Thursday, 1 January 2026, 10:00:00 UTC. */
const NOW = 1_767_261_600;

// What `systemd-analyze calendar` of systemd 252 answers at that instant.
it.each([
  ['minutely', 'Thu 2026-01-01 10:01:00 UTC'],
  ['hourly', 'Thu 2026-01-01 11:00:00 UTC'],
  ['daily', 'Fri 2026-01-02 00:00:00 UTC'],
  ['weekly', 'Mon 2026-01-05 00:00:00 UTC'],
  ['*-*-* 03:30', 'Fri 2026-01-02 03:30:00 UTC'],
  ['Mon..Fri 22:00', 'Thu 2026-01-01 22:00:00 UTC'],
  ['Sat,Sun 08:15:30', 'Sat 2026-01-03 08:15:30 UTC'],
  ['*:0/15', 'Thu 2026-01-01 10:15:00 UTC'],
  ['2026-02-28 12:00', 'Sat 2026-02-28 12:00:00 UTC'],
])('%s', (text, expected) => {
  const calendar = parseCalendar(text);
  const next = calendar ? nextElapse(calendar, NOW, civilTime) : null;
  expect(next === null ? null : longTime(next * 1e6)).toBe(expected);
});

it.each([
  ['quarterly', true],
  ['Mon..Fri 09:00 Europe/Berlin', true],
  ['*-*~01', true],
  ['@1700000000', true],
  ['Mon,Fri *-*-* 25:00', false],
  ['hourly 5', false],
  ['2024-13-01', false],
  ['Foo 10:00', false],
])('a timer takes %s: %s', (text, good) => {
  expect(validCalendar(text)).toBe(good);
});

it('refuses what is no calendar event, and finds none that has passed', () => {
  expect(parseCalendar('every day')).toBeNull();
  expect(parseCalendar('25')).toBeNull();
  const past = parseCalendar('2020-01-01 00:00');
  expect(past && nextElapse(past, NOW, civilTime)).toBeNull();
});

it.each([
  ['Mon..Fri 9:30', 'Mon..Fri *-*-* 09:30:00'],
  ['weekly', 'Mon *-*-* 00:00:00'],
  ['*:0/15', '*-*-* *:00/15:00'],
  ['2027-01-01', '2027-01-01 00:00:00'],
])('%s is %s in full', (text, form) => expect(normalForm(text)).toBe(form));

it.each([
  [50_000, '50ms'],
  [303e6, '5min'],
  [93e6, '1min 33s'],
  [5_340e6, '1h 29min'],
  [84_600e6, '23h'],
  [94_000e6, '1 day 2h'],
  [200_000e6, '2 days'],
  [700_000e6, '1 week 1 day'],
])('%d µs are %s when nobody needs it closer', (us, text) => expect(formatRelative(us)).toBe(text));

it('names of sysexits.h stand in the journal, not in the status', () => {
  expect(exitText({ code: 77, signal: null }, true)).toBe('code=exited, status=77/NOPERM');
  expect(exitText({ code: 77, signal: null }, false)).toBe('code=exited, status=77');
  expect(exitText({ code: 3, signal: null }, false)).toBe('code=exited, status=3/NOTIMPLEMENTED');
});
