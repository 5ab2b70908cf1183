// Each lesson to its end, as its own hint ladder gives it, in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { LESSONS, WORDS, lanes } from './diner.ts';
import { expect, test } from './fixtures.ts';

const FOLDERS = readdirSync(new URL('../lessons', import.meta.url));

/** Titles of the steps of a lesson, and which of them have a task: as the text says it. */
function stepsOf(
  id: (typeof LESSONS)[number],
  locale: string,
): readonly { readonly title: string; readonly task: boolean }[] {
  const text = readFileSync(
    new URL(`../lessons/${FOLDERS.find((name) => name.slice(3) === id) ?? id}/${locale}.md`, import.meta.url),
    'utf8',
  );
  return text
    .split('::step[')
    .slice(1)
    .map((part) => ({ title: part.slice(0, part.indexOf(']{#')), task: part.includes('\n:::task[') }));
}

async function solve(page: Page, locale: 'en' | 'zh-TW'): Promise<void> {
  const { lesson } = WORDS[locale];
  const check = page.getByRole('region', { name: lesson.check });
  await expect(check).toBeVisible();
  for (let rung = 1; rung <= 4; rung++) await check.getByRole('button', { name: lesson.hint(rung, 4) }).click();
  await check.getByRole('button', { name: lesson.applySolution }).click();
  await expect(check.getByText(lesson.done)).toBeVisible({ timeout: 45_000 });
  await expect(check.getByText(`${lesson.failed}:`)).toHaveCount(0);
}

/** Any answer to every question of the step; the first one is enough to go on, and is replied to. */
async function answer(page: Page, locale: 'en' | 'zh-TW'): Promise<void> {
  const questions = page.getByRole('article', { name: WORDS[locale].lesson.label }).getByRole('group');
  for (let i = 0; i < (await questions.count()); i++) {
    await questions.nth(i).getByRole('radio').first().check();
    await expect(questions.nth(i).getByRole('status')).not.toBeEmpty();
  }
}

for (const locale of ['en', 'zh-TW'] as const)
  test.describe(locale, () => {
    test.use({ locale });
    for (const id of LESSONS)
      test(`${id}: every task is done with the solutions of its ladder`, async ({ page }) => {
        test.setTimeout(150_000);
        const { stepGo } = WORDS[locale];
        const steps = stepsOf(id, locale);
        await page.goto(`./#/${id}`);
        await expect(lanes(page).first()).toBeVisible();
        for (const [i, { title, task }] of steps.entries())
          await test.step(title, async () => {
            const dot = page.getByRole('button', { name: stepGo(i + 1, '') }).first();
            await dot.click();
            await expect(dot).toHaveAttribute('aria-current', 'step');
            await answer(page, locale);
            if (task) await solve(page, locale);
          });
        expect(steps.filter(({ task }) => task).length).toBeGreaterThan(0);
        // What was done is remembered, and ticked off on the menu.
        await page.goto('./#/');
        await page.reload();
        await expect(
          page.getByRole('link', { name: WORDS[locale].menuBoard.lessonDone }).and(page.locator(`a[href="#/${id}"]`)),
        ).toBeVisible();
      });
  });

test('a check that is complete but for its question says so', async ({ page }) => {
  const { code, lesson } = WORDS.en;
  await page.goto('./#/the-queue/3');
  const check = page.getByRole('region', { name: lesson.check });
  await page.getByRole('button', { name: code.more('workers') }).click();
  await expect(check.getByText(lesson.askedAbove)).toBeVisible({ timeout: 40_000 });
  await answer(page, 'en');
  await expect(check.getByText(lesson.done)).toBeVisible();
});
