import { APP, BY_HAND, guests, KEPT, night, OLD_UNIT, served, UNIT } from '../night.ts';

export default night({
  name: 'the forgotten word',
  seed: 85,
  files: [UNIT, '/srv/diner/.env', APP],
  traffic: [guests('guest', '/')],
  checks: [
    { id: 'served', test: served({}, { text: 'Tainan' }) },
    { id: 'kept', test: KEPT },
  ],
  mistakes: [
    { id: 'old-unit', when: OLD_UNIT },
    { id: 'by-hand', when: BY_HAND },
    { id: 'other-town', when: served({}, { text: 'The diner in' }) },
    { id: 'not-there', when: { kind: 'written', path: UNIT } },
    { id: 'only-your-shell', when: { kind: 'someEventOf', event: 'server.started', atLeast: 2 } },
  ],
});
