// The same application on every other server: its own command, its own processes, visible as such. The traces of uWSGI and
// of CGI are kept as text: after a wanted change `npm run unit -- src/scenario/other-servers -u`, and read the difference.
import { describe, expect, it } from 'vitest';
import { drive } from '../cli/drive.ts';
import { lazyGuest } from '../cli/python.ts';
import { nodeShelf } from '../cli/shelf.ts';
import { RunFold } from '../projections/fold.ts';
import type { RunModel } from '../projections/model.ts';
import type { EventKind, EventOf } from '../trace/events.ts';
import { printTrace } from '../trace/text.ts';
import { createRun, type Run } from './run.ts';
import { parseScenario, type ScenarioInput } from './schema.ts';

const APP = `import time

def application(environ, start_response):
    if environ['PATH_INFO'] == '/slow':
        time.sleep(1)
    if environ['PATH_INFO'] == '/boom':
        raise ValueError('boom')
    body = environ['wsgi.input'].read(int(environ.get('CONTENT_LENGTH') or 0))
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [('%s %s' % (environ['REQUEST_METHOD'], environ['PATH_INFO'])).encode() + body]

app = application
`;

const ASGI = `async def app(scope, receive, send):
    if scope['type'] != 'http':
        raise ValueError('http only')
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-type', b'text/plain')]})
    await send({'type': 'http.response.body', 'body': b'GET ' + scope['path'].encode()})
`;

const CGI = `#!/usr/bin/python3
import sys
sys.path.insert(0, '/srv/site')
from wsgiref.handlers import CGIHandler
from wsgi import app
CGIHandler().run(app)
`;

const APACHE = (lines: string): string => `PidFile /run/apache2.pid
ServerName example.com
Listen 127.0.0.1:8000
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule cgi_module /usr/lib/apache2/modules/mod_cgi.so
LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so
User www-data
Group www-data
ErrorLog /var/log/apache2/error.log
<Directory />
    Require all granted
</Directory>
WSGISocketPrefix /run/wsgi
${lines}
`;

const SITE = (pass: string): string => `server {
    listen 80;
    location / {
        ${pass}
    }
}
`;

const FILES = {
  '/srv/site/wsgi.py': APP,
  '/srv/site/asgi.py': ASGI,
  '/srv/cgi/app.cgi': { content: CGI, mode: '0755' },
  '/etc/nginx/sites-enabled/default': '',
};

const guest = lazyGuest();

interface Wanted {
  readonly argv: readonly string[];
  readonly files?: ScenarioInput['files'];
  readonly packages?: string[];
  readonly nginx?: string;
  readonly stopSignal?: 'INT' | 'TERM';
  readonly ready?: object;
}

async function served(wanted: Wanted, inputs: NonNullable<ScenarioInput['inputs']>): Promise<Run> {
  const { argv, nginx, stopSignal, ready } = wanted;
  const app = {
    id: 'app',
    argv: [...argv],
    cwd: '/srv/site',
    user: 'root',
    ready: ready ?? { listen: [8000], settle: 500_000 },
    ...(stopSignal === undefined ? {} : { stopSignal }),
  };
  const front = { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root', ready: { listen: [80] } };
  const parsed = parseScenario({
    version: 1,
    until: 0,
    packages: wanted.packages ?? [],
    files: {
      ...FILES,
      ...wanted.files,
      ...(nginx === undefined ? {} : { '/etc/nginx/sites-enabled/default': SITE(nginx) }),
    },
    servers: nginx === undefined ? [app] : [app, front],
    inputs,
  } as ScenarioInput);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario, { shelf: nodeShelf() });
  await drive(run, guest);
  expect(run.leaks()).toEqual([]);
  return run;
}

const get = (id: string, at: number, target: string, to = '127.0.0.1:8000') =>
  ({ kind: 'request', id, at, to, target }) as const;
const of = <K extends EventKind>(run: Run, kind: K): EventOf<K>[] =>
  run.sim.trace.events.filter((e): e is EventOf<K> => e.kind === kind);
const modelOf = (run: Run): RunModel => {
  const fold = new RunFold();
  fold.push(run.sim.trace.events);
  return fold.model;
};
const body = (run: Run, id: string): string =>
  (run.requests.get(id)?.pieces ?? []).map((p) => new TextDecoder().decode(p.data)).join('');
