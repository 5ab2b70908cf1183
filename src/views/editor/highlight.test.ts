import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight, languageOf } from './highlight.ts';

const kinds = (line: string, path: string): string[] =>
  highlight(line, languageOf(path))
    .filter((token) => token.text.trim() !== '')
    .map((token) => `${token.kind}:${token.text.trim()}`);

describe('the light highlighter', () => {
  it('loses no character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('a.py', '/etc/nginx/nginx.conf', 'x.service', 'x.txt'),
        (line, path) => {
          const whole = highlight(line, languageOf(path)).map((token) => token.text);
          expect(whole.join('')).toBe(line);
        },
      ),
    );
  });
  it('knows Python, nginx and INI', () => {
    expect(kinds('    body = db.query("fries")  # slow', 'app.py')).toEqual([
      'text:body = db.',
      'fn:query',
      'text:(',
      'str:"fries"',
      'text:)',
      'com:# slow',
    ]);
    expect(kinds('  proxy_pass http://$host:8000;', '/etc/nginx/nginx.conf')).toEqual([
      'kw:proxy_pass',
      'text:http://',
      'dec:$host',
      'text::',
      'num:8000',
      'text:;',
    ]);
    expect(kinds('Restart=on-failure', 'diner.service')).toEqual(['kw:Restart', 'text:=on-failure']);
    expect(kinds('Restart=no', 'diner.service')).toEqual(['kw:Restart', 'text:=', 'num:no']);
  });
});
