import type { Lesson } from '../../src/course/schema.ts';

const SITE = '/etc/nginx/sites-enabled/diner';
const BRANCH = '/srv/diner/branch.conf';

const certbot = (name: string) => ({
  user: 'root',
  argv: ['certbot', 'certonly', '--standalone', '-d', name, '-n', '--agree-tos', '-m', 'cook@diner.example'],
});

const shop = (host: string, argv: readonly string[], ready: object) => ({
  version: 1,
  name: 'not believed',
  seed: 57,
  until: 4_000_000,
  host: { cores: 2 },
  dns: { 'diner.example': '203.0.113.10', 'branch.example': '203.0.113.10' },
  setup: [certbot('diner.example'), certbot('branch.example')],
  servers: [{ id: 'nginx', argv, user: 'root', ...ready }],
  traffic: [
    {
      client: 'customers',
      kind: 'every',
      count: 3,
      everyMs: 500,
      startMs: 500,
      giveUpMs: 4000,
      to: `https://${host}`,
      targets: [{ path: '/burger' }],
    },
  ],
  inputs: [
    {
      kind: 'command',
      id: 'look',
      at: 2_500_000,
      argv: [
        'sh',
        '-c',
        `openssl s_client -connect ${host}:443 -servername ${host} </dev/null 2>&1 | grep -E '^ [0-9] s:|^   i:|Verification'`,
      ],
      user: 'ubuntu',
    },
  ],
});

const customers = { client: 'customers' };

const lesson: Lesson = {
  version: 1,
  files: [{ path: SITE }, { path: BRANCH }],
  runs: [
    { id: 'chain', model: 'wsgi', scenario: shop('diner.example', ['nginx', '-g', 'daemon off;'], {}) },
    {
      id: 'branch',
      model: 'wsgi',
      scenario: shop('branch.example', ['nginx', '-c', BRANCH, '-g', 'daemon off;'], { startAt: 0 }),
    },
  ],
  knobs: {},
  moments: {
    shown: { kind: 'seconds', at: 0.53, run: 'chain' },
  },
  steps: [
    {
      id: 'chain',
      file: SITE,
      questions: [
        {
          id: 'padlock',
          choices: ['curl-wrong', 'server-wrong', 'authority-wrong'],
          answer: 'server-wrong',
          proof: {
            holds: { kind: 'requestFailed', which: customers, includes: 'unable to get local issuer certificate' },
          },
        },
      ],
      checks: [
        { id: 'served', test: { kind: 'requestStatus', which: customers, is: [200] } },
        { id: 'only-site', guard: true, test: { kind: 'onlyFilesChanged', paths: [SITE] } },
      ],
    },
    {
      id: 'key',
      show: 'branch',
      file: BRANCH,
      questions: [
        {
          id: 'when',
          choices: ['start', 'visit'],
          answer: 'start',
          proof: { holds: { kind: 'complaint', run: 'branch', text: 'key values mismatch' } },
        },
      ],
      checks: [
        { id: 'served', test: { kind: 'requestStatus', run: 'branch', which: customers, is: [200] } },
        { id: 'only-branch', guard: true, test: { kind: 'onlyFilesChanged', paths: [SITE, BRANCH] } },
      ],
    },
    { id: 'which-is-it', show: 'chain', file: SITE },
  ],
  mistakes: [
    { id: 'chain-only', step: 'chain', when: { kind: 'complaint', text: 'key values mismatch' } },
    {
      id: 'other-way-round',
      step: 'key',
      when: { kind: 'requestFailed', run: 'branch', which: customers, includes: 'hostname mismatch' },
    },
  ],
};

export default lesson;
