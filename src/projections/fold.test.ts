import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventInput, TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { activityAt, depthAt, phaseAt, runningLines, seqAt } from './at.ts';
import { RunFold } from './fold.ts';
import { metricsOf, percentile } from './metrics.ts';

const ARBITER = 10;
const WORKER = 11;

/** One request through a sync worker that sleeps 2 s in line 7, a second one that waits behind it and gives up. */
const STORY: readonly (readonly [number, EventInput])[] = [
  [0, { kind: 'run.started', scenario: 'story', seed: 1, version: '1' }],
  [0, { kind: 'process.started', pid: ARBITER, ppid: 1, host: 'box', argv: ['gunicorn', 'app:app'], user: 'u' }],
  [0, { kind: 'process.role', pid: ARBITER, program: 'gunicorn', role: 'arbiter', index: 0 }],
  [0, { kind: 'socket.listening', pid: ARBITER, listener: 1, address: '127.0.0.1:8000', backlog: 5 }],
  [1, { kind: 'process.started', pid: WORKER, ppid: ARBITER, host: 'box', argv: ['gunicorn', 'app:app'], user: 'u' }],
  [1, { kind: 'process.role', pid: WORKER, program: 'gunicorn', role: 'worker', index: 1 }],
  [1, { kind: 'worker.booting', pid: WORKER, arbiter: ARBITER, workerClass: 'sync', age: 1 }],
  [2, { kind: 'worker.booted', pid: WORKER }],
  [10, { kind: 'run.ready' }],
  [20, { kind: 'request.started', req: 1, client: 'a', method: 'GET', target: '/x', to: '127.0.0.1:8000' }],
  [20, { kind: 'conn.opening', conn: 1, pid: 50, to: '127.0.0.1:8000', req: 1 }],
  [21, { kind: 'conn.queued', conn: 1, listener: 1, depth: 1, backlog: 5, req: 1 }],
  [22, { kind: 'conn.accepted', conn: 1, listener: 1, pid: WORKER, depth: 0, req: 1 }],
  [23, { kind: 'worker.request', pid: WORKER, tid: 0, conn: 1, req: 1, method: 'GET', target: '/x' }],
  [23, { kind: 'app.called', pid: WORKER, tid: 0, call: 1, req: 1, via: 'wsgi', environ: '' }],
  [24, { kind: 'python.blocked', pid: WORKER, tid: 0, what: 'sleep', detail: '2000000', file: '/p/app.py', line: 7 }],
  [30, { kind: 'request.started', req: 2, client: 'b', method: 'GET', target: '/y', to: '127.0.0.1:8000' }],
  [30, { kind: 'conn.opening', conn: 2, pid: 51, to: '127.0.0.1:8000', req: 2 }],
  [31, { kind: 'conn.queued', conn: 2, listener: 1, depth: 1, backlog: 5, req: 2 }],
  [900, { kind: 'request.failed', req: 2, error: 'timeout' }],
  [2_000_024, { kind: 'python.resumed', pid: WORKER, tid: 0 }],
  [2_000_025, { kind: 'app.responded', call: 1, pid: WORKER, status: 200, reason: 'OK', headers: [] }],
  [2_000_026, { kind: 'app.returned', call: 1, pid: WORKER }],
  [2_000_026, { kind: 'process.output', pid: WORKER, fd: 2, text: 'half a ' }],
  [2_000_027, { kind: 'process.output', pid: WORKER, fd: 2, text: 'line\nnext\n' }],
  [2_000_030, { kind: 'worker.done', pid: WORKER, tid: 0, conn: 1, req: 1 }],
  [2_000_040, { kind: 'request.finished', req: 1, status: 200, bytes: 2 }],
];

const EVENTS: readonly TraceEvent[] = STORY.map(([at, event], i) => ({
  seq: i + 1,
  at: simTime(at),
  cause: 0,
  ...event,
}));

function fold(...pieces: (readonly TraceEvent[])[]) {
  const run = new RunFold();
  for (const piece of pieces) run.push(piece);
  return run.model;
}

