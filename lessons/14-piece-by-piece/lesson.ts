import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';

const customer = (client: string, startMs: number, giveUpMs: number) => ({
  client,
  kind: 'burst',
  count: 1,
  startMs,
  giveUpMs,
  to: 'http://diner.example',
  targets: [{ path: '/feast' }],
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: APP }, { path: '/etc/nginx/nginx.conf', readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'piece by piece',
        seed: 7,
        until: 11_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'gunicorn', argv: ['gunicorn', 'app:app'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: [customer('patient', 0, 20_000), customer('impatient', 3500, 800), customer('patient', 7500, 20_000)],
      },
    },
  ],
  knobs: {},
  moments: {
    table: { kind: 'seconds', at: 1 },
    whole: { kind: 'event', event: 'request.finished', req: 1 },
    left: { kind: 'event', event: 'request.failed', req: 2 },
    third: { kind: 'event', event: 'app.called', req: 3 },
  },
  steps: [
    {
      id: 'pieces',
      file: APP,
      questions: [
        {
          id: 'when',
          choices: ['half', 'three', 'each'],
          answer: 'three',
          proof: {
            holds: { kind: 'not', of: { kind: 'answerBegins', which: { client: 'patient' }, within: 2.9 } },
          },
        },
      ],
      checks: [
        { id: 'soon', test: { kind: 'answerBegins', which: { client: 'patient' }, within: 0.7 } },
        {
          id: 'all-six',
          guard: true,
          test: { kind: 'bodyContains', which: { client: 'patient' }, text: 'burger 6' },
        },
        {
          id: 'grill',
          guard: true,
          test: { kind: 'not', of: { kind: 'allServedBefore', which: { client: 'patient' }, at: 10.4 } },
        },
      ],
    },
    {
      id: 'leave',
      file: APP,
      questions: [
        {
          id: 'taps',
          choices: ['zero', 'one', 'crash'],
          answer: 'one',
          proof: { holds: { kind: 'complaint', text: 'taps open: 2' } },
        },
      ],
      checks: [
        { id: 'one-tap', test: { kind: 'not', of: { kind: 'complaint', text: 'taps open: 2' } } },
        {
          id: 'soon',
          guard: true,
          test: { kind: 'answerBegins', which: { client: 'patient' }, within: 0.7 },
        },
        {
          id: 'all-six',
          guard: true,
          test: { kind: 'bodyContains', which: { client: 'patient' }, text: 'burger 6' },
        },
      ],
    },
    {
      id: 'ends',
      questions: [
        {
          id: 'end',
          choices: ['length', 'chunks', 'silence'],
          answer: 'chunks',
          proof: {
            holds: {
              kind: 'requestHeader',
              which: { client: 'patient' },
              name: 'Transfer-Encoding',
              includes: 'chunked',
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'yields-text', step: 'pieces', when: { kind: 'complaint', text: 'is not a byte' } },
    {
      id: 'late-head',
      step: 'pieces',
      when: { kind: 'not', of: { kind: 'requestStatus', which: { client: 'patient' }, is: [200] } },
    },
    {
      id: 'one-big-yield',
      step: 'pieces',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'bodyContains', which: { client: 'patient' }, text: 'burger 6' },
          { kind: 'not', of: { kind: 'answerBegins', which: { client: 'patient' }, within: 2.9 } },
        ],
      },
    },
    {
      id: 'not-every-end',
      step: 'leave',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'complaint', text: 'taps open: 2' },
        ],
      },
    },
    {
      id: 'back-to-the-list',
      step: 'leave',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'bodyContains', which: { client: 'patient' }, text: 'burger 6' },
          { kind: 'not', of: { kind: 'answerBegins', which: { client: 'patient' }, within: 0.7 } },
        ],
      },
    },
  ],
};

export default lesson;
