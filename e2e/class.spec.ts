// What a teacher needs and no server gives: links for a class, records, packages for learning platforms.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from './fixtures.ts';

// The platform of the third test is a host of its own.
test.use({ expectedErrors: ['foreign request: http://127.0.0.1:'] });

test('a link for a class leaves panels out and locks the files', async ({ page }) => {
  await page.goto('#/the-queue');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByText('For a class').click();
  await page.getByLabel('terminal, logs and numbers').check();
  await page.getByLabel('Files can be read, not changed').check();
  await expect(page.getByRole('img', { name: 'QR code of this link' })).toBeVisible();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'The queue' }).first()).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Terminal' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'workers: one more' })).toHaveCount(0);
});

test('a record is handed in as a line, and read into the table of the class', async ({ page }) => {
  await page.goto('#/the-queue');
  await page.getByRole('button', { name: 'Next step' }).click();
  await page.goto('#/');
  await page.getByRole('button', { name: 'My progress' }).click();
  await page.getByLabel(/^Your name/).fill('=陳小美');
  const line = await page.getByLabel('Your record').inputValue();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'For teachers' }).click();
  await page.getByLabel('Records').fill(`hello ${line} bye ${line.slice(0, -4)}`);
  await expect(page.getByRole('row', { name: /=陳小美/ })).toBeVisible();
  await expect(page.getByText('One record is damaged')).toBeVisible();
  await page.getByRole('combobox', { name: 'Which lesson' }).selectOption('the-queue');
  await expect(page.getByRole('row', { name: /=陳小美/ })).toContainText('0 / 6');
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  // A name that begins like a formula is none in the spreadsheet.
  expect(readFileSync(await (await waiting).path(), 'utf8')).toContain(`"'=陳小美"`);
});

test('a SCORM package tells the platform how far the learner is', async ({ page }) => {
  await page.goto('#/teach');
  await page.getByRole('combobox', { name: 'Lesson', exact: true }).selectOption('the-queue');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'SCORM 1.2 package' }).click();
  const zip = unzipSync(new Uint8Array(readFileSync(await (await waiting).path())));
  const lms = readFileSync('node_modules/scorm-again/dist/scorm12.min.js', 'utf8');
  const room = `<!doctype html><script>${lms}</script><script>window.API = new Scorm12API({ autocommit: false, logLevel: 5 });</script><iframe src="index.html" style="width:1300px;height:800px"></iframe>`;
  const platform = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'text/html');
    response.end(name === '' ? room : strFromU8(zip[name] ?? new Uint8Array()));
  });
  await new Promise<void>((done) => platform.listen(0, '127.0.0.1', done));
  const { port } = platform.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  const lesson = page.frameLocator('iframe').frameLocator('iframe');
  await lesson.getByText('At 2, 4, 6, 8, 10 and 12 s.').click();
  await lesson.getByRole('button', { name: 'Next step' }).click();
  const told = (name: string): Promise<string> =>
    page.evaluate(
      (key) => (window as unknown as { API: { lmsGetValue(key: string): string } }).API.lmsGetValue(key),
      name,
    );
  await expect.poll(() => told('cmi.suspend_data')).toContain('watch');
  expect(Number(await told('cmi.core.score.raw'))).toBeGreaterThan(0);
  expect(await told('cmi.core.lesson_status')).toBe('incomplete');
  platform.close();
});

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

test('an embed can point at a version that stays: packed, kept beside the newest one, offered, and playing', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'versions-'));
  const site = join(folder, 'site');
  const versions = (...args: string[]): Buffer => execFileSync('node', ['scripts/versions.mjs', ...args]);
  versions('pack', join(folder, 'v0.0.9.zip'));
  copyFileSync(join(folder, 'v0.0.9.zip'), join(folder, 'v0.0.10.zip'));
  cpSync('dist', site, { recursive: true });
  versions('add', folder, site);
  const host = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    response.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/html');
    try {
      response.end(readFileSync(join(site, normalize(pathname === '/' ? '/index.html' : pathname))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
  try {
    await page.goto(`${base}#/teach`);
    const version = page.getByRole('combobox', { name: 'Version' });
    await expect(version.getByRole('option')).toHaveText(['always the newest', '0.0.10', '0.0.9']);
    await version.selectOption('0.0.9');
    await expect(page.getByRole('textbox', { name: 'Embed code' })).toHaveValue(/\/v\/0\.0\.9\/embed\.html\?lesson=/);
    await page.goto(`${base}v/0.0.9/embed.html?lesson=the-queue`);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  } finally {
    host.close();
    rmSync(folder, { recursive: true });
  }
});
