import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOf, freshnessOf, isFresh, mayStore, parseCacheControl, renewed, validators, variedBy } from './cache.ts';
import { CookieJar, parseSetCookie } from './cookies.ts';
import { webDate } from './date.ts';
import { parseStrictTransport, StrictHosts } from './hsts.ts';
import { readPage, readStyle } from './page.ts';
import { hrefOf, resolveUrl, type WebUrl } from './url.ts';

const url = (text: string): WebUrl => {
  const found = resolveUrl(text, null);
  if (found === null) throw new Error(text);
  return found;
};
const headers = (lines: Readonly<Record<string, string>>) =>
  Object.entries(lines).map(([name, value]) => ({ name, value }));

describe('dates', () => {
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', 784_111_777],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 784_111_777],
    ['Sun Nov  6 08:49:37 1994', 784_111_777],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['29 Feb 2024 12:00:00', 1_709_208_000],
    ['30 Feb 2024 12:00:00', null],
    ['0', null],
    ['06 Nov 1994 24:00:00', null],
  ])('%s', (text, seconds) => expect(webDate(text)).toBe(seconds));
});

describe('addresses', () => {
  const page = url('http://example.com:8080/shop/list/?page=2');
  it.each([
    ['burger.png', 'http://example.com:8080/shop/list/burger.png'],
    ['../a/./b?c=d#e', 'http://example.com:8080/shop/a/b?c=d'],
    ['/top', 'http://example.com:8080/top'],
    ['?page=3', 'http://example.com:8080/shop/list/?page=3'],
    ['', 'http://example.com:8080/shop/list/?page=2'],
    ['//cdn.example.net/x', 'http://cdn.example.net/x'],
    ['https://Example.COM:443', 'https://example.com/'],
    [' \n/a b\u00e9 ', 'http://example.com:8080/a%20b%C3%A9'],
    ['\\evil\\x', 'http://example.com:8080/evil/x'],
    ['/../../x', 'http://example.com:8080/x'],
  ])('%j is %s', (text, expected) => {
    const found = resolveUrl(text, page);
    expect(found === null ? null : hrefOf(found)).toBe(expected);
  });
  it.each(['data:image/png;base64,AA', 'mailto:cook@example.com', 'http://', 'http://a:99999/'])(
    '%s leads nowhere',
    (text) => expect(resolveUrl(text, page)).toBeNull(),
  );
  it('what it makes it can read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const found = resolveUrl(text, page);
        if (found === null) return;
        expect(found.target).toMatch(/^\/[!-~]*$/);
        expect(resolveUrl(hrefOf(found), null)).toEqual(found);
      }),
    );
  });
});

