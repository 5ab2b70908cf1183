// The terminal types into the running machine, and a keyboard gets out of it again.
import type { Page } from '@playwright/test';
import { WORDS, dockTab, openLesson } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { dock, terminal } = WORDS.en;

/** The lines on the screen as one text: a long one is wrapped where the screen ends. */
const screen = async (page: Page): Promise<string> =>
  (await page.locator('.xterm-rows > div').filter({ visible: true }).allInnerTexts())
    .map((row) => row.replace(/\s$/, ''))
    .join('');

/** Types a command, and waits until its output is there and the shell asks for the next one. */
async function run(page: Page, command: string, output: RegExp): Promise<string> {
  await page.keyboard.type(`${command}\n`);
  let answer = '';
  await expect(async () => {
    const text = await screen(page);
    // What has scrolled away is not on the screen any more, the command itself included.
    const asked = text.lastIndexOf(`$ ${command}`);
    answer = asked < 0 ? text : text.slice(asked + command.length + 2);
    expect(answer).toMatch(output);
    expect(answer).toMatch(/\$\s*$/);
  }).toPass({ timeout: 30_000 });
  return answer;
}

test('go live, ask, look around, kill a worker, and leave by keyboard', async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1700, height: 1500 });
  await openLesson(page, 'the-queue');
  await dockTab(page, dock.terminal).click();
  await page.getByRole('button', { name: terminal.goLive }).click();
  await expect(page.getByText(terminal.leave).filter({ visible: true })).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => screen(page), { timeout: 30_000 }).toMatch(/\$\s*$/);
  await run(page, 'whoami', /^ubuntu/);
  await run(
    page,
    'nginx -t',
    /"user" directive makes sense only if the master process runs with super-user privileges/,
  );
  await run(page, 'nginx -s reload', /kill\(1003, 1\) failed \(1: Operation not permitted\)/);
  await run(page, 'sudo nginx -t', /configuration file \/etc\/nginx\/nginx\.conf test is successful/);
  await run(page, 'sudo nginx -s reload', /signal process started/);
  await run(page, 'ps aux | grep gunicorn', /\b1002 .*gunicorn: worker \[app:app\]/);
  await run(page, 'kill 1002', /^ubuntu@/);
  // It finishes with its customer first, as SIGTERM asks it to.
  await expect(async () => {
    expect(await run(page, 'ps aux | grep gunicorn', /gunicorn: worker \[app:app\]/)).not.toMatch(/\b1002 /);
  }).toPass({ timeout: 30_000 });
  await run(page, 'curl -i localhost/', /Content-Type: text\/plain.*burger no\. \d/);
  await run(page, 'curl -si localhost/ | grep HTTP', /HTTP\/1\.1 200 OK/);
  await page.keyboard.press('Control+Shift+?');
  await expect(page.getByText(terminal.left).filter({ visible: true })).toBeVisible();
  await expect(page.getByRole('button', { name: terminal.live })).toBeFocused();
});
