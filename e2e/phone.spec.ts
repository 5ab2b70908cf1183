// On a phone there are four places and one clock; nothing is wider than the screen.
import type { Page } from '@playwright/test';
import { LESSONS, WORDS, editor } from './diner.ts';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

const PLACES = ['lesson', 'stage', 'code', 'terminal'] as const;

/** How many pixels the page reaches over the right edge of the screen. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const locale of ['en', 'zh-TW'] as const)
  test.describe(locale, () => {
    test.use({ locale });
    const t = WORDS[locale];

    test('four places within reach, none wider than the screen', async ({ page }) => {
      await page.goto('./');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(t.menuBoard.title);
      expect(await overflow(page)).toBe(0);
      for (const lesson of LESSONS) {
        await page.goto(`./#/${lesson}`);
        const places = page.getByRole('navigation', { name: t.places.label });
        for (const place of PLACES) {
          await places.getByRole('button', { name: t.places[place], exact: true }).tap();
          await expect(places.getByRole('button', { name: t.places[place], exact: true })).toHaveAttribute(
            'aria-current',
            'page',
          );
          expect(await overflow(page), `${lesson}, ${place}`).toBe(0);
        }
        await places.getByRole('button', { name: t.places.lesson, exact: true }).tap();
      }
    });
  });

test('an edit in one place is seen in the others', async ({ page }) => {
  const { places, code, dock, requests } = WORDS.en;
  const go = (place: (typeof PLACES)[number]) =>
    page
      .getByRole('navigation', { name: places.label })
      .getByRole('button', { name: places[place], exact: true })
      .tap();
  await page.goto('./#/the-queue');
  await go('code');
  await page.getByRole('tab', { name: 'app.py' }).tap();
  const text = await editor(page, 'app.py').inputValue();
  await editor(page, 'app.py').fill(text.replace('time.sleep(2)', 'time.sleep(1)'));
  await expect(page.getByRole('tab', { name: `app.py ${code.edited}` })).toBeVisible();
  await go('terminal');
  await page.getByRole('tab', { name: dock.requests, exact: true }).tap();
  const table = page.getByRole('table', { name: requests.label });
  await expect(async () => {
    await table.getByRole('button', { name: requests.show('06', 'GET /burger') }).focus();
    await page.keyboard.press('End');
    await expect(table).toContainText('6.04 s', { timeout: 500 });
  }).toPass({ timeout: 40_000 });
  expect(await overflow(page)).toBe(0);
});

test('beside code and terminal a small picture leads to the stage, or is put away', async ({ page }) => {
  const { places } = WORDS.en;
  const nav = page.getByRole('navigation', { name: places.label });
  const go = (place: (typeof PLACES)[number]) => nav.getByRole('button', { name: places[place], exact: true }).tap();
  await page.goto('./#/the-queue');
  await go('code');
  await page.getByRole('button', { name: 'Enlarge the picture' }).tap();
  await expect(nav.getByRole('button', { name: places.stage, exact: true })).toHaveAttribute('aria-current', 'page');
  await go('terminal');
  await page.getByRole('button', { name: 'Put the picture away' }).tap();
  await expect(page.getByRole('button', { name: 'Enlarge the picture' })).toHaveCount(0);
});
