import type { Predicate } from '../../src/course/predicate.ts';
import type { Lesson } from '../../src/course/schema.ts';

const SITE = '/etc/nginx/sites-enabled/diner';
const SEAL = '/srv/diner/seal.sh';

const guest = (client: string, to: string, startMs: number) => ({
  client,
  kind: 'burst',
  count: 1,
  startMs,
  giveUpMs: 4000,
  to,
  targets: [{ path: '/menu' }],
});

const served = (client: string): Predicate => ({ kind: 'requestStatus', which: { client }, is: [200] });

const lesson: Lesson = {
  version: 1,
  files: [{ path: SEAL }, { path: SITE }, { path: '/srv/diner/wsgi.py', readOnly: true }],
  runs: [
    {
      id: 'street',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'somebody who vouches',
        seed: 56,
        until: 9_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10', 'www.diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'gunicorn', argv: ['gunicorn', 'wsgi:app'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root', ready: { listen: [80] } },
          { id: 'root', argv: ['bash', 'seal.sh'], user: 'root', cwd: '/srv/diner', startAt: 0 },
        ],
        traffic: [
          guest('sealed', 'https://diner.example', 5000),
          guest('www', 'https://www.diner.example', 6000),
          guest('plain', 'http://diner.example', 7000),
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    visit: { kind: 'event', event: 'request.started' },
    www: { kind: 'seconds', at: 6.05 },
  },
  steps: [
    {
      id: 'prove',
      file: SEAL,
      questions: [
        {
          id: 'how',
          choices: ['mail', 'fetches', 'believes'],
          answer: 'fetches',
          proof: { holds: { kind: 'requestStatus', which: { client: "the authority's check" }, is: [200] } },
        },
      ],
    },
    {
      id: 'names',
      file: SEAL,
      questions: [
        {
          id: 'www',
          choices: ['served', 'wrong-name', 'port-80'],
          answer: 'wrong-name',
          proof: {
            holds: {
              kind: 'all',
              of: [served('sealed'), { kind: 'requestFailed', which: { client: 'www' }, includes: 'match' }],
            },
          },
        },
      ],
      checks: [
        { id: 'www', test: served('www') },
        { id: 'sealed', guard: true, test: served('sealed') },
      ],
    },
    {
      id: 'hsts',
      file: SITE,
      questions: [
        {
          id: 'plain',
          choices: ['page', 'moved', 'refused'],
          answer: 'moved',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'requestStatus', which: { client: 'plain' }, is: [301] },
                { kind: 'wireShows', which: { client: 'plain' }, text: 'GET /menu' },
              ],
            },
          },
        },
      ],
      checks: [
        {
          id: 'told',
          test: {
            kind: 'requestHeader',
            which: { client: 'sealed' },
            name: 'Strict-Transport-Security',
            includes: 'max-age=',
          },
        },
        { id: 'served', guard: true, test: { kind: 'all', of: [served('sealed'), served('www')] } },
        { id: 'plain', guard: true, test: { kind: 'requestStatus', which: { client: 'plain' }, is: [301, 308] } },
      ],
    },
    { id: 'ninety-days', file: SEAL },
  ],
  mistakes: [
    { id: 'not-yours', when: { kind: 'complaint', text: 'NXDOMAIN looking up A for' } },
    { id: 'nobody-agreed', when: { kind: 'complaint', text: 'You should register before running non-interactively' } },
    { id: 'in-a-circle', when: { kind: 'requestStatus', which: { client: 'sealed' }, is: [301, 302, 307, 308] } },
  ],
};

export default lesson;
