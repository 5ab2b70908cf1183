import { APP, guests, night, served, SITE, UNIT } from '../night.ts';

const ROAST = { client: 'roast' };

export default night({
  name: 'the host loses patience',
  seed: 80,
  files: [SITE, UNIT, APP],
  traffic: [guests('roast', '/roast', 5000), guests('soup', '/soup', 4000)],
  checks: [
    { id: 'roast', test: served(ROAST) },
    { id: 'soup', guard: true, test: served({ client: 'soup' }, { count: 1 }) },
  ],
  mistakes: [
    { id: 'unread', when: { kind: 'written', path: SITE, unreadBy: 'nginx' } },
    {
      id: 'wrong-watch',
      when: {
        kind: 'all',
        of: [
          { kind: 'someEventOf', event: 'server.started', atLeast: 2 },
          { kind: 'lately', which: ROAST, is: [504], count: 1, since: 'server' },
        ],
      },
    },
    {
      id: 'too-hasty',
      when: { kind: 'lately', which: { client: 'soup' }, is: [504], count: 1 },
    },
  ],
});
