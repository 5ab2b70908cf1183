import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';

const customer = (path: string, startMs: number) => ({
  client: 'customers',
  kind: 'burst',
  count: 1,
  startMs,
  giveUpMs: 20_000,
  to: 'http://diner.example',
  targets: [{ path }],
});

const evening = (name: string, paths: readonly string[]) => ({
  version: 1,
  name,
  seed: 13,
  until: 7_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  servers: [
    { id: 'gunicorn', argv: ['gunicorn', 'app:app'], user: 'ubuntu', cwd: '/srv/diner' },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
  ],
  traffic: paths.map((path, i) => customer(path, i * 1000)),
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: SETTINGS }, { path: APP }, { path: '/etc/nginx/nginx.conf', readOnly: true }],
  runs: [
    { id: 'slow', model: 'wsgi', scenario: evening('patience', ['/report', '/burger', '/burger', '/burger']) },
    { id: 'deaths', model: 'wsgi', scenario: evening('deaths', ['/stumble', '/burger', '/faint', '/burger']) },
  ],
  knobs: {
    timeout: { bind: { kind: 'file', path: SETTINGS, before: 'timeout = ' }, min: 1, max: 30, step: 1 },
  },
  moments: {
    killed: { kind: 'event', event: 'worker.timeout', run: 'slow' },
    waiting: { kind: 'seconds', at: 2, run: 'slow' },
    faint: { kind: 'event', event: 'request.finished', req: 3, run: 'deaths' },
    next: { kind: 'event', event: 'request.finished', req: 4, run: 'deaths' },
  },
  steps: [
    {
      id: 'slow',
      show: 'slow',
      file: SETTINGS,
      questions: [
        {
          id: 'report',
          choices: ['served', 'five-hundred', 'five-oh-four'],
          answer: 'five-hundred',
          proof: { holds: { kind: 'requestStatus', run: 'slow', which: { path: '/report' }, is: [500] } },
        },
      ],
      checks: [
        { id: 'report', test: { kind: 'requestStatus', run: 'slow', which: { path: '/report' }, is: [200] } },
        { id: 'burgers', test: { kind: 'allServedBefore', run: 'slow', which: { path: '/burger' }, at: 3.6 } },
        { id: 'nobody-killed', test: { kind: 'noEventOf', run: 'slow', event: 'worker.timeout' } },
        { id: 'only-settings', guard: true, test: { kind: 'onlyFilesChanged', paths: [SETTINGS] } },
      ],
    },
    {
      id: 'heartbeat',
      show: 'slow',
      questions: [{ id: 'limit', choices: ['limit', 'heartbeat', 'idle'], answer: 'heartbeat' }],
    },
    {
      id: 'deaths',
      show: 'deaths',
      file: APP,
      questions: [
        {
          id: 'stumble',
          choices: ['worker-dies', 'worker-lives'],
          answer: 'worker-lives',
          proof: { holds: { kind: 'requestStatus', run: 'deaths', which: { path: '/stumble' }, is: [500] } },
        },
        {
          id: 'faint',
          choices: ['closed', 'replaced', 'same'],
          answer: 'replaced',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', run: 'deaths', which: { path: '/faint' }, is: [502] },
                { kind: 'requestStatus', run: 'deaths', which: { path: '/burger' }, is: [200] },
                { kind: 'complaint', run: 'deaths', text: 'exited with code 1' },
              ],
            },
          },
        },
      ],
    },
    { id: 'obituaries', show: 'deaths' },
  ],
  mistakes: [
    { id: 'shorter-report', when: { kind: 'fileChanged', path: APP, since: 'lesson' } },
    {
      id: 'more-patience',
      step: 'slow',
      when: {
        kind: 'all',
        of: [
          { kind: 'requestStatus', run: 'slow', which: { path: '/report' }, is: [200] },
          { kind: 'not', of: { kind: 'allServedBefore', run: 'slow', which: { path: '/burger' }, at: 3.6 } },
        ],
      },
    },
    {
      id: 'more-cashiers',
      step: 'slow',
      when: {
        kind: 'all',
        of: [
          { kind: 'workersAre', run: 'slow', atLeast: 2 },
          { kind: 'someEventOf', run: 'slow', event: 'worker.timeout' },
        ],
      },
    },
  ],
};

export default lesson;
