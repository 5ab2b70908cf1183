import { expect, it } from 'vitest';
import type { Message } from '../../projections/hops.ts';
import type { RequestHistory } from '../../projections/model.ts';
import { curlOf } from './curl.ts';

const request = (method: string, target: string): RequestHistory =>
  ({ method, target, to: 'http://diner.example' }) as RequestHistory;
const sent = (body: string, ...headers: Message['headers']): Message => ({
  conn: 1,
  at: 0,
  start: '',
  headers: [['Host', 'diner.example'], ['User-Agent', 'diner/1.0'], ['Accept', '*/*'], ...headers],
  body,
  raw: body,
  bytes: body.length,
  kept: body.length,
  sealed: null,
});
const latin1 = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

it('says of a request what curl would not do by itself', () => {
  expect(curlOf(request('GET', "/b?it's"), sent(''))).toBe(String.raw`curl -i 'http://diner.example/b?it'\''s'`);
  expect(curlOf(request('GET', '/'), null)).toBe("curl -i 'http://diner.example/'");
  expect(curlOf(request('HEAD', '/'), sent('', ['Cookie', 'a=1']))).toBe(
    "curl -I -H 'Cookie: a=1' 'http://diner.example/'",
  );
});

it('sends the same bytes: text as text, everything else byte by byte, chunks without their sizes', () => {
  const post = (body: string, ...headers: Message['headers']): string =>
    curlOf(request('POST', '/o'), sent(body, ...headers));
  expect(post(latin1('order=漢堡'), ['Content-Length', '12'])).toBe(
    "curl -i --data-binary 'order=漢堡' 'http://diner.example/o'",
  );
  expect(post("\xff'\x01")).toBe(String.raw`curl -i --data-binary $'\xff\'\x01' 'http://diner.example/o'`);
  expect(post('3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n', ['Transfer-Encoding', 'chunked'])).toContain("--data-binary 'abcde'");
  expect(post('')).toBe("curl -i -X POST 'http://diner.example/o'");
});
