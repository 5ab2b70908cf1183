/** The chef's table: the whole diner without a task, as a lesson that the page makes for itself. */
import { assert } from '../../base/assert.ts';
import type { Lesson } from '../../course/schema.ts';
import { TEXTS } from './texts.ts';
import { encodeOwn } from '../own/index.ts';
import { APP, FILES, NGINX, SETTINGS, STYLE } from './files.ts';

const setting = (name: string, max: number): Lesson['knobs'][string] => ({
  bind: { kind: 'file', path: SETTINGS, before: `${name} = ` },
  min: 1,
  max,
  step: 1,
});

const TABLE: Lesson = {
  version: 1,
  files: [{ path: APP }, { path: SETTINGS }, { path: NGINX }],
  runs: [
    {
      id: 'table',
      model: 'wsgi',
      scenario: {
        version: 1,
        name: 'the table',
        seed: 7,
        until: 30_000_000,
        host: { cores: 2 },
        dns: { 'diner.example': '203.0.113.10' },
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' } },
        files: { [STYLE]: 'body { background: #faf4e8; }\n' },
        servers: [
          {
            id: 'gunicorn',
            argv: ['gunicorn', '-c', 'gunicorn.conf.py', 'app:app'],
            user: 'ubuntu',
            cwd: '/srv/diner',
          },
          { id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' },
        ],
        traffic: [
          {
            client: 'customers',
            kind: 'poisson',
            rate: 6,
            count: 60,
            giveUpMs: 8_000,
            to: 'http://diner.example',
            targets: [
              { path: '/burger', weight: 6 },
              { path: '/report', weight: 1 },
              { path: '/static/menu.css', weight: 3 },
            ],
          },
        ],
      },
    },
  ],
  knobs: {
    workers: setting('workers', 16),
    threads: setting('threads', 8),
    seconds: { bind: { kind: 'file', path: APP, before: 'time.sleep(', anywhere: true }, min: 0.1, max: 4, step: 0.1 },
    rate: { bind: { kind: 'traffic', load: 0, field: 'rate' }, min: 1, max: 20, step: 1 },
    count: { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 10, max: 200, step: 10 },
  },
  moments: {},
  steps: [{ id: 'table', file: APP }],
  mistakes: [],
};

/** The address's payload for it. */
export function chefsTable(): string {
  const payload = encodeOwn({
    kind: 'lesson',
    lesson: TABLE,
    start: FILES,
    solutions: {},
    texts: TEXTS,
    limits: { hide: [], locked: false },
  });
  assert(payload.ok, 'the chef’s table fits into an address');
  return payload.value;
}
