import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type Project } from '../model.ts';
import { slipsOf } from './index.ts';

const APP = '/srv/diner/app.py';
const CONF = '/srv/diner/gunicorn.conf.py';
const NGINX = '/etc/nginx/nginx.conf';
const UNIT = '/etc/systemd/system/diner.service';

const project = (path: string, text: string, more: Partial<Project> = {}): Project => ({
  servers: [],
  ...more,
  files: { ...more.files, [path]: text },
});
const ids = (path: string, text: string, more?: Partial<Project>): string[] =>
  slipsOf(project(path, text, more), path).map((one) => `${one.line}:${one.id}`);

/** The text after the one fix that this slip offers. */
function fixed(path: string, text: string, id: string): string | null {
  const found = slipsOf(project(path, text), path).find((one) => one.id === id);
  return found?.fix ? applyEdits(text, found.fix.edits) : null;
}

describe('Python', () => {
  it('the main guard that Markdown has eaten', () => {
    const text = 'if __name__ == "__**main__**":\n    app.run()\n';
    expect(ids(APP, text)).toEqual(['1:main-guard']);
    expect(fixed(APP, text, 'main-guard')).toBe('if __name__ == "__main__":\n    app.run()\n');
    for (const line of [
      'if **name** == "**main**":',
      "if name == 'main':",
      'if __name__ == “__main__”：',
      'if __name__ = "__main__":',
    ])
      expect(fixed(APP, `${line}\n    pass\n`, 'main-guard')).toBe('if __name__ == "__main__":\n    pass\n');
    for (const line of ['if __name__ == "__main__":', "if (__name__ == '__main__'):", 'if domain_name == main_host:'])
      expect(ids(APP, `${line}\n    pass\n`)).toEqual([]);
  });
  it('app.run: not indented, not guarded, never reached', () => {
    expect(fixed(APP, 'if __name__ == "__main__":\napp.run()', 'unindented-run')).toBe(
      'if __name__ == "__main__":\n    app.run()',
    );
    expect(fixed(APP, 'app = make()\napp.run(port=5000)', 'unguarded-run')).toBe(
      'app = make()\nif __name__ == "__main__":\n    app.run(port=5000)',
    );
    const good = 'if __name__ == "__main__":\n    app.run()\n';
    expect(ids(APP, good)).toEqual([]);
    expect(ids(APP, good, { servers: [{ argv: ['gunicorn', 'app:app'], cwd: '/srv/diner' }] })).toEqual([
      '2:main-never-runs',
    ]);
  });
  it('blocking calls in async def, with what replaces them', () => {
    const text =
      'import time\n\nasync def app(scope, receive, send):\n    time.sleep(2)\n    def inner():\n        time.sleep(1)\n';
    expect(ids(APP, text)).toEqual(['4:blocking-in-async']);
    expect(fixed(APP, text, 'blocking-in-async')).toBe(
      'import asyncio\nimport time\n\nasync def app(scope, receive, send):\n    await asyncio.sleep(2)\n    def inner():\n        time.sleep(1)\n',
    );
    const web = 'import asyncio, requests\nasync def f():\n    x = requests.get("http://a/b", timeout=3).json()\n';
    expect(fixed(APP, web, 'blocking-in-async')).toBe(
      'import asyncio, requests\nasync def f():\n    x = (await asyncio.to_thread(requests.get, "http://a/b", timeout=3)).json()\n',
    );
    expect(
      ids(
        APP,
        'async def f():\n    """time.sleep(1)"""\n    await asyncio.to_thread(time.sleep, 1)  # time.sleep(1)\n',
      ),
    ).toEqual([]);
    expect(ids(APP, 'from time import sleep\nasync def f():\n    sleep(1)\n')).toEqual(['3:blocking-in-async']);
  });
  it('a forgotten await', () => {
    const text =
      'async def app(scope, receive, send):\n    send({"type": "x"})\n    data = receive()\n    asyncio.sleep(1)\n    await send({})\n';
    expect(ids(APP, text)).toEqual(['2:missing-await', '3:missing-await', '4:missing-await']);
    expect(fixed(APP, text, 'missing-await')).toContain('    await send({"type": "x"})\n    data = receive()');
    expect(
      ids(APP, 'async def a():\n    pass\nasync def b():\n    a()\n    t = a()\n    await asyncio.gather(a(), t)\n'),
    ).toEqual(['4:missing-await']);
  });
  it('answers that are no bytes, and statuses that are no text', () => {
    const wsgi = (body: string): string => `def app(environ, start_response):\n    ${body}\n`;
    expect(fixed(APP, wsgi('return "hi"'), 'str-body')).toBe(wsgi('return [b"hi"]'));
    expect(fixed(APP, wsgi('return ["你好"]'), 'str-body')).toBe(wsgi('return ["你好".encode()]'));
    expect(fixed(APP, wsgi('return f"{x}"  # why'), 'str-body')).toBe(wsgi('return [f"{x}".encode()]  # why'));
    expect(fixed(APP, wsgi('return b"hi"'), 'bare-bytes')).toBe(wsgi('return [b"hi"]'));
    expect(fixed(APP, wsgi('start_response(404, [])'), 'status-number')).toBe(
      wsgi('start_response("404 Not Found", [])'),
    );
    expect(fixed(APP, wsgi('start_response("200", [])'), 'status-number')).toBe(wsgi('start_response("200 OK", [])'));
    expect(ids(APP, wsgi('start_response("200 OK", [])\n    return [b"ok"]'))).toEqual([]);
    expect(ids(APP, wsgi('def page():\n        return "text"\n    return [page().encode()]'))).toEqual([]);
    const asgi = 'async def app(scope, receive, send):\n    await send({"type": "http.response.body", "body": "hi"})\n';
    expect(fixed(APP, asgi, 'str-body')).toBe(asgi.replace('"hi"', 'b"hi"'));
  });
  it('an app of the other interface', () => {
    const asgi = 'async def app(scope, receive, send):\n    pass\n';
    const wsgi = 'def app(environ, start_response):\n    return []\n';
    const at = (...argv: string[]): Partial<Project> => ({ servers: [{ argv, cwd: '/srv/diner' }] });
    expect(ids(APP, asgi, at('gunicorn', 'app:app'))).toEqual(['1:wrong-interface']);
    expect(ids(APP, asgi, at('gunicorn', '-k', 'asgi', 'app:app'))).toEqual([]);
    expect(ids(APP, asgi, { ...at('gunicorn', 'app:app'), files: { [CONF]: 'worker_class = "asgi"\n' } })).toEqual([]);
    expect(ids(APP, wsgi, at('/usr/bin/uvicorn', '--port', '8000', 'app:app'))).toEqual(['1:wrong-interface']);
    expect(ids(APP, wsgi, at('gunicorn', '-w', '4', 'app:app'))).toEqual([]);
    expect(ids(APP, 'from fastapi import FastAPI\napp = FastAPI()\n', at('gunicorn', 'app:app'))).toEqual([
      '2:wrong-interface',
    ]);
  });
  it('characters of prose, everywhere but in true texts and comments', () => {
    expect(fixed(APP, 'print（“hi，there”）', 'smart-quotes')).toBe('print("hi，there")');
    expect(fixed(APP, 'x = f(a，b)；', 'full-width')).toBe('x = f(a,b);');
    expect(ids(APP, 'x = "“quoted”，好"  # （註解）')).toEqual([]);
    expect(fixed(APP, 'x\u00a0= 1', 'full-width')).toBe('x = 1');
  });
});

