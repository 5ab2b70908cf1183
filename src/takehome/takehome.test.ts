import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { makeProject, projectFiles, startCommand, zipProject, type ProjectSource } from './index.ts';

const server = (argv: string[], more: object = {}) => ({ id: 'app', argv, user: 'ubuntu', cwd: '/srv/diner', ...more });
const source = (argv: string[], files: Record<string, string> = {}, more: object = {}): ProjectSource => ({
  name: 'the-queue',
  scenario: { version: 1, servers: [server(argv), { id: 'nginx', argv: ['nginx'] }], ...more },
  files: { '/srv/diner/app.py': 'def app(environ, start_response): ...\n', ...files },
});

describe('the command that starts the app', () => {
  it.each([
    [['gunicorn', '-w', '4', 'app:app'], 'app:app', 8000],
    [['gunicorn', 'app:app', '-b', '0.0.0.0:5000'], 'app:app', 5000],
    [['gunicorn', '--bind=127.0.0.1:9000', '--preload', 'shop.wsgi:make()'], 'shop.wsgi:make()', 9000],
    [['gunicorn', '-w4', '-b:7000', 'app:app'], 'app:app', 7000],
    [['uvicorn', '--port', '8001', 'asgi:app'], 'asgi:app', 8001],
    [['/usr/bin/gunicorn', '-c', 'gunicorn.conf.py', 'app:app'], 'app:app', 8000],
  ])('%j', (argv, target, port) => {
    const project = makeProject(source(argv));
    expect(project.app).toMatchObject({ target, port });
    expect(startCommand(project).split(' ').toSorted()).toEqual(
      argv.map((word) => (word.includes('(') ? `'${word}'` : (word.split('/').pop() ?? ''))).toSorted(),
    );
  });
});

it('keeps what the learner wrote and adds what is missing', () => {
  const unit = '[Service]\nExecStart=/bin/true\n';
  const own = {
    '/etc/nginx/sites-enabled/diner': 'server { }\n',
    '/etc/systemd/system/diner.service': unit,
    '/var/www/a.txt': 'a\n',
  };
  const files = projectFiles(makeProject(source(['gunicorn', '-w', '3', 'app:app'], own)), 'en');
  expect(Object.keys(files).toSorted()).toEqual([
    '.dockerignore',
    'Dockerfile',
    'README.md',
    'app.py',
    'compose.yaml',
    'gunicorn.conf.py',
    'nginx/sites-enabled/diner',
    'requirements.txt',
    'root/var/www/a.txt',
    'systemd/diner.service',
    'wsgi.py',
  ]);
  expect(files['systemd/diner.service']).toBe(unit);
  expect(files['gunicorn.conf.py']).toBe('workers = 3\nbind = "127.0.0.1:8000"\n');
  expect(files['compose.yaml']).toContain('./nginx/sites-enabled/diner:/etc/nginx/conf.d/diner.conf:ro');
});

it('asks for the packages that the app imports, and says what a real machine lacks', () => {
  const text = 'import os, flask\nfrom diner import db\n# import django\napp = flask.Flask(__name__)\n';
  const project = makeProject(
    source(['gunicorn', '-k', 'uvicorn_worker.UvicornWorker', 'app:app'], { '/srv/diner/app.py': text }),
  );
  expect(project.packages).toEqual(['flask', 'gunicorn', 'uvicorn-worker']);
  expect(project.missing).toEqual(['kitchen']);
  for (const language of ['en', 'zh-TW'] as const)
    expect(projectFiles(project, language)['README.md']).toContain('`diner`');
});

it('says when the app was started by something else', () => {
  expect(makeProject(source(['python3', 'app.py'])).missing).toEqual(['server']);
});

it('both READMEs give the same commands', () => {
  const project = makeProject(
    source(
      ['gunicorn', 'app:app'],
      {},
      { traffic: [{ client: 'c', kind: 'burst', count: 6, to: 'http://x', targets: [{ path: '/burger' }] }] },
    ),
  );
  const commands = (['en', 'zh-TW'] as const).map((language) =>
    [...(projectFiles(project, language)['README.md'] ?? '').matchAll(/```sh\n([^`]*)```/g)].map(([, text]) => text),
  );
  expect(commands[0]).toHaveLength(4);
  expect(commands[1]).toEqual(commands[0]);
});

it('packs one folder, the same bytes each time', () => {
  const files = { 'a/ü.txt': '中文\n', b: '' };
  const zip = zipProject('the-queue', files);
  expect(zipProject('the-queue', files)).toEqual(zip);
  const back = Object.entries(unzipSync(zip)).map(([path, bytes]) => [path, strFromU8(bytes)]);
  expect(Object.fromEntries(back)).toEqual({ 'the-queue/a/ü.txt': '中文\n', 'the-queue/b': '' });
});
