// The page is the reader's to arrange: panels, the projector, the keys; and ten widgets on one page stay light.
import { KEY_WORDS } from '../src/i18n/keys.ts';
import { WORDS, codePane, lanes, openLesson } from './diner.ts';
import { expect, test } from './fixtures.ts';

const t = WORDS.en;
const words = KEY_WORDS.en;

test('panels are resized and folded with the keyboard, and stay so', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openLesson(page, 'the-queue');
  const edge = page.getByRole('slider', { name: t.panelEdge(t.panels.code) });
  const width = async (): Promise<number> => (await codePane(page).boundingBox())?.width ?? 0;
  const before = await width();
  await edge.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
  await expect.poll(width).toBeGreaterThan(before + 60);
  const wider = await width();
  const dock = page.getByRole('button', { name: t.panels.dock });
  await dock.click();
  await expect(page.getByRole('region', { name: t.dock.label })).toHaveCount(0);
  await page.reload();
  await expect(lanes(page).first()).toBeVisible();
  expect(await width()).toBe(wider);
  await expect(page.getByRole('region', { name: t.dock.label })).toHaveCount(0);
  await dock.click();
  await expect(page.getByRole('region', { name: t.dock.label })).toBeVisible();
  // A double click forgets the size.
  await edge.dblclick();
  await expect.poll(width).toBe(before);
});

test('a key that is pressed the moment the picture stands is heard', async ({ page }) => {
  await page.addInitScript(() => {
    // In the same task in which the lanes come into the page: nobody presses sooner.
    new MutationObserver((_, watch) => {
      if (document.querySelector('main [role="slider"], main input[type="range"]') === null) return;
      watch.disconnect();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }));
    }).observe(document, { childList: true, subtree: true });
  });
  await openLesson(page, 'the-queue');
  await expect(page.getByRole('dialog', { name: words.title })).toBeVisible();
});

test('presenting needs a remote control and nothing else; the sheet lists the keys', async ({ page }) => {
  await openLesson(page, 'the-queue');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: words.title });
  await expect(sheet.getByText(words.does.present, { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press('f');
  const room = page.getByRole('main', { name: words.present.label });
  await expect(room).toBeVisible();
  await expect(room.getByText(words.present.step(1, 6))).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(room.getByText(words.present.step(2, 6))).toBeVisible();
  await page.keyboard.press('Space');
  await expect(room.getByRole('button', { name: t.player.pause, exact: true })).toBeVisible();
  await page.keyboard.press('b');
  await expect(page.getByRole('button', { name: words.present.black })).toBeVisible();
  await page.keyboard.press('b');
  await expect(page.getByRole('button', { name: words.present.black })).toHaveCount(0);
  await page.keyboard.press('e');
  await expect(room.getByRole('tab', { name: 'app.py' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(room).toHaveCount(0);
  await expect(page.getByRole('button', { name: t.present, exact: true })).toBeVisible();
});

test('nothing is lost at twice the size', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 450 });
  await openLesson(page, 'the-queue');
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  for (const name of [t.player.play, t.share, t.keys]) {
    const button = page.getByRole('button', { name, exact: true });
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport();
  }
});

test('ten widgets on one page: those in sight play, none of them starts Python', async ({ page }) => {
  test.slow();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.setViewportSize({ width: 800, height: 900 });
  await page.route('**/host.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>A blog</title>${Array.from(
        { length: 10 },
        (_, i) =>
          `<iframe title="widget ${i}" src="embed.html?lesson=the-queue&lang=en&autoplay=1" width="720" height="420"></iframe>`,
      ).join('')}`,
    }),
  );
  await page.goto('host.html');
  const playing = (i: number) =>
    page.frameLocator(`iframe[title="widget ${i}"]`).getByRole('button', { name: t.player.pause, exact: true });
  const waiting = (i: number) =>
    page.frameLocator(`iframe[title="widget ${i}"]`).getByRole('button', { name: t.player.play, exact: true });
  await expect(playing(0)).toBeVisible({ timeout: 30_000 });
  await expect(waiting(9)).toBeVisible({ timeout: 30_000 });
  await page.locator('iframe').last().scrollIntoViewIfNeeded();
  await expect(playing(9)).toBeVisible();
  await expect(waiting(0)).toBeVisible();
  expect(asked.filter((path) => /\/py\/|pyodide|monaco|xterm|sandbox/.test(path))).toEqual([]);
});
