/** What curl 7.88.1 makes of patterns, files of options, proxies and cookies: each expectation is the real one's. */
import { expect, it } from 'vitest';
import { CookieJar } from './cookies.ts';
import { expand, fillIn } from './glob.ts';
import { netrcUser } from './netrc.ts';
import { fromUtf8, utf8 } from '../../base/bytes.ts';
import { parseOptions } from './reader.ts';
import { conditionHeader, timeCondition } from './time-cond.ts';
import { follow, parseUrl, urlText, type Url } from './url.ts';

const urls = (pattern: string): string | readonly string[] => {
  const found = expand(pattern);
  return found.ok ? found.urls.map(({ url }) => url) : found.message;
};
const url = (text: string): Url => {
  const parsed = parseUrl(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.url;
};

it.each([
  ['h/{a,b}{c,d}', ['h/ac', 'h/ad', 'h/bc', 'h/bd']],
  ['h/[01-03]', ['h/01', 'h/02', 'h/03']],
  ['h/[a-c]?x=[1-5:2]', ['a1', 'a3', 'a5', 'b1', 'b3', 'b5', 'c1', 'c3', 'c5'].map((p) => `h/${p[0]}?x=${p[1]}`)],
  ['http://[::1]:80/\\{x\\}', ['http://[::1]:80/{x}']],
])('%s stands for several', (pattern, expected) => expect(urls(pattern)).toEqual(expected));

it.each([
  ['http://127.0.0.1:1/[5-1]', 'bad range', 25],
  ['http://127.0.0.1:1/[a', 'bad range', 21],
  ['http://127.0.0.1:1/{a,b', 'unmatched brace', 20],
  ['http://127.0.0.1:1/[1-', 'bad range', 23],
  ['http://127.0.0.1:1/{}', 'empty string within braces', 21],
  ['http://127.0.0.1:1/a]', 'unmatched close brace/bracket', 21],
  ['http://127.0.0.1:1/[1-3:0]', 'bad range', 27],
  ['http://127.0.0.1:1/[-]', 'bad range specification', 21],
  ['http://127.0.0.1:1/{a{b}}', 'nested brace', 22],
  ['http://127.0.0.1:1/{a]}', 'unexpected close bracket', 22],
])('%s: %s at %d', (pattern, what, at) =>
  expect(urls(pattern)).toBe(`${what} in URL position ${at}:\n${pattern}\n${' '.repeat(at - 1)}^`),
);

it('names files after what a pattern has come to', () => {
  expect(fillIn('f_#1_#2_#3', ['a', '2'])).toBe('f_a_2_#3');
  const parsed = parseOptions(['-o', 'o#1', 'h/{x,y}']);
  expect(parsed.ok && parsed.operations[0]?.jobs.map((job) => job.output)).toEqual([
    { kind: 'file', path: 'ox' },
    { kind: 'file', path: 'oy' },
  ]);
});

it('reads options from files, and passes over lines that it does not know', () => {
  const files: Record<string, string> = {
    cfg: '# c\nurl = "http://h/\\"q\\""\ndata=a=1\n-H "X: 1"\nnosuch 1\nsilent\n',
    '/root/.curlrc': 'user-agent: rc\n',
    hdrs: 'X-One: 1\n\nX-Two: 2\n',
  };
  const read = (path: string) => (files[path] === undefined ? null : utf8(files[path]));
  const parsed = parseOptions(['-K', 'cfg', '-H', '@hdrs'], { read, age: () => null, writable: () => true }, '/root');
  if (!parsed.ok) throw new Error(parsed.message);
  const { jobs, post, headers, manner, texts } = parsed.operations[0] ?? expect.fail('no operation');
  expect(parsed.said).toBe("Warning: cfg:5: warning: 'nosuch' is unknown\n");
  expect(jobs.map((job) => job.url)).toEqual(['http://h/"q"']);
  expect(fromUtf8(post ?? utf8(''))).toBe('a=1');
  expect(headers).toEqual(['X: 1', 'X-One: 1', 'X-Two: 2']);
  expect([manner.silent, texts.get('user-agent')]).toEqual([true, 'rc']);
});

it('sends cookies with longer paths first, then longer names, then the newest; the jar begins with the newest', () => {
  const jar = new CookieJar();
  jar.enabled = true;
  for (const cookie of ['a=1', 'b=2', 'ccc=3', 'd=4; Path=/get']) jar.set(cookie, url('http://h/set'), 0);
  expect(jar.header(url('http://h/get'), 0)).toBe('d=4; ccc=3; b=2; a=1');
  expect(jar.write().match(/\w+(?=\t\d\n)/g)).toEqual(['d', 'ccc', 'b', 'a']);
});

it.each([
  ['http:/h:8000/x', 'http://h:8000/x'],
  ['http:///x', 'http://x/'],
  ['http://127.1:8000/x', 'http://127.0.0.1:8000/x'],
  ['http://0x7f.1/', 'http://127.0.0.1/'],
  ['ftp.example.com', 'ftp://ftp.example.com/'],
])('%s is %s', (typed, meant) => expect(urlText(url(typed))).toBe(meant));

it('keeps to the schemes that a redirect may lead to', () => {
  const to = (location: string) => follow(url('http://h/'), location);
  expect(to('foo://x/')).toEqual({
    ok: false,
    code: 1,
    message: 'The redirect target URL could not be parsed: Unsupported URL scheme',
  });
  expect(to('http://')).toMatchObject({
    code: 3,
    message: expect.stringContaining('No host part in the URL') as string,
  });
  expect(to('file:///etc/passwd')).toMatchObject({ ok: false, code: 1 });
});

it('finds credentials in .netrc and dates in -z', () => {
  expect(netrcUser('machine a login x password y\nmachine h login bob password pw', 'h')).toBe('bob:pw');
  expect(netrcUser('machine a login x password y', 'h')).toBe(null);
  const header = (text: string) => {
    const found = timeCondition(text, () => null);
    return found && conditionHeader(found);
  };
  expect(header('1 Jan 2024')).toEqual(['If-Modified-Since', 'Mon, 01 Jan 2024 00:00:00 GMT']);
  expect(header('-20240101')).toEqual(['If-Unmodified-Since', 'Mon, 01 Jan 2024 00:00:00 GMT']);
  expect(header('2024-01-01')).toBe(null);
});
