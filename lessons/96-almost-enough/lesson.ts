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
        name: 'almost enough',
        seed: 26,
        until: 16_000_000,
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
        traffic: [
          {
            client: 'customers',
            kind: 'poisson',
            rate: 9.5,
            count: 120,
            giveUpMs: 60_000,
            to: 'http://diner.example',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {
    rate: { bind: { kind: 'traffic', load: 0, field: 'rate' }, min: 1, max: 12, step: 0.5 },
    workers: { bind: { kind: 'file', path: SETTINGS, before: 'workers = ' }, min: 1, max: 4, step: 1 },
  },
  moments: { crowd: { kind: 'seconds', at: 8 } },
  steps: [
    {
      id: 'rush',
      file: SETTINGS,
      questions: [
        {
          id: 'typical',
          choices: ['a-tenth', 'a-fifth', 'a-second'],
          answer: 'a-second',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: {}, is: [200] },
                { kind: 'not', of: { kind: 'p95Below', which: {}, seconds: 1 } },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'relief',
      file: SETTINGS,
      checks: [
        { id: 'p95', test: { kind: 'p95Below', which: {}, seconds: 0.35 } },
        { id: 'grill', guard: true, test: { kind: 'appTook', atLeast: 0.095 } },
      ],
    },
  ],
  mistakes: [{ id: 'faster-grill', step: 'relief', when: { kind: 'appTook', atMost: 0.095 } }],
};

export default lesson;
