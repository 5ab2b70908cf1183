import { runToEnd } from './drive.ts';
import type { Guest } from '../src/machine/guest-port.ts';
import { createGuest, makeSnapshot } from '../src/python/guest.ts';
import { nodeAssets } from '../src/python/node-assets.ts';
import { RUNTIME } from '../src/python/runtime.ts';
import { parseScenario, type Scenario } from '../src/scenario/schema.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { median, once, timed, type Row } from './timing.ts';

const REQUESTS = 1_000;
const WARM_UP = 12;
const ROUNDS = 30;

const APP = `import time

def app(environ, start_response):
    time.sleep(0.05)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"one burger\\n"]
`;

const SITE = `server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; }
}
`;

/** 1,000 requests of twelve steady users through nginx and four sync workers. */
export function burgers(requests: number): Scenario {
  const parsed = parseScenario({
    version: 1,
    name: 'bench',
    until: 2_000_000 + requests * 14_000,
    files: { '/srv/diner/app.py': APP, '/etc/nginx/sites-enabled/diner': SITE },
    servers: [
      {
        id: 'app',
        argv: ['gunicorn', '-w', '4', 'app:app'],
        user: 'ubuntu',
        cwd: '/srv/diner',
        ready: { log: 'Booting worker', count: 4, settle: 400_000 },
      },
      { id: 'nginx', argv: ['nginx'], user: 'root', ready: { listen: [80] }, stopSignal: 'QUIT' },
    ],
    traffic:
      requests === 0
        ? []
        : [{ client: 'guest', kind: 'closed', users: 12, count: requests, thinkMs: 0, to: 'http://203.0.113.10' }],
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.scenario;
}

/** The trace of such a run, about 30 events a request. */
export async function longTrace(requests: number): Promise<readonly TraceEvent[]> {
  const guest = await createGuest({ assets: await nodeAssets(), runtime: RUNTIME });
  const run = await runToEnd(burgers(requests), guest);
  return run.sim.trace.events;
}

/** One promising call with one suspension in a bare Pyodide: what no request can be cheaper than. */
async function bareCalls(): Promise<(n: number) => Promise<void>> {
  const { loadPyodide, options } = await nodeAssets();
  const pyodide = (await loadPyodide(options)) as unknown as {
    globals: { set: (name: string, value: unknown) => void };
    runPython: (code: string) => { callPromising: () => Promise<unknown> };
  };
  pyodide.globals.set('later', () => Promise.resolve(1));
  const call = pyodide.runPython('from pyodide.ffi import run_sync\ndef call():\n    return run_sync(later())\ncall');
  return async (n) => {
    for (let i = 0; i < n; i++) await call.callPromising();
  };
}

/** Milliseconds of a run that serves so many requests; that it did is looked at afterwards. */
async function serve(guest: Guest, requests: number): Promise<number> {
  let events: readonly TraceEvent[] = [];
  const ms = await timed(async () => {
    events = (await runToEnd(burgers(requests), guest)).sim.trace.events;
  });
  const served = events.filter((e) => e.kind === 'request.finished' && e.status === 200).length;
  if (served !== requests) throw new Error(`${served} of ${requests} requests were served`);
  return ms;
}

/**
 * Bare calls, a full run, bare calls again and a run without a request (to be taken off) in each round, so that whatever
 * else the machine does hits all alike: a round's ratio is that of its own blocks. Nothing is collected by force in
 * between, as nothing is in a page: V8 drops the machine code that it has made for objects of which none is alive, and each
 * run would begin cold. The first thousand requests are those of an interpreter that has opened its machine once.
 */
export async function requestRow(): Promise<Row> {
  const guest = await createGuest({ assets: await nodeAssets(), runtime: RUNTIME });
  const bare = await bareCalls();
  const micros = (ms: number): number => (ms * 1000) / REQUESTS;
  await serve(guest, 0);
  const first = await serve(guest, REQUESTS);
  const opened = await serve(guest, 0);
  for (let i = 1; i < WARM_UP; i++) {
    await serve(guest, REQUESTS);
    await bare(REQUESTS);
  }
  const rounds: { ours: number; floor: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const before = await timed(() => bare(REQUESTS));
    const full = await serve(guest, REQUESTS);
    const after = await timed(() => bare(REQUESTS));
    const empty = await serve(guest, 0);
    rounds.push({ ours: micros(full - empty), floor: micros((before + after) / 2) });
  }
  const ratio = median(rounds.map((r) => r.ours / r.floor));
  return {
    name: 'a request, client → nginx → gunicorn → app',
    value: `${median(rounds.map((r) => r.ours)).toFixed(0)} µs (each of the first thousand ${micros(first - opened).toFixed(0)} µs)`,
    against: `${median(rounds.map((r) => r.floor)).toFixed(0)} µs call + suspension`,
    ratio,
    promise: '≤ 4 × it',
    kept: ratio <= 4,
  };
}

/** Restart from the snapshot against a plain load, in turn. Pyodide's files have been read and compiled before. */
export async function snapshotRow(): Promise<Row> {
  const assets = await nodeAssets();
  const snapshot = await makeSnapshot({ assets, runtime: RUNTIME });
  const rounds: { plain: number; restored: number }[] = [];
  for (let i = -1; i < 5; i++) {
    const plain = await once(async () => void (await createGuest({ assets, runtime: RUNTIME })));
    const restored = await once(async () => void (await createGuest({ assets, runtime: RUNTIME, snapshot })));
    if (i >= 0) rounds.push({ plain, restored });
  }
  const ratio = median(rounds.map((r) => r.restored / r.plain));
  return {
    name: 'Python again, from the snapshot',
    value: `${median(rounds.map((r) => r.restored)).toFixed(0)} ms`,
    against: `${median(rounds.map((r) => r.plain)).toFixed(0)} ms plain load`,
    ratio,
    promise: '≤ 0.2 of it',
    kept: ratio <= 0.2,
  };
}
