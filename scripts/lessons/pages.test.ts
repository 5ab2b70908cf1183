import { describe, expect, it } from 'vitest';
import { siteUrl } from './pages.ts';

describe('the address of the site', () => {
  it.each([
    ['https://a.example', 'https://a.example/'],
    ['https://a.example/diner', 'https://a.example/diner/'],
    ['https://a.example/diner///?x#y', 'https://a.example/diner/'],
    ['', null],
    [undefined, null],
  ])('%j', (text, url) => expect(siteUrl(text)).toBe(url));
  it('is one', () => expect(() => siteUrl('javascript:alert(1)')).toThrow('no address'));
});
