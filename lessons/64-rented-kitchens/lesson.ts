import type { Predicate } from '../../src/course/predicate.ts';
import type { Lesson } from '../../src/course/schema.ts';

const PROCFILE = '/srv/app/Procfile';
const RUN = '/srv/platform/run.sh';

const customers = (host: string) => ({
  client: 'customers',
  kind: 'every',
  count: 4,
  everyMs: 500,
  startMs: 1500,
  giveUpMs: 4000,
  to: `http://${host}`,
  targets: [{ path: '/burger' }],
});

const platform = (port: string, router: object) => ({
  version: 1,
  name: 'rented kitchens',
  seed: 63,
  until: 5_000_000,
  host: { cores: 2 },
  dns: { 'my-diner.example': '203.0.113.10' },
  dirs: { '/srv/app': { owner: 'ubuntu:ubuntu' } },
  servers: [
    {
      id: 'web',
      argv: ['bash', RUN],
      env: { PORT: port },
      user: 'ubuntu',
      cwd: '/srv/app',
      ready: { log: 'platform: ' },
    },
    {
      id: 'router',
      argv: ['nginx', '-c', '/srv/platform/router.conf', '-g', 'daemon off;'],
      user: 'root',
      ready: { listen: [80] },
    },
  ],
  traffic: [customers('my-diner.example')],
  ...router,
});

/** The same platform a day later: it has picked another port. */
const moved = {
  setup: [{ argv: ['sed', '-i', 's/127.0.0.1:5000/127.0.0.1:5017/', '/srv/platform/router.conf'] }],
};

const served = (run: string): Predicate => ({ kind: 'requestStatus', run, which: {}, is: [200] });

const lesson: Lesson = {
  version: 1,
  files: [
    { path: PROCFILE },
    { path: '/srv/app/app.py', readOnly: true },
    { path: RUN, readOnly: true },
    { path: '/srv/platform/router.conf', readOnly: true },
  ],
  runs: [
    { id: 'today', model: 'wsgi', scenario: platform('5000', {}) },
    { id: 'tomorrow', model: 'wsgi', scenario: platform('5017', moved) },
  ],
  knobs: {},
  moments: {
    knock: { kind: 'event', event: 'proxy.upstream_failed', run: 'today' },
  },
  steps: [
    {
      id: 'port',
      file: PROCFILE,
      questions: [
        {
          id: 'works-at-home',
          choices: ['works', 'router', 'crash'],
          answer: 'router',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'someEventOf', event: 'worker.booted' },
                { kind: 'requestStatus', which: {}, is: [502] },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'today', test: served('today') },
        { id: 'tomorrow', test: served('tomorrow') },
        { id: 'only-procfile', guard: true, test: { kind: 'onlyFilesChanged', paths: [PROCFILE] } },
      ],
    },
    {
      id: 'who-does-what',
      file: PROCFILE,
      questions: [{ id: 'left', choices: ['nothing', 'app-server', 'all'], answer: 'app-server' }],
    },
    {
      id: 'forgets',
      file: '/srv/app/app.py',
      questions: [{ id: 'photos', choices: ['kept', 'gone'], answer: 'gone' }],
    },
  ],
  mistakes: [
    {
      id: 'fixed-port',
      step: 'port',
      when: { kind: 'all', of: [served('today'), { kind: 'not', of: served('tomorrow') }] },
    },
    {
      id: 'no-web',
      step: 'port',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: PROCFILE, since: 'step' },
          { kind: 'noEventOf', event: 'server.started' },
        ],
      },
    },
  ],
};

export default lesson;
