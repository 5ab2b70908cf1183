// After the first visit the site needs no network: neither the page nor Python.
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

test.use({ serviceWorkers: 'allow' });

const PYTHON = 'py/314.0.7/pyodide.asm.wasm';

/**
 * The service worker comes when the page has been still for a while, and then keeps what was used before it came: the file
 * is there, and with it the scripts and texts that were fetched beside it.
 */
async function kept(page: Page, file: string): Promise<void> {
  const state = (): Promise<string> =>
    page.evaluate(async (name) => {
      const registration = await navigator.serviceWorker.getRegistration();
      const assets = new URL('assets/', document.baseURI).href;
      const used = performance.getEntriesByType('resource').map((entry) => entry.name);
      const wanted = [new URL(name, document.baseURI).href, ...used.filter((url) => url.startsWith(assets))];
      const found = await Promise.all(wanted.map((url) => caches.match(url, { ignoreVary: true })));
      return `${registration?.active?.state ?? 'none'}, ${found.includes(undefined) ? 'not kept' : 'kept'}`;
    }, file);
  await expect.poll(state, { timeout: 60_000 }).toBe('activated, kept');
}

test('without a network a lesson opens and runs what is edited', async ({ page, context }) => {
  test.setTimeout(180_000);
  await page.goto('#/the-queue/3');
  await page.getByRole('button', { name: 'workers: one more' }).click();
  await expect(page.getByText('before 12.04 s')).toBeVisible({ timeout: 60_000 });
  await kept(page, PYTHON);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText('No network')).toBeVisible();
  // What was edited before runs first: without its numbers there is nothing to compare with.
  await expect(page.getByText('6.04 s').first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'workers: one more' }).click();
  await expect(page.getByText('before 6.04 s')).toBeVisible({ timeout: 60_000 });
});

test('everything can be kept at once, from the menu', async ({ page, context }) => {
  test.setTimeout(180_000);
  await page.goto('#/');
  await page.getByRole('button', { name: 'Keep everything here' }).click();
  await expect(page.getByText('Everything is on this device')).toBeVisible({ timeout: 90_000 });
  await kept(page, PYTHON);
  await context.setOffline(true);
  await page.reload();
  await page.goto('#/the-pager');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test.describe('where something is missing', () => {
  test.use({ expectedErrors: ['ERR_FAILED', 'Failed to fetch dynamically imported module'] });
  test('the lessons of the first visit are kept; one that was not opened says so and comes with the network', async ({
    page,
    context,
  }) => {
    test.setTimeout(120_000);
    await page.goto('#/');
    await expect
      .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state), { timeout: 60_000 })
      .toBe('activated');
    await page.goto('#/the-pager');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    // What is used is put away beside its use, not before it.
    const away = (): Promise<boolean> =>
      page.evaluate(async () => {
        const names = (await (await caches.open('pantry')).keys()).map(({ url }) => url);
        return ['lessons/the-pager-', 'lessons/en-', 'trace.wsgi-', 'trace.asgi-'].every((part) =>
          names.some((name) => name.includes(part)),
        );
      });
    await expect.poll(away, { timeout: 30_000 }).toBe(true);
    await context.setOffline(true);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await page.goto('#/the-queue');
    await expect(page.getByRole('heading', { name: 'This could not be fetched' })).toBeVisible();
    await page.goto('#/teach');
    await expect(page.getByRole('heading', { name: 'This could not be fetched' })).toBeVisible();
    await page.goto('#/the-queue');
    await expect(page.getByRole('heading', { name: 'This could not be fetched' })).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  });
});
