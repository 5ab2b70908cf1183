import type { Lesson } from '../../src/course/schema.ts';

/** Three customers, far enough apart that each is alone at the counter. */
const arrivals = ['/burger', '/fries?salt=less', '/pizza'].map((path, i) => ({
  client: 'customers',
  kind: 'burst',
  count: 1,
  startMs: i * 2000,
  giveUpMs: 20_000,
  to: 'http://diner.example',
  targets: [{ path }],
}));

const lesson: Lesson = {
  version: 1,
  files: [{ path: '/srv/diner/app.py' }, { path: '/etc/nginx/nginx.conf' }, { path: '/srv/diner/gunicorn.conf.py' }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'one customer, one order',
        seed: 1,
        until: 6_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          {
            id: 'gunicorn',
            argv: ['gunicorn', '-c', 'gunicorn.conf.py', 'app:app'],
            user: 'ubuntu',
            cwd: '/srv/diner',
          },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: arrivals,
      },
    },
  ],
  knobs: {},
  moments: {
    host: { kind: 'event', event: 'proxy.request', req: 1 },
    called: { kind: 'event', event: 'app.called', req: 1 },
    head: { kind: 'event', event: 'app.responded', req: 1 },
    pizza: { kind: 'event', event: 'request.finished', req: 3 },
  },
  steps: [
    {
      id: 'arrive',
      questions: [
        {
          id: 'calls',
          choices: ['once', 'per-customer', 'per-line'],
          answer: 'per-customer',
          proof: { holds: { kind: 'appCalls', is: 3 } },
        },
      ],
    },
    {
      id: 'slip',
      file: '/srv/diner/app.py',
      questions: [
        {
          id: 'host',
          choices: ['public-name', 'upstream', 'client'],
          answer: 'upstream',
          proof: { holds: { kind: 'environHas', key: 'HTTP_HOST', includes: '127.0.0.1:8000' } },
        },
      ],
    },
    {
      id: 'answer',
      file: '/srv/diner/app.py',
      checks: [
        { id: 'teapot', test: { kind: 'requestStatus', which: {}, is: [418] } },
        { id: 'signed', test: { kind: 'requestHeader', which: {}, name: 'X-Cashier' } },
        { id: 'whole', guard: true, test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'burger' } },
      ],
    },
    {
      id: 'read',
      file: '/srv/diner/app.py',
      checks: [
        { id: 'served', test: { kind: 'requestStatus', which: { notPath: '/pizza' }, is: [200] } },
        { id: 'refused', test: { kind: 'requestStatus', which: { path: '/pizza' }, is: [404] } },
        { id: 'by-path', test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'fries' } },
        { id: 'by-query', test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'less' } },
      ],
    },
    { id: 'keep' },
  ],
  mistakes: [
    { id: 'another-name', when: { kind: 'complaint', text: "Failed to find attribute 'app'" } },
    { id: 'one-parameter', when: { kind: 'complaint', text: 'positional argument but 2 were given' } },
    { id: 'prints-instead', when: { kind: 'complaint', text: "'NoneType' object is not iterable" } },
    { id: 'beyond-latin', when: { kind: 'complaint', text: 'Invalid HTTP Header' } },
    { id: 'header-not-text', when: { kind: 'complaint', text: 'is not a string' } },
    { id: 'returns-text', when: { kind: 'complaint', text: 'is not a byte' } },
    { id: 'no-start-response', when: { kind: 'neverStarted' } },
  ],
};

export default lesson;
