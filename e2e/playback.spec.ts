// The playhead goes wherever it is sent: by button, by key, by a log line, by a request.
import type { Page } from '@playwright/test';
import { WORDS, dockTab, lanes, logs, openLesson, play, requests } from './diner.ts';
import { INSPECTOR_WORDS } from '../src/i18n/inspector.ts';
import { expect, test } from './fixtures.ts';

const { player, dock, requests: list, skin } = WORDS.en;
const inspector = INSPECTOR_WORDS.en;
const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true });
/** Where the playhead is, in hundredths of a second. */
const now = async (page: Page): Promise<number> =>
  Math.round(100 * Number.parseFloat(await page.getByRole('timer', { name: player.time }).innerText()));

async function standAt(page: Page, hundredths: number): Promise<void> {
  await expect.poll(() => now(page)).toBe(hundredths);
}

test('play, pause, steps both ways, speed, scrubbing', async ({ page }) => {
  await openLesson(page, 'the-queue');
  await play(page);
  await button(page, player.pause).click();
  await expect(button(page, player.play)).toBeVisible();
  const rest = await now(page);
  await button(page, player.forward).click();
  await button(page, player.forward).click();
  const after = await now(page);
  expect(after).toBeGreaterThanOrEqual(rest);
  await button(page, player.back).click();
  await button(page, player.back).click();
  await button(page, player.back).click();
  expect(await now(page)).toBeLessThanOrEqual(rest);
  await lanes(page).fill('4000');
  await standAt(page, 400);
  await page.getByRole('combobox', { name: player.moreSpeeds }).selectOption('4×');
  await button(page, player.play).click();
  await expect.poll(() => now(page)).toBeGreaterThan(450);
  await button(page, player.pause).click();
  await button(page, player.loop).click();
  await expect(button(page, player.loop)).toHaveAttribute('aria-pressed', 'true');
});

test('the keyboard does all of it', async ({ page }) => {
  await openLesson(page, 'the-queue');
  await page.locator('body').press(' ');
  await expect(button(page, player.pause)).toBeVisible();
  await page.keyboard.press(' ');
  await expect(button(page, player.play)).toBeVisible();
  await page.keyboard.press('Home');
  await standAt(page, 0);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await standAt(page, 10);
  await page.keyboard.press('.');
  expect(await now(page)).toBeGreaterThan(10);
  await page.keyboard.press(',');
  expect(await now(page)).toBeLessThanOrEqual(10);
  await page.keyboard.press('End');
  await expect.poll(() => now(page)).toBeGreaterThan(1200);
  await page.keyboard.press('d');
  await expect(page.getByRole('radio', { name: skin.server })).toBeChecked();
  await page.keyboard.press('Home');
  await page.keyboard.press(' ');
  await expect(button(page, player.pause)).toBeVisible();
});

test('a log line and a request jump to their instants', async ({ page }) => {
  await openLesson(page, 'one-customer-one-order');
  await lanes(page).press('End');
  await dockTab(page, dock.logs).click();
  const line = logs(page)
    .getByRole('button', { name: /GET \/burger/ })
    .first();
  const at = Math.round(100 * Number.parseFloat(await line.innerText()));
  await line.click();
  await expect.poll(async () => Math.abs((await now(page)) - at)).toBeLessThanOrEqual(1);
  await lanes(page).press('End');
  await dockTab(page, dock.requests).click();
  await page.getByRole('button', { name: list.show('03', 'GET /pizza') }).click();
  await standAt(page, 400);
  await expect(requests(page).getByRole('button', { pressed: true })).toHaveText('03');
});

test('the inspector shows the raw bytes of every hop and the environ', async ({ page }) => {
  await openLesson(page, 'one-customer-one-order');
  await lanes(page).press('End');
  await page.getByRole('button', { name: list.open('02', 'GET /fries?salt=less') }).click();
  const dialog = page.getByRole('dialog', { name: inspector.title('02') });
  await expect(dialog).toContainText('GET /fries?salt=less HTTP/1.1');
  await expect(dialog).toContainText('Host: diner.example');
  await expect(dialog).toContainText('GET /fries?salt=less HTTP/1.0');
  await expect(dialog).toContainText('Host: 127.0.0.1:8000');
  await expect(dialog).toContainText("'QUERY_STRING': 'salt=less'");
  await expect(dialog).toContainText("'PATH_INFO': '/fries'");
  await expect(dialog).toContainText('HTTP/1.1 200 OK');
  await expect(dialog).toContainText('one burger');
  await dialog.getByRole('button', { name: inspector.next }).click();
  await expect(page.getByRole('dialog', { name: inspector.title('03') })).toContainText('GET /pizza HTTP/1.1');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