describe('cookies', () => {
  const shop = url('http://shop.example.com/menu/list');
  const sent = (jar: CookieJar, to: string, asker: WebUrl | null = null, now = 0) => jar.header(url(to), asker, now);

  it('reads a line with all its attributes, in any case', () => {
    const line = 'sid= a=b ; PATH=/menu; Domain=.Example.com; max-age=60; HttpOnly; secure; samesite=STRICT; other=1';
    expect(parseSetCookie(line)).toEqual({
      name: 'sid',
      value: 'a=b',
      domain: 'example.com',
      path: '/menu',
      maxAge: 60,
      expires: null,
      secure: true,
      httpOnly: true,
      sameSite: 'strict',
    });
  });

  it('go to the host and the path that they belong to', () => {
    const jar = new CookieJar();
    jar.set('here=1', shop, null, 0);
    jar.set('all=2; Domain=example.com; Path=/', shop, null, 0);
    jar.set('deep=3; Path=/menu/list', shop, null, 0);
    expect(sent(jar, 'http://shop.example.com/menu/list')).toBe('deep=3; here=1; all=2');
    expect(sent(jar, 'http://shop.example.com/menulist')).toBe('all=2');
    expect(sent(jar, 'http://example.com/menu')).toBe('all=2');
    expect(sent(jar, 'http://badexample.com/menu')).toBeNull();
  });

  it.each([
    'x=1; Domain=other.com',
    'x=1; Domain=com',
    'x=1; Secure',
    'x=1; SameSite=None',
    '__Host-x=1; Path=/',
    '=',
    'a=\u0001',
  ])('refuses %j over http', (line) => expect(new CookieJar().set(line, shop, null, 0)).toBe(false));

  it('end when they are told to, Max-Age before Expires', () => {
    const jar = new CookieJar();
    jar.set('a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT', shop, null, 0);
    expect(sent(jar, 'http://shop.example.com/menu/', null, 9)).toBe('a=1');
    expect(sent(jar, 'http://shop.example.com/menu/', null, 10)).toBeNull();
    jar.set('b=1', shop, null, 0);
    jar.set('b=; Max-Age=0', shop, null, 0);
    expect(sent(jar, 'http://shop.example.com/menu/', null, 1)).toBe('a=1');
  });

  it('that are secure are not sent in the open, nor overwritten from there', () => {
    const jar = new CookieJar();
    jar.set('sid=1; Secure; Path=/', { ...shop, scheme: 'https', port: 443 }, null, 0);
    expect(sent(jar, 'http://shop.example.com/')).toBeNull();
    expect(jar.set('sid=2; Path=/', shop, null, 0)).toBe(false);
    expect(sent(jar, 'https://shop.example.com/')).toBe('sid=1');
  });

  it('stay away from what other sites embed, unless SameSite=None', () => {
    const jar = new CookieJar();
    const home = url('https://shop.example.com/');
    jar.set('lax=1', home, null, 0);
    jar.set('none=1; SameSite=None; Secure', home, null, 0);
    expect(sent(jar, 'https://shop.example.com/x.png', url('https://other.org/'))).toBe('none=1');
    expect(sent(jar, 'https://shop.example.com/x.png', url('https://www.example.com/'))).toBe('lax=1; none=1');
  });

  it('any line is read or refused, and what is kept is what was said', () => {
    const token = fc.stringMatching(/^[\w!#$%&'*+.^`|~-]{1,20}$/);
    const value = fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,30}$/);
    fc.assert(
      fc.property(token, value, fc.nat(10_000), fc.boolean(), (name, said, age, http) => {
        const read = parseSetCookie(`${name}=${said}; Max-Age=${age}${http ? '; HttpOnly' : ''}`);
        expect(read).toMatchObject({ name, value: said, maxAge: age, httpOnly: http });
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => {
        const jar = new CookieJar();
        jar.set(line, shop, null, 0);
        expect(jar.header(shop, null, 0) ?? '').not.toMatch(/[\r\n\0;]/);
      }),
    );
  });
});

describe('the cache', () => {
  const date = 'Thu, 01 Jan 2026 10:00:00 GMT';
  const at = webDate(date) ?? 0;
  const kept = (lines: Readonly<Record<string, string>>, status = 200) => ({
    status,
    headers: headers({ Date: date, ...lines }),
    requestedAt: at,
    receivedAt: at,
    varied: [],
  });

  it.each([
    [{ 'Cache-Control': 'public, max-age=60' }, 60],
    [{ 'Cache-Control': 'max-age="60", max-age=5' }, 60],
    [{ 'Cache-Control': 'max-age=soon' }, 0],
    [{ 'Cache-Control': 'max-age=60, no-cache' }, 0],
    [{ 'Cache-Control': 's-maxage=60' }, 0],
    [{ 'Cache-Control': 'max-age=60', Expires: date }, 60],
    [{ Expires: 'Thu, 01 Jan 2026 11:00:00 GMT' }, 3600],
    [{ Expires: '0' }, 0],
    [{ 'Last-Modified': 'Thu, 01 Jan 2026 09:00:00 GMT' }, 360],
    [{}, 0],
  ])('%j lasts %i s', (lines, lifetime) => expect(freshnessOf(kept(lines))).toBe(lifetime));

  it('keeps what it may', () => {
    expect(mayStore(200, headers({ 'Cache-Control': 'private' }))).toBe(true);
    expect(mayStore(200, headers({ 'Cache-Control': 'max-age=60, no-store' }))).toBe(false);
    expect(mayStore(302, [])).toBe(false);
    expect(mayStore(302, headers({ 'Cache-Control': 'max-age=60' }))).toBe(true);
    expect(mayStore(200, headers({ Vary: '*' }))).toBe(false);
    expect(mayStore(206, headers({ 'Cache-Control': 'max-age=60' }))).toBe(false);
    expect(variedBy(headers({ Vary: 'Cookie, Accept' }), headers({ cookie: 'a=1' }))).toEqual([
      ['cookie', 'a=1'],
      ['accept', null],
    ]);
  });

  it('counts the age from what the origin said', () => {
    const one = kept({ 'Cache-Control': 'max-age=60', Age: '50' });
    expect(ageOf(one, at + 5)).toBe(55);
    expect([isFresh(one, at + 9), isFresh(one, at + 10)]).toEqual([true, false]);
  });

  it('asks with what it has, and takes what a 304 says anew', () => {
    const one = kept({ ETag: '"v1"', 'Last-Modified': date, 'Content-Type': 'text/css' });
    expect(validators(one).map((h) => h.name)).toEqual(['If-None-Match', 'If-Modified-Since']);
    const news = renewed(one.headers, headers({ ETag: '"v1"', 'Cache-Control': 'max-age=9', 'Content-Length': '0' }));
    expect(news.map((h) => h.name).toSorted()).toEqual([
      'Cache-Control',
      'Content-Type',
      'Date',
      'ETag',
      'Last-Modified',
    ]);
  });

  it('reads any Cache-Control, and what it was written from', () => {
    const name = fc.stringMatching(/^[a-z-]{1,12}$/);
    const value = fc.option(fc.string({ unit: 'grapheme-ascii', maxLength: 20 }), { nil: null });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([n]) => n, maxLength: 6 }), (list) => {
        const said = list
          .map(([n, v]) => (v === null ? n : `${n}="${v.replace(/["\\]/g, String.raw`\$&`)}"`))
          .join(' , ');
        expect([...parseCacheControl([said])]).toEqual(list);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const key of parseCacheControl([text]).keys()) expect(key).toBe(key.toLowerCase());
      }),
    );
  });
});

