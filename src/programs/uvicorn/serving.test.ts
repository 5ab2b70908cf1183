// What uvicorn 0.54 does with an application's messages, as the real one was seen to.
import { describe, expect, it } from 'vitest';
import { concat, fromUtf8 } from '../../base/bytes.ts';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { createRun, type Run } from '../../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';

const guest = lazyGuest();
const START = `{"type": "http.response.start", "status": 200, "headers": []}`;

/** One request to an application whose HTTP part is `body`. */
async function served(body: string, flags: readonly string[] = [], request: object = {}): Promise<Run> {
  const lines = body.split('\n').map((line) => `    ${line}`);
  const app = `async def app(scope, receive, send):\n    if scope["type"] != "http":\n        return\n${lines.join('\n')}\n`;
  const input = {
    version: 1,
    until: 3_000_000,
    files: { '/home/ubuntu/site/asgi.py': app },
    servers: [{ id: 'app', argv: ['uvicorn', ...flags, 'asgi:app'], cwd: '/home/ubuntu/site' }],
    inputs: [{ kind: 'request', id: 'r1', at: 0, to: '127.0.0.1:8000', ...request }],
  };
  const parsed = parseScenario(input as ScenarioInput);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  return run;
}

function answer(run: Run) {
  const r1 = run.requests.get('r1');
  const headers = Object.fromEntries((r1?.head?.headers ?? []).map((h) => [h.name, h.value]));
  const body = fromUtf8(concat((r1?.pieces ?? []).map((piece) => piece.data)));
  return { status: r1?.head?.status, error: r1?.error, headers, body };
}

describe('logging', () => {
  const LOG = `import logging\nlogging.basicConfig(level=logging.INFO)\nlogging.getLogger('uvicorn.error').info('by the app')`;
  const ANSWER = `await send(${START})\nawait send({"type": "http.response.body", "body": b"x"})`;
  const said = (run: Run): string =>
    run.sim.trace.events.flatMap((e) => (e.kind === 'process.output' ? [e.text] : [])).join('');

  it("an application's line to uvicorn's logger looks like uvicorn's own", async () => {
    const text = said(await served(`${LOG}\n${ANSWER}`));
    expect(text).toContain('INFO:     by the app');
    expect(text).toMatch(/"GET \/ HTTP\/1.1" 200 OK/);
  });

  it('a filter of the application keeps access lines back', async () => {
    const quiet = "logging.getLogger('uvicorn.access').addFilter(lambda record: record.args[2] != '/')";
    expect(said(await served(`${LOG}\n${quiet}\n${ANSWER}`))).not.toContain('"GET / ');
  });
});

describe('--http h11', () => {
  it('sends its own 500 in chunks, where httptools counts', async () => {
    const h11 = answer(await served('raise ValueError("x")', ['--http', 'h11']));
    expect(h11).toMatchObject({ status: 500, body: 'Internal Server Error' });
    expect(h11.headers).toMatchObject({ 'Transfer-Encoding': 'chunked', connection: 'close' });
    const httptools = answer(await served('raise ValueError("x")'));
    expect(httptools.headers).toMatchObject({ 'content-length': '21', connection: 'close' });
  });

  it('takes headers that are text, and keeps the case of names', async () => {
    const app = `await send({"type": "http.response.start", "status": 200, "headers": [("X-Text", "a b")]})\nawait send({"type": "http.response.body", "body": b"x"})`;
    const h11 = answer(await served(app, ['--http', 'h11']));
    expect([h11.status, h11.headers['X-Text'], h11.body]).toEqual([200, 'a b', 'x']);
    expect(answer(await served(app)).error).toBe('empty-reply');
  });

  it('sends no framing with a 204', async () => {
    const app = `await send({"type": "http.response.start", "status": 204})\nawait send({"type": "http.response.body"})`;
    expect(answer(await served(app, ['--http', 'h11'])).headers).not.toHaveProperty('Transfer-Encoding');
  });

  it('hands the target over as it was sent', async () => {
    const app = `await send(${START})\nawait send({"type": "http.response.body", "body": scope["path"].encode()})`;
    const target = { target: 'http://example.com/a' };
    expect(answer(await served(app, ['--http', 'h11'], target)).body).toBe('http://example.com/a');
    expect(answer(await served(app, [], target)).body).toBe('/a');
  });
});

it('a unix socket that cannot be made ends uvicorn with the exception', async () => {
  const run = await served('pass', ['--uds', '/nowhere/a.sock']);
  const text = run.sim.trace.events.flatMap((e) => (e.kind === 'process.output' ? [e.text] : [])).join('');
  expect(text).toMatch(/\nTraceback.*\nFileNotFoundError: \[Errno 2\] No such file/);
});
