import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { createRun } from '../../scenario/run.ts';
import { parseScenario } from '../../scenario/schema.ts';
import { Config } from './config.ts';
import { buildEnviron, unquote } from './environ.ts';
import refusals from './fixtures/refusals.json' with { type: 'json' };
import { readRequest, splitTarget, type ReadResult } from './request.ts';
import { Sys } from '../../machine/sys.ts';
import type { Worker } from './worker.ts';

const parsed = parseScenario({ version: 1 });
if (!parsed.ok) throw new Error('scenario');
const run = createRun(parsed.scenario);
const process = run.world.lifecycle.start(
  run.box,
  function* idle(): Eff<number> {
    yield 0;
    return 0;
  },
  { argv: ['gunicorn'], credentials: { uid: 0, gid: 0, groups: [0] }, env: new Map(), cwd: '/' },
);
const sys = new Sys(run.world, process);
const config = new Config(sys);

/** Bytes are handed over in the given pieces, then the client closes. */
function read(raw: string, cuts: readonly number[] = [], peer = '127.0.0.1', settings = config): ReadResult {
  const pieces: Bytes[] = [];
  let from = 0;
  for (const cut of [...cuts.filter((c) => c > 0 && c < raw.length).sort((a, b) => a - b), raw.length]) {
    if (cut > from) pieces.push(latin1(raw.slice(from, cut)));
    from = cut;
  }
  const net = { recvNow: () => pieces.shift() ?? new Uint8Array(0) };
  // Of a worker, reading needs the settings and the socket alone.
  const worker = { config: settings, sys: { net } } as unknown as Worker;
  const step = readRequest(worker, 5, peer, new Uint8Array(0), function* wait(): Eff<void> {
    yield 0;
  }).next();
  if (step.done !== true) throw new Error('waited');
  return step.value;
}

describe('requests that gunicorn refuses (recorded from 26.2)', () => {
  it.each(refusals)('$raw', ({ raw, status, log }) => {
    const result = read(raw);
    expect(result.kind).toBe('refused');
    if (result.kind !== 'refused') return;
    expect(`${result.refusal.status} ${result.refusal.reason}`).toBe(status);
    expect(result.refusal.log).toBe(log);
  });
});

describe('requests', () => {
  it('mean the same however the bytes are cut', () => {
    const raw = 'POST /a%20b?c HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx_b: 2\r\nContent-Length: 3\r\n\r\nabc';
    const whole = read(raw);
    expect(whole).toMatchObject({
      kind: 'request',
      request: {
        body: 3,
        headers: [
          ['HOST', 'x'],
          ['X-A', '1'],
          ['CONTENT-LENGTH', '3'],
        ],
      },
    });
    fc.assert(
      fc.property(fc.array(fc.nat(raw.length - 4), { maxLength: 8 }), (cuts) => {
        const cut = read(raw, cuts);
        expect(cut.kind === 'request' && { ...cut.request, rest: null }).toEqual(
          whole.kind === 'request' && { ...whole.request, rest: null },
        );
      }),
    );
  });

  it('believe a proxy only when it is trusted', () => {
    const raw = 'GET /s/x HTTP/1.1\r\nHost: h:81\r\nX-Forwarded-Proto: https\r\nSCRIPT_NAME: /s\r\n\r\n';
    const environ = (peer: string): Readonly<Record<string, string>> | null => {
      const result = read(raw, [], peer);
      if (result.kind !== 'request') return null;
      const built = buildEnviron(sys, result.request, { address: peer, port: '1', server: '0.0.0.0:8000' });
      return built.ok ? built.environ : null;
    };
    expect(environ('127.0.0.1')).toMatchObject({
      'wsgi.url_scheme': 'https',
      SCRIPT_NAME: '/s',
      PATH_INFO: '/x',
      SERVER_NAME: '0.0.0.0',
    });
    expect(environ('203.0.113.9')).toMatchObject({ 'wsgi.url_scheme': 'http', SCRIPT_NAME: '', PATH_INFO: '/s/x' });
  });

  it('have the path that urlsplit sees', () => {
    expect(['/a?b?c#d', '//a//b', 'http://e.com/p?q', 'http://e.com', '*', 'a:80'].map((t) => splitTarget(t))).toEqual([
      { path: '/a', query: 'b?c' },
      { path: '//a//b', query: '' },
      { path: '/p', query: 'q' },
      { path: '', query: '' },
      { path: '*', query: '' },
      { path: '80', query: '' },
    ]);
    expect(unquote('/%E4%B8%AD%2')).toBe('/\u00e4\u00b8\u00ad%2');
    expect(unquote('/\u00e5')).toBe('/\u00c3\u00a5');
  });

  it.each([
    ['permit_unconventional_http_method', 'g / HTTP/1.1\r\n\r\n', { method: 'g' }],
    ['permit_unconventional_http_version', 'GET / HTTP/3.7\r\n\r\n', { version: [3, 7] }],
    ['permit_obsolete_folding', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', { headers: [['A', 'b c']] }],
    ['strip_header_spaces', 'GET / HTTP/1.1\r\nA\t : b\r\n\r\n', { headers: [['A', 'b']] }],
  ])('are taken with %s that are refused without', (name, raw, request) => {
    const lenient = new Config(sys);
    lenient.set(name, true);
    expect(read(raw).kind).toBe('refused');
    expect(read(raw, [], '127.0.0.1', lenient)).toMatchObject({ kind: 'request', request });
  });

  it('are judged by their target before their version', () => {
    expect(read('PRI * HTTP/2.0\r\n\r\n')).toMatchObject({
      refusal: { log: "Invalid HTTP request line: 'PRI * HTTP/2.0'" },
    });
  });
});
