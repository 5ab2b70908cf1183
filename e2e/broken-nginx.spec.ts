// A broken nginx.conf is told by nginx's own words, at the line; an address where nobody listens gives its 502.
import {
  WORDS,
  codePane,
  dockTab,
  editor,
  expectLog,
  expectOutcomes,
  openFile,
  openLesson,
  withLightEditor,
} from './diner.ts';
import { CODE_WORDS } from '../src/i18n/code.ts';
import { expect, test } from './fixtures.ts';

const { code, dock } = WORDS.en;
const CONF = 'nginx.conf';

test.use({ expectedErrors: ['ERR_FAILED'] });
test.beforeEach(async ({ page }) => {
  await withLightEditor(page);
  await openLesson(page, 'the-queue');
  await openFile(page, CONF);
});

test('a directive that does not exist', async ({ page }) => {
  const text = await editor(page, CONF).inputValue();
  const line = text.split('\n').findIndex((row) => row.includes('proxy_pass')) + 1;
  await editor(page, CONF).fill(text.replace('proxy_pass', 'proxy_pas'));
  await expect(codePane(page).getByText('unknown directive "proxy_pas"')).toBeVisible({ timeout: 30_000 });
  await expect(codePane(page)).toContainText(CODE_WORDS.en.goLine(line));
  await expectLog(page, `[emerg]`);
  await expectLog(page, `unknown directive "proxy_pas" in /etc/nginx/nginx.conf:${line}`);
  await codePane(page).getByRole('button', { name: code.reset, exact: true }).click();
  await dockTab(page, dock.requests).click();
  await expectOutcomes(
    page,
    ['2.04', '4.04', '6.04', '8.04', '10.04', '12.04'].map((time) => `200 ${time} s`),
  );
});

test('an upstream where nobody listens', async ({ page }) => {
  const text = await editor(page, CONF).inputValue();
  await editor(page, CONF).fill(text.replace('127.0.0.1:8000', '127.0.0.1:8999'));
  await expectOutcomes(page, Array<string>(6).fill('502 40 ms'));
  await expectLog(page, 'connect() failed (111: Connection refused) while connecting to upstream');
});
