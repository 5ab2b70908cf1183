import { APP, guests, night, served, SITE } from '../night.ts';

export default night({
  name: 'half an address',
  seed: 78,
  files: [SITE, APP],
  traffic: [guests('guest', '/api/menu')],
  checks: [{ id: 'menu', test: served({}, { text: 'dumplings' }) }],
  mistakes: [
    { id: 'glued', when: { kind: 'lately', which: {}, is: [404], text: '/apimenu' } },
    { id: 'twice', when: { kind: 'lately', which: {}, is: [404], text: '/api/api' } },
    { id: 'unread', when: { kind: 'written', path: SITE, unreadBy: 'nginx' } },
    { id: 'old-app', when: { kind: 'written', path: APP, unreadBy: 'gunicorn' } },
  ],
});
