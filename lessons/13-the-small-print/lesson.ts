import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
/** `/漢堡`, as a browser sends it. */
const HANBAO = '/%E6%BC%A2%E5%A0%A1';

const customer = (startMs: number, target: Readonly<Record<string, string>>) => ({
  client: 'customers',
  kind: 'burst',
  count: 1,
  startMs,
  giveUpMs: 4000,
  to: 'http://diner.example',
  targets: [target],
});

const diner = (id: string, argv: readonly string[]) => ({
  version: 1,
  name: 'the small print',
  seed: 6,
  until: 6_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  servers: [
    { id, argv, user: 'ubuntu', cwd: '/srv/diner' },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
  ],
  traffic: [
    customer(0, { path: '/menu' }),
    customer(500, { path: HANBAO }),
    customer(1000, { path: '/order', method: 'POST', body: 'two burgers' }),
  ],
});

const lesson: Lesson = {
  version: 1,
  files: [
    { path: APP },
    { path: '/srv/diner/wsgi.py', readOnly: true },
    { path: '/srv/diner/serve.py', readOnly: true },
    { path: '/etc/nginx/nginx.conf', readOnly: true },
  ],
  runs: [
    { id: 'gunicorn', model: 'wsgi', scenario: diner('gunicorn', ['gunicorn', 'wsgi:app']) },
    { id: 'wsgiref', model: 'wsgi', scenario: diner('wsgiref', ['python3', 'serve.py']) },
  ],
  knobs: {},
  moments: {
    objection: { kind: 'event', event: 'app.raised', run: 'gunicorn' },
    hanging: { kind: 'seconds', at: 3, run: 'wsgiref' },
    burger: { kind: 'event', event: 'request.finished', req: 2, run: 'gunicorn' },
  },
  steps: [
    {
      id: 'checker',
      file: APP,
      questions: [
        {
          id: 'first',
          choices: ['nothing', 'tuple', 'bytes'],
          answer: 'tuple',
          proof: { holds: { kind: 'complaint', text: 'must be of type list' } },
        },
      ],
      checks: [
        { id: 'menu', test: { kind: 'requestStatus', which: { path: '/menu' }, is: [200] } },
        { id: 'typed', test: { kind: 'appHeader', name: 'Content-Type' } },
        { id: 'order', test: { kind: 'bodyContains', which: { path: '/order' }, text: 'two burgers' } },
      ],
    },
    {
      id: 'input',
      show: 'wsgiref',
      file: APP,
      questions: [
        {
          id: 'all-of-it',
          choices: ['same', 'error', 'never'],
          answer: 'never',
          proof: { holds: { kind: 'nobodyServed', run: 'wsgiref', which: { path: '/order' } } },
        },
      ],
      checks: [
        {
          id: 'wsgiref',
          test: { kind: 'bodyContains', run: 'wsgiref', which: { path: '/order' }, text: 'two burgers' },
        },
        { id: 'gunicorn', guard: true, test: { kind: 'bodyContains', which: { path: '/order' }, text: 'two burgers' } },
        { id: 'menu', guard: true, test: { kind: 'requestStatus', which: { path: '/menu' }, is: [200] } },
      ],
    },
    {
      id: 'letters',
      file: APP,
      checks: [
        { id: 'burger', test: { kind: 'bodyContains', which: { path: HANBAO }, text: '漢堡' } },
        { id: 'menu', guard: true, test: { kind: 'bodyContains', which: { path: '/menu' }, text: '/menu' } },
        {
          id: 'wsgiref',
          test: { kind: 'bodyContains', run: 'wsgiref', which: { path: HANBAO }, text: '漢堡' },
        },
      ],
    },
    { id: 'contract' },
  ],
  mistakes: [
    { id: 'no-type', step: 'checker', when: { kind: 'complaint', text: 'No Content-Type header found' } },
    { id: 'read-everything', step: 'input', when: { kind: 'complaint', text: 'assert_(len(args) == 1)' } },
    { id: 'length-is-text', step: 'input', when: { kind: 'complaint', text: 'size must be an integral type' } },
    {
      id: 'already-text',
      step: 'letters',
      when: { kind: 'complaint', text: "'str' object has no attribute 'decode'" },
    },
    { id: 'half-way', step: 'letters', when: { kind: 'bodyContains', which: { path: '/menu' }, text: "b'/menu'" } },
  ],
};

export default lesson;
