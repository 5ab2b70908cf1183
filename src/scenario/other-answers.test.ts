// Answers of Apache, lighttpd and fcgiwrap to what browsers seldom ask, as the real ones were seen to give them.
import { expect, it } from 'vitest';
import { concat, fromUtf8 } from '../base/bytes.ts';
import { drive } from '../cli/drive.ts';
import { lazyGuest } from '../cli/python.ts';
import { createRun } from './run.ts';
import { parseScenario, type ScenarioInput } from './schema.ts';

const guest = lazyGuest();
const APACHE = (lines: string): string =>
  `PidFile /run/apache2.pid\nServerName example.com\nListen 127.0.0.1:8000\n${[
    'mpm_event',
    'authz_core',
    'alias',
    'dir',
    'wsgi',
  ]
    .map((m) => `LoadModule ${m}_module /usr/lib/apache2/modules/mod_${m}.so\n`)
    .join(
      '',
    )}User www-data\nGroup www-data\nErrorLog /var/log/apache2/error.log\n<Directory />\n    Require all granted\n</Directory>\n${lines}\n`;
const APP = `def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'ok']\n`;

type Server = NonNullable<ScenarioInput['servers']>[number];
const apache: Server = {
  id: 'app',
  argv: ['apache2', '-f', '/etc/apache2/lab.conf', '-DFOREGROUND'],
  ready: { listen: [8000] },
};
const lighttpd: Server = {
  id: 'app',
  argv: ['lighttpd', '-D', '-f', '/etc/lighttpd/lab.conf'],
  ready: { listen: [8000] },
};

async function ask(servers: readonly Server[], files: ScenarioInput['files'], request: object) {
  const parsed = parseScenario({
    version: 1,
    until: 5_000_000,
    files: { '/etc/nginx/sites-enabled/default': '', ...files },
    servers: servers.map((server) => ({ user: 'root', cwd: '/', ...server })),
    inputs: [{ kind: 'request', id: 'r1', at: 0, to: '127.0.0.1:8000', ...request }],
  } as ScenarioInput);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  const r1 = run.requests.get('r1');
  const header = (name: string) => r1?.head?.headers.find((h) => h.name.toLowerCase() === name)?.value;
  return { status: r1?.head?.status, header, body: fromUtf8(concat((r1?.pieces ?? []).map((p) => p.data))) };
}

it('mod_wsgi refuses a chunked body, and calls an answer without a type what the script is', async () => {
  const files = { '/etc/apache2/lab.conf': APACHE('WSGIScriptAlias / /srv/wsgi.py'), '/srv/wsgi.py': APP };
  const chunked = await ask([apache], files, { method: 'POST', chunked: true, body: 'k=v' });
  expect([chunked.status, chunked.body.includes('requires a valid Content-length')]).toEqual([411, true]);
  const plain = await ask([apache], files, { http: '1.0' });
  expect([plain.status, plain.header('content-type'), plain.header('connection')]).toEqual([
    200,
    'text/x-python',
    'close',
  ]);
});

it.each([
  ['Apache', apache, { '/etc/apache2/lab.conf': APACHE('DocumentRoot /srv/www') }],
  [
    'lighttpd',
    lighttpd,
    { '/etc/lighttpd/lab.conf': 'server.document-root = "/srv/www"\nserver.port = 8000\nserver.bind = "127.0.0.1"\n' },
  ],
] as const)('%s sends a range of a file, and the file for a POST', async (_, server, files) => {
  const all = { ...files, '/srv/www/a.txt': 'text\n' };
  const range = await ask([server], all, { target: '/a.txt', headers: [['Range', 'bytes=1-2']] });
  expect([range.status, range.body, range.header('content-range')]).toEqual([206, 'ex', 'bytes 1-2/5']);
  const beyond = await ask([server], all, { target: '/a.txt', headers: [['Range', 'bytes=9-']] });
  expect([beyond.status, beyond.header('content-range')]).toEqual([416, 'bytes */5']);
  expect((await ask([server], all, { target: '/a.txt', method: 'POST', body: 'x' })).body).toBe('text\n');
});

it('fcgiwrap answers for a script that wrote nothing, not for one that complained', async () => {
  const site =
    'server {\n    listen 80;\n    location / {\n        fastcgi_param SCRIPT_FILENAME /srv/a.cgi;\n        fastcgi_pass 127.0.0.1:9000;\n    }\n}\n';
  const servers: Server[] = [
    { id: 'app', argv: ['fcgiwrap', '-f', '-s', 'tcp:127.0.0.1:9000'], ready: { listen: [9000] } },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], ready: { listen: [80] } },
  ];
  const script = (text: string) => ({
    '/etc/nginx/sites-enabled/p': site,
    '/srv/a.cgi': { content: `#!/bin/sh\n${text}\n`, mode: '0755' },
  });
  const silent = await ask(servers, script('exit 3'), { to: '127.0.0.1:80' });
  expect([silent.status, silent.body]).toEqual([
    502,
    'An error occurred while reading CGI reply (no response received)\n',
  ]);
  const loud = await ask(servers, script('echo no >&2; exit 3'), { to: '127.0.0.1:80' });
  expect([loud.status, loud.body.includes('<center>nginx')]).toEqual([502, true]);
});

it('lighttpd lets nobody keep a file whose type it does not know', async () => {
  const conf = 'server.document-root = "/srv"\nserver.port = 8000\nmimetype.assign = (".txt" => "text/plain")\n';
  const files = { '/etc/lighttpd/lab.conf': conf, '/srv/a.txt': 'a', '/srv/a.bin': 'b' };
  const known = await ask([lighttpd], files, { target: '/a.txt' });
  expect([known.header('content-type'), known.header('last-modified') !== undefined]).toEqual(['text/plain', true]);
  const unknown = await ask([lighttpd], files, { target: '/a.bin' });
  expect([unknown.header('content-type'), unknown.header('etag'), unknown.header('last-modified')]).toEqual([
    'application/octet-stream',
    undefined,
    undefined,
  ]);
});
