import type { Lesson } from '../../src/course/schema.ts';

const ASGI = '/srv/diner/asgi.py';
const SETTINGS = '/srv/diner/asgi.conf.py';
const reports = { path: '/report' };
const burgers = { path: '/burger' };

/** The same street for both shops: four reports at once, and behind them people who only want a burger. */
const street = {
  version: 1,
  name: 'the cashier cooks',
  seed: 6,
  until: 2_000_000,
  host: { cores: 2, speed: 0.033 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  traffic: [
    {
      client: 'office',
      kind: 'burst',
      count: 4,
      giveUpMs: 60_000,
      to: 'http://diner.example',
      targets: [{ path: '/report' }],
    },
    {
      client: 'customers',
      kind: 'every',
      count: 6,
      everyMs: 100,
      startMs: 50,
      giveUpMs: 60_000,
      to: 'http://diner.example',
      targets: [{ path: '/burger' }],
    },
  ],
};
const gunicorn = (settings: string, app: string) => ({
  id: 'gunicorn',
  argv: ['gunicorn', '-c', settings, app],
  user: 'ubuntu',
  cwd: '/srv/diner',
});
const nginx = { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' };

const lesson: Lesson = {
  version: 1,
  files: [
    { path: ASGI },
    { path: SETTINGS },
    { path: '/srv/diner/report.py', readOnly: true },
    { path: '/srv/diner/app.py', readOnly: true },
    { path: '/srv/diner/wsgi.conf.py', readOnly: true },
  ],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: { ...street, servers: [gunicorn('wsgi.conf.py', 'app:app'), nginx] },
    },
    {
      id: 'asgi',
      model: 'asgi',
      scenario: { ...street, servers: [gunicorn('asgi.conf.py', 'asgi:app'), nginx] },
    },
  ],
  knobs: {
    workers: { bind: { kind: 'file', path: SETTINGS, before: 'workers = ' }, min: 1, max: 4, step: 1 },
  },
  moments: {
    cooking: { kind: 'seconds', at: 0.2, run: 'asgi' },
  },
  steps: [
    {
      id: 'race',
      show: 'compare',
      file: ASGI,
      questions: [
        {
          id: 'first-out',
          choices: ['asgi', 'wsgi', 'draw'],
          answer: 'wsgi',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'allServedBefore', run: 'wsgi', which: reports, at: 0.25 },
                { kind: 'not', of: { kind: 'allServedBefore', run: 'asgi', which: reports, at: 0.26 } },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'free',
      show: 'asgi',
      file: ASGI,
      questions: [
        {
          id: 'faster',
          choices: ['four-times', 'twice', 'same'],
          answer: 'same',
          proof: {
            on: 'solution',
            holds: {
              kind: 'all',
              of: [
                { kind: 'not', of: { kind: 'allServedBefore', run: 'asgi', which: reports, at: 0.26 } },
                { kind: 'allServedBefore', run: 'asgi', which: reports, at: 0.5 },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'burgers', test: { kind: 'p95Below', run: 'asgi', which: burgers, seconds: 0.15 } },
        {
          id: 'reports',
          guard: true,
          test: { kind: 'bodyContains', run: 'asgi', which: reports, text: 'total 57599' },
        },
        { id: 'one', guard: true, test: { kind: 'workersAre', run: 'asgi', atMost: 1 } },
      ],
    },
    {
      id: 'cores',
      show: 'asgi',
      file: SETTINGS,
      checks: [
        { id: 'quick', test: { kind: 'allServedBefore', run: 'asgi', which: reports, at: 0.25 } },
        { id: 'still-free', guard: true, test: { kind: 'p95Below', run: 'asgi', which: burgers, seconds: 0.15 } },
      ],
    },
    { id: 'depends', show: 'compare' },
  ],
  mistakes: [
    { id: 'called-too-early', when: { kind: 'complaint', run: 'asgi', text: "'str' object is not callable" } },
    {
      id: 'not-the-report',
      step: 'free',
      when: { kind: 'not', of: { kind: 'bodyContains', run: 'asgi', which: reports, text: 'total 57599' } },
    },
    {
      id: 'sleepy',
      step: 'free',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: ASGI, since: 'step' },
          { kind: 'not', of: { kind: 'p95Below', run: 'asgi', which: burgers, seconds: 0.15 } },
        ],
      },
    },
    {
      id: 'threads-setting',
      step: 'cores',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: SETTINGS, since: 'step' },
          { kind: 'workersAre', run: 'asgi', atMost: 1 },
        ],
      },
    },
  ],
};

export default lesson;