describe('gunicorn.conf.py', () => {
  it('settings that are none, and values that gunicorn refuses', () => {
    expect(fixed(CONF, 'worker = 3\n', 'unknown-setting')).toBe('workers = 3\n');
    expect(fixed(CONF, 'log_level = "debug"\n', 'unknown-setting')).toBe('loglevel = "debug"\n');
    expect(ids(CONF, 'import os\nCORES = 2\ncores = os.cpu_count()\nworkers = 2 * cores + 1\nworkers = 4\n')).toEqual(
      [],
    );
    const [bad] = slipsOf(project(CONF, 'workers = "many"  # yes\n'), CONF);
    expect([bad?.id, bad?.column, bad?.endColumn]).toEqual(['bad-setting', 11, 17]);
    expect(bad?.message.en).toContain('Invalid value for workers: many');
    expect(ids(CONF, 'bind = "127.0.0.1:eighty"\n')).toEqual(['1:bad-setting']);
    expect(ids(CONF, 'worker_class = "sync"\nthreads = 4\n')).toEqual(['1:threads-make-gthread']);
    expect(fixed(CONF, 'worker_class = "eventlet"\n', 'eventlet')).toBe('worker_class = "gthread"\n');
  });
  it('what Python cannot read', () => {
    expect(fixed(CONF, 'umask = 007\n', 'old-octal')).toBe('umask = 0o007\n');
    expect(fixed(CONF, 'bind = unix:/run/diner.sock\n', 'bare-address')).toBe('bind = "unix:/run/diner.sock"\n');
  });
});

