import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const entries = ['the-queue', 'the-pager', 'how-many-workers', 'the-managers-patience'].map((id) => ({ id }));
const ids = (wanted: string): readonly string[] => nearest(wanted, entries).map(({ id }) => id);

it('finds what a mistyped name may have meant, and nothing where nothing is alike', () => {
  expect(ids('queue')[0]).toBe('the-queue');
  expect(ids('how-many-worker')).toEqual(['how-many-workers']);
  expect(ids('manager-patience')[0]).toBe('the-managers-patience');
  expect([ids('x'), ids('zzzz'), ids('')]).toEqual([[], [], []]);
});
