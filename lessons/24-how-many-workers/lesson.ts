import type { Lesson } from '../../src/course/schema.ts';

const APP = '/srv/diner/app.py';
const SETTINGS = '/srv/diner/gunicorn.conf.py';

/** The same diner on a machine with two cores, on two different evenings. */
const evening = (name: string, path: string, count: number, until: number) => ({
  version: 1,
  name,
  seed: 11,
  until,
  host: { cores: 2, speed: 0.033 },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  servers: [
    { id: 'gunicorn', argv: ['gunicorn', 'app:app'], user: 'ubuntu', cwd: '/srv/diner' },
    { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
  ],
  traffic: [
    {
      client: 'customers',
      kind: 'burst',
      count,
      giveUpMs: 30_000,
      to: 'http://diner.example',
      targets: [{ path }],
    },
  ],
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: SETTINGS }, { path: APP }, { path: '/etc/nginx/nginx.conf', readOnly: true }],
  runs: [
    { id: 'work', model: 'wsgi', scenario: evening('eight reports', '/report', 8, 1_500_000) },
    { id: 'waiting', model: 'wsgi', scenario: evening('twelve burgers', '/burger', 12, 13_000_000) },
  ],
  knobs: {
    workers: { bind: { kind: 'file', path: SETTINGS, before: 'workers = ' }, min: 1, max: 12, step: 1 },
  },
  moments: {
    half: { kind: 'seconds', at: 0.2, run: 'work' },
    waves: { kind: 'seconds', at: 0.5, run: 'waiting' },
  },
  steps: [
    {
      id: 'work',
      show: 'work',
      file: SETTINGS,
      questions: [
        {
          id: 'eight',
          choices: ['eighth', 'half', 'same'],
          answer: 'half',
          proof: {
            turn: { workers: 8 },
            holds: {
              kind: 'all',
              of: [
                { kind: 'allServedBefore', run: 'work', which: {}, at: 0.48 },
                { kind: 'not', of: { kind: 'allServedBefore', run: 'work', which: {}, at: 0.38 } },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'soon', test: { kind: 'allServedBefore', run: 'work', which: {}, at: 0.5 } },
        { id: 'few', guard: true, test: { kind: 'workersAre', atMost: 2, atLeast: 1 } },
        { id: 'only-settings', guard: true, test: { kind: 'onlyFilesChanged', paths: [SETTINGS] } },
      ],
    },
    {
      id: 'waiting',
      show: 'waiting',
      file: SETTINGS,
      questions: [
        {
          id: 'two-cores',
          choices: ['six', 'twelve', 'three'],
          answer: 'six',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'allServedBefore', run: 'waiting', which: {}, at: 6.3 },
                { kind: 'not', of: { kind: 'allServedBefore', run: 'waiting', which: {}, at: 5.5 } },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'by-three', test: { kind: 'allServedBefore', run: 'waiting', which: {}, at: 3.4 } },
        { id: 'formula', guard: true, test: { kind: 'workersAre', run: 'waiting', atLeast: 1, atMost: 5 } },
        { id: 'only-settings', guard: true, test: { kind: 'onlyFilesChanged', paths: [SETTINGS] } },
      ],
    },
    { id: 'formulas', show: 'waiting', questions: [{ id: 'count', choices: ['nine', 'ten', 'five'], answer: 'ten' }] },
  ],
  mistakes: [
    { id: 'less-to-do', when: { kind: 'fileChanged', path: APP, since: 'lesson' } },
    {
      id: 'nobody',
      when: {
        kind: 'all',
        of: [
          { kind: 'workersAre', atMost: 0 },
          { kind: 'nobodyServed', which: {} },
        ],
      },
    },
    { id: 'one-for-each', when: { kind: 'workersAre', atLeast: 8 } },
    { id: 'no-patience', when: { kind: 'complaint', text: 'Invalid value for timeout' } },
  ],
};

export default lesson;
