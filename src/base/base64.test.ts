import fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64, toBase64 } from './base64.ts';
import { fromUtf8, utf8 } from './bytes.ts';

it('speaks base64', () => {
  expect(toBase64(utf8('a'))).toBe('YQ==');
  expect(fromUtf8(base64('aGVs\nbG8='))).toBe('hello');
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...base64(toBase64(bytes))]).toEqual([...bytes]);
    }),
  );
});
