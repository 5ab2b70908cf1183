import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';

const lesson: Lesson = {
  version: 1,
  files: [{ path: SETTINGS }, { path: APP }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'thirty-two cashiers',
        seed: 21,
        until: 2_000_000,
        host: { cores: 1, speed: 0.037 },
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
        traffic: [
          {
            client: 'customers',
            kind: 'burst',
            count: 8,
            giveUpMs: 20_000,
            to: 'http://diner.example',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {
    workers: { bind: { kind: 'file', path: SETTINGS, before: 'workers = ' }, min: 1, max: 32, step: 1 },
  },
  moments: { middle: { kind: 'seconds', at: 0.4 } },
  steps: [
    {
      id: 'crowd',
      file: SETTINGS,
      questions: [
        {
          id: 'first-out',
          choices: ['sooner', 'same', 'later'],
          answer: 'later',
          proof: {
            holds: {
              kind: 'servedAt',
              which: {},
              at: [0.65, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65],
              tolerance: 0.1,
            },
          },
        },
      ],
    },
    {
      id: 'fewer',
      file: SETTINGS,
      checks: [
        { id: 'four-early', test: { kind: 'bodyCount', which: {}, text: 'one burger', atLeast: 8 }, guard: true },
        { id: 'few', test: { kind: 'workersAre', atLeast: 1, atMost: 2 } },
        { id: 'still', guard: true, test: { kind: 'allServedBefore', which: {}, at: 1 } },
      ],
    },
  ],
  mistakes: [
    {
      id: 'half-a-crowd',
      step: 'fewer',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: SETTINGS, since: 'step' },
          { kind: 'workersAre', atLeast: 3 },
        ],
      },
    },
  ],
};

export default lesson;
