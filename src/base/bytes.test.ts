import fc from 'fast-check';
import { expect, it } from 'vitest';
import { concat, fromKept, fromLatin1, fromUtf8, latin1 } from './bytes.ts';

const masked = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => String.fromCharCode(text.charCodeAt(i) & 0xff)).join('');
const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 40 }));

it('reads back what was written, remembered or not, whole or in parts', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 30 }), (parts) => {
      const written = parts.map(latin1);
      const all = concat(written);
      const expected = parts.map(masked).join('');
      expect(fromLatin1(all)).toBe(expected);
      expect(fromKept(all)).toBe(expected);
      expect(fromLatin1(all.slice())).toBe(expected);
      expect(written.map(fromLatin1).join('')).toBe(expected);
      expect(fromUtf8(all)).toBe(fromUtf8(all.slice()));
    }),
  );
});
