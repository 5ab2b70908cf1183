import type { Lesson } from '../../src/course/schema.ts';

const ASGI = '/srv/diner/asgi.py';

/** The same street, door and customers for both counters; only the server behind the door differs. */
const street = {
  version: 1,
  name: 'the pager',
  seed: 3,
  until: 13_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  traffic: [
    {
      client: 'customers',
      kind: 'burst',
      count: 6,
      giveUpMs: 20_000,
      to: 'http://diner.example',
      targets: [{ path: '/burger' }],
    },
  ],
};
const nginx = { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' };
const home = { user: 'ubuntu', cwd: '/srv/diner' };
const gunicorn = { id: 'gunicorn', argv: ['gunicorn', '-c', 'gunicorn.conf.py', 'app:app'], ...home };
const uvicorn = { id: 'uvicorn', argv: ['uvicorn', '--port', '8000', 'asgi:app'], ...home };

const lesson: Lesson = {
  version: 1,
  files: [
    { path: ASGI },
    { path: '/srv/diner/app.py', readOnly: true },
    { path: '/srv/diner/gunicorn.conf.py', readOnly: true },
    { path: '/etc/nginx/nginx.conf' },
  ],
  runs: [
    { id: 'wsgi', model: 'wsgi', scenario: { ...street, servers: [gunicorn, nginx] } },
    { id: 'asgi', model: 'asgi', scenario: { ...street, servers: [uvicorn, nginx] } },
  ],
  knobs: {
    customers: { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 1, max: 12, step: 1 },
  },
  moments: {
    'first-parked': { kind: 'event', event: 'app.parked', nth: 1, run: 'asgi' },
    'all-parked': { kind: 'seconds', at: 1, run: 'asgi' },
    'first-resumed': { kind: 'event', event: 'app.resumed', nth: 1, run: 'asgi' },
  },
  steps: [
    {
      id: 'same',
      show: 'compare',
      file: ASGI,
      questions: [
        {
          id: 'last-pager',
          choices: ['two', 'six', 'twelve'],
          answer: 'two',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'servedAt', run: 'asgi', which: {}, at: [2, 2, 2, 2, 2, 2], tolerance: 0.15 },
                { kind: 'servedAt', run: 'wsgi', which: {}, at: [2, 4, 6, 8, 10, 12], tolerance: 0.15 },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'await',
      show: 'asgi',
      file: ASGI,
      questions: [
        {
          id: 'cashiers',
          choices: ['six', 'one', 'two'],
          answer: 'one',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'parkedTogether', run: 'asgi', atLeast: 6 },
                { kind: 'not', of: { kind: 'workersAre', run: 'asgi', atLeast: 2 } },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'spoil',
      show: 'asgi',
      file: ASGI,
      checks: [
        {
          id: 'frozen',
          test: { kind: 'servedAt', run: 'asgi', which: {}, at: [2, 4, 6, 8, 10, 12], tolerance: 0.3 },
        },
        { id: 'blocked', test: { kind: 'loopBlocked', run: 'asgi', longerThan: 1.5 } },
        { id: 'only-asgi', guard: true, test: { kind: 'onlyFilesChanged', paths: [ASGI] } },
      ],
    },
    {
      id: 'repair',
      show: 'asgi',
      file: ASGI,
      checks: [
        { id: 'together', test: { kind: 'allServedBefore', run: 'asgi', which: {}, at: 2.5 } },
        { id: 'loop-free', test: { kind: 'not', of: { kind: 'loopBlocked', run: 'asgi', longerThan: 0.2 } } },
        { id: 'still-two', guard: true, test: { kind: 'appTook', run: 'asgi', atLeast: 1.9 } },
      ],
    },
    {
      id: 'hand',
      show: 'compare',
      file: ASGI,
      questions: [
        {
          id: 'by-hand',
          choices: ['together', 'two-cores', 'in-turn'],
          answer: 'in-turn',
          proof: {
            on: 'solution',
            holds: { kind: 'servedAt', run: 'asgi', which: {}, at: [0.5, 1, 1.5, 2, 2.5, 3], tolerance: 0.2 },
          },
        },
      ],
      checks: [
        { id: 'cooking', test: { kind: 'cpuPerCall', run: 'asgi', atLeast: 0.45 } },
        { id: 'in-turn', test: { kind: 'not', of: { kind: 'allServedBefore', run: 'asgi', which: {}, at: 2.7 } } },
        { id: 'answered', guard: true, test: { kind: 'requestStatus', run: 'asgi', which: {}, is: [200] } },
      ],
    },
    { id: 'depends', show: 'compare' },
  ],
  mistakes: [
    { id: 'wsgi-on-uvicorn', when: { kind: 'complaint', run: 'asgi', text: "positional argument: 'start_response'" } },
    { id: 'plain-def', when: { kind: 'complaint', run: 'asgi', text: "arguments: 'receive' and 'send'" } },
    { id: 'called-too-early', when: { kind: 'complaint', run: 'asgi', text: "'NoneType' object is not callable" } },
    { id: 'forgot-await', when: { kind: 'complaint', run: 'asgi', text: 'was never awaited' } },
    {
      id: 'await-does-not-cure',
      step: 'repair',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: ASGI, since: 'step' },
          { kind: 'loopBlocked', run: 'asgi', longerThan: 0.2 },
        ],
      },
    },
  ],
};

export default lesson;
