// Evenings that no lesson has, for the gallery: from an empty counter to a crowd, a line that is full, sealed envelopes.
import type { ScenarioInput } from '../../src/scenario/schema.ts';

const WORKERS = [1, 8, 32] as const;
const CUSTOMERS = [6, 50, 500] as const;

const APP = `import time


def app(environ, start_response):
    time.sleep(0.4)
    body = b"here you are\\n"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
`;

const MIXED = `import time


def app(environ, start_response):
    if environ["PATH_INFO"] == "/report":
        pages = 0
        while pages < 5_000_000:
            pages += 1
    else:
        time.sleep(0.5)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [b"here you are\\n"]
`;

const NGINX = `user www-data;
worker_processes 1;
events { worker_connections 1024; }
http {
    server {
        listen 80;
        server_name diner.example;
        location / {
            proxy_pass http://127.0.0.1:8000;
        }
    }
}
`;

const ASGI = `import asyncio


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        await asyncio.sleep(1)
        await send({"type": "websocket.send", "text": message["text"] + " is ready"})
`;

/** Burgers are waited for, reports are made by hand. */
const ONE_LOOP = `import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/report":
        pages = 0
        while pages < 16_000_000:
            pages += 1
    else:
        await asyncio.sleep(1)
    body = b"here you are\\n"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"13")]})
    await send({"type": "http.response.body", "body": body})
`;

