import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const logo = { path: '/static/logo.svg', client: 'guest' };
const css = { path: '/static/menu.css' };
const burger = { path: '/burger' };
const robots = { path: '/robots.txt' };
const ask = (client: string, startMs: number, path: string, headers: [string, string][] = []) => ({
  client,
  kind: 'burst',
  startMs,
  giveUpMs: 20_000,
  to: 'http://diner.example',
  targets: [{ path, headers }],
});

const lesson: Lesson = {
  version: 1,
  files: [
    { path: NGINX },
    { path: '/srv/diner/app.py', readOnly: true },
    { path: '/srv/diner/assets/logo.svg', readOnly: true },
    { path: '/srv/diner/public/robots.txt', readOnly: true },
  ],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'from the shelf',
        seed: 14,
        until: 5_000_000,
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
          ask('guest', 0, '/burger'),
          ask('guest', 200, '/static/logo.svg'),
          ask('guest', 200, '/static/menu.css'),
          ask('crawler', 600, '/robots.txt'),
          ask('regular', 3000, '/static/logo.svg', [['If-Modified-Since', 'Thu, 01 Jan 2026 10:00:00 GMT']]),
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    logo: { kind: 'event', event: 'request.started', req: 2 },
    static: { kind: 'event', event: 'request.head', req: 2 },
    regular: { kind: 'event', event: 'request.head', req: 5 },
  },
  steps: [
    {
      id: 'in-line',
      file: '/srv/diner/app.py',
      questions: [
        {
          id: 'logo-when',
          choices: ['at-once', 'behind', 'never'],
          answer: 'behind',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'not', of: { kind: 'answerBegins', which: logo, within: 1.5 } },
                { kind: 'requestStatus', which: logo, is: [200] },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'shelf',
      file: NGINX,
      checks: [
        { id: 'logo', test: { kind: 'answeredFrom', which: logo, from: 'file' } },
        { id: 'css', test: { kind: 'answeredFrom', which: css, from: 'file' } },
        { id: 'quick', test: { kind: 'answerBegins', which: logo, within: 0.2 } },
        { id: 'burger', guard: true, test: { kind: 'answeredFrom', which: burger, from: 'upstream' } },
      ],
    },
    {
      id: 'keep',
      file: NGINX,
      questions: [
        {
          id: 'again',
          choices: ['whole', 'not-modified', 'nothing'],
          answer: 'not-modified',
          proof: { holds: { kind: 'requestStatus', which: { client: 'regular' }, is: [304] } },
        },
      ],
      checks: [
        { id: 'hour', test: { kind: 'requestHeader', which: logo, name: 'Cache-Control', includes: 'max-age=3600' } },
        {
          id: 'not-burger',
          guard: true,
          test: {
            kind: 'all',
            of: [
              { kind: 'requestStatus', which: burger, is: [200] },
              { kind: 'not', of: { kind: 'requestHeader', which: burger, name: 'Cache-Control' } },
            ],
          },
        },
      ],
    },
    {
      id: 'try',
      file: NGINX,
      checks: [
        { id: 'robots', test: { kind: 'answeredFrom', which: robots, from: 'file' } },
        { id: 'burger', guard: true, test: { kind: 'answeredFrom', which: burger, from: 'upstream' } },
        { id: 'logo', guard: true, test: { kind: 'answeredFrom', which: logo, from: 'file' } },
      ],
    },
  ],
  mistakes: [
    { id: 'root-appends', when: { kind: 'complaint', text: 'assets/static/' } },
    { id: 'no-slash', when: { kind: 'complaint', text: 'assetslogo' } },
    { id: 'burger-too', step: 'keep', when: { kind: 'requestHeader', which: burger, name: 'Cache-Control' } },
    { id: 'no-way-on', step: 'try', when: { kind: 'requestStatus', which: burger, is: [404] } },
  ],
};

export default lesson;
