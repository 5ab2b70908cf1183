import { describe, expect, it } from 'vitest';
import { RunFold } from '../../projections/fold.ts';
import type { EventInput, TraceEvent } from '../../trace/events.ts';
import { simTime } from '../../trace/time.ts';
import { configMarks, lineHeat, tagOf } from './marks.ts';

const events: readonly (readonly [number, EventInput])[] = [
  [0, { kind: 'request.started', req: 7, client: 'c', method: 'GET', target: '/', to: 'x' }],
  [
    5,
    {
      kind: 'proxy.matched',
      pid: 1,
      req: 7,
      server: 'a',
      serverLine: 3,
      location: 'location /',
      locationLine: 8,
      candidates: [],
    },
  ],
  [10, { kind: 'python.blocked', pid: 2, tid: 0, what: 'sleep', detail: '', file: 'app.py', line: 4 }],
  [2_000_010, { kind: 'python.resumed', pid: 2, tid: 0 }],
];
const fold = new RunFold();
fold.push(events.map(([at, event], i): TraceEvent => ({ ...event, seq: i + 1, at: simTime(at), cause: 0 })));

describe('marks on lines', () => {
  it('light the server and the location of the request that is selected, once nginx has decided', () => {
    expect(configMarks(fold.model, 7, 4)).toEqual([]);
    expect(configMarks(fold.model, 7, 9)).toEqual([
      { line: 3, state: 'send', who: [] },
      { line: 8, state: 'send', who: ['#07'] },
    ]);
    expect(configMarks(fold.model, null, 9)).toEqual([]);
  });
  it('show time by decades: a tenth of a millisecond is the least, ten seconds the most', () => {
    expect(lineHeat(fold.model, 2_000_010, '/srv/app.py')).toEqual([{ line: 4, run: 0, wait: 5 }]);
    expect(lineHeat(fold.model, 60, '/srv/app.py')).toEqual([]);
    expect(lineHeat(fold.model, 2_000_010, '/srv/other.py')).toEqual([]);
  });
  it('name a few and count the rest', () => {
    expect([tagOf(['1', '2', '3', '4']), tagOf(['1', '2', '3', '4', '5', '6'])]).toEqual(['1 2 3 4', '1 2 3 +3']);
  });
});