const seconds = (run: Run, id: string): number =>
  Math.round(((run.requests.get(id)?.end ?? 0) - (run.requests.get(id)?.start ?? 0)) / 100_000) / 10;
const long = { timeout: 60_000 };

describe('uWSGI', () => {
  const socket = [
    'uwsgi',
    '--plugins',
    'http,python3',
    '--master',
    '--module',
    'wsgi',
    '--http-socket',
    '127.0.0.1:8000',
  ];

  it('golden trace: one worker', long, async () => {
    const run = await served({ argv: socket, stopSignal: 'INT' }, [get('r1', 0, '/a')]);
    expect(body(run, 'r1')).toBe('GET /a');
    await expect(printTrace(run.sim.trace.events)).toMatchFileSnapshot('golden/uwsgi.txt');
  });

  it('has as many requests at once as processes and threads', long, async () => {
    const slow = ['r1', 'r2', 'r3', 'r4', 'r5'].map((id) => get(id, 0, '/slow'));
    const run = await served({ argv: [...socket, '--processes', '2', '--threads', '2'], stopSignal: 'INT' }, slow);
    expect(slow.map(({ id }) => seconds(run, id)).sort((a, b) => a - b)).toEqual([1, 1, 1, 1, 2]);
    const workers = modelOf(run).workers.filter((w) => w.workerClass === 'threads');
    expect(workers.map((w) => w.threads)).toEqual([2, 2]);
  });

  it('answers nothing when the application raises, and has a line for it in its log', long, async () => {
    const run = await served({ argv: socket, stopSignal: 'INT' }, [get('r1', 0, '/boom')]);
    expect(run.requests.get('r1')?.error).toBe('empty-reply');
    const log = of(run, 'process.output')
      .map((e) => e.text)
      .join('');
    expect(log).toMatch(/ValueError: boom\n\[pid: \d+\|app: 0\|req: 1\/1\] .* generated 0 bytes .* \(HTTP\/1.1 500\)/);
  });

  it('speaks uwsgi with nginx', long, async () => {
    const argv = ['uwsgi', '--plugins', 'python3', '--master', '-s', '/run/app.sock', '-C', '666', '-w', 'wsgi'];
    const pass = 'include uwsgi_params; uwsgi_pass unix:/run/app.sock;';
    const ready = { unix: '/run/app.sock', settle: 500_000 };
    const run = await served({ argv, nginx: pass, stopSignal: 'INT', ready }, [
      { ...get('r1', 0, '/b', '127.0.0.1:80'), method: 'POST', body: ' body' },
    ]);
    expect(body(run, 'r1')).toBe('POST /b body');
  });
});

describe('CGI', () => {
  const pass =
    'include fastcgi_params; fastcgi_param SCRIPT_FILENAME /srv/cgi/app.cgi; fastcgi_param PATH_INFO $uri; fastcgi_pass 127.0.0.1:9000;';
  const wrap = {
    argv: ['fcgiwrap', '-f', '-s', 'tcp:127.0.0.1:9000'],
    ready: { listen: [9000], settle: 100_000 },
  };

  it('golden trace: a process for a request, behind nginx and fcgiwrap', long, async () => {
    const run = await served({ ...wrap, nginx: pass }, [get('r1', 0, '/a', '127.0.0.1:80')]);
    expect(body(run, 'r1')).toBe('GET /a');
    await expect(printTrace(run.sim.trace.events)).toMatchFileSnapshot('golden/cgi.txt');
  });

  it('shows each request a kitchen that is gone afterwards', long, async () => {
    const run = await served({ ...wrap, nginx: pass }, [
      get('r1', 0, '/a', '127.0.0.1:80'),
      get('r2', 200_000, '/b', '127.0.0.1:80'),
    ]);
    const { workers } = modelOf(run);
    expect(workers.map((w) => [w.workerClass, w.exitedAt !== null, w.served.length])).toEqual([
      ['cgi', true, 1],
      ['cgi', true, 1],
    ]);
    expect(of(run, 'app.called')).toHaveLength(2);
  });

  it('works under lighttpd and under Apache', long, async () => {
    const conf =
      'server.document-root = "/srv"\nserver.port = 8000\nserver.modules = ("mod_cgi", "mod_alias")\nalias.url = ("/run/" => "/srv/cgi/")\ncgi.assign = (".cgi" => "")\n';
    const light = await served({ argv: ['lighttpd', '-D', '-f', '/etc/l.conf'], files: { '/etc/l.conf': conf } }, [
      get('r1', 0, '/run/app.cgi/x'),
    ]);
    expect(body(light, 'r1')).toBe('GET /x');
    const httpd = APACHE('ScriptAlias /run/ /srv/cgi/');
    const apache = await served(
      { argv: ['apache2', '-f', '/etc/a.conf', '-DFOREGROUND'], files: { '/etc/a.conf': httpd } },
      [get('r1', 0, '/run/app.cgi/y')],
    );
    expect(body(apache, 'r1')).toBe('GET /y');
  });
});

