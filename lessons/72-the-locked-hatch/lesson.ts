import { guests, night, OLD_UNIT, served, SITE, UNIT, UNPRIVILEGED } from '../night.ts';

export default night({
  name: 'the locked hatch',
  seed: 72,
  files: [UNIT, SITE],
  traffic: [guests('guest', '/soup')],
  checks: [
    { id: 'served', test: served() },
    { id: 'lasting', test: served({}, { since: 'server' }) },
    { id: 'no-root', guard: true, test: UNPRIVILEGED },
  ],
  mistakes: [
    { id: 'root', when: { kind: 'not', of: UNPRIVILEGED } },
    { id: 'old-unit', when: OLD_UNIT },
    { id: 'this-socket', when: served() },
  ],
});
