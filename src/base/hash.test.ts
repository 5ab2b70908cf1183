import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HASHES, hex, hmac, type HashName } from './hash.ts';

it.each(Object.keys(HASHES) as HashName[])('%s agrees with OpenSSL on any bytes', (name) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 200 }), (data, key) => {
      expect(hex(HASHES[name](data))).toBe(createHash(name).update(data).digest('hex'));
      expect(hex(hmac(name, key, data))).toBe(createHmac(name, key).update(data).digest('hex'));
    }),
    { numRuns: 60 },
  );
});
