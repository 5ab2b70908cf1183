import { expect, it } from 'vitest';
import { dumpOf } from './Bytes.tsx';

it('shows eight bytes to a row, and what cannot be printed as a dot', () => {
  expect(dumpOf('GET / HTTP/1.1\r\né')).toEqual([
    { hex: '47 45 54 20 2f 20 48 54', text: 'GET / HT' },
    { hex: '54 50 2f 31 2e 31 0d 0a', text: 'TP/1.1..' },
    { hex: 'e9', text: '.' },
  ]);
  expect(dumpOf('x'.repeat(10_000))).toHaveLength(64);
});
