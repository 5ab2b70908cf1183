import fc from 'fast-check';
import { expect, it } from 'vitest';
import { civilTime } from './calendar.ts';

it('agrees with the calendar of the language, leap years and times before 1970 included', () => {
  fc.assert(
    fc.property(fc.integer({ min: -8_000_000_000, max: 40_000_000_000 }), (seconds) => {
      const date = new Date(seconds * 1000);
      expect(civilTime(seconds)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        weekday: date.getUTCDay(),
      });
    }),
  );
});
