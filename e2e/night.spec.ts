// The night shift, as a learner works through it: the page is wrong, the machine says why, a repair, and the proof.
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const screen = async (page: Page): Promise<string> =>
  (await page.locator('.xterm-rows > div').filter({ visible: true }).allInnerTexts())
    .map((row) => row.replace(/\s$/, ''))
    .join('');

/** Types a command at the terminal that has the focus, and waits until the shell asks for the next one. */
async function type(page: Page, command: string, output: RegExp): Promise<void> {
  await page.keyboard.type(`${command}\n`);
  await expect(async () => {
    const text = await screen(page);
    const asked = text.lastIndexOf(`$ ${command}`);
    const answer = asked < 0 ? text : text.slice(asked + command.length + 2);
    expect(answer).toMatch(output);
    expect(answer).toMatch(/\$\s*$/);
  }).toPass({ timeout: 40_000 });
}

interface Night {
  readonly id: string;
  /** The command in the scene's text, and what it shows. */
  readonly look: readonly [command: string, shown: RegExp];
  readonly repair: readonly (readonly [command: string, output: RegExp])[];
}

const NIGHTS: readonly Night[] = [
  {
    id: 'two-numbers',
    look: ['ss -ltn', /127\.0\.0\.1:8001/],
    repair: [
      ["sudo sed -i 's/:8000/:8001/' /etc/nginx/sites-available/diner", /^ubuntu@/],
      ['sudo nginx -t && sudo systemctl reload nginx', /test is successful/],
    ],
  },
  {
    id: 'the-locked-shelf',
    look: ['sudo tail -1 /var/log/nginx/error.log', /13: Permission denied/],
    repair: [['chmod 755 /srv/diner/static', /^ubuntu@/]],
  },
  {
    id: 'the-wrong-kitchen',
    look: ['journalctl -u diner | grep -n Error', /No module named 'app'/],
    repair: [
      [
        'sudo sed -i "s#^WorkingDirectory=.*#WorkingDirectory=/srv/diner#" /etc/systemd/system/diner.service',
        /^ubuntu@/,
      ],
      ['sudo systemctl daemon-reload && sudo systemctl restart diner', /^ubuntu@/],
    ],
  },
  {
    id: 'past-its-date',
    look: ['curl -sSI https://diner.example/ 2>&1 | head -1', /certificate has expired/],
    repair: [
      ['sudo certbot renew', /1 renew failure/],
      ['sudo certbot --nginx -d diner.example', /Donating to EFF/],
      ['sudo certbot renew --dry-run', /\(success\)/],
    ],
  },
];

for (const { id, look, repair } of NIGHTS)
  test(`${id}: from the wrong page to the proof`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width: 1700, height: 1300 });
    await page.goto(`./#/${id}`);
    await expect.poll(() => screen(page), { timeout: 60_000 }).toMatch(/\$\s*$/);
    const task = page.getByRole('article', { name: 'Lesson' });
    await expect(task.getByText('Everything on the check is done.')).toHaveCount(0);
    // A click in the text puts the command into the terminal; who works there sends it.
    await task.getByRole('button', { name: look[0] }).first().click();
    // The machine answers once its gunicorn has its Python.
    await expect.poll(() => screen(page), { timeout: 90_000 }).toContain(look[0]);
    await page.keyboard.press('Enter');
    await expect.poll(() => screen(page), { timeout: 30_000 }).toMatch(look[1]);
    for (const [command, output] of repair) await type(page, command, output);
    await expect(task.getByText('Everything on the check is done.')).toBeVisible({ timeout: 60_000 });
  });
