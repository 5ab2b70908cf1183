// Without a mouse: every part is reached with Tab and left again, the editor included.
import type { Page } from '@playwright/test';
import { WORDS, codePane, editor, lanes, openLesson } from './diner.ts';
import { expect, test } from './fixtures.ts';

const t = WORDS.en;

/** What has the focus: its role or tag, and its name. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? ''} ${element?.getAttribute('aria-label') ?? element?.textContent ?? ''}`;
  });

/** Tab, until what has the focus looks like this. */
async function tabTo(page: Page, wanted: RegExp, most = 80): Promise<void> {
  for (let i = 0; i < most; i++) {
    if (wanted.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  expect(await focused(page)).toMatch(wanted);
}

test('play, lanes, tabs and editor are reached and left', async ({ page }) => {
  await openLesson(page, 'the-queue');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: t.skipToStage })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, new RegExp(`^button ${t.player.play}$`));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: t.player.pause, exact: true })).toBeFocused();
  await tabTo(page, new RegExp(t.lanes.label));
  await expect(lanes(page)).toBeFocused();
  await tabTo(page, /^tab app\.py/);
  await page.keyboard.press('ArrowRight');
  await expect(codePane(page).getByRole('tab', { name: 'nginx.conf' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await tabTo(page, new RegExp(t.code.file('app.py').replace('.', String.raw`\.`)));
  await expect(page.locator('.monaco-editor')).toBeVisible();
  await expect(editor(page, 'app.py')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await tabTo(page, new RegExp(`^button ${t.code.more('workers')}$`), 6);
  await tabTo(page, /^tab Requests/);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: t.dock.logs, exact: true })).toBeFocused();
});

test('a dialog keeps the focus, and gives it back', async ({ page }) => {
  await openLesson(page, 'the-queue');
  const share = page.getByRole('button', { name: t.share, exact: true });
  await share.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: t.shareDialog.title })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(share).toBeFocused();
});
