import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const kitchen = (name: string, port: number, seconds: string) => ({
  id: `kitchen-${name.toLowerCase()}`,
  argv: ['gunicorn', '-b', `127.0.0.1:${port}`, 'app:app'],
  user: 'ubuntu',
  cwd: '/srv/diner',
  env: { KITCHEN: name, SECONDS: seconds },
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: '/srv/diner/app.py', readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'two kitchens',
        seed: 17,
        until: 9_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          kitchen('A', 8001, '0.2'),
          kitchen('B', 8002, '1'),
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: [
          {
            client: 'customers',
            kind: 'every',
            count: 12,
            everyMs: 250,
            giveUpMs: 30_000,
            to: 'http://diner.example',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {
    every: { bind: { kind: 'traffic', load: 0, field: 'everyMs' }, min: 50, max: 500, step: 50 },
  },
  moments: {
    refused: { kind: 'event', event: 'proxy.upstream_failed', nth: 1 },
    pile: { kind: 'seconds', at: 3 },
  },
  steps: [
    {
      id: 'turns',
      file: NGINX,
      questions: [
        {
          id: 'to-b',
          choices: ['two', 'six', 'all'],
          answer: 'six',
          proof: { holds: { kind: 'bodyCount', which: {}, text: 'kitchen B', atLeast: 6, atMost: 6 } },
        },
      ],
    },
    {
      id: 'fair',
      file: NGINX,
      checks: [
        { id: 'quick', test: { kind: 'p95Below', which: {}, seconds: 2 } },
        { id: 'both', guard: true, test: { kind: 'bodyCount', which: {}, text: 'kitchen B', atLeast: 1 } },
        { id: 'all', guard: true, test: { kind: 'requestStatus', which: {}, is: [200] } },
      ],
    },
    {
      id: 'closed',
      file: NGINX,
      questions: [
        {
          id: 'who-notices',
          choices: ['third', 'first-only', 'nobody'],
          answer: 'nobody',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: {}, is: [200] },
                { kind: 'complaint', text: '111: Connection refused' },
                { kind: 'someEventOf', event: 'proxy.upstream_failed', atMost: 1 },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'no-knock', test: { kind: 'noEventOf', event: 'proxy.upstream_failed' } },
        { id: 'quick', guard: true, test: { kind: 'p95Below', which: {}, seconds: 2 } },
        { id: 'both', guard: true, test: { kind: 'bodyCount', which: {}, text: 'kitchen B', atLeast: 1 } },
      ],
    },
    { id: 'what-balances', file: NGINX },
  ],
  mistakes: [
    {
      id: 'one-kitchen',
      step: 'fair',
      when: { kind: 'bodyCount', which: {}, text: 'kitchen A', atLeast: 12 },
    },
    {
      id: 'turned-round',
      step: 'fair',
      when: { kind: 'bodyCount', which: {}, text: 'kitchen B', atLeast: 7, atMost: 11 },
    },
    {
      id: 'one-chance',
      step: 'closed',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: NGINX, since: 'step' },
          { kind: 'someEventOf', event: 'proxy.upstream_failed', atLeast: 1 },
        ],
      },
    },
  ],
};

export default lesson;
