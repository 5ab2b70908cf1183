import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';

const diner = (name: string, path: string, argv: readonly string[]) => ({
  version: 1,
  name,
  seed: 12,
  until: 5_000_000,
  host: { cores: 4, speed: 0.033 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  servers: [
    { id: 'gunicorn', argv, user: 'ubuntu', cwd: '/srv/diner' },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
  ],
  traffic: [
    {
      client: 'customers',
      kind: 'burst',
      count: 4,
      giveUpMs: 20_000,
      to: 'http://diner.example',
      targets: [{ path }],
    },
  ],
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: SETTINGS }, { path: APP }, { path: '/etc/nginx/nginx.conf', readOnly: true }],
  runs: [
    { id: 'burgers', model: 'wsgi', scenario: diner('several at one counter', '/burger', ['gunicorn', 'app:app']) },
    { id: 'reports', model: 'wsgi', scenario: diner('reports', '/report', ['gunicorn', 'app:app']) },
    { id: 'gevent', model: 'wsgi', scenario: diner('gevent', '/burger', ['gunicorn', '-k', 'gevent', 'app:app']) },
  ],
  knobs: {
    threads: { bind: { kind: 'file', path: SETTINGS, before: 'threads = ' }, min: 1, max: 8, step: 1 },
  },
  moments: {
    together: { kind: 'seconds', at: 0.5, run: 'burgers' },
    pen: { kind: 'seconds', at: 0.2, run: 'reports' },
    green: { kind: 'seconds', at: 0.5, run: 'gevent' },
  },
  steps: [
    {
      id: 'threads',
      show: 'burgers',
      file: SETTINGS,
      checks: [
        { id: 'soon', test: { kind: 'allServedBefore', run: 'burgers', which: {}, at: 1.4 } },
        { id: 'gthread', test: { kind: 'serverIs', run: 'burgers', program: 'gunicorn', workerClass: 'gthread' } },
        { id: 'one-counter', guard: true, test: { kind: 'workersAre', run: 'burgers', atLeast: 1, atMost: 1 } },
      ],
    },
    {
      id: 'notebook',
      show: 'burgers',
      file: APP,
      questions: [
        {
          id: 'highest',
          choices: ['four', 'one', 'any'],
          answer: 'one',
          proof: { holds: { kind: 'largestNumber', run: 'burgers', which: {}, is: 1 } },
        },
      ],
      checks: [
        { id: 'four-numbers', test: { kind: 'bodiesDiffer', run: 'burgers', which: {} } },
        { id: 'to-four', test: { kind: 'largestNumber', run: 'burgers', which: {}, is: 4 } },
        { id: 'soon', guard: true, test: { kind: 'allServedBefore', run: 'burgers', which: {}, at: 1.4 } },
      ],
    },
    {
      id: 'gil',
      show: 'reports',
      file: APP,
      questions: [
        {
          id: 'reports',
          choices: ['tenth', 'four-tenths', 'quarter'],
          answer: 'four-tenths',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'allServedBefore', run: 'reports', which: {}, at: 0.5 },
                { kind: 'not', of: { kind: 'allServedBefore', run: 'reports', which: {}, at: 0.38 } },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'gevent',
      show: 'gevent',
      file: APP,
      questions: [
        {
          id: 'green',
          choices: ['together', 'in-turn'],
          answer: 'together',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'allServedBefore', run: 'gevent', which: {}, at: 1.3 },
                { kind: 'serverIs', run: 'gevent', program: 'gunicorn', workerClass: 'gevent' },
              ],
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'more-counters', step: 'threads', when: { kind: 'workersAre', run: 'burgers', atLeast: 2 } },
    {
      id: 'green',
      step: 'threads',
      when: { kind: 'serverIs', run: 'burgers', program: 'gunicorn', workerClass: 'gevent' },
    },
    {
      id: 'holds-the-pen',
      step: 'notebook',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'bodiesDiffer', run: 'burgers', which: {} },
          { kind: 'not', of: { kind: 'allServedBefore', run: 'burgers', which: {}, at: 1.4 } },
        ],
      },
    },
    {
      id: 'a-pen-each',
      step: 'notebook',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'requestStatus', run: 'burgers', which: {}, is: [200] },
          { kind: 'not', of: { kind: 'bodiesDiffer', run: 'burgers', which: {} } },
        ],
      },
    },
  ],
};

export default lesson;