describe('Apache with mod_wsgi', () => {
  const argv = ['apache2', '-f', '/etc/a.conf', '-DFOREGROUND'];

  it('calls the script in a child, or in a process of its own', long, async () => {
    const embedded = await served({ argv, files: { '/etc/a.conf': APACHE('WSGIScriptAlias / /srv/site/wsgi.py') } }, [
      get('r1', 0, '/a'),
    ]);
    expect(body(embedded, 'r1')).toBe('GET /a');
    const daemon = APACHE(
      'WSGIDaemonProcess p processes=2 threads=1\nWSGIProcessGroup p\nWSGIScriptAlias / /srv/site/wsgi.py',
    );
    const slow = ['r1', 'r2', 'r3'].map((id) => get(id, 0, '/slow'));
    const run = await served({ argv, files: { '/etc/a.conf': daemon } }, slow);
    expect(slow.map(({ id }) => seconds(run, id)).sort((a, b) => a - b)).toEqual([1, 1, 2]);
    expect(modelOf(run).workers.map((w) => w.workerClass)).toEqual(['mod_wsgi', 'mod_wsgi']);
  });

  it('says what is wrong with a configuration, and where', long, async () => {
    const run = await served(
      { argv: ['sleep', '1'], ready: {}, files: { '/etc/apache2/sites-enabled/x.conf': 'WSGIScriptAlias / /x\n' } },
      [{ kind: 'command', id: 'c', at: 0, argv: ['apachectl', 'configtest'] }],
    );
    const said =
      run.commands
        .get('c')
        ?.family.output.map((o) => o.text)
        .join('') ?? '';
    expect(said).toContain(
      "Syntax error on line 1 of /etc/apache2/sites-enabled/x.conf:\nInvalid command 'WSGIScriptAlias'",
    );
  });
});

describe('servers that are packages of Python', () => {
  const python = (text: string): readonly string[] => ['/usr/bin/python3', '-c', text];
  const SERVERS: Readonly<Record<string, Wanted>> = {
    wsgiref: {
      argv: python(
        "from wsgiref.simple_server import make_server; from wsgi import app; make_server('127.0.0.1', 8000, app).serve_forever()",
      ),
    },
    waitress: { argv: ['waitress-serve', '--listen=127.0.0.1:8000', 'wsgi:app'], packages: ['waitress'] },
    cheroot: {
      argv: ['/usr/bin/python3', '-m', 'cheroot', '--bind', '127.0.0.1:8000', 'wsgi:app'],
      packages: ['cheroot'],
    },
    hypercorn: { argv: ['hypercorn', '--bind', '127.0.0.1:8000', 'asgi:app'], packages: ['hypercorn'] },
    eventlet: {
      argv: python(
        "import eventlet, eventlet.wsgi; from wsgi import app; eventlet.wsgi.server(eventlet.listen(('127.0.0.1', 8000)), app)",
      ),
      packages: ['eventlet'],
    },
    gevent: {
      argv: python(
        "from gevent.pywsgi import WSGIServer; from wsgi import app; WSGIServer(('127.0.0.1', 8000), app).serve_forever()",
      ),
      packages: ['gevent'],
    },
  };
  const isHere = (name: string): boolean => nodeShelf().has(name) || ['eventlet', 'gevent'].includes(name);

  it.each(Object.entries(SERVERS))('%s answers, and the picture sees who', long, async (name, wanted) => {
    if (!(wanted.packages ?? []).every(isHere)) return;
    const run = await served(wanted, [get('r1', 0, '/a')]);
    expect(body(run, 'r1')).toBe('GET /a');
    const model = modelOf(run);
    expect(model.servers.map((s) => s.program)).toContain(name);
    expect(model.workers.map((w) => [w.workerClass, w.served.length])).toEqual([[name, 1]]);
    expect(of(run, 'app.responded').map((e) => e.status)).toEqual([200]);
  });

  it('hypercorn has one loop for all who wait', long, async () => {
    if (!nodeShelf().has('hypercorn')) return;
    const sleepy = ASGI.replace("    await send({'type': 'http.response.start'", '    await asyncio.sleep(1)\n$&');
    const wanted = { ...SERVERS['hypercorn'], files: { '/srv/site/asgi.py': `import asyncio\n${sleepy}` } };
    const both = ['r1', 'r2'].map((id) => get(id, 0, '/a'));
    const run = await served(wanted as Wanted, both);
    expect(both.map(({ id }) => seconds(run, id))).toEqual([1, 1]);
    expect(of(run, 'app.due').map((e) => e.due - e.at)).toEqual([1_000_000, 1_000_000]);
    const [first] = modelOf(run).requests;
    expect(first?.phases.map((phase) => phase.place)).toEqual([
      'street',
      'queued',
      'worker',
      'parked',
      'worker',
      'leaving',
    ]);
  });

  it('hypercorn forks its workers', long, async () => {
    if (!nodeShelf().has('hypercorn')) return;
    const argv = ['hypercorn', '-w', '2', '--bind', '127.0.0.1:8000', 'asgi:app'];
    const run = await served({ argv, packages: ['hypercorn'], ready: { listen: [8000], settle: 2_000_000 } }, [
      get('r1', 0, '/a'),
    ]);
    expect(body(run, 'r1')).toBe('GET /a');
    expect(modelOf(run).servers.map((one) => one.program)).toEqual(['hypercorn', 'hypercorn']);
  });
});

