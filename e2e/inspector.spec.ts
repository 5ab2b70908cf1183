// Going through the inspector by keyboard: the eye and the focus stay with what one reads.
import type { Page } from '@playwright/test';
import { WORDS, lanes, openLesson } from './diner.ts';
import { INSPECTOR_WORDS } from '../src/i18n/inspector.ts';
import { expect, test } from './fixtures.ts';

const words = INSPECTOR_WORDS.en;
const titled = (page: Page, title: string) => page.getByRole('dialog', { name: title });

test('from request to request, on to a process and back, the keyboard is where it was', async ({ page }) => {
  await openLesson(page, 'one-customer-one-order');
  await lanes(page).press('End');
  await page.getByRole('button', { name: WORDS.en.requests.open('01', 'GET /burger') }).press('Enter');
  const dialog = page.getByRole('dialog');
  const next = dialog.getByRole('button', { name: words.next });
  await next.press('Enter');
  await expect(titled(page, words.title('02'))).toBeVisible();
  await expect(next).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(titled(page, words.title('03'))).toBeVisible();
  await expect(next).toBeFocused();
  await dialog.evaluate((element) => element.scrollTo(0, 200));
  const place = await dialog.evaluate((element) => element.scrollTop);
  const nginx = dialog.getByRole('button', { name: /^nginx \d+$/ }).last();
  await nginx.press('Enter');
  await expect(dialog.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(dialog).not.toHaveAccessibleName(words.title('03'));
  await dialog.getByRole('button', { name: words.back, exact: true }).press('Enter');
  await expect(titled(page, words.title('03'))).toBeVisible();
  await expect(nginx).toBeFocused();
  expect(await dialog.evaluate((element) => element.scrollTop)).toBe(place);
});
