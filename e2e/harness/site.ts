// Tests of the sandbox run on the harness instead of the built site. Import `test` and `expect` from here.
import { expect, test as base } from '../fixtures.ts';
import { serveHarness, serveSecret, type Site } from './serve.ts';

export const test = base.extend<object, { site: Site; secret: Site }>({
  site: [
    async ({ browserName: _ }, use) => {
      const site = await serveHarness();
      await use(site);
      await site.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  /** Another origin, which keeps a list of who came. */
  secret: [
    async ({ browserName: _ }, use) => {
      const site = await serveSecret();
      await use(site);
      await site.close();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ site }, use) => use(`${site.origin}/some/where/`),
});

export { expect };
