import { guests, KEPT, night, OLD_UNIT, served, UNIT } from '../night.ts';

export default night({
  name: 'no notebook',
  seed: 86,
  files: [UNIT],
  traffic: [guests('guest', '/soup')],
  checks: [
    { id: 'served', test: served() },
    { id: 'kept', test: KEPT },
    {
      id: 'no-root',
      guard: true,
      test: { kind: 'alive', program: 'gunicorn', role: 'worker', user: 'root', atMost: 0 },
    },
  ],
  mistakes: [
    { id: 'root', when: { kind: 'alive', program: 'gunicorn', role: 'worker', user: 'root', atLeast: 1 } },
    { id: 'old-unit', when: OLD_UNIT },
    { id: 'not-mine', when: { kind: 'complaint', text: 'Permission denied' } },
  ],
});