describe('nginx', () => {
  const server = (body: string): string => `events {}\nhttp {\n  server {\n${body}\n  }\n}\n`;
  it('a semicolon that is missing, at its own line', () => {
    const text = server('    listen 80\n    root /srv;');
    expect(ids(NGINX, text)).toEqual(['4:missing-semicolon']);
    expect(fixed(NGINX, text, 'missing-semicolon')).toBe(server('    listen 80;\n    root /srv;'));
    expect(fixed(NGINX, server('    listen 80 # all'), 'missing-semicolon')).toBe(server('    listen 80; # all'));
    expect(ids(NGINX, server('    log_format x "a"\n      "b";\n    index a\n      b;'))).toEqual([]);
  });
  it('slashes of proxy_pass and alias', () => {
    const at = (location: string, inner: string): string => server(`    location ${location} { ${inner} }`);
    expect(ids(NGINX, at('/', 'proxy_pass http://app;'))).toEqual([]);
    expect(ids(NGINX, at('/api/', 'proxy_pass http://app;'))).toEqual([]);
    expect(ids(NGINX, at('/api/', 'proxy_pass http://app/;'))).toEqual(['4:proxy-uri']);
    expect(fixed(NGINX, at('/api', 'proxy_pass http://app/;'), 'proxy-slash')).toBe(
      at('/api/', 'proxy_pass http://app/;'),
    );
    expect(fixed(NGINX, at('/api/', 'proxy_pass http://app/v1;'), 'proxy-slash')).toBe(
      at('/api/', 'proxy_pass http://app/v1/;'),
    );
    expect(fixed(NGINX, at('/', 'proxy_pass 127.0.0.1:8000;'), 'proxy-scheme')).toBe(
      at('/', 'proxy_pass http://127.0.0.1:8000;'),
    );
    expect(ids(NGINX, at('/', 'proxy_pass http://unix:app.sock;'))).toEqual(['4:proxy-relative']);
    expect(ids(NGINX, at('/', 'proxy_pass http://unix:/home/ubuntu/app.sock;'))).toEqual(['4:proxy-home']);
    expect(fixed(NGINX, at('/static/', 'alias /srv/static;'), 'alias-slash')).toBe(
      at('/static/', 'alias /srv/static/;'),
    );
    expect(fixed(NGINX, at('/static', 'alias /srv/static/;'), 'alias-slash')).toBe(
      at('/static/', 'alias /srv/static/;'),
    );
  });
  it('names with ports, upstreams with schemes, comments of other languages', () => {
    expect(fixed(NGINX, server('    server_name http://a.example:80/;'), 'server-name')).toBe(
      server('    server_name a.example;'),
    );
    expect(ids(NGINX, server('    server_name _ *.a.example ~^x:\\d+$;'))).toEqual([]);
    const upstream = (address: string): string => `http { upstream app { server ${address}; } }`;
    expect(fixed(NGINX, upstream('http://127.0.0.1:8000'), 'upstream-scheme')).toBe(upstream('127.0.0.1:8000'));
    expect(ids(NGINX, upstream('unix:/run/app.sock'))).toEqual([]);
    expect(ids(NGINX, '// hello\nevents {}\n')).toContain('1:nginx-comment');
    expect(ids(NGINX, server('    return 301 https://a.example/;'))).toEqual([]);
  });
});

