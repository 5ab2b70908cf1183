import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const arrivals = ['/static/menu.css', '/static/logo.svg', '/chart.svg', '/health', '/healthy-menu'].map((path, i) => ({
  client: 'customers',
  kind: 'burst',
  startMs: i * 400,
  giveUpMs: 10_000,
  to: 'http://diner.example',
  targets: [{ path }],
}));
const logo = { path: '/static/logo.svg' };

const lesson: Lesson = {
  version: 1,
  files: [
    { path: NGINX },
    { path: '/srv/diner/app.py', readOnly: true },
    { path: '/srv/diner/public/static/logo.svg', readOnly: true },
  ],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'which location',
        seed: 12,
        until: 3_000_000,
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
    logo: { kind: 'event', event: 'proxy.matched', req: 2 },
    healthy: { kind: 'event', event: 'proxy.matched', req: 5 },
  },
  steps: [
    {
      id: 'two-match',
      file: NGINX,
      questions: [
        {
          id: 'who-wins',
          choices: ['longer', 'regex', 'first'],
          answer: 'regex',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'bodyContains', which: logo, text: 'Python' },
                { kind: 'requestHeader', which: logo, name: 'X-Drawn' },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'logo',
      file: NGINX,
      checks: [
        { id: 'from-disk', test: { kind: 'answeredFrom', which: logo, from: 'file' } },
        {
          id: 'css-too',
          guard: true,
          test: { kind: 'answeredFrom', which: { path: '/static/menu.css' }, from: 'file' },
        },
        {
          id: 'chart',
          guard: true,
          test: { kind: 'requestHeader', which: { path: '/chart.svg' }, name: 'X-Drawn', includes: 'fresh' },
        },
      ],
    },
    {
      id: 'health',
      file: NGINX,
      checks: [
        { id: 'nginx-says', test: { kind: 'answeredFrom', which: { path: '/health' }, from: 'nginx' } },
        { id: 'ok', test: { kind: 'requestStatus', which: { path: '/health' }, is: [200, 204] }, guard: true },
        {
          id: 'menu',
          guard: true,
          test: { kind: 'bodyContains', which: { path: '/healthy-menu' }, text: 'Python answers' },
        },
      ],
    },
    { id: 'rules', file: NGINX },
  ],
  mistakes: [
    { id: 'wrong-root', when: { kind: 'requestStatus', which: logo, is: [404] } },
    {
      id: 'regex-gone',
      when: {
        kind: 'not',
        of: {
          kind: 'any',
          of: [
            { kind: 'requestHeader', which: { path: '/chart.svg' }, name: 'X-Drawn' },
            { kind: 'not', of: { kind: 'requestStatus', which: { path: '/chart.svg' }, is: [200] } },
          ],
        },
      },
    },
    {
      id: 'moved-up',
      step: 'logo',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: NGINX, since: 'step' },
          { kind: 'bodyContains', which: logo, text: 'Python' },
        ],
      },
    },
    {
      id: 'takes-more',
      step: 'health',
      when: { kind: 'answeredFrom', which: { path: '/healthy-menu' }, from: 'nginx' },
    },
  ],
};

export default lesson;
