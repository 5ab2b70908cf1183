import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';

const lesson: Lesson = {
  version: 1,
  files: [{ path: SETTINGS }, { path: APP }, { path: '/etc/nginx/nginx.conf' }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'the queue',
        seed: 2,
        until: 13_000_000,
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
            count: 6,
            giveUpMs: 20_000,
            to: 'http://diner.example',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {
    workers: { bind: { kind: 'file', path: SETTINGS, before: 'workers = ' }, min: 1, max: 8, step: 1 },
    seconds: { bind: { kind: 'file', path: APP, before: 'time.sleep(', anywhere: true }, min: 0.5, max: 4, step: 0.5 },
    customers: { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 1, max: 12, step: 1 },
  },
  moments: {
    line: { kind: 'seconds', at: 1 },
    last: { kind: 'event', event: 'request.finished', nth: 6 },
  },
  steps: [
    {
      id: 'watch',
      file: APP,
      questions: [
        {
          id: 'when',
          choices: ['together', 'in-turn', 'in-pairs'],
          answer: 'in-turn',
          proof: { holds: { kind: 'servedAt', which: {}, at: [2, 4, 6, 8, 10, 12], tolerance: 0.15 } },
        },
      ],
    },
    {
      id: 'hands',
      file: APP,
      questions: [
        {
          id: 'python-share',
          choices: ['nearly-all', 'half', 'nearly-none'],
          answer: 'nearly-none',
          proof: { holds: { kind: 'not', of: { kind: 'cpuPerCall', atLeast: 0.01 } } },
        },
      ],
    },
    {
      id: 'two',
      file: SETTINGS,
      questions: [
        {
          id: 'with-two',
          choices: ['halved', 'waves', 'unchanged'],
          answer: 'waves',
          proof: {
            turn: { workers: 2 },
            holds: { kind: 'servedAt', which: {}, at: [2, 2, 4, 4, 6, 6], tolerance: 0.15 },
          },
        },
      ],
      checks: [
        { id: 'hired', test: { kind: 'workersAre', atLeast: 2, atMost: 2 } },
        { id: 'out-by-six', test: { kind: 'allServedBefore', which: {}, at: 6.5 } },
        { id: 'only-settings', guard: true, test: { kind: 'onlyFilesChanged', paths: [SETTINGS] } },
      ],
    },
    {
      id: 'enough',
      file: SETTINGS,
      questions: [
        {
          id: 'with-four',
          choices: ['sooner', 'same', 'later'],
          answer: 'same',
          proof: {
            turn: { workers: 4 },
            holds: { kind: 'servedAt', which: {}, at: [2, 2, 2, 2, 4, 4], tolerance: 0.15 },
          },
        },
      ],
      checks: [
        { id: 'out-by-four', test: { kind: 'allServedBefore', which: {}, at: 4.5 } },
        { id: 'no-more', guard: true, test: { kind: 'workersAre', atLeast: 1, atMost: 3 } },
        { id: 'only-settings', guard: true, test: { kind: 'onlyFilesChanged', paths: [SETTINGS] } },
      ],
    },
    {
      id: 'count',
      file: APP,
      questions: [
        {
          id: 'highest',
          choices: ['six', 'two', 'three'],
          answer: 'two',
          proof: { turn: { workers: 3 }, holds: { kind: 'largestNumber', which: {}, is: 2 } },
        },
      ],
      checks: [
        { id: 'six-numbers', test: { kind: 'bodiesDiffer', which: {} } },
        { id: 'to-six', test: { kind: 'largestNumber', which: {}, is: 6 } },
        { id: 'still-quick', guard: true, test: { kind: 'allServedBefore', which: {}, at: 4.5 } },
      ],
    },
    { id: 'rules' },
  ],
  mistakes: [
    {
      id: 'nobody-at-the-counter',
      when: {
        kind: 'all',
        of: [
          { kind: 'workersAre', atMost: 0 },
          { kind: 'nobodyServed', which: {} },
        ],
      },
    },
    { id: 'shorter-timeout', when: { kind: 'someEventOf', event: 'worker.timeout' } },
    { id: 'faster-grill', when: { kind: 'appTook', atMost: 1.9 } },
    {
      id: 'hidden-global',
      step: 'count',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          { kind: 'not', of: { kind: 'bodiesDiffer', which: {} } },
          { kind: 'workersAre', atLeast: 2 },
          { kind: 'requestStatus', which: {}, is: [200] },
        ],
      },
    },
  ],
};

export default lesson;
