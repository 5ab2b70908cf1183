// Every browser test keeps two promises without saying so: the page throws nothing and logs no error, and it speaks to
// no host but its own. Import `test` and `expect` from here.
import { expect, test as base } from '@playwright/test';

interface Watched {
  /** Errors of the page that a test expects; a message that contains one of these does not fail it. */
  expectedErrors: string[];
  quiet: void;
}

export const test = base.extend<Watched>({
  expectedErrors: [[], { option: true }],
  quiet: [
    async ({ context, baseURL, expectedErrors }, use) => {
      const origin = new URL(baseURL ?? '').origin;
      const faults: string[] = [];
      const report = (fault: string): void => {
        if (!expectedErrors.some((expected) => fault.includes(expected))) faults.push(fault);
      };
      context.on('weberror', (event) => report(`uncaught: ${event.error().message}`));
      context.on('console', (message) => {
        if (message.type() === 'error') report(`console: ${message.text()} (${message.location().url})`);
      });
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) report(`foreign request: ${url.href}`);
      });
      await use();
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
