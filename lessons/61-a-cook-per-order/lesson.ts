import type { Predicate } from '../../src/course/predicate.ts';
import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const NGINX = '/etc/nginx/nginx.conf';

/** The same street and the same app; only what stands behind nginx differs. */
const diner = (name: string, argv: readonly string[], port: number, user = 'ubuntu') => ({
  version: 1,
  name: 'a cook per order',
  seed: 61,
  until: 4_000_000,
  host: { cores: 2 },
  dns: { [`${name}.example`]: '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  setup: [{ argv: ['chmod', '755', '/srv/cgi/app.cgi'] }],
  servers: [
    { id: name, argv, user, cwd: '/srv/diner', ready: { listen: [port], settle: 1_000_000 }, stopSignal: 'INT' },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root', ready: { listen: [80] } },
  ],
  traffic: [
    {
      client: 'customers',
      kind: 'every',
      count: 6,
      everyMs: 300,
      startMs: 200,
      giveUpMs: 5000,
      to: `http://${name}.example`,
      targets: [{ path: '/burger' }],
    },
  ],
});

const UWSGI = ['uwsgi', '--plugin', 'python3', '--master', '--socket', '127.0.0.1:3031', '--module', 'app:app'];

const served = (run: string): Predicate => ({ kind: 'requestStatus', run, which: {}, is: [200] });

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: APP }, { path: '/srv/cgi/app.cgi', readOnly: true }],
  runs: [
    {
      id: 'cgi',
      model: 'wsgi',
      scenario: diner('cgi', ['fcgiwrap', '-f', '-c', '4', '-s', 'tcp:127.0.0.1:9000'], 9000),
    },
    { id: 'gunicorn', model: 'wsgi', scenario: diner('gunicorn', ['gunicorn', 'app:app'], 8000) },
    { id: 'uwsgi', model: 'wsgi', scenario: { ...diner('uwsgi', UWSGI, 3031) } },
  ],
  knobs: {},
  moments: {
    born: { kind: 'event', event: 'worker.booting', nth: 2, run: 'cgi' },
    one: { kind: 'seconds', at: 1, run: 'gunicorn' },
  },
  steps: [
    {
      id: 'cgi',
      file: APP,
      questions: [
        {
          id: 'numbers',
          choices: ['up', 'all-one', 'mixed'],
          answer: 'all-one',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'bodyCount', which: {}, text: 'order no. 1 of', atLeast: 6 },
                { kind: 'bodiesDiffer', which: {} },
                { kind: 'bodyCount', run: 'gunicorn', which: {}, text: 'order no. 1 of', atMost: 1 },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'protocol',
      show: 'uwsgi',
      file: NGINX,
      questions: [
        {
          id: 'what-happens',
          choices: ['understands', 'hangs-up', 'refuses'],
          answer: 'hangs-up',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', run: 'uwsgi', which: {}, is: [502] },
                { kind: 'complaint', run: 'uwsgi', text: 'invalid request block size: 21573' },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'uwsgi', test: { kind: 'requestStatus', run: 'uwsgi', which: {}, is: [200] } },
        { id: 'others', guard: true, test: { kind: 'all', of: [served('cgi'), served('gunicorn')] } },
        { id: 'same-app', guard: true, test: { kind: 'onlyFilesChanged', paths: [NGINX] } },
      ],
    },
    {
      id: 'tally',
      show: 'cgi',
      file: APP,
      checks: [
        { id: 'sixth', test: { kind: 'bodyCount', which: {}, text: 'order no. 6 of', atLeast: 1, atMost: 1 } },
        { id: 'first', guard: true, test: { kind: 'bodyCount', which: {}, text: 'order no. 1 of', atLeast: 1 } },
        {
          id: 'everybody',
          guard: true,
          test: { kind: 'all', of: [served('cgi'), served('gunicorn'), served('uwsgi')] },
        },
      ],
    },
    { id: 'models', show: 'cgi', file: NGINX },
  ],
  mistakes: [
    { id: 'no-params', when: { kind: 'complaint', run: 'uwsgi', text: "KeyError: 'PATH_INFO'" } },
    {
      id: 'fastcgi',
      step: 'protocol',
      when: { kind: 'complaint', run: 'uwsgi', text: 'invalid uwsgi request (current strsize: 0)' },
    },
    {
      id: 'only-yours',
      step: 'tally',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: APP, since: 'step' },
          served('cgi'),
          { kind: 'bodyCount', which: {}, text: 'order no. 1 of', atLeast: 6 },
        ],
      },
    },
  ],
};

export default lesson;
