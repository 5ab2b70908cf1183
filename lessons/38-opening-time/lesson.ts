import type { Lesson } from '../../src/course/schema.ts';

const ASGI = '/srv/diner/asgi.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';

const street = {
  version: 1,
  name: 'opening time',
  seed: 7,
  until: 3_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
};
const customers = { client: 'customers', giveUpMs: 60_000, to: 'http://diner.example', targets: [{ path: '/burger' }] };
const home = { user: 'ubuntu', cwd: '/srv/diner' };
const nginx = { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' };

const lesson: Lesson = {
  version: 1,
  files: [{ path: ASGI }, { path: SETTINGS }, { path: '/etc/nginx/nginx.conf' }],
  runs: [
    {
      id: 'asgi',
      model: 'asgi',
      scenario: {
        ...street,
        servers: [{ id: 'uvicorn', argv: ['uvicorn', '--port', '8000', 'asgi:app'], ...home }, nginx],
        traffic: [{ ...customers, kind: 'burst', count: 4 }],
      },
    },
    {
      id: 'two',
      model: 'asgi',
      scenario: {
        ...street,
        servers: [{ id: 'gunicorn', argv: ['gunicorn', '-c', 'gunicorn.conf.py', 'asgi:app'], ...home }, nginx],
        traffic: [{ ...customers, kind: 'every', count: 8, everyMs: 150, startMs: 1500 }],
      },
    },
  ],
  knobs: {
    workers: { bind: { kind: 'file', path: SETTINGS, before: 'workers = ' }, min: 1, max: 4, step: 1 },
  },
  moments: {
    first: { kind: 'event', event: 'app.called', nth: 1, run: 'asgi' },
  },
  steps: [
    {
      id: 'every-time',
      file: ASGI,
      questions: [
        {
          id: 'how-many',
          choices: ['one', 'four', 'none'],
          answer: 'four',
          proof: { holds: { kind: 'largestNumber', which: {}, is: 4 } },
        },
      ],
    },
    {
      id: 'startup',
      file: ASGI,
      checks: [
        { id: 'quick', test: { kind: 'allServedBefore', which: {}, at: 0.2 } },
        { id: 'one-grill', test: { kind: 'largestNumber', which: {}, is: 1 } },
        { id: 'off', test: { kind: 'complaint', text: 'grill off' } },
      ],
    },
    {
      id: 'two',
      show: 'two',
      file: SETTINGS,
      questions: [
        {
          id: 'numbers',
          choices: ['one-grill', 'two-firsts', 'one-two'],
          answer: 'two-firsts',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'bodyCount', run: 'two', which: {}, text: 'no. 1', atLeast: 8 },
                { kind: 'workersAre', run: 'two', atLeast: 2, atMost: 2 },
              ],
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'never-open', when: { kind: 'all', of: [{ kind: 'nobodyServed', which: {} }] } },
    { id: 'forgot-global', when: { kind: 'bodyCount', which: {}, text: 'from None', atLeast: 1 } },
    {
      id: 'lazy',
      step: 'startup',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: ASGI, since: 'step' },
          { kind: 'not', of: { kind: 'allServedBefore', which: {}, at: 0.2 } },
        ],
      },
    },
    {
      id: 'on-import',
      step: 'startup',
      when: {
        kind: 'all',
        of: [
          { kind: 'allServedBefore', which: {}, at: 0.2 },
          { kind: 'not', of: { kind: 'complaint', text: 'grill off' } },
        ],
      },
    },
  ],
};

export default lesson;
