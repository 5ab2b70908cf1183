import type { Lesson } from '../../src/course/schema.ts';

const APACHE = '/etc/apache2/diner.conf';
const GUNICORN = '/srv/diner/gunicorn.conf.py';

const burst = (client: string, path: string, startMs: number) => ({
  client,
  kind: 'burst',
  count: 6,
  startMs,
  giveUpMs: 20_000,
  to: 'http://diner.example',
  targets: [{ path }],
});

const diner = (id: string, argv: readonly string[], more: readonly object[] = []) => ({
  version: 1,
  name: 'six at once',
  seed: 62,
  until: 8_000_000,
  host: { cores: 2, speed: 0.033 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  servers: [{ id, argv, user: 'root', cwd: '/srv/diner', ready: { listen: [80], settle: 1_000_000 } }],
  traffic: [burst('waiting', '/soup', 0), ...more],
});

const soup = { path: '/soup' };
const dough = { path: '/dough' };

const lesson: Lesson = {
  version: 1,
  files: [{ path: APACHE }, { path: GUNICORN }, { path: '/srv/diner/app.py', readOnly: true }],
  runs: [
    { id: 'apache', model: 'wsgi', scenario: diner('apache', ['apache2', '-f', APACHE, '-DFOREGROUND']) },
    {
      id: 'gevent',
      model: 'wsgi',
      scenario: diner(
        'gunicorn',
        ['gunicorn', '-c', 'gunicorn.conf.py', 'app:application'],
        [burst('working', '/dough', 4000)],
      ),
    },
  ],
  knobs: {},
  moments: {
    soup: { kind: 'seconds', at: 0.5, run: 'apache' },
    hub: { kind: 'seconds', at: 0.5, run: 'gevent' },
    dough: { kind: 'seconds', at: 4.1, run: 'gevent' },
  },
  steps: [
    {
      id: 'waiting',
      file: APACHE,
      questions: [
        {
          id: 'last-soup',
          choices: ['one', 'six'],
          answer: 'six',
          proof: { holds: { kind: 'servedAt', which: soup, at: [1, 2, 3, 4, 5, 6], tolerance: 0.2 } },
        },
      ],
      checks: [
        { id: 'together', test: { kind: 'p95Below', which: soup, seconds: 1.5 } },
        { id: 'served', guard: true, test: { kind: 'requestStatus', which: {}, is: [200] } },
        { id: 'only-apache', guard: true, test: { kind: 'onlyFilesChanged', paths: [APACHE] } },
      ],
    },
    {
      id: 'green',
      show: 'gevent',
      file: GUNICORN,
      questions: [
        {
          id: 'one-thread',
          choices: ['both', 'soup-only', 'neither'],
          answer: 'soup-only',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'p95Below', run: 'gevent', which: soup, seconds: 1.5 },
                { kind: 'not', of: { kind: 'p95Below', run: 'gevent', which: dough, seconds: 0.5 } },
              ],
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    {
      id: 'too-few',
      step: 'waiting',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APACHE, since: 'step' },
          { kind: 'p95Below', which: soup, seconds: 5.5 },
          { kind: 'not', of: { kind: 'p95Below', which: soup, seconds: 1.5 } },
        ],
      },
    },
  ],
};

export default lesson;
