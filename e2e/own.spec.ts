// Lessons that are none of the house's: written in the page, opened from a link; and an app that somebody brings.
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { strFromU8, unzipSync } from 'fflate';
import { requests, WORDS } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { en } = WORDS;

test('a teacher writes a lesson with a check, and a learner solves it from its link', async ({ page }) => {
  await page.goto('#/teach');
  await page.getByRole('link', { name: 'Open the lesson builder' }).click();
  await page.getByRole('combobox', { name: 'Begin with' }).selectOption('the-queue');
  await page.getByRole('button', { name: 'Begin a new lesson' }).click();
  await expect(page.getByText('The lesson needs a title.')).toBeVisible();
  await page.getByLabel('Title', { exact: true }).fill('Hire [two]');
  await page.getByLabel('Summary, one sentence').fill('Two cashiers are enough.');
  await page.getByLabel('Title of the step').fill('Hire');
  await page.getByLabel('Text (Markdown)').fill('Six wait.\n\n:::magic\nno\n:::');
  await expect(page.getByText('There is no block :::magic')).toBeVisible();
  await page.getByLabel('Text (Markdown)').fill('Six **wait** <img src=x onerror=alert(1)>.');
  await page.getByRole('button', { name: 'Add a check' }).click();
  await page.getByLabel('What is to be done').fill('Hire a second cashier');
  await page.getByRole('combobox', { name: 'Check' }).selectOption('workersAre');
  await page.getByLabel('As the learner reads it').fill('Two workers serve.');
  // Files and customers are the teacher's as well; what is no data is told with its place.
  const content = page.getByRole('textbox', { name: 'Content' });
  await content.fill(`${await content.inputValue()}# mine
`);
  await page.getByLabel('Path of a new file').fill('/srv/diner/menu.txt');
  await page.getByRole('button', { name: 'Add the file' }).click();
  await content.fill('soup\n');
  const run = page.getByRole('textbox', { name: 'Run “wsgi”' });
  const data = await run.inputValue();
  await run.fill(data.replace('{', '{,'));
  await expect(page.getByText('not JSON from line 1, column 2 on')).toBeVisible();
  await run.fill(data.replace('"burst"', '"flood"'));
  await expect(page.getByText(/Run “wsgi”: traffic\.0\.kind/)).toBeVisible();
  await run.fill(data.replace(/"count": \d+/, '"count": 4'));
  await expect(page.getByText('Ready to be given away.')).toBeVisible();
  // What was written outlives a reload.
  await page.reload();
  await expect(page.getByText('Ready to be given away.')).toBeVisible();
  await expect(page.getByRole('article', { name: 'Lesson' }).getByText('Two workers serve.')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the folder' }).click();
  const zip = unzipSync(new Uint8Array(readFileSync(await (await waiting).path())));
  expect(strFromU8(zip['99-hire-two/en.md'] ?? new Uint8Array())).toContain('Six **wait**');
  expect(strFromU8(zip['99-hire-two/start/srv/diner/menu.txt'] ?? new Uint8Array())).toBe('soup\n');
  expect(strFromU8(zip['99-hire-two/lesson.ts'] ?? new Uint8Array())).toContain('"count": 4');

  const link = await page.getByLabel(/^Link/).inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Hire [two]' })).toBeVisible();
  await expect(page.getByText('It is not one of this site’s lessons')).toBeVisible();
  await expect(page.locator('img[onerror]')).toHaveCount(0);
  await page.getByRole('button', { name: 'workers: one more' }).first().click();
  await expect(page.getByText('Everything on the check is done.')).toBeVisible({ timeout: 40_000 });

  // A link that was cut opens nothing of it.
  await page.goto('about:blank');
  await page.goto(link.slice(0, -40));
  await expect(page.getByRole('dialog', { name: 'This link could not be read' })).toBeVisible();
});

test('an app that somebody brings is placed, judged and served', async ({ page }) => {
  await page.goto('#/');
  await page.getByRole('link', { name: 'Bring your own' }).click();
  await expect(page.getByText('Nothing is uploaded')).toBeVisible();
  const files = {
    'app.py':
      'import os\n\ndef app(environ, start_response):\n    start_response("200 OK", [])\n    return [b"from my own kitchen"]\n',
    'shop.service':
      '[Unit]\nDescription=Shop\n\n[Service]\nUser=www-data\nWorkingDirectory=/opt/shop\nExecStart=/opt/shop/venv/bin/gunicorn -b 127.0.0.1:9000 app:app\n\n[Install]\nWantedBy=multi-user.target\n',
    shop: 'server {\n    listen 80;\n    server_name shop.example;\n    location / {\n        proxy_pas http://127.0.0.1:9000;\n    }\n}\n',
  };
  await page
    .getByLabel('Choose files')
    .setInputFiles(
      Object.entries(files).map(([name, text]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })),
    );
  await expect(page.getByText('unknown directive "proxy_pas"')).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('is a program of your virtual environment')).toBeVisible();
  // A pasted text takes the place of the file of that name.
  await page.getByLabel(/^app\.py, nginx\.conf/).fill(files.shop.replace('proxy_pas ', 'proxy_pass '));
  await page.getByLabel('Its name').fill('shop');
  await page.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByText('unknown directive')).toHaveCount(0);
  await expect(page.getByText('http://shop.example')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole('button', { name: 'Open the kitchen' }).click();
  await expect(page.getByText('not a lesson of this site')).toBeVisible();
  await expect(page.getByText('from my own kitchen').first()).toBeAttached({ timeout: 50_000 });
});

test('the chef’s table is played from the menu, below whose board another run was going', async ({ page }) => {
  await page.goto('./#/');
  await expect(page.getByRole('region', { name: en.menuBoard.scene })).toBeAttached();
  await page.getByRole('button', { name: en.menuBoard.tableOpen }).scrollIntoViewIfNeeded();
  await expect(
    page.getByRole('region', { name: en.menuBoard.scene }).getByRole('button', { name: en.player.pause }),
  ).toBeVisible();
  await page.getByRole('button', { name: en.menuBoard.tableOpen }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The chef’s table' }).first()).toBeVisible();
  await expect(page.getByText(en.lesson.guest.house)).toBeVisible();
  await expect(requests(page).getByText('/report').first()).toBeVisible({ timeout: 60_000 });
});
