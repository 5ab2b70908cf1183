// Opening a lesson costs a picture, not an interpreter.
import { LESSONS, WORDS, openLesson } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { player } = WORDS.en;
const HEAVY = /\/py\/|pyodide|monaco|editor\.worker|xterm|sandbox/;

for (const lesson of LESSONS)
  test(`${lesson}: the recorded run moves before Python, editor or terminal are fetched`, async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await openLesson(page, lesson);
    await expect(page.getByRole('button', { name: player.pause, exact: true })).toBeVisible();
    const clock = page.getByRole('timer', { name: player.time }).first();
    const first = await clock.innerText();
    await expect(clock).not.toHaveText(first);
    await expect(page.getByRole('main').locator('svg').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(asked.filter((path) => path.includes('trace.')).length).toBeGreaterThan(0);
    expect(asked.filter((path) => HEAVY.test(path))).toEqual([]);
  });
