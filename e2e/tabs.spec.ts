// The same lesson in two tabs: who is overwritten is told, and loses nothing.
import type { Page } from '@playwright/test';
import { WORDS, codePane, openFile, openLesson } from './diner.ts';
import { TABS } from '../src/i18n/tabs.ts';
import { expect, test } from './fixtures.ts';

const { code } = WORDS.en;
const words = TABS.en;
const FILE = 'gunicorn.conf.py';
const oneMore = (page: Page) =>
  codePane(page)
    .getByRole('button', { name: code.more('workers') })
    .click();
const notice = (page: Page) => page.getByText(words.differs(FILE));

async function tab(page: Page): Promise<Page> {
  await openLesson(page, 'the-queue', 3);
  await openFile(page, FILE);
  await expect(codePane(page)).toContainText('workers = 1');
  return page;
}

test('a file that another tab writes is told of, kept as it is here, or taken over and brought back', async ({
  page,
  context,
}) => {
  const first = await tab(page);
  const second = await tab(await context.newPage());
  await oneMore(first);
  await expect(codePane(first)).toContainText('workers = 2');
  await expect(notice(second)).toBeVisible();
  await second.getByRole('button', { name: words.mine }).click();
  await expect(notice(second)).toHaveCount(0);
  await expect(codePane(second)).toContainText('workers = 1');
  await expect(notice(first)).toBeVisible();
  await first.getByRole('button', { name: words.take }).click();
  await expect(codePane(first)).toContainText('workers = 1');
  await first.getByRole('button', { name: /^Undo/ }).click();
  await expect(codePane(first)).toContainText('workers = 2');
  await expect(notice(second)).toBeVisible();
  await oneMore(second);
  await expect(notice(second)).toHaveCount(0);
});
