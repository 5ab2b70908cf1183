import { describe, expect, it } from 'vitest';
import { KeptTexts } from './kept-texts.ts';
import { marshal } from './marshal.ts';

const long = (n: number): string => `${n}`.padStart(100, ' ');

function kept(): { texts: KeptTexts; python: Map<number, string> } {
  const python = new Map<number, string>();
  return { texts: new KeptTexts((text, at) => void python.set(at, text)), python };
}

describe('texts that Python keeps', () => {
  it('are those that come again', () => {
    const { texts, python } = kept();
    expect([texts.place(long(1)), texts.place(long(2)), texts.place(long(1)), texts.place(long(1))]).toEqual([
      -1, -1, 0, 0,
    ]);
    expect([...python]).toEqual([[0, long(1)]]);
    expect([texts.place('short'), texts.place('short')]).toEqual([-1, -1]);
  });

  it('are right however many there are', () => {
    const { texts, python } = kept();
    for (let i = 0; i < 1000; i++) {
      const text = long((i * 7) % 90);
      const place = texts.place(text);
      if (place >= 0) expect(python.get(place)).toBe(text);
    }
    expect(python.size).toBeLessThanOrEqual(64);
  });

  it('stand as numbers among the arguments, one of them', () => {
    const { texts } = kept();
    const cross = (): unknown[] => marshal([7, long(1), null, long(2)], [], texts);
    expect(cross()).toEqual([undefined, undefined, 7, long(1), undefined, long(2)]);
    expect(cross()).toEqual([undefined, 1, 7, 0, undefined, long(2)]);
    expect(marshal([long(1), [1]], [], texts)).toEqual([`["${long(1)}",[1]]`, undefined]);
  });
});
