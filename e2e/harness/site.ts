// Tests of the sandbox run on the harness instead of the built site. Import `test` and `expect` from here.
import { expect, test as base } from '../fixtures.ts';
import { serveHarness, serveSecret, type Site } from './serve.ts';

interface Sites {
  readonly site: Site;
  /** Another origin, which keeps a list of who came. */
  readonly secret: Site;
}

export const test = base.extend<Sites, { sites: Sites }>({
  sites: [
    async ({ browserName }, done) => {
      const sites = { site: await serveHarness(browserName), secret: await serveSecret() };
      await done(sites);
      await Promise.all([sites.site.close(), sites.secret.close()]);
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  site: async ({ sites }, done) => done(sites.site),
  secret: async ({ sites }, done) => done(sites.secret),
  baseURL: async ({ sites }, done) => done(`${sites.site.origin}/some/where/`),
});

export { expect };
