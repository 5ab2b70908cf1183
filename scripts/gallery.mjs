// `npm run gallery [-- WAY …]`: photographs every view of the gallery and lays the pictures out as one sheet,
// test-results/contact-sheet.html and .png, that a person can look at in one glance.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { load } from './bundle.mjs';
import { openGallery } from './gallery-site.mjs';
import { CHROMIUM_FLAGS, findChromium, root } from './tools.mjs';

/** Ways to see a view; without arguments all of them are photographed. */
const WAYS = new Map([
  ['light', ''],
  ['dark', '&theme=dark'],
  ['server', '&skin=server'],
  ['zh-TW', '&lang=zh-TW&theme=dark&skin=server'],
]);
const THUMB = 170;
const PATIENCE_MS = 20_000;

/** @typedef {{ id: string, shows: string, width: number, height: number }} View */

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 * @param {View} view
 */
async function photograph(page, url, view) {
  await page.setViewportSize({ width: view.width, height: view.height });
  await page.goto(url, { waitUntil: 'networkidle', timeout: PATIENCE_MS });
  await page.waitForSelector(`html[data-shown="${view.id}"]`, { timeout: PATIENCE_MS });
  return page.screenshot({ animations: 'disabled' });
}

/** @param {readonly { way: string, view: View, file: string }[]} photos */
const sheet = (photos) => `<!doctype html><meta charset="utf-8"><title>Gallery</title><style>
body{font:12px system-ui;margin:12px;background:#888}main{display:flex;flex-wrap:wrap;gap:8px;align-items:flex-end}
h2{margin:16px 0 6px}figure{margin:0}img{height:${THUMB}px;display:block;max-width:400px;object-fit:contain}</style>
${[...new Set(photos.map((one) => one.way))]
  .map(
    (way) =>
      `<h2>${way}</h2><main>${photos
        .filter((one) => one.way === way)
        .map(
          ({ view, file }) =>
            `<figure><a href="${file}"><img src="${file}"></a><figcaption>${view.id}</figcaption></figure>`,
        )
        .join('')}</main>`,
  )
  .join('')}`;

/** @type {string[]} */
const asked = process.argv.slice(2);
const ways = asked.length > 0 ? asked : [...WAYS.keys()];
const out = join(root, 'test-results');
mkdirSync(join(out, 'gallery'), { recursive: true });
const { VIEWS } = /** @type {{ VIEWS: readonly View[] }} */ (/** @type {unknown} */ (await load('src/dev/view')));
const gallery = await openGallery();
const executablePath = findChromium();
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) });
let broken = 0;
try {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  page.on('pageerror', (error) => {
    broken++;
    console.error(`${page.url()}: ${error.message}`);
  });
  const photos = [];
  for (const way of ways) {
    for (const view of VIEWS) {
      const url = gallery.url(`view=${view.id}${WAYS.get(way) ?? ''}`);
      const file = `gallery/${view.id}.${way}.png`;
      writeFileSync(join(out, file), await photograph(page, url, view));
      photos.push({ way, view, file });
    }
  }
  writeFileSync(join(out, 'contact-sheet.html'), sheet(photos));
  await page.setViewportSize({ width: 2400, height: 1000 });
  await page.goto(`file://${join(out, 'contact-sheet.html')}`);
  await page.screenshot({ path: join(out, 'contact-sheet.png'), fullPage: true });
  console.log(`${photos.length} pictures: test-results/contact-sheet.html, test-results/contact-sheet.png`);
} finally {
  await browser.close();
  await gallery.close();
}
process.exitCode = broken > 0 ? 1 : 0;
