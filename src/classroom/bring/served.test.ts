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
])('%s', { timeout: 60_000 }, async (_, files) => {
  const seen = await statuses(files);
  expect(seen.length).toBeGreaterThanOrEqual(6);
  expect(new Set(seen)).toEqual(new Set([200]));
});
