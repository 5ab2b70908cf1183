import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const NGINX = '/etc/nginx/nginx.conf';
const orders = { path: '/burger' };
const visitor = { kind: 'burst', giveUpMs: 10_000 };

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: APP }, { path: '/srv/diner/gunicorn.conf.py', readOnly: true }],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'who is asking',
        seed: 11,
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
        traffic: [
          { ...visitor, client: 'customer', to: 'http://diner.example', targets: [{ path: '/burger' }] },
          {
            ...visitor,
            client: 'liar',
            startMs: 800,
            to: 'http://diner.example',
            targets: [
              {
                path: '/burger',
                headers: [
                  ['X-Forwarded-For', '10.0.0.1'],
                  ['X-Forwarded-Proto', 'https'],
                ],
              },
            ],
          },
          {
            ...visitor,
            client: 'sneak',
            startMs: 1600,
            to: 'http://diner.example:8000',
            targets: [{ path: '/back-door' }],
          },
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    heard: { kind: 'event', event: 'proxy.request', req: 1 },
    called: { kind: 'event', event: 'app.called', req: 1 },
    liar: { kind: 'event', event: 'app.called', req: 2 },
  },
  steps: [
    {
      id: 'receipt',
      file: APP,
      questions: [
        {
          id: 'link',
          choices: ['public', 'inside', 'ip'],
          answer: 'inside',
          proof: {
            holds: {
              kind: 'bodyContains',
              which: { client: 'customer' },
              text: 'http://127.0.0.1:8000/thanks for 127.0.0.1',
            },
          },
        },
      ],
    },
    {
      id: 'name',
      file: NGINX,
      checks: [
        { id: 'host', test: { kind: 'bodyContains', which: orders, text: '://diner.example/thanks' } },
        { id: 'scheme', test: { kind: 'bodyContains', which: { client: 'liar' }, text: 'http://diner' } },
        { id: 'only-nginx', guard: true, test: { kind: 'onlyFilesChanged', paths: [NGINX] } },
      ],
    },
    {
      id: 'who',
      file: APP,
      questions: [
        {
          id: 'chain',
          choices: ['his', 'both', 'real'],
          answer: 'both',
          proof: {
            holds: {
              kind: 'environHas',
              which: { client: 'liar' },
              key: 'HTTP_X_FORWARDED_FOR',
              includes: "'10.0.0.1, 203.0.113.200'",
            },
          },
        },
      ],
      checks: [
        { id: 'address', test: { kind: 'bodyContains', which: orders, text: 'for 203.0.113.200' } },
        { id: 'no-lies', guard: true, test: { kind: 'bodyCount', which: orders, text: '10.0.0.1', atMost: 0 } },
      ],
    },
    {
      id: 'trust',
      file: '/srv/diner/gunicorn.conf.py',
      questions: [
        {
          id: 'back-door',
          choices: ['served', 'refused', 'redirected'],
          answer: 'refused',
          proof: { holds: { kind: 'nobodyServed', which: { client: 'sneak' } } },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'in-the-app', step: 'name', when: { kind: 'fileChanged', path: APP, since: 'step' } },
    {
      id: 'only-the-name',
      step: 'name',
      when: { kind: 'bodyContains', which: { client: 'liar' }, text: 'https://diner.example' },
    },
    { id: 'whole-list', step: 'who', when: { kind: 'bodyCount', which: orders, text: 'for 10.0.0.1,', atLeast: 1 } },
    { id: 'first-entry', step: 'who', when: { kind: 'bodyCount', which: orders, text: 'for 10.0.0.1', atLeast: 1 } },
  ],
};

export default lesson;
