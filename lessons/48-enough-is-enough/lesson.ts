import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const page = { client: 'page' };
const robot = { client: 'robot' };
const photo = { path: '/photo' };
const video = { path: '/video' };
const to = 'http://diner.example';
const upload = (client: string, startMs: number, path: string, times: number) => ({
  client,
  kind: 'burst',
  startMs,
  giveUpMs: 20_000,
  to,
  targets: [{ path, method: 'POST', body: { repeat: '0123456789', times } }],
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: '/srv/diner/app.py', readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'enough is enough',
        seed: 18,
        until: 8_000_000,
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
          { client: 'page', kind: 'burst', count: 8, giveUpMs: 20_000, to, targets: [{ path: '/tile' }] },
          {
            client: 'robot',
            kind: 'every',
            count: 30,
            everyMs: 20,
            startMs: 3000,
            giveUpMs: 20_000,
            to,
            targets: [{ path: '/search' }],
          },
          upload('photographer', 5500, '/photo', 120_000),
          upload('director', 6500, '/video', 500_000),
        ],
      },
    },
  ],
  knobs: {
    tiles: { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 1, max: 20, step: 1 },
  },
  moments: {
    refused: { kind: 'event', event: 'request.head', req: 2 },
    robot: { kind: 'seconds', at: 3.3 },
    video: { kind: 'seconds', at: 6.6 },
  },
  steps: [
    {
      id: 'page',
      file: NGINX,
      questions: [
        {
          id: 'how-many',
          choices: ['two', 'one', 'all'],
          answer: 'one',
          proof: { holds: { kind: 'statusCount', which: page, is: [200], atLeast: 1, atMost: 1 } },
        },
      ],
      checks: [
        { id: 'tiles', test: { kind: 'statusCount', which: page, is: [200], atLeast: 8 } },
        { id: 'quick', test: { kind: 'p95Below', which: page, seconds: 0.3 }, guard: true },
        { id: 'robot', guard: true, test: { kind: 'statusCount', which: robot, is: [503, 429], atLeast: 10 } },
      ],
    },
    {
      id: 'polite',
      file: NGINX,
      checks: [
        { id: 'says-429', test: { kind: 'statusCount', which: robot, is: [429], atLeast: 10 } },
        { id: 'no-503', test: { kind: 'statusCount', which: {}, is: [503], atMost: 0 } },
        { id: 'tiles', guard: true, test: { kind: 'statusCount', which: page, is: [200], atLeast: 8 } },
      ],
    },
    {
      id: 'photo',
      file: NGINX,
      questions: [
        {
          id: 'app-sees',
          choices: ['all', 'cut', 'nothing'],
          answer: 'nothing',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: photo, is: [413] },
                { kind: 'answeredFrom', which: photo, from: 'nginx' },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'photo', test: { kind: 'bodyContains', which: photo, text: '1200000 bytes' } },
        { id: 'video', guard: true, test: { kind: 'requestStatus', which: video, is: [413] } },
      ],
    },
    { id: 'what-for', file: NGINX },
  ],
  mistakes: [
    {
      id: 'no-limit',
      when: { kind: 'statusCount', which: robot, is: [200], atLeast: 30 },
    },
    {
      id: 'queued',
      step: 'page',
      when: { kind: 'not', of: { kind: 'p95Below', which: page, seconds: 0.3 } },
    },
    {
      id: 'rate-alone',
      step: 'page',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: NGINX, since: 'step' },
          { kind: 'statusCount', which: page, is: [503, 429], atLeast: 1 },
        ],
      },
    },
    { id: 'everything', step: 'photo', when: { kind: 'requestStatus', which: video, is: [200] } },
    {
      id: 'two-bytes',
      step: 'photo',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: NGINX, since: 'step' },
          { kind: 'requestStatus', which: photo, is: [413] },
        ],
      },
    },
  ],
};

export default lesson;
