import type { Lesson } from '../../src/course/schema.ts';

const ASGI = '/srv/diner/asgi.py';
const APP = '/srv/diner/app.py';

const street = {
  version: 1,
  name: 'the old recipe',
  seed: 9,
  until: 5_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  traffic: [
    {
      client: 'customers',
      kind: 'burst',
      count: 12,
      giveUpMs: 60_000,
      to: 'http://diner.example:8000',
      targets: [{ path: '/burger' }],
    },
  ],
};
const uvicorn = (...app: readonly string[]) => ({
  id: 'uvicorn',
  argv: ['uvicorn', '--host', '0.0.0.0', '--port', '8000', ...app],
  user: 'ubuntu',
  cwd: '/srv/diner',
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: ASGI }, { path: APP, readOnly: true }],
  runs: [
    { id: 'asgi', model: 'asgi', scenario: { ...street, servers: [uvicorn('asgi:app')] } },
    { id: 'flag', model: 'asgi', scenario: { ...street, servers: [uvicorn('--interface', 'wsgi', 'app:app')] } },
  ],
  knobs: {
    customers: { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 1, max: 24, step: 1 },
  },
  moments: {
    called: { kind: 'event', event: 'app.called', nth: 1, run: 'asgi' },
  },
  steps: [
    {
      id: 'as-it-is',
      file: ASGI,
      questions: [
        {
          id: 'what-happens',
          choices: ['works', 'no-start', 'every-500'],
          answer: 'every-500',
          proof: { holds: { kind: 'requestStatus', which: {}, is: [500] } },
        },
      ],
    },
    {
      id: 'wrap',
      file: ASGI,
      checks: [
        { id: 'burger', test: { kind: 'bodyContains', which: {}, text: 'the old way' } },
        { id: 'in-time', test: { kind: 'allServedBefore', which: {}, at: 4.5 } },
        { id: 'loop-free', guard: true, test: { kind: 'not', of: { kind: 'loopBlocked', longerThan: 0.2 } } },
        { id: 'untouched', guard: true, test: { kind: 'onlyFilesChanged', paths: [ASGI] } },
      ],
    },
    {
      id: 'flag',
      show: 'flag',
      file: APP,
      questions: [
        {
          id: 'ten',
          choices: ['six-six', 'ten-two', 'together'],
          answer: 'ten-two',
          proof: {
            holds: {
              kind: 'servedAt',
              run: 'flag',
              which: {},
              at: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 4],
              tolerance: 0.15,
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    {
      id: 'called-too-early',
      when: {
        kind: 'all',
        of: [
          { kind: 'loopBlocked', longerThan: 1 },
          { kind: 'nobodyServed', which: {} },
        ],
      },
    },
    { id: 'whole-status', when: { kind: 'complaint', text: 'a real number is required' } },
    { id: 'text-headers', when: { kind: 'complaint', text: 'bytes pattern on a string-like object' } },
    { id: 'in-the-loop', when: { kind: 'loopBlocked', longerThan: 1 } },
  ],
};

export default lesson;
