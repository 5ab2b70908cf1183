import { describe, expect, it } from 'vitest';
import type { EventInput } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { RunFold } from './fold.ts';
import { noteAt } from './narration.ts';

const events: readonly (readonly [number, EventInput])[] = [
  [0, { kind: 'worker.booting', pid: 4, arbiter: 3, workerClass: 'sync', age: 1 }],
  [5, { kind: 'worker.booted', pid: 4 }],
  [10, { kind: 'run.ready' }],
  [20, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/burger', to: 'x' }],
  [30, { kind: 'worker.request', pid: 4, tid: 0, conn: 1, req: 1, method: 'GET', target: '/burger' }],
  [40, { kind: 'python.blocked', pid: 4, tid: 0, what: 'sleep', detail: '2', file: '/srv/diner/app.py', line: 10 }],
  [42, { kind: 'worker.booting', pid: 5, arbiter: 3, workerClass: 'cgi', age: 2 }],
  [45, { kind: 'python.blocked', pid: 3, tid: 0, what: 'sleep', detail: '', file: '/usr/x.py', line: 1 }],
  [50, { kind: 'cpu.slice', pid: 4, tid: 0, core: 0, us: 1, waited: 0 }],
  [60, { kind: 'process.exited', pid: 9, code: 0, signal: null }],
  [70, { kind: 'process.exited', pid: 4, code: null, signal: 'KILL' }],
];

describe('narration', () => {
  const fold = new RunFold();
  fold.push(events.map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event })));
  const said = (t: number): unknown => noteAt(fold.model, t)?.note;

  it('says what happened last, at any instant', () => {
    expect(said(-1)).toBeUndefined();
    expect(said(12)).toEqual({ say: 'ready', workers: 1 });
    expect(said(25)).toEqual({ say: 'arrives', req: 1, line: 'GET /burger' });
    expect(said(30)).toEqual({ say: 'taken', req: 1, pid: 4 });
    expect(said(99)).toEqual({ say: 'gone', pid: 4, how: 'SIGKILL' });
  });
  it('is silent about what nobody would mention', () => {
    expect(said(65)).toEqual({ say: 'waits', pid: 4, place: 'app.py:10' });
  });
  it('does not count who has failed before the doors open', () => {
    const failed = new RunFold();
    const story: readonly EventInput[] = [
      { kind: 'worker.booting', pid: 4, arbiter: 3, workerClass: 'sync', age: 1 },
      { kind: 'process.exited', pid: 4, code: 4, signal: null },
      { kind: 'run.ready' },
    ];
    failed.push(story.map((event, i) => ({ seq: i + 1, at: simTime(i), cause: 0, ...event })));
    expect(noteAt(failed.model, 2)?.note).toEqual({ say: 'ready', workers: 0 });
  });
});
