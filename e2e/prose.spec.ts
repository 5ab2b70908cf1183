// The words of a lesson are handles: numbers turn, moments jump, files open, commands go into the terminal.
import { existsSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import {
  WORDS,
  codePane,
  editor,
  expectOutcomes,
  lanes,
  openFile,
  openLesson,
  withLightEditor,
  type LessonId,
} from './diner.ts';
import { expect, test } from './fixtures.ts';

const { code, lesson, player, run, terminal } = WORDS.en;
const prose = (page: Page) => page.getByRole('article', { name: lesson.label });
const clock = (page: Page) => page.getByRole('timer', { name: player.time }).first();

test('a moment jumps, a file opens, and a number is turned with the arrow keys', async ({ page }) => {
  await openLesson(page, 'the-queue');
  await prose(page).getByText(lesson.later).click();
  await prose(page).getByRole('button', { name: 'At 1 s' }).click();
  await expect(clock(page)).toContainText('1.00');
  await page.goto('./#/the-queue/3');
  await expect(prose(page).getByRole('heading', { level: 2 })).toHaveText('A second cashier');
  await openFile(page, 'nginx.conf');
  await prose(page).getByRole('button', { name: 'gunicorn.conf.py' }).first().click();
  await expect(codePane(page).getByRole('tab', { name: 'gunicorn.conf.py' })).toHaveAttribute('aria-selected', 'true');
  await prose(page).getByRole('slider', { name: 'workers' }).press('ArrowRight');
  await expect(codePane(page)).toContainText('workers = 2');
  await expectOutcomes(
    page,
    ['2.04', '2.04', '4.04', '4.04', '6.04', '6.04'].map((time) => `200 ${time} s`),
  );
});

test('a command goes into the terminal, and is not run before somebody presses Enter', async ({ page }) => {
  await page.setViewportSize({ width: 1700, height: 1100 });
  await openLesson(page, 'the-queue', 4);
  await prose(page).getByText(lesson.later).click();
  await prose(page).getByRole('button', { name: 'ps -ef' }).click();
  const screen = page.locator('.xterm-rows').filter({ visible: true });
  await expect(screen).toContainText('$ ps -ef', { timeout: 40_000 });
  await expect(page.getByText(terminal.leave).filter({ visible: true })).toBeVisible();
  await expect(screen).not.toContainText('nginx: worker process');
  await page.keyboard.press('Enter');
  await expect(screen).toContainText('nginx: worker process');
});

/** A mistake of each lesson that its author foresaw, and a few words of what is said to it. */
const MISTAKES: readonly (readonly [lesson: LessonId, folder: string, step: number, mistake: string])[] = [
  ['one-customer-one-order', '01', 3, 'one-parameter'],
  ['the-queue', '23', 5, 'hidden-global'],
  ['the-pager', '31', 4, 'forgot-await'],
];

test.describe('a foreseen mistake', () => {
  test.use({ expectedErrors: ['ERR_FAILED'] });

  for (const [id, folder, step, mistake] of MISTAKES)
    test(`${mistake} is explained where it happens`, async ({ page }) => {
      await withLightEditor(page);
      await openLesson(page, id, step);
      for (const file of ['app.py', 'asgi.py']) {
        const url = new URL(`../lessons/${folder}-${id}/mistakes/${mistake}/srv/diner/${file}`, import.meta.url);
        if (!existsSync(url)) continue;
        await openFile(page, file);
        await editor(page, file).fill(readFileSync(url, 'utf8'));
      }
      await expect(prose(page).getByText(lesson.mistake)).toBeVisible({ timeout: 40_000 });
    });
});

test('a browser that cannot pause Python is told what is different', async ({ page }) => {
  await page.goto('./?jspi=off#/the-queue');
  await expect(lanes(page)).toBeVisible();
  await codePane(page)
    .getByRole('button', { name: code.more('workers') })
    .click();
  await expect(page.getByText(run.eager)).toBeVisible({ timeout: 40_000 });
  await page.getByRole('button', { name: run.eagerMore }).click();
  await expect(page.getByText(run.eagerText)).toBeVisible();
});
