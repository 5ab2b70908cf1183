// What people bring is not only placed: its customers are served, by the real chain of programs.
import { expect, it } from 'vitest';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { createRun } from '../../scenario/run.ts';
import { parseScenario } from '../../scenario/schema.ts';
import type { Brought } from './model.ts';
import { placeKitchen } from './place.ts';

const app = {
  path: 'app.py',
  text: 'def app(environ, start_response):\n    start_response("200 OK", [])\n    return [b"hi"]\n',
};
const site = {
  path: 'shop',
  text: 'server {\n    listen 443 ssl;\n    server_name shop.example;\n    ssl_certificate /etc/ssl/a.pem;\n    ssl_certificate_key /etc/ssl/a.key;\n    location / { proxy_pass http://127.0.0.1:8000; }\n}\n',
};
const unit = {
  path: 'shop.service',
  text: '[Service]\nUser=shop\nWorkingDirectory=/opt/shop\nExecStart=/opt/shop/venv/bin/gunicorn app:app\n[Install]\nWantedBy=multi-user.target\n',
};
const asgi = {
  path: 'main.py',
  text: 'async def app(scope, receive, send):\n    await send({"type": "http.response.start", "status": 200, "headers": []})\n    await send({"type": "http.response.body", "body": b"hi"})\n',
};
const secret = {
  path: 'app.py',
  text: 'import os\nKEY = os.environ["API_KEY"]\ndef app(environ, start_response):\n    start_response("200 OK", [])\n    return [KEY.encode()]\n',
};
const certbots = {
  path: 'shop',
  text: site.text.replace(
    'location',
    'include /etc/letsencrypt/options-ssl-nginx.conf;\n    ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem;\n    location',
  ),
};
/** As images have it: root, a port below 1024, another directory than the settings' own. */
const image = [
  { path: 'src/wsgi.py', text: 'from shop import make\n\napplication = make()\n' },
  { path: 'src/shop.py', text: `def make():\n${app.text.replace(/^/gm, '    ')}\n    return app\n` },
  { path: 'gunicorn.conf.py', text: "import os\n\nbind = f\"0.0.0.0:{os.getenv('LISTEN', '80')}\"\n" },
  {
    path: 'Dockerfile',
    text: 'FROM python:3.13\nENTRYPOINT ["gunicorn"]\nCMD ["--chdir", "src", "-c", "gunicorn.conf.py", "wsgi:application"]\n',
  },
];
const guest = lazyGuest();

async function statuses(files: readonly Brought[]): Promise<readonly number[]> {
  const parsed = parseScenario(placeKitchen(files, []).scenario);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  // The first request to be answered over port 80 is the authority's own.
  return run.sim.trace.events.flatMap((event) =>
    event.kind === 'request.finished' && event.status !== null ? [event.status] : [],
  );
}

it.each<readonly [string, readonly Brought[]]>([
  ['an app alone', [app]],
  ['an ASGI app alone', [asgi]],
  ['an app with a Procfile', [app, { path: 'Procfile', text: 'web: gunicorn app:app -b 0.0.0.0:$PORT -w 2' }]],
  ['an app on a unix socket', [app, { path: 'gunicorn.conf.py', text: 'bind = "unix:/tmp/x.sock"\n' }]],
  ['an app behind a site with TLS', [app, site]],
  ['a unit of a user of its own, a virtual environment, and TLS', [app, site, unit]],
  ['an app that wants a secret', [secret]],
  [
    'a unit whose secrets stay at home, and a site as certbot left it',
    [secret, certbots, { ...unit, text: unit.text.replace('ExecStart', 'EnvironmentFile=/etc/shop/env\nExecStart') }],
  ],
  ['an image', image],
])('%s', { timeout: 60_000 }, async (_, files) => {
  const seen = await statuses(files);
  expect(seen.length).toBeGreaterThanOrEqual(6);
  expect(new Set(seen)).toEqual(new Set([200]));
});
