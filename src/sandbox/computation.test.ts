import { beforeAll, describe, expect, it } from 'vitest';
import { createGuest } from '../python/guest.ts';
import { nodeAssets } from '../python/node-assets.ts';
import { RUNTIME } from '../python/runtime.ts';
import type { TraceEvent } from '../trace/events.ts';
import { checkNginx } from './check-nginx.ts';
import { makeComputation } from './computation.ts';
import { GuestDesk } from './guest-desk.ts';
import type { LiveInput } from './protocol.ts';

const APP = `import time
count = 0

def app(environ, start_response):
    global count
    count += 1
    time.sleep(2)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"burger %d" % count]
`;

const queue = (workers: number) => ({
  version: 1,
  name: 'queue',
  seed: 7,
  until: 20_000_000,
  files: { '/srv/app/app.py': APP },
  servers: [{ id: 'g', argv: ['gunicorn', '-w', String(workers), '-b', '127.0.0.1:8000', 'app:app'], cwd: '/srv/app' }],
  traffic: [{ client: 'crowd', kind: 'burst', count: 6, to: 'http://127.0.0.1:8000', host: 'local' }],
});

const ALL = { pause: () => false, beforePython: () => undefined };
const answered = (events: readonly TraceEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'request.finished' ? [event.at / 1e6] : []));

describe('a scenario with Python', () => {
  const desk = new GuestDesk(() => undefined);

  beforeAll(async () => desk.set(await createGuest({ assets: await nodeAssets(), runtime: RUNTIME })));

  async function compute(scenario: unknown): Promise<readonly TraceEvent[]> {
    const made = makeComputation(scenario, 'ahead', desk);
    if (!made.ok) throw new Error(made.detail);
    expect(await made.computation.advance(Infinity, ALL)).toBe('ended');
    await made.computation.dispose();
    return made.computation.events;
  }

  it('six customers, one worker, two seconds each: one after the other', async () => {
    const at = answered(await compute(queue(1)));
    expect(at.map((t) => Math.round((t - (at[0] ?? 0)) * 1e6) / 1e6)).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('three workers serve three at once', async () => {
    const at = answered(await compute(queue(3)));
    expect(at.map((t) => Math.round(t - (at[0] ?? 0)))).toEqual([0, 0, 0, 2, 2, 2]);
  });

  it('gives the same trace every time, whatever the interpreter has done before', async () => {
    const once = await compute(queue(2));
    await compute(queue(1));
    expect(JSON.stringify(await compute(queue(2)))).toBe(JSON.stringify(once));
  });

  it('a live run takes inputs where it stands, and gives the same when lived through again', async () => {
    const live = async (inputs: readonly (readonly [at: number, input: LiveInput])[]): Promise<string> => {
      const made = makeComputation(queue(1), 'live', desk);
      if (!made.ok) throw new Error(made.detail);
      const { computation } = made;
      for (const [at, input] of inputs) {
        expect(await computation.advance(at, ALL)).toBe('until');
        computation.enter(input);
      }
      await computation.advance(8_000_000, ALL);
      await computation.dispose();
      return JSON.stringify(computation.events);
    };
    const write: LiveInput = { kind: 'write', path: '/srv/app/x.txt', text: 'hi' };
    const request: LiveInput = { kind: 'request', request: { id: 'one', to: '127.0.0.1:8000' } };
    const once = await live([
      [1_000_000, write],
      [3_000_000, request],
    ]);
    expect(once).toContain('/srv/app/x.txt');
    expect(once).toBe(
      await live([
        [1_000_000, write],
        [3_000_000, request],
      ]),
    );
    expect(once).not.toBe(await live([[1_000_000, write]]));
  });

  it('finds where Python does not compile, and what nginx says', async () => {
    expect(await desk.check('/srv/app.py', 'def app(:\n    pass\n')).toMatchObject([{ path: '/srv/app.py', line: 1 }]);
    expect(await desk.check('/srv/app.py', 'x = 1\n')).toEqual([]);
    const conf = '/etc/nginx/nginx.conf';
    expect(checkNginx({}, conf, 'events {}\nhttp {}\n')).toEqual([]);
    expect(checkNginx({}, conf, 'events {}\nhttp {\n  listn 80;\n}\n')).toEqual([
      { path: conf, line: 3, column: 1, message: 'unknown directive "listn"' },
    ]);
    expect(checkNginx({}, conf, 'http {\n')).toMatchObject([{ line: 2 }]);
  });
});

it('says what is wrong with a scenario', () => {
  const made = makeComputation({ version: 1, servers: [{ id: 'x' }] }, 'ahead', new GuestDesk(() => undefined));
  expect(made.ok ? '' : made.detail).toContain('servers.0.argv');
});

it('tells what the machine has under a path, as far as that is text', async () => {
  const made = makeComputation(
    { version: 1, files: { '/srv/a.txt': 'hi 湯\n', '/etc/a': { symlink: '/srv/a.txt' } } },
    'live',
    new GuestDesk(() => undefined),
  );
  if (!made.ok) throw new Error(made.detail);
  await made.computation.advance(1_000_000, ALL);
  made.computation.enter({ kind: 'write', path: '/srv/b.txt', text: 'there\n' });
  await made.computation.advance(2_000_000, ALL);
  expect(made.computation.read(['/srv/a.txt', '/etc/a', '/srv/b.txt', '/srv', '/srv/none', 'a'])).toEqual({
    '/srv/a.txt': 'hi 湯\n',
    '/etc/a': 'hi 湯\n',
    '/srv/b.txt': 'there\n',
    '/srv': null,
    '/srv/none': null,
    a: null,
  });
});
