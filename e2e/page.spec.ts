// The page as a person meets it: the built site, real runs, real Python, nothing posed.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const LESSON = '#/the-queue';
const HEAVY = /\/py\/|monaco|xterm|sandbox-worker|editor\.worker/;

/** Bytes over the wire until now, and the names of what came. */
async function watchTraffic(page: Page): Promise<{ readonly bytes: () => number; readonly names: string[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let sum = 0;
  const names: string[] = [];
  session.on('Network.responseReceived', (event) => names.push(event.response.url));
  session.on('Network.loadingFinished', (event) => (sum += event.encodedDataLength));
  return { bytes: () => sum, names };
}
const firstPicture = (page: Page) =>
  page.waitForFunction(() => performance.getEntriesByName('first-picture').length > 0);
const more = (page: Page) => page.getByRole('button', { name: 'workers: one more' });
const clock = (page: Page): Promise<number> =>
  page
    .getByRole('timer')
    .innerText()
    .then((text) => Number.parseFloat(text));

test('the picture moves before anything heavy is fetched', async ({ page }) => {
  const traffic = await watchTraffic(page);
  await page.goto(LESSON);
  await firstPicture(page);
  expect(traffic.names.filter((name) => HEAVY.test(name))).toEqual([]);
  await page
    .getByRole('button', { name: 'Play', exact: true })
    .or(page.getByRole('button', { name: 'Pause', exact: true }))
    .focus();
  const before = await clock(page);
  await page.keyboard.press('.');
  expect(await clock(page)).toBeGreaterThan(before);
  await page.keyboard.press('End');
  await page.keyboard.press(',');
  expect(await clock(page)).toBeGreaterThan(10);
  expect(traffic.names.filter((name) => HEAVY.test(name))).toEqual([]);
});

test('one more worker: a new run by itself, with the old numbers beside it', async ({ page }) => {
  await page.goto(`${LESSON}/3`);
  await more(page).click();
  await expect(page.getByText('before 12.04 s')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Everything on the check is done.')).toBeVisible();
  await more(page).click();
  await expect(page.getByText('before 6.04 s')).toBeVisible();
});

test('a broken app.py: the message in place, a way back, and nothing typed is lost', async ({ page }) => {
  await page.goto(LESSON);
  const plain = page.getByLabel('Contents of app.py');
  await plain.first().click();
  const lines = page.locator('.monaco-editor .view-line');
  await lines.first().click({ timeout: 30_000 });
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('imporx\n');
  await expect(page.getByText("NameError: name 'imporx' is not defined")).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.monaco-editor') === null)).toBe(true);
  await page.reload();
  await expect(page.getByRole('tab', { name: /app\.py/ })).toContainText('changed');
  await page.getByRole('tab', { name: /app\.py/ }).click();
  await page.getByRole('button', { name: 'Reset file' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('tab', { name: /app\.py/ })).toContainText('changed');
});

test('languages and themes change in place', async ({ page }) => {
  await page.goto(LESSON);
  await page.getByText('中文').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('排隊');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-TW');
  await page.getByRole('button', { name: '切換到夜晚' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a share link brings back files, step and instant; a damaged one says so and changes nothing', async ({
  page,
  context,
}) => {
  await page.goto(`${LESSON}/3`);
  await page.getByRole('tab', { name: 'app.py' }).click();
  await more(page).click();
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  const other = await context.browser()?.newContext();
  const guest = await other?.newPage();
  if (guest === undefined) throw new Error('no second browser context');
  await guest.goto(link);
  await expect(guest.getByRole('tab', { name: /gunicorn\.conf\.py/ })).toContainText('changed');
  await expect(guest.getByText('A second cashier')).toBeVisible();
  await guest.goto('about:blank');
  await guest.goto(`${link.slice(0, -6)}`);
  await expect(guest.getByRole('dialog', { name: 'This link could not be read' })).toBeVisible();
  await other?.close();
});

test('the terminal of a live run: a shell, and curl is one more customer', async ({ page }) => {
  await page.goto(`${LESSON}/3`);
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await page.getByRole('button', { name: 'Go live and type' }).click();
  await expect(page.locator('.xterm').first()).toBeVisible({ timeout: 60_000 });
  await page.waitForTimeout(1000);
  await page.keyboard.type('curl -s localhost/burger\n', { delay: 15 });
  await page.keyboard.press('Control+Shift+Slash');
  expect(await page.evaluate(() => document.activeElement?.closest('.xterm') === null)).toBe(true);
  await page.getByRole('tab', { name: 'Requests' }).click();
  await expect(page.getByRole('button', { name: /^Request 07, GET \/burger: go/ })).toBeVisible();
});

test('the widget: its height to the host, the picture within its budget, nothing of Python', async ({ page }) => {
  const traffic = await watchTraffic(page);
  await page.goto('./');
  await page.evaluate(() => {
    document.body.innerHTML = '<iframe src="embed.html?lesson=the-queue&lang=en" width="720" height="200"></iframe>';
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    window.addEventListener('message', (event: MessageEvent<unknown>) => heard.push(event.data));
  });
  const heard = (type: string) =>
    page.waitForFunction(
      (wanted) =>
        (window as unknown as { heard: { type?: string; height?: number }[] }).heard.find((one) => one.type === wanted),
      type,
    );
  await heard('ready');
  const height = await (await heard('height')).jsonValue();
  expect(height?.height).toBeGreaterThan(300);
  expect(traffic.names.filter((name) => HEAVY.test(name))).toEqual([]);
  await expect(page.frameLocator('iframe').getByRole('link', { name: 'Open in full' })).toBeVisible();
});

const VIEWS: readonly (readonly [name: string, address: string, width: number, height: number, open?: string])[] = [
  ['menu', '#/', 1440, 900],
  ['lesson', `${LESSON}/3`, 1440, 900],
  ['two runs', '#/the-pager/1', 1440, 900],
  ['tablet', `${LESSON}/3`, 1024, 768],
  ['phone', `${LESSON}/3`, 390, 844],
  ['damaged link', `${LESSON}/1~AAAA`, 1440, 900],
  ['no such lesson', '#/nowhere', 1440, 900],
  ['widget', 'embed.html?lesson=the-queue', 740, 480],
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['en-GB', 'zh-TW']) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale });
      for (const [name, address, width, height] of VIEWS) {
        test(`axe has nothing to say about: ${name}`, async ({ page }) => {
          await page.setViewportSize({ width, height });
          await page.goto(address);
          await page.waitForTimeout(1200);
          expect(
            (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
          ).toEqual([]);
        });
      }
    });
  }
}
