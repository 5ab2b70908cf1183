import { BY_HAND, guests, LINKED, night, served, SITE, UNIT } from '../night.ts';

export default night({
  name: 'after the power cut',
  seed: 73,
  files: [UNIT, SITE],
  traffic: [guests('guest', '/soup')],
  machine: { files: LINKED },
  checks: [
    { id: 'served', test: served() },
    { id: 'again', test: served({}, { since: 'restart' }) },
  ],
  mistakes: [
    { id: 'by-hand', when: BY_HAND },
    { id: 'started-only', when: { kind: 'lately', which: {}, is: [502], since: 'restart' } },
  ],
});
