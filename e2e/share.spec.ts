// A link holds the files, the language and the instant; a link that is none is said to be none, and the page works on.
import type { Page } from '@playwright/test';
import { deflateSync } from 'fflate';
import { toBase64Url } from '../src/base/base64url.ts';
import { encodeState } from '../src/store/url.ts';
import { WORDS, codePane, editor, expectOutcomes, lanes, openFile, openLesson, withLightEditor } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { code, linkError, player, share, shareDialog, close } = WORDS.en;

async function linkOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: share, exact: true }).click();
  const link = await page.getByRole('textbox', { name: shareDialog.link }).inputValue();
  await page.keyboard.press('Escape');
  return link;
}

test.describe('the round trip', () => {
  test.use({ expectedErrors: ['ERR_FAILED'] });

  test('files, language and instant arrive on another device', async ({ page, browser }) => {
    test.setTimeout(90_000);
    await withLightEditor(page);
    await openLesson(page, 'the-queue');
    await codePane(page)
      .getByRole('button', { name: code.more('workers') })
      .click();
    await openFile(page, 'app.py');
    const text = await editor(page, 'app.py').inputValue();
    await editor(page, 'app.py').fill(text.replace('time.sleep(2)', 'time.sleep(3)  # 冰箱'));
    await expectOutcomes(
      page,
      ['3.04', '3.04', '6.04', '6.04', '9.04', '9.04'].map((time) => `200 ${time} s`),
    );
    await lanes(page).fill('4500');
    const link = await linkOf(page);
    expect(new URL(link).search).toBe('');

    const other = await (await browser.newContext({ locale: 'zh-TW' })).newPage();
    await withLightEditor(other);
    await other.goto(link);
    await expect(lanes(other)).toBeVisible();
    await expect(other.locator('html')).toHaveAttribute('lang', 'en');
    await expect(other.getByRole('timer', { name: player.time })).toContainText('4.50');
    await openFile(other, 'app.py');
    await expect(editor(other, 'app.py')).toHaveValue(/time\.sleep\(3\) {2}# 冰箱/);
    await openFile(other, 'gunicorn.conf.py');
    await expect(editor(other, 'gunicorn.conf.py')).toHaveValue(/workers = 2/);
    await expectOutcomes(
      other,
      ['3.04', '3.04', '6.04', '6.04', '9.04', '9.04'].map((time) => `200 ${time} s`),
    );
    await other.context().close();
  });
});

const wrap = (json: string | Uint8Array, version = 1): string => {
  const packed = deflateSync(typeof json === 'string' ? new TextEncoder().encode(json) : json);
  return toBase64Url(new Uint8Array([version, ...packed]));
};
const good = encodeState({ files: [{ path: '/srv/diner/app.py', base: null, hunks: [] }], flags: {}, seed: 7 });

const HOSTILE: Readonly<Record<string, readonly [payload: string, said: string]>> = {
  'nothing in it': ['', linkError.empty],
  'letters that no link has': ['<script>alert(1)</script>', linkError.alphabet],
  'a newer version': [wrap('{"f":[]}', 2), linkError.version],
  'cut on the way': [good.slice(0, -8), linkError.corrupt],
  'a bomb': [wrap(new Uint8Array(40_000_000)), linkError.tooBig],
  'no lesson state': [wrap('[1,2,3]'), linkError.shape],
  'a path out of the machine': [wrap('{"f":[["/etc/../../passwd",null,[]]]}'), linkError.shape],
  'traffic with a prototype in it': [wrap('{"f":[],"t":[{"__proto__":{"polluted":1}}]}'), linkError.shape],
  'files of another lesson': [wrap('{"f":[["/srv/diner/app.py",12345,[[0,1,["x"]]]]]}'), linkError.shape],
};

for (const [name, [payload, said]] of Object.entries(HOSTILE))
  test(`a link with ${name} is refused, and the lesson opens as it was written`, async ({ page }) => {
    await page.goto(`./#/the-queue/1~${payload}`);
    const dialog = page.getByRole('dialog', { name: linkError.title });
    await expect(dialog).toContainText(said);
    await dialog.getByRole('button', { name: close }).last().click();
    await expect(lanes(page)).toBeVisible();
    await expect(codePane(page).getByRole('button', { name: code.resetAll })).toHaveCount(0);
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
  });

test('a link to traffic that the scene does not know says so, and the recorded run stays', async ({ page }) => {
  await page.goto(`./#/the-queue/1~${wrap('{"f":[],"t":[{"kind":"flood","count":1000000000}]}')}`);
  await expect(page.getByText(WORDS.en.run.reason.scenario)).toBeVisible({ timeout: 30_000 });
  await expect(lanes(page)).toBeVisible();
});

test('a lesson that does not exist shows the way to the menu', async ({ page }) => {
  await page.goto('./#/no-such-lesson/3~abc');
  await expect(page.getByRole('heading', { name: WORDS.en.lesson.noneYet })).toBeVisible();
});
