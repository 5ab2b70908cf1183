import { runToEnd } from './drive.ts';
import { createGuest, makeSnapshot } from '../src/python/guest.ts';
import { nodeAssets } from '../src/python/node-assets.ts';
import { RUNTIME } from '../src/python/runtime.ts';
import { parseScenario, type Scenario } from '../src/scenario/schema.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { median, type Row, timedAsync } from './timing.ts';

const REQUESTS = 1_000;

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
async function floorMicros(): Promise<number> {
  const { loadPyodide, options } = await nodeAssets();
  const pyodide = (await loadPyodide(options)) as unknown as {
    globals: { set: (name: string, value: unknown) => void };
    runPython: (code: string) => { callPromising: () => Promise<unknown> };
  };
  pyodide.globals.set('later', () => Promise.resolve(1));
  const call = pyodide.runPython('from pyodide.ffi import run_sync\ndef call():\n    return run_sync(later())\ncall');
  const ms = await timedAsync(async () => {
    for (let i = 0; i < REQUESTS; i++) await call.callPromising();
  });
  return (ms * 1000) / REQUESTS;
}

export async function requestRow(): Promise<Row> {
  const assets = await nodeAssets();
  const guest = await createGuest({ assets, runtime: RUNTIME });
  const times: number[] = [];
  const empty: number[] = [];
  for (let i = 0; i < 4; i++) {
    for (const [list, n] of [
      [times, REQUESTS],
      [empty, 0],
    ] as const) {
      const start = performance.now();
      const run = await runToEnd(burgers(n), guest);
      if (i > 0) list.push(performance.now() - start);
      const served = run.sim.trace.events.filter((e) => e.kind === 'request.finished' && e.status === 200).length;
      if (served !== n) throw new Error(`${served} of ${n} requests were served`);
    }
  }
  const ours = ((median(times) - median(empty)) * 1000) / REQUESTS;
  const floor = await floorMicros();
  return {
    name: 'a request, client → nginx → gunicorn → app',
    value: `${ours.toFixed(0)} µs`,
    against: `${floor.toFixed(0)} µs call + suspension`,
    ratio: ours / floor,
    promise: '≤ 4 × it',
    kept: ours / floor <= 4,
  };
}

/** Restart from the snapshot against a plain load. */
export async function snapshotRow(): Promise<Row> {
  const assets = await nodeAssets();
  const plain = await timedAsync(async () => void (await createGuest({ assets, runtime: RUNTIME })), 3);
  const snapshot = await makeSnapshot({ assets, runtime: RUNTIME });
  const restored = await timedAsync(async () => void (await createGuest({ assets, runtime: RUNTIME, snapshot })), 3);
  return {
    name: 'Python again, from the snapshot',
    value: `${restored.toFixed(0)} ms`,
    against: `${plain.toFixed(0)} ms plain load`,
    ratio: restored / plain,
    promise: '≤ 0.2 of it',
    kept: restored / plain <= 0.2,
  };
}
