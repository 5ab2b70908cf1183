import type { Predicate } from '../../src/course/predicate.ts';
import type { Lesson } from '../../src/course/schema.ts';

const UNIT = '/etc/systemd/system/diner.service';

/** A machine that systemd has booted, nginx included; root types what stands in a file. */
const machine = (script: string, seconds: number) => ({
  version: 1,
  name: 'up again',
  seed: 53,
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

const served = (run: string, from: number): Predicate => ({ kind: 'requestStatus', run, which: { from }, is: [200] });

const lesson: Lesson = {
  version: 1,
  files: [
    { path: UNIT },
    { path: '/srv/diner/accident.sh', readOnly: true },
    { path: '/srv/diner/deploy.sh', readOnly: true },
    { path: '/srv/diner/wsgi.py', readOnly: true },
  ],
  runs: [
    { id: 'accident', model: 'wsgi', scenario: machine('accident.sh', 9) },
    { id: 'deploy', model: 'wsgi', scenario: machine('deploy.sh', 25) },
  ],
  knobs: {},
  moments: {
    killed: { kind: 'seconds', at: 2.02, run: 'accident' },
    gives: { kind: 'seconds', at: 3.05, run: 'deploy' },
  },
  steps: [
    {
      id: 'restart',
      file: UNIT,
      questions: [
        {
          id: 'who-helps',
          choices: ['arbiter', 'systemd', 'nobody'],
          answer: 'nobody',
          proof: { holds: { kind: 'requestStatus', which: { from: 6 }, is: [502] } },
        },
      ],
      checks: [
        { id: 'again', test: served('accident', 6) },
        { id: 'only-unit', guard: true, test: { kind: 'onlyFilesChanged', paths: [UNIT] } },
      ],
    },
    {
      id: 'pause',
      show: 'deploy',
      file: UNIT,
      questions: [
        {
          id: 'repaired',
          choices: ['recovers', 'given-up', 'never-tried'],
          answer: 'given-up',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'complaint', run: 'deploy', text: 'Start request repeated too quickly' },
                { kind: 'requestStatus', run: 'deploy', which: { from: 20 }, is: [502] },
              ],
            },
          },
        },
      ],
      checks: [
        { id: 'recovers', test: served('deploy', 20) },
        {
          id: 'patient',
          guard: true,
          test: { kind: 'someEventOf', run: 'deploy', event: 'worker.boot_failed', atLeast: 1, atMost: 12 },
        },
        { id: 'accident', guard: true, test: served('accident', 6) },
        { id: 'only-unit', guard: true, test: { kind: 'onlyFilesChanged', paths: [UNIT] } },
      ],
    },
    { id: 'which-one', file: UNIT },
  ],
  mistakes: [
    { id: 'yes', when: { kind: 'complaint', text: 'Failed to parse service restart specifier' } },
    {
      id: 'on-success',
      step: 'restart',
      when: {
        kind: 'all',
        of: [
          { kind: 'fileChanged', path: UNIT, since: 'step' },
          { kind: 'complaint', text: "Failed with result 'signal'" },
          { kind: 'not', of: served('accident', 6) },
          { kind: 'not', of: { kind: 'complaint', text: 'Failed to parse service restart specifier' } },
        ],
      },
    },
    {
      id: 'wrong-section',
      step: 'pause',
      when: { kind: 'complaint', run: 'deploy', text: "Unknown key 'StartLimitIntervalSec'" },
    },
    {
      id: 'hammer',
      step: 'pause',
      when: { kind: 'someEventOf', run: 'deploy', event: 'worker.boot_failed', atLeast: 13 },
    },
  ],
};

export default lesson;
