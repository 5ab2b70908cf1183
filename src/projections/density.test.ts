import { describe, expect, it } from 'vitest';
import type { EventInput } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { densityOf } from './density.ts';
import { RunFold } from './fold.ts';

const started = (req: number): EventInput => ({
  kind: 'request.started',
  req,
  client: 'c',
  method: 'GET',
  target: '/',
  to: 'x',
});
const events: readonly (readonly [number, EventInput])[] = [
  [10, { kind: 'run.ready' }],
  [10, started(1)],
  [12, started(2)],
  [30, { kind: 'request.finished', req: 1, status: 200, bytes: 1 }],
  [60, { kind: 'request.failed', req: 2, error: 'timeout' }],
  [80, started(3)],
  [110, { kind: 'request.finished', req: 3, status: 502, bytes: 1 }],
];

describe('density', () => {
  const fold = new RunFold();
  fold.push(events.map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event })));

  it('counts arrivals, failures and slow answers per stretch', () => {
    expect(densityOf(fold.model, 100, 4)).toEqual({
      bins: [
        { arrivals: 2, failures: 0, p95: 20 },
        { arrivals: 0, failures: 0, p95: null },
        { arrivals: 1, failures: 1, p95: null },
        { arrivals: 0, failures: 1, p95: 30 },
      ],
      most: 2,
      slowest: 30,
    });
  });
  it('knows nothing of what is after the playhead when it is not to', () => {
    const { bins, slowest } = densityOf(fold.model, 100, 4, 30);
    expect([bins.map((bin) => bin.arrivals), bins.map((bin) => bin.failures), slowest]).toEqual([
      [2, 0, 0, 0],
      [0, 0, 0, 0],
      20,
    ]);
  });
});
