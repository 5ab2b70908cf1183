import { describe, expect, it } from 'vitest';
import type { EventInput } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { coresOf } from './cores.ts';
import { RunFold } from './fold.ts';

const slice = (pid: number, core: number, us: number, waited: number): EventInput => ({
  kind: 'cpu.slice',
  pid,
  tid: 0,
  core,
  us,
  waited,
});
describe('cores', () => {
  it('tell who had one and who waited for one', () => {
    const fold = new RunFold();
    const events: readonly (readonly [number, EventInput])[] = [
      [30, slice(7, 0, 20, 0)],
      [35, slice(8, 1, 5, 12)],
    ];
    fold.push(events.map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event })));
    expect(coresOf(fold.model)).toEqual({
      busy: [[{ from: 10, to: 30, pid: 7 }], [{ from: 30, to: 35, pid: 8 }]],
      wanted: [{ from: 18, to: 30, pid: 8 }],
    });
    expect(coresOf(fold.model)).toBe(coresOf(fold.model));
  });
});
