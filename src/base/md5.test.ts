import { expect, it } from 'vitest';
import { latin1 } from './bytes.ts';
import { md5Crypt } from './md5-crypt.ts';
import { md5 } from './md5.ts';

const hex = (text: string): string => [...md5(latin1(text))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

it.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    '57edf4a22be3c955ac49da2e2107b67a',
  ],
])('MD5 of RFC 1321: %j', (text, expected) => {
  expect(hex(text)).toBe(expected);
});

// As `openssl passwd -apr1 -salt abcdefgh secret` and `-1` say.
it('a password as openssl passwd writes it', () => {
  expect(md5Crypt(latin1('secret'), '$apr1$abcdefgh$')).toBe('$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/');
  expect(md5Crypt(latin1('a longer password than sixteen'), '$1$ab')).toBe('$1$ab$3NTp/gS8AlNfUacMUFbYu/');
  expect(md5Crypt(latin1('secret'), '$6$abcdefgh$')).toBeNull();
});
