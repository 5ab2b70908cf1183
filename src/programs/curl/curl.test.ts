import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookies.ts';
import { parseOptions } from './reader.ts';
import { follow, parseUrl, remoteName, urlText, type Url } from './url.ts';
import { writeOut } from './write-out.ts';

const url = (text: string): Url => {
  const parsed = parseUrl(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.url;
};

describe('URLs', () => {
  it.each([
    ['example.com', 'http://example.com/'],
    ['http://example.com:80/a?b#c', 'http://example.com/a?b'],
    ['http://u:p@[::1]:8000/x', 'http://[::1]:8000/x'],
    ['http://h/a/../b/./c/..', 'http://h/b/'],
    ['http://h?q=1', 'http://h/?q=1'],
  ])('%s is %s', (text, whole) => expect(urlText(url(text))).toBe(whole));

  it.each([
    ['foo://h/', 1],
    ['http://', 3],
    ['http://h:99999/', 3],
    ['http://h/a b', 3],
  ])('%s ends with %i', (text, code) => expect(parseUrl(text)).toMatchObject({ ok: false, code }));

  it('are followed as RFC 3986 says', () => {
    const base = url('http://h:8000/a/b?q');
    const to = (location: string): string => {
      const next = follow(base, location);
      return next.ok ? urlText(next.url) : '';
    };
    expect(['/x', 'x', '?y', '//other/z', 'https://s/'].map(to)).toEqual([
      'http://h:8000/x',
      'http://h:8000/a/x',
      'http://h:8000/a/b?y',
      'http://other/z',
      'https://s/',
    ]);
    expect(remoteName(base)).toBe('b');
  });

  it('of any text are read or refused, never thrown over', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `http://${rest}`),
        ),
        (text) => {
          const parsed = parseUrl(text);
          expect(parsed.ok ? parsed.url.target.startsWith('/') : parsed.code > 0).toBe(true);
        },
      ),
    );
  });
});

describe('options', () => {
  const options = (...args: string[]) => {
    const parsed = parseOptions(args);
    if (!parsed.ok) throw new Error(parsed.message);
    return parsed.operations[0] ?? expect.fail('no operation');
  };

  it('may be clustered, joined to their value, cut short and taken back', () => {
    const one = options('-sSo', 'out', '-XPUT', '--verb', '--no-silent', 'h');
    expect(one.manner).toMatchObject({ silent: false, showError: true, trace: 'plain' });
    expect(one.jobs).toMatchObject([{ url: 'h', output: { kind: 'file', path: 'out' }, fault: null }]);
    expect(one.texts.get('request')).toBe('PUT');
  });

  it('give each URL the output that stands in its place', () => {
    expect(options('-O', 'a/1', '-o', 'two', 'b', 'c').jobs.map((job) => job.output.kind)).toEqual([
      'remote-name',
      'file',
      'stdout',
    ]);
  });

  it.each([
    [['--nosuch', 'h'], 'curl: option --nosuch: is unknown'],
    [['-o'], 'curl: option -o: requires parameter'],
    [['-m', 'soon', 'h'], 'curl: option -m: expected a proper numerical parameter'],
    [['--pinnedpubkey', 'x', 'h'], 'curl: option --pinnedpubkey: is not modelled by this simulated curl'],
    [['--socks5', 'x', 'h'], 'curl: option --socks5: is not modelled by this simulated curl'],
    [['-C', 'x', 'h'], 'curl: option -C: expected a proper numerical parameter'],
    [['--dns-servers', 'x', 'h'], "curl: option --dns-servers: the installed libcurl version doesn't support this"],
    [['-s'], 'curl: no URL specified!'],
  ])('%j is refused: %s', (args, message) => {
    const parsed = parseOptions(args);
    expect(parsed).toMatchObject({ ok: false, code: 2 });
    expect(parsed.ok ? '' : parsed.message.split('\n')[0]).toBe(message);
  });
});

describe('cookies', () => {
  it('go back to where they came from, and to nobody else', () => {
    const jar = new CookieJar();
    jar.enabled = true;
    jar.set('a=1; Path=/app; Max-Age=60', url('http://example.com/app/x'), 100);
    jar.set('b=2; Domain=example.com', url('http://www.example.com/'), 100);
    jar.set('c=3; Domain=other.com', url('http://example.com/'), 100);
    jar.set('d=4; Secure', url('http://example.com/'), 100);
    expect(jar.header(url('http://example.com/app/y'), 120)).toBe('a=1; b=2');
    expect(jar.header(url('http://example.com/apple'), 120)).toBe('b=2');
    expect(jar.header(url('http://example.com/app/y'), 200)).toBe('b=2');
    expect(jar.header(url('http://api.example.com/'), 120)).toBe('b=2');
    expect(jar.header(url('http://example.org/'), 120)).toBeNull();
  });

  it('survive in a file', () => {
    const jar = new CookieJar();
    jar.enabled = true;
    jar.set('a=1; Max-Age=60', url('http://h/'), 100);
    const again = new CookieJar();
    again.read(jar.write(), false);
    expect(again.header(url('http://h/'), 120)).toBe('a=1');
  });
});

it('-w fills in variables and escapes, and names those that it does not know', () => {
  const about = { failed: false, header: (name: string) => `<${name}>` };
  expect(writeOut('%{http_code} %%\\n%{nosuch}%header{x}%{stderr}e%{onerror}no', { http_code: '200' }, about)).toEqual({
    parts: [
      { to: 1, text: '200 %\n<x>' },
      { to: 2, text: 'e' },
    ],
    unknown: ['nosuch'],
  });
});
