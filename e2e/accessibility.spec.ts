// axe on every view, in both languages and both themes. What Monaco and xterm draw inside themselves is theirs.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { LESSONS, WORDS, lanes } from './diner.ts';
import { CODE_WORDS } from '../src/i18n/code.ts';
import { INSPECTOR_WORDS } from '../src/i18n/inspector.ts';
import { KEY_WORDS } from '../src/i18n/keys.ts';
import { expect, test } from './fixtures.ts';

interface Complaint {
  readonly rule: string;
  readonly where: readonly string[];
}

async function complaints(page: Page): Promise<readonly Complaint[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').exclude('.xterm').analyze();
  return violations.map(({ id, nodes }) => ({ rule: id, where: nodes.map(({ target }) => target.join(' ')) }));
}

for (const locale of ['en', 'zh-TW'] as const)
  for (const theme of ['light', 'dark'] as const)
    test.describe(`${locale}, ${theme}`, () => {
      const t = WORDS[locale];
      test.use({ locale, colorScheme: theme });

      const clean = (page: Page, name: string): Promise<void> =>
        test.step(name, async () => expect.soft(await complaints(page), name).toEqual([]));

      /** At rest at the end of its run, so that every state is on screen. */
      async function atTheEnd(page: Page, lesson: string, step: number): Promise<void> {
        await page.goto(`./#/${lesson}/${step}`);
        await expect(lanes(page).first()).toBeVisible();
        await lanes(page).first().press('End');
      }

      test('menu, lessons, journey, code, terminal, share dialog, embed', async ({ page }) => {
        test.setTimeout(240_000);
        await page.goto('./');
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(t.menuBoard.title);
        await clean(page, 'menu');
        for (const lesson of LESSONS) {
          await atTheEnd(page, lesson, 3);
          await clean(page, lesson);
        }
        await atTheEnd(page, 'the-queue', 1);
        await page.getByRole('tab', { name: t.dock.logs, exact: true }).click();
        await clean(page, 'logs');
        await page.getByRole('button', { name: t.share, exact: true }).click();
        await expect(page.getByRole('textbox', { name: t.shareDialog.link })).toBeVisible();
        await clean(page, 'share');
        await page.keyboard.press('Escape');
        await page.getByRole('tab', { name: t.dock.requests, exact: true }).click();
        await page.getByRole('button', { name: t.requests.open('03', 'GET /burger') }).click();
        await expect(page.getByRole('dialog', { name: INSPECTOR_WORDS[locale].title('03') })).toBeVisible();
        await clean(page, 'inspector');
        await page
          .getByRole('button', { name: /^worker \d+$/ })
          .first()
          .click();
        await clean(page, 'process');
        await page.getByRole('button', { name: INSPECTOR_WORDS[locale].back, exact: true }).click();
        await page
          .getByRole('button', { name: INSPECTOR_WORDS[locale].connection(3) })
          .first()
          .click();
        await clean(page, 'connection');
        await page.keyboard.press('Escape');
        await page.getByRole('textbox', { name: t.code.file('app.py') }).click();
        await expect(page.locator('.monaco-editor').first()).toBeVisible();
        await clean(page, 'full editor');
        await page.getByRole('button', { name: t.code.more('time.sleep') }).click();
        await page.getByRole('button', { name: CODE_WORDS[locale].diff }).click();
        await clean(page, 'what was changed');
        await page.getByRole('button', { name: t.code.reset, exact: true }).click();
        await page.getByRole('tab', { name: t.dock.terminal, exact: true }).click();
        await page.getByRole('button', { name: t.terminal.goLive }).click();
        await expect(page.locator('.xterm').filter({ visible: true })).toBeVisible({ timeout: 40_000 });
        await clean(page, 'terminal');
        // In a low window the terminal takes the room of the lanes.
        await page.getByRole('tab', { name: t.dock.requests, exact: true }).click();
        await atTheEnd(page, 'the-queue', 3);
        await page.getByRole('button', { name: t.keys, exact: true }).click();
        await expect(page.getByRole('dialog', { name: KEY_WORDS[locale].title })).toBeVisible();
        await clean(page, 'keys');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: t.present, exact: true }).click();
        await expect(page.getByRole('main', { name: KEY_WORDS[locale].present.label })).toBeVisible();
        await clean(page, 'presentation');
        await page.keyboard.press('e');
        await clean(page, 'presentation with a file');
        await page.keyboard.press('Escape');
        await page.goto(`embed.html?lesson=the-queue&lang=${locale}&theme=${theme}`);
        await expect(page.getByRole('button', { name: t.embed.seeCode })).toBeVisible();
        await clean(page, 'embed');
      });

      test('two runs, a tablet, links that lead nowhere', async ({ page }) => {
        await page.goto('./#/the-pager/1');
        await expect(lanes(page)).toHaveCount(2);
        await clean(page, 'two runs');
        await page.setViewportSize({ width: 1024, height: 768 });
        await atTheEnd(page, 'the-queue', 3);
        await clean(page, 'tablet');
        await page.goto('./#/the-queue/1~AAAA');
        await expect(page.getByRole('dialog', { name: t.linkError.title })).toBeVisible();
        await clean(page, 'damaged link');
        await page.keyboard.press('Escape');
        await page.goto('./#/nowhere');
        await expect(page.getByRole('heading', { name: t.lesson.noneYet })).toBeVisible();
        await clean(page, 'no such lesson');
      });

      test('on a phone', async ({ page }) => {
        await page.setViewportSize({ width: 390, height: 844 });
        await page.goto('./#/the-queue/3');
        const places = page.getByRole('navigation', { name: t.places.label });
        for (const place of ['stage', 'lesson', 'code', 'terminal'] as const) {
          await places.getByRole('button', { name: t.places[place], exact: true }).click();
          if (place === 'stage') await lanes(page).press('End');
          await clean(page, place);
        }
      });
    });
