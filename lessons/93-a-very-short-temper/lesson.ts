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
        name: 'a very short temper',
        seed: 23,
        until: 11_000_000,
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
            kind: 'burst',
            count: 3,
            giveUpMs: 60_000,
            to: 'http://diner.example',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {
    seconds: { bind: { kind: 'file', path: APP, before: 'time.sleep(', anywhere: true }, min: 0.5, max: 4, step: 0.5 },
  },
  moments: {
    first: { kind: 'event', event: 'worker.timeout', nth: 1 },
    next: { kind: 'event', event: 'worker.booted', nth: 2 },
  },
  steps: [
    {
      id: 'massacre',
      file: SETTINGS,
      questions: [
        {
          id: 'burgers',
          choices: ['three', 'one', 'none'],
          answer: 'none',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: {}, is: [500] },
                { kind: 'someEventOf', event: 'worker.timeout', atLeast: 3 },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'peace',
      file: SETTINGS,
      checks: [
        { id: 'fed', test: { kind: 'requestStatus', which: {}, is: [200] } },
        { id: 'no-blood', test: { kind: 'noEventOf', event: 'worker.timeout' } },
        { id: 'slow-grill', guard: true, test: { kind: 'not', of: { kind: 'appTook', atMost: 1 } } },
      ],
    },
  ],
  mistakes: [
    { id: 'faster-grill', step: 'peace', when: { kind: 'appTook', atMost: 1 } },
    {
      id: 'more-victims',
      step: 'peace',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: SETTINGS, since: 'step' },
          { kind: 'someEventOf', event: 'worker.timeout' },
        ],
      },
    },
  ],
};

export default lesson;
