import { describe, expect, it } from 'vitest';
import { concat, fromUtf8 } from '../../base/bytes.ts';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { createRun, type Run } from '../../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';

const APP = `
import sys
from wsgiref.validate import validator

def hello(environ, start_response):
    body = environ['wsgi.input'].read(20)
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body)))])
    return [body]

checked = validator(hello)

def app(environ, start_response):
    path = environ['PATH_INFO']
    if path == '/checked':
        return checked(environ, start_response)
    if path == '/raise':
        raise ValueError('no such burger')
    if path == '/exit':
        sys.exit(3)
    if path == '/late':
        start_response('200 OK', [])
        return late()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return stream()

def stream():
    for i in range(3):
        yield b'part %d\\n' % i

def late():
    yield b'first'
    raise RuntimeError('in the middle')
`;

type Input = NonNullable<ScenarioInput['inputs']>[number];
const PATHS = ['/stream', '/checked', '/raise', '/exit', '/late'] as const;

async function play(
  app: string,
  paths: readonly string[],
  workers = 1,
  flags: readonly string[] = [],
  more: NonNullable<ScenarioInput['files']> = {},
): Promise<Run> {
  const parsed = parseScenario({
    version: 1,
    files: { '/home/ubuntu/wsgi.py': app, ...more },
    servers: [
      {
        id: 'app',
        argv: ['gunicorn', '-w', String(workers), '--access-logfile', '-', ...flags, 'wsgi:app'],
        cwd: '/home/ubuntu',
        ready: { log: 'Booting worker', count: workers, settle: 300_000 },
      },
    ],
    inputs: paths.map((target, i): Input => {
      const body = target === '/checked' ? { method: 'POST', body: 'two patties', chunked: true } : {};
      const at = workers === 1 ? i * 100_000 : 0;
      return { kind: 'request', id: `${target}${workers === 1 ? '' : i}`, at, to: '127.0.0.1:8000', target, ...body };
    }),
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, lazyGuest());
  return run;
}

const COUNTER = `
PRICE = 5
served = 0
orders = []

def app(environ, start_response):
    global served
    if environ['PATH_INFO'] == '/burger':
        served += 1
        orders.append('burger')
    start_response('200 OK', [])
    return []
`;

const BUSY = `
import time

def app(environ, start_response):
    began = time.monotonic()
    while time.monotonic() - began < 0.2:
        pass
    start_response('200 OK', [])
    return []
`;

const NAMED = `
import threading
from concurrent.futures import ThreadPoolExecutor

def app(environ, start_response):
    start_response('200 OK', [])
    own = ThreadPoolExecutor(1).submit(lambda: threading.current_thread().name).result()
    return [f'{threading.current_thread().name} {own}'.encode()]
`;

const QUIET = `
from gunicorn.glogging import Logger

class Quiet(Logger):
    def access(self, resp, req, environ, request_time):
        if req.path != '/b':
            super().access(resp, req, environ, request_time)
`;

const CONFIGURED = `
logconfig_dict = {
    'version': 1,
    'root': {'handlers': []},
    'formatters': {'f': {'format': 'Q %(name)s %(levelname)s %(message)s'}},
    'handlers': {'h': {'class': 'logging.StreamHandler', 'formatter': 'f'}},
    'loggers': {f'gunicorn.{n}': {'handlers': ['h'], 'level': 'INFO', 'propagate': False} for n in ('error', 'access')},
}
`;

const HOOKS = `
seen = []

def pre_fork(server, worker):
    seen.append('pre')
    print([str(l) for l in server.LISTENERS], server.cfg.bind, type(worker).__name__, worker.pid, flush=True)

def post_fork(server, worker):
    seen.append('post')
    worker.mark = 'yes'
    print(seen, worker.max_requests, worker.timeout, flush=True)

def post_request(worker, req, environ, resp):
    print(worker.nr - 1, req.method, req.path, resp.status_code, worker.mark, flush=True)
`;

describe('the driver, in the real interpreter', () => {
  it('tells which global variables a request changed, each worker its own', async () => {
    const run = await play(COUNTER, ['/burger', '/burger', '/menu'], 2);
    const changes = run.sim.trace.events.flatMap((e) => (e.kind === 'python.globals' ? [[e.module, e.values]] : []));
    // Both arrive at once: two workers serve one each, and neither knows of the other's.
    const first = [
      'wsgi',
      [
        ['served', '1'],
        ['orders', "['burger']"],
      ],
    ];
    expect(changes).toEqual([first, first]);
  }, 120_000);

  it('serves a WSGI application by the rules of PEP 3333 and of gunicorn', async () => {
    const run = await play(APP, PATHS);
    const answer = (id: (typeof PATHS)[number]): unknown => {
      const outcome = run.requests.get(id);
      return [outcome?.head?.status, fromUtf8(concat((outcome?.pieces ?? []).map((p) => p.data))), outcome?.error];
    };
    expect(answer('/stream')).toEqual([200, 'part 0\npart 1\npart 2\n', null]);
    expect(answer('/checked')).toEqual([200, 'two patties', null]);
    expect(answer('/raise')).toEqual([500, expect.stringContaining('<h1><p>Internal Server Error</p></h1>'), null]);
    expect(answer('/exit')).toEqual([500, expect.any(String), null]);
    expect(answer('/late')).toEqual([200, 'first', 'incomplete']);
    const { events } = run.sim.trace;
    const output = events.map((e) => (e.kind === 'process.output' ? e.text : '')).join('');
    expect(output).toContain(
      '[ERROR] Error handling request GET /raise\nTraceback (most recent call last):\n  File "/home/ubuntu/wsgi.py", line 17, in app\n',
    );
    expect(output).toContain('"POST /checked HTTP/1.1" 200 11 ');
    const raised = events.flatMap((e) => (e.kind === 'app.raised' ? [`${e.line} ${e.error}`] : []));
    expect(raised).toEqual(['17 ValueError: no such burger', '19 SystemExit: 3', '32 RuntimeError: in the middle']);
    expect(events.filter((e) => e.kind === 'app.called').length).toBe(5);
    // The worker lives on after sys.exit in a handler.
    expect(events.filter((e) => e.kind === 'worker.booted').length).toBe(1);
  }, 120_000);

  const text = (run: Run, id: string): string =>
    fromUtf8(concat((run.requests.get(id)?.pieces ?? []).map((piece) => piece.data)));

  it('gives the processor to one greenlet at a time', async () => {
    const run = await play(BUSY, ['/a', '/b'], 1, ['-k', 'gevent']);
    const [a = 0, b = 0] = ['/a', '/b'].map((id) => (run.requests.get(id)?.end ?? 0) - (run.readyAt ?? 0));
    expect(a / 1e6).toBeCloseTo(0.2, 1);
    expect(b / 1e6).toBeCloseTo(0.4, 1);
  }, 120_000);

  it('names the threads of a pool as concurrent.futures does', async () => {
    const run = await play(NAMED, ['/a'], 1, ['--threads', '2']);
    expect(text(run, '/a')).toBe('ThreadPoolExecutor-0_0 ThreadPoolExecutor-1_0');
  }, 120_000);

  const printed = (run: Run): string =>
    run.sim.trace.events.map((e) => (e.kind === 'process.output' ? e.text : '')).join('');

  it("writes its log through Python's logging, by a class and a dictionary of the project's", async () => {
    const run = await play(NAMED, ['/a', '/b'], 1, ['--logger-class', 'quiet.Quiet'], {
      '/home/ubuntu/quiet.py': QUIET,
      '/home/ubuntu/gunicorn.conf.py': CONFIGURED,
    });
    expect(printed(run)).toContain('Q gunicorn.error INFO Listening at: http://127.0.0.1:8000');
    expect(printed(run)).toMatch(/Q gunicorn.access INFO 127.0.0.1 .* "GET \/a HTTP\/1.1" 200/);
    expect(printed(run)).not.toContain('GET /b');
  }, 120_000);

  it("gives hooks the arbiter and the worker, and a fork its parent's data", async () => {
    const run = await play(NAMED, ['/a'], 1, ['--max-requests', '9'], { '/home/ubuntu/gunicorn.conf.py': HOOKS });
    expect(printed(run)).toContain("['http://127.0.0.1:8000'] ['127.0.0.1:8000'] SyncWorker [booting]\n");
    expect(printed(run)).toContain("['pre', 'post'] 9 15.0\n");
    expect(printed(run)).toContain('0 GET /a 200 yes\n');
  }, 120_000);

  it("takes a worker class of the project's for what it is made from", async () => {
    const run = await play(NAMED, ['/a'], 1, ['-k', 'mine.Worker', '--threads', '2'], {
      '/home/ubuntu/mine.py':
        'from gunicorn.workers.gthread import ThreadWorker\nclass Worker(ThreadWorker):\n    pass\n',
    });
    expect(printed(run)).toContain('[INFO] Using worker: mine.Worker\n');
    expect(text(run, '/a')).toBe('ThreadPoolExecutor-0_0 ThreadPoolExecutor-1_0');
  }, 120_000);

  it('speaks uwsgi, and is crashed by whoever does not', async () => {
    const run = await play(NAMED, ['/a'], 1, ['--protocol', 'uwsgi']);
    expect(run.requests.get('/a')?.head?.status).toBe(500);
    expect(printed(run)).toContain('gunicorn.uwsgi.errors.UnsupportedModifier: Unsupported uWSGI modifier1: 71');
  }, 120_000);
});