const nginx = { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' };
const targets = [{ path: '/burger' }, { path: '/fries' }, { path: '/cola' }];

const evening = (name: string, seconds: number, gunicorn: readonly string[]): ScenarioInput => ({
  version: 1,
  name,
  seed: 7,
  until: seconds * 1_000_000,
  host: { cores: 4 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  files: { '/srv/diner/app.py': APP, '/etc/nginx/nginx.conf': NGINX },
  servers: [{ id: 'gunicorn', argv: ['gunicorn', ...gunicorn, 'app:app'], user: 'ubuntu', cwd: '/srv/diner' }, nginx],
});

const steady = {
  client: 'crowd',
  kind: 'every',
  everyMs: 120,
  count: 20,
  to: 'http://diner.example',
  targets,
} as const;

/** Several servers behind one Nginx, with so many workers each. */
const upstreams = (servers: number, workers: number): ScenarioInput => {
  const ports = Array.from({ length: servers }, (_, i) => 8001 + i);
  const front = NGINX.replace(
    'http {',
    `http {\n    upstream kitchens {\n${ports.map((port) => `        server 127.0.0.1:${port};`).join('\n')}\n    }`,
  ).replace('127.0.0.1:8000', 'kitchens');
  return {
    ...evening(`${servers} servers`, 4, []),
    files: { '/srv/diner/app.py': APP, '/etc/nginx/nginx.conf': front },
    servers: [
      ...ports.map((port) => ({
        id: `gunicorn-${port}`,
        argv: ['gunicorn', '-b', `127.0.0.1:${port}`, '-w', String(workers), 'app:app'],
        user: 'ubuntu',
        cwd: '/srv/diner',
      })),
      nginx,
    ],
    traffic: [{ ...steady, everyMs: 1500 / (servers * workers * 5), count: servers * workers * 5 }],
  };
};

const command = (at: number | null, text: string): NonNullable<ScenarioInput['inputs']>[number] => ({
  kind: 'command',
  id: 'command',
  at,
  argv: ['/bin/sh', '-c', text],
  user: 'root',
  timeout: 60_000_000,
});

const guest = (id: string, at: number, order: string) => ({
  kind: 'request' as const,
  id,
  at,
  to: 'http://diner.example:8000',
  target: '/talk',
  timeout: 8_000_000,
  ws: [
    ['send_text', order],
    ['recv', 1, 16_000_000],
    ['close', 1000],
  ] as (string | number)[][],
});

const crowd = (workers: number, count: number): ScenarioInput => ({
  ...evening(`${workers} workers, ${count} customers`, 2, ['-w', String(workers)]),
  traffic: [
    {
      client: 'crowd',
      kind: 'every',
      everyMs: 1500 / count,
      count,
      giveUpMs: 30_000,
      to: 'http://diner.example',
      targets,
    },
  ],
});

/** No nginx in front: customers knock at a line of two places. */
const behindNobody = evening('a line that is full', 4, ['-b', '0.0.0.0:8000', '--backlog', '2']);
const full: ScenarioInput = {
  ...behindNobody,
  servers: behindNobody.servers?.filter((server) => server.id !== 'nginx'),
  traffic: [{ client: 'crowd', kind: 'burst', count: 9, giveUpMs: 20_000, to: 'http://diner.example:8000', targets }],
};

/** Four at one counter, who share a pen: reports are written, the rest is waited for. */
const threads: ScenarioInput = {
  ...evening('threads', 3, ['--threads', '4']),
  files: { '/srv/diner/app.py': MIXED, '/etc/nginx/nginx.conf': NGINX },
  traffic: [{ ...steady, everyMs: 90, count: 14, targets: [...targets, { path: '/report' }] }],
};

/** One customer orders in a sealed envelope, another one on a postcard. */
const sealed: ScenarioInput = {
  ...evening('sealed envelopes', 8, ['-w', '2']),
  inputs: [command(null, 'certbot --nginx -d diner.example -m cook@diner.example --agree-tos -n --no-redirect')],
  traffic: [
    // By then the certificate is there.
    { client: 'sealed', kind: 'every', startMs: 5000, everyMs: 300, count: 5, to: 'https://diner.example', targets },
    { client: 'open', kind: 'every', startMs: 5150, everyMs: 300, count: 5, to: 'http://diner.example', targets },
  ],
};

const PIDFILE = ['-w', '3', '-p', '/srv/diner/gunicorn.pid'];

/** New workers come while old ones finish. */
const reload: ScenarioInput = {
  ...evening('a reload', 4, PIDFILE),
  traffic: [steady],
  inputs: [command(800_000, 'kill -HUP $(cat /srv/diner/gunicorn.pid)')],
};

/** The youngest worker is killed in the middle of an order; the manager sends for another one. */
const killed: ScenarioInput = {
  ...evening('a killed worker', 4, PIDFILE),
  traffic: [steady],
  inputs: [command(800_000, 'kill -9 $(pgrep -n gunicorn)')],
};

const loop = (name: string, app: string): ScenarioInput => ({
  ...evening(name, 4, []),
  files: { '/srv/diner/asgi.py': app, '/etc/nginx/nginx.conf': NGINX },
  servers: [{ id: 'uvicorn', argv: ['uvicorn', '--host', '0.0.0.0', 'asgi:app'], user: 'ubuntu', cwd: '/srv/diner' }],
});

/** One guest's report keeps the only cashier from all whose food is ready. */
const blocked: ScenarioInput = {
  ...loop('a blocked loop', ONE_LOOP),
  traffic: [
    {
      client: 'burgers',
      kind: 'every',
      everyMs: 150,
      count: 5,
      to: 'http://diner.example:8000',
      targets: [{ path: '/burger' }],
    },
    {
      client: 'report',
      kind: 'burst',
      startMs: 800,
      count: 1,
      to: 'http://diner.example:8000',
      targets: [{ path: '/report' }],
    },
  ],
};

/** The same customers at the counters of servers that are drawn nowhere else. */
const counter = (packaged: string, argv: readonly string[]): ScenarioInput => ({
  ...loop(packaged, ONE_LOOP),
  packages: [packaged],
  files: { '/srv/diner/app.py': APP, '/srv/diner/asgi.py': ONE_LOOP, '/etc/nginx/nginx.conf': NGINX },
  servers: [{ id: 'server', argv: [...argv], user: 'ubuntu', cwd: '/srv/diner' }, nginx],
  traffic: [{ ...steady, everyMs: 60, count: 20 }],
});

/** Two guests who stay on the line. */
const socket: ScenarioInput = {
  ...loop('a WebSocket', ASGI),
  inputs: [guest('mei', 200_000, 'a burger'), guest('bo', 700_000, 'soup')],
};

/** Name of the recording -> what is played. */
export const EVENINGS: Readonly<Record<string, ScenarioInput>> = {
  ...Object.fromEntries(WORKERS.flatMap((w) => CUSTOMERS.map((c) => [`crowd-${w}-${c}`, crowd(w, c)]))),
  full,
  threads,
  sealed,
  reload,
  killed,
  kitchens: upstreams(4, 2),
  'many-kitchens': upstreams(10, 1),
  blocked,
  hypercorn: counter('hypercorn', ['hypercorn', '-b', '127.0.0.1:8000', '-w', '2', 'asgi:app']),
  daphne: counter('daphne', ['daphne', '-b', '127.0.0.1', '-p', '8000', 'asgi:app']),
  waitress: counter('waitress', ['waitress-serve', '--listen=127.0.0.1:8000', 'app:app']),
  socket,
};
