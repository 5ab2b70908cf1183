import { expect, it } from 'vitest';
import { guestKernel } from '../machine/guest-kernel.ts';
import { cachedGuest } from '../cli/guest-cache.ts';
import { createRun } from '../scenario/run.ts';
import { parseScenario } from '../scenario/schema.ts';
import { drive } from './driver.ts';

const WSGI = `import time

def app(environ, start_response):
    time.sleep(2)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"burger"]
`;

const ASGI = `import asyncio

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await asyncio.sleep(2)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"burger"})
`;

/** Seconds from the opening to each answer, of six customers who come at once. */
async function answers(app: string, argv: readonly string[]): Promise<number[]> {
  const parsed = parseScenario({
    version: 1,
    until: 16_000_000,
    files: { '/srv/app/app.py': app },
    servers: [{ id: 'app', argv, cwd: '/srv/app' }],
    traffic: [{ client: 'bus', kind: 'burst', count: 6, to: 'http://127.0.0.1:8000', host: 'local' }],
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const guest = await cachedGuest({ jspi: false });
  const run = createRun(parsed.scenario);
  guest.attach(guestKernel(run.world));
  run.start();
  const { guestOutbox: outbox } = run.world;
  await drive(run.sim, guest, { until: 60_000_000, budget: 20_000, outbox, pause: () => run.phase === 'ended' });
  return run.sim.trace.events.flatMap((e) =>
    e.kind === 'request.finished' ? [Math.round((e.at - (run.readyAt ?? 0)) / 10_000) / 100] : [],
  );
}

it('without suspension the sync workers keep their true times', async () => {
  expect(await answers(WSGI, ['gunicorn', '-w', '2', 'app:app'])).toEqual([2, 2, 4, 4, 6, 6]);
});

it('without suspension an event loop keeps its true times', async () => {
  expect(await answers(ASGI, ['uvicorn', 'app:app'])).toEqual([2, 2, 2, 2, 2, 2]);
});

it('without suspension a blocked event loop is blocked', async () => {
  const blocking = ASGI.replace('import asyncio', 'import time').replace('await asyncio.sleep(2)', 'time.sleep(2)');
  expect(await answers(blocking, ['uvicorn', 'app:app'])).toEqual([2, 4, 6, 8, 10, 12]);
});
