import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';
const NGINX = '/etc/nginx/nginx.conf';

const lesson: Lesson = {
  version: 1,
  files: [{ path: APP }, { path: NGINX }, { path: SETTINGS, readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'the dripping tap',
        seed: 25,
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
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: [
          {
            client: 'listener',
            kind: 'burst',
            giveUpMs: 30_000,
            to: 'http://diner.example',
            targets: [{ path: '/tap' }],
          },
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    first: { kind: 'event', event: 'app.block', nth: 1 },
    head: { kind: 'event', event: 'request.head', req: 1 },
  },
  steps: [
    {
      id: 'tap',
      file: APP,
      questions: [
        {
          id: 'first-drip',
          choices: ['at-once', 'at-the-end', 'never'],
          answer: 'at-the-end',
          proof: { holds: { kind: 'not', of: { kind: 'answerBegins', which: {}, within: 4 } } },
        },
      ],
    },
    {
      id: 'through',
      file: NGINX,
      checks: [
        { id: 'soon', test: { kind: 'answerBegins', which: {}, within: 0.5 } },
        { id: 'all', guard: true, test: { kind: 'bodyContains', which: {}, text: 'drip 4' } },
        { id: 'slow', guard: true, test: { kind: 'not', of: { kind: 'allServedBefore', which: {}, at: 4 } } },
      ],
    },
  ],
  mistakes: [
    { id: 'in-one-gulp', step: 'through', when: { kind: 'allServedBefore', which: {}, at: 4 } },
    {
      id: 'wrong-tap',
      step: 'through',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: NGINX, since: 'step' },
          { kind: 'not', of: { kind: 'answerBegins', which: {}, within: 0.5 } },
        ],
      },
    },
  ],
};

export default lesson;
