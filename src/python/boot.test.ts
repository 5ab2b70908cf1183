import fc from 'fast-check';
import { expect, it } from 'vitest';
import { putNanoseconds } from './boot.ts';

it('writes microseconds as 64 bits of nanoseconds', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.nat(2 ** 22 - 1), (high, low) => {
      const us = high * 2 ** 20 + low;
      const words = new Uint32Array(4);
      putNanoseconds(words, 1, us);
      expect(new DataView(words.buffer).getBigUint64(4, true)).toBe(BigInt(us) * 1000n);
    }),
  );
});
