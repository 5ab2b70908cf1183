import { APP, guests, night, OLD_UNIT, served, SITE, UNIT } from '../night.ts';

export default night({
  name: 'one pot',
  seed: 82,
  files: [UNIT, SITE, APP],
  traffic: [guests('roast', '/roast', 6000), guests('soup', '/soup', 1500)],
  checks: [
    { id: 'soup', test: served({ client: 'soup' }, { within: 1, count: 5 }) },
    { id: 'roast', guard: true, test: served({ client: 'roast' }, { count: 1 }) },
  ],
  mistakes: [
    { id: 'old-unit', when: OLD_UNIT },
    { id: 'cut-off', when: { kind: 'lately', which: { client: 'roast' }, is: [500, 502, 504], count: 1 } },
    { id: 'longer-line', when: { kind: 'written', path: UNIT } },
  ],
});
