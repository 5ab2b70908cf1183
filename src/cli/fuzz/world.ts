/** One round of the whole machine: a random app under a random server behind a random nginx, with rude visitors. */
import type { ScenarioInput } from '../../scenario/schema.ts';
import { randomAsgi, randomWsgi } from './apps.ts';
import { pieces, randomHttp } from './http.ts';
import { Pick } from './pick.ts';

type Input = NonNullable<ScenarioInput['inputs']>[number];
type Server = NonNullable<ScenarioInput['servers']>[number];

const LOCATION_LINES = `proxy_pass http://127.0.0.1:8000;
proxy_pass http://app;
proxy_pass http://127.0.0.1:8000/;
proxy_buffering off;
proxy_request_buffering off;
proxy_http_version 1.1;
proxy_set_header Host $host;
proxy_set_header Upgrade $http_upgrade;
proxy_read_timeout 1s;
proxy_connect_timeout 1s;
proxy_next_upstream error timeout http_500;
proxy_intercept_errors on;
client_max_body_size 2;
limit_req zone=r1 burst=1;
limit_conn c1 1;
gzip on;
keepalive_timeout 1s;
error_page 500 502 = /e;
return 204;
try_files $uri @app;
proxy_cache keep;
proxy_cache_valid any 1s;`.split('\n');

const SIGNALS = ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'USR2', 'TTIN', 'TTOU', 'KILL', 'WINCH', 'CHLD', 'STOP', 'CONT'];

function nginxSite(pick: Pick): string {
  const location = (path: string): string => {
    const backend = pick.chance(0.7) ? ['proxy_pass http://app;'] : [];
    const lines = [...backend, ...pick.some(0, 4, () => pick.of(LOCATION_LINES))];
    return `    location ${path} {\n${[...new Set(lines)].map((line) => `        ${line}\n`).join('')}    }\n`;
  };
  return `limit_req_zone $binary_remote_addr zone=r1:1m rate=5r/s;
limit_conn_zone $binary_remote_addr zone=c1:1m;
proxy_cache_path /var/cache/nginx keys_zone=keep:1m;
upstream app { server 127.0.0.1:8000${pick.of(['', ' max_fails=1 fail_timeout=1s', ' weight=2'])};${pick.of(['', ' server 127.0.0.1:8009 backup;', ' least_conn;', ' keepalive 2;'])} }
server {
    listen 80;
${location('/')}${location('@app')}${location('= /e')}${pick.chance(0.3) ? location('~ ^/(x|y)') : ''}}
`;
}

function appServer(pick: Pick): { readonly app: string; readonly server: Server } {
  const style = pick.of([
    'sync',
    'sync',
    'gthread',
    'gevent',
    'asgi',
    'uvicorn_worker.UvicornWorker',
    'uvicorn',
  ] as const);
  const asynchronous = style === 'asgi' || style === 'uvicorn' || style.startsWith('uvicorn_worker');
  // Now and then the wrong kind of app for the server.
  const app = pick.chance(0.95) === asynchronous ? randomAsgi(pick) : randomWsgi(pick);
  const argv =
    style === 'uvicorn'
      ? ['uvicorn', 'app:app', ...(pick.chance(0.3) ? ['--workers', '2'] : [])]
      : [
          'gunicorn',
          '-w',
          String(pick.int(1, 3)),
          '-k',
          style,
          '-t',
          pick.of(['1', '2', '30']),
          'app:app',
          ...extras(pick),
        ];
  return { app, server: { id: 'app', argv, user: 'ubuntu', cwd: '/srv/app', stopTimeout: 3_000_000 } };
}

const extras = (pick: Pick): string[] =>
  pick
    .some(0, 2, () =>
      pick.of([
        ['--preload'],
        ['--max-requests', '2'],
        ['--threads', '3'],
        ['--graceful-timeout', '1'],
        ['--keep-alive', '1'],
        ['--backlog', '1'],
        ['--access-logfile', '-'],
      ]),
    )
    .flat();

function visitor(pick: Pick, index: number): Input {
  const bytes = randomHttp(pick);
  const at = pick.int(0, 2_000_000);
  return {
    kind: 'request',
    id: `r${index}`,
    at,
    to: pick.of(['127.0.0.1:80', '127.0.0.1:80', '127.0.0.1:8000']),
    rawParts: pieces(pick, bytes),
    timeout: 3_000_000,
    readUntilClose: pick.chance(0.3),
    shutdownWrite: pick.chance(0.2),
    ...(pick.chance(0.3) ? { abortAt: pick.int(0, 800_000), abortHow: pick.of(['close', 'rst'] as const) } : {}),
    ...(pick.chance(0.1) ? { receiveBuffer: 2048, readDelay: pick.int(1000, 300_000) } : {}),
  };
}

function disturbance(pick: Pick, index: number): Input {
  const at = pick.int(0, 2_500_000);
  switch (pick.int(0, 4)) {
    case 0:
      return {
        kind: 'command',
        id: `c${index}`,
        at,
        argv: ['nginx', '-s', pick.of(['reload', 'quit', 'stop', 'reopen'])],
      };
    case 1:
      return { kind: 'write', at, files: { '/etc/nginx/sites-enabled/app': nginxSite(pick) } };
    default: {
      const to = pick.of(['main', 'main', 'workers', 'w1', 'w2']);
      return { kind: 'signal', at, server: pick.of(['app', 'app', 'nginx']), to, signal: pick.of(SIGNALS) };
    }
  }
}

/** The scenario of one round. */
export function randomWorld(seed: number): ScenarioInput {
  const pick = new Pick(seed, 'fuzz/world');
  const { app, server } = appServer(pick);
  return {
    version: 1,
    name: `fuzz-${seed}`,
    seed,
    until: 3_000_000,
    host: { cores: pick.int(1, 4) },
    files: { '/srv/app/app.py': app, '/etc/nginx/sites-enabled/app': nginxSite(pick) },
    dirs: { '/var/cache/nginx': { owner: 'www-data' } },
    servers: [server, { id: 'nginx', argv: ['nginx'], user: 'root', stopSignal: 'QUIT', stopTimeout: 3_000_000 }],
    traffic: pick.chance(0.3)
      ? [
          {
            client: 'crowd',
            kind: 'poisson',
            rate: pick.int(1, 20),
            count: pick.int(1, 20),
            to: 'http://203.0.113.10',
            giveUpMs: pick.of([null, 300, 1500]),
            keepalive: pick.chance(0.5),
          },
        ]
      : [],
    inputs: [...pick.some(1, 6, (i) => visitor(pick, i)), ...pick.some(0, 3, (i) => disturbance(pick, i))],
  };
}
