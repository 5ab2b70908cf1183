// The widget in somebody else's page: light, tells its height, works without storage.
import type { Page } from '@playwright/test';
import { WORDS } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { embed, player } = WORDS.en;

interface Heard {
  readonly source: string;
  readonly type: string;
  readonly height?: number;
  readonly lesson?: string;
  readonly playing?: boolean;
}

/** A host page with the widget in a frame; `sandbox` as an author may write it. */
async function host(page: Page, query: string, sandbox = ''): Promise<void> {
  await page.route('**/host.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>A blog</title><script>
        window.heard = [];
        addEventListener('message', (event) => window.heard.push(event.data));
      </script><iframe title="widget" src="embed.html?${query}" width="720" height="480" ${sandbox}></iframe>`,
    }),
  );
  await page.goto('host.html');
}

const heard = (page: Page): Promise<readonly Heard[]> =>
  page.evaluate(() => (window as unknown as { heard: readonly Heard[] }).heard);
const widget = (page: Page) => page.frameLocator('iframe[title="widget"]');

async function works(page: Page): Promise<void> {
  await expect(widget(page).getByRole('heading', { level: 1 })).toHaveText('The pager');
  await expect(widget(page).getByRole('button', { name: player.pause })).toBeVisible();
  await widget(page).getByRole('button', { name: embed.seeCode }).click();
  await expect(widget(page).getByRole('tab', { name: 'asgi.py' })).toBeVisible();
  await expect.poll(async () => (await heard(page)).map(({ type }) => type)).toContain('height');
}

test('shows its lesson, tells its height, plays on request, and loads nothing heavy', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await host(page, 'lesson=the-queue&lang=en');
  await expect(widget(page).getByRole('heading', { level: 1 })).toHaveText('The queue');
  await expect(widget(page).getByRole('button', { name: embed.seeCode })).toBeVisible();
  await expect
    .poll(async () => (await heard(page)).map(({ source, type }) => `${source} ${type}`))
    .toEqual(expect.arrayContaining(['gateway-diner ready', 'gateway-diner height']));
  const height = await widget(page)
    .getByRole('main')
    .evaluate((element) => element.getBoundingClientRect().height);
  expect((await heard(page)).findLast(({ type }) => type === 'height')?.height).toBe(Math.ceil(height));
  await page.evaluate(() =>
    document
      .querySelector('iframe')
      ?.contentWindow?.postMessage({ source: 'gateway-diner-host', v: 1, type: 'play' }, '*'),
  );
  await expect(widget(page).getByRole('button', { name: player.pause })).toBeVisible();
  await expect.poll(async () => (await heard(page)).some(({ playing }) => playing === true)).toBe(true);
  await page.waitForLoadState('networkidle');
  expect(asked.filter((path) => /\/py\/|pyodide|monaco|xterm|sandbox/.test(path))).toEqual([]);
});

test('works where the browser denies storage to frames', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await host(page, 'lesson=the-pager&lang=en&autoplay=1');
  await works(page);
});

test('works in a sandboxed frame, without an origin', async ({ page, baseURL }) => {
  // Modules are fetched with CORS: a frame without an origin needs a host that allows it, as common static hosts do.
  await page.route(`${baseURL}**`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } });
  });
  await host(page, 'lesson=the-pager&lang=en&autoplay=1', 'sandbox="allow-scripts"');
  await works(page);
});

test('shows what its author chose of the lesson', async ({ page }) => {
  await host(page, 'lesson=the-queue&lang=en&panels=stage,caption');
  await expect(widget(page).getByRole('button', { name: player.play, exact: true })).toBeVisible();
  await expect(widget(page).getByText(embed.stormed)).toHaveCount(0);
  await expect(widget(page).getByRole('button', { name: embed.seeCode })).toHaveCount(0);
  await host(page, 'lesson=the-queue&lang=en&panels=code,counts');
  await expect(widget(page).getByRole('tab', { name: 'app.py' })).toBeVisible();
  await expect(widget(page).getByText(embed.stormed)).toBeVisible();
});

test('a lesson that does not exist is said in the frame', async ({ page }) => {
  await host(page, 'lesson=nothing-like-it&lang=en');
  await expect(widget(page).getByText(embed.notFound)).toBeVisible();
});

test('the client puts the widget in, plays it and hears how far it is', async ({ page }) => {
  await page.route('**/host.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>A blog</title><div id="here"></div><script type="module">
        import { mountDiner } from './embed-client.js';
        const diner = mountDiner(document.querySelector('#here'), { lesson: 'the-pager', language: 'en', skin: 'server' });
        window.progress = 0;
        diner.on('progress', ({ at }) => (window.progress = at));
        diner.on('ready', () => { document.title = 'ready'; diner.seek(5_000_000); });
      </script>`,
    }),
  );
  await page.goto('host.html');
  await expect(page).toHaveTitle('ready');
  await expect.poll(() => page.evaluate(() => (window as unknown as { progress: number }).progress)).toBe(5_000_000);
  await expect(page.frameLocator('iframe').getByRole('heading', { level: 1 })).toHaveText('The pager');
});

test('every lesson has a page for those who run no scripts', async ({ request, page }) => {
  const answer = await request.get('l/the-queue.html');
  const text = await answer.text();
  expect(text).toContain('og:title');
  expect(text).toContain('排隊');
  await page.goto('l/the-queue.html');
  await expect(page).toHaveURL(/#\/the-queue$/);
});
