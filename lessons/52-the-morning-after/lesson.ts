import type { Predicate } from '../../src/course/predicate.ts';
import type { Lesson } from '../../src/course/schema.ts';

const UNIT = '/etc/systemd/system/diner.service';
const EVENING = '/srv/diner/evening.sh';
const SECOND = '/srv/diner/second.sh';

/** A machine that systemd has booted, nginx included; root types what stands in a file. */
const machine = (script: string, seconds: number) => ({
  version: 1,
  name: 'the morning after',
  seed: 52,
  until: seconds * 1_000_000,
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
      count: seconds - 2,
      everyMs: 1000,
      startMs: 1000,
      giveUpMs: 2000,
      to: 'http://diner.example',
      targets: [{ path: '/burger' }],
    },
  ],
});

/** Somebody was served before the machine went down; then nobody was at home for some seconds. */
const evening: Predicate = { kind: 'statusCount', which: {}, is: [200], atLeast: 2 };
const rebooted: Predicate = { kind: 'someEventOf', event: 'conn.refused', atLeast: 3 };
const morning: Predicate = { kind: 'all', of: [rebooted, { kind: 'requestStatus', which: { from: 8 }, is: [200] }] };
const tonight: Predicate = { kind: 'requestStatus', run: 'second', which: {}, is: [200] };
const linked: Predicate = { kind: 'complaint', run: 'second', text: 'Created symlink' };

const lesson: Lesson = {
  version: 1,
  files: [{ path: EVENING }, { path: SECOND }, { path: UNIT }, { path: '/srv/diner/wsgi.py', readOnly: true }],
  runs: [
    { id: 'night', model: 'wsgi', scenario: machine('evening.sh', 16) },
    { id: 'second', model: 'wsgi', scenario: machine('second.sh', 5) },
  ],
  knobs: {},
  moments: {
    down: { kind: 'seconds', at: 5, run: 'night' },
    morning: { kind: 'seconds', at: 8.02, run: 'night' },
  },
  steps: [
    {
      id: 'enable',
      file: EVENING,
      questions: [
        {
          id: 'morning-after',
          choices: ['served', 'bad-gateway', 'refused'],
          answer: 'bad-gateway',
          proof: { holds: { kind: 'requestStatus', which: { from: 8 }, is: [502] } },
        },
      ],
      checks: [
        { id: 'morning', test: morning },
        { id: 'evening', guard: true, test: evening },
        { id: 'rebooted', guard: true, test: rebooted },
      ],
    },
    {
      id: 'now',
      show: 'second',
      file: SECOND,
      questions: [
        {
          id: 'only-enabled',
          choices: ['open', 'shut'],
          answer: 'shut',
          proof: { holds: { kind: 'requestStatus', run: 'second', which: {}, is: [502] } },
        },
      ],
      checks: [
        { id: 'tonight', test: tonight },
        { id: 'tomorrow', guard: true, test: linked },
      ],
    },
    { id: 'symlink', file: UNIT },
  ],
  mistakes: [
    { id: 'no-install', when: { kind: 'complaint', text: 'The unit files have no installation config' } },
    {
      id: 'no-reboot',
      step: 'enable',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: EVENING, since: 'step' },
          { kind: 'not', of: rebooted },
        ],
      },
    },
    { id: 'started-only', step: 'now', when: { kind: 'all', of: [tonight, { kind: 'not', of: linked }] } },
  ],
};

export default lesson;
