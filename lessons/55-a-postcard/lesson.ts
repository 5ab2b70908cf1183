import type { Predicate } from '../../src/course/predicate.ts';
import type { Lesson } from '../../src/course/schema.ts';

const NGINX = '/etc/nginx/nginx.conf';
const SEAL = '/srv/diner/seal.sh';

const guest = (client: string, to: string, startMs: number, host: string) => ({
  client,
  kind: 'burst',
  count: 1,
  startMs,
  giveUpMs: 4000,
  host,
  to,
  targets: [{ path: '/login', method: 'POST', body: 'name=mei&password=dumpling88' }],
});

const served = (client: string): Predicate => ({ kind: 'requestStatus', which: { client }, is: [200] });
const unbelieved = (client: string): Predicate => ({
  kind: 'requestFailed',
  which: { client },
  includes: 'self-signed certificate',
});

const lesson: Lesson = {
  version: 1,
  files: [{ path: NGINX }, { path: SEAL }, { path: '/srv/diner/wsgi.py', readOnly: true }],
  runs: [
    {
      id: 'street',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'a postcard',
        seed: 55,
        until: 6_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        hostsLines: ['127.0.0.1 diner.example'],
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        servers: [
          { id: 'gunicorn', argv: ['gunicorn', 'wsgi:app'], user: 'ubuntu', cwd: '/srv/diner' },
          { id: 'nginx', argv: ['bash', 'seal.sh'], user: 'root', cwd: '/srv/diner', startAt: 0 },
        ],
        traffic: [
          guest('plain', 'http://diner.example', 1500, 'public'),
          guest('customer', 'https://diner.example', 2500, 'public'),
          guest('colleague', 'https://diner.example', 3500, 'local'),
        ],
      },
    },
  ],
  knobs: {},
  moments: {
    said: { kind: 'event', event: 'request.sent', req: 1 },
    hello: { kind: 'seconds', at: 3.5 },
  },
  steps: [
    {
      id: 'postcard',
      file: NGINX,
      questions: [
        {
          id: 'read',
          choices: ['address', 'all', 'nothing'],
          answer: 'all',
          proof: { holds: { kind: 'wireShows', which: { client: 'plain' }, text: 'password=dumpling88' } },
        },
      ],
    },
    {
      id: 'seal',
      file: NGINX,
      checks: [
        { id: 'answers', test: unbelieved('customer') },
        { id: 'plain', guard: true, test: served('plain') },
      ],
    },
    {
      id: 'trust',
      file: SEAL,
      questions: [
        {
          id: 'sends',
          choices: ['sent', 'kept'],
          answer: 'kept',
          proof: {
            holds: {
              kind: 'all',
              of: [unbelieved('customer'), { kind: 'appCalls', is: 1 }],
            },
          },
        },
      ],
      checks: [
        { id: 'colleague', test: served('colleague') },
        { id: 'customer', guard: true, test: unbelieved('customer') },
        { id: 'plain', guard: true, test: served('plain') },
      ],
    },
    {
      id: 'outside',
      file: NGINX,
      questions: [
        {
          id: 'still-read',
          choices: ['nothing', 'name', 'path'],
          answer: 'name',
          proof: {
            holds: {
              kind: 'all',
              of: [
                { kind: 'wireShows', which: { client: 'colleague' }, text: 'diner.example' },
                { kind: 'not', of: { kind: 'wireShows', which: { client: 'colleague' }, text: '/login' } },
                { kind: 'not', of: { kind: 'wireShows', which: { client: 'colleague' }, text: 'dumpling88' } },
              ],
            },
          },
        },
      ],
    },
  ],
  mistakes: [
    { id: 'no-ssl', when: { kind: 'requestFailed', which: { client: 'customer' }, includes: 'wrong version number' } },
    { id: 'no-certificate', when: { kind: 'complaint', text: 'no "ssl_certificate" is defined' } },
    { id: 'swapped', when: { kind: 'complaint', text: 'PEM_read_bio_PrivateKey' } },
    {
      id: 'not-updated',
      step: 'trust',
      when: { kind: 'all', of: [{ kind: 'fileChanged', path: SEAL, since: 'step' }, unbelieved('colleague')] },
    },
  ],
};

export default lesson;
