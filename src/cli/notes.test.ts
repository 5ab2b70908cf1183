/** The students' notes, typed into the terminal from the first line to the last: a site that runs, and comes back. */
import { beforeAll, expect, it } from 'vitest';
import type { Guest } from '../machine/guest-port.ts';
import { cachedGuest } from './guest-cache.ts';
import { HeadlessTerminal } from './headless-terminal.ts';
import { nodeShelf } from './shelf.ts';

const FLASK = `from flask import Flask
app = Flask(__name__)

@app.route("/")
def hello():
    return "<h1>Hello There!</h1>"
`;
/** The same for a build without frameworks. */
const PLAIN = `def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "21")])
    return [b"<h1>Hello There!</h1>"]
`;
const WSGI = `from myproject import app

if __name__ == "__main__":
    app.run()
`;
const UNIT = `[Unit]
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
`;
const SITE = `server {
    listen 80;
    server_name example.com www.example.com;

    location / {
        include proxy_params;
        proxy_pass http://unix:/home/ubuntu/myproject/myproject.sock;
    }
}
`;

let guest: Guest;

beforeAll(async () => {
  guest = await cachedGuest();
}, 60_000);

/** What nano's page half sends when the file is saved and closed. */
const saved = (text: string): string =>
  `\u001b]7700;save;${Buffer.from(text).toString('base64')}\u0007\u001b]7700;close\u0007`;

it(
  'runs gunicorn by hand, as a service, behind nginx, over https, and after a restart of the machine',
  { timeout: 120_000 },
  async () => {
    const shelf = nodeShelf();
    const hasFlask = shelf.has('flask');
    const t = new HeadlessTerminal(
      {
        version: 1,
        host: { init: 'systemd' },
        absent: ['nginx', 'gunicorn'],
        dns: { 'example.com': '203.0.113.10', 'www.example.com': '203.0.113.10' },
      },
      { guest, shelf },
    );
    await t.pass(1);
    expect(await t.command('gunicorn --version')).toBe('bash: gunicorn: command not found');
    expect(await t.command('pip install gunicorn')).toContain('error: externally-managed-environment');
    await t.command('mkdir ~/myproject && cd ~/myproject && python3 -m venv venv && source venv/bin/activate');
    expect(await t.command(`pip install gunicorn${hasFlask ? ' flask' : ''}`, 30)).toContain('Successfully installed');
    await t.command(`cat > myproject.py <<'END'\n${hasFlask ? FLASK : PLAIN}END`);
    await t.command(`cat > wsgi.py <<'END'\n${WSGI}END`);

    expect(await t.keys('gunicorn --bind 0.0.0.0:5000 wsgi:app\r', 4)).toContain('Listening at: http://0.0.0.0:5000');
    await t.keys('\u001a', 0.5);
    await t.keys('bg\r', 0.5);
    expect(await t.command('curl -s http://10.0.0.5:5000/')).toBe('<h1>Hello There!</h1>');
    expect(await t.command('kill %1; wait; echo ended')).toContain('ended');
    await t.command('deactivate');

    expect(await t.command('sudo nano /etc/systemd/system/myproject.service')).toContain("open in the page's editor");
    await t.keys(saved(UNIT), 0.3);
    expect(await t.command('cat /etc/systemd/system/myproject.service')).toBe(UNIT.trimEnd());
    expect(await t.command('sudo systemctl start myproject')).toBe('');
    expect(await t.command('sudo systemctl enable myproject')).toContain('multi-user.target.wants/myproject.service');
    const status = await t.command('sudo systemctl status myproject');
    expect(status).toContain('Loaded: loaded (/etc/systemd/system/myproject.service; enabled; preset: enabled)');
    expect(status).toMatch(/Active: active \(running\) since .*\n +Main PID: \d+ \(gunicorn\)\n +Tasks: \d/);

    expect(await t.command('sudo apt install -y nginx', 20)).toContain('Setting up nginx');
    expect(await t.command('curl -s localhost | head -4')).toContain('Welcome to nginx!');
    await t.command(`sudo tee /etc/nginx/sites-available/myproject > /dev/null <<'END'\n${SITE}END`);
    await t.command('sudo ln -s /etc/nginx/sites-available/myproject /etc/nginx/sites-enabled');
    expect(await t.command('sudo nginx -t')).toContain('test is successful');
    await t.command('sudo systemctl reload nginx');
    expect(await t.command('curl -s http://example.com/')).toBe('<h1>Hello There!</h1>');

    const certbot = 'sudo certbot --nginx -d example.com -d www.example.com -m me@example.com --agree-tos -n';
    expect(await t.command(certbot, 60)).toContain('Successfully deployed certificate for example.com');
    expect(await t.command('curl -s https://example.com/')).toBe('<h1>Hello There!</h1>');
    expect(await t.command('curl -sI http://example.com/ | grep Location')).toBe('Location: https://example.com/');

    await t.command('sudo reboot', 1);
    await t.pass(15);
    await t.keys('\r', 0.3);
    expect(await t.command('systemctl is-active nginx myproject')).toBe('active\nactive');
    expect(await t.command('curl -s https://www.example.com/')).toBe('<h1>Hello There!</h1>');
    expect(await t.command('last reboot | grep -c "system boot"')).toBe('2');
  },
);
