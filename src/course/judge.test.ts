// Each predicate on a small hand-made run: once so, once not so.
import { describe, expect, it } from 'vitest';
import { RunFold } from '../projections/fold.ts';
import type { RunModel } from '../projections/model.ts';
import type { EventInput, TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import type { Evidence } from './evidence.ts';
import { judge } from './judge.ts';
import { momentIn } from './moments.ts';
import type { Predicate } from './predicate.ts';

type Timed = readonly [atMs: number, event: EventInput];

/** Ready at 1 s: times in checks count from there. */
function model(events: readonly Timed[]): RunModel {
  const fold = new RunFold();
  const ready: Timed = [1000, { kind: 'run.ready' }];
  fold.push(
    [ready, ...events.map(([at, event]): Timed => [1000 + at, event])].map(([at, event], i): TraceEvent => ({
      seq: i + 1,
      at: simTime(at * 1000),
      cause: 0,
      ...event,
    })),
  );
  return fold.model;
}

interface Order {
  readonly req: number;
  readonly target?: string;
  readonly from?: number;
  readonly to: number;
  readonly status?: number;
  readonly body?: string;
  readonly pid?: number;
  readonly via?: 'wsgi' | 'asgi';
}

const answer = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n${body}`;

/** A request from a client through a worker and back. */
function order(o: Order): readonly Timed[] {
  const { req, target = '/burger', from = 0, to, status = 200, body = 'one burger', pid = 7, via = 'wsgi' } = o;
  const headers = [['X-Cashier', 'Mei']] as const;
  return [
    [from, { kind: 'request.started', req, client: 'customers', method: 'GET', target, to: 'diner.example:80' }],
    [from, { kind: 'conn.opening', conn: req, pid: 1, to: 'diner.example:80', req }],
    [from, { kind: 'request.sent', req, conn: req }],
    [
      from,
      { kind: 'app.called', pid, tid: 0, call: req, req, via, environ: "HTTP_HOST: '127.0.0.1:8000'\nPATH_INFO: '/'" },
    ],
    [to, { kind: 'app.responded', call: req, pid, status, reason: 'OK', headers }],
    [to, { kind: 'app.returned', call: req, pid }],
    [to, { kind: 'conn.sent', conn: req, pid: 2, dir: 'down', bytes: 99, data: answer(body), req: 0 }],
    [to, { kind: 'request.head', req, status, reason: 'OK', headers }],
    [to, { kind: 'request.finished', req, status, bytes: 99 }],
  ];
}

const server = (workers: number): Timed => [
  -500,
  {
    kind: 'server.started',
    pid: 3,
    server: 'gunicorn',
    version: '26.2.0',
    bind: [],
    workerClass: 'sync',
    workers,
    threads: 1,
    timeout: 30,
  },
];
const worker = (pid: number): readonly Timed[] => [
  [-400, { kind: 'worker.booting', pid, arbiter: 3, workerClass: 'sync', age: 1 }],
  [-300, { kind: 'worker.booted', pid }],
];

const sorted = (...parts: (readonly Timed[])[]): readonly Timed[] => parts.flat().sort(([a], [b]) => a - b);

const FILES = { '/a.py': 'a', '/b.py': 'b' };
function asked(
  predicate: Predicate,
  events: readonly Timed[],
  changes: Partial<Evidence> = {},
): ReturnType<typeof judge> {
  const evidence: Evidence = {
    runs: { main: model(events) },
    mainRun: 'main',
    files: FILES,
    atLesson: FILES,
    atStep: FILES,
    answers: {},
    ...changes,
  };
  return judge(predicate, evidence);
}
const ok = (predicate: Predicate, ...parts: (readonly Timed[])[]): boolean => asked(predicate, sorted(...parts)).ok;

const two = order({ req: 1, to: 2000, body: 'burger no. 1' });
const four = order({ req: 2, target: '/fries?salt=less', to: 4000, body: 'fries no. 2', pid: 8 });

describe('requests', () => {
  it('statuses, of all or of some', () => {
    const lost = order({ req: 3, target: '/pizza', to: 10, status: 404 });
    expect(ok({ kind: 'requestStatus', which: {}, is: [200] }, two, four)).toBe(true);
    expect(ok({ kind: 'requestStatus', which: {}, is: [200] }, two, lost)).toBe(false);
    expect(ok({ kind: 'requestStatus', which: { notPath: '/pizza' }, is: [200] }, two, lost)).toBe(true);
    expect(ok({ kind: 'requestStatus', which: { path: '/fries' }, is: [200] }, two)).toBe(false);
    expect(asked({ kind: 'requestStatus', which: {}, is: [200] }, sorted(two, lost))).toMatchObject({
      shown: { unit: 'text', text: '404' },
      req: 3,
    });
  });

  it('those that failed, those from a moment on, and what the wire shows', () => {
    const refused = order({ req: 3, from: 500, to: 600 })
      .filter(([, e]) => e.kind === 'request.started' || e.kind === 'conn.opening')
      .concat([[600, { kind: 'request.failed', req: 3, error: 'tls: certificate has expired' }]]);
    expect(ok({ kind: 'requestFailed', which: { from: 0.4 }, includes: 'expired' }, two, refused)).toBe(true);
    expect(ok({ kind: 'requestFailed', which: {}, includes: 'expired' }, two, refused)).toBe(false);
    expect(ok({ kind: 'wireShows', which: {}, text: 'burger no. 1' }, two)).toBe(true);
    expect(ok({ kind: 'wireShows', which: {}, text: 'burger no. 2' }, two)).toBe(false);
  });

  it('headers and bodies as they arrive', () => {
    expect(ok({ kind: 'requestHeader', which: {}, name: 'x-cashier' }, two)).toBe(true);
    expect(ok({ kind: 'requestHeader', which: {}, name: 'X-Cashier', includes: 'Bo' }, two)).toBe(false);
    expect(ok({ kind: 'bodyContains', which: {}, text: 'no.' }, two, four)).toBe(true);
    expect(ok({ kind: 'bodyContains', which: { path: '/fries' }, text: '{query}' }, four)).toBe(false);
    const chunked = order({ req: 1, to: 5 }).map(([at, e]): Timed =>
      e.kind === 'conn.sent'
        ? [at, { ...e, data: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nburg\r\n2\r\ner\r\n0\r\n\r\n' }]
        : [at, e],
    );
    expect(ok({ kind: 'bodyContains', which: {}, text: 'burger' }, chunked)).toBe(true);
    expect(ok({ kind: 'bodiesDiffer', which: {} }, two, four)).toBe(true);
    expect(ok({ kind: 'bodiesDiffer', which: {} }, two, order({ req: 2, to: 9, body: 'burger no. 1' }))).toBe(false);
    expect(ok({ kind: 'largestNumber', which: {}, is: 2 }, two, four)).toBe(true);
    expect(ok({ kind: 'largestNumber', which: {}, is: 1 }, two, four)).toBe(false);
  });

  it('how many, from where, and how soon', () => {
    const lost = order({ req: 3, target: '/pizza', to: 10, status: 404 });
    const by = (req: number, who: 'nginx' | 'upstream'): Timed => [
      5,
      { kind: 'proxy.response', pid: 2, conn: req, req, status: 200, by: who },
    ];
    expect(ok({ kind: 'statusCount', which: {}, is: [200], atLeast: 2, atMost: 2 }, two, four, lost)).toBe(true);
    expect(ok({ kind: 'statusCount', which: {}, is: [200], atMost: 1 }, two, four, lost)).toBe(false);
    expect(ok({ kind: 'bodyCount', which: {}, text: 'burger', atLeast: 1, atMost: 1 }, two, four)).toBe(true);
    expect(ok({ kind: 'bodyCount', which: {}, text: 'burger', atLeast: 2 }, two, four)).toBe(false);
    expect(ok({ kind: 'answerBegins', which: {}, within: 4 }, two, four)).toBe(true);
    expect(ok({ kind: 'answerBegins', which: {}, within: 3 }, two, four)).toBe(false);
    expect(ok({ kind: 'answeredFrom', which: {}, from: 'upstream' }, two, [by(1, 'upstream')])).toBe(true);
    expect(ok({ kind: 'answeredFrom', which: {}, from: 'upstream' }, two, [by(1, 'nginx')])).toBe(false);
    const file: Timed = [1, { kind: 'proxy.static', pid: 2, req: 1, path: '/logo.svg', found: true }];
    expect(ok({ kind: 'answeredFrom', which: {}, from: 'file' }, two, [file, by(1, 'nginx')])).toBe(true);
  });

  it('when they leave', () => {
    expect(ok({ kind: 'allServedBefore', which: {}, at: 4 }, two, four)).toBe(true);
    expect(ok({ kind: 'allServedBefore', which: {}, at: 3.9 }, two, four)).toBe(false);
    expect(ok({ kind: 'allServedBefore', which: {}, at: 9 })).toBe(false);
    expect(ok({ kind: 'servedAt', which: {}, at: [2, 4], tolerance: 0.1 }, four, two)).toBe(true);
    expect(ok({ kind: 'servedAt', which: {}, at: [2], tolerance: 0.1 }, four, two)).toBe(false);
    expect(ok({ kind: 'p95Below', which: {}, seconds: 4.1 }, two, four)).toBe(true);
    expect(ok({ kind: 'p95Below', which: {}, seconds: 4 }, two, four)).toBe(false);
    const waiting: Timed = [0, { kind: 'request.started', req: 9, client: 'c', method: 'GET', target: '/', to: 'x' }];
    expect(ok({ kind: 'nobodyServed', which: {} }, [waiting])).toBe(true);
    expect(ok({ kind: 'nobodyServed', which: {} }, [waiting], two)).toBe(false);
    expect(ok({ kind: 'allServedBefore', which: {}, at: 99 }, [waiting], two)).toBe(false);
  });
});

describe('the app', () => {
  it('its calls, one by one and together', () => {
    expect(ok({ kind: 'appCalls', is: 2 }, two, four)).toBe(true);
    expect(ok({ kind: 'appTook', atLeast: 1.9, atMost: 4 }, two, four)).toBe(true);
    expect(ok({ kind: 'appTook', atMost: 3 }, two, four)).toBe(false);
    expect(ok({ kind: 'appCallsOverlap' }, two, four)).toBe(false);
    expect(ok({ kind: 'appCallsOverlap' }, two, order({ req: 2, from: 500, to: 900 }))).toBe(true);
    expect(ok({ kind: 'appHeader', name: 'X-Cashier', includes: 'Mei' }, two)).toBe(true);
    expect(ok({ kind: 'appHeader', name: 'X-Other' }, two)).toBe(false);
    expect(ok({ kind: 'environHas', key: 'HTTP_HOST', includes: '8000' }, two)).toBe(true);
    expect(ok({ kind: 'environHas', key: 'HTTP_HOST', includes: 'diner' }, two)).toBe(false);
    expect(ok({ kind: 'environHas', which: { path: '/pizza' }, key: 'HTTP_HOST', includes: '8000' }, two)).toBe(false);
    const silent = two.filter(([, e]) => e.kind !== 'app.responded');
    expect(ok({ kind: 'neverStarted' }, silent)).toBe(true);
    expect(ok({ kind: 'neverStarted' }, two)).toBe(false);
  });

  it('what the event loop does', () => {
    const first = order({ req: 1, to: 2000, via: 'asgi' });
    const second = order({ req: 2, to: 2000, via: 'asgi' });
    const park = (call: number, at: number): Timed => [
      at,
      { kind: 'app.parked', call, pid: 7, file: 'a', line: 1, what: 'sleep' },
    ];
    const resume = (call: number, at: number): Timed => [at, { kind: 'app.resumed', call, pid: 7 }];
    expect(ok({ kind: 'parkedTogether', atLeast: 2 }, first, second, [park(1, 1), park(2, 2), resume(1, 3)])).toBe(
      true,
    );
    expect(ok({ kind: 'parkedTogether', atLeast: 2 }, first, second, [park(1, 1), resume(1, 2), park(2, 3)])).toBe(
      false,
    );
    const blocked = (tid: number): readonly Timed[] => [
      [100, { kind: 'python.blocked', pid: 7, tid, what: 'sleep', detail: '', file: 'a', line: 1 }],
      [1900, { kind: 'python.resumed', pid: 7, tid }],
    ];
    expect(ok({ kind: 'loopBlocked', longerThan: 1.5 }, first, blocked(0))).toBe(true);
    expect(ok({ kind: 'loopBlocked', longerThan: 1.5 }, first, blocked(1))).toBe(false);
    expect(ok({ kind: 'loopBlocked', longerThan: 1.5 }, two, blocked(0))).toBe(false);
    const ran: Timed = [1000, { kind: 'python.ran', pid: 7, tid: 0, cpu: 900_000, lines: [] }];
    expect(ok({ kind: 'cpuPerCall', atLeast: 0.9 }, first, [ran])).toBe(true);
    expect(ok({ kind: 'cpuPerCall', atLeast: 0.9 }, first, second, [ran])).toBe(false);
  });

  it('globals of several workers', () => {
    const counted = (pid: number, value: string): Timed => [
      4500,
      { kind: 'python.globals', pid, module: 'app', values: [['served', value]] },
    ];
    const p: Predicate = { kind: 'perWorkerCounterDiffers', name: 'served' };
    expect(ok(p, worker(7), worker(8), two, four, [counted(7, '1'), counted(8, '1')])).toBe(true);
    expect(ok(p, worker(7), two, four, [counted(7, '2')])).toBe(false);
  });
});

describe('the machine', () => {
  it('servers and workers as they were before the end', () => {
    const more: Timed = [100, { kind: 'server.workers', pid: 3, workers: 3 }];
    const stopped: readonly Timed[] = [
      [5000, { kind: 'server.stopping', pid: 3, graceful: true }],
      [5000, { kind: 'server.workers', pid: 3, workers: 0 }],
    ];
    expect(ok({ kind: 'workersAre', atLeast: 2, atMost: 2 }, [server(2)], stopped)).toBe(true);
    expect(ok({ kind: 'workersAre', atMost: 2 }, [server(2), more], stopped)).toBe(false);
    expect(ok({ kind: 'workersAre', atMost: 2 })).toBe(false);
    expect(ok({ kind: 'serverIs', program: 'gunicorn', workerClass: 'sync' }, [server(1)])).toBe(true);
    expect(ok({ kind: 'serverIs', program: 'uvicorn' }, [server(1)])).toBe(false);
  });

  it('workers that are there at a moment', () => {
    const gone: Timed = [2000, { kind: 'process.exited', pid: 7, code: 0, signal: null }];
    const alive = { kind: 'workersAlive', atLeast: 1, atMost: 1 } as const;
    expect(ok({ ...alive, at: 1 }, [server(1)], worker(7), [gone])).toBe(true);
    expect(ok({ ...alive, at: 3 }, [server(1)], worker(7), [gone])).toBe(false);
  });

  it('what was said, and what happened', () => {
    const line: Timed = [10, { kind: 'process.output', pid: 7, fd: 2, text: "TypeError: 'h' is not a byte\n" }];
    expect(ok({ kind: 'complaint', text: 'is not a byte' }, worker(7), [line])).toBe(true);
    expect(ok({ kind: 'complaint', text: 'is not a byte' }, worker(7))).toBe(false);
    const timeout: Timed = [10, { kind: 'worker.timeout', pid: 7, silent: 1_500_000 }];
    expect(ok({ kind: 'someEventOf', event: 'worker.timeout' }, worker(7), [timeout])).toBe(true);
    expect(ok({ kind: 'noEventOf', event: 'worker.timeout' }, worker(7), [timeout])).toBe(false);
    expect(ok({ kind: 'noEventOf', event: 'worker.timeout' })).toBe(true);
    expect(ok({ kind: 'someEventOf', event: 'worker.booted', atLeast: 2 }, worker(7), worker(8))).toBe(true);
    expect(ok({ kind: 'someEventOf', event: 'worker.booted', atMost: 1 }, worker(7), worker(8))).toBe(false);
  });
});

describe('files, answers, and how predicates combine', () => {
  it('compares with the lesson and with the step', () => {
    const changed = { files: { ...FILES, '/a.py': 'x', '/new.py': '' } };
    expect(asked({ kind: 'onlyFilesChanged', paths: ['/a.py', '/new.py'] }, [], changed).ok).toBe(true);
    expect(asked({ kind: 'onlyFilesChanged', paths: ['/a.py'] }, [], changed)).toMatchObject({
      ok: false,
      shown: { text: 'new.py' },
    });
    expect(asked({ kind: 'fileChanged', path: '/a.py', since: 'lesson' }, [], changed).ok).toBe(true);
    const later = { ...changed, atStep: changed.files };
    expect(asked({ kind: 'fileChanged', path: '/a.py', since: 'step' }, [], later).ok).toBe(false);
    expect(asked({ kind: 'predicted', question: 'q' }, [], { answers: { q: 'a' } }).ok).toBe(true);
  });

  it('all, any, not; and a run that is not there yet proves nothing', () => {
    const yes: Predicate = { kind: 'appCalls', is: 0 };
    const no: Predicate = { kind: 'appCalls', is: 5 };
    expect(ok({ kind: 'all', of: [yes, no] })).toBe(false);
    expect(ok({ kind: 'any', of: [no, yes] })).toBe(true);
    expect(ok({ kind: 'not', of: no })).toBe(true);
    const elsewhere: Predicate = { ...yes, run: 'elsewhere' };
    expect(ok(elsewhere)).toBe(false);
    expect(ok({ kind: 'not', of: elsewhere })).toBe(false);
    expect(ok({ kind: 'any', of: [elsewhere, yes] })).toBe(true);
    expect(ok({ kind: 'all', of: [elsewhere, yes] })).toBe(false);
  });

  it('finds the moments that prose jumps to', () => {
    const run = model(sorted(two, four));
    expect(momentIn({ kind: 'event', event: 'request.finished', nth: 2 }, run)).toBe(5_000_000);
    expect(momentIn({ kind: 'event', event: 'app.called', req: 2 }, run)).toBe(1_000_000);
    expect(momentIn({ kind: 'event', event: 'app.parked' }, run)).toBeNull();
    expect(momentIn({ kind: 'seconds', at: 1 }, run)).toBe(2_000_000);
  });
});

describe('a machine that goes on', () => {
  const guest = (n: number, at: number, status: number): readonly Timed[] => [
    [at, { kind: 'request.started', req: n, client: 'guest', method: 'GET', target: '/soup', to: 'x' }],
    [at + 10, { kind: 'request.finished', req: n, status, bytes: 1 }],
  ];
  const at = (ms: number, event: EventInput): readonly Timed[] => [[ms, event]];
  const open = (ms: number): readonly Timed[] =>
    at(ms, { kind: 'socket.listening', pid: 1, listener: 9, address: 'unix:/run/systemd/private', backlog: 128 });
  const lately: Predicate = { kind: 'lately', which: {}, is: [200] };

  it('how its latest guests were served', () => {
    expect(ok(lately, guest(1, 10, 502), guest(2, 20, 200), guest(3, 30, 200))).toBe(true);
    expect(ok(lately, guest(1, 10, 200), guest(2, 20, 200), guest(3, 40, 502))).toBe(false);
    expect(ok(lately, guest(1, 10, 200))).toBe(false);
    expect(ok({ ...lately, within: 0.005 }, guest(1, 10, 200), guest(2, 20, 200))).toBe(false);
  });

  it('since a restart of the machine, or of the app server', () => {
    const two = [guest(2, 30, 200), guest(3, 50, 200)];
    expect(ok({ ...lately, since: 'restart' }, guest(1, 10, 502), open(20), ...two)).toBe(true);
    expect(ok({ ...lately, since: 'restart' }, guest(1, 10, 502), ...two)).toBe(false);
    expect(ok({ ...lately, since: 'server' }, [server(1), server(2)], ...two)).toBe(true);
    expect(ok({ ...lately, since: 'server' }, [server(1), server(2)], guest(1, 10, 502), ...two)).toBe(false);
    expect(ok({ ...lately, since: 'server' }, [server(1)], ...two)).toBe(false);
  });

  it('who is there, what was written, what was said', () => {
    const started = (pid: number, ppid: number): EventInput => ({
      kind: 'process.started',
      pid,
      ppid,
      host: 'box',
      argv: ['/usr/bin/gunicorn'],
      user: 'ubuntu',
    });
    const kept: Predicate = { kind: 'alive', program: 'gunicorn', keptBySystemd: true, atLeast: 1 };
    expect(ok(kept, at(10, started(7, 1)))).toBe(true);
    expect(ok(kept, at(10, started(7, 900)))).toBe(false);
    const unread: Predicate = { kind: 'written', path: '/site', unreadBy: 'gunicorn' };
    expect(ok(unread, at(20, { kind: 'file.changed', pid: 3, path: '/site' }))).toBe(true);
    expect(ok(unread, at(20, { kind: 'file.changed', pid: 3, path: '/site' }), at(30, started(7, 1)))).toBe(false);
    const said: Predicate = { kind: 'printed', text: 'daemon-reload' };
    expect(ok(said, at(5, { kind: 'tty.output', tty: 0, text: "Run 'systemctl daemon-reload'" }))).toBe(true);
    expect(ok(said)).toBe(false);
  });
});
