import type { Lesson } from '../../src/course/schema.ts';
import type { Predicate } from '../../src/course/predicate.ts';

const NIGHT = '/srv/diner/night.sh';
const START = '/srv/diner/start.sh';

const everybody: Predicate = { kind: 'requestStatus', which: {}, is: [200] };
const news: Predicate = { kind: 'bodyCount', which: {}, text: 'new burger', atLeast: 10 };

const lesson: Lesson = {
  version: 1,
  files: [
    { path: NIGHT },
    { path: START },
    { path: '/srv/diner/app.py', readOnly: true },
    { path: '/srv/diner/new.py', readOnly: true },
  ],
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'change of shift',
        seed: 14,
        until: 9_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'server', argv: ['bash', 'start.sh'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'night', argv: ['bash', 'night.sh'], user: 'root', cwd: '/srv/diner', startAt: 0 },
        ],
        traffic: [
          {
            client: 'customers',
            kind: 'every',
            count: 20,
            everyMs: 400,
            giveUpMs: 5000,
            to: 'http://127.0.0.1:8000',
            host: 'local',
            targets: [{ path: '/burger' }],
          },
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    changed: { kind: 'seconds', at: 2.5 },
    booted: { kind: 'event', event: 'worker.booted', nth: 2 },
    second: { kind: 'event', event: 'server.started', nth: 2 },
  },
  steps: [
    {
      id: 'reload',
      file: NIGHT,
      questions: [
        {
          id: 'copied',
          choices: ['at-once', 'never', 'slowly'],
          answer: 'never',
          proof: { holds: { kind: 'bodyCount', which: {}, text: 'new burger', atMost: 0 } },
        },
      ],
      checks: [
        { id: 'news', test: news },
        { id: 'everybody', guard: true, test: everybody },
      ],
    },
    {
      id: 'more',
      file: NIGHT,
      checks: [
        { id: 'three', test: { kind: 'workersAre', atLeast: 3, atMost: 3 } },
        { id: 'news', guard: true, test: news },
        { id: 'everybody', guard: true, test: everybody },
      ],
    },
    {
      id: 'preload',
      file: START,
      questions: [{ id: 'hup-preload', choices: ['new', 'old', 'error'], answer: 'old' }],
      checks: [
        { id: 'two-starts', test: { kind: 'someEventOf', event: 'server.started', atLeast: 2 } },
        { id: 'old-left', test: { kind: 'complaint', text: 'Handling signal: term' } },
        { id: 'news', guard: true, test: news },
        { id: 'everybody', guard: true, test: everybody },
      ],
    },
    { id: 'signals' },
  ],
  mistakes: [
    {
      id: 'no-mercy',
      when: {
        kind: 'all',
        of: [
          { kind: 'statusCount', which: {}, is: [200], atMost: 8 },
          { kind: 'not', of: { kind: 'complaint', text: 'Handling signal: term' } },
        ],
      },
    },
    {
      id: 'everybody-hangs-up',
      when: {
        kind: 'all',
        of: [
          { kind: 'complaint', text: 'Handling signal: hup' },
          { kind: 'not', of: everybody },
        ],
      },
    },
    {
      id: 'close-and-open',
      when: {
        kind: 'all',
        of: [
          { kind: 'someEventOf', event: 'conn.refused' },
          { kind: 'someEventOf', event: 'server.started', atLeast: 2 },
        ],
      },
    },
    {
      id: 'before-the-reload',
      step: 'more',
      when: {
        kind: 'all',
        of: [
          { kind: 'complaint', text: 'Handling signal: ttin' },
          { kind: 'workersAre', atMost: 1 },
        ],
      },
    },
    {
      id: 'two-kitchens',
      step: 'preload',
      when: {
        kind: 'all',
        of: [
          { kind: 'complaint', text: 'Handling signal: usr2' },
          { kind: 'bodyCount', which: {}, text: 'old burger', atLeast: 7 },
          { kind: 'not', of: { kind: 'complaint', text: 'Handling signal: term' } },
        ],
      },
    },
  ],
};

export default lesson;
