// A lesson leaves the page as a project: the zip holds what the learner wrote, in the language that they read.
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from './fixtures.ts';

test('what was changed goes home in a zip, with a README in the language of the page', async ({ page }) => {
  await page.goto('#/the-queue');
  await page.getByRole('button', { name: 'workers: one more' }).click();
  await page.getByText('中文', { exact: true }).click();
  await page.getByRole('button', { name: '分享' }).first().click();
  await page.getByText('10 個檔案').click();
  await expect(page.getByText('gunicorn.conf.py').last()).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: '下載專案' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('the-queue.zip');
  await expect(page.getByText('the-queue.zip 已經下載好了。')).toBeVisible();
  const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
  const text = (name: string): string => strFromU8(files[`the-queue/${name}`] ?? new Uint8Array());
  expect(text('gunicorn.conf.py')).toContain('workers = 2');
  expect(text('app.py')).toContain('time.sleep(2)');
  expect(text('README.md')).toContain('打包回家');
});

test('what was repaired at the terminal goes home repaired', async ({ page }) => {
  test.setTimeout(180_000);
  const screen = async (): Promise<string> => (await page.locator('.xterm-rows').allInnerTexts()).join('\n');
  await page.goto('#/two-numbers');
  await expect.poll(screen, { timeout: 60_000 }).toMatch(/\$\s*$/);
  await page.locator('.xterm-helper-textarea').first().focus();
  await page.keyboard.type("sudo sed -i 's/:8000/:8001/' /etc/nginx/sites-available/diner\n");
  await page.keyboard.type("echo 'workers = 3' > /srv/diner/gunicorn.conf.py; echo wr''itten\n");
  await expect.poll(screen, { timeout: 60_000 }).toContain('written');
  await page.getByRole('button', { name: 'Share' }).first().click();
  const contents = page.getByText(/^\d+ files$/);
  await contents.click();
  await expect(page.getByText('gunicorn.conf.py', { exact: true })).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the project' }).click();
  const files = unzipSync(new Uint8Array(readFileSync(await (await waiting).path())));
  const text = (name: string): string => strFromU8(files[`two-numbers/${name}`] ?? new Uint8Array());
  expect(text('nginx/sites-available/diner')).toContain('proxy_pass http://127.0.0.1:8001;');
  expect(text('gunicorn.conf.py')).toBe('workers = 3\n');
  expect(text('Dockerfile')).toContain('CMD ["gunicorn", "-w", "2", "-b", "127.0.0.1:8001", "app:app"]');
});
