import type { Lesson } from '../../src/course/schema.ts';

const WSGI = '/srv/diner/wsgi.py';

const arrivals = ['/burger', '/fries?salt=less', '/pizza'].map((path, i) => ({
  client: 'customers',
  kind: 'burst',
  count: 1,
  startMs: i * 1000,
  giveUpMs: 20_000,
  to: 'http://diner.example',
  targets: [{ path }],
}));

/** The same diner, with another server behind the counter. */
const diner = (id: string, argv: readonly string[]) => ({
  version: 1,
  name: 'why a standard',
  seed: 3,
  until: 4_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  servers: [
    { id, argv, user: 'ubuntu', cwd: '/srv/diner' },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
  ],
  traffic: arrivals,
});

const lesson: Lesson = {
  version: 1,
  files: [
    { path: WSGI },
    { path: '/srv/diner/kitchen.py' },
    { path: '/srv/diner/serve.py', readOnly: true },
    { path: '/etc/nginx/nginx.conf', readOnly: true },
  ],
  runs: [
    { id: 'gunicorn', model: 'wsgi', scenario: diner('gunicorn', ['gunicorn', 'wsgi:app']) },
    { id: 'wsgiref', model: 'wsgi', scenario: diner('wsgiref', ['python3', 'serve.py']) },
  ],
  knobs: {},
  moments: {
    failed: { kind: 'event', event: 'app.raised', run: 'gunicorn' },
    fries: { kind: 'event', event: 'request.finished', req: 2, run: 'gunicorn' },
  },
  steps: [
    { id: 'grid', questions: [{ id: 'adapters', choices: ['nine', 'twenty', 'five'], answer: 'twenty' }] },
    {
      id: 'stranger',
      file: '/srv/diner/kitchen.py',
      questions: [
        {
          id: 'called',
          choices: ['works', 'wrong-plug', 'asks'],
          answer: 'wrong-plug',
          proof: { holds: { kind: 'complaint', text: 'takes 1 positional argument but 2 were given' } },
        },
      ],
    },
    {
      id: 'adapter',
      file: WSGI,
      checks: [
        { id: 'served', test: { kind: 'requestStatus', which: { notPath: '/pizza' }, is: [200] } },
        { id: 'refused', test: { kind: 'requestStatus', which: { path: '/pizza' }, is: [404] } },
        { id: 'wishes', test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'salt: less' } },
        { id: 'kitchen', guard: true, test: { kind: 'onlyFilesChanged', paths: [WSGI] } },
      ],
    },
    {
      id: 'second',
      show: 'compare',
      file: '/srv/diner/serve.py',
      questions: [
        {
          id: 'lines',
          choices: ['none', 'some', 'all'],
          answer: 'none',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', run: 'wsgiref', which: { notPath: '/pizza' }, is: [200] },
                { kind: 'requestStatus', run: 'wsgiref', which: { path: '/pizza' }, is: [404] },
              ],
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'changed-the-kitchen', when: { kind: 'not', of: { kind: 'onlyFilesChanged', paths: [WSGI] } } },
    { id: 'number-for-status', when: { kind: 'complaint', text: "'int' object has no attribute 'split'" } },
    { id: 'text-not-bytes', when: { kind: 'complaint', text: 'is not a byte' } },
    { id: 'no-start-response', when: { kind: 'neverStarted' } },
  ],
};

export default lesson;
