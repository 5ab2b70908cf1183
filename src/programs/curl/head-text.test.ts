import { describe, expect, it } from 'vitest';
import { latin1 } from '../../base/bytes.ts';
import { HeadText } from './head-text.ts';

function of(text: string): HeadText {
  const head = new HeadText();
  head.add(latin1(text));
  return head;
}

describe('a head, line by line, as curl 7.88 was seen to judge it', () => {
  it.each([
    ['HTTP/1.1 OK\r\n', 1, 'Unsupported HTTP version in response'],
    ['HTTP/1.1\r\n', 1, 'Unsupported HTTP version in response'],
    ['HTTP/3.0 200 OK\r\n', 1, 'Unsupported HTTP version (3.0) in response'],
    ['HTTP/1.2 200 OK\r\n', 1, 'Unsupported HTTP version (1.2) in response'],
    ['HTTP/1.1 20 OK\r\n', 1, 'Unsupported response code in HTTP response'],
    ['HTTP/1.1 2000 OK\r\n', 1, 'Unsupported response code in HTTP response'],
    ['HTTP/1.1 099 OK\r\n', 1, 'Unsupported response code in HTTP response'],
    ['HTTP/1.1 200 OK\r\nBroken\r\n', 8, 'Header without colon'],
    ['HTTP/1.1 200 OK\r\nX: a\0b\r\n', 8, 'Nul byte in header'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -2\r\n', 8, 'Invalid Content-Length: value'],
    ['HTTP/1.1 200 OK\r\nContent-Length:\r\n', 8, 'Invalid Content-Length: value'],
  ])('%j', (text, code, message) => {
    const lines = text.match(/[^\n]*\n/g) ?? [];
    expect(of(text).fault()).toMatchObject({ before: lines.slice(0, -1), error: { code, message } });
  });

  it.each(['HTTP/1.1 200', 'HTTP/1.0 999 Odd\n', 'HTTP/2 200\r\n', 'HTTP/1.1 200 OK\r\nX: 1\r\n 2\r\n\r\nno colon\n'])(
    '%j is nothing to complain of',
    (text) => {
      expect(of(text).fault()).toBeNull();
    },
  );

  it('is taken off with its blank line; what follows is kept as bytes', () => {
    const head = of('HTTP/1.1 103 Early Hints\r\nLink:a\r\n\r\nHTTP/1.1 200 OK\n\n\xff');
    expect(head.take()).toEqual(['HTTP/1.1 103 Early Hints\r\n', 'Link:a\r\n', '\r\n']);
    expect(head.take()).toEqual(['HTTP/1.1 200 OK\n', '\n']);
    expect(head.rest()).toEqual(Uint8Array.of(255));
  });
});
