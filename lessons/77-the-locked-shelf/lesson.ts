import { guests, night, served, SITE, UNPRIVILEGED } from '../night.ts';

export default night({
  name: 'the locked shelf',
  seed: 77,
  files: [SITE, '/srv/diner/static/menu.txt'],
  traffic: [guests('guest', '/static/menu.txt'), guests('regular', '/soup', 5000)],
  machine: {
    dirs: { '/srv/diner/static': { mode: '700', owner: 'ubuntu:ubuntu' } },
  },
  checks: [
    { id: 'menu', test: served({ client: 'guest' }, { text: 'dumplings' }) },
    { id: 'no-root', guard: true, test: UNPRIVILEGED },
  ],
  mistakes: [
    { id: 'root', when: { kind: 'not', of: UNPRIVILEGED } },
    {
      id: 'lost',
      when: { kind: 'lately', which: { client: 'guest' }, is: [404] },
    },
  ],
});
