import { BY_HAND, guests, KEPT, night, OLD_UNIT, served, SITE, UNIT } from '../night.ts';

export default night({
  name: 'the wrong kitchen',
  seed: 83,
  files: [UNIT, SITE],
  traffic: [guests('guest', '/soup')],
  checks: [
    { id: 'served', test: served() },
    { id: 'kept', test: KEPT },
  ],
  mistakes: [
    { id: 'old-unit', when: OLD_UNIT },
    { id: 'wrong-name', when: { kind: 'complaint', text: 'Failed to find attribute' } },
    { id: 'by-hand', when: BY_HAND },
  ],
});