describe('child processes of Python', () => {
  const WORK = `import multiprocessing, os

def work(queue, n):
    queue.put((n, os.getpid()))

def main():
    queue = multiprocessing.Queue()
    children = [multiprocessing.Process(target=work, args=(queue, n)) for n in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    found = sorted(queue.get() for _ in children)
    print([n for n, _ in found], len({os.getpid(), *(pid for _, pid in found)}), [child.exitcode for child in children])

if __name__ == '__main__':
    main()
`;

  it('are processes of the machine, with queues between them', long, async () => {
    const files = { '/srv/site/work.py': WORK };
    const run = await served({ argv: ['sleep', '5'], ready: {}, files }, [
      { kind: 'command', id: 'c', at: 0, argv: ['python3', '/srv/site/work.py'] },
    ]);
    const said = run.commands
      .get('c')
      ?.family.output.map((o) => o.text)
      .join('');
    expect(said).toBe('[0, 1] 3 [0, 0]\n');
  });
});

describe('green threads', () => {
  const GEVENT = `from gevent import monkey; monkey.patch_all()
import gevent, time
from gevent.pool import Pool

began = time.time()
print(Pool(2).map(lambda n: (time.sleep(0.2), n * n)[1], range(4)), round(time.time() - began, 1))
with gevent.Timeout(0.1, False):
    time.sleep(1)
    print('never')
sleeper = gevent.spawn(gevent.sleep, 9)
gevent.sleep(0)
sleeper.kill()
print(sleeper.ready(), round(time.time() - began, 1))
`;
  const EVENTLET = `import eventlet, time
began = time.time()
pool = eventlet.GreenPool(2)
print(list(pool.imap(lambda n: (eventlet.sleep(0.2), n * n)[1], range(4))), round(time.time() - began, 1))
try:
    with eventlet.Timeout(0.1):
        eventlet.sleep(1)
except eventlet.Timeout as late:
    print(late)
`;

  it.each([
    ['gevent', GEVENT, '[0, 1, 4, 9] 0.4\nTrue 0.5\n'],
    ['eventlet', EVENTLET, '[0, 1, 4, 9] 0.4\n0.1 seconds\n'],
  ])('of %s take turns, end in time and when they are told to', long, async (name, script, expected) => {
    const files = { '/srv/site/green.py': script };
    const run = await served({ argv: ['sleep', '5'], ready: {}, files, packages: [name] }, [
      { kind: 'command', id: 'c', at: 0, argv: ['python3', '/srv/site/green.py'] },
    ]);
    const said = run.commands.get('c')?.family.output.map((o) => o.text);
    expect(said?.join('')).toBe(expected);
  });
});
