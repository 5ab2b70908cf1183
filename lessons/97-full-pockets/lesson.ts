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
        name: 'full pockets',
        seed: 27,
        until: 7_000_000,
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
            kind: 'every',
            count: 12,
            everyMs: 400,
            giveUpMs: 30_000,
            to: 'http://diner.example',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {
    limit: { bind: { kind: 'file', path: SETTINGS, before: 'max_requests = ' }, min: 0, max: 12, step: 1 },
  },
  moments: { last: { kind: 'event', event: 'request.finished', nth: 12 } },
  steps: [
    {
      id: 'pocket',
      file: APP,
      questions: [
        {
          id: 'last-pocket',
          choices: ['one', 'six', 'twelve'],
          answer: 'twelve',
          proof: { holds: { kind: 'largestNumber', which: {}, is: 12 } },
        },
      ],
    },
    {
      id: 'empty',
      file: SETTINGS,
      questions: [
        {
          id: 'lost',
          choices: ['one-each', 'none'],
          answer: 'none',
          proof: {
            on: 'solution',
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: {}, is: [200] },
                { kind: 'someEventOf', event: 'worker.booted', atLeast: 3 },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'light', test: { kind: 'bodyCount', which: {}, text: '6 slips', atMost: 0 } },
        { id: 'all', guard: true, test: { kind: 'requestStatus', which: {}, is: [200] } },
        { id: 'app', guard: true, test: { kind: 'onlyFilesChanged', paths: [SETTINGS] } },
      ],
    },
  ],
  mistakes: [
    {
      id: 'too-late',
      step: 'empty',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: SETTINGS, since: 'step' },
          { kind: 'bodyCount', which: {}, text: '6 slips', atLeast: 1 },
        ],
      },
    },
    { id: 'cleaned-up', step: 'empty', when: { kind: 'fileChanged', path: APP, since: 'step' } },
  ],
};

export default lesson;
