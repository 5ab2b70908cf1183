import { APP, guests, night, OLD_UNIT, served, SITE, UNIT } from '../night.ts';

const ROAST = { client: 'roast' };

export default night({
  name: 'killed at the stove',
  seed: 81,
  files: [UNIT, SITE, APP],
  traffic: [guests('roast', '/roast', 5000), guests('soup', '/soup', 4000)],
  checks: [{ id: 'roast', test: served(ROAST) }],
  mistakes: [
    { id: 'old-unit', when: OLD_UNIT },
    { id: 'wrong-watch', when: { kind: 'written', path: SITE } },
    { id: 'more-cooks', when: { kind: 'written', path: UNIT } },
  ],
});
