// What a visitor does on the page, by role and name, in the words of either language.
import { expect, type Locator, type Page } from '@playwright/test';
import { en } from '../src/i18n/en.ts';
import { zhTW } from '../src/i18n/zh-TW.ts';
import type { Messages } from '../src/i18n/index.ts';

export const LESSONS = ['one-customer-one-order', 'the-queue', 'the-pager'] as const;
export type LessonId = (typeof LESSONS)[number];

export const WORDS: Readonly<Record<'en' | 'zh-TW', Messages>> = { en, 'zh-TW': zhTW };

/** Opens a lesson and waits until its picture stands. */
export async function openLesson(page: Page, lesson: LessonId, step = 1): Promise<void> {
  await page.goto(`./#/${lesson}/${step}`);
  await expect(lanes(page).first()).toBeVisible();
}

/** Sets the playhead going, where a question that is still open has kept it at the start. */
export async function play(page: Page): Promise<void> {
  await page.getByRole('button', { name: en.player.play, exact: true }).click();
  await expect(page.getByRole('button', { name: en.player.pause, exact: true })).toBeVisible();
}

/** The timeline: one slider over all lanes. */
export const lanes = (page: Page): Locator =>
  page.getByRole('slider', { name: new RegExp(`${en.lanes.label}|${zhTW.lanes.label}`) });
export const codePane = (page: Page): Locator => page.getByRole('region', { name: en.code.label });
export const editor = (page: Page, file: string): Locator => page.getByRole('textbox', { name: en.code.file(file) });
export const requests = (page: Page): Locator => page.getByRole('table', { name: en.requests.label });
export const logs = (page: Page): Locator => page.getByRole('list', { name: en.logs.label });
export const dockTab = (page: Page, name: string): Locator => page.getByRole('tab', { name, exact: true });

export const openFile = (page: Page, file: string): Promise<void> =>
  codePane(page)
    .getByRole('tab', { name: new RegExp(`^${file.replaceAll('.', String.raw`\.`)}`) })
    .click();

/** State and time of the requests, in the order of their numbers, at the end of the run. */
export async function outcomes(page: Page): Promise<string[]> {
  await lanes(page).first().focus();
  await page.keyboard.press('End');
  const cells = await requests(page)
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim())));
  return cells.map((row) => `${row[4]} ${row[5]}`).reverse();
}

/** Waits until the run on screen ends like this. */
export const expectOutcomes = (page: Page, wanted: readonly string[]): Promise<void> =>
  expect(async () => expect(await outcomes(page)).toEqual(wanted)).toPass({ timeout: 40_000 });

/** Everything that was written up to the end of the run holds this. */
export async function expectLog(page: Page, text: string | RegExp): Promise<void> {
  await dockTab(page, en.dock.logs).click();
  await expect(async () => {
    await lanes(page).first().focus();
    await page.keyboard.press('End');
    await expect(logs(page)).toContainText(text, { timeout: 1_000 });
  }).toPass({ timeout: 40_000 });
}

/** Where the full editor cannot be fetched the light one stays: a text area, which tests can fill. */
export async function withLightEditor(page: Page): Promise<void> {
  await page.route('**/assets/monaco-*.js', (route) => route.abort());
}
