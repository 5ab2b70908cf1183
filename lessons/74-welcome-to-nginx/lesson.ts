import { ENABLED, guests, night, served, SITE } from '../night.ts';

const DEFAULT = '/etc/nginx/sites-available/default';
const HELLO = '<html><body><h1>Welcome to nginx!</h1></body></html>\n';

export default night({
  name: 'welcome to nginx',
  seed: 74,
  files: [SITE, DEFAULT],
  traffic: [guests('guest', '/')],
  machine: {
    files: {
      ...ENABLED,
      '/etc/nginx/sites-enabled/default': { symlink: DEFAULT },
      '/var/www/html/index.html': HELLO,
    },
  },
  checks: [{ id: 'served', test: served({}, { text: 'soup' }) }],
  mistakes: [
    { id: 'duplicate', when: { kind: 'printed', text: 'conflicting server name' } },
    {
      id: 'nobody',
      when: { kind: 'someEventOf', event: 'conn.refused' },
    },
  ],
});
