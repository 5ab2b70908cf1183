/** Passwords as crypt(3)'s `$1$` and Apache's `$apr1$` keep them: MD5, a thousand times, with salt. */
import { concat, latin1, type Bytes } from './bytes.ts';
import { md5 } from './md5.ts';

const ROUNDS = 1000;
const DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Which three bytes of the hash stand in each group of four digits. */
const GROUPS = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
];

/** `setting`: `$1$salt` or `$apr1$salt`, with or without a hash after it. Null when it is neither. */
export function md5Crypt(password: Bytes, setting: string): string | null {
  const [, magic = '', salt = ''] = /^(\$(?:1|apr1)\$)([^$]{0,8})/.exec(setting) ?? [];
  if (magic === '') return null;
  const grains = latin1(salt);
  const alternate = md5(concat([password, grains, password]));
  const first: Bytes[] = [password, latin1(magic), grains];
  for (let left = password.length; left > 0; left -= 16) first.push(alternate.subarray(0, Math.min(16, left)));
  for (let left = password.length; left > 0; left >>= 1)
    first.push(left & 1 ? new Uint8Array(1) : password.subarray(0, 1));
  let hash = md5(concat(first));
  for (let i = 0; i < ROUNDS; i++) {
    const parts: Bytes[] = [i & 1 ? password : hash];
    if (i % 3 !== 0) parts.push(grains);
    if (i % 7 !== 0) parts.push(password);
    hash = md5(concat([...parts, i & 1 ? hash : password]));
  }
  return `${magic}${salt}$${digits(hash)}`;
}

function digits(hash: Bytes): string {
  const at = (i: number): number => hash[i] ?? 0;
  const text = (value: number, count: number): string =>
    Array.from({ length: count }, (_, i) => DIGITS.charAt((value >> (6 * i)) & 63)).join('');
  const groups = GROUPS.map(([a = 0, b = 0, c = 0]) => text((at(a) << 16) | (at(b) << 8) | at(c), 4));
  return groups.join('') + text(at(11), 2);
}
