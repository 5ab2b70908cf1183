import { describe, expect, it } from 'vitest';
import { latin1 } from '../../base/bytes.ts';
import { ResponseReader, type ResponseHead } from '../../protocols/http1/index.ts';
import { asides, brokenBody, wantsBasic } from './answer.ts';
import type { Options } from './options.ts';
import { parseOptions } from './reader.ts';

function headOf(...lines: string[]): [ResponseHead, string[]] {
  const raw = [...lines, ''].map((line) => `${line}\r\n`);
  const [event] = new ResponseReader('HEAD').feed(latin1(raw.join('')));
  if (event?.type !== 'head') throw new Error('no head');
  return [event.head, raw];
}

function optionsOf(...args: string[]): Options {
  const parsed = parseOptions([...args, 'http://h/']);
  const [options] = parsed.ok ? parsed.operations : [];
  if (options === undefined) throw new Error('no options');
  return options;
}

describe('what -v says within a head', () => {
  const [head, lines] = headOf('HTTP/1.1 401 Unauthorized', 'X: 1', 'WWW-Authenticate: Basic realm="diner"');

  it('is that a name and password were of no use, before the line that says so', () => {
    expect(wantsBasic(head)).toBe(true);
    expect(asides(optionsOf(), head, lines, false, 'ann', false)).toEqual([
      [2, 'Authentication problem. Ignoring this.'],
    ]);
    expect(asides(optionsOf(), head, lines, false, null, false)).toEqual([]);
  });

  it('is that what was sent has to be sent again, before the blank line or the new address', () => {
    const again = 'Please rewind output before next send';
    expect(asides(optionsOf(), head, lines, true, null, true)).toEqual([[3, again]]);
    const [moved, its] = headOf('HTTP/1.1 302 Found', 'Location: /x');
    expect(asides(optionsOf('-L'), moved, its, true, null, false)).toEqual([[1, again]]);
    expect(asides(optionsOf(), moved, its, true, null, false)).toEqual([]);
  });
});

it('a broken chunk is called by what is wrong with it', () => {
  const words = (kind: 'bad-chunk-size' | 'bad-chunk-end', text: string) => brokenBody(false, null, { kind, text });
  expect(words('bad-chunk-size', 'z').message).toBe('Illegal or missing hexadecimal sequence in chunked-encoding');
  expect(words('bad-chunk-size', 'f'.repeat(14)).message).toBe('Too long hexadecimal number in chunked-encoding');
  expect(words('bad-chunk-end', 'X').message).toBe('Malformed encoding found in chunked-encoding');
  expect(brokenBody(true, 7)).toMatchObject({ code: 18, message: 'transfer closed with 7 bytes remaining to read' });
});
