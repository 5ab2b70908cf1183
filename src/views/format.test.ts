import { describe, expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { zhTW } from '../i18n/zh-TW.ts';
import { lasting } from './format.ts';

describe('how long something lasted', () => {
  it.each([
    [0, '0 s', '0 秒'],
    [250, '250 µs', '250 微秒'],
    [4_210, '4.2 ms', '4.2 毫秒'],
    [42_100, '42 ms', '42 毫秒'],
    [500_000, '0.50 s', '0.50 秒'],
    [2_040_000, '2.04 s', '2.04 秒'],
  ])('%d µs', (us, english, chinese) => {
    expect(lasting(us, en)).toBe(english);
    expect(lasting(us, zhTW)).toBe(chinese);
  });
});
