import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from './heap.ts';

const timed = fc.array(fc.record({ at: fc.nat(9), priority: fc.nat(2) }), { maxLength: 40 });
const drained = (heap: Heap<{ at: number; priority: number; sequence: number }>): string[] => {
  const out: string[] = [];
  for (let item = heap.pop(); item; item = heap.pop()) out.push(`${item.at}/${item.priority}/${item.sequence}`);
  return out;
};

describe('the heap', () => {
  it('gives its items in their order, without those that were taken out', () => {
    fc.assert(
      fc.property(timed, fc.nat(9), (items, gone) => {
        const entries = items.map((item, sequence) => ({ ...item, sequence }));
        const some = new Heap<(typeof entries)[number]>();
        const all = new Heap<(typeof entries)[number]>();
        for (const entry of entries) some.push(entry);
        for (const entry of entries) if (entry.at !== gone) all.push(entry);
        some.keep((entry) => entry.at !== gone);
        expect(some.size).toBe(all.size);
        expect(drained(some)).toEqual(drained(all));
      }),
    );
  });
});
