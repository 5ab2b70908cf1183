import { expect, it } from 'vitest';
import { EXTRA_PATHS, needsExtras } from './extras-slot.ts';
import { EXTRAS } from './extras.ts';

it('every extra program has its place, and every place its program', () => {
  expect(Object.keys(EXTRAS.programs).toSorted()).toEqual(Object.keys(EXTRA_PATHS).toSorted());
});

it('are wanted where somebody may come to them', () => {
  const quiet = { servers: [{ argv: ['gunicorn', 'app:app'] }] };
  expect(needsExtras(quiet, 'ahead')).toBe(false);
  expect(needsExtras(quiet, 'live')).toBe(true);
  expect(needsExtras({ servers: [{ argv: ['uwsgi', '--http', ':8000'] }] }, 'ahead')).toBe(true);
  expect(needsExtras({ traffic: [{ agent: 'browser' }] }, 'ahead')).toBe(true);
  expect(needsExtras({ files: { '/start.sh': 'openssl req -x509 …' } }, 'ahead')).toBe(true);
});
