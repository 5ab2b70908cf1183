import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { parseScenario } from '../../scenario/schema.ts';
import { decodeOwn, encodeOwn } from '../own/index.ts';
import { nameFor, roleOf } from './classify.ts';
import { importsOf } from './imports.ts';
import { ownKitchen } from './own.ts';
import { placeKitchen } from './place.ts';
import { sift } from './sift.ts';
import { siteOf, withoutTls } from './site.ts';
import { startOf, words } from './start.ts';

const APP = 'from flask import Flask\nimport boto3, os\nfrom .local import x\napp = Flask(__name__)\n';
const UNIT =
  '[Unit]\nDescription=shop\n[Service]\nUser=shop\nWorkingDirectory=/opt/shop\nEnvironmentFile=/etc/shop.env\nExecStart=/opt/shop/venv/bin/gunicorn \\\n  --workers 3 -b unix:/run/shop.sock app:app\n[Install]\nWantedBy=multi-user.target\n';
const SITE =
  'server {\n    listen 443 ssl;\n    server_name shop.example www.shop.example;\n    ssl_certificate /etc/ssl/shop.pem;\n    ssl_certificate_key /etc/ssl/shop.key;\n    location / { proxy_pass http://unix:/run/shop.sock; }\n}\n';
const WSGI = 'def app(environ, start_response):\n    start_response("200 OK", [])\n    return [b"x"]\n';
const file = (path: string, text: string) => ({ path, text });
const bytes = (path: string, text: string) => ({ path, bytes: utf8(text) });

describe('what a file is for', () => {
  it.each([
    ['app.py', APP, 'python'],
    ['conf/gunicorn.conf.py', 'workers = 2', 'gunicorn'],
    ['gunicorn_config.py', 'workers = 2', 'gunicorn'],
    ['deploy/shop.service', UNIT, 'unit'],
    ['shop', SITE, 'site'],
    ['nginx/shop.conf', SITE, 'site'],
    ['nginx.conf', `events {}\nhttp {\n${SITE}}\n`, 'nginx'],
    ['Procfile', 'web: gunicorn app:app', 'procfile'],
    ['Dockerfile', 'FROM python:3.13\nCMD gunicorn app:app', 'dockerfile'],
    ['deploy/uwsgi.ini', '[uwsgi]\nmodule = app:app\n', 'uwsgi'],
    ['requirements-dev.txt', 'flask', 'requirements'],
    ['static/site.css', 'server { }', 'other'],
  ])('%s', (path, text, role) => expect(roleOf({ path, text })).toBe(role));

  it('names what was pasted', () => {
    expect(
      [APP, UNIT, SITE, 'web: gunicorn app:app\n', 'flask==3.1\ngunicorn\n', 'bind = "0.0.0.0:80"\n'].map(nameFor),
    ).toEqual(['app.py', 'app.service', 'site', 'Procfile', 'requirements.txt', 'gunicorn.conf.py']);
    fc.assert(fc.property(fc.string(), (text) => nameFor(text) !== ''));
  });
});

describe('how it is started', () => {
  it('asks the unit, then the Procfile, then the image, then the app', () => {
    const docker = file('Dockerfile', 'FROM x\nCMD ["uvicorn", "main:app", "--port", "$PORT"]\n');
    const proc = file('Procfile', 'release: x\nweb: PYTHONPATH=src gunicorn --bind 0.0.0.0:$PORT "app:make()"\n');
    const all = [file('app.py', APP), docker, proc, file('shop.service', UNIT)];
    expect(startOf(all)).toMatchObject({
      from: 'unit',
      argv: ['/opt/shop/venv/bin/gunicorn', '--workers', '3', '-b', 'unix:/run/shop.sock', 'app:app'],
    });
    expect(startOf(all.slice(0, 3))?.argv).toEqual(['gunicorn', '--bind', '0.0.0.0:8000', 'app:make()']);
    expect(startOf(all.slice(0, 2))?.argv).toEqual(['uvicorn', 'main:app', '--port', '8000']);
    expect(startOf(all.slice(0, 1))).toMatchObject({ from: 'guess', argv: ['gunicorn', 'app:app'] });
    expect(startOf([file('README.md', 'web')])).toBe(null);
  });

  it('sees an ASGI app, and a Django project by its wsgi.py', () => {
    const asgi = [file('main.py', 'async def serve(scope, receive, send):\n    pass\n')];
    expect(startOf(asgi)?.argv).toEqual(['uvicorn', '--port', '8000', 'main:serve']);
    const django = [file('manage.py', 'x'), file('shop/wsgi.py', 'application = get_wsgi_application()\n')];
    expect(startOf(django)?.argv).toEqual(['gunicorn', 'shop.wsgi:application']);
  });

  it('reads shells in images', () => {
    expect(
      startOf([file('Dockerfile', 'FROM x\nCMD sh -c "python manage.py migrate && exec gunicorn a:b"')])?.argv,
    ).toEqual(['gunicorn', 'a:b']);
    expect(words(`a "b c" 'd e' \${PORT:-5000}`)).toEqual(['a', 'b c', 'd e', '8000']);
  });
});

