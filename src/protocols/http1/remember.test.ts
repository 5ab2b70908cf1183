import { describe, expect, it } from 'vitest';
import { fromLatin1, latin1 } from '../../base/bytes.ts';
import { curlDialect, nginxDialect, requestHeadParser, responseHeadParser } from './index.ts';

const dialect = nginxDialect({ underscores: false, ignoreInvalid: true, buffers: 4, bufferSize: 8192 });

describe('heads that came before', () => {
  it('are the same again, with what came behind them this time', () => {
    const head = 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n';
    const read = (rest: string): unknown => {
      const parser = requestHeadParser(dialect);
      const result = parser.feed(latin1(head + rest));
      expect(parser.started()).toBe(true);
      expect(parser.startLine()).toBe('GET /a HTTP/1.1');
      expect(fromLatin1(parser.received())).toBe(head + rest);
      return result.type === 'head' ? [result.head, fromLatin1(result.rest)] : result;
    };
    const [first, nothing] = read('') as [unknown, string];
    expect(nothing).toBe('');
    expect(read('body')).toEqual([first, 'body']);
  });

  it('end where the dialect sees their end, not at a later blank line', () => {
    const text = 'HTTP/1.1 200 OK\nA: b\n\nC: d\r\n\r\nrest';
    for (let i = 0; i < 2; i++) {
      const result = responseHeadParser(curlDialect).feed(latin1(text));
      expect(result.type === 'head' && fromLatin1(result.rest)).toBe('C: d\r\n\r\nrest');
    }
  });

  it('are parsed when they come in pieces', () => {
    const parser = requestHeadParser(dialect);
    expect(parser.feed(latin1('GET /a HT')).type).toBe('more');
    expect(parser.startLine()).toBe(null);
    expect(parser.feed(latin1('TP/1.1\r\nHost: x\r\n\r\n'))).toMatchObject({ type: 'head', head: { target: '/a' } });
  });
});
