// Ways to run uvicorn 0.54 that the command line and an application have: watching the code, a configuration of logging,
// every message told, a server started by the application's own file.
import { describe, expect, it } from 'vitest';
import { concat, fromUtf8 } from '../../base/bytes.ts';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { createRun, type Run } from '../../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';

const guest = lazyGuest();
const HOME = '/home/ubuntu/site';
const app = (text: string): string => `async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"${text}"})
`;

async function ran(argv: readonly string[], more: Record<string, unknown>): Promise<Run> {
  const { files, inputs, ...rest } = { files: {}, inputs: [], ...more };
  const parsed = parseScenario({
    version: 1,
    until: 4_000_000,
    files: { [`${HOME}/asgi.py`]: app('first'), ...files },
    servers: [{ id: 'app', argv, cwd: HOME }],
    inputs: [{ kind: 'request', id: 'r1', at: 0, to: '127.0.0.1:8000' }, ...(inputs as object[])],
    ...rest,
  } as unknown as ScenarioInput);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  return run;
}

const said = (run: Run): string =>
  run.sim.trace.events.flatMap((e) => (e.kind === 'process.output' ? [e.text] : [])).join('');
const body = (run: Run, id: string): string =>
  fromUtf8(concat((run.requests.get(id)?.pieces ?? []).map((piece) => piece.data)));

describe('--reload', () => {
  it('starts the worker anew when the code changed, and says in which file', async () => {
    const run = await ran(['uvicorn', '--reload', 'asgi:app'], {
      inputs: [
        { kind: 'write', at: 500_000, files: { [`${HOME}/asgi.py`]: app('second') } },
        { kind: 'request', id: 'r2', at: 2_000_000, to: '127.0.0.1:8000' },
      ],
    });
    const text = said(run);
    expect([body(run, 'r1'), body(run, 'r2')]).toEqual(['first', 'second']);
    expect(text).toContain(`Will watch for changes in these directories: ['${HOME}']`);
    expect(text).toContain('using WatchFiles');
    expect(text).toContain("WARNING:  WatchFiles detected changes in 'asgi.py'. Reloading...");
  });
});

describe('--log-config', () => {
  it('sends every message through the loggers that the file configures', async () => {
    const run = await ran(['uvicorn', '--log-config', 'log.json', 'asgi:app'], {
      files: {
        [`${HOME}/log.json`]: JSON.stringify({
          version: 1,
          formatters: {
            own: { format: '%(levelname)s|%(name)s|%(message)s' },
            line: { '()': 'uvicorn.logging.AccessFormatter', fmt: '%(status_code)s %(request_line)s' },
          },
          handlers: {
            own: { class: 'logging.StreamHandler', formatter: 'own' },
            line: { class: 'logging.StreamHandler', formatter: 'line' },
          },
          loggers: { 'uvicorn.access': { handlers: ['line'], level: 'INFO', propagate: false } },
          root: { level: 'INFO', handlers: ['own'] },
        }),
      },
    });
    const text = said(run);
    expect(text).toContain('INFO|uvicorn.error|Application startup complete.');
    expect(text).toMatch(/INFO\|uvicorn\.error\|Uvicorn running on .*\n200 OK GET \/ HTTP\/1\.1\n/);
  });
});

it('--log-level trace tells every connection, call and message', async () => {
  const text = said(await ran(['uvicorn', '--log-level', 'trace', 'asgi:app'], {}));
  expect(text).toMatch(/TRACE: {4}127\.0\.0\.1:\d+ - HTTP connection made/);
  expect(text).toMatch(/ASGI \[2\] Send \{'type': 'http\.response\.body', 'body': '<5 bytes>'\}/);
});

it('--log-level debug shows the headers and frames of a websocket', async () => {
  const echo = `async def app(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    await receive()
    await send({"type": "websocket.send", "bytes": b"\\x00\\xff"})
    await receive()
`;
  const ws = [['send_text', 'hi'], ['recv'], ['close', 4001, 'bye'], ['recv_until_close']];
  const run = await ran(['uvicorn', '--log-level', 'debug', 'asgi:app'], {
    files: { [`${HOME}/asgi.py`]: echo },
    inputs: [{ kind: 'request', id: 'ws', at: 100_000, to: '127.0.0.1:8000', ws }],
  });
  const text = said(run);
  for (const line of ['= connection is OPEN', "< TEXT 'hi' [2 bytes]", '> BINARY 00 ff [2 bytes]'])
    expect(text).toContain(`DEBUG:    ${line}\n`);
  expect(text).toContain('< CLOSE 4001 (private use) bye [5 bytes]');
});

describe('uvicorn.run', () => {
  const script = (call: string, rest = ''): Record<string, string> => ({
    [`${HOME}/main.py`]: `${app('by hand')}\nif __name__ == "__main__":\n    import uvicorn\n    ${call}\n${rest}`,
  });

  it('serves the object, and the script goes on when the server has ended', async () => {
    const rest = '    print("after", flush=True)\n';
    const run = await ran(['python3', 'main.py'], {
      files: script('uvicorn.run(app, limit_max_requests=1, headers=[("X-A", "1")])', rest),
    });
    expect(body(run, 'r1')).toBe('by hand');
    expect(said(run)).toMatch(/Finished server process[^\n]*\nafter\n/);
  });

  it('wants an import string for several workers', async () => {
    const run = await ran(['python3', 'main.py'], { files: script('uvicorn.run(app, workers=2)') });
    expect(said(run)).toContain("as an import string to enable 'reload' or 'workers'");
  });
});

it('a close frame of the server waits for the client’s, and closes the connection when it comes', async () => {
  const socket = `async def app(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 4000, "reason": "bye"})
    print(await receive(), flush=True)
`;
  const ws = [['recv_until_close'], ['sleep', 300_000], ['close', 4000]];
  const run = await ran(['uvicorn', 'asgi:app'], {
    files: { [`${HOME}/asgi.py`]: socket },
    inputs: [{ kind: 'request', id: 'ws', at: 0, to: '127.0.0.1:8000', ws }],
  });
  expect(run.requests.get('ws')?.frames?.map(([, ...frame]) => frame)).toEqual([['close', 4000, 'bye']]);
  expect(said(run)).toContain("'code': 4000, 'reason': 'bye'");
});

it('a close frame with a code that may not be sent is the application’s error, except for wsproto', async () => {
  const socket = `async def app(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 1006})
`;
  const frames: unknown[] = [];
  for (const library of ['auto', 'wsproto']) {
    const run = await ran(['uvicorn', '--ws', library, 'asgi:app'], {
      files: { [`${HOME}/asgi.py`]: socket },
      inputs: [{ kind: 'request', id: 'ws', at: 0, to: '127.0.0.1:8000', ws: [['recv_until_close']] }],
    });
    frames.push(run.requests.get('ws')?.frames?.map(([, ...frame]) => frame));
    expect(said(run).includes('websockets.exceptions.ProtocolError: invalid status code')).toBe(library === 'auto');
  }
  expect(frames).toEqual([[['eof']], [['close', 1006, '']]]);
});
