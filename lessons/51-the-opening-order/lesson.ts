import type { Lesson } from '../../src/course/schema.ts';

const UNIT = '/etc/systemd/system/diner.service';
const OPENING = '/srv/diner/opening.sh';
const MORE = '/srv/diner/more.sh';

/** A machine that systemd has booted, nginx included; root types what stands in a file. */
const machine = (script: string) => ({
  version: 1,
  name: 'the opening order',
  seed: 51,
  until: 7_000_000,
  host: { cores: 2, init: 'systemd' },
  dns: { 'diner.example': '203.0.113.10' },
  dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
  files: {
    '/etc/systemd/system/multi-user.target.wants/nginx.service': { symlink: '/lib/systemd/system/nginx.service' },
  },
  servers: [{ id: 'root', argv: ['bash', script], user: 'root', cwd: '/srv/diner', startAt: 0 }],
  traffic: [
    {
      client: 'customers',
      kind: 'every',
      count: 3,
      everyMs: 500,
      startMs: 2500,
      giveUpMs: 5000,
      to: 'http://diner.example',
      targets: [{ path: '/burger' }],
    },
  ],
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: UNIT }, { path: OPENING }, { path: MORE }, { path: '/srv/diner/wsgi.py', readOnly: true }],
  runs: [
    { id: 'opening', model: 'wsgi', scenario: machine('opening.sh') },
    { id: 'more', model: 'wsgi', scenario: machine('more.sh') },
  ],
  knobs: {},
  moments: {
    first: { kind: 'event', event: 'request.finished', run: 'opening' },
  },
  steps: [
    {
      id: 'path',
      file: UNIT,
      questions: [
        {
          id: 'says',
          choices: ['refuses', 'silent', 'waits'],
          answer: 'silent',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'complaint', text: 'Started diner.service - Gunicorn for the diner' },
                { kind: 'complaint', text: 'status=203/EXEC' },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'served', test: { kind: 'requestStatus', which: {}, is: [200] } },
        { id: 'only-unit', guard: true, test: { kind: 'onlyFilesChanged', paths: [UNIT] } },
      ],
    },
    {
      id: 'user',
      file: UNIT,
      questions: [
        {
          id: 'who',
          choices: ['owner', 'root', 'www'],
          answer: 'root',
          proof: { holds: { kind: 'bodyContains', which: {}, text: 'cooked by user 0\n' } },
        },
      ],
      checks: [
        { id: 'not-root', test: { kind: 'bodyCount', which: {}, text: 'cooked by user 0\n', atMost: 0 } },
        { id: 'served', guard: true, test: { kind: 'requestStatus', which: {}, is: [200] } },
        { id: 'only-unit', guard: true, test: { kind: 'onlyFilesChanged', paths: [UNIT] } },
      ],
    },
    {
      id: 'reload',
      show: 'more',
      file: MORE,
      questions: [
        {
          id: 'how-many',
          choices: ['three', 'one', 'four'],
          answer: 'one',
          proof: { holds: { kind: 'workersAlive', run: 'more', at: 4, atLeast: 1, atMost: 1 } },
        },
      ],
      checks: [
        { id: 'three', test: { kind: 'workersAlive', run: 'more', at: 5, atLeast: 3, atMost: 3 } },
        { id: 'one-first', guard: true, test: { kind: 'workersAlive', run: 'more', at: 1.5, atLeast: 1, atMost: 1 } },
        { id: 'served', guard: true, test: { kind: 'requestStatus', run: 'more', which: {}, is: [200] } },
      ],
    },
    { id: 'parts', file: UNIT },
  ],
  mistakes: [
    { id: 'capital-letter', when: { kind: 'complaint', text: 'status=217/USER' } },
    {
      id: 'no-shell',
      step: 'path',
      when: {
        kind: 'complaint',
        text: 'Failed to locate executable cd:',
      },
    },
    {
      id: 'half-a-path',
      step: 'path',
      when: { kind: 'complaint', text: 'Neither a valid executable name nor an absolute path' },
    },
    {
      id: 'reload-diner',
      step: 'reload',
      when: { kind: 'complaint', run: 'more', text: 'Job type reload is not applicable' },
    },
    {
      id: 'too-late',
      step: 'reload',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: MORE, since: 'step' },
          { kind: 'workersAlive', run: 'more', at: 5, atLeast: 1, atMost: 1 },
          { kind: 'not', of: { kind: 'complaint', run: 'more', text: 'Job type reload is not applicable' } },
        ],
      },
    },
  ],
};

export default lesson;
