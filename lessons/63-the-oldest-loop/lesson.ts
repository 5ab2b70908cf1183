import type { Lesson } from '../../src/course/schema.ts';

const KITCHEN = '/srv/diner/kitchen.py';
const SERVE = '/srv/diner/serve.py';
const NGINX = '/etc/nginx/nginx.conf';

const every = (count: number, everyMs: number, giveUpMs: number) => ({
  client: 'customers',
  kind: 'every',
  count,
  everyMs,
  giveUpMs,
  to: 'http://diner.example',
  targets: [{ path: '/' }],
});

const diner = (servers: readonly object[], traffic: object, until: number, more: object = {}) => ({
  version: 1,
  name: 'the oldest loop',
  seed: 63,
  until,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  packages: ['twisted'],
  servers,
  traffic: [traffic],
  ...more,
});

const program = (id: string, file: string) => ({
  id,
  argv: ['python3', file],
  user: 'root',
  cwd: '/srv/diner',
  ready: { listen: [80], settle: 1_000_000 },
});

const daphne = (id: string, port: number) => ({
  id,
  argv: ['daphne', '-p', String(port), 'asgi:app'],
  user: 'ubuntu',
  cwd: '/srv/diner',
  ready: { listen: [port], settle: 1_000_000 },
});

const lesson: Lesson = {
  version: 1,
  files: [
    { path: KITCHEN },
    { path: SERVE },
    { path: '/srv/diner/app.py', readOnly: true },
    { path: NGINX },
    { path: '/srv/diner/asgi.py', readOnly: true },
  ],
  runs: [
    {
      id: 'twisted',
      model: 'asgi',
      scenario: diner([program('twisted', 'kitchen.py')], every(6, 100, 9000), 9_000_000),
    },
    { id: 'pool', model: 'wsgi', scenario: diner([program('pool', 'serve.py')], every(14, 50, 9000), 4_000_000) },
    {
      id: 'daphne',
      model: 'asgi',
      scenario: diner(
        [
          daphne('daphne-a', 8001),
          daphne('daphne-b', 8002),
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root', ready: { listen: [80] } },
        ],
        every(4, 50, 20_000),
        6_000_000,
        { host: { cores: 2, speed: 0.01 }, packages: ['daphne'] },
      ),
    },
  ],
  knobs: {},
  moments: {
    standing: { kind: 'seconds', at: 1.5, run: 'twisted' },
    ten: { kind: 'seconds', at: 0.8, run: 'pool' },
    idle: { kind: 'seconds', at: 1.5, run: 'daphne' },
  },
  steps: [
    {
      id: 'waiting',
      file: KITCHEN,
      questions: [
        {
          id: 'last-soup',
          choices: ['together', 'queue'],
          answer: 'queue',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'not', of: { kind: 'allServedBefore', which: {}, at: 5.9 } },
                { kind: 'allServedBefore', which: {}, at: 6.3 },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'together', test: { kind: 'p95Below', which: {}, seconds: 1.3 } },
        { id: 'soup', guard: true, test: { kind: 'bodyCount', which: {}, text: 'done', atLeast: 6 } },
        { id: 'only-kitchen', guard: true, test: { kind: 'onlyFilesChanged', paths: [KITCHEN] } },
      ],
    },
    {
      id: 'pool',
      show: 'pool',
      file: SERVE,
      questions: [
        {
          id: 'how-many',
          choices: ['one', 'ten', 'all'],
          answer: 'ten',
          proof: {
            holds: {
              kind: 'servedAt',
              run: 'pool',
              which: {},
              at: [1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.35, 1.4, 1.45, 2, 2.05, 2.1, 2.15],
              tolerance: 0.1,
            },
          },
        },
      ],
      checks: [
        { id: 'everybody', test: { kind: 'p95Below', run: 'pool', which: {}, seconds: 1.2 } },
        { id: 'served', guard: true, test: { kind: 'requestStatus', run: 'pool', which: {}, is: [200] } },
        { id: 'same-app', guard: true, test: { kind: 'onlyFilesChanged', paths: [KITCHEN, SERVE] } },
      ],
    },
    {
      id: 'daphne',
      show: 'daphne',
      file: NGINX,
      questions: [
        {
          id: 'last-dough',
          choices: ['one', 'two', 'four'],
          answer: 'four',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'not', of: { kind: 'allServedBefore', run: 'daphne', which: {}, at: 3.5 } },
                { kind: 'allServedBefore', run: 'daphne', which: {}, at: 4.8 },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'both', test: { kind: 'allServedBefore', run: 'daphne', which: {}, at: 2.7 } },
        { id: 'baked', guard: true, test: { kind: 'requestStatus', run: 'daphne', which: {}, is: [200] } },
      ],
    },
  ],
  mistakes: [
    {
      id: 'only-a-coroutine',
      step: 'waiting',
      when: { kind: 'bodyContains', which: {}, text: 'Request did not return bytes' },
    },
    {
      id: 'never-finished',
      step: 'waiting',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: KITCHEN, since: 'step' },
          { kind: 'nobodyServed', which: {} },
        ],
      },
    },
    {
      id: 'too-few',
      step: 'pool',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: SERVE, since: 'step' },
          { kind: 'p95Below', run: 'pool', which: {}, seconds: 5 },
          { kind: 'not', of: { kind: 'p95Below', run: 'pool', which: {}, seconds: 1.2 } },
        ],
      },
    },
  ],
};

export default lesson;
