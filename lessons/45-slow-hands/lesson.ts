import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const SETTINGS = '/srv/diner/gunicorn.conf.py';
const first = { client: 'behind-the-photo' };
const second = { client: 'behind-the-reader' };

const street = (to: string) => ({
  version: 1,
  name: 'slow hands',
  seed: 15,
  until: 8_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  traffic: [
    {
      client: 'photographer',
      kind: 'burst',
      to,
      targets: [{ path: '/photo', method: 'POST', body: { repeat: 'pixel ', times: 5000 } }],
      slowUpload: { pieces: 10, everyMs: 250 },
    },
    { client: 'behind-the-photo', kind: 'burst', startMs: 400, giveUpMs: 20_000, to, targets: [{ path: '/cola' }] },
    {
      client: 'reader',
      kind: 'burst',
      startMs: 4000,
      to,
      targets: [{ path: '/catalogue' }],
      slowReader: { bytes: 65_536, everyMs: 100 },
    },
    { client: 'behind-the-reader', kind: 'burst', startMs: 4400, giveUpMs: 20_000, to, targets: [{ path: '/cola' }] },
  ],
});
const gunicorn = {
  id: 'gunicorn',
  argv: ['gunicorn', '-c', 'gunicorn.conf.py', 'app:app'],
  user: 'ubuntu',
  cwd: '/srv/diner',
};
const nginx = { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' };

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: SETTINGS }, { path: '/srv/diner/app.py', readOnly: true }],
  runs: [
    {
      id: 'direct',
      model: 'wsgi',
      scenario: { ...street('http://diner.example:8000'), servers: [gunicorn] },
    },
    {
      id: 'door',
      model: 'wsgi',
      scenario: { ...street('http://diner.example'), servers: [gunicorn, nginx] },
    },
  ],
  knobs: {},
  moments: {
    upload: { kind: 'seconds', at: 1, run: 'direct' },
    reading: { kind: 'seconds', at: 5, run: 'direct' },
  },
  steps: [
    {
      id: 'upload',
      show: 'compare',
      file: NGINX,
      questions: [
        {
          id: 'cola',
          choices: ['both', 'door-only', 'neither'],
          answer: 'door-only',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'p95Below', run: 'door', which: first, seconds: 0.1 },
                { kind: 'not', of: { kind: 'p95Below', run: 'direct', which: first, seconds: 1.9 } },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'reader',
      show: 'compare',
      file: NGINX,
      questions: [
        {
          id: 'finished',
          choices: ['computed', 'read'],
          answer: 'read',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'p95Below', run: 'door', which: second, seconds: 0.1 },
                { kind: 'not', of: { kind: 'p95Below', run: 'direct', which: second, seconds: 1 } },
              ],
            },
          },
        },
      ],
    },
    {
      id: 'tip',
      show: 'door',
      file: NGINX,
      checks: [
        { id: 'waits', test: { kind: 'not', of: { kind: 'p95Below', run: 'door', which: first, seconds: 1.5 } } },
        { id: 'served', guard: true, test: { kind: 'requestStatus', run: 'door', which: {}, is: [200] } },
        { id: 'only-nginx', guard: true, test: { kind: 'onlyFilesChanged', paths: [NGINX] } },
      ],
    },
    {
      id: 'threads',
      show: 'direct',
      file: SETTINGS,
      checks: [
        { id: 'first', test: { kind: 'p95Below', run: 'direct', which: first, seconds: 0.2 } },
        { id: 'second', test: { kind: 'p95Below', run: 'direct', which: second, seconds: 0.2 } },
        { id: 'served', guard: true, test: { kind: 'requestStatus', run: 'direct', which: {}, is: [200] } },
      ],
    },
  ],
  mistakes: [
    { id: 'not-allowed-here', step: 'tip', when: { kind: 'complaint', run: 'door', text: 'is not allowed here' } },
    {
      id: 'other-direction',
      step: 'tip',
      when: {
        kind: 'all',
        of: [
          { kind: 'p95Below', run: 'door', which: first, seconds: 1 },
          { kind: 'not', of: { kind: 'p95Below', run: 'door', which: second, seconds: 0.5 } },
        ],
      },
    },
    { id: 'impatient', step: 'threads', when: { kind: 'someEventOf', run: 'direct', event: 'worker.timeout' } },
  ],
};

export default lesson;
