// Edit, and the new run is there by itself, with the numbers of the old one beside its own.
import type { Page } from '@playwright/test';
import { WORDS, codePane, editor, expectOutcomes, openFile, openLesson, outcomes, withLightEditor } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { code, metrics } = WORDS.en;
const ONE_AT_A_TIME = ['2.04', '4.04', '6.04', '8.04', '10.04', '12.04'];
const TWO_AT_A_TIME = ['2.04', '2.04', '4.04', '4.04', '6.04', '6.04'];
const QUICK = ['1.04', '2.04', '3.04', '4.04', '5.04', '6.04'];

/** All were served, so many seconds after they came in. */
const served = (times: readonly string[]): string[] => times.map((time) => `200 ${time} s`);
const numbers = (page: Page) => page.getByLabel(metrics.compare);

test('one more worker: the right finishing times, and what they were before', async ({ page }) => {
  await openLesson(page, 'the-queue');
  expect(await outcomes(page)).toEqual(served(ONE_AT_A_TIME));
  await codePane(page)
    .getByRole('button', { name: code.more('workers') })
    .click();
  await expectOutcomes(page, served(TWO_AT_A_TIME));
  await expect(numbers(page)).toContainText(metrics.before('12.04 s'));
  await openFile(page, 'gunicorn.conf.py');
  await expect(codePane(page)).toContainText('workers = 2');
  await codePane(page)
    .getByRole('button', { name: code.fewer('workers') })
    .click();
  await expectOutcomes(page, served(ONE_AT_A_TIME));
});

test('time.sleep(2) becomes time.sleep(1) in the full editor', async ({ page }) => {
  await openLesson(page, 'the-queue');
  await openFile(page, 'app.py');
  await editor(page, 'app.py').click();
  await expect(page.locator('.monaco-editor')).toBeVisible();
  await expect(editor(page, 'app.py')).toBeFocused();
  await page.keyboard.press('Control+Home');
  for (let line = 1; line < 10; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('1');
  await expect(codePane(page)).toContainText('time.sleep(1)');
  await expectOutcomes(page, served(QUICK));
  await expect(numbers(page)).toContainText(metrics.before('12.04 s'));
});

test.describe('where the full editor cannot be fetched', () => {
  test.use({ expectedErrors: ['ERR_FAILED'] });

  test('the light one does the same', async ({ page }) => {
    await withLightEditor(page);
    await openLesson(page, 'the-queue');
    await openFile(page, 'app.py');
    const text = await editor(page, 'app.py').inputValue();
    await editor(page, 'app.py').fill(text.replace('time.sleep(2)', 'time.sleep(1)'));
    await expectOutcomes(page, served(QUICK));
    await expect(numbers(page)).toContainText(metrics.before('12.04 s'));
  });
});