describe('a run as histories', () => {
  const model = fold(EVENTS);

  it('takes a helper without work for free, and one that waits in the app for waiting', () => {
    const blocked = (tid: number, file: string): EventInput => ({
      kind: 'python.blocked',
      pid: WORKER,
      tid,
      what: 'lock.wait',
      detail: '',
      file,
      line: 0,
    });
    const helpers: readonly EventInput[] = [blocked(100, ''), blocked(101, '/p/app.py')];
    const run = fold([
      ...EVENTS,
      ...helpers.map((event, i) => ({ seq: EVENTS.length + i + 1, at: simTime(2_000_050), cause: 0, ...event })),
    ]);
    const doing = (tid: number) => run.workers[0]?.spans.find((span) => span.tid === tid)?.activity;
    expect([doing(100), doing(101)]).toEqual(['free', 'io']);
  });

  it('follows a request through its places', () => {
    const [served, impatient] = model.requests;
    expect(served?.phases.map((p) => p.place)).toEqual(['street', 'queued', 'worker', 'leaving']);
    expect(served).toMatchObject({ workerPid: WORKER, status: 200, outcome: 'ok', finishedAt: 2_000_040 });
    expect(impatient?.phases.map((p) => p.place)).toEqual(['street', 'queued', 'leaving']);
    expect(impatient).toMatchObject({ outcome: 'gave-up', error: 'timeout', workerPid: null });
  });

  it('knows what a worker does at an instant, and on which line', () => {
    const [worker] = model.workers;
    expect(worker).toMatchObject({ slot: 0, workerClass: 'sync', served: [1] });
    expect(worker && activityAt(worker, 15)[0]).toMatchObject({ activity: 'free' });
    expect(worker && activityAt(worker, 1_000_000)[0]).toMatchObject({
      activity: 'io',
      req: 1,
      line: 7,
      what: 'sleep',
    });
    expect(runningLines(model, 1_000_000)).toEqual([
      { pid: WORKER, tid: 0, file: '/p/app.py', line: 7, activity: 'io' },
    ]);
    expect(runningLines(model, 15)).toEqual([]);
  });

  it('answers questions about any instant, in any order', () => {
    const [queue] = model.queues;
    const [served] = model.requests;
    expect([100, 21, 22, 0].map((t) => queue && depthAt(queue, t))).toEqual([1, 1, 0, 0]);
    expect(served && phaseAt(served, 21)?.place).toBe('queued');
    expect(served && phaseAt(served, 19)).toBeNull();
    expect([seqAt(model, -1), seqAt(model, 1), seqAt(model, 5e9)]).toEqual([0, 7, EVENTS.length]);
  });

  it('puts log lines together from pieces', () => {
    expect(model.logs.map((l) => [l.at, l.text])).toEqual([
      [2_000_027, 'half a line'],
      [2_000_027, 'next'],
    ]);
  });

  it('gives the same model whatever the pieces are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: EVENTS.length }), (cut) => {
        expect(fold(EVENTS.slice(0, cut), EVENTS.slice(cut))).toEqual(model);
      }),
    );
  });

  it('counts', () => {
    expect(metricsOf(model)).toMatchObject({ sent: 2, finished: 2, ok: 1, gaveUp: 1, failed: 0, p50: 2_000_020 });
    expect(percentile([1, 2, 3, 4], 50)).toBe(2);
    expect(percentile([1, 2, 3, 4], 95)).toBe(4);
    expect(percentile([], 50)).toBeNull();
  });
});

describe('servers that announce no workers', () => {
  const started = (pid: number, ppid: number): EventInput => ({
    kind: 'process.started',
    pid,
    ppid,
    host: 'box',
    argv: ['x'],
    user: 'u',
  });
  const model = new RunFold();
  const story: readonly (readonly [number, EventInput])[] = [
    [0, started(20, 1)],
    [5, started(21, 20)],
    [6, { kind: 'worker.request', pid: 21, tid: 0, conn: 1, req: 1, method: 'GET', target: '/' }],
    [9, { kind: 'process.exited', pid: 21, code: 0, signal: null }],
    [10, started(22, 20)],
    [11, { kind: 'app.called', pid: 22, tid: 0, call: 1, req: 1, via: 'wsgi', environ: '' }],
    [12, { kind: 'process.exited', pid: 22, code: 0, signal: null }],
  ];
  model.push(story.map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event })));

  it('have those for workers who call the app: a new one for each request, at the same place', () => {
    const seen = model.model.workers.map((w) => [w.pid, w.arbiter, w.slot, w.bootingAt, w.exitedAt]);
    expect(seen).toEqual([
      [21, 20, 0, 5, 9],
      [22, 20, 0, 10, 12],
    ]);
  });
});
