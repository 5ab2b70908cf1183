import { BY_HAND, guests, KEPT, night, OLD_UNIT, served, SITE, UNIT } from '../night.ts';

export default night({
  name: 'two numbers',
  seed: 71,
  files: [SITE, UNIT],
  traffic: [guests('guest', '/soup')],
  checks: [
    { id: 'served', test: served() },
    { id: 'kept', guard: true, test: KEPT },
  ],
  mistakes: [
    { id: 'old-unit', when: OLD_UNIT },
    { id: 'by-hand', when: BY_HAND },
    { id: 'unread', when: { kind: 'written', path: SITE, unreadBy: 'nginx' } },
  ],
});
