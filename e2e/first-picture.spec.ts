// Opening a lesson costs a picture, not an interpreter.
import type { Page } from '@playwright/test';
import { LESSONS, WORDS, openLesson, play } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { player } = WORDS.en;
const HEAVY = /\/py\/|pyodide|monaco|editor\.worker|xterm|sandbox/;

async function expectMoving(page: Page): Promise<void> {
  const clock = page.getByRole('timer', { name: player.time }).first();
  const first = await clock.innerText();
  await expect(clock).not.toHaveText(first);
  await expect(page.getByRole('main').locator('svg').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
}

for (const lesson of LESSONS)
  test(`${lesson}: the recorded run moves before Python, editor or terminal are fetched`, async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await openLesson(page, lesson);
    await play(page);
    await expectMoving(page);
    expect(asked.filter((path) => path.includes('trace.')).length).toBeGreaterThan(0);
    expect(asked.filter((path) => HEAVY.test(path))).toEqual([]);
  });

test('a step without a question plays by itself; one with a question waits for the answer', async ({ page }) => {
  await openLesson(page, 'one-customer-one-order', 3);
  await expectMoving(page);
  await openLesson(page, 'the-queue');
  await expect(page.getByRole('button', { name: player.play, exact: true })).toBeVisible();
  await page.getByRole('radio', { name: 'At 2, 4, 6, 8, 10 and 12 s.' }).check();
  await expect(page.getByRole('status').filter({ hasText: 'Right.' })).toBeVisible();
});

test('the menu fetches none of it', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(WORDS.en.menuBoard.title);
  await page.waitForLoadState('networkidle');
  expect(asked.filter((path) => HEAVY.test(path))).toEqual([]);
});
