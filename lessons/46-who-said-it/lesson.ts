import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const SETTINGS = '/srv/diner/gunicorn.conf.py';
const roast = { path: '/roast' };
const guest = (client: string, startMs: number, path: string, giveUpMs = 30_000) => ({
  client,
  kind: 'burst',
  startMs,
  giveUpMs,
  to: 'http://diner.example',
  targets: [{ path }],
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: SETTINGS }, { path: '/srv/diner/app.py', readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'who said it',
        seed: 16,
        until: 8_000_000,
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
          guest('soup', 0, '/soup'),
          guest('roast', 200, '/roast'),
          guest('knife', 400, '/knife'),
          guest('cellar', 600, '/cellar/wine'),
          guest('hasty', 4500, '/soup', 500),
        ],
      },
    },
  ],
  knobs: {
    patience: {
      bind: { kind: 'file', path: NGINX, before: 'proxy_read_timeout ', anywhere: true },
      min: 1,
      max: 10,
      step: 1,
    },
  },
  moments: {
    'gives-up': { kind: 'event', event: 'request.finished', req: 2 },
    knife: { kind: 'event', event: 'request.finished', req: 3 },
    cellar: { kind: 'event', event: 'request.finished', req: 4 },
    leaves: { kind: 'event', event: 'request.failed', req: 5 },
  },
  steps: [
    {
      id: 'roast',
      file: NGINX,
      questions: [
        {
          id: 'six-seconds',
          choices: ['served', 'gateway-timeout', 'bad-gateway'],
          answer: 'gateway-timeout',
          proof: { holds: { kind: 'requestStatus', which: roast, is: [504] } },
        },
      ],
      checks: [
        { id: 'arrives', test: { kind: 'requestStatus', which: roast, is: [200] } },
        { id: 'only-nginx', guard: true, test: { kind: 'onlyFilesChanged', paths: [NGINX] } },
      ],
    },
    {
      id: 'two-502',
      file: '/srv/diner/app.py',
      questions: [
        {
          id: 'dies',
          choices: ['error-page', 'bad-gateway', 'unavailable'],
          answer: 'bad-gateway',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: { path: '/knife' }, is: [502] },
                { kind: 'complaint', text: 'prematurely closed' },
                { kind: 'complaint', text: '111: Connection refused' },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'first',
      file: SETTINGS,
      questions: [
        {
          id: 'which-status',
          choices: ['five-hundred', 'bad-gateway', 'gateway-timeout'],
          answer: 'five-hundred',
          proof: { on: 'solution', holds: { kind: 'requestStatus', which: roast, is: [500] } },
        },
      ],
      checks: [
        { id: 'killed', test: { kind: 'someEventOf', event: 'worker.timeout' } },
        { id: 'upstream', test: { kind: 'requestStatus', which: roast, is: [500] } },
        { id: 'soup', guard: true, test: { kind: 'requestStatus', which: { client: 'soup' }, is: [200] } },
      ],
    },
    {
      id: 'left',
      file: NGINX,
      questions: [
        {
          id: 'her-worker',
          choices: ['stops', 'goes-on'],
          answer: 'goes-on',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'complaint', text: ' 499 0 ' },
                { kind: 'not', of: { kind: 'allServedBefore', which: { client: 'hasty' }, at: 60 } },
              ],
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'no-unit-of-work', step: 'roast', when: { kind: 'requestStatus', which: { path: '/soup' }, is: [504] } },
    {
      id: 'other-timeout',
      step: 'roast',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: NGINX, since: 'step' },
          { kind: 'requestStatus', which: roast, is: [504] },
        ],
      },
    },
    {
      id: 'too-patient',
      step: 'first',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: SETTINGS, since: 'step' },
          { kind: 'requestStatus', which: roast, is: [200] },
        ],
      },
    },
  ],
};

export default lesson;
