import type { Lesson } from '../../src/course/schema.ts';

const START = '/srv/diner/start.sh';

const customers = (client: string, host: string, to: string) => ({
  client,
  kind: 'every',
  count: 3,
  everyMs: 1000,
  startMs: 500,
  giveUpMs: 5000,
  to,
  host,
  targets: [{ path: '/burger' }],
});

const lesson: Lesson = {
  version: 1,
  files: [
    { path: START },
    { path: '/srv/diner/wsgi.py', readOnly: true },
    { path: '/srv/diner/myproject.py', readOnly: true },
  ],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'gunicorn by hand',
        seed: 10,
        until: 4_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [{ id: 'server', argv: ['bash', 'start.sh'], user: 'ubuntu', cwd: '/srv/diner' }],
        traffic: [
          customers('colleague', 'local', 'http://127.0.0.1:5000'),
          customers('customers', 'public', 'http://diner.example:5000'),
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    first: { kind: 'event', event: 'request.started' },
  },
  steps: [
    { id: 'install', questions: [{ id: 'where', choices: ['installs', 'refuses', 'both'], answer: 'refuses' }] },
    {
      id: 'name',
      file: START,
      questions: [
        {
          id: 'looks-for',
          choices: ['app', 'application', 'first'],
          answer: 'application',
          proof: { holds: { kind: 'complaint', text: "Failed to find attribute 'application' in 'wsgi'" } },
        },
      ],
      checks: [
        { id: 'up', test: { kind: 'someEventOf', event: 'worker.booted' } },
        { id: 'colleague', test: { kind: 'requestStatus', which: { client: 'colleague' }, is: [200] } },
        { id: 'only-start', guard: true, test: { kind: 'onlyFilesChanged', paths: [START] } },
      ],
    },
    {
      id: 'main',
      file: '/srv/diner/wsgi.py',
      questions: [
        {
          id: 'what-name',
          choices: ['main', 'wsgi', 'gunicorn'],
          answer: 'wsgi',
          proof: { holds: { kind: 'complaint', text: 'its name is wsgi' } },
        },
      ],
    },
    {
      id: 'street',
      file: START,
      questions: [
        {
          id: 'outside',
          choices: ['served', 'refused', 'slow'],
          answer: 'refused',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'nobodyServed', which: { client: 'customers' } },
                { kind: 'someEventOf', event: 'conn.refused' },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'customers', test: { kind: 'requestStatus', which: { client: 'customers' }, is: [200] } },
        { id: 'colleague', guard: true, test: { kind: 'requestStatus', which: { client: 'colleague' }, is: [200] } },
        { id: 'only-start', guard: true, test: { kind: 'onlyFilesChanged', paths: [START] } },
      ],
    },
    { id: 'flags' },
  ],
  mistakes: [
    { id: 'a-file-name', when: { kind: 'complaint', text: 'is not a package' } },
    { id: 'called-in-quotes', when: { kind: 'complaint', text: "Failed to find attribute 'myproject'" } },
    { id: 'no-such-module', when: { kind: 'complaint', text: "No module named 'app'" } },
    { id: 'where-is-the-port', when: { kind: 'complaint', text: 'Listening at: http://0.0.0.0:8000' } },
    { id: 'smart-dash', when: { kind: 'complaint', text: "No module named '–" } },
  ],
};

export default lesson;
