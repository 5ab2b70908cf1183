import type { Lesson } from '../../src/course/schema.ts';

const START = '/srv/diner/start.sh';
const APP = '/srv/diner/app.py';

const lesson: Lesson = {
  version: 1,
  files: [{ path: START }, { path: APP }, { path: '/srv/diner/hello.py' }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'the development server',
        seed: 9,
        until: 6_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [{ id: 'server', argv: ['bash', 'start.sh'], user: 'ubuntu', cwd: '/srv/diner' }],
        traffic: [
          {
            client: 'customers',
            kind: 'burst',
            count: 4,
            startMs: 500,
            giveUpMs: 20_000,
            to: 'http://diner.example:8000',
            targets: [{ path: '/burger' }],
          },
        ],
        inputs: [
          {
            kind: 'request',
            at: 0,
            id: 'dreamer',
            to: 'diner.example:8000',
            target: '/burger',
            raw: '',
            timeout: 3_000_000,
          },
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    silence: { kind: 'seconds', at: 2 },
    gone: { kind: 'event', event: 'request.failed', req: 1 },
  },
  steps: [
    {
      id: 'dreamer',
      file: APP,
      questions: [
        {
          id: 'when',
          choices: ['together', 'in-turn', 'after-three'],
          answer: 'after-three',
          proof: {
            holds: { kind: 'servedAt', which: { client: 'customers' }, at: [3.5, 4, 4.5, 5], tolerance: 0.2 },
          },
        },
      ],
    },
    {
      id: 'warning',
      file: '/srv/diner/hello.py',
      questions: [{ id: 'why', choices: ['one-thread', 'not-made', 'licence'], answer: 'not-made' }],
    },
    {
      id: 'replace',
      file: START,
      checks: [
        { id: 'gunicorn', test: { kind: 'serverIs', program: 'gunicorn' } },
        { id: 'by-two', test: { kind: 'allServedBefore', which: { client: 'customers' }, at: 2 } },
        { id: 'same-app', guard: true, test: { kind: 'onlyFilesChanged', paths: [START] } },
      ],
    },
    { id: 'keep' },
  ],
  mistakes: [
    { id: 'a-file-name', when: { kind: 'complaint', text: 'is not a package' } },
    { id: 'no-name', when: { kind: 'complaint', text: "Failed to find attribute 'application'" } },
    {
      id: 'inside-only',
      when: {
        kind: 'all',
        of: [
          { kind: 'complaint', text: 'Listening at: http://127.0.0.1' },
          { kind: 'nobodyServed', which: { client: 'customers' } },
        ],
      },
    },
    {
      id: 'one-cashier',
      when: {
        kind: 'all',
        of: [
          { kind: 'serverIs', program: 'gunicorn', workerClass: 'sync' },
          { kind: 'workersAre', atMost: 1 },
          { kind: 'not', of: { kind: 'allServedBefore', which: { client: 'customers' }, at: 2 } },
        ],
      },
    },
  ],
};

export default lesson;
