import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const soup = { path: '/kitchen/soup' };
const front = { path: '/kitchen/' };
const arrivals = ['/kitchen/soup', '/kitchen/', '/kitchen', '/kitchens'].map((path, i) => ({
  client: 'customers',
  kind: 'burst',
  startMs: i * 400,
  giveUpMs: 10_000,
  to: 'http://diner.example',
  targets: [{ path }],
}));

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: '/srv/diner/app.py' }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'the slash',
        seed: 13,
        until: 2_500_000,
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
        traffic: arrivals,
      },
    },
  ],
  knobs: {},
  moments: {
    passed: { kind: 'event', event: 'proxy.upstream', req: 1 },
    moved: { kind: 'event', event: 'request.head', req: 3 },
  },
  steps: [
    {
      id: 'as-it-is',
      file: NGINX,
      questions: [
        {
          id: 'what-path',
          choices: ['whole', 'rest', 'root'],
          answer: 'whole',
          proof: { holds: { kind: 'bodyContains', which: soup, text: '/kitchen/soup is None' } },
        },
      ],
    },
    {
      id: 'strip',
      file: NGINX,
      checks: [
        { id: 'soup', test: { kind: 'bodyContains', which: soup, text: 'is soup' } },
        { id: 'front', test: { kind: 'requestStatus', which: front, is: [200] } },
        { id: 'only-nginx', guard: true, test: { kind: 'onlyFilesChanged', paths: [NGINX] } },
      ],
    },
    {
      id: 'without',
      file: NGINX,
      questions: [
        {
          id: 'no-slash',
          choices: ['served', 'moved', 'lost'],
          answer: 'moved',
          proof: { holds: { kind: 'requestStatus', which: { path: '/kitchen' }, is: [301] } },
        },
      ],
    },
    {
      id: 'home',
      file: NGINX,
      checks: [
        { id: 'soup', test: { kind: 'requestStatus', which: soup, is: [200] }, guard: true },
        { id: 'way-back', test: { kind: 'bodyContains', which: soup, text: 'next: /kitchen/stew' } },
        { id: 'only-nginx', guard: true, test: { kind: 'onlyFilesChanged', paths: [NGINX] } },
      ],
    },
  ],
  mistakes: [
    { id: 'in-the-menu', when: { kind: 'fileChanged', path: '/srv/diner/app.py', since: 'lesson' } },
    { id: 'double-slash', when: { kind: 'bodyCount', which: {}, text: '//soup', atLeast: 1 } },
    { id: 'other-address', when: { kind: 'bodyCount', which: {}, text: '/kitchensoup', atLeast: 1 } },
    { id: 'both', step: 'home', when: { kind: 'complaint', text: "Request path '/soup' does not start" } },
    {
      id: 'half-prefix',
      step: 'home',
      when: { kind: 'complaint', text: "Request path '/kitchen/soup' does not start" },
    },
  ],
};

export default lesson;
