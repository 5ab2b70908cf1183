import type { Lesson } from '../../src/course/schema.ts';

const FRAMEWORK = '/srv/diner/diner.py';
const APP = '/srv/diner/app.py';

const arrivals = ['/burger', '/fries?salt=less', '/pizza', '/soup'].map((path, i) => ({
  client: 'customers',
  kind: 'burst',
  count: 1,
  startMs: i * 500,
  giveUpMs: 20_000,
  to: 'http://diner.example',
  targets: [{ path }],
}));

const lesson: Lesson = {
  version: 1,
  files: [{ path: FRAMEWORK }, { path: APP }, { path: '/etc/nginx/nginx.conf', readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'a tiny framework',
        seed: 5,
        until: 3_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'gunicorn', argv: ['gunicorn', 'app:app'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: arrivals,
      },
    },
  ],
  knobs: {},
  moments: {
    called: { kind: 'event', event: 'app.called', req: 1 },
    fries: { kind: 'event', event: 'request.finished', req: 2 },
    soup: { kind: 'event', event: 'request.finished', req: 4 },
  },
  steps: [
    {
      id: 'callable',
      file: FRAMEWORK,
      questions: [
        {
          id: 'object',
          choices: ['refused', 'called', 'each-time'],
          answer: 'called',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'appCalls', is: 4 },
                { kind: 'requestStatus', which: {}, is: [404] },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'route',
      file: FRAMEWORK,
      checks: [
        { id: 'burger', test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'one burger' } },
        { id: 'fries', test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'salt: ' } },
        { id: 'pizza', guard: true, test: { kind: 'requestStatus', which: { path: '/pizza' }, is: [404] } },
        { id: 'only-framework', guard: true, test: { kind: 'onlyFilesChanged', paths: [FRAMEWORK] } },
      ],
    },
    {
      id: 'request',
      file: FRAMEWORK,
      checks: [
        { id: 'less', test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'salt: less\n' } },
        { id: 'burger', guard: true, test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'one burger' } },
        { id: 'only-framework', guard: true, test: { kind: 'onlyFilesChanged', paths: [FRAMEWORK] } },
      ],
    },
    {
      id: 'response',
      file: FRAMEWORK,
      questions: [{ id: 'error', choices: ['friendly', 'five-hundred', 'dies'], answer: 'five-hundred' }],
      checks: [
        { id: 'gone', test: { kind: 'requestStatus', which: { path: '/soup' }, is: [410] } },
        { id: 'sold-out', test: { kind: 'bodyContains', which: { path: '/soup' }, text: 'sold out' } },
        { id: 'burger', guard: true, test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'one burger' } },
        { id: 'pizza', guard: true, test: { kind: 'requestStatus', which: { path: '/pizza' }, is: [404] } },
      ],
    },
    { id: 'flask' },
  ],
  mistakes: [
    {
      id: 'called-at-once',
      when: { kind: 'complaint', text: "missing 1 required positional argument: 'request'" },
    },
    { id: 'two-arguments', when: { kind: 'complaint', text: "missing 1 required positional argument: 'view'" } },
    { id: 'nothing-comes-back', when: { kind: 'complaint', text: "'NoneType' object is not callable" } },
    {
      id: 'the-list-stays',
      step: 'request',
      when: { kind: 'bodyContains', which: { path: '/fries' }, text: "['less']" },
    },
    {
      id: 'exact-type',
      step: 'response',
      when: { kind: 'complaint', text: "'str' object has no attribute" },
    },
  ],
};

export default lesson;
