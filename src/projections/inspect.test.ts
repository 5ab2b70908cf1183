import { describe, expect, it } from 'vitest';
import type { EventInput, TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { connectionOf, connStateAt } from './connection.ts';
import { flameOf } from './flame.ts';
import { RunFold } from './fold.ts';
import { linesOfRequest, lineTimes } from './heat.ts';
import { journeyOf, workersByPid } from './journey.ts';
import { requestOfLine } from './line-owner.ts';
import type { RunModel } from './model.ts';
import { globalsOf, processAt, valueAt } from './process.ts';

/** A model of events at given times (µs). */
function modelOf(list: readonly (readonly [at: number, event: EventInput])[]): RunModel {
  const fold = new RunFold();
  fold.push(list.map(([at, event], i): TraceEvent => ({ ...event, seq: i + 1, at: simTime(at), cause: 0 })));
  return fold.model;
}
const started = (pid: number, ppid: number, argv: readonly string[]): EventInput => ({
  kind: 'process.started',
  pid,
  ppid,
  host: 'box',
  argv,
  user: 'ubuntu',
});
const APP = '/srv/app.py';

describe('time on lines', () => {
  const model = modelOf([
    [0, started(1, 0, ['gunicorn'])],
    [10, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/', to: 'x:80' }],
    [20, { kind: 'app.called', pid: 1, tid: 0, call: 1, req: 1, via: 'wsgi', environ: '' }],
    [
      20,
      {
        kind: 'python.ran',
        pid: 1,
        tid: 0,
        cpu: 10,
        lines: [
          [APP, 3, 4],
          [APP, 4, 6],
        ],
      },
    ],
    [30, { kind: 'python.blocked', pid: 1, tid: 0, what: 'sleep', detail: '', file: APP, line: 5 }],
    [130, { kind: 'python.resumed', pid: 1, tid: 0 }],
    [130, { kind: 'python.ran', pid: 1, tid: 0, cpu: 2, lines: [[APP, 4, 2]] }],
    [132, { kind: 'app.returned', pid: 1, call: 1 }],
    [200, { kind: 'python.ran', pid: 1, tid: 0, cpu: 50, lines: [[APP, 9, 50]] }],
    [300, { kind: 'run.ended', reason: 'idle' }],
  ]);
  const times = (t: number): unknown[] => lineTimes(model, t).map((one) => [one.line, one.run, one.wait]);

  it('adds up, also in the middle of a wait', () => {
    expect(times(80)).toEqual([
      [3, 4, 0],
      [4, 6, 0],
      [5, 0, 50],
    ]);
    expect(times(300)).toEqual([
      [3, 4, 0],
      [4, 8, 0],
      [5, 0, 100],
      [9, 50, 0],
    ]);
  });
  it('is known for one request alone', () => {
    const [request] = model.requests;
    if (request === undefined) throw new Error('no request');
    expect(linesOfRequest(model, request)).toEqual({
      shared: false,
      lines: [
        { file: APP, line: 3, run: 4, wait: 0, visits: 1 },
        { file: APP, line: 4, run: 8, wait: 0, visits: 2 },
        { file: APP, line: 5, run: 0, wait: 100, visits: 1 },
      ],
    });
  });
});

describe('a process', () => {
  const model = modelOf([
    [0, started(1, 0, ['gunicorn', 'app:app'])],
    [0, { kind: 'process.role', pid: 1, program: 'gunicorn', role: 'arbiter', index: 0 }],
    [1, { kind: 'socket.listening', pid: 1, listener: 7, address: '127.0.0.1:8000', backlog: 8 }],
    [2, started(2, 1, ['gunicorn', 'app:app'])],
    [2, { kind: 'worker.booting', pid: 2, arbiter: 1, workerClass: 'sync', age: 1 }],
    [3, started(3, 1, ['gunicorn', 'app:app'])],
    [3, { kind: 'worker.booting', pid: 3, arbiter: 1, workerClass: 'sync', age: 2 }],
    [5, { kind: 'cpu.slice', pid: 2, tid: 0, core: 0, us: 40, waited: 0 }],
    [50, { kind: 'python.globals', pid: 2, module: 'app', values: [['served', '1']] }],
    [60, { kind: 'python.globals', pid: 3, module: 'app', values: [['served', '1']] }],
    [70, { kind: 'python.globals', pid: 2, module: 'app', values: [['served', '2']] }],
    [80, { kind: 'process.signalled', pid: 2, signal: 'KILL', from: 1 }],
    [80, { kind: 'process.exited', pid: 2, code: null, signal: 'KILL' }],
  ]);

  it('has children, sockets of its parent, and time on the cores', () => {
    const arbiter = processAt(model, 1, 10);
    expect([arbiter?.children.map((one) => one.pid), arbiter?.listening.length]).toEqual([[2, 3], 1]);
    const worker = processAt(model, 2, 10);
    expect([worker?.alive, worker?.cpu, worker?.listening[0]?.address, worker?.parent?.pid]).toEqual([
      true,
      40,
      '127.0.0.1:8000',
      1,
    ]);
    const gone = processAt(model, 2, 90);
    expect([gone?.alive, gone?.listening, gone?.process.exit]).toEqual([false, [], 'SIGKILL']);
    expect(processAt(model, 99, 0)).toBeNull();
  });
  it('is whom it has become: nginx as root starts workers that are www-data', () => {
    const users = modelOf([
      [0, { ...started(1, 0, ['nginx']), user: 'root' } as EventInput],
      [1, { ...started(2, 1, ['nginx']), user: 'root' } as EventInput],
      [2, { kind: 'process.user', pid: 2, user: 'www-data' }],
    ]);
    expect(users.processes.map((one) => one.user)).toEqual(['root', 'www-data']);
  });
  it('has globals of its own: the counter differs per worker', () => {
    const [served] = globalsOf(model);
    const at = (pid: number, t: number): string | null => valueAt(served?.byPid.get(pid) ?? [], t);
    expect([served?.name, at(2, 40), at(2, 55), at(2, 75), at(3, 75)]).toEqual(['served', null, '1', '2', '1']);
  });
});

describe('a connection', () => {
  const model = modelOf([
    [0, { kind: 'conn.opening', conn: 1, pid: 9, to: '127.0.0.1:8000', req: 1 }],
    [1, { kind: 'conn.dropped', conn: 1, listener: 7, retry: 1_000_000, req: 1 }],
    [2, { kind: 'conn.queued', conn: 1, listener: 7, depth: 3, backlog: 8, req: 1 }],
    [3, { kind: 'conn.accepted', conn: 1, listener: 7, pid: 2, depth: 2, req: 1 }],
    [4, { kind: 'conn.sent', conn: 1, pid: 9, dir: 'up', bytes: 100, data: 'GET', req: 1 }],
    [5, { kind: 'conn.stalled', conn: 1, pid: 2, dir: 'down' }],
    [6, { kind: 'conn.sent', conn: 1, pid: 2, dir: 'down', bytes: 900, data: 'HTTP', req: 1 }],
    [7, { kind: 'conn.sent', conn: 1, pid: 9, dir: 'up', bytes: 50, data: 'GET', req: 2 }],
    [8, { kind: 'conn.shut', conn: 1, pid: 2, dir: 'down' }],
    [9, { kind: 'conn.closed', conn: 1 }],
  ]);

  it('goes through its states and may carry several requests', () => {
    const facts = connectionOf(model, 1);
    if (facts === null) throw new Error('no connection');
    expect(facts.steps.map((step) => step.state)).toEqual([
      'syn-sent',
      'dropped',
      'queued',
      'established',
      'stalled',
      'established',
      'half-closed',
      'closed',
    ]);
    expect([facts.up, facts.down, facts.requests, facts.stalls, facts.unix]).toEqual([150, 900, [1, 2], 1, false]);
    expect([connStateAt(facts, 2)?.number, connStateAt(facts, -1)]).toEqual([3, null]);
    expect(connectionOf(model, 5)).toBeNull();
  });
});

describe('a request, in spans', () => {
  const model = modelOf([
    [0, started(1, 0, ['nginx'])],
    [0, { kind: 'process.role', pid: 1, program: 'nginx', role: 'worker', index: 0 }],
    [0, started(2, 0, ['gunicorn'])],
    [0, { kind: 'worker.booting', pid: 2, arbiter: 2, workerClass: 'sync', age: 1 }],
    [1, { kind: 'worker.booted', pid: 2 }],
    [10, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/', to: 'x:80' }],
    [20, { kind: 'proxy.request', pid: 1, conn: 1, req: 1, method: 'GET', uri: '/', host: 'x' }],
    [30, { kind: 'conn.queued', conn: 2, listener: 5, depth: 1, backlog: 8, req: 1 }],
    [60, { kind: 'worker.request', pid: 2, tid: 0, conn: 2, req: 1, method: 'GET', target: '/' }],
    [60, { kind: 'app.called', pid: 2, tid: 0, call: 1, req: 1, via: 'wsgi', environ: '' }],
    [60, { kind: 'python.blocked', pid: 2, tid: 0, what: 'sleep', detail: '', file: APP, line: 5 }],
    [160, { kind: 'python.resumed', pid: 2, tid: 0 }],
    [160, { kind: 'process.output', pid: 2, fd: 2, text: 'hello\n' }],
    [170, { kind: 'app.returned', pid: 2, call: 1 }],
    [170, { kind: 'worker.done', pid: 2, tid: 0, conn: 2, req: 1 }],
    [170, { kind: 'file.appended', pid: 1, path: '/var/log/nginx/access.log', text: 'GET /\n' }],
    [170, { kind: 'proxy.response', pid: 1, conn: 1, req: 1, status: 200, by: 'upstream' }],
    [180, { kind: 'request.finished', req: 1, status: 200, bytes: 3 }],
    [400, { kind: 'process.output', pid: 2, fd: 2, text: 'bye\n' }],
  ]);
  const [request] = model.requests;
  if (request === undefined) throw new Error('no request');

  it('nests client, proxy, queue, worker, app and line', () => {
    const rows = flameOf(model, request, journeyOf(request, workersByPid(model)));
    expect(rows.map((row) => [row.depth, row.owner.kind, row.total])).toEqual([
      [0, 'client', 170],
      [1, 'proxy', 160],
      [2, 'queue', 30],
      [2, 'worker', 110],
      [3, 'app', 110],
      [4, 'line', 100],
      [1, 'back', 10],
    ]);
  });
  it('is found from its log lines, and other lines are about nobody', () => {
    expect(model.logs.map((line) => [line.text, requestOfLine(model, line)])).toEqual([
      ['hello', 1],
      ['GET /', 1],
      ['bye', null],
    ]);
  });
});
