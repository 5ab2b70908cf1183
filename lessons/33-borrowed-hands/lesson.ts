import type { Lesson } from '../../src/course/schema.ts';

const ASGI = '/srv/diner/asgi.py';
const GRILL = '/srv/diner/grill.py';
const burgers = { path: '/burger' };

const lesson: Lesson = {
  version: 1,
  files: [{ path: ASGI }, { path: GRILL, readOnly: true }, { path: '/etc/nginx/nginx.conf' }],
  runs: [
    {
      id: 'asgi',
      model: 'asgi',
      scenario: {
        version: 1,
        name: 'borrowed hands',
        seed: 5,
        until: 5_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'uvicorn', argv: ['uvicorn', '--port', '8000', 'asgi:app'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: [
          {
            client: 'customers',
            kind: 'burst',
            count: 12,
            giveUpMs: 60_000,
            to: 'http://diner.example',
            targets: [{ path: '/burger' }],
          },
          {
            client: 'passer-by',
            kind: 'burst',
            startMs: 1000,
            giveUpMs: 60_000,
            to: 'http://diner.example',
            targets: [{ path: '/menu' }],
          },
        ],
      },
    },
  ],
  knobs: {
    customers: { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 1, max: 24, step: 1 },
  },
  moments: {
    'all-called': { kind: 'seconds', at: 0.5 },
    'passer-by': { kind: 'event', event: 'app.called', req: 13 },
  },
  steps: [
    {
      id: 'helpers',
      file: ASGI,
      questions: [
        {
          id: 'twelve',
          choices: ['together', 'waves', 'in-turn'],
          answer: 'waves',
          proof: {
            holds: {
              kind: 'servedAt',
              which: burgers,
              at: [2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4],
              tolerance: 0.15,
            },
          },
        },
      ],
    },
    {
      id: 'loop',
      file: ASGI,
      questions: [
        {
          id: 'menu',
          choices: ['at-once', 'two', 'four'],
          answer: 'at-once',
          proof: { holds: { kind: 'p95Below', which: { path: '/menu' }, seconds: 0.2 } },
        },
      ],
    },
    {
      id: 'hands',
      file: ASGI,
      checks: [
        { id: 'together', test: { kind: 'allServedBefore', which: burgers, at: 2.5 } },
        { id: 'grill', guard: true, test: { kind: 'onlyFilesChanged', paths: [ASGI] } },
        { id: 'loop-free', guard: true, test: { kind: 'not', of: { kind: 'loopBlocked', longerThan: 0.2 } } },
      ],
    },
    { id: 'price', file: ASGI },
  ],
  mistakes: [
    { id: 'called-too-early', when: { kind: 'complaint', text: "'str' object is not callable" } },
    { id: 'waits-itself', when: { kind: 'loopBlocked', longerThan: 1 } },
    { id: 'forgot-await', when: { kind: 'complaint', text: "no attribute 'encode'" } },
    {
      id: 'still-too-few',
      step: 'hands',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: ASGI, since: 'step' },
          { kind: 'requestStatus', which: {}, is: [200] },
          { kind: 'not', of: { kind: 'loopBlocked', longerThan: 0.2 } },
          { kind: 'not', of: { kind: 'allServedBefore', which: burgers, at: 2.5 } },
        ],
      },
    },
  ],
};

export default lesson;
