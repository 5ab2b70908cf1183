import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';

const lesson: Lesson = {
  version: 1,
  files: [{ path: APP }, { path: SETTINGS, readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'answers before it reads',
        seed: 24,
        until: 4_000_000,
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
            client: 'polite',
            kind: 'burst',
            giveUpMs: 20_000,
            to: 'http://diner.example:8000',
            targets: [{ path: '/order', method: 'POST', body: 'a burger, please' }],
          },
          {
            client: 'talkative',
            kind: 'burst',
            startMs: 1000,
            giveUpMs: 20_000,
            to: 'http://diner.example:8000',
            targets: [{ path: '/order', method: 'POST', body: { repeat: 'and then I said ', times: 150_000 } }],
          },
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    answered: { kind: 'event', event: 'app.called', req: 2 },
    reset: { kind: 'event', event: 'request.failed', req: 2 },
  },
  steps: [
    {
      id: 'rude',
      file: APP,
      questions: [
        {
          id: 'talkative',
          choices: ['answer', 'reset', 'waits'],
          answer: 'reset',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: { client: 'polite' }, is: [200] },
                { kind: 'nobodyServed', which: { client: 'talkative' } },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'listen',
      file: APP,
      checks: [
        { id: 'both', test: { kind: 'bodyContains', which: {}, text: 'no, thank you' } },
        { id: 'only-app', guard: true, test: { kind: 'onlyFilesChanged', paths: [APP] } },
      ],
    },
  ],
  mistakes: [
    {
      id: 'a-sip',
      step: 'listen',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'nobodyServed', which: { client: 'talkative' } },
        ],
      },
    },
  ],
};

export default lesson;
