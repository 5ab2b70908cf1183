import type { Predicate } from '../../src/course/predicate.ts';
import { ENABLED, guests, LINKED, night, served, SITE } from '../night.ts';

const RENEWAL = '/etc/letsencrypt/renewal/diner.example.conf';
const live = (name: string) => ({
  [`/etc/letsencrypt/live/diner.example/${name}.pem`]: { symlink: `../../archive/diner.example/${name}1.pem` },
});
/** What Debian's package of certbot brings: twice a day. */
const TIMER = {
  '/lib/systemd/system/certbot.service':
    '[Unit]\nDescription=Certbot\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/certbot -q renew\n',
  '/lib/systemd/system/certbot.timer':
    '[Unit]\nDescription=Run certbot twice daily\n\n[Timer]\nOnCalendar=*-*-* 00,12:00:00\n\n[Install]\nWantedBy=timers.target\n',
  '/etc/systemd/system/timers.target.wants/certbot.timer': { symlink: '/lib/systemd/system/certbot.timer' },
};
const closed = { mode: '700', owner: 'root:root' };

const SERVED = served({ client: 'guest' }, { text: 'soup' });
const renewed: Predicate = {
  kind: 'any',
  of: [
    { kind: 'printed', text: 'Successfully received certificate' },
    { kind: 'printed', text: 'all renewals succeeded' },
  ],
};
const nginxIsUp: Predicate = { kind: 'alive', program: 'nginx', atLeast: 1 };

export default night({
  name: 'past its date',
  seed: 87,
  files: [SITE, RENEWAL],
  traffic: [guests('guest', '/soup', 2000, { to: 'https://diner.example' })],
  machine: {
    files: {
      ...ENABLED,
      ...LINKED,
      ...TIMER,
      ...live('cert'),
      ...live('chain'),
      ...live('fullchain'),
      ...live('privkey'),
    },
    dirs: {
      '/var/www/html': {},
      '/etc/letsencrypt/archive': closed,
      '/etc/letsencrypt/live': closed,
      '/etc/letsencrypt/accounts/acme-v02.api.letsencrypt.org/directory': closed,
    },
  },
  checks: [
    { id: 'served', test: SERVED },
    { id: 'again', test: { kind: 'printed', text: 'all simulated renewals succeeded' } },
  ],
  mistakes: [
    { id: 'nobody', when: { kind: 'not', of: nginxIsUp } },
    { id: 'unread', when: { kind: 'all', of: [renewed, { kind: 'not', of: SERVED }] } },
    {
      id: 'until-next-time',
      when: { kind: 'all', of: [SERVED, { kind: 'printed', text: 'all renewals succeeded' }] },
    },
    { id: 'port-taken', when: { kind: 'printed', text: 'Could not bind TCP port 80' } },
  ],
});
