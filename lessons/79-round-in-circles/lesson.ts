import { APP, guests, night, served, SITE, UNIT } from '../night.ts';

const STREET = { client: 'street' };
/** The provider's load balancer has opened the envelope: behind it all is plain http. */
const sealed = { path: '/soup', headers: [['X-Forwarded-Proto', 'https']] };

export default night({
  name: 'round in circles',
  seed: 79,
  files: [SITE, APP, UNIT],
  traffic: [guests('guest', sealed), guests('street', '/soup', 3000)],
  checks: [
    { id: 'served', test: served({ client: 'guest' }) },
    { id: 'street', guard: true, test: { kind: 'lately', which: STREET, is: [301], count: 1 } },
  ],
  mistakes: [
    { id: 'believes-all', when: served(STREET, { count: 1 }) },
    { id: 'unread', when: { kind: 'written', path: SITE, unreadBy: 'nginx' } },
    { id: 'not-believed', when: { kind: 'written', path: UNIT } },
  ],
});
