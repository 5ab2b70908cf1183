import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Timers, type Entry } from './timers.ts';

const entry = (at: number, priority: number, sequence: number): Entry => ({
  at,
  priority,
  sequence,
  task: null,
  token: 0,
  action: () => undefined,
  cause: 0,
});

it('gives the earliest first, however far apart entries lie, and leaves out what was called off', () => {
  const step = fc.oneof(
    fc.record({ push: fc.oneof(fc.nat(1000), fc.nat(100_000_000)), priority: fc.nat(2), dead: fc.boolean() }),
    fc.constant('take' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const timers = new Timers();
      const all: Entry[] = [];
      let now = 0;
      let sequence = 0;
      const order = (a: Entry, b: Entry): number => a.at - b.at || a.priority - b.priority || a.sequence - b.sequence;
      const take = (): boolean => {
        timers.first();
        let got = timers.take();
        while (got !== null && got.action === null) got = timers.take() ?? (timers.first(), timers.take());
        const due = all.filter((e) => e.action !== null).sort(order)[0];
        expect(got).toBe(due ?? null);
        if (!due) return false;
        all.splice(all.indexOf(due), 1);
        now = due.at;
        return true;
      };
      for (const s of steps) {
        if (s === 'take') {
          take();
          continue;
        }
        const made = entry(now + s.push, s.priority, ++sequence);
        all.push(made);
        timers.push(made);
        if (s.dead) made.action = null;
      }
      while (take());
      expect(timers.over(Infinity)).toBe(true);
    }),
  );
});
