// What an event loop is: two waiting requests share it, one blocking call stops everybody. The traces are kept as text.
// After a wanted change: `npm run unit -- src/programs/uvicorn -u`, and read the difference before you commit it.
import { describe, expect, it } from 'vitest';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { createRun, type Run } from '../../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';
import { encodeTrace } from '../../trace/codec.ts';
import { printTrace } from '../../trace/text.ts';
import type { EventKind, EventOf } from '../../trace/events.ts';

const APP = (wait: string): string => `import asyncio
import time


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    ${wait}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
    await send({"type": "http.response.body", "body": b"ok\\n"})
`;

const guest = lazyGuest();

/** Two requests, 50 ms apart. */
function scenario(app: string, flags: readonly string[] = []): ScenarioInput {
  return {
    version: 1,
    until: 1_500_000,
    files: { '/home/ubuntu/site/asgi.py': app },
    servers: [{ id: 'app', argv: ['uvicorn', ...flags, 'asgi:app'], cwd: '/home/ubuntu/site' }],
    inputs: [
      { kind: 'request', id: 'r1', at: 0, to: '127.0.0.1:8000' },
      { kind: 'request', id: 'r2', at: 50_000, to: '127.0.0.1:8000' },
    ],
  };
}

async function traced(input: ScenarioInput): Promise<Run> {
  const parsed = parseScenario(input);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  return run;
}

const of = <K extends EventKind>(run: Run, kind: K): EventOf<K>[] =>
  run.sim.trace.events.filter((e): e is EventOf<K> => e.kind === kind);
/** Milliseconds after the run's t = 0 at which the two requests ended. */
const ends = (run: Run): number[] =>
  ['r1', 'r2'].map((id) => Math.round(((run.requests.get(id)?.end ?? 0) - (run.readyAt ?? 0)) / 1000));

describe('uvicorn', () => {
  it.each([
    ['await', 'await asyncio.sleep(0.2)'],
    ['block', 'time.sleep(0.2)'],
  ])('golden trace: %s', { timeout: 30_000 }, async (name, wait) => {
    const input = scenario(APP(wait));
    const run = await traced(input);
    expect(run.leaks()).toEqual([]);
    const again = await traced(input);
    expect(encodeTrace(again.sim.trace.events) === encodeTrace(run.sim.trace.events)).toBe(true);
    await expect(printTrace(run.sim.trace.events)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('parks two requests at their awaits at the same time', async () => {
    const run = await traced(scenario(APP('await asyncio.sleep(0.2)')));
    expect(ends(run)).toEqual([200, 250]);
    const kinds = run.sim.trace.events.map((e) => e.kind).filter((k) => k.startsWith('app.'));
    const one = ['app.called', 'app.parked', 'app.due'];
    const end = ['app.resumed', 'app.responded', 'app.block', 'app.returned'];
    expect(kinds).toEqual([...one, ...one, ...end, ...end]);
    expect(of(run, 'app.parked').map((e) => [e.file, e.line])).toEqual([
      ['/home/ubuntu/site/asgi.py', 8],
      ['/home/ubuntu/site/asgi.py', 8],
    ]);
  });

  it('says when a sleep is over, also where its loop comes late', async () => {
    // The second one begins to block while the first is parked.
    const wait = 'await asyncio.sleep(0.2) if scope["path"] == "/await" else time.sleep(0.4)';
    const run = await traced({
      ...scenario(APP(wait)),
      inputs: ['/await', '/block'].map((target, i) => ({
        kind: 'request' as const,
        id: `r${i + 1}`,
        at: i * 50_000,
        to: '127.0.0.1:8000',
        target,
      })),
    });
    const [parked, due, resumed] = [of(run, 'app.parked')[0], of(run, 'app.due')[0], of(run, 'app.resumed')[0]];
    expect((due?.due ?? 0) - (parked?.at ?? 0)).toBe(200_000);
    expect((resumed?.at ?? 0) - (due?.due ?? 0)).toBe(250_000);
  });

  it.each([
    ['says when a thread is through, where its loop comes late', 50_000, 250_000],
    ['need not say it of a loop that sees it at once', 1_000_000, null],
  ])('%s', async (_, every, late) => {
    const wait = 'await asyncio.to_thread(time.sleep, 0.2) if scope["path"] == "/await" else time.sleep(0.4)';
    const run = await traced({
      ...scenario(APP(wait)),
      inputs: ['/await', '/block'].map((target, i) => ({
        kind: 'request' as const,
        id: `r${i + 1}`,
        at: i * every,
        to: '127.0.0.1:8000',
        target,
      })),
    });
    const [due, resumed] = [of(run, 'app.due')[0], of(run, 'app.resumed')[0]];
    if (late === null) expect(due).toBeUndefined();
    else expect(Math.abs((resumed?.at ?? 0) - (due?.due ?? 0) - late)).toBeLessThan(5_000);
  });

  it('does nothing else while a coroutine blocks', async () => {
    const run = await traced(scenario(APP('time.sleep(0.2)')));
    expect(ends(run)).toEqual([200, 400]);
    expect(of(run, 'app.parked')).toEqual([]);
    const [first] = of(run, 'python.blocked');
    const accepted = of(run, 'conn.accepted');
    expect(first).toMatchObject({ what: 'sleep', line: 8 });
    expect((accepted[1]?.at ?? 0) - (first?.at ?? 0)).toBe(200_000);
  });

  it('sends late with uvloop: when the callbacks of the turn have run', async () => {
    const both = {
      ...scenario(APP('time.sleep(0.2)'), ['--loop', 'uvloop']),
      inputs: [0, 1].map((i) => ({ kind: 'request' as const, id: `r${i + 1}`, at: 0, to: '127.0.0.1:8000' })),
    };
    const run = await traced(both);
    const [r1 = 0, r2 = 0] = ends(run);
    expect([Math.min(r1, r2), Math.max(r1, r2)]).toEqual([400, 400]);
  });

  it('holds a response back while its client does not read', async () => {
    const stream = `async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for i in range(8):
        await send({"type": "http.response.body", "body": b"x" * 100000, "more_body": True})
    await send({"type": "http.response.body"})
`;
    const input: ScenarioInput = {
      ...scenario(stream),
      inputs: [{ kind: 'request', id: 'r1', at: 0, to: '127.0.0.1:8000', readDelay: 500_000, receiveBuffer: 4096 }],
    };
    const run = await traced(input);
    expect(of(run, 'app.parked').length).toBeGreaterThan(0);
    expect(ends(run)[0]).toBeGreaterThanOrEqual(500);
    expect(run.requests.get('r1')?.error).toBeNull();
  });
});
