import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeProgress, readRecords, recordLine, type LearnerRecord } from './record.ts';

const mei: LearnerRecord = {
  name: '陳小美',
  made: '2026-11-20T10:00:00.000Z',
  progress: { 'the-queue': ['watch', 'two'], 'the-pager': [] },
};

describe('a record', () => {
  it('is one line that comes back from among other words', () => {
    const line = recordLine(mei);
    expect(line).toMatch(/^GD1\.[\w-]+\.[0-9a-z]+$/);
    expect(readRecords(`老師好，這是我的進度：\n${line}\n謝謝！`)).toEqual({ records: [mei], damaged: 0 });
    const other = recordLine({ ...mei, name: '' });
    // Pasted and dropped as a file: it is still one.
    expect(readRecords(`${line}. ${other} ${line}`).records).toHaveLength(2);
  });

  it('is refused when a letter was lost, or it was cut', () => {
    const line = recordLine(mei);
    fc.assert(
      fc.property(fc.integer({ min: 4, max: line.length - 1 }), (at) => {
        for (const broken of [line.slice(0, at) + line.slice(at + 1), line.slice(0, at)]) {
          if (broken === line) continue;
          expect(readRecords(broken).records).toEqual([]);
        }
      }),
    );
  });

  it('does not unpack more than a record can be', () => {
    const bomb = {
      ...mei,
      progress: Object.fromEntries(
        Array.from({ length: 290 }, (_, i) => [
          `a${'b'.repeat(70)}${i}`,
          Array.from({ length: 39 }, (__, k) => `s${k}${'c'.repeat(70)}`),
        ]),
      ),
    };
    expect(readRecords(recordLine(bomb))).toEqual({ records: [], damaged: 1 });
  });

  it('any text is read without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.base64String(), (text, packed) => {
        const { records } = readRecords(`${text} GD1.${packed}.abc`);
        expect(records).toEqual([]);
      }),
    );
  });
});

it('two devices together have done what either has', () => {
  expect(mergeProgress({ a: ['1', '2'], b: [] }, { a: ['2', '3'], c: ['1'] })).toEqual({
    a: ['1', '2', '3'],
    b: [],
    c: ['1'],
  });
});
