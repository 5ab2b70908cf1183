import type { Lesson } from '../../src/course/schema.ts';

const ASGI = '/srv/diner/asgi.py';
const NGINX = '/etc/nginx/nginx.conf';
const talk = { path: '/talk' };

/** Two guests who stay on the line: each orders twice, and waits for what the kitchen says. */
const guest = (id: string, at: number, first: string, second: string) => ({
  kind: 'request',
  id,
  at,
  to: 'http://diner.example',
  target: '/talk',
  timeout: 8_000_000,
  ws: [
    ['send_text', first],
    ['recv', 2, 3_000_000],
    ['send_text', second],
    ['recv', 2, 3_000_000],
    ['close', 1000],
  ],
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: ASGI }, { path: NGINX }],
  runs: [
    {
      id: 'asgi',
      model: 'asgi',
      scenario: {
        version: 1,
        name: 'both ways',
        seed: 8,
        until: 5_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'uvicorn', argv: ['uvicorn', '--port', '8000', 'asgi:app'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        inputs: [guest('mei', 200_000, 'a burger', 'fries'), guest('bo', 700_000, 'soup', 'a cola')],
      },
    },
  ],
  knobs: {},
  moments: {
    asked: { kind: 'event', event: 'proxy.request', req: 1 },
    passed: { kind: 'event', event: 'app.called', req: 1 },
  },
  steps: [
    {
      id: 'one-way',
      file: NGINX,
      questions: [
        {
          id: 'what-arrives',
          choices: ['websocket', 'plain', 'refused'],
          answer: 'plain',
          proof: { holds: { kind: 'bodyContains', which: talk, text: 'this was http' } },
        },
      ],
    },
    {
      id: 'upgrade',
      file: NGINX,
      checks: [
        { id: 'websocket', test: { kind: 'environHas', key: 'type', includes: 'websocket' } },
        { id: 'only-nginx', guard: true, test: { kind: 'onlyFilesChanged', paths: [NGINX] } },
      ],
    },
    {
      id: 'talk',
      file: ASGI,
      checks: [
        { id: 'accepted', test: { kind: 'requestStatus', which: talk, is: [101] } },
        { id: 'cooking', test: { kind: 'bodyCount', which: talk, text: 'cooking', atLeast: 2 } },
        { id: 'ready', test: { kind: 'bodyCount', which: talk, text: 'fries is ready', atLeast: 1 } },
        {
          id: 'together',
          test: {
            kind: 'all',
            of: [
              { kind: 'parkedTogether', atLeast: 2 },
              { kind: 'not', of: { kind: 'loopBlocked', longerThan: 0.5 } },
            ],
          },
        },
      ],
    },
    {
      id: 'hours',
      file: ASGI,
      questions: [
        {
          id: 'calls',
          choices: ['two', 'four', 'eight'],
          answer: 'two',
          proof: { holds: { kind: 'appCalls', is: 2 } },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'missing-semicolon', step: 'upgrade', when: { kind: 'complaint', text: 'invalid number of arguments' } },
    {
      id: 'half-a-word',
      step: 'upgrade',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: NGINX, since: 'step' },
          { kind: 'bodyContains', which: talk, text: 'this was http' },
        ],
      },
    },
    {
      id: 'no-accept',
      step: 'talk',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: ASGI, since: 'step' },
          { kind: 'environHas', key: 'type', includes: 'websocket' },
          { kind: 'not', of: { kind: 'requestStatus', which: talk, is: [101] } },
        ],
      },
    },
    {
      id: 'one-sentence',
      step: 'talk',
      when: {
        kind: 'all',
        of: [
          { kind: 'bodyCount', which: talk, text: 'a burger is ready', atLeast: 1 },
          { kind: 'bodyCount', which: talk, text: 'fries is ready', atMost: 0 },
        ],
      },
    },
    { id: 'deaf', step: 'talk', when: { kind: 'loopBlocked', longerThan: 0.5 } },
  ],
};

export default lesson;
