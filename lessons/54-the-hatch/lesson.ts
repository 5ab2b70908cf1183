import type { Predicate } from '../../src/course/predicate.ts';
import type { Lesson } from '../../src/course/schema.ts';

const UNIT = '/etc/systemd/system/diner.service';
const HOME = '/etc/systemd/system/site.service';
const NGINX = '/etc/nginx/nginx.conf';

const WANTED = '/etc/systemd/system/multi-user.target.wants';
const wanted = (name: string) => ({ [`${WANTED}/${name}`]: { symlink: `/etc/systemd/system/${name}` } });

/** Somebody with an account on the machine, who tries the hatch from inside. */
const GUEST = `for socket in $(find /srv /run -name '*.sock' 2>/dev/null); do
  ls -l $socket
  curl -sS --unix-socket $socket http://counter/secret
done`;

/** A machine that systemd has booted with nginx and one of the diners, and people on it. */
const machine = (unit: string, host: string) => ({
  version: 1,
  name: 'the hatch',
  seed: 54,
  until: 5_000_000,
  host: { cores: 2, init: 'systemd' },
  dns: { 'diner.example': '203.0.113.10', 'home.example': '203.0.113.10' },
  users: [
    { name: 'ubuntu', uid: 1000, groups: ['adm', 'sudo'] },
    { name: 'guest', uid: 1001 },
  ],
  dirs: {
    '/home/ubuntu': { mode: '0750', owner: 'ubuntu:ubuntu' },
    '/srv/diner': { owner: 'ubuntu:ubuntu' },
    '/home/ubuntu/site': { owner: 'ubuntu:ubuntu' },
  },
  files: {
    [`${WANTED}/nginx.service`]: { symlink: '/lib/systemd/system/nginx.service' },
    ...wanted(unit),
  },
  traffic: [
    {
      client: 'customers',
      kind: 'every',
      count: 3,
      everyMs: 1000,
      startMs: 1000,
      giveUpMs: 2000,
      to: `http://${host}`,
      targets: [{ path: '/burger' }],
    },
  ],
  inputs: [{ kind: 'command', id: 'guest', at: 2_500_000, argv: ['bash', '-c', GUEST], user: 'guest' }],
});

const burgers: Predicate = { kind: 'requestStatus', which: { path: '/burger' }, is: [200] };
const atHome: Predicate = { kind: 'requestStatus', run: 'home', which: { path: '/burger' }, is: [200] };
const guestServed = (run: string): Predicate => ({
  kind: 'bodyCount',
  run,
  which: { path: '/secret' },
  text: 'cooked',
  atLeast: 1,
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: UNIT }, { path: NGINX }, { path: HOME }, { path: '/srv/diner/wsgi.py', readOnly: true }],
  runs: [
    { id: 'hatch', model: 'wsgi', scenario: machine('diner.service', 'diner.example') },
    { id: 'home', model: 'wsgi', scenario: machine('site.service', 'home.example') },
  ],
  knobs: {},
  moments: {
    denied: { kind: 'event', event: 'proxy.upstream_failed', run: 'hatch' },
  },
  steps: [
    {
      id: 'group',
      file: UNIT,
      questions: [
        {
          id: 'mode',
          choices: ['seven', 'team', 'all'],
          answer: 'team',
          proof: { holds: { kind: 'complaint', text: 'srwxrwx--- 1 ubuntu ubuntu' } },
        },
      ],
      checks: [
        { id: 'served', test: burgers },
        { id: 'guest', guard: true, test: { kind: 'not', of: guestServed('hatch') } },
        { id: 'socket', guard: true, test: { kind: 'not', of: { kind: 'complaint', text: 'http://127.0.0.1' } } },
      ],
    },
    {
      id: 'home',
      show: 'home',
      file: HOME,
      questions: [
        {
          id: 'which-wall',
          choices: ['socket', 'folder', 'missing'],
          answer: 'folder',
          proof: { holds: { kind: 'complaint', run: 'home', text: 'site.sock failed (13: Permission denied)' } },
        },
      ],
      checks: [
        { id: 'served', test: atHome },
        { id: 'guest', guard: true, test: { kind: 'not', of: guestServed('home') } },
      ],
    },
    { id: 'why', file: NGINX },
  ],
  mistakes: [
    { id: 'missing-space', step: 'group', when: { kind: 'complaint', text: 'invalid auto_int value' } },
    { id: 'everybody', step: 'group', when: { kind: 'all', of: [burgers, guestServed('hatch')] } },
    {
      id: 'only-one-side',
      step: 'home',
      when: {
        kind: 'any',
        of: [
          { kind: 'complaint', run: 'home', text: 'failed (2: No such file or directory)' },
          {
            kind: 'all',
            of: [
              { kind: 'complaint', run: 'home', text: 'Listening at: unix:/run/' },
              { kind: 'complaint', run: 'home', text: 'connect() to unix:/home/' },
            ],
          },
        ],
      },
    },
  ],
};

export default lesson;
