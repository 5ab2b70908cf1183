// Two languages and two themes: switched at once, remembered, and never mixed.
import type { Page } from '@playwright/test';
import { LESSONS, WORDS, lanes, openLesson } from './diner.ts';
import { expect, test } from './fixtures.ts';

const HAN = /\p{Script=Han}/u;

/** Every plain text of a catalogue. */
function texts(catalogue: object): string[] {
  return Object.values(catalogue).flatMap((value: unknown): string[] =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? texts(value) : [],
  );
}

/** English words of the page that the Chinese catalogue translates: none of them may be left on a Chinese page. */
const chinese = new Set(texts(WORDS['zh-TW']));
const ENGLISH_ONLY = new Set(texts(WORDS.en).filter((text) => text.length > 3 && !chinese.has(text)));

/** All that a page says: visible texts and names, without code, logs and the names of languages. */
const said = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const own =
      'code, pre, [data-line], .monaco-editor, .xterm, [lang]:not(html), [data-keys="own"], [role="tab"], script, style';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (element === null || element.closest(own) !== null) continue;
      if (node instanceof Element)
        found.push(...['aria-label', 'title', 'alt'].map((name) => node.getAttribute(name) ?? ''));
      else found.push(node.textContent ?? '');
    }
    return found.map((text) => text.trim()).filter((text) => text !== '');
  });

async function speak(page: Page, language: 'en' | 'zh-TW'): Promise<void> {
  await page.locator(`label[lang="${language}"]`).click();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await expect(page).toHaveTitle(new RegExp(`${WORDS[language].brand}$`));
}

test('the language is switched, remembered, and said to the browser', async ({ page }) => {
  await openLesson(page, 'the-queue');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await speak(page, 'zh-TW');
  await expect(page.getByRole('button', { name: WORDS['zh-TW'].share })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-TW');
  await expect(page.getByRole('article', { name: WORDS['zh-TW'].lesson.label })).toBeVisible();
  await speak(page, 'en');
  await expect(page.getByRole('article', { name: WORDS.en.lesson.label })).toBeVisible();
});

test.describe('a browser that asks for Chinese', () => {
  test.use({ locale: 'zh-TW' });
  test('gets it', async ({ page }) => {
    await page.goto('./');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-TW');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(WORDS['zh-TW'].menuBoard.title);
  });
});

test('no page mixes its languages', async ({ page }) => {
  for (const place of ['', ...LESSONS]) {
    await page.goto(`./#/${place}`);
    if (place === '') await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    else await expect(lanes(page).first()).toBeVisible();
    await speak(page, 'zh-TW');
    // A sentence that is being spoken may be finished first.
    await expect.poll(async () => (await said(page)).filter((text) => ENGLISH_ONLY.has(text))).toEqual([]);
    expect((await said(page)).filter((text) => HAN.test(text)).length).toBeGreaterThan(5);
    await speak(page, 'en');
    await expect.poll(async () => (await said(page)).filter((text) => HAN.test(text))).toEqual([]);
  }
});

test('the theme is switched and remembered; without a choice it follows the system', async ({ page }) => {
  const { theme } = WORDS.en;
  const html = page.locator('html');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('./');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: theme.toLight }).click();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(html).toHaveAttribute('data-theme', 'light');
  await expect(page.getByRole('button', { name: theme.toDark })).toBeVisible();
});
