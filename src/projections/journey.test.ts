import { describe, expect, it } from 'vitest';
import type { EventInput } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { RunFold } from './fold.ts';
import { compareHeaders, hopsOf } from './hops.ts';
import { journeyOf, timeIn, workersByPid } from './journey.ts';
import type { RunModel } from './model.ts';

function modelOf(...events: readonly (readonly [number, EventInput])[]): RunModel {
  const fold = new RunFold();
  fold.push(events.map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event })));
  return fold.model;
}
const sent = (conn: number, pid: number, dir: 'up' | 'down', data: string): EventInput => ({
  kind: 'conn.sent',
  conn,
  pid,
  dir,
  bytes: data.length,
  data,
  req: 1,
});

/** One request through nginx (pid 2) to a sync worker (pid 4) that sleeps. */
const model = modelOf(
  [0, { kind: 'process.started', pid: 2, ppid: 1, host: 'box', argv: ['nginx'], user: 'root' }],
  [0, { kind: 'process.role', pid: 2, program: 'nginx', role: 'master', index: 0 }],
  [0, { kind: 'socket.listening', pid: 2, listener: 1, address: '0.0.0.0:80', backlog: 511 }],
  [0, { kind: 'socket.listening', pid: 3, listener: 2, address: '127.0.0.1:8000', backlog: 2048 }],
  [0, { kind: 'worker.booting', pid: 4, arbiter: 3, workerClass: 'sync', age: 1 }],
  [10, { kind: 'worker.booted', pid: 4 }],
  [10, { kind: 'run.ready' }],
  [100, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/burger', to: 'diner:80' }],
  [100, { kind: 'conn.opening', conn: 1, pid: 9, to: '203.0.113.10:80', req: 1 }],
  [110, sent(1, 9, 'up', 'GET /burger HTTP/1.1\r\nHost: diner.example\r\nAccept: */*\r\n\r\n')],
  [120, { kind: 'proxy.request', pid: 2, conn: 1, req: 1, method: 'GET', uri: '/burger', host: 'diner.example' }],
  [125, { kind: 'conn.opening', conn: 2, pid: 2, to: '127.0.0.1:8000', req: 1 }],
  [130, { kind: 'conn.queued', conn: 2, listener: 2, depth: 1, backlog: 2048, req: 1 }],
  [131, sent(2, 2, 'up', 'GET /burger HTTP/1.0\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n\r\n')],
  [200, { kind: 'conn.accepted', conn: 2, listener: 2, pid: 4, depth: 0, req: 1 }],
  [200, { kind: 'worker.activity', pid: 4, tid: 0, activity: 'recv' }],
  [210, { kind: 'worker.request', pid: 4, tid: 0, conn: 2, req: 1, method: 'GET', target: '/burger' }],
  [210, { kind: 'app.called', pid: 4, tid: 0, call: 1, req: 1, via: 'wsgi', environ: '' }],
  [210, { kind: 'python.ran', pid: 4, tid: 0, cpu: 20, lines: [['/srv/app.py', 3, 20]] }],
  [230, { kind: 'python.blocked', pid: 4, tid: 0, what: 'sleep', detail: '2', file: '/srv/app.py', line: 4 }],
  [2230, { kind: 'python.resumed', pid: 4, tid: 0 }],
  [2230, { kind: 'python.ran', pid: 4, tid: 0, cpu: 10, lines: [['/srv/app.py', 5, 10]] }],
  [2240, { kind: 'worker.activity', pid: 4, tid: 0, activity: 'send' }],
  [2241, sent(2, 4, 'down', 'HTTP/1.0 200 OK\r\nServer: gunicorn\r\n\r\nburger')],
  [2250, { kind: 'worker.done', pid: 4, tid: 0, conn: 2, req: 1 }],
  [2255, sent(1, 2, 'down', 'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\nburger')],
  [2260, { kind: 'proxy.response', pid: 2, conn: 1, req: 1, status: 200, by: 'upstream' }],
  [2300, { kind: 'request.finished', req: 1, status: 200, bytes: 6 }],
);
const [request] = model.requests;
if (request === undefined) throw new Error('no request');

describe('journey', () => {
  const legs = journeyOf(request, workersByPid(model));
  it('is gapless from the street to the end, with what Python did in the middle', () => {
    for (const [i, leg] of legs.entries()) if (i > 0) expect(leg.from).toBe(legs[i - 1]?.to);
    expect([legs[0]?.from, legs.at(-1)?.to]).toEqual([100, 2300]);
    const states = legs.map((leg) => leg.state).filter((state, i, all) => state !== all[i - 1]);
    expect(states).toEqual(['door', 'wait', 'io', 'run', 'io', 'run', 'send']);
  });
  it('adds up', () => {
    expect(timeIn(legs, ['wait'], Infinity)).toBe(70);
    expect(timeIn(legs, ['run'], Infinity)).toBe(30);
    expect(timeIn(legs, ['io'], 1230)).toBe(1010);
  });
});

describe('hops', () => {
  const hops = hopsOf(model, request);
  it('shows the raw messages of each connection', () => {
    expect([hops.asked?.start, hops.passedOn?.start, hops.answered?.start, hops.cameBack?.start]).toEqual([
      'GET /burger HTTP/1.1',
      'GET /burger HTTP/1.0',
      'HTTP/1.0 200 OK',
      'HTTP/1.1 200 OK',
    ]);
    expect(hops.cameBack?.body).toBe('burger');
  });
  it('says what a hop added, rewrote and took away', () => {
    if (hops.passedOn === null) throw new Error('nothing passed on');
    expect(compareHeaders(hops.asked, hops.passedOn).map((line) => [line.change, line.name])).toEqual([
      ['rewritten', 'Host'],
      ['added', 'Connection'],
      ['removed', 'Accept'],
    ]);
  });
});

describe('a task that is ready while its loop does something else', () => {
  const parked = (due: number, resumed: number): RunModel =>
    modelOf(
      [0, { kind: 'run.ready' }],
      [0, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/', to: 'diner:80' }],
      [10, { kind: 'app.called', pid: 4, tid: 0, call: 1, req: 1, via: 'asgi', environ: '' }],
      [20_000, { kind: 'app.parked', call: 1, pid: 4, file: 'asgi.py', line: 3, what: 'asyncio.sleep' }],
      [20_000, { kind: 'app.due', call: 1, pid: 4, due }],
      [resumed, { kind: 'app.resumed', call: 1, pid: 4 }],
    );
  const waits = (run: RunModel) =>
    run.requests
      .flatMap((one) => journeyOf(one, workersByPid(run)))
      .filter((leg) => leg.place === 'parked')
      .map(({ state, from, to }) => [state, from, to]);

  it('waits from then on, and not for what it awaited', () => {
    expect(waits(parked(50_000, 90_000))).toEqual([
      ['parked', 20_000, 50_000],
      ['wait', 50_000, 90_000],
    ]);
  });
  it('has waited for nothing where the loop came at once', () => {
    expect(waits(parked(90_000, 90_001))).toEqual([['parked', 20_000, 90_001]]);
  });
});
