// What the students' notes tell to type, typed into the page's terminal from the first command to the last: the site runs,
// and comes back after a restart of the machine.
import type { Page } from '@playwright/test';
import { WORDS, dockTab } from './diner.ts';
import { expect, test } from './fixtures.ts';

const { dock, terminal } = WORDS.en;

const FILES = {
  'myproject.py': `def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "21")])
    return [b"<h1>Hello There!</h1>"]
`,
  'wsgi.py': `from myproject import app

if __name__ == "__main__":
    app.run()
`,
  '/etc/systemd/system/myproject.service': `[Unit]
Description=Gunicorn instance to serve myproject
After=network.target

[Service]
User=ubuntu
Group=www-data
WorkingDirectory=/home/ubuntu/myproject
Environment="PATH=/home/ubuntu/myproject/venv/bin"
ExecStart=/home/ubuntu/myproject/venv/bin/gunicorn --workers 3 --bind unix:myproject.sock -m 007 wsgi:app

[Install]
WantedBy=multi-user.target
`,
  '/etc/nginx/sites-available/myproject': `server {
    listen 80;
    server_name example.com diner.example;

    location / {
        include proxy_params;
        proxy_pass http://unix:/home/ubuntu/myproject/myproject.sock;
    }
}
`,
} as const;

/** The rows of the terminal in front as one text. */
const screen = async (page: Page): Promise<string> =>
  (await page.locator('.xterm-rows > div').filter({ visible: true }).allInnerTexts())
    .map((row) => row.replace(/\s$/, ''))
    .join('');

/** Types a command on a clean screen, and waits for what it prints and for the next prompt. */
async function run(page: Page, command: string, output: RegExp, prompt = true): Promise<void> {
  await page.keyboard.press('Control+l');
  await page.keyboard.type(`${command}\n`);
  await expect(async () => {
    const text = await screen(page);
    expect(text).toMatch(output);
    if (prompt) expect(text).toMatch(/\$\s*$/);
  }).toPass({ timeout: 60_000 });
}

/** nano opens the file in the page; it is written there, saved and closed. */
async function nano(page: Page, file: keyof typeof FILES): Promise<void> {
  await page.keyboard.press('Control+l');
  await page.keyboard.type(`${file.startsWith('/') ? 'sudo ' : ''}nano ${file}\n`);
  const sheet = page.getByRole('region', { name: new RegExp(`^nano .*${file}$`) });
  await sheet.getByRole('textbox').fill(FILES[file]);
  await sheet.getByRole('button', { name: terminal.saveAndClose }).click();
  await expect(sheet).toBeHidden();
  await expect(async () => expect(await screen(page)).toMatch(/\[ Wrote \d+ lines \].*\$\s*$/)).toPass();
}

/** A machine with systemd, on which nothing runs yet, in the place of the lesson's. */
async function onABareMachine(page: Page): Promise<void> {
  await page.route('**/assets/lessons/gunicorn-by-hand-*.js', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const bare = text
      .replace('host:{cores:2}', 'absent:[`nginx`,`gunicorn`],host:{cores:2,init:`systemd`}')
      .replace(/(servers:\[\{id:`server`.*?\])(,traffic:)/, '$1.slice(1)$2');
    expect(bare.length).toBeGreaterThan(text.length + 40);
    await route.fulfill({ response, body: bare });
  });
}

test('from pip install to a site that survives a restart', async ({ page }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 1700, height: 1400 });
  await onABareMachine(page);
  await page.goto('./#/gunicorn-by-hand/1');
  await dockTab(page, dock.terminal).click();
  await page.getByRole('button', { name: terminal.goLive }).click();
  await expect(page.getByText(terminal.leave)).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => screen(page), { timeout: 60_000 }).toMatch(/\$\s*$/);

  await run(page, 'gunicorn', /bash: gunicorn: command not found/);
  await run(page, 'mkdir ~/myproject; cd ~/myproject; python3 -m venv venv; source venv/bin/activate', /\(venv\)/);
  await run(page, 'pip install gunicorn', /Successfully installed gunicorn/);
  await nano(page, 'myproject.py');
  await nano(page, 'wsgi.py');

  await run(page, 'gunicorn --bind 0.0.0.0:5000 wsgi:app', /Listening at: http:\/\/0\.0\.0\.0:5000/, false);
  await page.getByRole('radio', { name: terminal.shell(2) }).check({ force: true });
  await expect.poll(() => screen(page), { timeout: 30_000 }).toMatch(/\$\s*$/);
  await page.locator('.xterm-screen').filter({ visible: true }).click();
  await run(page, 'curl -s localhost:5000', /<h1>Hello There!<\/h1>/);
  await page.getByRole('radio', { name: terminal.shell(1) }).check({ force: true });
  await page.locator('.xterm-screen').filter({ visible: true }).click();
  await page.keyboard.press('Control+c');
  await expect(async () => expect(await screen(page)).toMatch(/Shutting down: Master.*\$\s*$/)).toPass();
  await run(page, 'deactivate; echo $VIRTUAL_ENV.', /\.ubuntu@/);

  await nano(page, '/etc/systemd/system/myproject.service');
  await run(page, 'sudo systemctl start myproject; systemctl is-active myproject', /active/);
  await run(page, 'sudo systemctl enable myproject', /Created symlink .*myproject\.service/);
  await run(
    page,
    'systemctl status myproject -n 0 | grep -E "Loaded|Active|Main PID"',
    /myproject\.service; enabled; .*active \(running\).*Main PID: \d+ \(gunicorn\)/,
  );

  await run(page, 'sudo apt install -y nginx', /Setting up nginx .*Created symlink/);
  await nano(page, '/etc/nginx/sites-available/myproject');
  await run(
    page,
    'sudo ln -s /etc/nginx/sites-available/myproject /etc/nginx/sites-enabled; ls /etc/nginx/sites-enabled',
    /default +myproject/,
  );
  await run(page, 'sudo nginx -t', /test is successful/);
  await run(page, 'sudo systemctl reload nginx; curl -s http://example.com', /<h1>Hello There!<\/h1>/);

  await run(
    page,
    'sudo certbot --nginx -d diner.example -m me@diner.example --agree-tos -n | grep enabled',
    /Congratulations! You have successfully enabled HTTPS on https:\/\/diner\.example/,
  );
  await run(page, 'curl -s https://diner.example', /<h1>Hello There!<\/h1>/);

  await page.keyboard.type('sudo reboot\n');
  await expect(async () => expect(await screen(page)).toMatch(/closed by remote host\..*\$\s*$/)).toPass({
    timeout: 60_000,
  });
  await run(
    page,
    'systemctl is-active nginx myproject; curl -s https://diner.example',
    /activeactive<h1>Hello There!<\/h1>/,
  );
});
