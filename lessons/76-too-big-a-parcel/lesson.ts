import { APP, guests, night, served, SITE } from '../night.ts';

const photo = (times: number) => ({
  path: '/photos',
  method: 'POST',
  body: { repeat: 'jpeg', times },
});
const SPAM = { client: 'spam' };
const LIMITS = '/etc/nginx/conf.d/limits.conf';

export default night({
  name: 'too big a parcel',
  seed: 76,
  files: [SITE, LIMITS, APP],
  traffic: [guests('guest', photo(6000), 3000), guests('spam', photo(24_000), 4000)],
  checks: [
    { id: 'photo', test: served({ client: 'guest' }) },
    { id: 'spam', guard: true, test: { kind: 'lately', which: SPAM, is: [413], count: 1 } },
  ],
  mistakes: [
    {
      id: 'no-limit',
      when: served(SPAM, { count: 1 }),
    },
    {
      id: 'unread',
      when: {
        kind: 'any',
        of: [
          { kind: 'written', path: LIMITS, unreadBy: 'nginx' },
          { kind: 'written', path: SITE, unreadBy: 'nginx' },
        ],
      },
    },
  ],
});
