// The part of `npm run bench` that needs a browser: it drives the built site in Chromium.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium, root } from '../scripts/tools.mjs';

const PORT = 4179;
const HOME = `http://127.0.0.1:${PORT}/`;
/** ms for which the crowd is watched. */
const WATCHED = 4000;
const LESSON = '#/the-queue';

/** @typedef {{ name: string, value: string, against: string, ratio: number | null, promise: string, kept: boolean }} Row */

/** In the page: is a run on the stage that came after this one, and is it all there? @param {number} before */
const another = (before) =>
  Number(document.querySelector('[data-run-ended="true"]')?.getAttribute('data-run') ?? 0) > before;

/** @param {number[]} times */
const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;

/**
 * Bytes that are on their way before the first picture moves, as a host with gzip sends them.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} name @param {string} address @param {number} promise KB
 * @returns {Promise<Row>}
 */
async function bytesRow(browser, name, address, promise) {
  const page = await browser.newPage();
  /** @type {Map<string, Promise<number>>} */
  const sizes = new Map();
  page.on('response', (response) => {
    if (response.url().startsWith(HOME))
      sizes.set(
        response.url(),
        response.body().then(
          (body) => gzipSync(body).length,
          () => 0,
        ),
      );
  });
  await page.goto(HOME + address);
  await page.waitForFunction(() => performance.getEntriesByName('first-picture').length > 0);
  // What the page asks for once the picture stands may be here already: whether it is depends on who was quicker to look.
  const later = await page.evaluate(() => {
    const picture = performance.getEntriesByName('first-picture')[0]?.startTime ?? Infinity;
    return performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime > picture)
      .map((entry) => entry.name);
  });
  for (const address of later) sizes.delete(address);
  const all = await Promise.all(sizes.values());
  await page.close();
  const kb = all.reduce((sum, n) => sum + n, 0) / 1000;
  return {
    name,
    value: `${kb.toFixed(0)} KB in ${all.length} files`,
    against: `${promise} KB`,
    ratio: kb / promise,
    promise: '≤ 1 of it',
    kept: kb <= promise,
  };
}

/**
 * From the end of an edit to the first frame of the new run, with Python up.
 * @param {import('@playwright/test').Browser} browser
 * @returns {Promise<Row>}
 */
async function editRow(browser) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(HOME + LESSON);
  const more = page.getByRole('button', { name: 'workers: one more' });
  const fewer = page.getByRole('button', { name: 'workers: one fewer' });
  await page.locator('[data-run]').first().waitFor();
  const recorded = Number(await page.locator('[data-run]').first().getAttribute('data-run'));
  await more.click();
  await page.waitForFunction(another, recorded, {
    timeout: 60_000,
  });
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < 9; i++) {
    const before = await page.locator('[data-run]').first().getAttribute('data-run');
    const button = await (i % 2 === 0 ? more : fewer).elementHandle();
    const ms = /** @type {unknown} */ (
      await page.evaluate(
        ([element, run]) =>
          new Promise((resolve) => {
            const start = performance.now();
            /** @type {HTMLElement} */ (element).click();
            const look = () => {
              if (document.querySelector('[data-run]')?.getAttribute('data-run') === run) requestAnimationFrame(look);
              else resolve(performance.now() - start);
            };
            requestAnimationFrame(look);
          }),
        [button, before],
      )
    );
    if (i > 1) times.push(Number(ms));
    await page.waitForTimeout(1500);
  }
  await page.close();
  const ms = median(times);
  return {
    name: 'end of an edit → first frame of the new run',
    value: `${ms.toFixed(0)} ms`,
    against: '300 ms',
    ratio: ms / 300,
    promise: '≤ 1 of it',
    kept: ms <= 300,
  };
}

/**
 * JavaScript per frame while 500 customers move, in CPU time of the page's thread (what others do on this machine at the
 * same time does not count), and how much of that time the page was busy for more than 50 ms at a stretch.
 * @param {import('@playwright/test').Browser} browser @param {string} crowd payload of a link
 * @returns {Promise<Row[]>}
 */
async function crowdRows(browser, crowd) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${HOME}${LESSON}/1~${crowd}`);
  await page.locator('[data-run]').first().waitFor();
  const recorded = Number(await page.locator('[data-run]').first().getAttribute('data-run'));
  await page.waitForFunction(another, recorded, { timeout: 90_000 });
  const chrome = await page.context().newCDPSession(page);
  await chrome.send('Performance.enable', { timeDomain: 'threadTicks' });
  const scripted = async () => {
    const { metrics } = await chrome.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
  };
  const before = await scripted();
  const { frames, long } = await page.evaluate(
    (watched) =>
      /** @type {Promise<{ frames: number, long: number }>} */ (
        new Promise((resolve) => {
          let frames = 0;
          let long = 0;
          const observer = new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) long += duration;
          });
          observer.observe({ type: 'longtask' });
          const end = performance.now() + watched;
          const next = () => {
            frames++;
            if (performance.now() < end) return requestAnimationFrame(next);
            observer.disconnect();
            return resolve({ frames, long });
          };
          next();
        })
      ),
    WATCHED,
  );
  const ms = ((await scripted()) - before) / frames;
  await page.close();
  const share = long / WATCHED;
  return [
    {
      name: 'frame work with 500 customers',
      value: `${ms.toFixed(1)} ms of script in each of ${frames} frames`,
      against: '8 ms',
      ratio: ms / 8,
      promise: '≤ 1 of it',
      kept: ms <= 8,
    },
    {
      name: 'time in tasks over 50 ms while they move',
      value: `${long.toFixed(0)} ms`,
      against: `${WATCHED} ms`,
      ratio: share,
      promise: '≤ 0.05 of it',
      kept: share <= 0.05,
    },
  ];
}

/** @param {string} crowd @returns {Promise<Row[]>} */
export async function pageRows(crowd) {
  if (!existsSync(join(root, 'dist', 'index.html'))) throw new Error('npm run build first');
  const server = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vite/bin/vite.js'),
      'preview',
      '--host',
      '127.0.0.1',
      '--port',
      String(PORT),
      '--strictPort',
    ],
    { cwd: root, stdio: 'ignore' },
  );
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: CHROMIUM_FLAGS,
  });
  try {
    for (
      let i = 0;
      i < 50 &&
      !(await fetch(HOME).then(
        (r) => r.ok,
        () => false,
      ));
      i++
    )
      await new Promise((resolve) => setTimeout(resolve, 200));
    return [
      await bytesRow(browser, 'bytes before the first moving picture, page', LESSON, 200),
      await bytesRow(
        browser,
        'bytes before the first moving picture, embed',
        'embed.html?lesson=the-queue&autoplay=1',
        120,
      ),
      await editRow(browser),
      ...(await crowdRows(browser, crowd)),
    ];
  } finally {
    await browser.close();
    server.kill();
  }
}
