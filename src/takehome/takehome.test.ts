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
  // The image's own page would come first under any other name.
  expect(files['compose.yaml']).toContain('./nginx/sites-enabled/diner:/etc/nginx/conf.d/default.conf:ro');
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

describe('a lesson at a live machine', () => {
  const unit = (exec: string): string =>
    `[Service]\nUser=cook\nWorkingDirectory=/srv/shop\nExecStart=${exec}\n[Install]\nWantedBy=multi-user.target\n`;
  const live = (files: Record<string, string>) =>
    projectFiles(makeProject({ name: 'the-hatch', scenario: { version: 1 }, files }), 'en');
  const hatch = {
    '/srv/shop/shop.py': 'import flask\n',
    '/srv/shop/.env': 'A=1\n',
    '/srv/shop/static/a.css': '',
    '/var/www/html/index.html': 'hi\n',
    '/etc/systemd/system/shop.service': unit(
      '/srv/shop/venv/bin/gunicorn --bind unix:/run/shop/shop.sock -m 007 shop:app',
    ),
    '/etc/nginx/sites-available/default': 'server {\n    listen 80 default_server;\n}\n',
    '/etc/nginx/sites-available/shop':
      'server {\n    listen 80;\n    listen 443 ssl;\n    ssl_certificate /etc/ssl/shop.pem;\n    location / {\n        include proxy_params;\n    }\n    location /static/ {\n        alias /srv/shop/static/;\n    }\n    root /var/www/html;\n}\n',
  };

  it('is started as its unit says', () => {
    const files = live(hatch);
    expect(files['Dockerfile']).toContain('WORKDIR /srv/shop\n');
    expect(files['README.md']).toContain('sudo -u cook python3 -m venv /srv/shop/venv\n');
    expect(files['README.md']).toContain('sudo systemctl enable --now shop.service\n');
    expect(files['README.md']).toContain(
      'sudo install -D -m 644 root/var/www/html/index.html /var/www/html/index.html\n',
    );
    expect(files['README.md']).toContain('sudo ln -sf /etc/nginx/sites-available/shop /etc/nginx/sites-enabled/\n');
    expect(files['README.md']).not.toContain('sites-available/default /');
    expect(files['README.md']).toContain('The site reads a certificate');
  });

  it('has in its containers what nginx reads, and a socket that both reach', () => {
    const { 'compose.yaml': compose = '', Dockerfile, 'nginx/proxy_params': params } = live(hatch);
    expect(Dockerfile).toContain('RUN mkdir -p /run/shop && chown diner /run/shop\n');
    expect(compose.split('\n').map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        'command: ["gunicorn", "--bind", "unix:/run/shop/shop.sock", "-m", "007", "--umask", "0", "shop:app"]',
        'env_file: .env',
        '- "8080:80"',
        '- "8443:443"',
        '- ./nginx/sites-available/shop:/etc/nginx/conf.d/default.conf:ro',
        '- ./nginx/proxy_params:/etc/nginx/proxy_params:ro',
        '- .:/srv/shop:ro',
        '- ./root/var/www/html/index.html:/var/www/html/index.html:ro',
        '- socket:/run/shop',
      ]),
    );
    expect(params).toContain('proxy_set_header Host $http_host;');
  });

  it('is tried at a desk with the socket in its own folder', () => {
    const readme = live(hatch)['README.md'];
    expect(readme).toContain('gunicorn --bind unix:shop.sock -m 007 shop:app\n');
    expect(readme).toContain('curl -i --unix-socket shop.sock http://localhost/');
  });

  it('finds the program where the unit looks for it', () => {
    const readme = live({ '/etc/systemd/system/a.service': unit('/usr/bin/gunicorn app:app') })['README.md'];
    expect(readme).toContain('sudo ln -s /srv/shop/.venv/bin/gunicorn /usr/bin/gunicorn\n');
  });

  it('may be started by a script', () => {
    const script = 'pip install gunicorn\ncd /srv/diner\nexec gunicorn --bind 0.0.0.0:5000 wsgi:app > log 2>&1 &\n';
    const { app } = makeProject({ name: 'x', scenario: { version: 1 }, files: { '/srv/diner/start.sh': script } });
    expect(app).toMatchObject({ target: 'wsgi:app', options: ['--bind', '0.0.0.0:5000'], port: 5000, unit: null });
  });
});

it("takes a project's own module for no kitchen, and WebSockets along", () => {
  const text = 'from diner import Diner\nasync def app(scope, receive, send): scope["type"] == "websocket"\n';
  const own = { '/srv/diner/app.py': text, '/srv/diner/diner.py': '' };
  const project = makeProject(source(['uvicorn', 'app:app'], own));
  expect(project.missing).toEqual([]);
  expect(project.packages).toEqual(['uvicorn', 'websockets']);
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
