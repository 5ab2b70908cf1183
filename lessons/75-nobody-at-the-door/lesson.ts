import { guests, night, served, SITE, UNIT } from '../night.ts';

export default night({
  name: 'nobody at the door',
  seed: 75,
  files: [SITE, UNIT],
  traffic: [guests('guest', '/soup')],
  checks: [{ id: 'served', test: served() }],
  mistakes: [
    { id: 'second', when: { kind: 'printed', text: 'unknown directive "proxy_set_headers"' } },
    { id: 'default-page', when: { kind: 'lately', which: {}, is: [404] } },
  ],
});
