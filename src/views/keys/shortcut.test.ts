import { describe, expect, it } from 'vitest';
import { KEY_WORDS } from '../../i18n/keys.ts';
import { GROUPS } from './groups.ts';
import { press, type Shortcut } from './shortcut.ts';

describe('keys', () => {
  it('does what the fitting row says, and leaves to a button what is its own', () => {
    const done: string[] = [];
    const rows: readonly Shortcut[] = [
      { id: 'a', keys: [' '], notOnWidgets: true, run: () => void done.push('a') },
      { id: 'b', keys: ['x'], shift: true, run: () => void done.push('b') },
      { id: 'c', keys: ['x', 'y'], run: () => void done.push('c') },
      { id: 'd', keys: ['z'], run: () => false },
    ];
    expect(press(rows, ' ', false)).toBe(true);
    expect(press(rows, ' ', false, true)).toBe(false);
    expect(press(rows, 'x', true)).toBe(true);
    expect(press(rows, 'x', false)).toBe(true);
    expect(press(rows, 'z', false)).toBe(false);
    expect(press(rows, 'q', false)).toBe(false);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('has words for every row in both languages, and no key twice in one group', () => {
    for (const { rows } of GROUPS) {
      const taken = rows.flatMap(({ keys, shift }) =>
        keys.flatMap((key) => (shift === undefined ? [`${key}/true`, `${key}/false`] : [`${key}/${shift}`])),
      );
      expect(new Set(taken).size).toBe(taken.length);
      for (const { id } of rows) for (const words of Object.values(KEY_WORDS)) expect(words.does[id]).toBeTruthy();
    }
  });
});