describe('what comes in', () => {
  it('leaves out what no app is, and cuts the folder that holds all', () => {
    const { files, left } = sift([
      bytes('shop/app.py', WSGI),
      bytes('shop/.git/config', 'x'),
      bytes('shop/venv/lib/x.py', 'x'),
      bytes('shop/pkg/__pycache__/a.pyc', 'x'),
      bytes('shop/.env', 'SECRET=1'),
      bytes('shop/server.key', 'x'),
      { path: 'shop/logo.png', bytes: new Uint8Array([137, 80, 0, 1]) },
      bytes('shop/big.txt', 'x'.repeat(300_000)),
    ]);
    expect(files.map(({ path }) => path)).toEqual(['app.py']);
    expect(left.map(({ kind, path }) => [kind, path])).toEqual([
      ['too-big', 'big.txt'],
      ['binary', 'logo.png'],
    ]);
  });

  it('keeps its bounds', () => {
    const many = Array.from({ length: 250 }, (_, i) => bytes(`f${i}.py`, 'x'.repeat(2500)));
    const { files } = sift(many);
    expect(files.length).toBeLessThanOrEqual(200);
    expect(files.reduce((sum, one) => sum + one.text.length, 0)).toBeLessThanOrEqual(400_000);
    expect(sift([bytes('../../etc/passwd', 'x')]).files[0]?.path).not.toContain('..');
  });
});

describe('on the machine', () => {
  const shop = [
    file('app.py', APP),
    file('local.py', ''),
    file('deploy/shop.service', UNIT),
    file('deploy/shop', SITE),
  ];

  it('places everything, and says what is missing, with file and line', () => {
    const kitchen = placeKitchen(shop, ['Flask', 'Werkzeug']);
    expect(Object.keys(kitchen.files)).toEqual([
      '/opt/shop/app.py',
      '/opt/shop/local.py',
      '/etc/systemd/system/shop.service',
      '/etc/nginx/sites-enabled/shop',
    ]);
    expect(kitchen.tabs[0]).toBe('/opt/shop/app.py');
    expect(kitchen.scenario).toMatchObject({
      host: { init: 'systemd' },
      packages: ['flask'],
      dns: { 'shop.example': '203.0.113.10' },
    });
    expect(kitchen.address).toBe('https://shop.example');
    expect(kitchen.findings.map(({ kind, path, line, word }) => [kind, path, line, word])).toEqual([
      ['import', '/opt/shop/app.py', 2, 'boto3'],
      ['stand-in', '/etc/systemd/system/shop.service', 7, '/opt/shop/venv/bin/gunicorn'],
      ['environment', '/etc/systemd/system/shop.service', 6, '/etc/shop.env'],
      ['certificate', '/etc/nginx/sites-enabled/shop', 4, '/etc/ssl/shop.pem'],
      ['certificate', '/etc/nginx/sites-enabled/shop', 5, '/etc/ssl/shop.key'],
    ]);
  });

  it('makes a scenario that its own schema takes, and a link that opens', () => {
    for (const files of [
      shop,
      [file('app.py', WSGI)],
      [],
      [file('Procfile', 'web: gunicorn app:app -b 0.0.0.0:$PORT')],
    ]) {
      const kitchen = placeKitchen(files, []);
      const parsed = parseScenario(kitchen.scenario);
      expect(parsed.ok ? [] : parsed.problems).toEqual([]);
      if (files.length === 0) continue;
      const own = ownKitchen(kitchen, { en: '---' });
      const payload = encodeOwn(own);
      expect(payload.ok && decodeOwn(payload.value)).toEqual({ ok: true, value: own });
    }
  });

  it('sends customers to the app itself where nobody stands in front of it', () => {
    const address = (...files: { path: string; text: string }[]) => placeKitchen(files, []).address;
    expect(address(file('app.py', WSGI))).toBe('http://127.0.0.1:8000');
    expect(address(file('app.py', WSGI), file('gunicorn.conf.py', 'bind = "0.0.0.0:9000"\n'))).toBe(
      'http://203.0.113.10:9000',
    );
    expect(address(file('main.py', 'async def app(scope, receive, send): pass'))).toBe('http://127.0.0.1:8000');
    expect(placeKitchen([], []).findings[0]?.kind).toBe('no-app');
  });

  it('reads imports as Python does', () => {
    const text =
      '"""\nimport nothing\n"""\nimport a.b, c as d\nfrom e.f import g\ntry:\n    import h\nexcept ImportError:\n    h = None\nfrom . import i\n    # import j\n';
    expect(importsOf([file('x.py', text)]).map(({ module, line }) => [module, line])).toEqual([
      ['a', 4],
      ['c', 4],
      ['e', 5],
    ]);
  });

  it('reads a site for its visitors', () => {
    expect(siteOf('server { listen 8080; server_name _; }')).toEqual({
      host: 'diner.example',
      address: 'http://diner.example:8080',
    });
    expect(withoutTls(SITE).split('\n').length).toBe(SITE.split('\n').length);
    expect(withoutTls(SITE)).not.toContain('ssl');
  });
});

it('asks for the variables that an app cannot do without, and for no module that lies beside its user', () => {
  const { findings } = placeKitchen(
    [
      {
        path: 'src/wsgi.py',
        text: 'import os\nimport shop\nos.environ["TZ"] = "UTC"\nA = os.environ["A"]\nB = os.environ.get("B")\napp = shop.create_app(os.environ["A"], os.environ["C"])\napplication = create_app()\n',
      },
      { path: 'src/shop.py', text: '' },
      { path: 'x.service', text: '[Service]\nEnvironment=C=1\nExecStart=gunicorn --chdir src wsgi\n' },
    ],
    [],
  );
  expect(findings.filter(({ kind }) => kind === 'variable' || kind === 'import')).toEqual([
    { kind: 'variable', path: '/srv/diner/src/wsgi.py', line: 4, word: 'A' },
  ]);
});
