import type { Lesson } from '../../src/course/schema.ts';
import type { Predicate } from '../../src/course/predicate.ts';

const APP = '/srv/diner/app.py';

/** The same street and the same app; only the program behind the counter differs. */
const diner = (id: string, argv: readonly string[]) => ({
  version: 1,
  name: 'one app, many servers',
  seed: 4,
  until: 4_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  servers: [
    { id, argv, user: 'ubuntu', cwd: '/srv/diner' },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
  ],
  traffic: [
    {
      client: 'customers',
      kind: 'burst',
      count: 3,
      giveUpMs: 20_000,
      to: 'http://diner.example',
      targets: [{ path: '/burger' }],
    },
  ],
});

/** Debian's uWSGI is a core and plugins; the language is one of them. */
const UWSGI = ['uwsgi', '--plugin', 'python3', '--http-socket', '127.0.0.1:8000', '--module', 'app:app'];

const served = (run: string): Predicate => ({ kind: 'requestStatus', run, which: {}, is: [200] });

const lesson: Lesson = {
  version: 1,
  files: [
    { path: APP },
    { path: '/srv/diner/serve.py', readOnly: true },
    { path: '/etc/nginx/nginx.conf', readOnly: true },
  ],
  runs: [
    { id: 'gunicorn', model: 'wsgi', scenario: diner('gunicorn', ['gunicorn', 'app:app']) },
    { id: 'wsgiref', model: 'wsgi', scenario: diner('wsgiref', ['python3', 'serve.py']) },
    { id: 'uwsgi', model: 'wsgi', scenario: diner('uwsgi', UWSGI) },
    { id: 'uvicorn', model: 'wsgi', scenario: diner('uvicorn', ['uvicorn', '--interface', 'wsgi', 'app:app']) },
  ],
  knobs: {},
  moments: {
    first: { kind: 'event', event: 'request.finished', run: 'wsgiref' },
    pool: { kind: 'seconds', at: 0.5, run: 'uvicorn' },
  },
  steps: [
    {
      id: 'names',
      file: APP,
      questions: [{ id: 'what', choices: ['program', 'document', 'library'], answer: 'document' }],
    },
    {
      id: 'portable',
      show: 'wsgiref',
      file: APP,
      questions: [
        {
          id: 'moved',
          choices: ['same', 'breaks', 'refuses'],
          answer: 'breaks',
          proof: { holds: { kind: 'requestStatus', run: 'wsgiref', which: {}, is: [500] } },
        },
      ],
      checks: [
        { id: 'gunicorn', guard: true, test: served('gunicorn') },
        { id: 'wsgiref', test: served('wsgiref') },
        { id: 'uwsgi', test: served('uwsgi') },
        { id: 'uvicorn', test: served('uvicorn') },
        {
          id: 'path',
          test: {
            kind: 'all',
            of: ['gunicorn', 'wsgiref', 'uwsgi', 'uvicorn'].map((run) => ({
              kind: 'bodyContains',
              run,
              which: {},
              text: '/burger',
            })),
          },
        },
      ],
    },
    {
      id: 'habits',
      show: 'uvicorn',
      file: APP,
      questions: [
        {
          id: 'together',
          choices: ['all-four', 'only-uvicorn', 'none'],
          answer: 'only-uvicorn',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'servedAt', run: 'uvicorn', which: {}, at: [1, 1, 1], tolerance: 0.2 },
                { kind: 'servedAt', run: 'gunicorn', which: {}, at: [1, 2, 3], tolerance: 0.2 },
                { kind: 'servedAt', run: 'wsgiref', which: {}, at: [1, 2, 3], tolerance: 0.2 },
                { kind: 'servedAt', run: 'uwsgi', which: {}, at: [1, 2, 3], tolerance: 0.2 },
              ],
            },
          },
        },
      ],
    },
    { id: 'choose' },
  ],
  mistakes: [
    {
      id: 'still-curious',
      when: {
        kind: 'all',
        of: [served('wsgiref'), { kind: 'complaint', run: 'uvicorn', text: "KeyError: 'SERVER_SOFTWARE'" }],
      },
    },
    { id: 'request-uri', when: { kind: 'complaint', text: "KeyError: 'REQUEST_URI'" } },
    {
      id: 'forgot-the-path',
      when: {
        kind: 'all',
        of: [
          served('wsgiref'),
          served('uvicorn'),
          { kind: 'not', of: { kind: 'bodyContains', run: 'wsgiref', which: {}, text: '/burger' } },
        ],
      },
    },
  ],
};

export default lesson;
