import type { Lesson } from '../../src/course/schema.ts';

const ASGI = '/srv/diner/asgi.py';

/** Three customers, one after the other; the second hands in the order in three pieces. */
const customer = { client: 'customers', kind: 'burst', giveUpMs: 10_000, to: 'http://diner.example:8000' };

const lesson: Lesson = {
  version: 1,
  files: [{ path: ASGI }],
  runs: [
    {
      id: 'asgi',
      model: 'asgi',
      scenario: {
        version: 1,
        name: 'scope, receive, send',
        seed: 4,
        until: 5_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          {
            id: 'uvicorn',
            argv: ['uvicorn', '--host', '0.0.0.0', '--port', '8000', 'asgi:app'],
            user: 'ubuntu',
            cwd: '/srv/diner',
          },
        ],
        traffic: [
          { ...customer, targets: [{ path: '/burger?sauce=bbq' }] },
          {
            ...customer,
            startMs: 1000,
            targets: [{ path: '/order', method: 'POST', body: 'two burgers, some fries, and a cola.' }],
            slowUpload: { pieces: 3, everyMs: 400 },
          },
          { ...customer, startMs: 3000, targets: [{ path: '/fries' }] },
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    called: { kind: 'event', event: 'app.called', req: 1 },
    'second-called': { kind: 'event', event: 'app.called', req: 2 },
    'last-piece': { kind: 'seconds', at: 2.2 },
  },
  steps: [
    {
      id: 'scope',
      file: ASGI,
      questions: [
        {
          id: 'query-type',
          choices: ['text', 'bytes', 'dict'],
          answer: 'bytes',
          proof: { holds: { kind: 'environHas', key: 'query_string', includes: "b'" } },
        },
      ],
      checks: [
        { id: 'path', test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'fries' } },
        { id: 'query', test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'sauce=bbq' } },
        { id: 'no-b', guard: true, test: { kind: 'bodyCount', which: {}, text: "b'", atMost: 0 } },
      ],
    },
    {
      id: 'receive',
      file: ASGI,
      questions: [
        {
          id: 'when-called',
          choices: ['head', 'whole', 'line'],
          answer: 'head',
          proof: { on: 'solution', holds: { kind: 'bodyContains', which: { path: '/order' }, text: '3 pieces' } },
        },
      ],
      checks: [
        {
          id: 'whole',
          test: { kind: 'bodyContains', which: { path: '/order' }, text: 'two burgers, some fries, and a cola.' },
        },
        { id: 'others', guard: true, test: { kind: 'bodyContains', which: { path: '/burger' }, text: 'sauce=bbq' } },
      ],
    },
    {
      id: 'send',
      file: ASGI,
      checks: [
        { id: 'at-once', test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'wait' } },
        { id: 'begins', guard: true, test: { kind: 'answerBegins', which: { path: '/fries' }, within: 0.2 } },
        { id: 'later', test: { kind: 'not', of: { kind: 'allServedBefore', which: { path: '/fries' }, at: 3.9 } } },
        { id: 'arrived', guard: true, test: { kind: 'bodyContains', which: { path: '/fries' }, text: 'fries' } },
      ],
    },
  ],
  mistakes: [
    { id: 'bytes-in-text', when: { kind: 'bodyCount', which: {}, text: "b'", atLeast: 1 } },
    { id: 'text-in-bytes', when: { kind: 'complaint', text: 'bytes-like object' } },
    { id: 'body-first', when: { kind: 'complaint', text: "Expected ASGI message 'http.response.start'" } },
    { id: 'forgot-await', when: { kind: 'complaint', text: 'was never awaited' } },
    {
      id: 'first-piece',
      step: 'receive',
      when: {
        kind: 'all',
        of: [
          { kind: 'bodyContains', which: { path: '/order' }, text: 'two burgers' },
          { kind: 'not', of: { kind: 'bodyContains', which: { path: '/order' }, text: 'cola' } },
        ],
      },
    },
    { id: 'closed-too-soon', step: 'send', when: { kind: 'complaint', text: 'after response already completed' } },
  ],
};

export default lesson;
