import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';

const arrivals = ['/burger', '/pizza', '/office'].map((path, i) => ({
  client: 'customers',
  kind: 'burst',
  count: 1,
  startMs: i * 1200,
  giveUpMs: 20_000,
  to: 'http://diner.example',
  targets: [{ path }],
}));

const lesson: Lesson = {
  version: 1,
  files: [
    { path: APP },
    { path: '/srv/diner/kitchen.py', readOnly: true },
    { path: '/etc/nginx/nginx.conf', readOnly: true },
  ],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'around the app',
        seed: 8,
        until: 5_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'gunicorn', argv: ['gunicorn', 'app:app'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: arrivals,
      },
    },
  ],
  knobs: {},
  moments: {
    called: { kind: 'event', event: 'app.called', req: 1 },
    pizza: { kind: 'event', event: 'request.finished', req: 2 },
    office: { kind: 'event', event: 'app.called', req: 3 },
  },
  steps: [
    {
      id: 'onion',
      file: APP,
      questions: [{ id: 'outermost', choices: ['kitchen', 'stamp', 'loud'], answer: 'stamp' }],
    },
    {
      id: 'stamp',
      file: APP,
      checks: [
        { id: 'header', test: { kind: 'requestHeader', which: {}, name: 'X-Diner', includes: 'Gateway' } },
        { id: 'burger', guard: true, test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'BURGER 4' } },
        { id: 'sorry', guard: true, test: { kind: 'bodyContains', which: { path: '/pizza' }, text: 'NO PIZZA' } },
      ],
    },
    {
      id: 'gate',
      file: APP,
      checks: [
        { id: 'closed', test: { kind: 'requestStatus', which: { path: '/office' }, is: [403] } },
        {
          id: 'unseen',
          test: { kind: 'not', of: { kind: 'complaint', text: 'kitchen: /office' } },
        },
        { id: 'header', guard: true, test: { kind: 'requestHeader', which: {}, name: 'X-Diner', includes: 'Gateway' } },
        { id: 'burger', guard: true, test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'BURGER 4' } },
      ],
    },
    {
      id: 'loud',
      file: APP,
      questions: [
        {
          id: 'spoiled',
          choices: ['yes', 'no'],
          answer: 'no',
          proof: { holds: { kind: 'not', of: { kind: 'answerBegins', which: { path: '/burger' }, within: 0.7 } } },
        },
      ],
      checks: [
        { id: 'soon', test: { kind: 'answerBegins', which: { path: '/burger' }, within: 0.4 } },
        { id: 'burger', guard: true, test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'BURGER 4' } },
        { id: 'closed', guard: true, test: { kind: 'requestStatus', which: { path: '/office' }, is: [403] } },
      ],
    },
    { id: 'wild' },
  ],
  mistakes: [
    { id: 'two-arguments', when: { kind: 'complaint', text: 'takes 2 positional arguments but 3 were given' } },
    { id: 'append-gives-nothing', when: { kind: 'complaint', text: "'NoneType' object is not iterable" } },
    { id: 'says-it-twice', step: 'stamp', when: { kind: 'complaint', text: 'headers already' } },
    {
      id: 'asks-first',
      step: 'gate',
      when: {
        kind: 'all',
        of: [
          { kind: 'requestStatus', which: { path: '/office' }, is: [403] },
          { kind: 'complaint', text: 'kitchen: /office' },
        ],
      },
    },
    {
      id: 'collects-again',
      step: 'loud',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'bodyContains', which: { path: '/burger' }, text: 'BURGER 4' },
          { kind: 'not', of: { kind: 'answerBegins', which: { path: '/burger' }, within: 0.7 } },
        ],
      },
    },
  ],
};

export default lesson;