describe('strict transport', () => {
  it('reads what is well-formed', () => {
    expect(parseStrictTransport('max-age=31536000; includeSubDomains; preload')).toEqual({
      maxAge: 31_536_000,
      subdomains: true,
    });
    expect(parseStrictTransport(' MAX-AGE="5" ;; ')).toEqual({ maxAge: 5, subdomains: false });
    for (const bad of ['', 'includeSubDomains', 'max-age=5; max-age=6', 'max-age=-1', 'max-age'])
      expect(parseStrictTransport(bad)).toBeNull();
  });

  it('is believed over https, from names, for its time', () => {
    const strict = new StrictHosts();
    strict.note(url('http://a.com/'), 'max-age=60', 0);
    strict.note(url('https://10.0.0.1/'), 'max-age=60', 0);
    expect(strict.upgrade(url('http://a.com/'), 1)).toBeNull();
    expect(strict.upgrade(url('http://10.0.0.1/'), 1)).toBeNull();
    strict.note(url('https://a.com/'), 'max-age=60; includeSubDomains', 0);
    expect(strict.upgrade(url('http://x.a.com:8080/y'), 1)).toEqual(url('https://x.a.com:8080/y'));
    expect(strict.upgrade(url('http://a.com/'), 60)).toBeNull();
    strict.note(url('https://a.com/'), 'max-age=0', 1);
    expect(strict.upgrade(url('http://a.com/'), 2)).toBeNull();
  });
});

describe('what a page names', () => {
  it('is found in its tags, and nowhere else', () => {
    const { base, found } = readPage(`<!doctype html><base href="/static/"><title><img src=no></title>
      <!-- <img src="no"> --><link rel="stylesheet" href='a.css'><link rel=canonical href=no>
      <style>body { background: url(b.png) }</style><script>"<img src=no>"</script><script src=c.js></script>
      <noscript><img src=no></noscript><IMG alt="a > b" SRC="d.png?x=1&amp;y=2"><p style="background:url('e.png')">
      <link rel="shortcut icon" href=f.ico><link rel=preload as=font href=g.woff2><img src="unfinished`);
    expect(base).toBe('/static/');
    expect(found.map((f) => `${f.kind} ${f.url}`)).toEqual([
      'style a.css',
      'image b.png',
      'script c.js',
      'image d.png?x=1&y=2',
      'image e.png',
      'icon f.ico',
      'font g.woff2',
    ]);
  });

  it('is found in style sheets', () => {
    const css = `/* url(no) */ @import "a.css"; @import url(b.css); @font-face { src: url("c.woff") } p { background: url('d.png') }`;
    expect(readStyle(css).map((f) => `${f.kind} ${f.url}`)).toEqual([
      'style a.css',
      'style b.css',
      'font c.woff',
      'image d.png',
    ]);
  });

  it('any text is read in bounded time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => readPage(text).found.length <= 300));
    expect(readPage('<a '.repeat(20_000)).found).toEqual([]);
    expect(readPage('<img src=x '.repeat(5000)).found).toEqual([]);
  });
});
