import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffOf, withoutHunk } from './diff.ts';

describe('what was changed', () => {
  const start = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n';
  const text = 'a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\n';

  it('stands with its surroundings, the rest folded away', () => {
    const { rows, hunks } = diffOf(start, text);
    expect(hunks).toBe(2);
    expect(
      rows.map((row) => (row.kind === 'gap' ? `…${row.lines}` : `${row.kind[0]}${row.number}${row.text}`)),
    ).toEqual(['s1a', 'r2b', 'a2B', 's3c', 's4d', 's5e', '…2', 's8h', 's9i', 's10j', 'a11k', 's12']);
  });
  it('can be taken back one by one', () => {
    expect(withoutHunk(start, text, 0)).toBe(`${start}k\n`);
    expect(withoutHunk(start, text, 1)).toBe(start.replace('b', 'B'));
  });
  it('ends at the start when all is taken back, whatever it was', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((all) => all.join('\n'));
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        let now = b;
        for (let guard = 0; diffOf(a, now).hunks > 0 && guard < 20; guard++) now = withoutHunk(a, now, 0);
        expect(now).toBe(a);
      }),
    );
  });
});
