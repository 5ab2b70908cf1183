// The code pane explains, warns and repairs; a dragged number takes the run along; and each worker has its own globals.
import type { Page } from '@playwright/test';
import { CODE_WORDS } from '../src/i18n/code.ts';
import { INSPECTOR_WORDS } from '../src/i18n/inspector.ts';
import { WORDS, codePane, editor, expectOutcomes, openFile, openLesson, requests, withLightEditor } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { code } = WORDS.en;
const words = CODE_WORDS.en;
const inspector = INSPECTOR_WORDS.en;
const served = (times: readonly string[]): string[] => times.map((time) => `200 ${time} s`);
const button = (page: Page, name: string | RegExp) => codePane(page).getByRole('button', { name });

test.describe('in Taiwan', () => {
  test.use({ locale: 'zh-TW' });

  test('a directive tells what it does', async ({ page }) => {
    await page.goto('./#/the-queue/1');
    const pane = page.getByRole('region', { name: WORDS['zh-TW'].code.label, exact: true });
    await pane.getByRole('tab', { name: /^nginx\.conf/ }).click();
    await pane.getByRole('textbox', { name: WORDS['zh-TW'].code.file('nginx.conf') }).click();
    await expect(page.locator('.monaco-editor').first()).toBeVisible();
    await expect(async () => {
      await page.mouse.move(0, 0);
      await page.locator('.view-line').getByText('listen').first().hover();
      await expect(page.getByText('在哪個位址與連接埠接受連線')).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 40_000 });
    await page.keyboard.press('Control+End');
    await page.keyboard.type('worker_rl', { delay: 40 });
    await expect(page.getByRole('option', { name: /worker_rlimit_nofile/ })).toBeVisible();
    await pane.getByRole('button', { name: CODE_WORDS['zh-TW'].commandWord('-c') }).click();
    await expect(pane.getByText('設定檔：PATH')).toBeVisible();
  });
});

test.describe('in the light editor', () => {
  test.use({ expectedErrors: ['ERR_FAILED'] });
  test.beforeEach(async ({ page }) => {
    await withLightEditor(page);
    await openLesson(page, 'the-queue');
    await openFile(page, 'app.py');
  });

  test('a known slip is named and repaired; what changed is shown, taken back, and brought back', async ({ page }) => {
    const start = await editor(page, 'app.py').inputValue();
    const guard = 'if __name__ == "__main__":';
    await editor(page, 'app.py').fill(`# mine\n${start}\nif __name__ == "__**main__**":\n    print("never")\n`);
    await expect(codePane(page).getByText('Two underscores on either side')).toBeVisible({ timeout: 20_000 });
    await button(page, `Write ${guard}`).click();
    const mine = `# mine\n${start}\n${guard}\n    print("never")\n`;
    await expect(editor(page, 'app.py')).toHaveValue(mine);
    await button(page, words.diff).click();
    const changes = codePane(page).getByRole('region', { name: words.diffLabel('app.py', 2) });
    await changes.getByRole('button', { name: words.takeBack }).first().click();
    await button(page, words.diffOff).click();
    await expect(editor(page, 'app.py')).toHaveValue(mine.slice('# mine\n'.length));
    await button(page, code.reset).click();
    await expect(editor(page, 'app.py')).toHaveValue(start);
    await button(page, /^Undo/).click();
    await button(page, /^Undo/).click();
    await expect(editor(page, 'app.py')).toHaveValue(mine);
  });

  test('a number that is turned with the keyboard takes the run along', async ({ page }) => {
    const sleep = codePane(page).getByRole('slider', { name: words.number('time.sleep') });
    await sleep.focus();
    await sleep.press('ArrowLeft');
    await expect(editor(page, 'app.py')).toHaveValue(/time\.sleep\(1\)/);
    await expectOutcomes(page, served(['1.04', '2.04', '3.04', '4.04', '5.04', '6.04']));
  });

  test('two workers count for themselves: their globals, side by side', async ({ page }) => {
    await button(page, code.more('workers')).click();
    await expectOutcomes(page, served(['2.04', '2.04', '4.04', '4.04', '6.04', '6.04']));
    await requests(page)
      .getByRole('button', { name: new RegExp(WORDS.en.inspector.process) })
      .first()
      .click();
    const dialog = page.getByRole('dialog', { name: /^Process / });
    const row = dialog.getByRole('table', { name: inspector.globals.title }).getByRole('row', { name: /served/ });
    await expect(row.getByRole('cell').first()).toHaveText('3');
    await expect(row.getByRole('cell').nth(1)).toHaveText('3');
    await dialog
      .getByRole('button', { name: /^Process \d{4}$/ })
      .first()
      .click();
    await expect(page.getByRole('dialog', { name: /^Process / })).toContainText('served');
    await page.getByRole('button', { name: inspector.back, exact: true }).click();
    await expect(row.getByRole('cell').first()).toHaveText('3');
  });
});
