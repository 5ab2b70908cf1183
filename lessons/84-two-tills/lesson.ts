import { ENABLED, guests, LINKED, night, served, SITE, UNIT } from '../night.ts';

const OLD = '/etc/systemd/system/tasting.service';
const WANTS = '/etc/systemd/system/multi-user.target.wants';
const today = served({}, { text: 'today' });

export default night({
  name: 'two tills',
  seed: 84,
  files: [UNIT, OLD, SITE],
  traffic: [guests('guest', '/menu')],
  machine: { files: { ...ENABLED, ...LINKED, [`${WANTS}/tasting.service`]: { symlink: OLD } } },
  checks: [
    { id: 'today', test: today },
    { id: 'again', test: served({}, { text: 'today', since: 'restart' }) },
  ],
  mistakes: [
    { id: 'came-back', when: served({}, { text: 'yesterday', since: 'restart' }) },
    { id: 'nobody', when: { kind: 'lately', which: {}, is: [502] } },
  ],
});
