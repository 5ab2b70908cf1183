// Time as a learner uses it: acting in the past and taking it back, two runs on one clock, a part that is repeated, a
// closer look at the lanes.
import type { Page } from '@playwright/test';
import { WORDS, lanes, openLesson, play } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { player, acts, branches, compareView, lanes: words, undo } = WORDS.en;
const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const now = async (page: Page): Promise<number> =>
  Math.round(100 * Number.parseFloat(await page.getByRole('timer', { name: player.time }).innerText()));

/** The playhead in the middle of the lesson's own run. */
async function standInTheMiddle(page: Page): Promise<void> {
  await openLesson(page, 'the-queue');
  await lanes(page).fill('3000');
  await expect.poll(() => now(page)).toBe(300);
}
const killed = /^Show: 3\.00 s · \d+ killed$/;

test('killing a worker in the past makes another future; undo brings the old one back; both can be compared', async ({
  page,
}) => {
  // Whoever is quick acts before the sandbox has come: that act must not be lost.
  await page.route(/\/client-[^/]+\.js$/, async (route) => {
    await expect(page.getByText(branches.computing)).toBeVisible();
    await route.continue();
  });
  await standInTheMiddle(page);
  await button(page, acts.open).click();
  await button(page, /^Kill worker/).click();
  await expect(button(page, killed)).toHaveAttribute('aria-pressed', 'true', { timeout: 60_000 });
  expect(await now(page)).toBe(300);
  await expect(page.getByText('From 3.00 s on there is another future')).toBeVisible();
  await button(page, undo).first().click();
  await expect(button(page, branches.show(branches.original))).toHaveAttribute('aria-pressed', 'true');
  expect(await now(page)).toBe(300);
  await button(page, killed).click();
  await button(page, branches.compare(branches.original)).click();
  const both = page.getByRole('main', { name: compareView.label });
  await expect(both.getByRole('heading', { level: 2, name: /killed/ })).toBeVisible();
  await expect(both.getByRole('heading', { level: 2, name: branches.original })).toBeVisible();
  await expect(lanes(page)).toHaveCount(2);
  await button(page, compareView.close).click();
  await expect(lanes(page)).toHaveCount(1);
});

test('a pinned run stands beside the next one, on the same clock', async ({ page }) => {
  await standInTheMiddle(page);
  await button(page, branches.pin).click();
  await expect(button(page, branches.unpin)).toHaveAttribute('aria-pressed', 'true');
  const before = await page.locator('[data-run]').getAttribute('data-run');
  await button(page, 'workers: one more').click();
  await expect(page.locator('[data-run-ended="true"]')).not.toHaveAttribute('data-run', before ?? '', {
    timeout: 60_000,
  });
  // A turned number leaves the playhead where it is.
  expect(await now(page)).toBe(300);
  await button(page, branches.compare(branches.before)).click();
  await expect(lanes(page)).toHaveCount(2);
  await lanes(page).first().fill('1000');
  await expect(lanes(page).last()).toHaveValue('1000');
  await expect(page.getByRole('heading', { level: 2, name: compareView.at('1.00 s') })).toBeVisible();
});

test('a part of the run is chosen by keyboard and repeated', async ({ page }) => {
  await standInTheMiddle(page);
  await lanes(page).press('i');
  await expect(page.getByRole('slider', { name: player.loopFrom })).toHaveValue('3000');
  await lanes(page).fill('3300');
  await lanes(page).press('o');
  await expect(page.getByRole('slider', { name: player.loopTo })).toHaveValue('3300');
  await play(page);
  // It goes round: after many times its length it is still in it, and still playing.
  await page.waitForTimeout(2_000);
  const at = await now(page);
  expect(at).toBeGreaterThanOrEqual(300);
  expect(at).toBeLessThanOrEqual(330);
  await expect(button(page, player.pause)).toBeVisible();
  await page.keyboard.press('l');
  await expect(page.getByRole('slider', { name: player.loopFrom })).toHaveCount(0);
});

test('the lanes are looked at closer, moved, and opened up, by keyboard alone', async ({ page }) => {
  await standInTheMiddle(page);
  await lanes(page).focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect(lanes(page)).toHaveAttribute('aria-valuetext', /showing [\d.]+ s to [\d.]+ s/);
  const part = await lanes(page).getAttribute('aria-valuetext');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(lanes(page)).not.toHaveAttribute('aria-valuetext', part ?? '');
  await page.keyboard.press('0');
  await expect(lanes(page)).toHaveAttribute('aria-valuetext', '3.00 s');
  await page.keyboard.press('a');
  await expect(button(page, words.all)).toHaveAttribute('aria-pressed', 'true');
});
