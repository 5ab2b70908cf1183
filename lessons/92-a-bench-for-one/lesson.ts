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
        name: 'a bench for one',
        seed: 22,
        until: 12_000_000,
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
        ],
        traffic: [
          {
            client: 'customers',
            kind: 'burst',
            count: 6,
            giveUpMs: 60_000,
            to: 'http://diner.example:8000',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {
    backlog: { bind: { kind: 'file', path: SETTINGS, before: 'backlog = ' }, min: 1, max: 10, step: 1 },
    customers: { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 1, max: 12, step: 1 },
  },
  moments: {
    dropped: { kind: 'event', event: 'conn.dropped', nth: 1 },
    idle: { kind: 'seconds', at: 6 },
  },
  steps: [
    {
      id: 'full',
      file: SETTINGS,
      questions: [
        {
          id: 'sixth',
          choices: ['refused', 'six', 'eight'],
          answer: 'eight',
          proof: { holds: { kind: 'servedAt', which: {}, at: [1, 2, 3, 4.1, 5.1, 8.1], tolerance: 0.2 } },
        },
      ],
    },
    {
      id: 'room',
      file: SETTINGS,
      checks: [
        { id: 'nobody-dropped', test: { kind: 'noEventOf', event: 'conn.dropped' } },
        { id: 'by-six', test: { kind: 'allServedBefore', which: {}, at: 6.5 } },
      ],
    },
  ],
  mistakes: [
    {
      id: 'still-short',
      step: 'room',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: SETTINGS, since: 'step' },
          { kind: 'someEventOf', event: 'conn.dropped' },
        ],
      },
    },
  ],
};

export default lesson;
