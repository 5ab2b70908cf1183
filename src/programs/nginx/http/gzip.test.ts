import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { concat, fromLatin1, latin1, type Bytes } from '../../../base/bytes.ts';
import { Packer, type PackerSettings } from './gzip.ts';

const TEXT = Array.from({ length: 700 }, (_, i) => `<p class="w${(i * i) % 37}">word ${(i * 7919) % 101}</p>\n`).join(
  '',
);

function packed(settings: PackerSettings, flushAt: number | null = null): Bytes {
  const packer = new Packer(settings);
  const text = latin1(TEXT);
  if (flushAt === null) return packer.finish(text);
  return concat([packer.push(text.subarray(0, flushAt), true), packer.finish(text.subarray(flushAt))]);
}

it.each([
  [{ level: 1, windowBits: 15, memLevel: 8 }, null, 2625],
  [{ level: 6, windowBits: 15, memLevel: 8 }, null, 2113],
  [{ level: 1, windowBits: 9, memLevel: 2 }, null, 2910],
  [{ level: 9, windowBits: 15, memLevel: 9 }, null, 1903],
  [{ level: 1, windowBits: 15, memLevel: 8 }, 1000, 2615],
] as const)('packs as zlib 1.2.13 does: %o, flushed at %o, %d bytes', (settings, flushAt, length) => {
  const bytes = packed(settings, flushAt);
  expect(fromLatin1(gunzipSync(bytes))).toBe(TEXT);
  expect(bytes.length).toBe(length);
});

it('holds its bytes back until a buffer is full, unless it is flushed', () => {
  const packer = new Packer({ level: 1, windowBits: 15, memLevel: 8 });
  expect(packer.push(latin1(TEXT.slice(0, 2000)), false).length).toBe(0);
  expect(packer.push(latin1('more'), true).length).toBeGreaterThan(0);
});