describe('unit files', () => {
  const unit = (service: string, install = '\n[Install]\nWantedBy=multi-user.target\n'): string =>
    `[Unit]\nDescription=Diner, “ours”\n\n[Service]\n${service}\n${install}`;
  const START = 'ExecStart=/usr/bin/gunicorn -w 3 -b unix:/run/d.sock app:app';
  it('is content with a good one', () => expect(ids(UNIT, unit(`User=diner\n${START}`))).toEqual([]));
  it('nothing to enable', () => {
    expect(fixed(UNIT, unit(START, ''), 'unit-install')).toBe(
      `${unit(START, '')}\n[Install]\nWantedBy=multi-user.target\n`,
    );
    expect(fixed(UNIT, unit(START, '[Install]\n'), 'unit-install')).toContain('[Install]\nWantedBy=multi-user.target');
  });
  it('comments, quotes, capitals, names', () => {
    expect(fixed(UNIT, unit(`Restart=always  # please\n${START}`), 'unit-comment')).toBe(
      unit(`# please\nRestart=always\n${START}`),
    );
    expect(fixed(UNIT, unit(`WorkingDirectory="/srv/diner"\n${START}`), 'unit-quotes')).toBe(
      unit(`WorkingDirectory=/srv/diner\n${START}`),
    );
    expect(fixed(UNIT, unit(`User=Ubuntu\n${START}`), 'unit-user')).toBe(unit(`User=ubuntu\n${START}`));
    expect(fixed(UNIT, unit(`WorkingDir=/srv\nUsr=x\n${START}`), 'unit-key')).toContain('User=x');
    expect(ids(UNIT, unit(`After=network.target\n${START}`))).toEqual(['5:unit-home']);
    expect(fixed(UNIT, `[service]\n${START}\n[Install]\nWantedBy=x.target`, 'unit-section')).toContain('[Service]');
    expect(ids(UNIT, unit(`Environment="A=b c"\n${START}`))).toEqual([]);
  });
  it('what a command line may be', () => {
    const start = (command: string): string => unit(`WorkingDirectory=/srv/diner\nExecStart=${command}`);
    expect(fixed(UNIT, start('venv/bin/gunicorn app:app'), 'unit-relative')).toBe(
      start('/srv/diner/venv/bin/gunicorn app:app'),
    );
    expect(ids(UNIT, start('/bin/cd /srv && /usr/bin/gunicorn app:app'))).toEqual(['6:unit-shell']);
    expect(ids(UNIT, start('/bin/sh -c "a && b"'))).toEqual([]);
    expect(ids(UNIT, start('/usr/bin/gunicorn --daemon app:app'))).toEqual(['6:unit-daemon']);
    expect(fixed(UNIT, start('/usr/bin/gunicorn -m 007wsgi:app'), 'umask-glued')).toBe(
      start('/usr/bin/gunicorn -m 007 wsgi:app'),
    );
    expect(fixed(UNIT, start('/usr/bin/gunicorn -w4-b :80 app:app'), 'flags-glued')).toBe(
      start('/usr/bin/gunicorn -w4 -b :80 app:app'),
    );
    expect(ids(UNIT, start('/usr/bin/gunicorn -w 127.0.0.1:8000 -b 4 app:app'))).toEqual([
      '6:flags-swapped',
      '6:flags-swapped',
    ]);
    expect(fixed(UNIT, start('/usr/bin/gunicorn --wokers 3 app.py:app'), 'unknown-flag')).toBe(
      start('/usr/bin/gunicorn --workers 3 app.py:app'),
    );
    expect(fixed(UNIT, start('/usr/bin/gunicorn app.py:app'), 'module-not-file')).toBe(
      start('/usr/bin/gunicorn app:app'),
    );
    expect(fixed(UNIT, start('/usr/bin/gunicorn –w 3 app:app'), 'full-width')).toBe(
      start('/usr/bin/gunicorn -w 3 app:app'),
    );
  });
});

describe('any text at all', () => {
  it('is judged without an error, both languages are full, and every fix stays within the text', () => {
    const line = fc.constantFrom(
      'if __name__ == "__**main__**":',
      'async def f(send):',
      '    time.sleep(1',
      'return "x',
      'location /a { proxy_pass http://x/; }',
      'server_name a:1;',
      '[Service]',
      'ExecStart=x && y',
      "'''",
      '“',
      '}',
      'bind = unix:x',
    );
    const text = fc
      .array(fc.oneof(line, fc.string({ unit: 'grapheme' })), { maxLength: 12 })
      .map((all) => all.join('\n'));
    fc.assert(
      fc.property(text, fc.constantFrom(APP, CONF, NGINX, UNIT), (source, path) => {
        for (const one of slipsOf(project(path, source), path)) {
          expect(one.message.en.length * one.message.zh.length).toBeGreaterThan(0);
          if (one.fix) applyEdits(source, one.fix.edits);
        }
      }),
    );
  });
});
